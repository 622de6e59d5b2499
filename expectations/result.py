"""What a check found: counts and words, never a value of a delivery.

Not here: how a check is made (`check`), how Great Expectations is asked (`runner`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import pandas as pd

Severity = Literal["kritisk", "advarsel"]
Question = Literal["strukturel", "logisk", "analytisk"]


@dataclass(frozen=True)
class CheckResult:
    """The outcome of one check of one source; `failed_count` of `total_count` rows (or units) do not hold.

    `broken_rows` are positions in the frame of the source, for rules about single rows.
    """

    source: str
    check_code: str
    severity: Severity
    success: bool
    failed_count: int
    total_count: int
    message_da: str
    message_en: str
    consequence_da: str
    consequence_en: str
    owner: str
    question: Question = "logisk"
    broken_rows: tuple[int, ...] = ()

    @property
    def blocks(self) -> bool:
        """Whether publication must stop."""
        return not self.success and self.severity == "kritisk"


@dataclass(frozen=True)
class SuiteContext:
    """What a suite may look at beside its own rows.

    `editions` is the last day of each source's newest edition, `frames` the rows that count now by source; a source
    that was not delivered is in neither.
    """

    as_of: date
    editions: Mapping[str, date] = field(default_factory=dict)
    frames: Mapping[str, pd.DataFrame] = field(default_factory=dict)

    @property
    def as_of_day(self) -> pd.Timestamp:
        """The as-of day as pandas compares it."""
        return pd.Timestamp(self.as_of)

    def edition_day(self, source: str) -> pd.Timestamp:
        """Last day of the source's newest edition; the as-of day when it is not told."""
        return pd.Timestamp(self.editions.get(source, self.as_of))

    def values(self, source: str, field_name: str) -> pd.Series:
        """The filled values of a field of another source; empty when that source was not delivered."""
        frame = self.frames.get(source)
        return pd.Series(dtype=object) if frame is None else frame[field_name].dropna()

    def delivered(self, source: str) -> bool:
        """Whether the other source has rows to be held against."""
        return source in self.frames and not self.frames[source].empty

    def is_listed(self, values: pd.Series, source: str, field_name: str) -> pd.Series:
        """Rows whose value the other source has; all of them when that source was not delivered."""
        return values.isin(self.values(source, field_name)) | (not self.delivered(source))
