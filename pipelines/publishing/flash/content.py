"""What a flash note shows beside what every edition does: counts beside what was expected, and moved accounts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipelines.publishing.since_last import SinceLast

ALL, REFERRALS, RESIDENCE, GRANTS, ACCOUNTS = "ALL", "referrals", "residence", "grants", "accounts"
MONTH, SINCE = "month", "since"
ORDER = (REFERRALS, GRANTS, RESIDENCE)


@dataclass(frozen=True)
class Group:
    """What came of a group in a period, of how many where it is a part, beside what the forecast before expected."""

    series: str
    stream: str
    district: str
    period: str
    first: date
    last: date
    came: int
    of: int | None
    expected: Decimal
    low: Decimal
    high: Decimal
    is_alarm: bool
    event: str | None

    @property
    def whose(self) -> str:
        """The group whatever the period."""
        return f"{self.series}|{self.stream}|{self.district}"

    @property
    def key(self) -> str:
        """Group and months, for programs that read the files."""
        return f"{self.whose}|{self.first:%Y%m}-{self.last:%Y%m}"

    @property
    def is_over(self) -> bool:
        """Whether more came than was expected."""
        return self.came > self.expected


@dataclass(frozen=True)
class YearMoved:
    """A year's expected accounts in the forecast before and now; `is_alarm` where they moved more than `limit_kr`."""

    year: int
    before_kr: Decimal
    now_kr: Decimal
    limit_kr: Decimal | None = None
    is_alarm: bool = False

    @property
    def change_kr(self) -> Decimal:
        """How much more is expected now."""
        return self.now_kr - self.before_kr


@dataclass(frozen=True)
class Flash:
    """All of it; `rate` is the chance of a false alarm in a year, None where nothing was tested."""

    groups: tuple[Group, ...]
    years: tuple[YearMoved, ...]
    rate: Decimal | None
    since_next: SinceLast | None

    @property
    def alarms(self) -> tuple[Group, ...]:
        """The groups that are alarms, as a reader meets them: all, then streams, then grants, then where."""
        return tuple(group for group in self.told() if group.is_alarm)

    @property
    def moved(self) -> tuple[YearMoved, ...]:
        """The years whose accounts have moved by more than is to be told of."""
        return tuple(year for year in self.years if year.is_alarm)

    @property
    def events(self) -> list[str]:
        """The events of kommune.yaml that touch the months of an alarm."""
        return sorted({group.event for group in self.alarms if group.event})

    def told(self) -> tuple[Group, ...]:
        """The rows of the note: all referrals and grants, month and since, and whatever else is an alarm."""
        return tuple(
            group
            for group in sorted(self.groups, key=lambda one: (ORDER.index(one.series), one.stream != ALL, one.whose))
            if not (group.period == SINCE and group.first == group.last)
            and (group.is_alarm or (group.series != RESIDENCE and group.stream == ALL))
        )
