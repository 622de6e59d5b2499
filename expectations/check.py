"""What a check is: a rule in words, and what Great Expectations must find true of one column or of the table.

Rules about single rows are worked out as a true/false column first, because Great Expectations compares dates row by
row in Python (0.1 s for 20,000 rows) and because the words of the rule then stand in the suite, not in a library's
arguments. Not here: the rules themselves (one module per source, `promised` for those of every contract).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from expectations.result import Question, Severity


@dataclass(frozen=True)
class Rule:
    """A rule in words: what must hold, how grave a breach is, what it does to the prognosis, and what is asked."""

    code: str
    severity: Severity
    da: str
    en: str
    consequence_da: str
    consequence_en: str
    question: Question = "logisk"


@dataclass(frozen=True)
class Measure:
    """What Great Expectations is asked: an expectation with its arguments, and the column it is asked about.

    `extent` is (not holding, looked at) for rules about the whole table; None lets Great Expectations count rows.
    `parts` names the columns of the delivery that are tested together, so that a breach can name the guilty ones.
    """

    expectation: str
    arguments: Mapping[str, Any]
    column: pd.Series | None = None
    extent: tuple[int, int] | None = None
    parts: Mapping[str, pd.Series] | None = None

    def broken_rows(self) -> tuple[int, ...]:
        """Positions of the rows that do not hold; none for rules about the whole table."""
        if self.column is None or self.extent is not None:
            return ()
        return tuple(int(position) for position in (~self.column.to_numpy(dtype=bool)).nonzero()[0])

    def guilty_parts(self) -> tuple[str, ...]:
        """Tested columns in which some row does not hold."""
        return tuple(name for name, holds in (self.parts or {}).items() if not holds.all())


@dataclass(frozen=True)
class Check:
    """A rule and its measure."""

    rule: Rule
    measure: Measure


def every_row(holds: pd.Series) -> Measure:
    """Hold in each row."""
    return Measure("ExpectColumnValuesToBeInSet", {"value_set": [True]}, column=holds.astype(bool))


def every_part(parts: Mapping[str, pd.Series]) -> Measure:
    """Hold in each row for each of the named columns."""
    holds = pd.concat(parts, axis="columns").all(axis="columns")
    return Measure("ExpectColumnValuesToBeInSet", {"value_set": [True]}, column=holds, parts=parts)


def some_row(holds: pd.Series) -> Measure:
    """Hold in at least one row."""
    return Measure("ExpectColumnMaxToBeBetween", {"min_value": 1}, column=holds.astype(int), extent=(1, 1))


def share_of(holds: pd.Series, among: pd.Series, least: float) -> Measure:
    """Hold in at least the share `least` of the rows `among`; no such rows break nothing."""
    looked_at = int(among.sum())
    column = holds.astype(float).where(among) if looked_at else holds.astype(float) * 0 + 1
    extent = (int((among & ~holds).sum()), looked_at)
    return Measure("ExpectColumnMeanToBeBetween", {"min_value": least}, column=column, extent=extent)


def positive_total(amounts: pd.Series) -> Measure:
    """Add up to more than zero."""
    arguments = {"min_value": 0, "strict_min": True}
    return Measure("ExpectColumnSumToBeBetween", arguments, column=amounts.fillna(0), extent=(1, 1))


def covers(values: pd.Series, needed: Iterable[Any]) -> Measure:
    """Each needed value is found in the column."""
    wanted = sorted(set(needed))
    missing = len(set(wanted) - set(values.dropna()))
    arguments = {"value_set": wanted}
    return Measure("ExpectColumnDistinctValuesToContainSet", arguments, column=values, extent=(missing, len(wanted)))


def unique_key(fields: Iterable[str]) -> Measure:
    """No two rows share the key."""
    names = list(fields)
    if len(names) == 1:
        return Measure("ExpectColumnValuesToBeUnique", {"column": names[0]})
    return Measure("ExpectCompoundColumnsToBeUnique", {"column_list": names, "ignore_row_if": "never"})


def at_least_rows(count: int) -> Measure:
    """Have at least this many rows."""
    return Measure("ExpectTableRowCountToBeBetween", {"min_value": count}, extent=(1, 1))


def in_order(earlier: pd.Series, later: pd.Series) -> pd.Series:
    """Rows in which `later` is not before `earlier`; a missing date breaks no order."""
    return earlier.isna() | later.isna() | (later >= earlier)
