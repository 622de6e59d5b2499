"""What waits for a person, as tables on the terminal and as data. Not here: what waits (`sources`)."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from typing import Any

from pipelines.numbers import format_count, format_decimal
from pipelines.publishing.summary import fixed_width
from pipelines.settings import DataDirectory
from pipelines.sources.codes import load_codes
from pipelines.sources.quarantine import AsideGroup, RowAside, explanation, what_to_do
from pipelines.sources.restricted_files import list_of_rows_aside
from pipelines.sources.waiting import WaitingFile


def held_text(waiting: Sequence[WaitingFile]) -> str:
    """The files that wait, and how they are answered."""
    if not waiting:
        return "Ingen filer venter."
    rows = [
        [
            entry.file.file, entry.replaces.file, format_count(entry.replaces.rows_fitting),
            format_count(entry.file.rows_fitting), f"{entry.since:%d-%m-%Y}",
        ]
        for entry in waiting
    ]  # fmt: skip
    table = fixed_width(["Fil", "Afløser", "Rækker før", "Rækker nu", "Siden"], rows, text_places=(0, 1))
    answer = (
        "Er tabet rigtigt: pladsprognose hold release --file <fil> --by <hvem> --reason <hvorfor>. "
        "Ellers hold refuse, eller bed om et nyt udtræk."
    )
    return "\n".join([*table, "", answer])


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


def quarantine_text(groups: Sequence[AsideGroup]) -> str:
    """How many rows are kept aside in each file for each reason, and what to do about each reason."""
    if not groups:
        return "Ingen rækker er sat til side."
    rows = [
        [
            group.file, group.code, format_count(group.rows), format_count(group.released) if group.released else "",
            "" if group.amount_kr is None else format_decimal(group.amount_kr, 2), f"{group.since:%d-%m-%Y}",
        ]
        for group in groups
    ]  # fmt: skip
    table = fixed_width(["Fil", "Kode", "Rækker", "Frigivet", "Kroner", "Siden"], rows, text_places=(0, 1))
    codes = sorted({group.code for group in groups})
    owners = {code: sorted({group.owner for group in groups if group.code == code}) for code in codes}
    told = [
        f"{code}: {explanation(code, 'da')} {what_to_do(code, 'da')} Ansvarlig: {', '.join(owners[code])}."
        for code in codes
    ]
    return "\n".join([*table, "", *told, "", "Rækkerne i en fil: pladsprognose quarantine show --file <fil>"])


def quarantine_content(groups: Sequence[AsideGroup]) -> list[dict[str, Any]]:
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
            "owner": group.owner,
            "is_releasable": load_codes()[group.code].releasable,
            "message": explanation(group.code, "da"),
            "to_do": what_to_do(group.code, "da"),
        }
        for group in groups
    ]


def rows_text(rows: Sequence[RowAside], data: DataDirectory) -> str:
    """The rows of each file by number, column and code, and where the rows themselves lie."""
    if not rows:
        return "Ingen rækker er sat til side dér."
    lines: list[str] = []
    for (file, sha256), members in groupby(rows, key=lambda row: (row.file, row.sha256)):
        table = [
            [str(row.row_number), row.column or "(hele rækken)", row.code, "frigivet" if row.is_released else ""]
            for row in members
        ]
        lines += [
            file,
            *fixed_width(["Række", "Kolonne", "Kode", ""], table, text_places=(1, 2, 3)),
            f"Rækkerne selv: {list_of_rows_aside(data, sha256, file)}",
            "",
        ]
    codes = sorted({row.code for row in rows})
    return "\n".join([*lines, *(f"{code}: {explanation(code, 'da')} {what_to_do(code, 'da')}" for code in codes)])


def rows_content(rows: Sequence[RowAside], data: DataDirectory) -> list[dict[str, Any]]:
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
            "message": explanation(row.code, "da"),
            "to_do": what_to_do(row.code, "da"),
            "list": str(list_of_rows_aside(data, row.sha256, row.file)),
        }
        for row in rows
    ]
