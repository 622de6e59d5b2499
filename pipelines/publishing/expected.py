"""The year's expectation figures as the published file has them: plain values, and the query that reads them.

Not here: their tables (`expectation_tables`), how figures are agreed and frozen (`pipelines.expectation_figures`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from pipelines.publishing.area_expected import AreaExpectations, read_area_expectations

ALL, NOT_PLACES = "ALL", "ikke_fordelt"

EXPECTED = """
-- one row per offer type and the whole: what the areas expect of the year, and the budget it is part of
with figure as (
    select offer_type, expected_places, frozen_at, agreed_by, version
    from mart.expectation_figure
    where area_id = 'ALL' and month = make_date($fiscal_year, 1, 1)
)

select
    tie.offer_type, budget.reserved_kr, figure.expected_places, tie.areas_kr, tie.corrected_kr, tie.not_decided_kr,
    figure.frozen_at, figure.agreed_by, figure.version
from mart.expectation_tie as tie
inner join figure on tie.offer_type = figure.offer_type
left join mart.budget_position as budget
    on tie.fiscal_year = budget.fiscal_year and budget.grant_area = 'ALL' and budget.district_id = 'ALL'
    and tie.offer_type = budget.offer_type
where tie.fiscal_year = $fiscal_year and tie.grant_area = 'ALL'
order by tie.offer_type
"""


@dataclass(frozen=True)
class Expectation:
    """What all areas together expect of an offer type; places are None where nobody has a figure for them."""

    places: Decimal | None
    areas_kr: Decimal


@dataclass(frozen=True)
class Expectations:
    """A year's figures by offer type, and the budget that they and the central reserve are.

    `version` is None where no figures are frozen: then they are the adopted budget's.
    """

    by_type: Mapping[str, Expectation]
    places: Decimal | None
    areas_kr: Decimal
    corrected_kr: Decimal
    unsplit_kr: Decimal
    """The part of the corrected budget that is on no offer type."""
    not_decided_kr: Decimal
    reserved_kr: Decimal
    """Of what is not decided, the reserved budget."""
    frozen_at: date
    frozen_by: str
    version: int | None
    by_area: AreaExpectations | None = None
    """None where too little could be shown of the areas."""

    @property
    def reserve_kr(self) -> Decimal:
        """What the corrected budget has beside the areas' figures."""
        return self.corrected_kr - self.areas_kr

    def of(self, types: Sequence[str], counted: Sequence[str]) -> Expectation:
        """What is expected of a line: the kroner of all its types, the places of those that it counts."""
        found = [self.by_type[code] for code in types if code in self.by_type]
        known = [self.by_type[code].places for code in counted if code in self.by_type]
        places = [each for each in known if each is not None]
        total = sum((entry.areas_kr for entry in found), Decimal(0))
        return Expectation(sum(places, Decimal(0)) if places else None, total)


def read_expectations(
    rows: Callable[[str, dict[str, Any]], Sequence[Mapping[str, Any]]], where: dict[str, Any]
) -> Expectations | None:
    """The figures of the fiscal year; None where its budget gives no places."""
    found = {row["offer_type"]: row for row in rows(EXPECTED, where)}
    whole = found.pop(ALL, None)
    if whole is None or whole["agreed_by"] is None:
        return None
    return Expectations(
        by_type={code: Expectation(row["expected_places"], row["areas_kr"]) for code, row in found.items()},
        places=whole["expected_places"],
        areas_kr=whole["areas_kr"],
        corrected_kr=whole["corrected_kr"],
        unsplit_kr=found[NOT_PLACES]["corrected_kr"] if NOT_PLACES in found else Decimal(0),
        not_decided_kr=whole["not_decided_kr"],
        reserved_kr=whole["reserved_kr"] or Decimal(0),
        frozen_at=whole["frozen_at"],
        frozen_by=whole["agreed_by"],
        version=whole["version"],
        by_area=read_area_expectations(rows, where),
    )
