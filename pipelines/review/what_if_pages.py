"""»What if«: a form, and at once what the newest forecast's years would be; saved as a scenario that can be run.

The years are told from the forecast's draws, which nobody else sees: whole totals alone. Not here: how they are told
(`forecasting.questions.what_if`), what the form may ask (`what_if_form`), who may save (`desk`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from importlib import resources
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from forecasting.given.horizon import YEARS, Horizon
from forecasting.given.scenario import BASELINE, Scenario, ScenarioError
from forecasting.given.terms import QUANTILES
from forecasting.questions.goal import Answer
from forecasting.questions.what_if import Told, WhatIf
from pipelines.judgements.acts import Act
from pipelines.judgements.store import add, read_judgements
from pipelines.kept_draws import kept_draws
from pipelines.publishing.content import Style
from pipelines.publishing.economy_tables import sign_note
from pipelines.publishing.numbers import UNITS, date_text, month_text, number_text
from pipelines.publishing.table import Column, cell_text, interval_text
from pipelines.publishing.texts import name
from pipelines.review.adjusting import act_of
from pipelines.review.cells import Cells, cells_of
from pipelines.review.commands import command
from pipelines.review.figures import abouts
from pipelines.review.layouts import page
from pipelines.review.newest_file import NewestFile, Row, state_of
from pipelines.review.noting import tell
from pipelines.review.reviewer import Reviewer, Right
from pipelines.review.sent import Sent
from pipelines.review.what_if_form import DRIVERS, PHASES, Choices, file_text, said_of, scenario_from
from pipelines.review.words import word
from pipelines.scenario_words import answer_sentence
from pipelines.scenarios import CERTAINTIES
from pipelines.settings import Language

ADDRESS, SCRIPT, SAVE = "/hvad-hvis", "/hvad-hvis.js", "/skriv/scenarie"
NAME = re.compile(r"[a-z0-9_]{1,40}")
SEE_OTHER, NOT_FOUND, UNUSABLE = 303, 404, 422
SCRIPTED = {"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"}  # fmt: skip
"""This page alone may run our own script, and that ask this machine alone."""
FIELDS = (
    "fra", "ind", *DRIVERS, "blanding", "blanding_fra", "blanding_til", "egne", "egne_type", "egne_pris", "egne_fast",
    "plan_hvad", "plan_mindst", "plan_mest", "plan_fra", "plan_ind", "maal_hvad", "maal_aar", "maal_ramme",
    "maal_sikkerhed",
)  # fmt: skip
COLUMNS = tuple(
    f"whatif_{name}" for name in ("forecast", "expected", "80", "95", "change", "places", "budget", "deviation")
)
KR, PLACES = Column("expected", "", "amount"), Column("places", "", "places")
SOURCE = "forecast.fiscal_year, forecast.deviation"
TOTALS = """
-- one row per fiscal year: the vintage's whole total and the budget that it is held against
select
    year.fiscal_year, year.mean_kr, year.p025_kr, year.p10_kr, year.p50_kr, year.p90_kr, year.p975_kr,
    year.full_year_places, deviation.budget_kr
from forecast.fiscal_year as year
left join forecast.deviation as deviation
    using (vintage_id, fiscal_year, grant_area, district_id, offer_type)
where year.vintage_id = $vintage_id and year.component = 'total'
    and year.grant_area = 'ALL' and year.district_id = 'ALL' and year.offer_type = 'ALL'
order by year.fiscal_year
"""


@dataclass(frozen=True)
class Asked:
    """The newest forecast, ready to be asked: its cells and totals, how they are printed, and what a form may choose.

    Without the forecast's draws there is nothing to ask.
    """

    cells: Cells
    style: Style
    totals: list[Row]
    what_if: WhatIf | None = None

    @classmethod
    def of(cls, file: NewestFile) -> Asked:
        """Kept for as long as the published file lies there with its draws."""
        key = ("draws", state_of(file.data.analysis), state_of(file.data.configuration))
        if key not in file.tried:
            cells, municipality = file.ask(cells_of), file.municipality
            totals = file.ask(lambda source: source.rows(TOTALS, {"vintage_id": cells.vintage_id}))
            asked = cls(cells, Style(file.language, municipality.enhed, municipality.fortegn), totals)
            draws = kept_draws(file.data, cells.as_of, cells.vintage_id)
            if draws is None or len(totals) != YEARS:
                return asked
            what_if = WhatIf(draws, tuple(_published(row) for row in totals))
            file.tried[key] = replace(asked, what_if=what_if)
        found: Asked = file.tried[key]
        return found

    @property
    def as_of(self) -> date:
        """The day of the forecast."""
        return self.cells.as_of

    @cached_property
    def choices(self) -> Choices:
        """What a form may choose."""
        horizon = Horizon.of(self.as_of)
        return Choices.of(horizon, () if self.what_if is None else self.what_if.offers)


@dataclass(frozen=True)
class WhatIfPages:
    """The answers to the addresses, for one reviewer; forms to save carry the session's token."""

    file: NewestFile
    language: Language
    reviewer: Reviewer
    token: str

    def routes(self, taking: Callable[[Callable[[Sent], Response], Right], Any]) -> Iterator[Route]:
        """The page, each saved scenario as a file, and the address that a form is sent to, as `taking` makes it."""
        yield Route(ADDRESS, self.show)
        yield Route(SAVE, taking(self.save, "adjust"), methods=["POST"])
        yield Route(f"{ADDRESS}/{{act}}.yaml", self.scenario_file)

    def show(self, request: Request) -> Response:
        """The form as it was filled in, and the years with it."""
        given = {field: request.query_params[field] for field in FIELDS if request.query_params.get(field)}
        form = Sent(given, self.language)
        saved = request.query_params.get("gemt", "")
        answer = self.answered(form, saved=saved)
        if given and not form.problems:
            tell(request, excerpt=urlencode(given))
        return answer

    def scenario_file(self, request: Request) -> Response:
        """A saved scenario, to be run with `--scenario`."""
        found = {act.act_id: act for act in self._saved()}.get(request.path_params["act"])
        if found is None:
            raise HTTPException(NOT_FOUND)
        tell(request, "download", scenario=found.text)
        headers = {"Content-Disposition": f'attachment; filename="{found.text}.yaml"'}
        return Response(found.scenario, media_type="application/yaml", headers=headers)

    def save(self, form: Sent) -> Response:
        """Keep what is asked as a named scenario; no forecast changes by it."""
        asked, standing, wanted = Asked.of(self.file), read_judgements(self.file.data), form.said("navn").strip()
        if asked.what_if is None or form.said("prognose") != asked.cells.vintage_id:
            form.problems["navn"] = "other_vintage"
        elif not NAME.fullmatch(wanted) or wanted == BASELINE:
            form.problems["navn"] = "name"
        elif any(act.kind == "scenario" and act.text == wanted for act in standing.acts):
            form.problems["navn"] = "name_taken"
        scenario = None if form.problems else scenario_from(form, asked.choices, wanted)
        if scenario is None:
            form.problems.setdefault("navn", "unchanged")
            return self.answered(form)
        address = f"{ADDRESS}?{urlencode({field: form.said(field) for field in FIELDS if form.said(field)})}"
        add(self.file.data, act_of("scenario", asked.cells, self.reviewer.name, wanted, scenario=file_text(scenario),
                                   table=address[1:]), form.seen)  # fmt: skip
        return RedirectResponse(f"{address}&gemt=scenarie", SEE_OTHER)

    def answered(self, form: Sent, saved: str = "") -> Response:
        """The page with a form's answer, or with what is wrong with it."""
        asked = Asked.of(self.file)
        cells, what_if = asked.cells, asked.what_if
        shown = {} if what_if is None else self._shown(asked, what_if, form)
        status = UNUSABLE if form.problems else 200
        return page(
            "what_if.html", self.language, status, SCRIPTED, title=word("whatif", self.language), cells=cells,
            as_of=date_text(cells.as_of, self.language),
            reviewer=self.reviewer, demonstration=self.file.demonstration, saved=saved, problems=form.problems,
            fields=form.fields, is_there=what_if is not None, token=self.token,
            seen=read_judgements(self.file.data).last, scenarios=[self._line(act) for act in self._saved()],
            run=command(self.file.data, "prognosis", "--as-of", cells.command_day), **shown,
        )  # fmt: skip

    def _shown(self, asked: Asked, what_if: WhatIf, form: Sent) -> dict[str, Any]:
        """What stands on the page of a forecast that can be asked."""
        scenario, answer, wanted = Scenario(), None, scenario_from(form, asked.choices)
        said = [] if wanted is None else said_of(wanted, self.language)
        if wanted is not None:
            scenario = wanted.scenario()
            answer = self._answer(asked, what_if, scenario, form)
            scenario = scenario if answer is None else scenario.with_goal_at(answer.tried)
        years = what_if.published
        if form.problems.keys() <= {"navn"} and scenario != Scenario():
            try:
                years = what_if.told(scenario)
            except ScenarioError:
                form.problems["indstillinger"] = "scenario"
        style = asked.style
        return {
            "said": said, "answer": "" if answer is None else answer_sentence(answer, self.language),
            "rows": [self._row(row, before, told, style) for row, before, told in
                     zip(asked.totals, what_if.published, years, strict=True)],
            "columns": COLUMNS, "abouts": abouts("hvad_hvis", COLUMNS, SOURCE, asked),
            "unit": UNITS[style.unit].title[self.language], "sign_note": sign_note(style),
            "can_save": wanted is not None and form.problems.keys() <= {"navn"}, **self._choices(asked.choices),
        }  # fmt: skip

    def _answer(self, asked: Asked, what_if: WhatIf, scenario: Scenario, form: Sent) -> Answer | None:
        """The answer to the goal, where one is asked for; its frame is the year's budget where none is written."""
        if scenario.goal is None:
            return None
        at = scenario.goal.fiscal_year - asked.totals[0]["fiscal_year"]
        frame = scenario.goal.frame_kr if scenario.goal.frame_kr is not None else asked.totals[at]["budget_kr"]
        if frame is None:
            form.problems["maal_ramme"] = "no_frame"
            return None
        return what_if.answer(scenario, float(frame))

    def _choices(self, choices: Choices) -> dict[str, Any]:
        return {
            "months": [(month.isoformat(), month_text(month, self.language)) for month in choices.months],
            "usual": choices.usual.isoformat(), "years": choices.years,
            "phases": [(str(months), word("whatif_phase" if months else "whatif_at_once", self.language, months=months))
                       for months in PHASES],
            "offers": [(offer, name("offer_type", offer, self.language)) for offer in choices.offers],
            "drivers": [(driver, word(f"whatif_{driver}", self.language)) for driver in DRIVERS],
            "certainties": [(str(one), number_text(Decimal(str(one)) * 100, 0 if one != CERTAINTIES[-1] else 1,
                                                   self.language)) for one in CERTAINTIES],
        }  # fmt: skip

    def _row(self, row: Row, before: Told, told: Told, style: Style) -> dict[str, str]:
        """A year of the table, as it is printed."""
        mean = Decimal(repr(told.mean_kr))
        spread = [Decimal(repr(kr)) for kr in told.quantiles_kr]
        budget = row["budget_kr"]
        amounts = {
            "whatif_forecast": row["mean_kr"], "whatif_expected": mean, "whatif_budget": budget,
            "whatif_change": mean - Decimal(repr(before.mean_kr)),
            "whatif_deviation": None if budget is None else style.signed(budget - mean),
        }  # fmt: skip
        return {key: cell_text(kr, KR, style) for key, kr in amounts.items()} | {
            "year": str(row["fiscal_year"]), "whatif_80": interval_text(spread[1], spread[3], KR, style),
            "whatif_95": interval_text(spread[0], spread[4], KR, style),
            "whatif_places": cell_text(Decimal(repr(told.full_year_places)), PLACES, style),
        }  # fmt: skip

    def _saved(self) -> list[Act]:
        """The saved scenarios, the newest first."""
        return [act for act in reversed(read_judgements(self.file.data).acts) if act.kind == "scenario"]

    def _line(self, act: Act) -> dict[str, str]:
        return {
            "name": act.text, "by": act.by, "at": date_text(act.at.date(), self.language), "look": f"/{act.table}",
            "file": f"{ADDRESS}/{act.act_id}.yaml",
        }  # fmt: skip


def script(_: Request) -> Response:
    """The script that answers while a slider is moved."""
    text = resources.files("pipelines.review").joinpath("what_if.js").read_text(encoding="utf-8")
    return Response(text, media_type="text/javascript")


def _published(row: Mapping[str, Any]) -> Told:
    quantiles = tuple(float(row[f"{quantile}_kr"]) for quantile in QUANTILES)
    return Told(float(row["mean_kr"]), quantiles, float(row["full_year_places"]))
