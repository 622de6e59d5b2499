"""The page on which two vintages stand side by side, chosen by a form that any browser can send.

Without a choice it holds the newest against the one it is compared with, or against a scenario. Not here: the tables
(`beside`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipelines.commands import command
from pipelines.publishing.document import Notes, table_block
from pipelines.publishing.numbers import date_text
from pipelines.publishing.scenario_answer import EFFECTS, GOAL
from pipelines.publishing.web_page import page_blocks
from pipelines.review.beside import SIDES, SOURCES, YEARS, beside_tables
from pipelines.review.bridge_tables import BETWEEN, between_table
from pipelines.review.downloads import NOT_FOUND, given
from pipelines.review.figures import explained
from pipelines.review.internal_paper import BASELINE, InternalPaper
from pipelines.review.layouts import page
from pipelines.review.newest_file import NewestFile, Row
from pipelines.review.noting import tell
from pipelines.review.reviewer import Reviewer
from pipelines.review.words import word
from pipelines.settings import Language

EXAMPLE = "examples/scenarier/flere_egne_pladser.yaml"
ADDRESS = "/ved-siden-af"


@dataclass(frozen=True)
class Pair:
    """Two vintages with their tables, as the paper of the first."""

    paper: InternalPaper
    health: Row
    first: Row
    second: Row
    year: int
    said: tuple[str, ...]

    @property
    def query(self) -> str:
        """The choice as an address has it."""
        return self.of_year(self.year)

    def of_year(self, year: int) -> str:
        """The same two with the lines of another year."""
        ids = {"en": self.first["vintage_id"], "anden": self.second["vintage_id"]}
        return urlencode({**ids, "aar": year})


@dataclass(frozen=True)
class BesidePages:
    """The answers to the addresses."""

    file: NewestFile
    language: Language
    reviewer: Reviewer

    def routes(self) -> Iterator[Route]:
        """The page and its files."""
        yield Route(ADDRESS, self.beside)
        yield Route(f"{ADDRESS}/{{table}}.{{kind}}", self.beside_file)

    def beside(self, request: Request) -> Response:
        """Two vintages side by side, and the form to choose others."""
        vintages = self.file.vintages()
        pair = self._pair(request, vintages)
        if pair is not None:
            tell(request, excerpt=pair.query)
        shown = {} if pair is None else self._shown(pair)
        return page(
            "beside.html", self.language, reviewer=self.reviewer, demonstration=self.file.demonstration,
            command="" if pair else self._command(),
            title=self._title(pair), pair=pair, address=ADDRESS,
            choices=[(row["vintage_id"], self._named(row)) for row in vintages], **{"blocks": []} | shown,
        )  # fmt: skip

    def beside_file(self, request: Request) -> Response:
        """One of the tables to keep."""
        pair = self._pair(request, self.file.vintages())
        code: str = request.path_params["table"]
        if pair is None or code not in pair.paper.tables:
            raise HTTPException(NOT_FOUND)
        alone = replace(pair.paper, tables={code: pair.paper.tables[code]})
        where = {"vintage_id": pair.first["vintage_id"], "excerpt": pair.query}
        return given(request, alone, **where)

    def _pair(self, request: Request, vintages: list[Row]) -> Pair | None:
        """The two that are named, or those that lie nearest; None where there is only one."""
        by_id = {row["vintage_id"]: row for row in vintages}
        baselines = [row for row in vintages if row["scenario"] == BASELINE]
        wanted = [request.query_params.get(name) for name in ("en", "anden")]
        if any(one is not None and one not in by_id for one in wanted):
            raise HTTPException(NOT_FOUND)
        first, second = (by_id[one] if one else None for one in wanted)
        first = first or next((row for row in baselines if row is not second), None)
        second = second or next((row for row in vintages if row is not first), None)
        if first is None or second is None:
            return None
        if wanted == [None, None] and second["scenario"] == BASELINE:
            first, second = second, first  # so that the difference is what has changed
        return self._read(first, second, request.query_params.get("aar", ""))

    def _read(self, first: Row, second: Row, year: str) -> Pair:
        found = self.file.paper(first["vintage_id"])
        if found is None:
            raise HTTPException(NOT_FOUND)
        paper, health = found
        ids = {"first": first["vintage_id"], "second": second["vintage_id"], "vintage_id": second["vintage_id"]}
        sides, effects, goals, between = self.file.ask(
            lambda source: [source.rows(query, ids) for query in (SIDES, EFFECTS, GOAL, BETWEEN)]
        )
        years = sorted({row["fiscal_year"] for row in sides})
        chosen = int(year) if year.isascii() and year.isdigit() and int(year) in years else None
        if year and chosen is None:
            raise HTTPException(NOT_FOUND)
        own = chosen or next((one for one in years if one == paper.prognosis.fiscal_year), years[0] if years else 0)
        bridged = between_table(between, paper.style)
        tables = {table.code: table for table in beside_tables(sides, effects, bridged, own, paper.style)}
        named = word("beside_excerpt", self.language, first=self._named(first), second=self._named(second))
        said = tuple(goal[f"sentence_{self.language}"] for goal in goals)
        return Pair(replace(paper, tables=tables, excerpt=named), health, first, second, own, said)

    def _shown(self, pair: Pair) -> dict[str, Any]:
        numbers, paper, blocks = count(1), pair.paper, []
        for code, table in paper.tables.items():
            (block,) = page_blocks([table_block(table, paper, Notes())], numbers)
            years = table.rows if code == YEARS else ()
            leads = {row.key: f"{ADDRESS}?{pair.of_year(int(row.key))}" for row in years}
            blocks.append((code, explained(block, table, SOURCES[code], paper, leads)))
        return {"blocks": blocks, "first": self._named(pair.first), "second": self._named(pair.second)}

    def _command(self) -> str:
        day = self.file.as_of().isoformat()
        return command(self.file.data, "prognosis", "--as-of", day, "--scenario", EXAMPLE)

    def _title(self, pair: Pair | None) -> str:
        if pair is None or pair.second["scenario"] == BASELINE:
            return word("beside_title", self.language)
        return word("beside_scenario", self.language, scenario=pair.second["scenario"])

    def _named(self, row: Row) -> str:
        """A vintage as a reader knows it: its day, its scenario, its standing, its number."""
        kind = word("is_baseline", self.language) if row["scenario"] == BASELINE else row["scenario"]
        standing = word("approved" if row["status"] == "approved" else "draft", self.language).lower()
        return f"{date_text(row['as_of_date'], self.language)}, {kind}, {standing} ({row['vintage_id']})"
