"""The trend less the action plan's own stated effect, as an interval, from a date, phased in.

Spread over the cells by their kroner, in kroner and in places at their own price, as the expectation figures are. The
forecast's uncertainty and the plan's are taken to be of different things: half widths add up in squares. Where a
scenario has been simulated on the forecast's own luck, that is the plan instead (`edition`).
"""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from forecasting.budgets.asked import PlanEffect
from forecasting.budgets.prices import PriceLevel
from forecasting.budgets.ways import PLAN, Cell, Ends, Key, Way, in_ore, in_places
from forecasting.given.terms import ALL, UNSPLIT
from forecasting.told.bridge import ZERO


def planned_way(trend: Way, plan: PlanEffect, level: PriceLevel) -> Way:
    """The year with the plan; never below nothing."""
    whole = plan.yearly_kr * level.factor(plan.price_level_year) * plan.share_of(trend.fiscal_year)
    weighed = {key: cell for key, cell in trend.leaves.items() if key[2] != UNSPLIT and cell.kr > 0 and cell.places > 0}
    tied = sum((cell.kr for cell in weighed.values()), ZERO)
    low, expected, high = (min(whole * share, tied) for share in (plan.low, plan.expected, plan.high))
    part = expected / tied if tied else ZERO
    leaves = {key: _less(cell, part) if key in weighed else cell for key, cell in trend.leaves.items()}
    way = Way(PLAN, trend.fiscal_year, leaves, {})
    ends = _ends(trend, way, high - expected, expected - low)
    return replace(way, ends={(ALL, ALL, ALL): ends} if ends else {})


def _less(cell: Cell, part: Decimal) -> Cell:
    left = 1 - part
    return Cell(in_ore(cell.kr * left), in_places(cell.places * left), in_places(cell.children * left), cell.one_off_kr)


def _ends(trend: Way, way: Way, more: Decimal, less: Decimal) -> Ends | None:
    """The whole's interval; `more` and `less` is how much larger and smaller the effect may be."""
    key: Key = (ALL, ALL, ALL)
    own = trend.ends.get(key)
    if own is None:
        return None
    below, above = ((trend.kr - own[0]) ** 2 + more**2).sqrt(), ((own[1] - trend.kr) ** 2 + less**2).sqrt()
    return in_ore(max(way.kr - below, ZERO)), in_ore(way.kr + above)
