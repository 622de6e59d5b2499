"""The cells of a vintage that can be adjusted, and what an adjustment of one does to its totals before it is saved.

An amount moves the whole as it is; a factor moves what is expected of the cell before any adjustment. The forecast does
the same when it is made again (`forecasting.sums.components`). Not here: how it is shown (`desk_pages`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from pipelines.judgements.acts import Act, Cell
from pipelines.publishing.content import ALL
from pipelines.publishing.published_file import PublishedFile, Row

NEWEST = """
-- the vintage that the file was published with, or the newest where that was a scenario
select vintage.vintage_id
from forecast.vintage as vintage
left join meta.publication as publication on vintage.vintage_id = publication.vintage_id
where vintage.scenario = 'baseline'
order by vintage.as_of_date desc, publication.vintage_id is null, vintage.created_at desc, vintage.vintage_id
limit 1
"""

VINTAGE = """
-- one row: who made the vintage and how it stands
select vintage_id, as_of_date, made_by, status, approved_by
from forecast.vintage
where vintage_id = $vintage_id
"""

CELLS = """
-- one row per cell with what is expected, what of it is adjusted, and its budget
with adjusted as (
    select fiscal_year, grant_area, district_id, offer_type, mean_kr
    from forecast.fiscal_year
    where vintage_id = $vintage_id and component = 'adjustment'
)
select
    cell.fiscal_year, cell.grant_area, cell.district_id, cell.offer_type, cell.mean_kr as expected_kr,
    coalesce(adjusted.mean_kr, 0) as adjusted_kr, cell.unit_price_kr, deviation.budget_kr
from forecast.fiscal_year as cell
left join adjusted using (fiscal_year, grant_area, district_id, offer_type)
left join forecast.deviation as deviation
    on deviation.vintage_id = cell.vintage_id
    and (deviation.fiscal_year, deviation.grant_area) = (cell.fiscal_year, cell.grant_area)
    and (deviation.district_id, deviation.offer_type) = (cell.district_id, cell.offer_type)
where cell.vintage_id = $vintage_id and cell.component = 'total'
order by cell.fiscal_year, cell.grant_area, cell.district_id, cell.offer_type
"""

COUNTED = """
-- one row per adjustment that the vintage counts with
select
    adjustment_id, fiscal_year, grant_area, district_id, offer_type, first_month, last_month, amount_kr, factor,
    reason, made_by, made_at, expires
from forecast.adjustment
where vintage_id = $vintage_id
order by made_at, adjustment_id
"""


@dataclass(frozen=True)
class Line:
    """What is expected of a cell, of it by hand, and its budget where it has one."""

    expected_kr: Decimal
    adjusted_kr: Decimal
    unit_price_kr: Decimal | None
    budget_kr: Decimal | None


@dataclass(frozen=True)
class Effect:
    """What an adjustment does to one line."""

    cell: Cell
    before_kr: Decimal
    added_kr: Decimal
    budget_kr: Decimal | None

    @property
    def after_kr(self) -> Decimal:
        """What is expected with it."""
        return self.before_kr + self.added_kr


@dataclass(frozen=True)
class Cells:
    """A vintage's own day, maker and standing, its cells, and the adjustments it counts with."""

    vintage_id: str
    as_of: date
    made_by: str
    status: str
    approved_by: str | None
    lines: Mapping[Cell, Line]
    counted: Sequence[Row]

    @property
    def command_day(self) -> str:
        """The day as commands take it."""
        return self.as_of.isoformat()

    def names(self, dimension: str) -> list[str]:
        """What can be chosen in a dimension, in order; of grant areas only one at a time."""
        found = sorted({getattr(cell, dimension) for cell in self.lines})
        return [name for name in found if name != ALL or dimension != "grant_area"]

    def knows(self, cell: Cell) -> bool:
        """Whether the vintage has the offer type in the grant area, and the district at all."""
        of_area = cell._replace(district_id=ALL)
        return cell.grant_area != ALL and of_area in self.lines and cell.district_id in self.names("district_id")

    def adjustable(self, cell: Cell) -> Cell:
        """The cell itself, or that of the one grant area in which most is expected of its offer type."""
        if cell.grant_area != ALL:
            return cell
        found = [
            (abs(line.expected_kr), one.grant_area)
            for one, line in self.lines.items()
            if one.grant_area != ALL and one._replace(grant_area=ALL) == cell
        ]
        return cell._replace(grant_area=max(found)[1]) if found else cell

    def kr_of(self, act: Act) -> Decimal:
        """What an adjustment adds in this vintage."""
        told, line = act.kr, self.lines.get(act.cell) if act.cell else None
        if told is not None:
            return told
        if act.factor is None or line is None:
            return Decimal(0)
        return act.factor_kr(line.expected_kr - line.adjusted_kr)

    def effects(self, act: Act) -> Iterator[Effect]:
        """The cell, its grant area and the whole year, each once."""
        if act.cell is None:
            return
        year, area, *_ = act.cell
        added = self.kr_of(act)
        for cell in dict.fromkeys((act.cell, Cell(year, area, ALL, ALL), Cell(year, ALL, ALL, ALL))):
            line = self.lines.get(cell, Line(Decimal(0), Decimal(0), None, None))
            yield Effect(cell, line.expected_kr, added, line.budget_kr)

    def deviations(self) -> list[tuple[Cell, Decimal]]:
        """The lines of the vintage's own year that may be explained, with budget minus expected.

        The whole first, then grant areas, then offer types, the largest deviation of each first.
        """
        own = {cell: line for cell, line in self.lines.items() if cell.fiscal_year == self.as_of.year}
        chosen = [cell for cell in own if cell.district_id == ALL and ALL in (cell.grant_area, cell.offer_type)]
        found = [
            (cell, line.budget_kr - line.expected_kr)
            for cell in chosen
            if (line := own[cell]).budget_kr is not None and line.budget_kr != line.expected_kr
        ]
        return sorted(found, key=lambda one: (one[0].offer_type != ALL, one[0].grant_area != ALL, -abs(one[1])))


def newest_vintage(source: PublishedFile) -> str:
    """The vintage that the file is about; UsageError when it has none."""
    found = source.rows(NEWEST)
    return str(found[0]["vintage_id"]) if found else source.latest_vintage_id()


def cells_of(source: PublishedFile) -> Cells:
    """The cells of the newest vintage of the file; UsageError when it has none."""
    where = {"vintage_id": newest_vintage(source)}
    (vintage,) = source.rows(VINTAGE, where)
    lines = {}
    for row in source.rows(CELLS, where):
        cell = Cell(*(row.pop(name) for name in Cell._fields))
        lines[cell] = Line(**row)
    return Cells(
        vintage["vintage_id"], vintage["as_of_date"], vintage["made_by"], vintage["status"], vintage["approved_by"],
        lines, source.rows(COUNTED, where),
    )  # fmt: skip
