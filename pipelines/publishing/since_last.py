"""What has changed the year since the forecast before, by what has become known: read, and put together for readers.

Three lines are about children: those in a place on the day of the forecast before, those on the way to one, and those
whom nobody had referred. A reader who has both papers can work out how many each stands for, so where one has too few,
the two last are told in one line, and where these are too few too, all three.

Not here: how a change is split (`forecasting.vintage_change`), its table (`since_table`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

CHILDREN, COMING = "children", "coming"
JOINED: Mapping[str, tuple[str, ...]] = {
    COMING: ("on_the_way", "unknown"),
    CHILDREN: ("in_place", "on_the_way", "unknown"),
}
"""The lines that stand for several, with those that they are the sum of."""
TOGETHER: Mapping[str, tuple[str, ...]] = {
    "in_place": ("in_place",),
    "on_the_way": ("decided", "pending"),
    "unknown": ("unknown",),
    "price": ("price",),
    "bills": ("bills", "correction"),
    "one_off": ("one_off",),
    "other": ("other",),
    "adjustment": ("adjustment",),
    "model": ("model",),
    "model_or_correction": ("model_or_correction",),
}
"""The causes that are told, with those of forecast.vintage_change that each is the sum of.

Corrections may be of one child, and go with the bills.
"""

SINCE_LAST = """
-- one row: the change since the vintage before, and what both expected of children nobody had placed; none of the first
select
    change.*,
    then_part.way_kr, then_part.way_places, then_part.intake_kr, then_part.intake_places,
    now_part.intake_kr as intake_now_kr, now_part.intake_places as intake_now_places
from forecast.vintage_change as change
cross join lateral (
    select
        coalesce(sum(mean_kr) filter (component in ('decided', 'pending')), 0) as way_kr,
        coalesce(sum(full_year_places) filter (component in ('decided', 'pending')), 0) as way_places,
        coalesce(sum(mean_kr) filter (component = 'expected_intake'), 0) as intake_kr,
        coalesce(sum(full_year_places) filter (component = 'expected_intake'), 0) as intake_places
    from forecast.fiscal_year
    where
        vintage_id = change.previous_vintage_id and fiscal_year = change.fiscal_year and scenario = 'baseline'
        and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
) as then_part
cross join lateral (
    select
        coalesce(sum(mean_kr), 0) as intake_kr, coalesce(sum(full_year_places), 0) as intake_places
    from forecast.fiscal_year
    where
        vintage_id = change.vintage_id and fiscal_year = change.fiscal_year and component = 'expected_intake'
        and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL' and scenario = $scenario
) as now_part
where
    change.vintage_id = $vintage_id and change.fiscal_year = $fiscal_year and change.ends_in = 'forecast'
    and change.district_id = 'ALL' and change.offer_type = 'ALL'
"""


@dataclass(frozen=True)
class SinceLast:
    """From the forecast before to this one in kroner; the causes add up to the difference.

    `fewest` is, for each line about children, the fewest full-year places that it stands for in either forecast.
    """

    previous_kr: Decimal
    expected_kr: Decimal
    causes_kr: Mapping[str, Decimal]
    fewest: Mapping[str, Decimal]
    previous_budget_kr: Decimal | None = None
    budget_kr: Decimal | None = None

    @property
    def is_together(self) -> bool:
        """Whether lines about children are told in one."""
        return not JOINED.keys().isdisjoint(self.causes_kr)

    def joined(self, line: str) -> SinceLast:
        """The change with one line in the place of those that it is the sum of."""
        parts = JOINED[line]
        others = {cause: kr for cause, kr in self.causes_kr.items() if cause not in parts}
        return replace(self, causes_kr={line: _sum(self.causes_kr[part] for part in parts)} | others)


def read_since_last(
    rows: Callable[[str, dict[str, Any]], Sequence[Mapping[str, Any]]], where: dict[str, Any]
) -> SinceLast | None:
    """The change of the fiscal year; None of the first forecast, of a scenario, and where it could not be split."""
    found = rows(SINCE_LAST, where)
    if not found:
        return None
    row = found[0]
    causes = {code: _sum(row[f"{cause}_kr"] for cause in causes) for code, causes in TOGETHER.items()}
    return SinceLast(
        row["previous_kr"], row["expected_kr"], causes, _fewest(row), row["previous_budget_kr"], row["budget_kr"]
    )


def told_together(since: SinceLast | None, threshold: int) -> SinceLast | None:
    """The change in as many lines about children as each stand for enough of them."""
    if since is None:
        return None
    small = {line for line, places in since.fewest.items() if places < threshold}
    if "in_place" in small or COMING in small:
        return since.joined(CHILDREN)
    return since.joined(COMING) if small else since


def _fewest(row: Mapping[str, Any]) -> dict[str, Decimal]:
    """By places, and by what a reader makes of the kroner at the mean price of a place.

    Of those nobody had referred, the children are what has come beside the newcomers that both forecasts expected.
    """
    price = row["expected_kr"] / row["places"] if row["places"] else Decimal(1)
    had = row["previous_places"] - row["way_places"] - row["intake_places"]
    lines: dict[str, list[Decimal]] = {"in_place": [had, had + row["in_place_places"]]}
    for unit, one in (("places", Decimal(1)), ("kr", price)):
        way = row[f"way_{unit}"]
        still = way + row[f"decided_{unit}"] + row[f"pending_{unit}"]
        came = row[f"unknown_{unit}"] + row[f"intake_{unit}"] - row[f"intake_now_{unit}"]
        for line, ends in (("on_the_way", (way, still)), ("unknown", (came,)), (COMING, (way, still + came))):
            lines.setdefault(line, []).extend(end / one for end in ends)
    return {line: min(ends) for line, ends in lines.items()}


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))
