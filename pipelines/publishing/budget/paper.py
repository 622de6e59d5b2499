"""The paper of a budget edition: the same shape as every edition's, with its own words and tables."""

from __future__ import annotations

from dataclasses import replace

from pipelines.municipality import Municipality
from pipelines.privacy.disclosure import MARKER
from pipelines.publishing import activity_tables, plan_tables
from pipelines.publishing.budget import area_proposal, ground_tables, last_year, ways_tables, year_table
from pipelines.publishing.budget.tables import basis, budget_of, titled
from pipelines.publishing.budget.words import findings, headline
from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.paper import Paper, bare_paper, said_of_hiding, said_of_repeating
from pipelines.publishing.protection import Protected, protect
from pipelines.publishing.table import Table, hide
from pipelines.settings import Language

METHOD = ("ways", "trend", "frozen", "plan", "bridge", "demography")


def write_budget_paper(prognosis: Prognosis, municipality: Municipality, language: Language, earlier: Earlier) -> Paper:
    """The paper of a vintage's budget: what is hidden is taken out before any word is written."""
    budget = budget_of(prognosis)
    last = last_year.last_budget(earlier.releases, budget.running.year)
    protected = protect(replace(prognosis, budget=replace(budget, last=last)), municipality, earlier)
    shown = protected.shown
    style = Style(language, municipality.enhed, municipality.fortegn, names=municipality.stednavne)
    values = titled(budget_of(shown))
    return replace(
        bare_paper("budget", protected, municipality, style, earlier.replaced),
        headline=headline(shown, style),
        findings=findings(shown, style),
        sign_note=style.text("budget_note", "sign_short", **values),
        tables=_tables(protected, style, municipality),
        method=[style.text("budget_method", code, **values) for code in METHOD if _applies(code, shown)],
        assumptions=[said_of_repeating(shown.vintage, style), said_of_hiding(municipality, style)],
        reading_notes=[style.text("note", code) for code in ("interval", "places")],
    )


def _applies(code: str, prognosis: Prognosis) -> bool:
    made = budget_of(prognosis).made
    return {"frozen": "frozen" in made, "plan": "plan" in made, "bridge": len(made) > 1}.get(code, True)


def _tables(protected: Protected, style: Style, municipality: Municipality) -> dict[str, Table]:
    note = style.text("note", "hidden", mark=MARKER, threshold=municipality.taerskel)
    whole = whole_tables(protected.whole, style)
    found = {code: hide(table, protected.hidden, note) for code, table in whole.items()}
    if year_table.YEARS in municipality.ekstra_tabeller:
        found[year_table.YEARS] = year_table.area_year_table(protected, style, note)
    return found


def whole_tables(prognosis: Prognosis, style: Style) -> dict[str, Table]:
    """Every table with all its figures, by its code."""
    found = [
        ways_tables.ways_table(prognosis, style),
        ways_tables.step_table(prognosis, style),
        ways_tables.cause_table(prognosis, style),
        ways_tables.cause_year_table(prognosis, style),
        ways_tables.area_table(prognosis, style),
        ways_tables.line_table(prognosis, style),
        ways_tables.places_table(prognosis, style),
        ways_tables.line_places_table(prognosis, style),
        ground_tables.district_table(prognosis, style),
        ground_tables.age_table(prognosis, style),
        last_year.assumed_table(prognosis, style),
        last_year.came_table(prognosis, style),
        _based(activity_tables.accuracy_table(prognosis, style), prognosis, style),
        ground_tables.ground_table(prognosis, style),
        area_proposal.area_proposal_table(prognosis, style),
        area_proposal.sum_table(prognosis, style),
        *(_based(made(prognosis, style), prognosis, style)
          for made in (plan_tables.plan_table, plan_tables.saving_table, plan_tables.plan_text_table)),
    ]  # fmt: skip
    return {table.code: table for table in found if table is not None}


def _based(table: Table | None, prognosis: Prognosis, style: Style) -> Table | None:
    return None if table is None else replace(table, basis=basis(prognosis, style, ()))
