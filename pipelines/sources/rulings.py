"""What people have decided about files that wait and rows that were kept aside: who, when and why.

`control.ruling` is append-only and outlives `raw`: of two rulings on the same thing the later holds. A ruling names a
file by its bytes, so it falls away when another file takes its place. Not here: the commands (`cli_quarantine`), what
a ruling does to a file (`intake`, `second_reading`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import duckdb

Action = Literal["accept_file", "refuse_file"]

RULING = """
create table if not exists control.ruling (
    ruling_id integer primary key, made_at timestamp not null, made_by varchar not null, action varchar not null,
    source varchar not null, edition integer not null, file_name varchar not null, sha256 varchar not null,
    reason varchar not null
)"""


@dataclass(frozen=True)
class Ruling:
    """One decision about one file; `made_at` is UTC."""

    made_at: datetime
    made_by: str
    action: Action
    source: str
    edition: int
    file: str
    sha256: str
    reason: str


class Rulings:
    """The rulings in force."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        found = connection.execute(
            "select made_at, made_by, action, source, edition, file_name, sha256, reason from control.ruling "
            "order by ruling_id"
        ).fetchall()
        files = {ruling.sha256: ruling.action for ruling in (Ruling(*row) for row in found)}
        self.accepted_files = frozenset(sha256 for sha256, action in files.items() if action == "accept_file")
        self.refused_files = frozenset(sha256 for sha256, action in files.items() if action == "refuse_file")


def add_ruling(connection: duckdb.DuckDBPyConnection, ruling: Ruling) -> None:
    """Append a ruling."""
    connection.execute(
        "insert into control.ruling select coalesce(max(ruling_id), 0) + 1, ?, ?, ?, ?, ?, ?, ?, ? from control.ruling",
        [
            ruling.made_at, ruling.made_by, ruling.action, ruling.source, ruling.edition, ruling.file, ruling.sha256,
            ruling.reason,
        ],
    )  # fmt: skip
