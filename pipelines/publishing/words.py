"""The sentences of an edition, generated from figures that its tables show and from nothing else.

Every amount is said with the same function and rounding as the tables print it. Not here: the words themselves
(`texts.yml`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from pipelines.publishing.content import EFFECTS, NOT_PLACES, Position, Prognosis, Style
from pipelines.publishing.numbers import (
    EN_DASH,
    NO_BREAK,
    UNITS,
    amount_in_words,
    amount_text,
    date_text,
    month_text,
    number_text,
    share_text,
)
from pipelines.publishing.since_table import budget_moved, since_sentence
from pipelines.publishing.table import price_unit
from pipelines.publishing.texts import name_in_sentence

MOST_FINDINGS = 5
UNEXPLAINED = "unexplained"
RELIABLE_COVERAGE = Decimal("0.7")
"""An 80 % interval that has held less often than this in the backtest is called too narrow."""
WORTH_SAYING = Decimal("0.5")
"""What pulls the other way is said when it is this share of the deviation or of the largest cause."""
LITTLE = Decimal("0.1")
"""A change of less than this of the interval's width is all but none."""
WORTH_NAMING = Decimal("0.25")
"""A second cause is named when it is at least this share of the first."""


def headline(prognosis: Prognosis, style: Style) -> str:
    """The one bold sentence: how much over or under, out of what."""
    total = prognosis.total
    return _say(
        f"headline_{direction_of(total.deviation_kr, style)}",
        style,
        amount=amount_of(total.deviation_kr, style),
        year=prognosis.fiscal_year,
        expected=amount_of(total.expected.mean_kr, style),
        budget=amount_of(total.budget_kr, style),
    )


def findings(prognosis: Prognosis, style: Style) -> list[str]:
    """Three to five sentences a member of the committee can repeat."""
    found = [
        interval_sentence(prognosis, style),
        largest_sentence(prognosis, style),
        cause_sentence(prognosis, style),
        places_sentence(prognosis, style),
        change_sentence(prognosis, style),
        intake_sentence(prognosis, style),
    ]
    return [sentence for sentence in found if sentence][:MOST_FINDINGS]


def interval_sentence(prognosis: Prognosis, style: Style) -> str:
    """How certain the year is, in words and as an interval, and whether such intervals have held before."""
    total = prognosis.total
    ends = {"low": amount_of(total.expected.p10_kr, style), "high": amount_of(total.expected.p90_kr, style)}
    if style.is_accounts and ends["low"] == ends["high"]:
        return ""
    held = None if style.is_accounts else _interval_held(prognosis)
    if held is not None and held < RELIABLE_COVERAGE:
        return _say("interval_doubtful", style, share=share_text(held, 0, style.language), **ends)
    if total.budget_kr < total.expected.p10_kr:
        place = "above"
    elif total.budget_kr > total.expected.p90_kr:
        place = "below"
    else:
        place = "inside"
    return _say(f"interval_{place}", style, **ends)


def largest_sentence(prognosis: Prognosis, style: Style) -> str:
    """Which line carries most of the deviation; nothing where no line goes the same way, or hidden ones carry more."""
    direction = direction_of(prognosis.total.deviation_kr, style)
    lines = deviating_lines(prognosis)
    same_way = [line for line in lines if direction_of(line.deviation_kr, style) == direction != "even"]
    alike = [line for line in same_way if line.code != NOT_PLACES]
    unsplit = next((line for line in same_way if line.code == NOT_PLACES), None)
    if not alike:
        return "" if unsplit is None else _say(f"only_unsplit_{direction}", style,
                                               amount=amount_of(unsplit.deviation_kr, style))  # fmt: skip
    largest = max(alike, key=lambda line: (abs(line.deviation_kr), line.code))
    section = _section(largest, prognosis)
    of_shown = "_shown" if section in prognosis.partly_hidden else ""
    hidden_kr = prognosis.total.deviation_kr - sum(line.deviation_kr for line in lines)
    if of_shown and abs(hidden_kr) > abs(largest.deviation_kr):
        return ""
    said = _say(
        f"largest_{direction}",
        style,
        lines=style.text("among", f"{section}{of_shown}"),
        name=_name(largest, prognosis, style),
        amount=amount_of(largest.deviation_kr, style),
    )
    if unsplit is None or abs(unsplit.deviation_kr) <= abs(largest.deviation_kr):
        return said
    more = _say(f"largest_unsplit_{direction}", style, amount=amount_of(unsplit.deviation_kr, style))
    return f"{said} {more}"


def deviating_lines(prognosis: Prognosis) -> tuple[Position, ...]:
    """The lines to compare: offer types where every one of them has a budget, else grant areas."""
    has_budgets = len(prognosis.offer_types) > 1 and all(line.has_budget for line in prognosis.offer_types)
    return prognosis.offer_types if has_budgets else prognosis.grant_areas


def cause_sentence(prognosis: Prognosis, style: Style) -> str:
    """The largest causes the way the total went, a large one the other way, and how much has no cause to be told."""
    direction = direction_of(prognosis.total.deviation_kr, style)
    if direction == "even":
        return ""
    effects = prognosis.total.effects_kr
    causes = {way: _largest_causes(effects, way, style) for way in ("over", "under")}
    said = {way: _named_causes(found, way, prognosis, style) for way, found in causes.items()}
    (other,) = {"over", "under"} - {direction}
    alike, against = (abs(effects[causes[way][0]]) if causes[way] else Decimal(0) for way in (direction, other))
    deviation = abs(prognosis.total.deviation_kr)
    if alike and against and against >= WORTH_SAYING * min(deviation, alike):
        sentence = _say(f"cause_both_{direction}", style, **said)
    elif alike:
        sentence = _say(f"cause_{direction}", style, **said)
    else:
        sentence = _say(f"cause_only_{other}", style, **said) if against else ""
    if abs(effects[UNEXPLAINED]) < WORTH_SAYING * min(deviation, max(alike, against)):
        return sentence
    return f"{sentence} {_unexplained_sentence(effects[UNEXPLAINED], style)}".strip()


def _largest_causes(effects: Mapping[str, Decimal], way: str, style: Style) -> list[str]:
    """The largest cause that can be told and pulls this way, and the next where it is not small beside it."""
    found = [effect for effect in EFFECTS if effect != UNEXPLAINED and direction_of(effects[effect], style) == way]
    found.sort(key=lambda effect: -abs(effects[effect]))
    return [effect for effect in found[:2] if abs(effects[effect]) >= WORTH_NAMING * abs(effects[found[0]])]


def _unexplained_sentence(rest_kr: Decimal, style: Style) -> str:
    way = direction_of(rest_kr, style)
    return "" if way == "even" else _say(f"unexplained_{way}", style, amount=amount_of(rest_kr, style))


def _named_causes(effects: Sequence[str], way: str, prognosis: Prognosis, style: Style) -> str:
    """Causes with their amounts: `flere børn i befolkningen (218 t.kr.) og engangsposter (90 t.kr.)`."""
    said = (
        f"{style.text(f'cause_{way}', effect)} ({amount_of(prognosis.total.effects_kr[effect], style)})"
        for effect in effects
    )
    return f" {style.text('word', 'and')} ".join(said)


def places_sentence(prognosis: Prognosis, style: Style) -> str:
    """How many full-year places against last year, and what the budget counted on (else the unit price)."""
    places = prognosis.total.activity
    if places is None or places.last_year is None:
        return ""
    values = {
        "this": number_text(places.this_year, 1, style.language),
        "last": number_text(places.last_year, 1, style.language),
        "year": prognosis.fiscal_year,
    }
    if places.planned:
        planned = number_text(places.planned, 1, style.language)
        return _say("places_planned", style, planned=planned, **values)
    if places.unit_price_kr is None:
        return ""
    price = amount_in_words(places.unit_price_kr, price_unit(style.unit), style.language)
    return _say("places_more", style, price=price, **values)


def change_sentence(prognosis: Prognosis, style: Style) -> str:
    """What has changed since the previous forecast, and what means the most; nothing when there is none."""
    change = prognosis.total.change_kr
    if change is None or prognosis.previous_as_of is None:
        return ""
    code = {"over": "down", "under": "up", "even": "none"}[direction_of(change, style)]
    width = prognosis.total.expected.p90_kr - prognosis.total.expected.p10_kr
    is_little = code != "none" and not style.is_accounts and abs(change) < LITTLE * width
    code = f"change_little_{code}" if is_little else f"change_{code}"
    day = date_text(prognosis.previous_as_of, style.language)
    said = (_say(code, style, date=day, amount=amount_of(change, style)), since_sentence(prognosis, style),
            budget_moved(prognosis.since_last, style))  # fmt: skip
    return " ".join(sentence for sentence in said if sentence)


def intake_sentence(prognosis: Prognosis, style: Style) -> str:
    """How much of the year is children whom nobody has referred yet; nothing once the year is over."""
    intake = [part.amount.mean_kr for part in prognosis.components if part.code == "expected_intake"]
    if not intake or not intake[0] or style.is_accounts:
        return ""
    return _say(f"intake{without_cases(prognosis)}", style, amount=amount_of(intake[0], style))


def month_sentence(prognosis: Prognosis, style: Style) -> str:
    """The finding of the activity chart: where the places are and where they go."""
    past = [item for item in prognosis.months if item.p10 is None]
    ahead = [item for item in prognosis.months if item.p10 is not None]
    if not past or not ahead:
        return ""
    last = ahead[-1]
    return _say(
        "months",
        style,
        month=month_text(past[-1].month, style.language),
        places=number_text(past[-1].places, 1, style.language),
        last_month=month_text(last.month, style.language),
        last_places=number_text(last.places, 1, style.language),
        low=number_text(last.p10 or Decimal(0), 1, style.language),
        high=number_text(last.p90 or Decimal(0), 1, style.language),
    )


def deviation_chart_sentence(prognosis: Prognosis, style: Style) -> str:
    """The finding of the deviation chart, line by line, for those who cannot see it."""
    lines = [
        f"{_name(line, prognosis, style)}{NO_BREAK}{EN_DASH} "
        f"{amount_text(style.signed(line.deviation_kr), style.unit, style.language)}"
        for line in (*deviating_lines(prognosis), prognosis.total)
    ]
    unit = UNITS[style.unit].word[style.language]
    return _say("deviation_chart", style, unit=unit, lines="; ".join(lines))


def without_cases(prognosis: Prognosis) -> str:
    """How the code of a text about referrals ends: as it is, or for a municipality that delivers none."""
    return "" if prognosis.case_times else "_without_referrals"


def _interval_held(prognosis: Prognosis) -> Decimal | None:
    """How often this forecast's 80 % interval of the year's cost has held in the backtest; None where untried."""
    held = [
        item.coverage_80
        for item in prognosis.accuracy
        if (item.method, item.level, item.horizon) == ("pladsprognose", "total_kr", "year")
    ]
    return held[0] if held else None


def _section(line: Position, prognosis: Prognosis) -> str:
    return "grant_area" if line in prognosis.grant_areas else "offer_type"


def _name(line: Position, prognosis: Prognosis, style: Style) -> str:
    return name_in_sentence(_section(line, prognosis), line.code, style.language)


def _say(code: str, style: Style, **values: object) -> str:
    """A sentence filled in; a unit that ends in a full stop (`kr.`) closes the sentence with it."""
    return style.text("sentence", code, **values).replace("..", ".")


def direction_of(deviation_kr: Decimal, style: Style) -> str:
    """Over, under or even, as the printed figure says."""
    printed = amount_text(deviation_kr, style.unit, "en")
    if printed.strip("0.") == "":
        return "even"
    return "over" if deviation_kr < 0 else "under"


def amount_of(value_kr: Decimal, style: Style) -> str:
    """An amount without its sign, as a sentence says it."""
    return amount_in_words(value_kr, style.unit, style.language)
