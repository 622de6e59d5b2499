"""Which deliveries are made: one file a source and month, as suppliers do.

Registers of cases come monthly, the others in the first month and when something in them changed (the same bytes twice
would only be taken once), period sources for their own month. Each edition shows exactly what is known on its last
day. Not here: how a file is written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import polars as pl

from pipelines.sources.contract import Contract, load_contracts
from pipelines.synthetic.days import last_day
from pipelines.synthetic.registers import Register

MONTHLY = ("placeringer", "indstillinger", "visitationer")
PROGRAMME_MONTHS = (2, 8)


@dataclass(frozen=True)
class Edition:
    """One file to write."""

    contract: Contract
    month: int
    rows: pl.DataFrame


@dataclass(frozen=True)
class Period:
    """The rows of a source by the month they belong to."""

    source: str
    by_month: dict[int, pl.DataFrame]


def snapshot_months(register: Register, months: list[int], *, single_edition: bool) -> list[int]:
    """The months a register is delivered in."""
    if single_edition:
        return months[-1:]
    if register.source in MONTHLY:
        return months
    if register.source == "forloeb":
        return [m for m in months if m == months[0] or m % 100 in PROGRAMME_MONTHS]
    ends = {month: last_day(month) for month in months}
    return months[:1] + [now for before, now in pairwise(months) if register.changes_between(ends[before], ends[now])]


def snapshot_editions(register: Register, months: list[int], *, single_edition: bool) -> Iterator[Edition]:
    """The editions of one register."""
    for month in snapshot_months(register, months, single_edition=single_edition):
        rows = register.cut(last_day(month))
        if len(rows) or register.contract.may_be_empty:
            yield Edition(register.contract, month, rows)


def period_editions(period: Period, months: list[int]) -> Iterator[Edition]:
    """The editions of one period source; a month without rows has no file."""
    contract = load_contracts()[period.source]
    for month in months:
        rows = period.by_month.get(month)
        if rows is not None and len(rows):
            yield Edition(contract, month, rows)
