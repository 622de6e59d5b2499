"""How old each source may be: its newest edition against how often it has come until now.

Not here: what is said of a late one (`operations.doctor`, `checks`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from statistics import median_low

import duckdb

from pipelines.sources.contract import SourceKind, load_contracts

YEAR = 12
GRACE = 1
"""Months that an edition may be late by: it is made after the month it tells of."""
# An edition with the bytes of an earlier one is an edition too.
EDITIONS = """
select source, list(distinct edition order by edition)
from (
    select source, edition from raw.standing_delivery where outcome in ('ACCEPT', 'ACCEPT_WARN', 'QUARANTINE')
    union all
    select source, edition from raw.reappearance
)
group by source
order by source
"""


def editions_by_source(connection: duckdb.DuckDBPyConnection) -> dict[str, Sequence[int]]:
    """The editions (yyyymm) of every source that has come, oldest first."""
    editions: dict[str, Sequence[int]] = dict(connection.execute(EDITIONS).fetchall())
    return editions


def late_sources(editions: Mapping[str, Sequence[int]], day: date) -> dict[str, int]:
    """The sources whose newest edition is older on the day than is usual, with that edition."""
    this_month = day.year * YEAR + day.month
    return {
        source: months[-1]
        for source, months in editions.items()
        if this_month - _months(months[-1]) > usual_gap(months, load_contracts()[source].kind) + GRACE
    }


def usual_gap(editions: Sequence[int], kind: SourceKind) -> int:
    """Months between two editions: a year for yearly ones, else the usual so far, a month where only one has come."""
    if kind == "yearly":
        return YEAR
    gaps = [_months(after) - _months(before) for before, after in pairwise(editions)]
    return median_low(gaps) if gaps else 1


def _months(edition: int) -> int:
    return edition // 100 * YEAR + edition % 100
