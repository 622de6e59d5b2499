"""The paper of a budget edition: the same shape as every edition's, with its own words and tables."""

from __future__ import annotations

from dataclasses import replace

from pipelines.municipality import Municipality
from pipelines.privacy.disclosure import MARKER
from pipelines.privacy.release import Line
from pipelines.publishing import activity_tables, plan_tables
from pipelines.publishing.budget import area_proposal, ground_tables, last_year, ways_tables, year_table
from pipelines.publishing.budget.tables import basis, budget_of, titled
from pipelines.publishing.budget.words import findings, headline
from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.paper import Paper, facts_of, report_name
from pipelines.publishing.protection import Protected, protect
from pipelines.publishing.table import Table, hide
from pipelines.publishing.texts import text
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
    return Paper(
        title=f"{report_name('budget', municipality, language)} {shown.fiscal_year}",
        municipality_name=municipality.navn,
        kind="budget",
        style=style,
        prognosis=shown,
        threshold=municipality.taerskel,
        facts=facts_of(shown, style, earlier.replaced),
        replaces=earlier.replaced,
        headline=headline(shown, style),
        findings=findings(shown, style),
        demonstration=text("note", "demonstration", language) if shown.vintage.is_demonstration else "",
        sign_note=style.text("budget_note", "sign_short", **values),
        lines={line.key: Line(line.counted, line.areas, line.is_in_total) for line in protected.whole.offer_types},
        prices=protected.prices,
        dearest=protected.dearest,
        tables=_tables(protected, style, municipality),
        economy_codes=(),
        method=[style.text("budget_method", code, **values) for code in METHOD if _applies(code, shown)],
        assumptions=_repeatable(shown, municipality, style),
        reading_notes=[style.text("note", code) for code in ("interval", "places")],
    )


def _applies(code: str, prognosis: Prognosis) -> bool:
    made = budget_of(prognosis).made
    return {"frozen": "frozen" in made, "plan": "plan" in made, "bridge": len(made) > 1}.get(code, True)


def _repeatable(prognosis: Prognosis, municipality: Municipality, style: Style) -> list[str]:
    vintage = prognosis.vintage
    repeat = style.text("paragraph", "seed", version=vintage.code_version, seed=vintage.seed,
                        fingerprint=vintage.data_fingerprint)  # fmt: skip
    if municipality.offentliggjort_i:
        return [repeat, style.text("paragraph", "already_public", where=municipality.offentliggjort_i)]
    return [repeat, style.text("paragraph", "protection", mark=MARKER, threshold=municipality.taerskel)]


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
