"""The sentences of a flash note, generated from figures that its tables show and from nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.flash.content import ALL, GRANTS, REFERRALS, SINCE, Flash, Group, YearMoved
from pipelines.publishing.flash.tables import flash_of, said_of, years_of
from pipelines.publishing.numbers import date_text, number_text, share_text
from pipelines.publishing.since_table import since_sentence
from pipelines.publishing.texts import name
from pipelines.publishing.words import amount_of


def headline(prognosis: Prognosis, style: Style, shown: frozenset[str]) -> str:
    """The first alarm that may be told (`shown` are the keys of those), else moved accounts, else that there is one."""
    flash = flash_of(prognosis)
    told = next((group for group in flash.alarms if group.key in shown), None)
    if told is not None:
        return _came(told, style)
    if flash.moved:
        year = max(flash.moved, key=lambda one: abs(one.change_kr))
        return _say(f"moved_{_way(year)}", style, year=year.year, more=amount_of(year.change_kr, style),
                    limit=amount_of(year.limit_kr or Decimal(0), style), date=_before(prognosis, style))  # fmt: skip
    return _say("hidden", style, date=_before(prognosis, style))


def findings(prognosis: Prognosis, style: Style, shown: frozenset[str]) -> list[str]:
    """Events, other alarms, what it costs, by cause, what brings it back, how often that is false, our past misses."""
    flash = flash_of(prognosis)
    told = [group for group in flash.alarms if group.key in shown]
    return [
        *_passing(flash, style),
        *_others(told, style),
        *_costs(flash, style),
        *_place(prognosis, style),
        *(sentence for sentence in [since_sentence(prognosis, style)] if sentence),
        *_back(flash, prognosis, style, shown),
        *_false(flash, told, style),
        *_record(prognosis, style),
    ]


def _say(code: str, style: Style, **values: object) -> str:
    return style.text("flash_text", code, **values).replace("..", ".")


def _before(prognosis: Prognosis, style: Style) -> str:
    day = prognosis.previous_as_of
    return date_text(day, style.language) if day else ""


def _way(year: YearMoved) -> str:
    return "over" if year.change_kr > 0 else "under"


def _came(group: Group, style: Style) -> str:
    code = f"{'grants' if group.series == GRANTS else 'came'}_{'over' if group.is_over else 'under'}"
    figures = {name: number_text(value, 0, style.language)
               for name, value in (("came", Decimal(group.came)), ("expected", group.expected), ("low", group.low),
                                   ("high", group.high), ("of", Decimal(group.of or 0)))}  # fmt: skip
    return _say(code, style, what=said_of(group, style), **figures)


def _passing(flash: Flash, style: Style) -> Iterator[str]:
    """The known events that the alarms touch; of other alarms of what came, what to do where they are one."""
    yield from (_say("event", style, name=name) for name in flash.events)
    if any(group.event is None for group in flash.alarms):
        yield _say("no_event", style)


def _others(told: list[Group], style: Style) -> Iterator[str]:
    """The further alarms, one for each group."""
    said = {told[0].whose} if told else set()
    for group in told:
        if group.whose not in said:
            said.add(group.whose)
            yield _came(group, style)


def _costs(flash: Flash, style: Style) -> Iterator[str]:
    """The year, the next, and the sum of those after."""
    if not flash.years:
        return
    this, *coming = flash.years
    yield _say(f"costs_{_way(this)}", style, year=this.year, more=amount_of(this.change_kr, style))
    if coming:
        after = sum((year.change_kr for year in coming[1:]), Decimal(0))
        code = f"next_{_way(coming[0])}_{'over' if after > 0 else 'under'}"
        code = code if coming[1:] else f"next_{_way(coming[0])}"
        yield _say(code, style, year=coming[0].year, more=amount_of(coming[0].change_kr, style),
                   later=_later(coming[1:], style), after=amount_of(after, style))  # fmt: skip


def _later(years: Sequence[YearMoved], style: Style) -> str:
    """`2027`, or `2027–2029 tilsammen`."""
    if not years:
        return ""
    return years_of(years) if len(years) == 1 else _say("together", style, years=years_of(years))


def _place(prognosis: Prognosis, style: Style) -> Iterator[str]:
    """The grant area that most of the year's change lies in."""
    areas = [area for area in prognosis.grant_areas if area.change_kr]
    if areas:
        most = max(areas, key=lambda area: abs(area.change_kr or Decimal(0)))
        kr = most.change_kr or Decimal(0)
        yield _say(f"area_{'over' if kr > 0 else 'under'}", style, area=name("grant_area", most.code, style.language),
                   more=amount_of(kr, style))  # fmt: skip


def _back(flash: Flash, prognosis: Prognosis, style: Style, shown: frozenset[str]) -> Iterator[str]:
    """What would bring the count, and the next year's accounts, back to what was expected."""
    whole = [group for group in flash.groups if (group.series, group.stream) == (REFERRALS, ALL)]
    since = next((group for group in reversed(whole) if group.period == SINCE or group.first == group.last), None)
    is_referrals = any(group.series == REFERRALS for group in flash.alarms)
    if since is not None and is_referrals and since.key in shown:
        apart = abs(Decimal(since.came) - since.expected)
        code = "back_over" if since.is_over else "back_under"
        yield _say(code, style, count=number_text(apart, 0, style.language))
    price = {year.fiscal_year: year.unit_price_kr for year in prognosis.years}
    coming = flash.years[1] if len(flash.years) > 1 else None
    if coming is not None and price.get(coming.year):
        count = number_text(abs(coming.change_kr) / (price[coming.year] or Decimal(1)), 0, style.language)
        if count != "0":
            places = _say("one_place" if count == "1" else "so_many_places", style, count=count)
            yield _say(f"places_{_way(coming)}", style, year=coming.year, places=places)


def _false(flash: Flash, told: list[Group], style: Style) -> Iterator[str]:
    """How often such an alarm is false; of accounts that have moved, that it is none."""
    if flash.rate is not None and (told or flash.alarms):
        yield _say("false_alarms", style, share=share_text(flash.rate, 0, style.language),
                   years=number_text(1 / flash.rate, 0, style.language))  # fmt: skip
    elif flash.rate is not None:
        yield _say("not_tested", style)


def _record(prognosis: Prognosis, style: Style) -> Iterator[str]:
    """How far our own forecasts of the year have been from what came, beside the adopted budgets."""
    found = {one.method: one for one in prognosis.accuracy if (one.horizon, one.level) == ("year", "total_kr")}
    if (ours := found.get("pladsprognose")) is None:
        yield _say("no_record", style)
        return
    wape, theirs = share_text(ours.wape, 1, style.language), found.get("budget")
    if theirs is None:
        yield _say("record", style, count=ours.origins, wape=wape)
    else:
        share = share_text(theirs.wape, 1, style.language)
        yield _say("record_budget", style, count=ours.origins, wape=wape, budget=share)
