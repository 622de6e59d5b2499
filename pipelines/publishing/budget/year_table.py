"""The trend by grant area in the budget year and the three after it, for those who print a budget so.

A grant area's kroner tell of its lines: the areas are shown only where no line of any of the years is hidden.
"""

from __future__ import annotations

from decimal import Decimal

from pipelines.publishing.budget.tables import BUDGET, PEOPLE, PRICES, budget_of, named_column, table
from pipelines.publishing.budget.ways_tables import PLACES_BY_YEAR
from pipelines.publishing.content import Style
from pipelines.publishing.protection import Protected
from pipelines.publishing.table import HiddenCell, Table, headed_column, hide
from pipelines.publishing.table import Row as TableRow
from pipelines.publishing.texts import name

YEARS = "overslagsaar"
ACTIVITY, AREAS = "aktivitet", "bevillingsomraader"


def area_year_table(protected: Protected, style: Style, hidden_note: str) -> Table:
    """Grant areas and the whole by year, and how sure the budget year is."""
    prognosis = protected.whole
    budget = budget_of(prognosis)
    first, *others = budget.years
    columns = [
        headed_column("grant_area", "text", style),
        named_column("year_0", str(first), "amount", is_summed=True),
        headed_column("low", "low", style),
        headed_column("high", "high", style),
        *(named_column(f"year_{place}", str(year), "amount", is_summed=True) for place, year in enumerate(others, 1)),
    ]
    rows = []
    for line in (*prognosis.grant_areas, prognosis.total):
        years = [budget.area_years.get((line.code, year), Decimal(0)) for year in others]
        now = (line.expected.mean_kr, line.expected.p10_kr, line.expected.p90_kr)
        label = name("grant_area", line.code, style.language)
        rows.append(TableRow(line.key, (label, *now, *years), is_total=line is prognosis.total))
    made = table(YEARS, "money", columns, rows, ["interval"], prognosis, style, (BUDGET, PEOPLE, PRICES))
    return hide(made, _hidden(protected, made), hidden_note)


def _hidden(protected: Protected, made: Table) -> frozenset[HiddenCell]:
    """Every grant area where a line of a year, or an area, is hidden."""
    tells = any(
        (code == ACTIVITY and column in PLACES_BY_YEAR) or code == AREAS for code, _, column in protected.hidden
    )
    areas = [row.key for row in made.rows if not row.is_total] if tells else []
    return frozenset((YEARS, area, column.key) for area in areas for column in made.columns[1:])
