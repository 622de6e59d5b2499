"""The answers below a vintage: a spot with all that is behind it, and each of its tables as CSV or as a workbook.

Not here: which tables there are (`tables`), that a download is noted and named (`pages` of the review).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import count
from typing import Any

from markupsafe import Markup

from pipelines.publishing.content import ALL
from pipelines.publishing.document import Notes, chart_block, table_block
from pipelines.publishing.funnel import funnel_chart, funnel_sentence
from pipelines.publishing.numbers import UNITS, amount_text, number_text
from pipelines.publishing.published_file import PublishedFile
from pipelines.publishing.table import Column, Table, interval_text
from pipelines.publishing.waterfall import waterfall_chart, waterfall_sentence
from pipelines.publishing.web_page import page_blocks
from pipelines.review.drill.behind import Behind, Found, spot_label, spot_title
from pipelines.review.drill.bridges import DEVIATION, FROM_BEFORE, FROM_BUDGET
from pipelines.review.drill.lines import DIMENSIONS
from pipelines.review.drill.queries import DIVIDED, FUNNEL, LINES, MONTHS, PARTS, PROVIDERS, SPENT, YEARS
from pipelines.review.drill.spot import CELL, LEVELS, TOTAL, Spot, spot_from
from pipelines.review.drill.tables import Answers, SpotTables
from pipelines.review.figures import about, explained
from pipelines.review.internal_paper import InternalPaper
from pipelines.review.newest_file import NewestFile
from pipelines.review.words import word
from pipelines.settings import Language

Shown = dict[str, Any]


def ask(source: PublishedFile, spot: Spot, paper: InternalPaper) -> Answers:
    """What the file knows of the spot."""
    vintage = paper.prognosis.vintage
    where = spot._asdict() | {
        "vintage_id": vintage.vintage_id, "scenario": vintage.scenario, "as_of": vintage.as_of,
    }  # fmt: skip
    return Answers(
        *(
            source.rows(query, where)
            for query in (LINES, PARTS, YEARS, MONTHS, PROVIDERS, DEVIATION, FUNNEL, DIVIDED, SPENT)
        )
    )


PICTURES = {
    FROM_BUDGET: (waterfall_chart, waterfall_sentence),
    FROM_BEFORE: (waterfall_chart, waterfall_sentence),
    "tragt": (funnel_chart, funnel_sentence),
}
"""The tables that are also drawn: how, and how the drawing is said."""


def picture(table: Table, paper: InternalPaper) -> Markup:
    """The drawing of a table, with the same in words for those who do not see it; nothing for one that has none."""
    if table.code not in PICTURES:
        return Markup()
    draw, say = PICTURES[table.code]
    (block,) = page_blocks([chart_block(table.title, draw(table, paper.style), say(table, paper.style))], count(1))
    return Markup(block["svg"])  # noqa: S704 - drawn by ourselves; its texts are escaped


@dataclass(frozen=True)
class SpotPage:
    """What a spot's page shows."""

    spot: Spot
    paper: InternalPaper
    answers: Answers
    base: str

    @property
    def is_there(self) -> bool:
        """Whether the vintage has the cell, the part, the month and the group."""
        spot, groups = self.spot, {row["provider_group"] for row in self.answers.providers}
        if spot.level:
            return self._own is not None or spot.provider_group in groups
        return (
            self._own is not None
            and not any(getattr(spot, field) != ALL for field in LEVELS if field != "provider_group")
            and spot.component in (TOTAL, *(row["component"] for row in self.answers.parts))
            and (spot.provider_group == ALL or (spot.provider_group in groups and spot.is_counted))
            and spot.month in ("", *self._tables.months.months)
        )

    @property
    def tables(self) -> dict[str, Behind]:
        """What is behind the spot, by code."""
        return {behind.table.code: behind for behind in self._tables.all()}

    @property
    def _tables(self) -> SpotTables:
        return SpotTables(self.spot, self.paper.style, self.answers, self.paper.prognosis.fiscal_year)

    @property
    def title(self) -> str:
        """The spot in words, the narrowest last."""
        return spot_title(self.spot, self._language)

    def path(self) -> list[tuple[str, str]]:
        """Each step down to here, and its address."""
        return [(spot_label(field, self.spot, self._language), self._address(step)) for field, step in self.spot.way()]

    def content(self) -> Shown:
        """All that the layout needs."""
        numbers, language = count(1), self._language
        return {
            "path": self.path(),
            "narrowed": [
                (word(f"by_{field}", language), spot_label(field, self.spot, language), self._address(wider))
                for field, wider in self.spot.wider()
            ],
            "figures": list(self._figures()),
            "shown": [
                (self._block(behind, numbers), f"{self.base}/{CELL}/{code}") for code, behind in self.tables.items()
            ],
            "query": self.spot.query,
        }

    def alone(self, code: str) -> InternalPaper:
        """The paper with one of the spot's tables and nothing else, saying which excerpt it is."""
        return replace(self.paper, tables={code: self.tables[code].table}, excerpt=self.title)

    def _block(self, behind: Behind, numbers: Iterator[int]) -> Shown:
        (block,) = page_blocks([table_block(behind.table, self.paper, Notes())], numbers)
        leads_to = {key: self._address(spot) for key, spot in behind.leads_to.items()}
        shown = explained(block, behind.table, behind.source, self.paper, leads_to)
        return shown | {"picture": picture(behind.table, self.paper)}

    def _figures(self) -> Iterator[tuple[str, str, str]]:
        """The spot's own figures, each with what it means; nothing of a month or a group, which stand in a table."""
        row, style, spot = self._own, self.paper.style, self.spot
        if row is None or spot.month or (spot.provider_group != ALL and not spot.level):
            return
        source = "forecast.level" if spot.level else "forecast.fiscal_year, forecast.deviation"
        amount, deviation = Column("expected", "", "amount"), row.get("deviation_kr")
        unit = UNITS[style.unit].word[self._language]
        values: list[tuple[str, str, str | None]] = [
            ("expected", "expected", self._kroner(row["mean_kr"])),
            ("low", "interval", f"{interval_text(row['p10_kr'], row['p90_kr'], amount, style)} {unit}"),
            ("budget", "budget", self._kroner(row.get("budget_kr"))),
            ("deviation", "", None if deviation is None else self._kroner(style.signed(deviation))),
            ("places", "places", number_text(row["full_year_places"] or Decimal(0), 1, self._language)),
        ]
        for key, header, value in values:
            if value is not None:
                said = style.text("column", header) if header else self._deviation_header()
                yield said, value, about("celle", key, source, self.paper)

    def _deviation_header(self) -> str:
        minus = self.paper.style.sign == "budget_minus_forventet"
        return self.paper.style.text("column", "deviation_minus" if minus else "deviation_plus")

    def _kroner(self, amount: Decimal | None) -> str | None:
        style = self.paper.style
        unit = UNITS[style.unit].word[self._language]
        return None if amount is None else f"{amount_text(amount, style.unit, self._language)} {unit}"

    @property
    def _own(self) -> Found | None:
        """The row of the spot's own cell, or of the part of the whole year; None where there is none."""
        if self.spot.level:
            return self._tables.levels.own
        here = [getattr(self.spot, field) for field in DIMENSIONS.values()]
        return next((row for row in self.answers.lines if [row[f] for f in DIMENSIONS.values()] == here), None)

    def _address(self, spot: Spot) -> str:
        return f"{self.base}/{spot.address}"

    @property
    def _language(self) -> Language:
        return self.paper.style.language


def spot_page(file: NewestFile, paper: InternalPaper, given: Mapping[str, str], base: str = "") -> SpotPage | None:
    """The page of the cell that an address names; None where the vintage has no such cell."""
    spot = spot_from(given, paper.prognosis.fiscal_year)
    if spot is None:
        return None
    found = SpotPage(spot, paper, file.ask(lambda source: ask(source, spot, paper)), base)
    return found if found.is_there else None
