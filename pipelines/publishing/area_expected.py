"""Each area's expectation figures and forecast by offer type, as the published file has them, and which may be shown.

A line by offer type is shown for every area or for none: for none where any area, or those outside the areas, has few
children of it in the year or in any month so far, or where a pack of the year has hidden any of it. So nothing small is
left to be worked out, and a pack tells no more with the annex than without. Not here: the table (`area_tables`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.privacy.disclosure import MARKER
from pipelines.privacy.release import Release
from pipelines.publishing.dominance import Concentration
from pipelines.publishing.residence import at_home

OUTSIDE = "UKENDT"
PACKS = "datapakker/"
Rows = Callable[[str, dict[str, Any]], Sequence[Mapping[str, Any]]]

AREA_FIGURES = f"""
-- one row per area and offer type: what the area expects of the year, and what is forecast for it
with expected as (
    select area_id, offer_type, max(expected_places) as expected_places, sum(expected_kr) as agreed_kr
    from mart.expectation_figure
    where
        fiscal_year = $fiscal_year and area_id not in ('ALL', 'RESERVE')
        and offer_type not in ('ALL', 'ikke_fordelt')
    group by area_id, offer_type
),

year_line as (
    select district_id, offer_type, full_year_places, mean_kr
    from forecast.fiscal_year
    where
        vintage_id = $vintage_id and scenario = $scenario and fiscal_year = $fiscal_year
        and component = 'total' and grant_area = 'ALL' and district_id <> 'ALL'
        and offer_type not in ('ALL', 'ikke_fordelt')
),

{at_home("year_line", "full_year_places", "mean_kr")},

forecast as (
    select
        coalesce(district.area_id, 'UKENDT') as area_id,
        at_home.offer_type,
        sum(at_home.full_year_places) as places,
        cast(round(sum(at_home.mean_kr), 2) as decimal(18, 2)) as forecast_kr
    from at_home
    left join mart.district as district on at_home.district_id = district.district_id
    group by 1, 2
)

select
    coalesce(expected.area_id, forecast.area_id) as area_id,
    coalesce(expected.offer_type, forecast.offer_type) as offer_type,
    expected.expected_places,
    coalesce(expected.agreed_kr, 0) as agreed_kr,
    coalesce(forecast.places, 0) as places,
    coalesce(forecast.forecast_kr, 0) as forecast_kr
from expected
full outer join forecast on expected.area_id = forecast.area_id and expected.offer_type = forecast.offer_type
order by 1, 2
"""

AREA_MONTHS = """
-- one row per whole month of the year so far, area and offer type: places in use, and children or places if fewer
select
    activity.month,
    coalesce(district.area_id, 'UKENDT') as area_id,
    activity.offer_type,
    sum(activity.full_year_places * (make_date($fiscal_year + 1, 1, 1) - make_date($fiscal_year, 1, 1))
        / day(last_day(activity.month))) as places,
    sum(least(activity.children_count,
        activity.full_year_places * (make_date($fiscal_year + 1, 1, 1) - make_date($fiscal_year, 1, 1))
        / day(last_day(activity.month)))) as least
from mart.activity_monthly as activity
left join mart.district as district on activity.district_id = district.district_id
where
    activity.provider_id = 'ALL' and activity.district_id <> 'ALL' and activity.offer_type <> 'ALL'
    and year(activity.month) = $fiscal_year and last_day(activity.month) <= $as_of
group by 1, 2, 3
order by 1, 2, 3
"""


@dataclass(frozen=True)
class AreaFigure:
    """An area's figure for an offer type; places are None where nobody has agreed on any."""

    expected_places: Decimal | None
    agreed_kr: Decimal
    places: Decimal
    forecast_kr: Decimal


@dataclass(frozen=True)
class AreaExpectations:
    """Figures by area and offer type, and by month so far the places in use and the fewest of children and places."""

    figures: Mapping[tuple[str, str], AreaFigure]
    used: Mapping[tuple[date, str, str], tuple[Decimal, Decimal]]

    @property
    def areas(self) -> list[str]:
        """The areas, in order."""
        return sorted({area for area, _ in self.figures} - {OUTSIDE})

    @property
    def months(self) -> list[date]:
        """The whole months of the year so far."""
        return sorted({month for month, _, _ in self.used})

    def figure(self, area: str, types: Sequence[str], counted: Sequence[str]) -> AreaFigure:
        """The area's line: kroner of all its types, places of those that it counts."""
        found = [self.figures[area, code] for code in types if (area, code) in self.figures]
        own = [self.figures[area, code] for code in counted if (area, code) in self.figures]
        agreed = [entry.expected_places for entry in own if entry.expected_places is not None]
        return AreaFigure(
            sum(agreed, Decimal(0)) if agreed else None,
            sum((entry.agreed_kr for entry in found), Decimal(0)),
            sum((entry.places for entry in own), Decimal(0)),
            sum((entry.forecast_kr for entry in found), Decimal(0)),
        )

    def in_use(self, month: date, area: str, counted: Sequence[str]) -> tuple[Decimal, Decimal]:
        """Places in use in a month, and the fewest of children and places, type by type."""
        found = [self.used[month, area, code] for code in counted if (month, area, code) in self.used]
        places, least = (sum((each[place] for each in found), Decimal(0)) for place in (0, 1))
        return places, least

    def is_dominated(self, types: Sequence[str], concentration: Concentration) -> bool:
        """Whether anywhere one child is most of the line's kroner."""
        found = ((concentration.of(types, (area,)), self.figure(area, types, types).forecast_kr) for area in self.areas)
        return any(dearest.within(forecast_kr).is_most for dearest, forecast_kr in found)

    def has_few(self, types: Sequence[str], counted: Sequence[str], threshold: int) -> bool:
        """Whether anywhere the line has few children, in the year or in a month so far; none outside is no one."""
        for area in (*self.areas, OUTSIDE):
            counts = [self.figure(area, types, counted).places]
            counts += [each for month in self.months for each in self.in_use(month, area, counted)]
            if min(counts) < threshold and (area != OUTSIDE or any(counts)):
                return True
        return False


def read_area_expectations(rows: Rows, where: dict[str, Any]) -> AreaExpectations:
    """The figures of the fiscal year by area."""
    return AreaExpectations(
        figures={
            (row["area_id"], row["offer_type"]): AreaFigure(
                row["expected_places"], row["agreed_kr"], Decimal(str(row["places"])), row["forecast_kr"]
            )
            for row in rows(AREA_FIGURES, where)
        },
        used={
            (row["month"], row["area_id"], row["offer_type"]): (
                Decimal(str(row["places"])), Decimal(str(row["least"])),
            )
            for row in rows(AREA_MONTHS, where)
        },
    )  # fmt: skip


def hidden_in_packs(releases: Sequence[Release], year: int) -> frozenset[str]:
    """Lines and offer types that a pack of the year has hidden, of any area or school, in any month."""
    return frozenset(
        row
        for release in releases
        if release.edition.startswith(PACKS) and release.fiscal_year in (year, year + 1)
        for table, lines in release.tables.items()
        for row, cells in lines.items()
        if table.partition("/")[2] in ("boern", "tilbud", "forventning") and MARKER in cells.values()
    )
