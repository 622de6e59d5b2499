"""How good the forecast has been, from each day of the year that it is usually made on: the figures.

Two measures of the year's cost: the error in per cent of what was spent, and in per cent of the deviation from the
budget that the forecast announced, for that is what a committee acts upon. Both are of the published backtest alone.
Beside them stand the forecasts that were made then. Not here: what is said of them (`track_words`), how an earlier day
is looked from (`forecasting.questions`), the page that shows it (`pipelines.review`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.publishing.numbers import date_text
from pipelines.settings import Language

LOOK_BACKS = """
-- one row per day looked from, horizon, level of the whole municipality and method
select origin, horizon, level, method, bias, coverage_80, coverage_95, interval_low, interval_high
from forecast.accuracy
where vintage_id = $vintage_id and level in ('total', 'total_kr') and wape is not null
order by origin, horizon, level, method
"""
WIDENED = """
-- one row per horizon: how wide the 80 % interval of the cost is of what the simulated paths gave
select horizon, kr_widened_80 as widened
from forecast.method_choice
where vintage_id = $vintage_id and level = 'total' and series = 'ALL' and kr_widened_80 is not null
order by horizon
"""
OURS, OUR_PART, BUDGET, MADE_THEN = "pladsprognose", "known_and_decided", "budget", "vintage"
COST, PLACES, YEAR, NEXT_YEAR = "total_kr", "total", "year", "next_year"
CutOff = tuple[int, int]
"""Month and day of the year."""


@dataclass(frozen=True)
class LookBack:
    """One day looked from: each method's error as a share of what came (plus = too much), and whether ours held.

    `interval` is where the ends of our 80 % interval lay, as the error; None where it was not kept.
    """

    origin: date
    errors: Mapping[str, Decimal]
    held_80: bool
    held_95: bool
    interval: tuple[Decimal, Decimal] | None = None

    @property
    def announced(self) -> Decimal | None:
        """The deviation from the budget that was announced that day, as a share of what came; None without a budget."""
        return self.errors[BUDGET] - self.errors[OURS] if BUDGET in self.errors else None


def look_backs(rows: Sequence[Mapping[str, Any]], horizon: str, level: str = COST) -> list[LookBack]:
    """The days looked from at a horizon and level, the oldest first; those on which we had no forecast are left out.

    Forecasts that were made then are not looked back: see `made_then`.
    """
    chosen = [
        row
        for row in rows
        if (row["horizon"], row["level"]) == (horizon, level) and row["method"] != MADE_THEN and row["bias"] is not None
    ]
    found = []
    for origin in sorted({row["origin"] for row in chosen}):
        of_day = {row["method"]: row for row in chosen if row["origin"] == origin}
        if OURS in of_day:
            errors = {method: Decimal(str(row["bias"])) for method, row in of_day.items()}
            ours = of_day[OURS]
            held = bool(ours["coverage_80"]), bool(ours["coverage_95"])
            found.append(LookBack(origin, errors, *held, _interval(ours)))
    return found


def _interval(row: Mapping[str, Any]) -> tuple[Decimal, Decimal] | None:
    low, high = (row.get(f"interval_{end}") for end in ("low", "high"))
    return None if low is None or high is None else (Decimal(str(low)), Decimal(str(high)))


def by_cut_off(found: Sequence[LookBack], as_of: date | None = None) -> dict[CutOff, list[LookBack]]:
    """The same by month and day of the year; the one nearest the day of the forecast shown stands first."""
    days: dict[CutOff, list[LookBack]] = {}
    for back in sorted(found, key=lambda back: (_days_from(back.origin, as_of), back.origin.month, back.origin.day)):
        days.setdefault((back.origin.month, back.origin.day), []).append(back)
    first = next(iter(days), None)
    return {day: days[day] for day in sorted(days, key=lambda day: (day != first, day))}


def _days_from(origin: date, as_of: date | None) -> int:
    """How far apart two days of the year are."""
    return 0 if as_of is None else abs((origin.replace(year=2024) - as_of.replace(year=2024)).days)


def day_text(cut_off: CutOff, language: Language) -> str:
    """`30. april` or `30 April`."""
    return date_text(date(2024, *cut_off), language).rsplit(" ", 1)[0]


@dataclass(frozen=True)
class MadeThen:
    """A forecast that was made then: how far its cost and places of a year lay from what came, and what its 80 % did.

    Errors as shares, plus = too much; None where there is no truth or, of `held`, no interval.
    """

    as_of: date
    horizon: str
    errors: Mapping[str, Decimal]
    held_80: bool | None
    held_95: bool | None

    @property
    def fiscal_year(self) -> int:
        """The year that it was a forecast of."""
        return self.as_of.year + (self.horizon == NEXT_YEAR)


def made_then(rows: Sequence[Mapping[str, Any]]) -> list[MadeThen]:
    """The forecasts of days in earlier years that years have ended for since, the latest first, this year before next.

    Whether the interval held is told of the cost; of places where the cost is not known.
    """
    chosen = [row for row in rows if row["method"] == MADE_THEN and row["bias"] is not None]
    found = []
    for as_of, horizon in {(row["origin"], row["horizon"]) for row in chosen}:
        levels = {row["level"]: row for row in chosen if (row["origin"], row["horizon"]) == (as_of, horizon)}
        told = levels.get(COST) or levels[PLACES]
        held = (None if told[f"coverage_{share}"] is None else bool(told[f"coverage_{share}"]) for share in (80, 95))
        errors = {level: Decimal(str(row["bias"])) for level, row in levels.items()}
        found.append(MadeThen(as_of, horizon, errors, *held))
    return sorted(found, key=lambda one: (one.horizon == YEAR, one.as_of), reverse=True)


def mean_error(found: Sequence[LookBack], method: str) -> Decimal | None:
    """The mean distance from what came, as a share of it; None where the method said nothing."""
    errors = [abs(back.errors[method]) for back in found if method in back.errors]
    return sum(errors, Decimal(0)) / len(errors) if errors else None


def largest_error(found: Sequence[LookBack], method: str = OURS) -> Decimal:
    """The largest distance from what came."""
    return max(abs(back.errors[method]) for back in found if method in back.errors)


def share_of_announced(found: Sequence[LookBack]) -> Decimal | None:
    """All errors over all announced deviations; None where none was announced."""
    told = [(back, back.announced) for back in found if back.announced is not None]
    announced = sum((abs(part) for _, part in told if part is not None), Decimal(0))
    return sum((abs(back.errors[OURS]) for back, _ in told), Decimal(0)) / announced if announced else None


def best_plain(found: Sequence[LookBack]) -> tuple[str, Decimal] | None:
    """The plain method that, seen afterwards, came nearest on the mean of all the days, and how near."""
    methods = {method for back in found for method in back.errors} - {OURS, OUR_PART, BUDGET}
    on_all = [method for method in methods if all(method in back.errors for back in found)]
    tried = sorted((error, method) for method in on_all if (error := mean_error(found, method)) is not None)
    return (tried[0][1], tried[0][0]) if tried else None
