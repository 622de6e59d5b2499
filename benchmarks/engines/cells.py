"""Two builds of the same tables held against each other, cell by cell.

Nothing is rounded: kroner and shares are decimals, people integers. Only columns that are doubles (the forecast's own
measures) are read to `DOUBLE_DIGITS` significant digits, since engines add doubles in different orders.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import duckdb

from benchmarks.printing import Cell, print_table
from pipelines.numbers import format_count

DOUBLE_DIGITS = 12
Columns = dict[str, str]


@dataclass(frozen=True)
class Verdict:
    """What one table of two builds is like: rows and cells of the first, and what the second has otherwise."""

    table: str
    rows: int
    cells: int
    only_here: int = 0
    """Rows of the first that the second lacks, as often as they stand there."""
    only_there: int = 0
    columns: tuple[str, ...] = ()
    """Columns that differ by name or type, or whose values differ."""

    @property
    def is_equal(self) -> bool:
        """Whether every cell is the same."""
        return not (self.only_here or self.only_there or self.columns)


def compare_tables(connection: duckdb.DuckDBPyConnection, table: str, here: str, there: str) -> Verdict:
    """Hold the relation `there` against `here`; the order of rows and of columns says nothing.

    Columns must have the same names and types; rows are compared as often as they occur, empty equal to empty.
    """
    ours, theirs = columns_of(connection, here), columns_of(connection, there)
    rows = count(connection, f"select count(*) from {here}")
    unlike = sorted(name for name in ours.keys() | theirs.keys() if ours.get(name) != theirs.get(name))
    if unlike:
        told = tuple(f"{name}: {ours.get(name, 'mangler')} / {theirs.get(name, 'mangler')}" for name in unlike)
        return Verdict(table, rows, rows * len(ours), rows, count(connection, f"select count(*) from {there}"), told)
    only_here, only_there = missing(connection, ours, here, there), missing(connection, ours, there, here)
    differing: tuple[str, ...] = ()
    if only_here or only_there:
        each = {name: {name: kind} for name, kind in ours.items()}
        differing = tuple(name for name, alone in each.items() if missing(connection, alone, here, there))
    return Verdict(table, rows, rows * len(ours), only_here, only_there, differing)


def columns_of(connection: duckdb.DuckDBPyConnection, relation: str) -> Columns:
    """Each column with its type."""
    return {str(row[0]): str(row[1]) for row in connection.execute(f"describe select * from {relation}").fetchall()}


def missing(connection: duckdb.DuckDBPyConnection, columns: Columns, here: str, there: str) -> int:
    """Rows of `here` that are not in `there`, as often as they occur."""
    listed = ", ".join(comparable(name, kind) for name, kind in columns.items())
    return count(
        connection, f"select count(*) from (select {listed} from {here} except all select {listed} from {there})"
    )


def comparable(name: str, kind: str) -> str:
    """The value that is compared; a double as its text to so many significant digits."""
    return f"printf('%.{DOUBLE_DIGITS - 1}e', \"{name}\")" if kind in ("DOUBLE", "FLOAT") else f'"{name}"'


def count(connection: duckdb.DuckDBPyConnection, query: str) -> int:
    """The one number of a query."""
    found = connection.execute(query).fetchone()
    return int(found[0]) if found else 0


def print_verdicts(title: str, verdicts: Iterable[Verdict]) -> bool:
    """Print every table with what differs, and how many are equal; whether all are."""
    verdicts = list(verdicts)
    lines: list[list[Cell]] = [
        [v.table, v.rows, v.cells, v.only_here, v.only_there, "ja" if v.is_equal else "nej: " + ", ".join(v.columns)]
        for v in verdicts
    ]
    print_table(title, ["Tabel", "Rækker", "Celler", "Kun her", "Kun der", "Ens"], lines)
    equal = [v for v in verdicts if v.is_equal]
    same, cells = (format_count(sum(v.cells for v in some)) for some in (equal, verdicts))
    print(f"{len(equal)} af {len(verdicts)} tabeller er ens, celle for celle: {same} af {cells} celler.", flush=True)
    return len(equal) == len(verdicts)
