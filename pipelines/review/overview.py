"""The first page: how much, how sure, why, what has changed; then the charts and tables that say it in full.

Words and figures are those of the paper. Not here: how the page is set (`overview.html`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from starlette.responses import Response

from pipelines.publishing.chart import deviation_chart, month_chart
from pipelines.publishing.content import Style
from pipelines.publishing.document import Notes, chart_block, table_block
from pipelines.publishing.numbers import amount_in_words, date_text
from pipelines.publishing.paper import deviation_table
from pipelines.publishing.table import Table
from pipelines.publishing.texts import displayable, text
from pipelines.publishing.waterfall import waterfall_chart, waterfall_sentence
from pipelines.publishing.web_page import page_blocks
from pipelines.publishing.words import (
    cause_sentence,
    change_sentence,
    deviation_chart_sentence,
    interval_sentence,
    largest_sentence,
    month_sentence,
    places_sentence,
)
from pipelines.review.drill.bridges import from_budget
from pipelines.review.drill.spot import Spot
from pipelines.review.figures import about, explained
from pipelines.review.internal_paper import InternalPaper
from pipelines.review.layouts import page
from pipelines.review.level_tables import CODE as BY_LEVEL
from pipelines.review.since_tables import BY_OFFER, CODES, TO_ACCOUNTS, since_sentence
from pipelines.review.words import word
from pipelines.settings import Language

ON_OVERVIEW = (
    *("bevillingsomraader", "tilbudstyper", "aarsager", "siden_sidst_kroner", "siden_sidst_pladser"),
    *("aendring_kroner", "aendring_pladser", "bestanddele", "trin_og_udbyder", "traefsikkerhed"),
)
SOURCES = {
    "bevillingsomraader": "forecast.deviation",
    "tilbudstyper": "forecast.deviation, forecast.fiscal_year",
    "budget": "forecast.deviation, mart.budget_position",
    "aarsager": "forecast.deviation",
    **dict.fromkeys((*CODES, BY_OFFER, TO_ACCOUNTS), "forecast.vintage_change"),
    "aendring_kroner": "forecast.driver",
    "aendring_pladser": "forecast.driver",
    "bestanddele": "forecast.fiscal_year",
    "trin_og_udbyder": "forecast.level",
    "kommende_aar": "forecast.fiscal_year, forecast.deviation",
    "aktivitet": "mart.activity_monthly, forecast.fiscal_year, mart.budget_position",
    "maaneder": "mart.activity_monthly, forecast.activity",
    "indstillinger": "mart.referral_monthly",
    "sagstider": "mart.referral_monthly",
    "klager": "mart.complaint_monthly",
    "justeringer": "forecast.adjustment",
    "traefsikkerhed": "forecast.accuracy",
    "forventningstal": "mart.expectation_figure, mart.expectation_tie, forecast.fiscal_year",
    "forventning_omraader": "mart.expectation_figure, forecast.fiscal_year, mart.activity_monthly",
    "sammenhaeng": "mart.expectation_tie, forecast.fiscal_year",
    "indsatsplan": "mart.action_plan",
    "besparelser": "mart.action_plan",
    "indsatser": "mart.action_plan",
}
"""The published tables that a table is made from."""
ENTRANCES = {
    "bevillingsomraader": "grant_area",
    "budget": "grant_area",
    "tilbudstyper": "offer_type",
    "aktivitet": "offer_type",
    "bestanddele": "component",
    "kommende_aar": "fiscal_year",
    "maaneder": "month",
}
"""The tables whose rows lead on to what is behind them, and the coordinate that a row narrows."""
SAYS_WHETHER = {"aktivitet": "places_this", "maaneder": "month_places", "budget": "budget"}
"""The figure that says whether there is anything behind a row, where it is not the expected accounts."""

ANSWERED_BY = {
    **dict.fromkeys(("how_much", "how_sure", "why", "what_changed"), "forecast.deviation"),
    "how_many": "forecast.fiscal_year, mart.activity_monthly, mart.budget_position",
}
"""The published tables that the answers of the first screen are made from."""

Block = dict[str, Any]
ZERO = Decimal(0)


def overview_page(
    paper: InternalPaper, health: Mapping[str, Any], language: Language, *, is_waiting: bool = False, **always: Any
) -> Response:
    """The first page of a vintage, from the file whose health it is."""
    day, base = date_text(health["as_of"], language), f"/prognose/{paper.prognosis.vintage.vintage_id}"
    return page(
        "overview.html", language, paper=paper, title=paper.title, answers=answers(paper, health["before"]),
        meanings=meanings(paper), blocks_shown=blocks(paper, base), base=base, is_waiting=is_waiting,
        ages=age_sentence(health["ages"], language), each_age=each_age(health["ages"], day, language), health=health,
        day=day, **always,
    )  # fmt: skip


def answers(paper: InternalPaper, before: Mapping[str, Any] | None) -> list[tuple[str, list[str]]]:
    """The questions of the first screen, each with the sentences that answer it.

    `before` is the vintage that was made before this one as of the same day, where there is one.
    """
    prognosis, style = paper.prognosis, paper.style
    first = text("note", "no_previous", style.language) if before is None else ""
    found = {
        "how_much": [paper.headline],
        "how_sure": [interval_sentence(prognosis, style)],
        "why": [largest_sentence(prognosis, style), cause_sentence(prognosis, style)],
        "what_changed": [
            change_sentence(prognosis, style) or first,
            made_again_sentence(prognosis.total.expected.mean_kr, before, style) if before else "",
            *(since_sentence(paper.tables[code], style) for code in [*CODES][:1] if code in paper.tables),
        ],
        "how_many": [places_sentence(prognosis, style)],
    }
    return [(code, [sentence for sentence in said if sentence]) for code, said in found.items() if any(said)]


def made_again_sentence(expected_kr: Decimal, before: Mapping[str, Any], style: Style) -> str:
    """What has changed since the vintage that was made before this one as of the same day."""
    had_kr: Decimal | None = before["expected_kr"]
    change = ZERO if had_kr is None else expected_kr - had_kr
    code = "again_same" if not change else "again_more" if change > 0 else "again_less"
    amount = amount_in_words(abs(change), style.unit, style.language)
    return displayable(word(code, style.language, vintage=before["vintage_id"], amount=amount))


def age_sentence(ages: Sequence[Mapping[str, Any]], language: Language) -> str:
    """How old the oldest source is, and which are older than they usually are."""
    if not ages:
        return ""
    late = ", ".join(age["source"] for age in ages if age["is_late"])
    said = word("ages", language, count=len(ages), source=ages[0]["source"], months=ages[0]["months"])
    return f"{said} {word('ages_late' if late else 'ages_usual', language, sources=late)}"


def each_age(ages: Sequence[Mapping[str, Any]], day: str, language: Language) -> str:
    """The age of each source, of which day and from where."""
    said = (word("age" if age["usual"] else "age_when_changed", language, **age) for age in ages)
    each = word("ages_each", language, ages="; ".join(said))
    return word("about_figure", language, definition=each, as_of=day, source="meta.finding, meta.delivery, meta.source")


def meanings(paper: InternalPaper) -> dict[str, str]:
    """What the figures of each answer mean, of which day and from where."""
    return {code: about("answers", code, source, paper) for code, source in ANSWERED_BY.items()}


def blocks(paper: InternalPaper, base: str) -> list[Block]:
    """Charts and tables of the overview; a table has the code of its own page."""
    shown = list(page_blocks(list(_blocks(paper)), count(1)))
    return [_explained(block, block["code"], paper, base) if block["kind"] == "table" else block for block in shown]


def table_blocks(paper: InternalPaper, code: str, base: str) -> list[Block]:
    """One table with all its notes, and its chart where it has one."""
    table = paper.tables[code]
    charts = [*_month_chart(paper)] if code == "maaneder" else []
    if table is deviation_table(paper.prognosis, paper.tables):
        charts = [_deviation_chart(paper)]
    *drawn, block = page_blocks([*charts, table_block(table, paper, Notes())], count(1))
    return [*drawn, _explained(block, code, paper, base)]


def _explained(block: Block, code: str, paper: InternalPaper, base: str) -> Block:
    table = paper.tables[code]
    return explained(block, table, SOURCES[code], paper, dict(_leads(table, paper, base)))


def _leads(table: Table, paper: InternalPaper, base: str) -> Iterator[tuple[str, str]]:
    """Each row with the address of what is behind it; none for a row of nothing, and for what is over."""
    year, field = paper.prognosis.fiscal_year, ENTRANCES.get(table.code, "")
    says = SAYS_WHETHER.get(table.code, "expected")
    if table.code == BY_LEVEL:
        for row in table.rows:
            level, _, member = row.key.partition(".")
            if member:
                yield row.key, f"{base}/{Spot(year).at(level, member).address}"
    for row in table.rows if field else ():
        spot = Spot(int(row.key[:4]) if field in ("fiscal_year", "month") else year)
        if field == "month":
            spot = spot.at("month", row.key[:7])
        elif field != "fiscal_year" and not row.is_total:
            spot = spot.at(field, row.key)
        if spot.fiscal_year >= year and table.value(row, says):
            yield row.key, f"{base}/{spot.address}"


def _blocks(paper: InternalPaper) -> Iterator[Block]:
    notes = Notes()
    yield _deviation_chart(paper)
    for code in ON_OVERVIEW:
        if code == "aarsager":
            yield _way_from_budget(paper)
        if code in paper.tables:
            yield table_block(paper.tables[code], paper, notes) | {"code": code}
        if code == "tilbudstyper":
            yield from _month_chart(paper)


def _deviation_chart(paper: InternalPaper) -> Block:
    title = text("chart", "deviation_title", paper.style.language, year=paper.prognosis.fiscal_year)
    svg = deviation_chart(deviation_table(paper.prognosis, paper.tables), paper.style)
    return chart_block(title, svg, displayable(deviation_chart_sentence(paper.prognosis, paper.style)))


def _way_from_budget(paper: InternalPaper) -> Block:
    total, style = paper.prognosis.total, paper.style
    way = from_budget(total.budget_kr, total.effects_kr, total.expected.mean_kr, style, paper.prognosis.fiscal_year)
    return chart_block(way.title, waterfall_chart(way, style), displayable(waterfall_sentence(way, style)))


def _month_chart(paper: InternalPaper) -> Iterator[Block]:
    """Places month by month; nothing where no month is ahead."""
    sentence = month_sentence(paper.prognosis, paper.style)
    if sentence:
        svg = month_chart(paper.tables["maaneder"], paper.prognosis.vintage.as_of, paper.style)
        yield chart_block(text("chart", "month_title", paper.style.language), svg, sentence) | {"code": "maaneder"}
