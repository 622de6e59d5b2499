"""How good the forecast has been, from each day of the year that it is usually made on: figures and plain sentences.

Two measures of the year's cost: the error in per cent of what was spent, and in per cent of the deviation from the
budget that the forecast announced, for that is what a committee acts upon. Both are of the published backtest alone.
Not here: how an earlier day is looked from (`forecasting.questions`), the page that shows it (`pipelines.review`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from math import comb
from typing import Any

from pipelines.publishing.numbers import date_text, share_text
from pipelines.publishing.texts import name, text
from pipelines.settings import Language

LOOK_BACKS = """
-- one row per day looked from, horizon, level of the whole municipality and method
select origin, horizon, level, method, bias, coverage_80, coverage_95
from forecast.accuracy
where vintage_id = $vintage_id and level in ('total', 'total_kr') and wape is not null
order by origin, horizon, level, method
"""
OURS, OUR_PART, BUDGET = "pladsprognose", "known_and_decided", "budget"
COST, YEAR, NEXT_YEAR = "total_kr", "year", "next_year"
FEW_YEARS = 4
"""With fewer years behind it a coverage says nothing: four of four is what an interval of 50 % does once in 16."""
PROMISE = 0.8
CHANCE = 0.05
"""An interval that keeps its promise holds so seldom, or so often, in fewer than one of twenty such records."""


@dataclass(frozen=True)
class LookBack:
    """One day looked from: each method's error as a share of what came (plus = too much), and whether ours held."""

    origin: date
    errors: Mapping[str, Decimal]
    held_80: bool
    held_95: bool

    @property
    def announced(self) -> Decimal | None:
        """The deviation from the budget that was announced that day, as a share of what came; None without a budget."""
        return self.errors[BUDGET] - self.errors[OURS] if BUDGET in self.errors else None


def look_backs(rows: Sequence[Mapping[str, Any]], horizon: str, level: str = COST) -> list[LookBack]:
    """The days looked from at a horizon and level, the oldest first; those on which we had no forecast are left out."""
    chosen = [row for row in rows if (row["horizon"], row["level"]) == (horizon, level) and row["bias"] is not None]
    found = []
    for origin in sorted({row["origin"] for row in chosen}):
        of_day = {row["method"]: row for row in chosen if row["origin"] == origin}
        if OURS in of_day:
            errors = {method: Decimal(str(row["bias"])) for method, row in of_day.items()}
            ours = of_day[OURS]
            found.append(LookBack(origin, errors, bool(ours["coverage_80"]), bool(ours["coverage_95"])))
    return found


def by_cut_off(found: Sequence[LookBack]) -> dict[tuple[int, int], list[LookBack]]:
    """The same by month and day of the year."""
    days: dict[tuple[int, int], list[LookBack]] = {}
    for back in sorted(found, key=lambda back: (back.origin.month, back.origin.day, back.origin)):
        days.setdefault((back.origin.month, back.origin.day), []).append(back)
    return days


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


def day_text(cut_off: tuple[int, int], language: Language) -> str:
    """`30. april` or `30 April`."""
    return date_text(date(2024, *cut_off), language).rsplit(" ", 1)[0]


def record_answers(rows: Sequence[Mapping[str, Any]], language: Language) -> list[tuple[str, list[str]]]:
    """The questions of a reader, each with the sentences that answer it; only the verdict where nothing was tried."""
    year, next_year = (look_backs(rows, horizon) for horizon in (YEAR, NEXT_YEAR))
    if not year:
        return [("trust", [text("paragraph", "no_accuracy", language)])]
    answers = {
        "trust": [*_verdict(year, language)],
        "how_near": [*_how_near(year, next_year, language)],
        "announced": [*_announced(year, language)],
        "interval_held": [_interval(year, language)],
        "plain": [*_beside_plain(year, language)],
    }
    return [(code, said) for code, said in answers.items() if said]


def _say(code: str, language: Language, **values: object) -> str:
    return text("track", code, language, **values)


def _share(share: Decimal, language: Language) -> str:
    return share_text(share, 1, language)


def _verdict(year: Sequence[LookBack], language: Language) -> Iterator[str]:
    """How much to trust the number, said first."""
    years, count = len({back.origin.year for back in year}), len(year)
    largest = _share(largest_error(year), language)
    plain, ours = best_plain(year), mean_error(year, OURS)
    if plain is not None and ours is not None and ours >= plain[1]:
        yield _say("not_better", language, method=name("method", plain[0], language))
    if years < FEW_YEARS:
        yield _say("few", language, count=count, years=years, largest=largest)
        return
    held = sum(back.held_80 for back in year)
    code = "too_narrow" if _at_most(held, count) < CHANCE else "as_promised"
    if 1 - _at_most(held - 1, count) < CHANCE:
        code = "too_wide"
    yield _say(code, language, count=count, years=years, largest=largest)


def _at_most(held: int, count: int) -> float:
    """The chance that an interval that keeps its promise holds so many times or fewer (binomial)."""
    return sum(comb(count, k) * PROMISE**k * (1 - PROMISE) ** (count - k) for k in range(held + 1))


def _how_near(year: Sequence[LookBack], next_year: Sequence[LookBack], language: Language) -> Iterator[str]:
    for cut_off, found in by_cut_off(year).items():
        shares = {
            "mean": _share(mean_error(found, OURS) or Decimal(0), language),
            "largest": _share(largest_error(found), language),
        }
        budget = mean_error(found, BUDGET)
        code = "near" if budget is None else "near_and_budget"
        yield _say(code, language, day=day_text(cut_off, language), count=len(found), **shares,
                   budget="" if budget is None else _share(budget, language))  # fmt: skip
    if next_year:
        mean = _share(mean_error(next_year, OURS) or Decimal(0), language)
        yield _say("near_next", language, mean=mean, largest=_share(largest_error(next_year), language),
                   count=len(next_year))  # fmt: skip


def _announced(year: Sequence[LookBack], language: Language) -> Iterator[str]:
    for cut_off, found in by_cut_off(year).items():
        wrong = share_of_announced(found)
        if wrong is not None:
            code = "announced" if wrong < 1 else "announced_nothing"
            yield _say(code, language, day=day_text(cut_off, language), share=share_text(wrong, 0, language))


def _interval(year: Sequence[LookBack], language: Language) -> str:
    return _say("interval", language, held=sum(back.held_80 for back in year), count=len(year),
                wide=sum(back.held_95 for back in year))  # fmt: skip


def _beside_plain(year: Sequence[LookBack], language: Language) -> Iterator[str]:
    plain = best_plain(year)
    if plain is None:
        return
    nearer = sum(abs(back.errors[OURS]) < abs(back.errors[plain[0]]) for back in year)
    yield _say("plain", language, method=name("method", plain[0], language), error=_share(plain[1], language),
               ours=_share(mean_error(year, OURS) or Decimal(0), language), nearer=nearer, count=len(year))  # fmt: skip
