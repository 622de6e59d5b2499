"""The sentences of a budget edition, generated from figures that its tables show and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from pipelines.publishing.budget.content import Budget
from pipelines.publishing.budget.ground_tables import regulation_kr
from pipelines.publishing.budget.last_year import last_sentences
from pipelines.publishing.budget.tables import budget_of, titled
from pipelines.publishing.budget.ways_tables import causes_to_trend
from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.numbers import date_text, share_text
from pipelines.publishing.words import UNEXPLAINED, WORTH_NAMING, amount_of, direction_of

MOST_CAUSES = 3
TOLD_ELSEWHERE = ("plan", "population_before", "budget_places")
"""What is missing and said where it makes a difference."""


def headline(prognosis: Prognosis, style: Style) -> str:
    """The one bold sentence: what the trend comes to, beside last year's budget carried on."""
    budget = budget_of(prognosis)
    trend, last = budget.ways["trend", budget.year], budget.ways.get(("previous", budget.year))
    said = {"year": budget.year, "running": budget.running.year, "trend": amount_of(trend.kr, style)}
    if last is None:
        return _say("headline_alone", style, **said)
    more = trend.kr - last.kr
    code = {"over": "headline_less", "under": "headline_more", "even": "headline_even"}[direction_of(more, style)]
    return _say(code, style, **said, more=amount_of(more, style), last=amount_of(last.kr, style))


def findings(prognosis: Prognosis, style: Style) -> list[str]:
    """What a head of finance can repeat: certainty, why, frozen share, plan, demography, our own past misses."""
    budget = budget_of(prognosis)
    found = [
        *_interval(budget, style),
        *_why(budget, style),
        *_frozen(budget, style),
        *_plan(budget, style),
        *_demography(budget, style),
        *_record(prognosis, style),
        *_missing(budget, style),
    ]
    return [sentence.replace("..", ".") for sentence in found]


def _say(code: str, style: Style, **values: object) -> str:
    return style.text("budget_text", code, **values).replace("..", ".")


def _interval(budget: Budget, style: Style) -> Iterator[str]:
    trend, last = budget.ways["trend", budget.year], budget.ways["trend", budget.years[-1]]
    if trend.low_kr is None or trend.high_kr is None or last.low_kr is None or last.high_kr is None:
        return
    ends = {"low": trend.low_kr, "high": trend.high_kr, "last_low": last.low_kr, "last_high": last.high_kr}
    yield _say("interval", style, **titled(budget), **{key: amount_of(kr, style) for key, kr in ends.items()})


def _why(budget: Budget, style: Style) -> Iterator[str]:
    """The largest causes from last year's budget to the trend, with what pulls the other way."""
    if "previous" not in budget.made:
        return
    causes = causes_to_trend(budget, budget.year)
    told = {cause: kr for cause, kr in causes.items() if cause != UNEXPLAINED}
    if not any(told.values()):
        yield _say("all_unexplained", style, **titled(budget))
        return
    largest = max(abs(kr) for kr in told.values())
    told = {cause: kr for cause, kr in told.items() if abs(kr) >= WORTH_NAMING * largest}
    said = {way: _named(told, way, style) for way in ("over", "under")}
    code = "why_both" if all(said.values()) else "why_over" if said["over"] else "why_under"
    yield _say(code, style, **titled(budget), **said)
    rest = causes[UNEXPLAINED]
    if abs(rest) >= WORTH_NAMING * largest:
        yield _say("unexplained", style, amount=amount_of(rest, style))


def _named(causes: Mapping[str, Decimal], way: str, style: Style) -> str:
    """`en større andel af børnene i specialtilbud (4.949 t.kr.) og …`; here plus is dearer."""
    sign = 1 if way == "over" else -1
    ours = sorted(((kr, cause) for cause, kr in causes.items() if kr * sign > 0), key=lambda one: -abs(one[0]))
    words = [f"{style.text(f'cause_{way}', cause)} ({amount_of(kr, style)})" for kr, cause in ours[:MOST_CAUSES]]
    return f" {style.text('word', 'and')} ".join([", ".join(words[:-1]), *words[-1:]] if words[1:] else words)


def _frozen(budget: Budget, style: Style) -> Iterator[str]:
    held, trend = (budget.ways.get((way, budget.year)) for way in ("frozen", "trend"))
    if held is None or trend is None:
        return
    more = trend.kr - held.kr
    yield _say("frozen_less" if more > 0 else "frozen_more", style, **titled(budget), frozen=amount_of(held.kr, style),
               more=amount_of(more, style))  # fmt: skip


def _plan(budget: Budget, style: Style) -> Iterator[str]:
    plan, trend = (budget.ways.get((way, budget.year)) for way in ("plan", "trend"))
    last_plan, last_trend = (budget.ways.get((way, budget.years[-1])) for way in ("plan", "trend"))
    if plan is None or trend is None or last_plan is None or last_trend is None:
        return
    ground = budget.ground("plan_months")
    day = "" if ground is None or ground.dated is None else date_text(ground.dated, style.language)
    code = "plan_scenario" if ground is None else "plan"
    yield _say(code, style, **titled(budget), less=amount_of(trend.kr - plan.kr, style),
               last_less=amount_of(last_trend.kr - last_plan.kr, style), date=day)  # fmt: skip


def _demography(budget: Budget, style: Style) -> Iterator[str]:
    kr = regulation_kr(budget, budget.year)
    if kr is None:
        if (newest := budget.ground("population")) is None or newest.status != "missing":  # else it is said with that
            yield _say("no_demography", style)
        return
    groups = [group for group in budget.ages if group.year == budget.year]
    more = sum(group.people - group.previous_people for group in groups)
    code = "demography_fewer" if more < 0 else "demography_more"
    yield _say(code, style, **titled(budget), people=abs(more), before=groups[0].previous_vintage,
               now=groups[0].vintage, amount=amount_of(kr, style),
               way=_say("down" if kr < 0 else "up", style))  # fmt: skip


def _record(prognosis: Prognosis, style: Style) -> Iterator[str]:
    """How far our own forecasts of the next year have been from what came, beside the edition of a year ago."""
    ours = [one for one in prognosis.accuracy if (one.method, one.level) == ("pladsprognose", "total_kr")]
    budget = budget_of(prognosis)
    budgets = [one for one in prognosis.accuracy if (one.method, one.level) == ("budget", "total_kr")]
    if ours:
        theirs = share_text(budgets[0].wape, 1, style.language) if budgets else ""
        wape = share_text(ours[0].wape, 1, style.language)
        years = budgets[0].origins if budgets else 0
        code = "record" if not budgets else "record_budget_once" if years == 1 else "record_budget"
        yield _say(code, style, wape=wape, budget=theirs, count=ours[0].origins, years=years)
    else:
        yield _say("no_record", style)
    if budget.last is not None:
        yield from last_sentences(prognosis, style)


def _missing(budget: Budget, style: Style) -> Iterator[str]:
    """What is not there, in one sentence each."""
    for ground in budget.grounds:
        if ground.status == "missing" and ground.code not in TOLD_ELSEWHERE:
            yield _say(f"missing_{ground.code}", style, **titled(budget) | {"asked": ground.year})
    ends = budget.ground("population_ends")
    if ends is not None and ends.value is not None and ends.year is not None:
        yield _say("population_ends", style, known=ends.year, share=share_text(ends.value, 1, style.language))
    assumed = sorted(str(one.year) for one in budget.grounds if one.code == "index" and one.status == "assumed")
    if assumed:
        yield _say("index_assumed", style, years=", ".join(assumed))
