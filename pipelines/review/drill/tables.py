"""What is behind a spot: its lines by each dimension that is not narrowed yet, its parts, years, months and providers.

Each row knows the spot it leads on to. Not here: what is asked of the file (`queries`), how a table is set.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipelines.publishing.content import ALL, NOT_PLACES, Style
from pipelines.publishing.economy_tables import COMPONENT_ORDER, DEVIATION, deviation_header, sign_note
from pipelines.publishing.funnel import funnel_table
from pipelines.publishing.table import Column, Row, Value, headed_column
from pipelines.publishing.texts import name
from pipelines.review.drill.behind import Behind, Found, behind, named
from pipelines.review.drill.bridges import bridge_tables
from pipelines.review.drill.levels import LevelTables
from pipelines.review.drill.providers import ProviderTables
from pipelines.review.drill.spent import SpentTables
from pipelines.review.drill.spot import TOTAL, Spot
from pipelines.review.words import word

DIMENSIONS = {
    "efter_bevillingsomraade": "grant_area", "efter_tilbudstype": "offer_type", "efter_distrikt": "district_id",
}  # fmt: skip


FUNNEL, FUNNEL_STEPS = "tragt", ("received", "decided", "granted", "started")


@dataclass(frozen=True)
class Answers:
    """What the file said of a spot."""

    lines: Sequence[Found]
    parts: Sequence[Found]
    years: Sequence[Found]
    months: Sequence[Found]
    providers: Sequence[Found]
    deviation: Sequence[Found]
    funnel: Sequence[Found]
    levels: Sequence[Found]
    spent: Sequence[Found]


@dataclass(frozen=True)
class SpotTables:
    """The tables of one spot."""

    spot: Spot
    style: Style
    answers: Answers
    year: int
    """The vintage's own year."""

    def all(self) -> list[Behind]:
        """Those that have something to say, in the order of the way down."""
        spot, levels = self.spot, self.levels
        spent = SpentTables(spot, self.style, self.answers.spent)
        if spot.level or spot.provider_group != ALL:
            found = [*levels.all(), *([self._providers().members()] if spot.provider_group != ALL else [])]
        elif spot.month:
            found = [
                self._of_month("maaned_tilbudstype", "offer_type"),
                self._of_month("maaned_distrikt", "district_id"),
                *spent.all(),
            ]
        else:
            found = [
                *self._bridges(), *(self._lines(code, dimension) for code, dimension in DIMENSIONS.items()),
                *levels.all(), self._parts(), self._months(), *spent.all(), *self._funnel(), self._providers().groups(),
                self._years(),
            ]  # fmt: skip
        return [one for one in found if len(one.table.rows) > 1]

    @property
    def levels(self) -> LevelTables:
        """The spot as a part of the whole year, or the whole year divided."""
        return LevelTables(self.spot, self.style, self.answers.levels)

    def _bridges(self) -> Iterator[Behind]:
        """The ways to the cell from its budget and from the forecast before; a part of it has none."""
        if self.spot.component == TOTAL:
            for row in self.answers.deviation:
                yield from (Behind(table, {}) for table in bridge_tables(row, self.style))

    def _lines(self, code: str, dimension: str) -> Behind:
        """The lines one step below along a dimension, and the spot itself as their total."""
        own = [row for row in self.answers.lines if self._differs_only_in(row, dimension)]
        below = [row for row in own if row[dimension] != ALL and _says_something(row)]
        total = [row for row in own if row[dimension] == ALL]
        if getattr(self.spot, dimension) != ALL:
            below = total = []
        has_budget = any(row["budget_kr"] is not None for row in below)
        columns = [Column(dimension, self._word(f"by_{dimension}"), "text"), *self._line_columns(has_budget=has_budget)]
        rows = [
            Row(row[dimension], (named(dimension, row[dimension], self.style.language),
                *self._line(row, has_budget=has_budget)), is_total=row in total)
            for row in (*below, *total)
        ]  # fmt: skip
        notes = [sign_note(self.style), self._word("note_no_budget")] if has_budget else []
        leads = {row[dimension]: self.spot.at(dimension, row[dimension]) for row in below}
        return self._set(code, columns, rows, notes, leads)

    def _parts(self) -> Behind:
        """The components of the cell; one of nothing has no row."""
        found = sorted(self.answers.parts, key=lambda row: (row["component"] == TOTAL, _place(row["component"])))
        columns = [headed_column("component", "text", self.style), *self._money_columns(), self._places_column()]
        rows = [
            Row(row["component"], (name("component", row["component"], self.style.language), *_money(row),
                row["full_year_places"]), is_total=row["component"] == TOTAL)
            for row in found
            if row["mean_kr"] or row["full_year_places"] or row["component"] == TOTAL
        ]  # fmt: skip
        leads = {row.key: self.spot.at("component", row.key) for row in rows if row.key != TOTAL}
        return self._set("efter_led", columns, rows if self.spot.component == TOTAL else [], [], leads)

    def _years(self) -> Behind:
        columns = [headed_column("year", "year", self.style), *self._line_columns(has_budget=False)]
        rows = [
            Row(str(row["fiscal_year"]), (row["fiscal_year"], *self._line(row, has_budget=False)))
            for row in self.answers.years
        ]
        leads = {
            str(row["fiscal_year"]): self.spot._replace(fiscal_year=row["fiscal_year"]) for row in self.answers.years
        }
        return self._set("efter_aar", columns, rows, [self._word("note_years")], leads)

    def _months(self) -> Behind:
        """The cell month by month; a grant area or a component has no months of its own."""
        own = [row for row in self._monthly() if self._is_own(row)]
        rows = [Row(row["month"].isoformat(), (row["month"], *_of_month(row))) for row in own]
        columns = [headed_column("month", "month", self.style), *self._month_columns()]
        leads = {row["month"].isoformat(): self.spot._replace(month=f"{row['month']:%Y-%m}") for row in own}
        return self._set("efter_maaned", columns, rows, [self._word("note_months")], leads)

    def _of_month(self, code: str, dimension: str) -> Behind:
        """One month by offer type or district, the cell itself last."""
        month = date.fromisoformat(f"{self.spot.month}-01")
        is_split = getattr(self.spot, dimension) == ALL
        own = [row for row in self._monthly() if row["month"] == month and is_split and self._beside(row, dimension)]
        ordered = sorted(own, key=lambda row: row[dimension] == ALL)
        rows = [
            Row(
                row[dimension],
                (named(dimension, row[dimension], self.style.language), *_of_month(row)),
                is_total=row[dimension] == ALL,
            )
            for row in ordered
            if any(value for value in _of_month(row))
        ]
        columns = [Column(dimension, self._word(f"by_{dimension}"), "text"), *self._month_columns()]
        leads = {row.key: self.spot.at(dimension, row.key) for row in rows if row.key != ALL}
        return self._set(code, columns, rows, [self._word("note_months")], leads)

    def _funnel(self) -> Iterator[Behind]:
        """From referral to start; referrals are not split by offer type, and none is known of coming years."""
        if self.spot.is_counted and self.spot.offer_type == ALL and self.spot.fiscal_year == self.year:
            for row in self.answers.funnel:
                steps = ((step, self._word(f"funnel_{step}"), row[step]) for step in FUNNEL_STEPS)
                yield Behind(funnel_table(FUNNEL, self._word(FUNNEL), steps, self.style, self._word("note_funnel")), {})

    def _providers(self) -> ProviderTables:
        return ProviderTables(self.spot, self.style, self.answers.providers if self.spot.is_counted else [])

    def _line_columns(self, *, has_budget: bool) -> Iterator[Column]:
        yield self._places_column()
        if self.spot.component == TOTAL:
            yield headed_column("price", "price", self.style)
        if has_budget:
            yield headed_column("budget", "amount", self.style, is_summed=True)
        yield from self._money_columns()
        if has_budget:
            yield Column(
                "deviation", deviation_header(self.style), "amount", DEVIATION[self.style.sign], is_summed=True
            )

    def _line(self, row: Found, *, has_budget: bool) -> tuple[Value, ...]:
        is_place = row.get("offer_type") != NOT_PLACES
        price = (row["unit_price_kr"],) if self.spot.component == TOTAL else ()
        budget, deviation = row.get("budget_kr"), row.get("deviation_kr")
        signed = None if deviation is None else self.style.signed(deviation)
        return (
            row["full_year_places"] if is_place else None, *price, *((budget,) if has_budget else ()),
            *_money(row), *((signed,) if has_budget else ()),
        )  # fmt: skip

    def _places_column(self) -> Column:
        return headed_column("places", "places", self.style)

    def _money_columns(self) -> Iterator[Column]:
        yield headed_column("expected", "amount", self.style, is_summed=True)
        yield headed_column("low", "low", self.style)
        yield headed_column("high", "high", self.style)

    def _month_columns(self) -> Iterator[Column]:
        yield Column("month_places", self.style.text("column", "month_places"), "places")
        yield Column("booked", self._word("booked"), "amount", is_summed=True)
        yield Column("service", self._word("service"), "amount", is_summed=True)
        yield headed_column("low", "low", self.style)
        yield headed_column("high", "high", self.style)

    def _monthly(self) -> Sequence[Found]:
        return self.answers.months if self.spot.is_counted else []

    def _is_own(self, row: Found) -> bool:
        return (row["district_id"], row["offer_type"]) == (self.spot.district_id, self.spot.offer_type)

    def _beside(self, row: Found, dimension: str) -> bool:
        other = "district_id" if dimension == "offer_type" else "offer_type"
        return bool(row[other] == getattr(self.spot, other))

    def _differs_only_in(self, row: Found, dimension: str) -> bool:
        others = (field for field in DIMENSIONS.values() if field != dimension)
        return all(row[field] == getattr(self.spot, field) for field in others)

    def _set(
        self, code: str, columns: Sequence[Column], rows: Sequence[Row], notes: Sequence[str], leads: Mapping[str, Spot]
    ) -> Behind:
        return behind(code, columns, rows, notes, leads, self.spot, self.style)

    def _word(self, code: str) -> str:
        return word(code, self.style.language)


def _money(row: Found) -> tuple[Value, Value, Value]:
    return row["mean_kr"], row["p10_kr"], row["p90_kr"]


def _of_month(row: Found) -> tuple[Value, ...]:
    return row["places"], row["booked_kr"], *_money(row)


def _says_something(row: Found) -> bool:
    return any(row[key] for key in ("mean_kr", "p90_kr", "budget_kr", "full_year_places"))


def _place(component: str) -> int:
    return COMPONENT_ORDER.index(component) if component in COMPONENT_ORDER else len(COMPONENT_ORDER)
