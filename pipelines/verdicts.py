"""What a person decides between two runs about files that wait and rows kept aside, noted with who, when and why.

A verdict takes effect at the next run. Not here: what it does to a file (`sources`), how it is asked for
(`cli_quarantine`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from pipelines.audit import note
from pipelines.errors import UsageError
from pipelines.privacy.cpr import IN_TEXT
from pipelines.resources import held_data_directory
from pipelines.settings import DataDirectory
from pipelines.sources.codes import load_codes
from pipelines.sources.quarantine import RowAside, explanation, rows_aside
from pipelines.sources.raw_tables import create_raw_tables
from pipelines.sources.rulings import Action, Ruling, add_ruling
from pipelines.sources.waiting import WaitingFile, waiting_files

SHOWN_ROWS = 20
ROW_SPAN = re.compile(r"([1-9][0-9]{0,8})(?:-([1-9][0-9]{0,8}))?")
LONGEST_SPAN = 1_000_000


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
            names = ", ".join(entry.file.file for entry in waiting) or "ingen"
            raise UsageError(f"Der venter ingen fil med det navn. Filer, der venter: {names}.")
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
) -> int:
    """Release rows of a file from quarantine, or take the release back; all of them or none. Returns how many.

    `rows` are row numbers of the file; none means all with the code.
    """
    made_by, why = stated(by, "--by"), stated(reason, "--reason")
    if not rows and code is None:
        raise UsageError("Angiv --rows eller --code.")
    with loaded_warehouse(data) as connection:
        in_file = [row for row in rows_aside(connection, with_history=True) if row.file == Path(file).name]
        chosen = chosen_rows(in_file, rows, code, is_release=action == "release_rows")
        for name in sorted({row.code for row in chosen}):
            numbers = [row.row_number for row in chosen if row.code == name]
            one = chosen[0]
            ruling = Ruling(now(), made_by, action, one.source, one.edition, one.file, one.sha256, why, name, numbers)
            write_ruling(connection, data, ruling)
    return len(chosen)


def chosen_rows(
    in_file: list[RowAside], rows: Collection[int], code: str | None, *, is_release: bool
) -> list[RowAside]:
    """The rows that are asked for; UsageError where the file has none, or one of them may not be released."""
    if not in_file:
        raise UsageError("Ingen rækker er sat til side i en gældende fil med det navn. Se »quarantine list«.")
    chosen = [row for row in in_file if (not rows or row.row_number in rows) and code in (None, row.code)]
    missing = sorted(set(rows) - {row.row_number for row in chosen})
    if missing:
        raise UsageError(f"Disse rækker er ikke sat til side{_with(code)}: {_shown(missing)}. Se »quarantine show«.")
    locked = Counter(row.code for row in chosen if not load_codes()[row.code].releasable)
    if locked and is_release:
        told = "\n".join(f"  {name} ({count}): {explanation(name, 'da')}" for name, count in sorted(locked.items()))
        raise UsageError(
            f"Intet er frigivet. Disse kan ikke læses, som de står, og skal rettes hos afsenderen eller i "
            f"kommune.yaml:\n{told}"
        )
    open_rows = [row for row in chosen if row.is_released != is_release]
    if not open_rows:
        raise UsageError("Rækkerne er allerede frigivet." if is_release else "Ingen af rækkerne er frigivet.")
    return open_rows


def row_numbers(text: str | None) -> set[int]:
    """`5,9-12` as numbers; empty when nothing is said."""
    numbers: set[int] = set()
    for part in (text or "").replace(" ", "").split(",") if text else []:
        span = ROW_SPAN.fullmatch(part)
        first, last = (int(span[1]), int(span[2] or span[1])) if span else (1, 0)
        if not 0 <= last - first < LONGEST_SPAN:
            raise UsageError("--rows skal være rækkenumre som 5,9-12.")
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


def _with(code: str | None) -> str:
    return f" med {code}" if code else ""


def _shown(numbers: Sequence[int]) -> str:
    more = f" og {len(numbers) - SHOWN_ROWS} til" if len(numbers) > SHOWN_ROWS else ""
    return ", ".join(map(str, numbers[:SHOWN_ROWS])) + more


@contextmanager
def loaded_warehouse(data: DataDirectory) -> Iterator[duckdb.DuckDBPyConnection]:
    """The warehouse between two runs; UsageError when nothing is loaded, RunActiveError while a run goes on."""
    if not data.warehouse.is_file():
        raise UsageError(f"Der er intet indlæst i »{data.root}«. Kør `pladsprognose run` først.")
    with held_data_directory(data), duckdb.connect(str(data.warehouse)) as connection:
        create_raw_tables(connection)
        yield connection


def stated(text: str, option: str) -> str:
    """The text of an option that must say something, and no CPR number, since it is kept and shown."""
    plain = text.strip()
    if not plain:
        raise UsageError(f"{option} skal udfyldes.")
    if re.search(IN_TEXT, plain):
        raise UsageError(f"{option} indeholder et CPR-nummer. Skriv sagens nummer i stedet.")
    return plain
