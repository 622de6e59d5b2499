"""What waits for a person, as tables on the terminal and as data. Not here: what waits (`sources`)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from pipelines.numbers import format_count, format_decimal
from pipelines.publishing.summary import fixed_width
from pipelines.settings import DataDirectory, Language
from pipelines.sources.codes import load_codes
from pipelines.sources.quarantine import AsideGroup, RowAside, explanation, what_to_do
from pipelines.sources.restricted_files import list_of_rows_aside
from pipelines.sources.waiting import WaitingFile

WORDS: dict[Language, dict[str, str]] = {
    "da": {
        "held": "Fil|Afløser|Rækker før|Rækker nu|Siden",
        "nothing_held": "Ingen filer venter.",
        "answer": "Er tabet rigtigt: pladsprognose hold release --file <fil> --by <hvem> --reason <hvorfor>. "
        "Ellers hold refuse, eller bed om et nyt udtræk.",
        "accepted": "{file} er frigivet og læses ind ved næste kørsel ({rows}).",
        "refused": "{file} læses ikke ind. {replaces} gælder, til der kommer en ny fil.",
        "aside": "Fil|Kode|Rækker|Frigivet|Kroner|Siden",
        "nothing_aside": "Ingen rækker er sat til side.",
        "owner": "Ansvarlig: {names}.",
        "look": "Rækkerne i en fil: pladsprognose quarantine show --file <fil>",
        "row": "Række|Kolonne|Kode|",
        "no_rows": "Ingen rækker er sat til side dér.",
        "whole_row": "(hele rækken)",
        "released": "frigivet",
        "list": "Rækkerne selv: {path}",
        "release_rows": "{rows} er frigivet og læses ind ved næste kørsel.",
        "withdraw_rows": "{rows} sættes til side igen ved næste kørsel.",
        "left": "{rows} er frigivet, men bliver liggende med en anden kode: {which}. Se »quarantine show« efter "
        "kørslen.",
        "one": "1 række",
        "many": "{count} rækker",
    },
    "en": {
        "held": "File|Replaces|Rows before|Rows now|Since",
        "nothing_held": "No files wait.",
        "answer": "If the loss is right: pladsprognose hold release --file <file> --by <who> --reason <why>. "
        "Else hold refuse, or ask for a new extract.",
        "accepted": "{file} is released and is loaded at the next run ({rows}).",
        "refused": "{file} is not loaded. {replaces} holds until a new file comes.",
        "aside": "File|Code|Rows|Released|Kroner|Since",
        "nothing_aside": "No rows are kept aside.",
        "owner": "Responsible: {names}.",
        "look": "The rows of a file: pladsprognose quarantine show --file <file>",
        "row": "Row|Column|Code|",
        "no_rows": "No rows are kept aside there.",
        "whole_row": "(the whole row)",
        "released": "released",
        "list": "The rows themselves: {path}",
        "release_rows": "{rows} released; loaded at the next run.",
        "withdraw_rows": "{rows} set aside again at the next run.",
        "left": '{rows} released, but kept aside with another code: {which}. See "quarantine show" after the run.',
        "one": "1 row",
        "many": "{count} rows",
    },
}


def words(name: str, language: Language, **facts: str) -> str:
    """A sentence with its facts."""
    return WORDS[language][name].format_map(facts)


def rows_words(count: int, language: Language) -> str:
    """A number of rows."""
    return words("one" if count == 1 else "many", language, count=format_count(count))


def ruled_text(action: str, count: int, left: Mapping[int, str], language: Language) -> str:
    """What the next run does with the rows that were ruled on; `left` are those that have more wrong with them."""
    done = count - len(left)
    lines = [words(action, language, rows=rows_words(done, language))] if done else []
    if left:
        which = ", ".join(f"{row} ({code})" for row, code in sorted(left.items()))
        lines.append(words("left", language, rows=rows_words(len(left), language), which=which))
    return "\n".join(lines)


def held_text(waiting: Sequence[WaitingFile], language: Language) -> str:
    """The files that wait, and how they are answered."""
    if not waiting:
        return words("nothing_held", language)
    rows = [
        [
            entry.file.file, entry.replaces.file, format_count(entry.replaces.rows_fitting),
            format_count(entry.file.rows_fitting), f"{entry.since:%d-%m-%Y}",
        ]
        for entry in waiting
    ]  # fmt: skip
    table = fixed_width(words("held", language).split("|"), rows, text_places=(0, 1))
    return "\n".join([*table, "", words("answer", language)])


def held_content(waiting: Sequence[WaitingFile]) -> list[dict[str, Any]]:
    """The same as data."""
    return [
        {
            "file": entry.file.file,
            "source": entry.file.source,
            "edition": str(entry.file.edition),
            "rows": entry.file.rows_fitting,
            "replaces": entry.replaces.file,
            "rows_before": entry.replaces.rows_fitting,
            "since": entry.since.isoformat(),
            "sha256": entry.file.sha256,
        }
        for entry in waiting
    ]


def quarantine_text(groups: Sequence[AsideGroup], language: Language) -> str:
    """How many rows are kept aside in each file for each reason, and what to do about each reason."""
    if not groups:
        return words("nothing_aside", language)
    rows = [
        [
            group.file, group.code, format_count(group.rows), format_count(group.released) if group.released else "",
            "" if group.amount_kr is None else format_decimal(group.amount_kr, 2), f"{group.since:%d-%m-%Y}",
        ]
        for group in groups
    ]  # fmt: skip
    table = fixed_width(words("aside", language).split("|"), rows, text_places=(0, 1))
    told = []
    for code in sorted({group.code for group in groups}):
        owners = ", ".join(sorted({group.owner(language) for group in groups if group.code == code}))
        told.append(f"{code_text(code, language)} {words('owner', language, names=owners)}")
    return "\n".join([*table, "", *told, "", words("look", language)])


def code_text(code: str, language: Language) -> str:
    """A code with what it means and what to do."""
    return f"{code}: {explanation(code, language)} {what_to_do(code, language)}".rstrip()


def quarantine_content(groups: Sequence[AsideGroup], language: Language) -> list[dict[str, Any]]:
    """The same as data; kroner as text with two decimals."""
    return [
        {
            "source": group.source,
            "file": group.file,
            "edition": str(group.edition),
            "code": group.code,
            "rows": group.rows,
            "rows_released": group.released,
            "amount_kr": None if group.amount_kr is None else str(group.amount_kr),
            "since": group.since.isoformat(),
            "owner": group.owner(language),
            "is_releasable": load_codes()[group.code].releasable,
            "message": explanation(group.code, language),
            "to_do": what_to_do(group.code, language),
        }
        for group in groups
    ]


def rows_text(rows: Sequence[RowAside], data: DataDirectory, language: Language) -> str:
    """The rows of each file by number, column and code, and where the rows themselves lie."""
    if not rows:
        return words("no_rows", language)
    lines: list[str] = []
    whole, released = words("whole_row", language), words("released", language)
    for (file, sha256), members in groupby(rows, key=lambda row: (row.file, row.sha256)):
        table = [
            [str(row.row_number), row.column or whole, row.code, released if row.is_released else ""] for row in members
        ]
        lines += [
            file,
            *fixed_width(words("row", language).split("|"), table, text_places=(1, 2, 3)),
            words("list", language, path=str(list_of_rows_aside(data, sha256, file))),
            "",
        ]
    return "\n".join([*lines, *(code_text(code, language) for code in sorted({row.code for row in rows}))])


def rows_content(rows: Sequence[RowAside], data: DataDirectory, language: Language) -> list[dict[str, Any]]:
    """The same as data, one entry a row."""
    return [
        {
            "source": row.source,
            "file": row.file,
            "edition": str(row.edition),
            "row": row.row_number,
            "column": row.column,
            "code": row.code,
            "is_released": row.is_released,
            "message": explanation(row.code, language),
            "to_do": what_to_do(row.code, language),
            "list": str(list_of_rows_aside(data, row.sha256, row.file)),
        }
        for row in rows
    ]
