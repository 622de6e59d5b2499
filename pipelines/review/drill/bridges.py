"""The two ways to a cell's expected accounts: from the budget, and from the forecast before.

Not here: how the differences are split (`forecasting.told.deviation`), how a way is drawn (`publishing.waterfall`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from pipelines.publishing.content import Style, effects_of
from pipelines.publishing.numbers import date_text
from pipelines.publishing.table import Table
from pipelines.publishing.waterfall import way_table
from pipelines.review.words import word

Found = dict[str, Any]
FROM_BUDGET, FROM_BEFORE = "fra_budget", "fra_forrige"
DEVIATION = """
-- one row: the cell against its budget and against the forecast before it, and the day of that one; none where the
-- budget does not speak at the cell's level
select deviation.*, previous.as_of_date as previous_as_of
from forecast.deviation as deviation
left join forecast.vintage as previous on deviation.previous_vintage_id = previous.vintage_id
where
    deviation.vintage_id = $vintage_id and deviation.fiscal_year = $fiscal_year
    and deviation.grant_area = $grant_area and deviation.district_id = $district_id
    and deviation.offer_type = $offer_type
"""


def bridge_tables(row: Found, style: Style) -> Iterator[Table]:
    """The ways of a row of forecast.deviation; the second where there was a forecast before."""
    yield from_budget(row["budget_kr"], effects_of(row), row["expected_kr"], style, row["fiscal_year"])
    if row["previous_expected_kr"] is not None:
        day = date_text(row["previous_as_of"], style.language)
        yield _way(
            FROM_BEFORE, "way_before", row["previous_expected_kr"],
            effects_of(row, "change_"), row["expected_kr"], style, row["fiscal_year"], day=day,
        )  # fmt: skip


def from_budget(budget: Decimal, effects: Mapping[str, Decimal], expected: Decimal, style: Style, year: int) -> Table:
    """The way from the budget; effects are signed as the deviation, so a dearer cause is negative."""
    return _way(FROM_BUDGET, "way_budget", budget, effects, expected, style, year)


def _way(
    code: str, start: str, start_kr: Decimal, effects: Mapping[str, Decimal], end_kr: Decimal, style: Style, year: int,
    **values: str,
) -> Table:  # fmt: skip
    language = style.language
    steps = [(effect, -amount) for effect, amount in effects.items()]
    end = style.text("column", "expected")
    return way_table(
        code, word(code, language), (word(start, language, **values), start_kr), steps, (end, end_kr), style, year
    )  # fmt: skip
