"""A vintage as authorised staff may see it: the tables and sentences of a paper, with nothing hidden.

Offer types stand each on their own line with their own interval, not under a municipality's report headings. What is
said and how it is rounded is the paper's; what leaves the house is never made of this (`publishing.paper`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from pipelines.municipality import Municipality
from pipelines.publishing.content import Position, Prognosis, Style
from pipelines.publishing.paper import facts_of, whole_tables
from pipelines.publishing.table import Table
from pipelines.publishing.texts import text
from pipelines.publishing.words import findings, headline
from pipelines.review.driver_tables import Changes, driver_tables
from pipelines.review.level_tables import Levels, level_tables
from pipelines.review.since_tables import Since, since_tables
from pipelines.review.words import word
from pipelines.settings import Language

BASELINE = "baseline"


@dataclass(frozen=True)
class InternalPaper:
    """Words and tables of one vintage, unprotected; what its files need of it is `publishing.printed.Printed`."""

    prognosis: Prognosis
    municipality_name: str
    style: Style
    tables: Mapping[str, Table]
    excerpt: str = ""
    """Which part of the vintage the tables are about, where it is not the whole."""

    @property
    def title(self) -> str:
        """What the page and its files are called."""
        return word("paper", self.style.language, year=self.prognosis.fiscal_year)

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        """As-of day, vintage, its standing and its source, and that small figures are not hidden."""
        language, vintage = self.style.language, self.prognosis.vintage
        own = [(word("internal", language), word("internal_fact", language))]
        if self.excerpt:
            own.append((word("narrowed", language), self.excerpt))
        if vintage.status != "approved":
            own.append((word("standing", language), word("draft_fact", language)))
        if vintage.scenario != BASELINE:
            own.append((word("scenario", language), vintage.scenario))
        return (*facts_of(self.prognosis, self.style), *own)

    @property
    def headline(self) -> str:
        """The one bold sentence."""
        return headline(self.prognosis, self.style)

    @property
    def findings(self) -> Sequence[str]:
        """The sentences a reader can repeat."""
        return findings(self.prognosis, self.style)

    @property
    def demonstration(self) -> str:
        """What made-up figures say of themselves; empty for real ones."""
        return text("note", "demonstration", self.style.language) if self.prognosis.vintage.is_demonstration else ""

    @property
    def as_of(self) -> date:
        """The day its figures are as of."""
        return self.prognosis.vintage.as_of

    @property
    def made_at(self) -> datetime:
        """When the vintage was made."""
        return self.prognosis.vintage.created_at

    @property
    def made_of(self) -> str:
        """The vintage and the data behind it."""
        return f"{self.prognosis.vintage.vintage_id} {self.prognosis.vintage.data_fingerprint}"


def internal_paper(
    prognosis: Prognosis, found_changes: Changes, since: Since, levels: Levels, municipality: Municipality,
    language: Language,
) -> InternalPaper:  # fmt: skip
    """The paper of a vintage with every figure; offer types that the municipality neither has nor pays are left out.

    So are tables with no line, such as those of adjustments where none are made.
    """
    # Its own tables of the change since the forecast before say more.
    there = tuple(line for line in prognosis.offer_types if _is_there(line))
    whole = replace(prognosis, since_last=None, stays=None, offer_types=there)
    style = Style(language, municipality.enhed, municipality.fortegn)
    found = whole_tables(whole, style, municipality)
    own = (*since_tables(since, style), *driver_tables(found_changes, style), *level_tables(levels, style))
    found |= {table.code: table for table in own}
    tables = {code: table for code, table in found.items() if table.rows}
    return InternalPaper(whole, municipality.navn, style, tables)


def _is_there(line: Position) -> bool:
    return line.is_offered or any((line.expected.mean_kr, line.budget_kr, line.spend_to_date_kr))
