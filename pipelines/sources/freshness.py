"""How old each source may be: its newest edition against how often it has come until now.

A list that comes only when something in it changes has no rhythm, and age alone says nothing of it: what an outdated
one lacks is found in the sources that name it. Not here: what is said of a late one (`operations.doctor`, `checks`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise
from typing import NamedTuple

import duckdb

from pipelines.sources.contract import Contract, load_contracts

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


class Age(NamedTuple):
    """A source's newest edition (yyyymm), how many months old it is, and how many usually lie between two, if any."""

    edition: int
    months: int
    usual: int | None

    @property
    def is_late(self) -> bool:
        """Whether the next should have come."""
        return self.usual is not None and self.months > self.usual + GRACE


def source_ages(editions: Mapping[str, Sequence[int]], day: date) -> dict[str, Age]:
    """How old each source is on the day."""
    this_month = day.year * YEAR + day.month
    return {
        source: Age(months[-1], this_month - _months(months[-1]), usual_gap(months, load_contracts()[source]))
        for source, months in editions.items()
    }


def late_sources(editions: Mapping[str, Sequence[int]], day: date) -> dict[str, int]:
    """The sources whose newest edition is older on the day than is usual, with that edition."""
    return {source: age.edition for source, age in source_ages(editions, day).items() if age.is_late}


def usual_gap(editions: Sequence[int], contract: Contract) -> int | None:
    """Months between two editions: a year for yearly ones, else what three of four gaps have been within.

    A source that comes once a year with a correction a month later has as many short gaps as long ones. A month where
    only one edition has come. None for a list that comes when something in it changes.
    """
    if contract.holds_until_changed:
        return None
    if contract.kind == "yearly":
        return YEAR
    gaps = sorted(_months(after) - _months(before) for before, after in pairwise(editions))
    return gaps[3 * (len(gaps) - 1) // 4] if gaps else 1


def _months(edition: int) -> int:
    return edition // 100 * YEAR + edition % 100
