"""What a person decides between two runs about files that wait and rows kept aside, noted with who, when and why.

A verdict takes effect at the next run. Not here: what it does to a file (`sources`), how it is asked for
(`cli`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

import duckdb

from pipelines.audit import note
from pipelines.errors import UsageError, nothing_loaded
from pipelines.municipality import Municipality, load_municipality
from pipelines.privacy.cpr import is_in
from pipelines.resources import held_data_directory
from pipelines.settings import LANGUAGES, DataDirectory, Language
from pipelines.sources.catalogue import catalogue
from pipelines.sources.codes import RefusalError, load_codes, message
from pipelines.sources.quarantine import RowAside, explanation, rows_aside, rows_to_rule_on
from pipelines.sources.raw_tables import create_raw_tables
from pipelines.sources.releases import rows_left_aside
from pipelines.sources.rulings import Action, Ruling, add_ruling
from pipelines.sources.waiting import WaitingFile, waiting_files

SHOWN_ROWS = 20
ROW_SPAN = re.compile(r"([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?")
LONGEST_SPAN = 1_000_000
ROW_WORD: dict[Language, str] = {"da": "række", "en": "row"}
# Why a row keeps the code that it is released from, and what to do instead.
VAIN: dict[str, dict[Language, str]] = {
    "DATE_RANGE": {
        "da": "Kun dage i 1900-2199 kan læses ind. Få dagen rettet hos afsenderen, eller oversæt den under vaerdier i "
        "kommune.yaml.",
        "en": "Only days in 1900-2199 can be loaded. Have the sender correct the day, or translate it under vaerdier "
        "in kommune.yaml.",
    },
    "KEY_CONFLICT": {
        "da": "Kun én række med hver nøgle kan gælde. Frigiv den rigtige alene; er en anden frigivet før, så tag den "
        "tilbage med »quarantine withdraw« først.",
        "en": "Only one row of each key can count. Release the right one alone; if another was released before, take "
        'it back with "quarantine withdraw" first.',
    },
}


@dataclass(frozen=True)
class Ruled:
    """How many rows were ruled on, and by number the code with which some of them stay aside at the next run."""

    rows: int
    left: dict[int, str]


def held_files(data: DataDirectory) -> list[WaitingFile]:
    """The files that wait."""
    with loaded_warehouse(data) as connection:
        return waiting_files(connection)


def rule_on_file(data: DataDirectory, file: str, action: Action, by: str, reason: str) -> WaitingFile:
    """Say yes or no to a file that waits; of two with the same name the later."""
    made_by, why = stated(by, "--by"), stated(reason, "--reason")
    with loaded_warehouse(data) as connection:
        waiting = waiting_files(connection)
        named = [entry for entry in waiting if entry.file.file == Path(file).name]
        if not named:
            names = ", ".join(entry.file.file for entry in waiting)
            raise UsageError(
                f"Der venter ingen fil med det navn. Filer, der venter: {names or 'ingen'}.",
                f"No file of that name waits. Files that wait: {names or 'none'}.",
            )
        chosen = max(named, key=lambda entry: entry.file.receipt_id)
        about = chosen.file
        ruling = Ruling(now(), made_by, action, about.source, about.edition, about.file, about.sha256, why)
        write_ruling(connection, data, ruling)
    return chosen


def quarantined_rows(data: DataDirectory, *, with_history: bool = False) -> list[RowAside]:
    """The rows kept aside."""
    with loaded_warehouse(data) as connection:
        return rows_aside(connection, with_history=with_history)


def rule_on_rows(
    data: DataDirectory, file: str, rows: Collection[int], code: str | None, action: Action, by: str, reason: str
) -> Ruled:
    """Release rows of a file from quarantine, or take the release back; all of them or none.

    `rows` are row numbers of the file; none means all with the code.
    """
    made_by, why = stated(by, "--by"), stated(reason, "--reason")
    if not rows and code is None:
        raise UsageError("Angiv --rows eller --code.", "Give --rows or --code.")
    is_release = action == "release_rows"
    with loaded_warehouse(data) as connection:
        in_file = rows_to_rule_on(connection, Path(file).name)
        chosen = (rows_to_release if is_release else rows_to_withdraw)(in_file, rows, code)
        left = left_aside(connection, data, in_file, chosen) if is_release else {}
        for (sha256, name), members in by_file_and_code(chosen).items():
            one, numbers = members[0], [row.row_number for row in members]
            ruling = Ruling(now(), made_by, action, one.source, one.edition, one.file, sha256, why, name, numbers)
            write_ruling(connection, data, ruling)
    return Ruled(len(chosen), left)


def rows_to_release(in_file: list[RowAside], rows: Collection[int], code: str | None) -> list[RowAside]:
    """The rows that are asked for; UsageError where the file has none, or one of them may not be released."""
    if not in_file:
        raise UsageError(
            "Ingen rækker er sat til side i en gældende fil med det navn. Se »quarantine list«.",
            'No rows are kept aside in a file of that name that counts. See "quarantine list".',
        )
    chosen = asked_for(in_file, rows, code)
    missing = sorted(set(rows) - {row.row_number for row in chosen})
    if missing or not chosen:
        which_da, which_en = (f": {shown(missing, 'da')}", f": {shown(missing, 'en')}") if missing else ("", "")
        with_da, with_en = (f" med {code}", f" with {code}") if code else ("", "")
        raise UsageError(
            f"Disse rækker er ikke sat til side{with_da}{which_da}. Se »quarantine show«.",
            f'These rows are not kept aside{with_en}{which_en}. See "quarantine show".',
        )
    locked = Counter(row.code for row in chosen if not load_codes()[row.code].releasable)
    if locked:
        da, en = (
            "\n".join(f"  {name} ({n}): {explanation(name, language)}" for name, n in sorted(locked.items()))
            for language in LANGUAGES
        )
        raise UsageError(
            f"Intet er frigivet. Disse kan ikke læses, som de står:\n{da}",
            f"Nothing is released. These cannot be read as they stand:\n{en}",
        )
    not_yet = [row for row in chosen if not row.is_released]
    if not not_yet:
        raise UsageError("Rækkerne er allerede frigivet.", "The rows are released already.")
    return not_yet


def rows_to_withdraw(in_file: list[RowAside], rows: Collection[int], code: str | None) -> list[RowAside]:
    """The released rows that are asked for, loaded by now or not; UsageError naming those that are not released."""
    released = [row for row in in_file if row.is_released]
    chosen = asked_for(released, rows, code)
    missing = sorted(set(rows) - {row.row_number for row in chosen})
    if missing or not chosen:
        numbers = sorted({row.row_number for row in released})
        which_da, which_en = (f": {shown(missing, 'da')}", f": {shown(missing, 'en')}") if missing else ("", "")
        raise UsageError(
            f"Disse rækker er ikke frigivet{which_da}. Frigivet i filen: {shown(numbers, 'da') or 'ingen'}.",
            f"These rows are not released{which_en}. Released in the file: {shown(numbers, 'en') or 'none'}.",
        )
    return chosen


def asked_for(in_file: list[RowAside], rows: Collection[int], code: str | None) -> list[RowAside]:
    """The rows with one of these numbers, any where none is given, and with the code."""
    return [row for row in in_file if (not rows or row.row_number in rows) and code in (None, row.code)]


def left_aside(
    connection: duckdb.DuckDBPyConnection, data: DataDirectory, in_file: list[RowAside], chosen: list[RowAside]
) -> dict[int, str]:
    """Of the chosen rows those that stay aside for something else, with its code; UsageError where release is vain.

    Vain is the release of a row that keeps its code, and of one that sets a row aside which is loaded.
    """
    municipality = reading_municipality(data)
    aside_now = {(row.sha256, row.row_number) for row in in_file if row.is_aside or not row.is_released}
    left: dict[int, str] = {}
    vain: list[tuple[str, int]] = []
    for sha256, members in groupby(sorted(chosen, key=lambda row: row.sha256), key=lambda row: row.sha256):
        rows = list(members)
        asked = {name: [row.row_number for row in group] for (_, name), group in by_file_and_code(rows).items()}
        try:
            aside = rows_left_aside(connection, data, municipality, (sha256, rows[0].file), asked)
        except RefusalError as refusal:
            raise not_readable(rows[0].file, refusal) from refusal
        left |= {row.row_number: aside[row.row_number] for row in rows if row.row_number in aside}
        vain += [(row.code, row.row_number) for row in rows if aside.get(row.row_number) == row.code]
        dragged = {number: code for number, code in aside.items() if code != "DUPLICATE_ROW"}
        vain += [(code, number) for number, code in dragged.items() if (sha256, number) not in aside_now]
    if vain:
        raise vain_release(vain)
    return left


def reading_municipality(data: DataDirectory) -> Municipality:
    """What kommune.yaml said of deliveries when they were last read."""
    path = data.reading_configuration
    return load_municipality(path if path.is_file() else None, catalogue=catalogue())


def by_file_and_code(rows: Sequence[RowAside]) -> dict[tuple[str, str], list[RowAside]]:
    """The rows by sha256 and code, in order."""
    found: dict[tuple[str, str], list[RowAside]] = {}
    for row in sorted(rows, key=lambda row: (row.sha256, row.code, row.row_number)):
        found.setdefault((row.sha256, row.code), []).append(row)
    return found


def vain_release(vain: Sequence[tuple[str, int]]) -> UsageError:
    """Which rows would stay aside all the same, why, and what to do instead."""
    da, en = (
        "\n".join(
            f"  {code}, {ROW_WORD[language]} {shown(sorted({n for other, n in vain if other == code}), language)}: "
            f"{VAIN.get(code, {}).get(language) or explanation(code, language)}"
            for code in sorted({code for code, _ in vain})
        )
        for language in LANGUAGES
    )
    return UsageError(
        f"Intet er frigivet. Disse rækker ville være sat til side også efter næste kørsel:\n{da}",
        f"Nothing is released. These rows would be aside after the next run too:\n{en}",
    )


def not_readable(file: str, refusal: RefusalError) -> UsageError:
    """A file that cannot be tried any more, and why."""
    da, en = (message(refusal.code, language, refusal.facts) for language in LANGUAGES)
    return UsageError(
        f"Intet er frigivet, for {file} kan ikke læses igen: {da} Kør `pladsprognose run` først.",
        f"Nothing is released, as {file} cannot be read again: {en} Run `pladsprognose run` first.",
    )


def row_numbers(text: str | None) -> set[int]:
    """`5,9-12` as numbers; empty when nothing is said."""
    numbers: set[int] = set()
    for part in (text or "").replace(" ", "").split(",") if text else []:
        span = ROW_SPAN.fullmatch(part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (1, 0)
        if not 0 <= last - first < LONGEST_SPAN:
            raise UsageError("--rows skal være rækkenumre som 5,9-12.", "--rows must be row numbers like 5,9-12.")
        numbers |= set(range(first, last + 1))
    return numbers


def write_ruling(connection: duckdb.DuckDBPyConnection, data: DataDirectory, ruling: Ruling) -> None:
    """Note a ruling in the audit file, and let it count."""
    what: dict[str, object] = {"source": ruling.source, "file": ruling.file, "sha256": ruling.sha256}
    if ruling.code is not None:
        what |= {"code": ruling.code, "rows": list(ruling.row_numbers or [])}
    note(data, ruling.made_at, ruling.made_by, ruling.action, ruling.reason, **what)
    add_ruling(connection, ruling)


def now() -> datetime:
    """The time of a ruling, UTC to the second."""
    return datetime.now(UTC).replace(tzinfo=None, microsecond=0)


def shown(numbers: Sequence[int], language: Language) -> str:
    """Row numbers, the first of many."""
    more = len(numbers) - SHOWN_ROWS
    rest = {"da": f" og {more} til", "en": f" and {more} more"}[language] if more > 0 else ""
    return ", ".join(map(str, numbers[:SHOWN_ROWS])) + rest


@contextmanager
def loaded_warehouse(data: DataDirectory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse between two runs; UsageError when nothing is loaded, RunActiveError while a run goes on."""
    if not data.warehouse.is_file():
        raise nothing_loaded(data.root)
    with held_data_directory(data), duckdb.connect(str(data.warehouse)) as connection:
        create_raw_tables(connection)
        yield connection


def stated(text: str, option: str) -> str:
    """The text of an option that must say something, and no CPR number, since it is kept and shown."""
    plain = text.strip()
    if not plain:
        raise UsageError(f"{option} skal udfyldes.", f"{option} must be filled in.")
    if is_in(plain):
        raise UsageError(
            f"{option} indeholder et CPR-nummer. Skriv sagens nummer i stedet.",
            f"{option} holds a CPR number. Write the number of the case instead.",
        )
    return plain
