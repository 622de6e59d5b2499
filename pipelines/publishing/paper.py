"""The paper before it becomes PDF, workbook or CSV: one set of words and tables that all three print."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from pipelines.judgements.wording import problem_of_printed
from pipelines.municipality import Municipality
from pipelines.privacy.disclosure import MARKER
from pipelines.privacy.release import Line, Release
from pipelines.publishing import (
    activity_tables,
    area_tables,
    case_tables,
    economy_tables,
    expectation_tables,
    plan_tables,
    sealed_record,
    since_table,
    stay_tables,
)
from pipelines.publishing.basis import with_basis
from pipelines.publishing.content import ALL, Explanation, Kind, Ledger, Prognosis, Style, Vintage
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.numbers import date_text
from pipelines.publishing.protection import Protected, protect
from pipelines.publishing.table import Table, hide
from pipelines.publishing.texts import name, text
from pipelines.publishing.words import deviating_lines, findings, headline, without_cases
from pipelines.settings import Language

ECONOMY = ("tilbudstyper", "aarsager", since_table.CODE, sealed_record.YEAR, "budget", "bestanddele", "kommende_aar")
READING_NOTES = ("interval", "budget", "places", "outside_total", "effects")


@dataclass(frozen=True)
class Paper:
    """Words and tables of one edition, protected and in the reader's language; `prognosis` has only what is shown.

    `lines`, `prices` and `dearest` are for the attack, and `lines` for programs too; the others are never written.
    """

    title: str
    municipality_name: str
    kind: Kind
    style: Style
    prognosis: Prognosis
    threshold: int
    facts: tuple[tuple[str, str], ...]
    demonstration: str
    lines: Mapping[str, Line]
    prices: Mapping[str, float]
    dearest: Mapping[tuple[str, str], tuple[float, float, float]]
    headline: str = ""
    findings: list[str] = field(default_factory=list)
    sign_note: str = ""
    tables: Mapping[str, Table] = field(default_factory=dict)
    economy_codes: tuple[str, ...] = ()
    method: list[str] = field(default_factory=list)
    assumptions: list[str] = field(default_factory=list)
    reading_notes: list[str] = field(default_factory=list)
    replaces: str = ""
    """The edition that this one corrects."""
    explanations: tuple[str, ...] = ()
    """The municipality's own words on its deviations, as they were written."""

    @property
    def made_at(self) -> datetime:
        """When the vintage was made."""
        return self.prognosis.vintage.created_at

    @property
    def made_of(self) -> str:
        """The vintage and the data behind it."""
        return f"{self.prognosis.vintage.vintage_id} {self.prognosis.vintage.data_fingerprint}"

    @property
    def deviation_table(self) -> Table:
        """The table that the chart of the first page is drawn from."""
        return deviation_table(self.prognosis, self.tables)


def deviation_table(prognosis: Prognosis, tables: Mapping[str, Table]) -> Table:
    """The table that shows the lines to compare."""
    by_offer = deviating_lines(prognosis) is prognosis.offer_types
    return tables["tilbudstyper" if by_offer else "bevillingsomraader"]


def write_paper(
    prognosis: Prognosis,
    kind: Kind,
    municipality: Municipality,
    language: Language,
    earlier: Earlier,
    explanations: Sequence[Explanation] = (),
) -> Paper:
    """The paper of a vintage: what is hidden is taken out before any word is written."""
    protected = protect(_with_printable_reasons(prognosis, language), municipality, earlier)
    shown = protected.shown
    style = _style(kind, municipality, language, explanations)
    of_cases = without_cases(shown)
    return replace(
        bare_paper(kind, protected, municipality, style, earlier.replaced),
        headline=headline(shown, style),
        findings=findings(shown, style),
        sign_note=economy_tables.sign_note(style, in_short=True),
        tables=_tables(protected, style, municipality, earlier.releases),
        economy_codes=ECONOMY,
        method=[style.text("paragraph", code) for code in (f"known{of_cases}", f"intake{of_cases}", "price")],
        assumptions=_assumptions(shown, municipality, style),
        reading_notes=[style.text("note", code) for code in _reading_notes(shown, of_cases)],
        explanations=tuple(
            f"{_line_name(said, style.language)}: {said.text}"
            for said in explanations
            if not ("begrundelse" in style.columns and said.offer_type == ALL)
        ),
    )


def bare_paper(kind: Kind, protected: Protected, municipality: Municipality, style: Style, replaced: str = "") -> Paper:
    """What a paper of every kind says alike, without its own words and tables."""
    shown = protected.shown
    return Paper(
        title=f"{report_name(kind, municipality, style.language)} {shown.fiscal_year}",
        municipality_name=municipality.navn,
        kind=kind,
        style=style,
        prognosis=shown,
        threshold=municipality.taerskel,
        facts=facts_of(shown, style, replaced),
        replaces=replaced,
        demonstration=text("note", "demonstration", style.language) if shown.vintage.is_demonstration else "",
        lines={line.key: Line(line.counted, line.areas, line.is_in_total) for line in protected.whole.offer_types},
        prices=protected.prices,
        dearest=protected.dearest,
    )


def _style(
    kind: Kind, municipality: Municipality, language: Language, explanations: Sequence[Explanation]
) -> Style:  # fmt: skip
    """How the municipality wants its paper; a reason stands in the first table where it has a column for them."""
    return Style(
        language, municipality.enhed, municipality.fortegn, is_accounts=kind == "regnskab",
        columns=municipality.kolonner, special_cause=municipality.saerlig_aarsag or "", names=municipality.stednavne,
        accounts=municipality.kontonumre,
        reasons={said.grant_area: said.text for said in explanations if said.offer_type == ALL},
    )  # fmt: skip


def report_name(kind: Kind, municipality: Municipality, language: Language) -> str:
    """What the municipality calls the report, in both languages; else our own word."""
    return municipality.rapportnavne.get(kind) or text("kind", kind, language)


def _with_printable_reasons(prognosis: Prognosis, language: Language) -> Prognosis:
    """The prognosis without reasons that hold figures: a small one could tell of a child, whatever the tables hide."""
    found = (
        replace(item, reason=text("note", "reason_not_printed", language)) if problem_of_printed(item.reason) else item
        for item in prognosis.adjustments
    )
    return replace(prognosis, adjustments=tuple(found))


def _line_name(said: Explanation, language: Language) -> str:
    if said.offer_type != ALL:
        return name("offer_type", said.offer_type, language)
    return name("grant_area", said.grant_area, language)


def _tables(
    protected: Protected, style: Style, municipality: Municipality, releases: Sequence[Release]
) -> dict[str, Table]:
    """Every table with its hidden figures marked."""
    note = style.text("note", "hidden", mark=MARKER, threshold=municipality.taerskel)
    tables = whole_tables(protected.whole, style, municipality)
    found = {code: hide(table, protected.hidden, note) for code, table in tables.items()}
    record = sealed_record.record_table(protected.whole, releases, style)
    if record is not None:
        found[record.code] = record
    elif accuracy := found.get("traefsikkerhed"):
        notes = (*accuracy.notes, style.text("note", "no_sealed_record"))
        found[accuracy.code] = replace(accuracy, notes=notes)
    if sealed_record.YEAR in municipality.ekstra_tabeller:
        index = municipality.prognose.prisindeks.get(protected.whole.fiscal_year)
        year = sealed_record.year_table(protected, releases, index, style, note)
        found |= {} if year is None else {year.code: year}
    return found


def whole_tables(prognosis: Prognosis, style: Style, municipality: Municipality) -> dict[str, Table]:
    """Every table with all its figures, by its code: for a paper only to hide in, else for authorised staff."""
    has_carry_over = style.is_accounts or prognosis.total.carry_over_kr != 0
    found = [
        economy_tables.grant_area_table(prognosis, style),
        economy_tables.offer_type_table(prognosis, style),
        since_table.since_table(prognosis, style),
        economy_tables.budget_table(prognosis, style, with_carry_over=has_carry_over),
        economy_tables.effect_table(prognosis, style),
        economy_tables.component_table(prognosis, style),
        economy_tables.coming_years_table(prognosis, style),
        activity_tables.places_table(prognosis, style),
        activity_tables.month_table(prognosis, style),
        stay_tables.stay_table(prognosis, style),
        expectation_tables.expectation_table(prognosis, style),
        expectation_tables.tie_table(prognosis, style),
        area_tables.area_table(prognosis, style),
        case_tables.referral_table(prognosis, style),
        case_tables.case_time_table(prognosis, style, municipality.frister.sagsbehandling_dage),
        case_tables.complaint_table(prognosis, style),
        activity_tables.adjustment_table(prognosis, style),
        activity_tables.accuracy_table(prognosis, style),
        plan_tables.plan_table(prognosis, style),
        plan_tables.saving_table(prognosis, style),
        plan_tables.plan_text_table(prognosis, style),
    ]
    return {table.code: with_basis(table, prognosis, style) for table in found if table is not None}


def facts_of(prognosis: Prognosis, style: Style, replaced: str = "") -> tuple[tuple[str, str], ...]:
    """As-of date, vintage, approval, what it corrects, and source: what page 1 must say about itself."""
    vintage, language = prognosis.vintage, style.language
    facts = [
        ("as_of", date_text(vintage.as_of, language)),
        ("vintage", vintage.vintage_id),
    ]
    if vintage.approved_at is not None:
        day = date_text(vintage.approved_at.date(), language)
        facts.append(("approved", text("document", "approved_text", language, date=day, by=vintage.approved_by)))
    if replaced:
        facts.append(("replaces", text("document", "replaced", language, vintage=replaced.split("-")[1])))
    version = vintage.code_version.split("+", maxsplit=1)[0]
    source = text("document", "source_text", language, count=len(prognosis.deliveries), version=version)
    return (
        *((style.text("document", code), value) for code, value in facts),
        (text("document", "source", language), f"{source}. {_reconciled(prognosis.ledger, language)}"),
    )


def _reconciled(ledger: Ledger, language: Language) -> str:
    """Up to which day the ledger agrees with what its sender says it adds up to."""
    if ledger.reconciled is None:
        return text("document", "not_reconciled", language)
    code = "reconciled" if ledger.reconciled == ledger.newest else "reconciled_then_not"
    return text("document", code, language, date=date_text(ledger.reconciled, language))


def said_of_repeating(vintage: Vintage, style: Style) -> str:
    """What it takes to make the same prognosis again."""
    return style.text("paragraph", "seed", version=vintage.code_version, seed=vintage.seed,
                      fingerprint=vintage.data_fingerprint)  # fmt: skip


def said_of_hiding(municipality: Municipality, style: Style) -> str:
    """Which figures are hidden, or where all have been published already."""
    if municipality.offentliggjort_i:
        return style.text("paragraph", "already_public", where=municipality.offentliggjort_i)
    return style.text("paragraph", "protection", mark=MARKER, threshold=municipality.taerskel)


def _assumptions(prognosis: Prognosis, municipality: Municipality, style: Style) -> list[str]:
    found = [said_of_repeating(prognosis.vintage, style), said_of_hiding(municipality, style)]
    if not prognosis.adjustments:
        found.append(style.text("paragraph", "no_adjustments"))
    if not prognosis.accuracy:
        found.append(style.text("paragraph", "no_accuracy"))
    return found


def _reading_notes(prognosis: Prognosis, of_cases: str) -> tuple[str, ...]:
    """What a reader must know; of newcomers only where there are some."""
    has_newcomers = any(part.code == "expected_intake" and part.amount.mean_kr for part in prognosis.components)
    return (*READING_NOTES, *([f"intake{of_cases}"] if has_newcomers else []))
