"""The page of a leader's own figures. There is nothing to keep of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import count
from typing import Any, NamedTuple

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipelines.publishing.content import Style
from pipelines.publishing.document import Notes, table_block
from pipelines.publishing.published_file import PublishedFile
from pipelines.publishing.table import Table
from pipelines.publishing.web_page import page_blocks
from pipelines.review.figures import explained
from pipelines.review.layouts import page
from pipelines.review.list_tables import ListPaper
from pipelines.review.newest_file import NewestFile
from pipelines.review.noting import tell
from pipelines.review.own.queries import APPROVED, NAMES
from pipelines.review.own.tables import AGREED, SOURCES, own_tables
from pipelines.review.reviewer import Reviewer
from pipelines.review.words import word
from pipelines.settings import Language

ADDRESS = "/egne"


class Part(NamedTuple):
    """One of a leader's areas or institutions: its name, empty where there is no such, and its tables."""

    own: str
    name: str
    tables: list[Table]


@dataclass(frozen=True)
class OwnPages:
    """The answers to the addresses, for one leader."""

    file: NewestFile
    language: Language
    reviewer: Reviewer

    def routes(self) -> Iterator[Route]:
        """The one page there is."""
        yield Route(ADDRESS, self.shown)

    def shown(self, request: Request) -> Response:
        """All that is the leader's own, as of the newest approved forecast, or of the file where none is approved."""
        approved = self.file.ask(lambda source: next(iter(source.rows(APPROVED)), None))
        as_of: date = approved["as_of"] if approved else self.file.as_of()
        agreed = self._agreed(approved["vintage_id"]) if approved else None
        where = {"as_of": as_of, "vintage_id": approved["vintage_id"] if approved else ""}
        style = Style(self.language, self.file.municipality.enhed, self.file.municipality.fortegn)
        parts = self.file.ask(lambda source: [self._part(source, own, where, agreed, style) for own in self._owned])
        tell(request, "view_own", as_of=as_of.isoformat())
        paper = ListPaper(self.file.municipality.navn, style, as_of, {})
        return page(
            "own.html", self.language, reviewer=self.reviewer, demonstration=self.file.demonstration,
            title=word("own", self.language), paper=paper, is_approved=approved is not None,
            parts=[(part, list(self._blocks(part, paper))) for part in parts],
        )  # fmt: skip

    @property
    def _owned(self) -> list[str]:
        return sorted(self.reviewer.own)

    def _agreed(self, vintage_id: str) -> Table | None:
        """The areas' agreed and expected figures; None for a school, and where nothing is agreed."""
        if self.reviewer.role != "area":
            return None
        found = self.file.paper(vintage_id)
        return found[0].tables.get(AGREED) if found else None

    def _part(
        self, source: PublishedFile, own: str, where: Mapping[str, Any], agreed: Table | None, style: Style
    ) -> Part:
        asked, role = {"own": own, **where}, self.reviewer.role
        named = source.rows(NAMES[role], asked)
        if not named:
            return Part(own, "", [])
        said = word("own_area", self.language, area=own) if role == "area" else str(named[0]["name"] or own)
        return Part(own, said, [table for table in own_tables(role, source, asked, agreed, style) if table.rows])

    def _blocks(self, part: Part, paper: ListPaper) -> Iterator[dict[str, Any]]:
        """The part's tables with what each figure means; names on the page hold the part's number."""
        notes = Notes()
        blocks = [table_block(table, paper, notes) for table in part.tables]
        numbers = count(1000 * (1 + self._owned.index(part.own)))
        for block, table in zip(page_blocks(blocks, numbers), part.tables, strict=True):
            yield explained(block, table, SOURCES[table.code], paper)
