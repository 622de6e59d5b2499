"""The addresses that change something: adjust, withdraw, remark, explain, approve; and the pages their forms stand on.

Whatever is sent is answered with another address to look at, so that nothing is done twice by going back. What others
did meanwhile is shown before anything is saved. Not here: what the pages say (`desk_views`), what a form must hold
(`adjusting`), who may approve what (`vintages`, which the command hands in).
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import date
from threading import Lock
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from pipelines.errors import JudgementError
from pipelines.judgements.acts import Act
from pipelines.judgements.standing import Standing
from pipelines.judgements.store import ConflictError, add, read_judgements
from pipelines.publishing.content import ALL, Style
from pipelines.review.act_views import ActViews
from pipelines.review.adjusting import MONTH_CODES, PERIOD, PREFILLED, act_of, adjustment_from, cell_from
from pipelines.review.cells import Cells, cells_of
from pipelines.review.comments import is_place, place_title
from pipelines.review.desk_views import DeskViews
from pipelines.review.internal_paper import InternalPaper
from pipelines.review.layouts import page
from pipelines.review.list_tables import benefit_blocks
from pipelines.review.newest_file import HEALTH, SOURCES, NewestFile
from pipelines.review.reviewer import Reviewer, Right
from pipelines.review.sent import Sent, sent
from pipelines.review.trial import Trial, trial_routes
from pipelines.settings import Language

SEE_OTHER, REFUSED, NOT_FOUND, CONFLICT, UNUSABLE = 303, 403, 404, 409, 422
Approve = Callable[[str, str, str, str], object]
"""Approve a vintage: its id, by whom, why, and the line of the judgements they had seen."""
NO_RIGHT = "refused_role"
"""What a refusal for want of a right is called; others are told by their status alone."""


@dataclass(frozen=True)
class Desk:
    """The answers to what a reviewer does; one act is made at a time."""

    file: NewestFile
    language: Language
    reviewer: Reviewer
    token: str
    approve: Approve
    trial: Trial
    acting: Lock = field(default_factory=Lock)

    def routes(self) -> Iterator[Route]:
        """The pages with forms, and the addresses that the forms are sent to."""
        yield Route("/justeringer", self.adjustments)
        yield Route("/justeringer/{act}", self.adjustment)
        yield Route("/juster", self.form)
        yield Route("/forklaringer", self.explanations)
        yield Route("/godkendelse", self.approval)
        yield from trial_routes(self.trial, self.reviewer)
        for name, right, does in (
            ("ret", "adjust", self.mend),
            ("virkning", "adjust", self.show_effect),
            ("justering", "adjust", self.save_adjustment),
            ("tilbagetraekning", "adjust", self.withdraw),
            ("bemaerkning", "comment", self.comment),
            ("forklaring", "explain", self.explain),
            ("godkendelse", "approve", self.say_approved),
        ):
            yield Route(f"/skriv/{name}", self.taking(does, right), methods=["POST"])  # type: ignore[arg-type]

    def adjustments(self, request: Request) -> Response:
        """Every adjustment with who, when, why and how it stands, and whether they have helped."""
        cells, standing = self._now()
        benefit = {"benefit": benefit_blocks(self.file, self._style, cells.as_of)}
        return self._page("adjustments.html", cells, self._views(cells).adjustments(standing) | benefit, request)

    def adjustment(self, request: Request) -> Response:
        """One adjustment, and the form to withdraw it."""
        cells, standing = self._now()
        return self._withdrawing(cells, standing, request.path_params["act"], None)

    def form(self, request: Request) -> Response:
        """The form of an adjustment, with the cell that was pointed at."""
        cells, standing = self._now()
        given = dict.fromkeys(PREFILLED, ALL) | {"aar": str(cells.as_of.year)} | dict(request.query_params)
        cell = cells.adjustable(cell_from(Sent(given, self.language)))
        fields = {name: str(code) for name, code in zip(PREFILLED, cell, strict=True)}
        fields |= {name: given[name] for name in PERIOD if given.get(name) in MONTH_CODES}
        return self._adjusting(cells, standing, Sent(fields, self.language), 200)

    def mend(self, form: Sent) -> Response:
        """The form again as it was filled in."""
        cells, standing = self._now()
        return self._adjusting(cells, standing, form, 200)

    def show_effect(self, form: Sent) -> Response:
        """What the adjustment does to the totals; nothing is saved."""
        cells, standing = self._now()
        act = adjustment_from(form, cells, self.reviewer.name)
        if form.problems:
            return self._adjusting(cells, standing, form, UNUSABLE)
        return self._effect(cells, standing, act, form)

    def save_adjustment(self, form: Sent) -> Response:
        """Save it, where the vintage and the cell are as its effect was shown."""
        cells, standing = self._now()
        act = adjustment_from(form, cells, self.reviewer.name)
        if form.problems:
            return self._adjusting(cells, standing, form, UNUSABLE)
        if form.said("prognose") != cells.vintage_id:
            return self._effect(cells, standing, act, form, is_other_vintage=True)
        try:
            add(self.file.data, act, form.seen)
        except ConflictError as conflict:
            return self._effect(cells, read_judgements(self.file.data), act, form, conflict)
        return _look_at(f"/justeringer?gemt=justering#{act.act_id}")

    def withdraw(self, form: Sent) -> Response:
        """Withdraw an adjustment; it stays in the list."""
        cells, standing = self._now()
        found = _adjustment(standing, form.said("justering"))
        act = act_of(
            "withdrawal", cells, self.reviewer.name, form.text("begrundelse"), cell=found.cell, about=found.act_id
        )
        if form.problems:
            return self._withdrawing(cells, standing, found.act_id, form, UNUSABLE)
        try:
            add(self.file.data, act, form.seen)
        except ConflictError as conflict:
            now = read_judgements(self.file.data)
            return self._withdrawing(cells, now, found.act_id, form, CONFLICT, conflict)
        return _look_at(f"/justeringer?gemt=tilbagetraekning#{found.act_id}")

    def comment(self, form: Sent) -> Response:
        """A comment on a table or a cell of the newest vintage."""
        cells, standing = self._now()
        place, text = form.said("sted"), form.text("tekst")
        paper = self._paper(cells)
        if not is_place(place, paper, self.file):
            raise HTTPException(NOT_FOUND)
        if form.problems:
            views = self._views(cells).remark(standing, form, place_title(place, paper))
            return self._page("remark.html", cells, views, status=UNUSABLE)
        add(self.file.data, act_of("comment", cells, self.reviewer.name, text, table=place), standing.last)
        said = "&" if "?" in place else "?"
        return _look_at(f"/prognose/{cells.vintage_id}/{place}{said}gemt=bemaerkning#bemaerkninger")

    def explanations(self, request: Request) -> Response:
        """Every deviation of the year with its explanation, and the form to write one."""
        cells, standing = self._now()
        return self._page("explanations.html", cells, self._views(cells).explanations(standing, None), request)

    def explain(self, form: Sent) -> Response:
        """The explanation of a deviation, which the paper prints as the municipality's own words."""
        cells, standing = self._now()
        cell, text = cell_from(form), form.printed("tekst")
        if cell not in dict(cells.deviations()):
            raise HTTPException(NOT_FOUND)
        if cells.status == "approved":
            form.problems["tekst"] = "frozen"
        elif form.said("prognose") != cells.vintage_id:
            form.problems["tekst"] = "other_vintage"
        conflict = None
        if not form.problems:
            try:
                add(self.file.data, act_of("explanation", cells, self.reviewer.name, text, cell=cell), form.seen)
            except ConflictError as found:
                conflict, standing = found, read_judgements(self.file.data)
            else:
                return _look_at("/forklaringer?gemt=forklaring")
        views = self._views(cells).explanations(standing, form, conflict)
        return self._page("explanations.html", cells, views, status=CONFLICT if conflict else UNUSABLE)

    def approval(self, request: Request) -> Response:
        """What to look at before the newest vintage is approved, and the form to approve it."""
        cells, standing = self._now()
        return self._approving(cells, standing, None, request)

    def say_approved(self, form: Sent) -> Response:
        """Approve the vintage that was looked at."""
        cells, standing = self._now()
        reason = form.text("begrundelse")
        if form.said("prognose") != cells.vintage_id:
            form.problems["begrundelse"] = "other_vintage"
        if form.problems:
            return self._approving(cells, standing, form, status=UNUSABLE)
        try:
            with self.file.closed():
                self.approve(cells.vintage_id, self.reviewer.name, reason, form.seen)
        except ConflictError as conflict:
            now = read_judgements(self.file.data)
            return self._approving(cells, now, form, status=CONFLICT, conflict=conflict)
        return _look_at("/godkendelse?gemt=godkendelse")

    def remarks(self, paper: InternalPaper, place: str, *, is_newest: bool) -> dict[str, Any]:
        """What a table's or a cell's page shows of comments: those there are, and the form where one may be made."""
        views = ActViews(paper.style).remarks(read_judgements(self.file.data), paper, place)
        return views | self._always() | {"place": place, "may_comment": self.reviewer.may("comment") and is_newest}

    def is_waiting(self, counted: Container[str], as_of: date) -> bool:
        """Whether a vintage that counts with these counts with other adjustments than those in force on its day.

        Nothing is said here of a store that cannot be read: the pages of what is in it do.
        """
        try:
            standing = read_judgements(self.file.data)
        except JudgementError:
            return False
        return bool(standing.waiting(counted, as_of))

    def taking(self, does: Callable[[Sent], Response], right: Right) -> Callable[[Request], Awaitable[Response]]:
        """The endpoint of a form: the role has the right, the form is ours, and one act is made at a time."""

        def act(form: Sent) -> Response:
            with self.acting:
                return does(form)

        async def endpoint(request: Request) -> Response:
            form = await sent(request, self.token, self.language)
            if not self.reviewer.may(right):
                raise HTTPException(REFUSED, NO_RIGHT)
            return await run_in_threadpool(act, form)

        return endpoint

    def _paper(self, cells: Cells) -> InternalPaper:
        found = self.file.paper(cells.vintage_id)
        if found is None:
            raise HTTPException(NOT_FOUND)
        return found[0]

    def _now(self) -> tuple[Cells, Standing]:
        return self.file.ask(cells_of), read_judgements(self.file.data)

    def _views(self, cells: Cells) -> DeskViews:
        report = self.file.municipality.prognosekalender.report_of(cells.as_of)
        return DeskViews(self._style, cells, self.reviewer, self.file.data, report)

    @property
    def _style(self) -> Style:
        municipality = self.file.municipality
        return Style(self.language, municipality.enhed, municipality.fortegn)

    def _adjusting(self, cells: Cells, standing: Standing, form: Sent, status: int) -> Response:
        return self._page("adjust.html", cells, self._views(cells).form(standing, form), status=status)

    def _effect(
        self, cells: Cells, standing: Standing, act: Act, form: Sent, conflict: ConflictError | None = None,
        *, is_other_vintage: bool = False,
    ) -> Response:  # fmt: skip
        views = self._views(cells).effect(standing, act, form, conflict)
        status = CONFLICT if conflict or is_other_vintage else 200
        return self._page("effect.html", cells, views | {"is_other_vintage": is_other_vintage}, status=status)

    def _withdrawing(
        self, cells: Cells, standing: Standing, act_id: str, form: Sent | None, status: int = 200,
        conflict: ConflictError | None = None,
    ) -> Response:  # fmt: skip
        _adjustment(standing, act_id)
        views = self._views(cells).adjustment(standing, act_id, form, conflict)
        return self._page("adjustment.html", cells, views, status=status)

    def _approving(
        self, cells: Cells, standing: Standing, form: Sent | None, request: Request | None = None, status: int = 200,
        conflict: ConflictError | None = None,
    ) -> Response:  # fmt: skip
        (health,), sources = self.file.ask(lambda source: (source.rows(HEALTH), source.rows(SOURCES)))
        views = self._views(cells).remarks(standing, self._paper(cells), "")
        views |= self._views(cells).approval(standing, form, health, sources, conflict)
        views["tried"] = self.trial.known(cells.vintage_id)
        return self._page("approve.html", cells, views, request, status=status)

    def _page(
        self, name: str, cells: Cells, views: dict[str, Any], request: Request | None = None, status: int = 200
    ) -> Response:
        saved = "" if request is None else request.query_params.get("gemt", "")
        return page(name, self.language, status, cells=cells, saved=saved, **views, **self._always())

    def _always(self) -> dict[str, Any]:
        return {"token": self.token, "reviewer": self.reviewer, "demonstration": self.file.demonstration}


def _adjustment(standing: Standing, act_id: str) -> Act:
    """The adjustment of this id; HTTPException where there is none."""
    for adjustment in standing.adjustments:
        if adjustment.act.act_id == act_id:
            return adjustment.act
    raise HTTPException(NOT_FOUND)


def _look_at(address: str) -> Response:
    return RedirectResponse(address, SEE_OTHER)
