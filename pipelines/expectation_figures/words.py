"""A year's figures as a table on the terminal and as data. Not here: what the figures are (`store`)."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from pipelines.expectation_figures.agreement import YearFigures
from pipelines.expectation_figures.store import Agreement, Figure, Freeze
from pipelines.publishing.numbers import date_text, number_text
from pipelines.publishing.summary import fixed_width
from pipelines.publishing.texts import name
from pipelines.settings import Language

WORDS: dict[Language, dict[str, str]] = {
    "da": {
        "title": "Forventningstal {year}, forslag {number}, set fra {day}, i kr.",
        "header": "Område|Tilbudstype|Budget, pladser|Pladser|Pris pr. plads|Året|Pr. måned",
        "reserve": "Central reserve",
        "total": "Korrigeret budget",
        "plan": "Handleplanens planlagte besparelse er trukket fra områderne og ligger i reserven: {kr} kr.",
        "negative": "Områderne har fået mere, end budgettet giver: reserven er negativ.",
        "since": "Budgettet er ændret med {kr} kr. siden forslaget; reserven har taget ændringen.",
        "agreed": "{area}: aftale {number} af {by}, {role}, {day}: {reason}",
        "waiting": "Ikke aftalt endnu: {areas}.",
        "frozen": "Låst som version {version} af {by}, kendt fra {day}: {reason}",
        "replaces": "Den afløser version {version}.",
        "next": "Aftal med: pladsprognose expectation agree --year {year} --proposal {number} --area <område> …",
        "freeze": "Alle har aftalt. Lås med: pladsprognose expectation freeze --year {year} --proposal {number} …",
        "noted": "{area}: aftale {number} er noteret.",
        "effect": "Tallene følges fra næste kørsel.",
    },
    "en": {
        "title": "Expectation figures {year}, proposal {number}, as of {day}, in DKK",
        "header": "Area|Offer type|Budgeted places|Places|Price of a place|The year|Per month",
        "reserve": "Central reserve",
        "total": "Corrected budget",
        "plan": "The action plan's planned saving is taken from the areas and lies in the reserve: DKK {kr}.",
        "negative": "The areas have been given more than the budget holds: the reserve is negative.",
        "since": "The budget has changed by DKK {kr} since the proposal; the reserve has taken the change.",
        "agreed": "{area}: agreement {number} by {by}, {role}, {day}: {reason}",
        "waiting": "Not agreed yet: {areas}.",
        "frozen": "Frozen as version {version} by {by}, known from {day}: {reason}",
        "replaces": "It replaces version {version}.",
        "next": "Agree with: pladsprognose expectation agree --year {year} --proposal {number} --area <area> …",
        "freeze": "All areas have agreed. Freeze: pladsprognose expectation freeze --year {year} --proposal {number} …",
        "noted": "{area}: agreement {number} is noted.",
        "effect": "The figures are followed from the next run.",
    },
}
MONTHS = 12


def figures_text(standing: YearFigures, language: Language) -> str:
    """Every figure, the reserve and the corrected budget they add up to; who has agreed, and what comes next."""
    words, proposal = WORDS[language], standing.proposal
    known = {"year": proposal.fiscal_year, "number": proposal.proposal_id,
             "day": date_text(proposal.seen_from, language)}  # fmt: skip
    rows = [_row(figure, language) for figure in standing.figures]
    rows += [["", words[code], "", "", "", _kr(amount, language), _kr(amount / MONTHS, language)]
             for code, amount in (("reserve", standing.reserve_kr), ("total", standing.corrected_kr))]  # fmt: skip
    table = fixed_width(words["header"].split("|"), rows, text_places=(0, 1))
    return "\n".join([words["title"].format_map(known), "", *table, "", *_remarks(standing, language)])


def _remarks(standing: YearFigures, language: Language) -> list[str]:
    words, proposal, freeze = WORDS[language], standing.proposal, standing.freeze
    changed = standing.corrected_kr - proposal.corrected_kr
    lines = [words["plan"].format(kr=_kr(proposal.plan_kr, language))] if proposal.plan_kr else []
    lines += [words["since"].format(kr=_kr(changed, language))] if changed else []
    lines += [words["negative"]] if standing.reserve_kr < 0 else []
    lines += [_agreed(entry, language) for entry in standing.agreements]
    lines += [words["waiting"].format(areas=", ".join(standing.waiting))] if standing.waiting else []
    if freeze is None:
        step = words["next" if standing.waiting else "freeze"]
        return [*lines, step.format(year=proposal.fiscal_year, number=proposal.proposal_id)]
    day = date_text(freeze.known_from, language)
    lines.append(words["frozen"].format(version=freeze.version, by=freeze.made_by, day=day, reason=freeze.reason))
    return lines + ([words["replaces"].format(version=freeze.replaces)] if freeze.replaces else [])


def _agreed(entry: Agreement, language: Language) -> str:
    return WORDS[language]["agreed"].format(
        area=entry.area_id, number=entry.agreement_id, by=entry.made_by, role=entry.role,
        day=date_text(entry.made_at.date(), language), reason=entry.reason,
    )  # fmt: skip


def noted_text(agreement: Agreement, language: Language) -> str:
    """That an agreement is noted, and its number."""
    return WORDS[language]["noted"].format(area=agreement.area_id, number=agreement.agreement_id)


def frozen_text(standing: YearFigures, language: Language) -> str:
    """The version with its figures, and when they are followed."""
    return f"{figures_text(standing, language)}\n{WORDS[language]['effect']}"


def figures_content(standing: YearFigures) -> dict[str, Any]:
    """The same as data: kroner and places as text, exact."""
    proposal, freeze = standing.proposal, standing.freeze
    return {
        "fiscal_year": proposal.fiscal_year,
        "proposal": proposal.proposal_id,
        "seen_from": proposal.seen_from.isoformat(),
        "made_by": proposal.made_by,
        "plan_kr": str(proposal.plan_kr),
        "areas_kr": str(standing.areas_kr),
        "reserve_kr": str(standing.reserve_kr),
        "corrected_kr": str(standing.corrected_kr),
        "waiting": standing.waiting,
        "figures": [_figure_content(figure) for figure in standing.figures],
        "agreements": [_agreement_content(entry) for entry in standing.agreements],
        "frozen": None if freeze is None else _freeze_content(freeze),
    }


def _figure_content(figure: Figure) -> dict[str, Any]:
    return {
        "area": figure.area_id,
        "offer_type": figure.offer_type,
        "budget_places": str(figure.budget_places),
        "budget_kr": str(figure.budget_kr),
        "children_then": figure.children_then,
        "children_now": figure.children_now,
        "plan_kr": str(figure.plan_kr),
        "places": str(figure.places),
        "unit_price_kr": str(figure.unit_price_kr),
        "year_kr": str(figure.year_kr),
    }


def _agreement_content(entry: Agreement) -> dict[str, Any]:
    return {
        "agreement": entry.agreement_id,
        "area": entry.area_id,
        "by": entry.made_by,
        "role": entry.role,
        "at": f"{entry.made_at.isoformat()}Z",
        "reason": entry.reason,
        "replaces": entry.replaces,
        "other_figures": sorted(entry.changes),
    }


def _freeze_content(freeze: Freeze) -> dict[str, Any]:
    return {
        "version": freeze.version,
        "by": freeze.made_by,
        "known_from": freeze.known_from.isoformat(),
        "at": f"{freeze.made_at.isoformat()}Z",
        "reason": freeze.reason,
        "replaces": freeze.replaces,
    }


def _row(figure: Figure, language: Language) -> list[str]:
    places = [number_text(each, 1, language) for each in (figure.budget_places, figure.places)]
    amounts = (figure.unit_price_kr, figure.year_kr, figure.year_kr / MONTHS)
    kind = name("offer_type", figure.offer_type, language)
    return [figure.area_id, kind, *places, *(_kr(amount, language) for amount in amounts)]


def _kr(amount: Decimal, language: Language) -> str:
    return number_text(amount, 0, language)
