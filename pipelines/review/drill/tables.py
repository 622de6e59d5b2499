"""What is behind a spot: which tables there are, in the order of the way down.

Each row knows the spot it leads on to. Not here: what is asked of the file (`queries`), how a table is set.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.publishing.content import ALL, Style
from pipelines.publishing.funnel import funnel_table
from pipelines.review.drill.behind import Behind, Found
from pipelines.review.drill.bridges import bridge_tables
from pipelines.review.drill.levels import LevelTables
from pipelines.review.drill.lines import DIMENSIONS, LineTables
from pipelines.review.drill.months import MonthTables
from pipelines.review.drill.providers import ProviderTables
from pipelines.review.drill.spent import SpentTables
from pipelines.review.drill.spot import TOTAL, Spot
from pipelines.review.words import word

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
        if spot.level or spot.provider_group != ALL:
            found = [*levels.all(), *([self._providers.members()] if spot.provider_group != ALL else [])]
        elif spot.month:
            found = [*self.months.all(), *self._spent.all()]
        else:
            found = [
                *self._bridges(), *(self._lines(self.answers.lines).along(*one) for one in DIMENSIONS.items()),
                *levels.all(), self._lines(self.answers.parts).components(), *self.months.all(), *self._spent.all(),
                *self._funnel(), self._providers.groups(), self._lines(self.answers.years).years(),
            ]  # fmt: skip
        return [one for one in found if len(one.table.rows) > 1]

    @property
    def levels(self) -> LevelTables:
        """The spot as a part of the whole year, or the whole year divided."""
        return LevelTables(self.spot, self.style, self.answers.levels)

    @property
    def months(self) -> MonthTables:
        """The spot's months, or one of them."""
        return MonthTables(self.spot, self.style, self.answers.months)

    @property
    def _spent(self) -> SpentTables:
        return SpentTables(self.spot, self.style, self.answers.spent)

    @property
    def _providers(self) -> ProviderTables:
        return ProviderTables(self.spot, self.style, self.answers.providers if self.spot.is_counted else [])

    def _lines(self, found: Sequence[Found]) -> LineTables:
        return LineTables(self.spot, self.style, found)

    def _bridges(self) -> Iterator[Behind]:
        """The ways to the cell from its budget and from the forecast before; a part of it has none."""
        if self.spot.component == TOTAL:
            for row in self.answers.deviation:
                yield from (Behind(table, {}) for table in bridge_tables(row, self.style))

    def _funnel(self) -> Iterator[Behind]:
        """From referral to start; referrals are not split by offer type, and none is known of coming years."""
        if self.spot.is_counted and self.spot.offer_type == ALL and self.spot.fiscal_year == self.year:
            language = self.style.language
            for row in self.answers.funnel:
                steps = ((step, word(f"funnel_{step}", language), row[step]) for step in FUNNEL_STEPS)
                note = word("note_funnel", language)
                yield Behind(funnel_table(FUNNEL, word(FUNNEL, language), steps, self.style, note), {})
