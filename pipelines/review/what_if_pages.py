"""»What if«: a form, and at once what the newest forecast's years would be; saved as a scenario that can be run.

The years are told from the forecast's draws, which nobody else sees: whole totals alone. Not here: how they are told
(`forecasting.questions.what_if`), what the form may ask (`what_if_form`), who may save (`desk`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from importlib import resources
from typing import Any, NamedTuple
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
from pipelines.commands import command
from pipelines.judgements.acts import Act
from pipelines.judgements.store import ConflictError, add, read_judgements
from pipelines.kept_draws import kept_draws
from pipelines.publishing.content import Style
from pipelines.publishing.economy_tables import sign_note
from pipelines.publishing.numbers import UNITS, date_text
from pipelines.review.adjusting import act_of
from pipelines.review.cells import Cells, cells_of
from pipelines.review.downloads import given as file_of
from pipelines.review.figures import abouts
from pipelines.review.layouts import page
from pipelines.review.list_tables import ListPaper
from pipelines.review.newest_file import NewestFile, Row, state_of
from pipelines.review.noting import tell
from pipelines.review.reviewer import Reviewer, Right
from pipelines.review.sent import Sent
from pipelines.review.what_if_form import DRIVERS, Choices, file_text, said_of, scenario_from
from pipelines.review.what_if_table import CODE, COLUMNS, Year, file_table, printed, year_of
from pipelines.review.words import word
from pipelines.scenario_words import answer_sentence
from pipelines.settings import Language

ADDRESS, SCRIPT = "/hvad-hvis", "/hvad-hvis.js"
SAVE, WITHDRAW = "/skriv/scenarie", "/skriv/scenarietilbage"
NAME = re.compile(r"[a-z0-9_]{1,40}")
SEE_OTHER, NOT_FOUND, UNUSABLE = 303, 404, 422
YEARS_FILE = f"{ADDRESS}/aarene"
SCRIPTED = {"Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
            "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"}  # fmt: skip
"""This page alone may run our own script, and that ask this machine alone."""
FIELDS = (
    "fra", "ind", *DRIVERS, "blanding", "blanding_fra", "blanding_til", "egne", "egne_type", "egne_pris", "egne_fast",
    "plan_hvad", "plan_mindst", "plan_mest", "plan_fra", "plan_ind", "maal_hvad", "maal_aar", "maal_ramme",
    "maal_sikkerhed",
)  # fmt: skip
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


class Reckoned(NamedTuple):
    """What is asked in words, the answer to a goal, and the years; `is_asked` is whether anything is changed."""

    said: list[str]
    answer: str
    years: list[Year]
    is_asked: bool


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
        yield Route(WITHDRAW, taking(self.withdraw, "adjust"), methods=["POST"])
        yield Route(f"{ADDRESS}/{{act}}.yaml", self.scenario_file)
        yield Route(f"{YEARS_FILE}.{{kind}}", self.years_file)

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
        found, withdrawal = self._found(request.path_params["act"])
        if withdrawal is not None:
            raise HTTPException(NOT_FOUND)
        tell(request, "download", scenario=found.text)
        headers = {"Content-Disposition": f'attachment; filename="{found.text}.yaml"'}
        return Response(found.scenario, media_type="application/yaml", headers=headers)

    def years_file(self, request: Request) -> Response:
        """The years as CSV or as a workbook; HTTPException where nothing can be reckoned of what is asked."""
        given = {field: request.query_params[field] for field in FIELDS if request.query_params.get(field)}
        asked, form = Asked.of(self.file), Sent(given, self.language)
        found = None if asked.what_if is None else self._reckoned(asked, asked.what_if, form)
        if found is None or form.problems:
            raise HTTPException(NOT_FOUND)
        table = file_table(found.years, [*([found.answer] if found.answer else []), *found.said], asked.style)
        paper = ListPaper(self.file.municipality.navn, asked.style, asked.as_of, {CODE: table},
                          demonstration=self.file.demonstration)  # fmt: skip
        return file_of(request, paper, vintage_id=asked.cells.vintage_id, excerpt=urlencode(given))

    def save(self, form: Sent) -> Response:
        """Keep what is asked as a named scenario; no forecast changes by it."""
        asked, standing, wanted = Asked.of(self.file), read_judgements(self.file.data), form.said("navn").strip()
        if asked.what_if is None or form.said("prognose") != asked.cells.vintage_id:
            form.problems["navn"] = "other_vintage"
        elif not NAME.fullmatch(wanted) or wanted == BASELINE:
            form.problems["navn"] = "name"
        elif any(act.text == wanted for act, withdrawal in standing.scenarios if withdrawal is None):
            form.problems["navn"] = "name_taken"
        scenario = None if form.problems else scenario_from(form, asked.choices, wanted)
        if scenario is None:
            form.problems.setdefault("navn", "unchanged")
            return self.answered(form)
        address = f"{ADDRESS}?{urlencode({field: form.said(field) for field in FIELDS if form.said(field)})}"
        add(self.file.data, act_of("scenario", asked.cells, self.reviewer.name, wanted, scenario=file_text(scenario),
                                   table=address[1:]), form.seen)  # fmt: skip
        return RedirectResponse(f"{address}&gemt=scenarie", SEE_OTHER)

    def withdraw(self, form: Sent) -> Response:
        """Withdraw a saved scenario; it stays in the list, with who and why."""
        (found, earlier), reason = self._found(form.said("scenarie")), form.text("begrundelse")
        if earlier is not None:
            raise ConflictError([earlier])
        if form.problems:
            return self.answered(Sent({}, self.language), withdrawing=form)
        act = act_of("withdrawal", Asked.of(self.file).cells, self.reviewer.name, reason, about=found.act_id)
        add(self.file.data, act, form.seen)
        return RedirectResponse(f"{ADDRESS}?gemt=tilbagetraekning#{found.act_id}", SEE_OTHER)

    def answered(self, form: Sent, saved: str = "", withdrawing: Sent | None = None) -> Response:
        """The page with a form's answer, or with what is wrong with it or with that of a withdrawal."""
        asked = Asked.of(self.file)
        cells, what_if = asked.cells, asked.what_if
        shown = {} if what_if is None else self._shown(asked, what_if, form)
        status = UNUSABLE if form.problems or withdrawing else 200
        return page(
            "what_if.html", self.language, status, SCRIPTED, title=word("whatif", self.language), cells=cells,
            as_of=date_text(cells.as_of, self.language),
            reviewer=self.reviewer, demonstration=self.file.demonstration, saved=saved, problems=form.problems,
            fields=form.fields, is_there=what_if is not None, token=self.token,
            seen=read_judgements(self.file.data).last,
            scenarios=[self._line(*one, withdrawing) for one in self._saved()],
            run=command(self.file.data, "prognosis", "--as-of", cells.command_day), **shown,
        )  # fmt: skip

    def _reckoned(self, asked: Asked, what_if: WhatIf, form: Sent) -> Reckoned:
        """What a form asks for, in words, and the years with it; without it where it does not hold."""
        scenario, answer, wanted = Scenario(), None, scenario_from(form, asked.choices)
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
        lines = zip(asked.totals, what_if.published, years, strict=True)
        return Reckoned(
            [] if wanted is None else said_of(wanted, self.language),
            "" if answer is None else answer_sentence(answer, self.language),
            [year_of(*line, asked.style) for line in lines], is_asked=wanted is not None,
        )  # fmt: skip

    def _shown(self, asked: Asked, what_if: WhatIf, form: Sent) -> dict[str, Any]:
        """What stands on the page of a forecast that can be asked."""
        found, style = self._reckoned(asked, what_if, form), asked.style
        asked_for = urlencode({field: form.said(field) for field in FIELDS if form.said(field)})
        return {
            "said": found.said, "answer": found.answer, "rows": [printed(year, style) for year in found.years],
            "files": YEARS_FILE, "query": f"?{asked_for}" if asked_for else "",
            "columns": COLUMNS, "abouts": abouts(CODE, COLUMNS, SOURCE, asked),
            "unit": UNITS[style.unit].title[self.language], "sign_note": sign_note(style),
            "can_save": found.is_asked and form.problems.keys() <= {"navn"}, **asked.choices.shown(self.language),
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

    def _saved(self) -> list[tuple[Act, Act | None]]:
        """The saved scenarios, the newest first, each with its withdrawal."""
        return read_judgements(self.file.data).scenarios[::-1]

    def _found(self, act_id: str) -> tuple[Act, Act | None]:
        """The scenario of this id and its withdrawal; HTTPException where there is none."""
        found = next((one for one in self._saved() if one[0].act_id == act_id), None)
        if found is None:
            raise HTTPException(NOT_FOUND)
        return found

    def _line(self, act: Act, withdrawal: Act | None, withdrawing: Sent | None) -> dict[str, Any]:
        """A saved scenario; `form` is what was sent to withdraw it and could not be used."""
        is_sent = withdrawing is not None and withdrawing.said("scenarie") == act.act_id
        return {
            "id": act.act_id, "name": act.text, "whom": self._whom(act), "look": f"/{act.table}",
            "file": f"{ADDRESS}/{act.act_id}.yaml", "form": withdrawing if is_sent else None,
            "withdrawn": "" if withdrawal is None else f"{self._whom(withdrawal)}: {withdrawal.text}",
        }  # fmt: skip

    def _whom(self, act: Act) -> str:
        return word("whatif_whom", self.language, by=act.by, at=date_text(act.at.date(), self.language))


def script(_: Request) -> Response:
    """The script that answers while a slider is moved."""
    text = resources.files("pipelines.review").joinpath("what_if.js").read_text(encoding="utf-8")
    return Response(text, media_type="text/javascript")


def _published(row: Mapping[str, Any]) -> Told:
    quantiles = tuple(float(row[f"{quantile}_kr"]) for quantile in QUANTILES)
    return Told(float(row["mean_kr"]), quantiles, float(row["full_year_places"]))
