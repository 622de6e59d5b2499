"""What each address answers with. Every page is read from the newest file when it is asked for.

Names in an address are held against what the file has, and never reach a statement or a path of a file. Not here: who
may ask (`door`), what the pages say (`overview`, `internal_paper`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from threading import Lock
from typing import Any
from urllib.parse import urlencode

import duckdb
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipelines.commands import runnable
from pipelines.errors import ApprovalError, JudgementError, PladsprognoseError, RunActiveError
from pipelines.faults import readable
from pipelines.publishing.content import Style
from pipelines.publishing.economy_tables import sign_note
from pipelines.publishing.findings_page import figure
from pipelines.publishing.findings_page import word as finding_word
from pipelines.publishing.follow_up import deviation_header
from pipelines.publishing.numbers import UNITS, date_text
from pipelines.publishing.track_words import Shown, record_answers
from pipelines.review import overview
from pipelines.review.adjusting import prefilled
from pipelines.review.beside_pages import BesidePages
from pipelines.review.bridge_tables import CLOSED
from pipelines.review.case_pages import CasePages, lists_behind
from pipelines.review.desk import NO_RIGHT, Approve, Desk
from pipelines.review.downloads import given
from pipelines.review.drill.pages import SpotPage, spot_page
from pipelines.review.figures import abouts
from pipelines.review.internal_paper import InternalPaper
from pipelines.review.layouts import message_page, page, style_sheet
from pipelines.review.list_tables import ListPaper, list_paper
from pipelines.review.newest_file import NewestFile, Row
from pipelines.review.noting import noted, tell
from pipelines.review.own.pages import ADDRESS as OWN
from pipelines.review.own.pages import OwnPages
from pipelines.review.record_page import record_blocks, record_tables
from pipelines.review.reviewer import Reviewer
from pipelines.review.sealed import ADDRESS as SEALED
from pipelines.review.sealed import SealedPages
from pipelines.review.trial import Trial
from pipelines.review.vintage_list import vintage_line
from pipelines.review.what_if_pages import SCRIPT, WhatIfPages, script
from pipelines.review.words import word
from pipelines.settings import Language

SEE_OTHER, NOT_FOUND, CONFLICT, UNREADABLE, FAULT = 303, 404, 409, 503, 500
OF_VINTAGE = ("vintage", "scenario", "standing", "expected", "low", "deviation")
OF_FINDING = ("severity", "count", "before", "kr")
OF_SOURCE = ("edition", "months_old", "usual_months", "rows_in", "rows_loaded", "rows_set_aside")
REFUSALS = {400: "bad_form", 403: "refused", 405: "wrong_method", 413: "too_large"}


def pages(file: NewestFile, reviewer: Reviewer, token: str, approve: Approve, acting: Lock | None = None) -> Starlette:
    """The pages that a reviewer's role may see, of a data directory; each fault is a page that says what to do.

    What the role may not see is not there at all. `acting` is shared where several reviewers act on one store.
    """
    desk = Desk(file, file.language, reviewer, token, approve, Trial(file), acting or Lock())
    shown = Pages(file, file.language, desk)
    application = Starlette(
        routes=[Route("/stil.css", shown.style), Route(SCRIPT, script), *noted(shown.routes(), file.data, reviewer)],
        exception_handlers={
            HTTPException: shown.refused,
            ApprovalError: shown.not_done,
            RunActiveError: shown.not_done,
            JudgementError: shown.not_done,
            PladsprognoseError: shown.not_ready,
            duckdb.Error: shown.unreadable,
            Exception: shown.fault,
        },
    )
    application.router.redirect_slashes = False
    return application


@dataclass(frozen=True)
class Pages:
    """The answers to the addresses."""

    file: NewestFile
    language: Language
    desk: Desk

    def routes(self) -> Iterator[Route]:
        """What is sealed for all, the lists of cases and the pages with small counts for those who may see them."""
        reviewer = self.desk.reviewer
        yield from SealedPages(self.file, self.language, reviewer).routes()
        if reviewer.may("cases"):
            yield from CasePages(self.file, self.language, reviewer).routes()
        if reviewer.may("own"):
            yield from OwnPages(self.file, self.language, reviewer).routes()
        if not reviewer.may("figures"):
            yield Route("/", self.elsewhere)
            return
        yield from self.desk.routes()
        yield from BesidePages(self.file, self.language, reviewer).routes()
        yield from WhatIfPages(self.file, self.language, reviewer, self.desk.token).routes(self.desk.taking)
        yield Route("/", self.overview)
        yield Route("/prognoser", self.vintages)
        yield Route("/fund", self.findings)
        yield Route("/hvor-godt", self.record)
        yield Route("/liste/{table}.{kind}", self.list_file)
        yield Route("/prognose/{vintage}", self.overview)
        yield Route("/prognose/{vintage}/hvor-godt", self.record)
        yield Route("/prognose/{vintage}/celle", self.cell)
        yield Route("/prognose/{vintage}/celle/{table}.{kind}", self.cell_file)
        yield Route("/prognose/{vintage}/hvor-godt/{table}.{kind}", self.record_file)
        yield Route("/prognose/{vintage}/{table}.{kind}", self.table_file)
        yield Route("/prognose/{vintage}/{table}", self.table)

    def elsewhere(self, _: Request) -> Response:
        """The first page of a role without the overview: its own figures, else what is sealed."""
        return RedirectResponse(OWN if self.desk.reviewer.may("own") else SEALED, SEE_OTHER)

    def overview(self, request: Request) -> Response:
        """The year at a glance, of the newest vintage or of the one named."""
        paper, health = self._paper(request)
        is_waiting = health["is_newest"] and self.desk.is_waiting(health["counted"], paper.as_of)
        return overview.overview_page(paper, health, self.language, is_waiting=is_waiting, **self._always)

    def table(self, request: Request) -> Response:
        """One whole table with its notes and source."""
        paper, health, code = self._table(request)
        return self._page(
            "table.html", paper=paper, health=health, title=paper.tables[code].title,
            code=code, base=_base(paper), blocks_shown=overview.table_blocks(paper, code, _base(paper)),
            source=overview.SOURCES[code], saved=request.query_params.get("gemt", ""),
            may_adjust=self.desk.reviewer.may("adjust"),
            **self.desk.remarks(paper, code, is_newest=health["is_newest"]),
        )  # fmt: skip

    def record(self, request: Request) -> Response:
        """How good the forecast has been on earlier days."""
        paper, health = self._paper(request)
        rows, closed = self._record(paper)
        widened = self.file.widened(_id(paper))
        answers = record_answers(rows, self.language, Shown.of(paper.prognosis, paper.style, widened))
        return self._page(
            "record.html", paper=paper, title=word("record", self.language), health=health,
            answers=answers, blocks_shown=record_blocks(rows, closed, answers, paper), base=_base(paper),
        )  # fmt: skip

    def cell(self, request: Request) -> Response:
        """A cell of the vintage, and what is behind it."""
        found, health = self._spot(request)
        spot, reviewer = found.spot, self.desk.reviewer
        is_own = health["is_newest"] and spot.fiscal_year == found.paper.prognosis.fiscal_year
        tell(request, excerpt=spot.query)
        return self._page(
            "cell.html", paper=found.paper, health=health, title=found.title, base=found.base,
            may_adjust=reviewer.may("adjust") and not spot.level, adjust=urlencode(prefilled(spot)), **found.content(),
            saved=request.query_params.get("gemt", ""),
            cases=lists_behind(spot, reviewer, self.language) if is_own else [],
            **self.desk.remarks(found.paper, spot.address, is_newest=health["is_newest"]),
        )  # fmt: skip

    def table_file(self, request: Request) -> Response:
        """One table as CSV for a spreadsheet or a program, or as a workbook with its notes."""
        paper, _, code = self._table(request)
        return given(request, replace(paper, tables={code: paper.tables[code]}), vintage_id=_id(paper))

    def cell_file(self, request: Request) -> Response:
        """One of the tables behind a cell, in the same ways."""
        (found, _), code = self._spot(request), str(request.path_params["table"])
        if code not in found.tables:
            raise HTTPException(NOT_FOUND)
        return given(request, found.alone(code), vintage_id=_id(found.paper), excerpt=found.spot.query)

    def record_file(self, request: Request) -> Response:
        """One of the tables of how good the forecast has been, in the same ways."""
        paper, _ = self._paper(request)
        found = {table.code: table for table in record_tables(*self._record(paper), paper)}
        code: str = request.path_params["table"]
        if code not in found:
            raise HTTPException(NOT_FOUND)
        return given(request, replace(paper, tables={code: found[code]}), vintage_id=_id(paper))

    def _record(self, paper: InternalPaper) -> tuple[list[Row], list[Row]]:
        """What was looked back on, and what budgets became."""
        found = self.file.ask(lambda source: source.rows(CLOSED, {"vintage_id": _id(paper)}))
        return self.file.look_backs(_id(paper)), found

    def list_file(self, request: Request) -> Response:
        """One of the lists of the whole file, in the same ways."""
        found = list_paper(request.path_params["table"], self.file, self._style)
        if found is None:
            raise HTTPException(NOT_FOUND)
        return given(request, found)

    def vintages(self, _: Request) -> Response:
        """Every forecast there is."""
        style, paper = self._style, self._list
        return self._page(
            "vintages.html", abouts=abouts("prognoser", OF_VINTAGE, "forecast.vintage, forecast.deviation", paper),
            title=word("vintages", self.language),
            vintages=[vintage_line(row, style) for row in self.file.vintages()],
            unit=UNITS[style.unit].title[self.language], deviation=deviation_header(style), sign_note=sign_note(style),
        )  # fmt: skip

    def findings(self, _: Request) -> Response:
        """What the deliveries could not answer, and how old they are."""
        questions, sources = self.file.findings()
        paper = self._list
        aged = [row | {"edition": date_text(row["edition"], self.language)} for row in sources]
        return self._page(
            "findings.html", abouts=abouts("fund", OF_FINDING, "meta.finding", paper),
            source_abouts=abouts("kilder", OF_SOURCE, "meta.delivery, meta.source", paper),
            title=word("findings_title", self.language), questions=questions,
            sources=aged, figure=figure, finding_word=finding_word,
        )  # fmt: skip

    def style(self, _: Request) -> Response:
        """The style of all pages."""
        return Response(style_sheet(), media_type="text/css")

    def refused(self, _: Request, error: Exception) -> Response:
        """No such page, vintage or table; or a form that is none of ours."""
        status = error.status_code if isinstance(error, HTTPException) else NOT_FOUND
        is_role = isinstance(error, HTTPException) and error.detail == NO_RIGHT
        return message_page(NO_RIGHT if is_role else REFUSALS.get(status, "not_found"), status, self.language)

    def not_done(self, _: Request, error: Exception) -> Response:
        """What was asked for cannot be done now: the error itself says why."""
        return message_page("not_done", CONFLICT, self.language, said=self._said(error))

    def not_ready(self, request: Request, error: Exception) -> Response:
        """Nothing to show, or what was sent is refused: the error itself says why and what to do."""
        if request.method == "POST":
            return self.not_done(request, error)
        return message_page("not_ready", UNREADABLE, self.language, said=self._said(error))

    def unreadable(self, _: Request, __: Exception) -> Response:
        """A file that is half there, or that an older program wrote."""
        return message_page("unreadable", UNREADABLE, self.language)

    def fault(self, _: Request, error: Exception) -> Response:
        """Our own fault: where in the code it is, never what it says."""
        return message_page("fault", FAULT, self.language, said=self._said(error))

    def _said(self, error: Exception) -> str:
        return runnable(readable(error).said(self.language), self.file.data.root)

    def _paper(self, request: Request) -> tuple[InternalPaper, Row]:
        found = self.file.paper(request.path_params.get("vintage"))
        if found is None:
            raise HTTPException(NOT_FOUND)
        return found

    def _spot(self, request: Request) -> tuple[SpotPage, Row]:
        """The cell that the address names, with what is behind it."""
        paper, health = self._paper(request)
        found = spot_page(self.file, paper, request.query_params, _base(paper))
        if found is None:
            raise HTTPException(NOT_FOUND)
        return found, health

    def _page(self, layout: str, **content: Any) -> Response:
        return page(layout, self.language, **self._always | content)

    @property
    def _always(self) -> dict[str, Any]:
        return {"reviewer": self.desk.reviewer, "demonstration": self.file.demonstration}

    @property
    def _style(self) -> Style:
        municipality = self.file.municipality
        return Style(self.language, municipality.enhed, municipality.fortegn)

    @property
    def _list(self) -> ListPaper:
        """The day and style of what is told of the whole file."""
        return ListPaper(self.file.municipality.navn, self._style, self.file.as_of(), {})

    def _table(self, request: Request) -> tuple[InternalPaper, Row, str]:
        paper, health = self._paper(request)
        code: str = request.path_params["table"]
        if code not in paper.tables:
            raise HTTPException(NOT_FOUND)
        return paper, health, code


def _base(paper: InternalPaper) -> str:
    """The address of a vintage, under which its tables lie."""
    return f"/prognose/{_id(paper)}"


def _id(paper: InternalPaper) -> str:
    return paper.prognosis.vintage.vintage_id
