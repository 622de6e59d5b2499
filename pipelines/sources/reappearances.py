"""The same bytes met again under another name: their rows are taken once, but the name may say something new.

A correction that goes back to the original (`_v3` with the bytes of the first), an original restored after another, and
an edition like one before it that was replaced since: what counts for the month is then those bytes again. Not here:
files met for the first time (`intake`).

    raw.reappearance   one row each time known bytes were met under a name that last had other bytes or none
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

import duckdb

from pipelines.sources.contract import SourceKind
from pipelines.sources.deliveries import DeliveryName
from pipelines.sources.holds import shrunk_files
from pipelines.sources.receipts import Standing

REAPPEARANCE = """
create table if not exists raw.reappearance (
    reappearance_id integer primary key, source varchar not null, file_name varchar not null, sha256 varchar not null,
    edition integer not null, edition_date date not null, version integer not null, received_at timestamp not null,
    run_id varchar not null, after_delivery_id integer not null, counts boolean not null
)"""
LAST_BYTES = """
select file_name, sha256, counts
from (
    select file_name, sha256, true as counts, min(delivery_id) as received, 0 as is_again
    from raw.delivery group by file_name, sha256
    union all
    select file_name, sha256, counts, after_delivery_id, reappearance_id from raw.reappearance
)
order by received, is_again
"""


class Reappearances:
    """What each name last held; `note` takes a reappearance in."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, run_id: str, received_at: datetime) -> None:
        self._connection = connection
        self._run_id = run_id
        self._received_at = received_at
        self._last = {file: (sha256, counts) for file, sha256, counts in connection.execute(LAST_BYTES).fetchall()}
        self._count = len(connection.execute("select reappearance_id from raw.reappearance").fetchall())

    def is_new(self, file: str, sha256: str) -> bool:
        """Whether the name last had other bytes or was never met, or its bytes did not count for it."""
        return self._last.get(file) != (sha256, True)

    def note(self, file: str, name: DeliveryName, sha256: str, after: int, *, counts: bool) -> None:
        """Write that known bytes came under this name, after the delivery `after`, and whether they count for it."""
        if self._last.get(file) == (sha256, counts):
            return
        self._last[file] = (sha256, counts)
        self._count += 1
        self._connection.execute(
            "insert into raw.reappearance values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                self._count, name.source, file, sha256, name.edition, name.edition_date, name.version,
                self._received_at, self._run_id, after, counts,
            ],
        )  # fmt: skip


def would_shrink(
    name: DeliveryName,
    known: Standing,
    others: Sequence[Standing],
    kind: SourceKind,
    last: int,
    accepted: Collection[str],
) -> bool:
    """Whether the bytes have lost a fifth of the rows of what they would replace, and nobody has said yes to them."""
    again = Standing(
        known.source, known.file, "again", name.edition, name.version, known.outcome, known.rows_in,
        known.rows_fitting, known.guidance, last + 1, last + 1,
    )  # fmt: skip
    return known.sha256 not in accepted and "again" in shrunk_files([*others, again], kind, accepted)
