"""What the record of the forecast says to a reader, in plain sentences: how far to trust this year's number, first.

Told from the day of the year that the forecast shown is made on, then from the others. On one day of the year each
look-back is of its own year; over days the years are counted too, for days of one year err alike. Not here: the figures
(`track_record`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import comb
from typing import Any

from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.numbers import date_text, share_text
from pipelines.publishing.texts import name, text
from pipelines.publishing.track_record import (
    BUDGET,
    COST,
    NEXT_YEAR,
    OURS,
    PLACES,
    YEAR,
    CutOff,
    LookBack,
    MadeThen,
    best_plain,
    by_cut_off,
    day_text,
    largest_error,
    look_backs,
    made_then,
    mean_error,
    share_of_announced,
)
from pipelines.publishing.words import amount_of, direction_of
from pipelines.settings import Language

FEW_YEARS = 4
"""With fewer years behind it a coverage says nothing: four of four is what an interval of 50 % does once in 16."""
PROMISE = 0.8
CHANCE = 0.05
"""An interval that keeps its promise holds so seldom, or so often, in fewer than one of twenty such records."""
MOST_VINTAGES = 3
Rows = Sequence[Mapping[str, Any]]
ByDay = Mapping[CutOff, Sequence[LookBack]]


@dataclass(frozen=True)
class Shown:
    """The forecast that is shown: its day, and what it says of this year and the next in kroner.

    `deviation_kr` is None without a budget; `widened` is how wide the interval of a horizon's cost is of what the paths
    gave.
    """

    as_of: date
    style: Style
    expected_kr: Decimal
    deviation_kr: Decimal | None
    next_kr: Decimal | None
    widened: Mapping[str, float] = field(default_factory=dict)

    @classmethod
    def of(cls, prognosis: Prognosis, style: Style, widened: Rows = ()) -> Shown:
        """What a published forecast says; `widened` are rows of `track_record.WIDENED`."""
        total, coming = prognosis.total, prognosis.fiscal_year + 1
        next_kr = [year.expected.mean_kr for year in prognosis.years if year.fiscal_year == coming]
        deviation = total.deviation_kr if total.has_budget and total.budget_kr else None
        drawn = {row["horizon"]: float(row["widened"]) for row in widened}
        as_of = prognosis.vintage.as_of
        return cls(as_of, style, total.expected.mean_kr, deviation, next_kr[0] if next_kr else None, drawn)


def record_answers(rows: Rows, language: Language, shown: Shown | None = None) -> list[tuple[str, list[str]]]:
    """The questions of a reader, each with the sentences that answer it; only the verdict where nothing was tried."""
    as_of = shown.as_of if shown else None
    days, coming = (by_cut_off(look_backs(rows, horizon), as_of) for horizon in (YEAR, NEXT_YEAR))
    answers: dict[str, list[str]] = {"trust": [text("paragraph", "no_accuracy", language)]}
    if days:
        answers = {
            "trust": [*_verdict(days, shown, language)],
            "how_near": [*_how_near(days, language)],
            "announced": [*_announced(days, language)],
            "interval_held": [*_interval(days, shown, language)],
            "plain": [*_beside_plain(days, language)],
            "next_year": [*_next_year(coming, shown, language)],
        }
    answers["made_then"] = [*_made_then(rows, language, is_asked=shown is not None)]
    return [(code, said) for code, said in answers.items() if said]


def _say(code: str, language: Language, **values: object) -> str:
    """A sentence filled in; a unit that ends in a full stop closes the sentence with it."""
    return text("track", code, language, **values).replace("..", ".")


def _share(share: Decimal, language: Language) -> str:
    return share_text(share, 1, language)


def _is_nothing(share: Decimal) -> bool:
    """Whether it would be printed as nothing."""
    return share_text(share, 1, "en") in ("0.0%", "-0.0%")


def _counted(count: int, language: Language, many: str = "look_backs") -> str:
    return _say("look_back" if count == 1 else many, language, count=count)


def _verdict(days: ByDay, shown: Shown | None, language: Language) -> Iterator[str]:
    """How much to trust the number, said first, of the day of the year that it is told on."""
    cut_off, found = next(iter(days.items()))
    day = day_text(cut_off, language)
    if shown and (shown.as_of.month, shown.as_of.day) != cut_off:
        yield _say("other_day", language, as_of=date_text(shown.as_of, language), day=day)
    plain = _plain_as_good(found)
    if plain:
        yield _say("not_better", language, method=name("method", plain, language), day=day)
    largest = largest_error(found)
    code = _kept(found)
    if code == "few" and _is_nothing(largest):
        code = "few_right"
    counted = _counted(len(found), language, many="years_apart")
    yield _say(code, language, day=day, counted=counted, largest=_share(largest, language))
    if shown:
        yield from _in_kroner(largest, shown, language)


def _plain_as_good(found: Sequence[LookBack]) -> str | None:
    """The plain method that came as near as ours or nearer."""
    plain, ours = best_plain(found), mean_error(found, OURS)
    return plain[0] if plain is not None and ours is not None and ours >= plain[1] else None


def _kept(found: Sequence[LookBack]) -> str:
    """What the look-backs, each of its own year, say of the interval's promise."""
    count, held = len(found), sum(back.held_80 for back in found)
    if count < FEW_YEARS:
        return "few"
    if 1 - _at_most(held - 1, count) < CHANCE:
        return "too_wide"
    return "too_narrow" if _at_most(held, count) < CHANCE else "as_promised"


def _at_most(held: int, count: int) -> float:
    """The chance that an interval that keeps its promise holds so many times or fewer (binomial)."""
    return sum(comb(count, k) * PROMISE**k * (1 - PROMISE) ** (count - k) for k in range(held + 1))


def _in_kroner(largest: Decimal, shown: Shown, language: Language) -> Iterator[str]:
    """The largest error on this year's amount, beside the deviation that is told."""
    error_kr, style, deviation = shown.expected_kr * largest, shown.style, shown.deviation_kr
    if direction_of(error_kr, style) == "even":
        return
    amounts = {"expected": amount_of(shown.expected_kr, style), "error": amount_of(error_kr, style)}
    if deviation is None:
        yield _say("kroner", language, **amounts)
        return
    direction = direction_of(deviation, style)
    yield _say(f"kroner_{direction}", language, **amounts, deviation=amount_of(deviation, style))
    if direction != "even":
        yield _say("below_error" if abs(deviation) < error_kr else "above_error", language)


def _how_near(days: ByDay, language: Language) -> Iterator[str]:
    for cut_off, found in days.items():
        mean, budget = mean_error(found, OURS) or Decimal(0), mean_error(found, BUDGET)
        yield _say(
            "near_once" if len(found) == 1 else "near", language, day=day_text(cut_off, language),
            counted=_counted(len(found), language), mean=_share(mean, language),
            largest=_share(largest_error(found), language),
            budget="" if budget is None else _say("budget_away", language, budget=_share(budget, language)),
        )  # fmt: skip


def _announced(days: ByDay, language: Language) -> Iterator[str]:
    usual = "announced"
    for cut_off, found in days.items():
        wrong = share_of_announced(found)
        if wrong is not None:
            told = sum(back.announced is not None for back in found)
            share = share_text(wrong, 0, language)
            code = "announced_nothing" if wrong >= 1 else "announced_right" if share[:1] == "0" else usual
            day, counted = day_text(cut_off, language), _counted(told, language)
            yield _say(code, language, day=day, share=share, counted=counted)
            usual = "announced_too" if code == usual else usual


def _interval(days: ByDay, shown: Shown | None, language: Language) -> Iterator[str]:
    for cut_off, found in days.items():
        held, wide = sum(back.held_80 for back in found), sum(back.held_95 for back in found)
        day = day_text(cut_off, language)
        yield _say("interval", language, day=day, held=held, wide=wide, count=len(found))
    together = [back for found in days.values() for back in found]
    years = len({back.origin.year for back in together})
    if len(together) > years:
        yield _say("years_alike", language, count=len(together), years=years)
    if shown and shown.widened:
        yield _widths(shown.widened, language)


def _widths(widened: Mapping[str, float], language: Language) -> str:
    """How much wider or narrower the look-backs have made the interval."""
    said, unchanged = {}, _say("unchanged", language)
    for horizon in (YEAR, NEXT_YEAR):
        change = Decimal(str(widened.get(horizon, 1))) - 1
        share = share_text(abs(change), 0, language)
        said[horizon] = _say("wider" if change > 0 else "narrower", language, share=share)
        if share[:1] == "0":
            said[horizon] = unchanged
    if set(said.values()) == {unchanged}:
        return _say("widened_not", language)
    this_year, next_year = (_say(f"widened_{horizon}", language, how=how) for horizon, how in said.items())
    return _say("widened", language, this_year=this_year, next_year=next_year)


def _beside_plain(days: ByDay, language: Language) -> Iterator[str]:
    code = "plain"
    for cut_off, found in days.items():
        plain = best_plain(found)
        if plain is not None:
            nearer = sum(abs(back.errors[OURS]) < abs(back.errors[plain[0]]) for back in found)
            yield _say(
                code, language, day=day_text(cut_off, language), method=name("method", plain[0], language),
                error=_share(plain[1], language), ours=_share(mean_error(found, OURS) or Decimal(0), language),
                nearer=nearer, count=len(found),
            )  # fmt: skip
            code = "plain_too"


def _next_year(days: ByDay, shown: Shown | None, language: Language) -> Iterator[str]:
    """How near, to which side, and what that is worth, of the year after."""
    if not days:
        return
    cut_off, found = next(iter(days.items()))
    day, counted = day_text(cut_off, language), _counted(len(found), language)
    largest = largest_error(found)
    mean = _share(mean_error(found, OURS) or Decimal(0), language)
    errors = [back.errors[OURS] for back in found]
    if len(found) == 1:
        yield _say("next_once", language, day=day, counted=counted, off=_off(errors[0], language))
    else:
        yield _say("next", language, day=day, counted=counted, mean=mean, largest=_share(largest, language),
                   side=_side(errors, language))  # fmt: skip
    plain = _plain_as_good(found)
    if plain:
        yield _say("next_not_better", language, method=name("method", plain, language))
    yield _say(f"next_{_kept(found)}", language)
    if shown and shown.next_kr is not None:
        error_kr = shown.next_kr * largest
        if direction_of(error_kr, shown.style) != "even":
            yield _say("next_kroner", language, year=shown.as_of.year + 1, error=amount_of(error_kr, shown.style),
                       expected=amount_of(shown.next_kr, shown.style))  # fmt: skip


def _side(errors: Sequence[Decimal], language: Language) -> str:
    """Too low or too high: every time, or how often."""
    low = sum(error < 0 and not _is_nothing(error) for error in errors)
    high = sum(error > 0 and not _is_nothing(error) for error in errors)
    if not low and not high:
        return _say("neither_side", language)
    if len(errors) in (low, high):
        return _say("each_low" if low else "each_high", language)
    return _say("both_sides", language, low=low, high=high, count=len(errors))


def _made_then(rows: Rows, language: Language, *, is_asked: bool) -> Iterator[str]:
    """The forecasts that were made then, which are no look-backs."""
    found = [one for one in made_then(rows) if one.horizon == YEAR]
    if not found and is_asked:
        yield _say("none_then", language)
    if found:
        yield _say("then", language)
    ours = {
        level: {back.origin: back.errors[OURS] for back in look_backs(rows, YEAR, level)} for level in (COST, PLACES)
    }
    for one in found[:MOST_VINTAGES]:
        yield _one_then(one, ours, language)
    if len(found) > MOST_VINTAGES:
        yield _say("then_more", language)


def _one_then(one: MadeThen, ours: Mapping[str, Mapping[date, Decimal]], language: Language) -> str:
    level = COST if COST in one.errors else PLACES
    held = "" if one.held_80 is None else _say("then_held" if one.held_80 else "then_not_held", language)
    again = ours[level].get(one.as_of)
    beside = "" if again is None else _say("then_again", language, off=_off(again, language))
    return _say(f"then_{level}", language, day=date_text(one.as_of, language), off=_off(one.errors[level], language),
                held=held, beside=beside)  # fmt: skip


def _off(error: Decimal, language: Language) -> str:
    """`1,2 % for lavt`."""
    code = "off_nothing" if _is_nothing(error) else "off_low" if error < 0 else "off_high"
    return _say(code, language, share=_share(abs(error), language))
