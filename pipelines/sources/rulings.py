"""What people have decided about files that wait and rows that were kept aside: who, when and why.

`control.ruling` is append-only and outlives `raw`: of two rulings on the same thing the later holds. A ruling names a
file by its bytes, so it falls away when another file takes its place. Not here: the commands (`cli`), what
a ruling does to a file (`intake`, `second_reading`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import duckdb

Action = Literal["accept_file", "refuse_file", "release_rows", "withdraw_rows"]

RULING = """
create table if not exists control.ruling (
    ruling_id integer primary key, made_at timestamp not null, made_by varchar not null, action varchar not null,
    source varchar not null, edition integer not null, file_name varchar not null, sha256 varchar not null,
    reason varchar not null, code varchar, row_numbers integer[]
)"""


@dataclass(frozen=True)
class Ruling:
    """One decision about one file, or about its rows with one code; `made_at` is UTC."""

    made_at: datetime
    made_by: str
    action: Action
    source: str
    edition: int
    file: str
    sha256: str
    reason: str
    code: str | None = None
    row_numbers: Sequence[int] | None = None


class Rulings:
    """The rulings in force."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        found = connection.execute(
            "select made_at, made_by, action, source, edition, file_name, sha256, reason, code, row_numbers "
            "from control.ruling order by ruling_id"
        ).fetchall()
        files: dict[str, Action] = {}
        self._rows: dict[str, dict[str, set[int]]] = {}
        for ruling in (Ruling(*row) for row in found):
            if ruling.code is None:
                files[ruling.sha256] = ruling.action
            else:
                self._rule_on_rows(ruling, ruling.code, ruling.row_numbers or [])
        self.accepted_files = frozenset(sha256 for sha256, action in files.items() if action == "accept_file")
        self.refused_files = frozenset(sha256 for sha256, action in files.items() if action == "refuse_file")

    @property
    def files_with_rows(self) -> list[str]:
        """The sha256 of the files of which rows were ever released."""
        return sorted(self._rows)

    def released_rows(self, sha256: str) -> dict[str, list[int]]:
        """By code the numbers of the rows of a file that are released."""
        return {code: sorted(rows) for code, rows in sorted(self._rows.get(sha256, {}).items()) if rows}

    def _rule_on_rows(self, ruling: Ruling, code: str, rows: Sequence[int]) -> None:
        released = self._rows.setdefault(ruling.sha256, {}).setdefault(code, set())
        if ruling.action == "release_rows":
            released.update(rows)
        else:
            released.difference_update(rows)


def add_ruling(connection: duckdb.DuckDBPyConnection, ruling: Ruling) -> None:
    """Append a ruling."""
    connection.execute(
        "insert into control.ruling "
        "select coalesce(max(ruling_id), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ?, ?, ? from control.ruling",
        [
            ruling.made_at, ruling.made_by, ruling.action, ruling.source, ruling.edition, ruling.file, ruling.sha256,
            ruling.reason, ruling.code, ruling.row_numbers,
        ],
    )  # fmt: skip
