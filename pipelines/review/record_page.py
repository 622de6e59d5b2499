"""The page "how good have we been?": a verdict, two charts and the figures by the day of the year looked from.

The day of the forecast shown stands first. The forecasts that were made then have a table of their own, and so have
the budgets of the years that are closed. Not here: the figures (`publishing.track_record`, `bridge_tables`) and the
sentences (`publishing.track_words`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from pipelines.publishing.activity_tables import PRINTED_METHODS
from pipelines.publishing.document import Notes, chart_block, table_block
from pipelines.publishing.numbers import date_text
from pipelines.publishing.record_chart import look_back_chart, method_chart
from pipelines.publishing.table import Column, Row, Table, Value
from pipelines.publishing.texts import displayable, name, place, text
from pipelines.publishing.track_record import (
    COST,
    NEXT_YEAR,
    OURS,
    PLACES,
    YEAR,
    CutOff,
    LookBack,
    MadeThen,
    by_cut_off,
    day_text,
    largest_error,
    look_backs,
    made_then,
    mean_error,
    share_of_announced,
)
from pipelines.publishing.web_page import page_blocks
from pipelines.review.bridge_tables import BUDGET_OFFERS, BUDGETS, closed_tables
from pipelines.review.figures import explained
from pipelines.review.internal_paper import InternalPaper
from pipelines.review.words import word
from pipelines.settings import Language

Block = dict[str, Any]
Rows = Sequence[dict[str, Any]]
Answers = Sequence[tuple[str, list[str]]]
SOURCES = dict.fromkeys((BUDGETS, BUDGET_OFFERS), "forecast.bridge")
"""The published tables of those that are not made from forecast.accuracy."""


def record_blocks(rows: Rows, closed: Rows, answers: Answers, paper: InternalPaper) -> list[Block]:
    """Charts and tables of the page; none where nothing has been judged. A chart says what its answer says."""
    tables = {table.code: table for table in record_tables(rows, closed, paper)}
    return [
        explained(block, tables[block["code"]], SOURCES.get(block["code"], "forecast.accuracy"), paper)
        if block["kind"] == "table" else block
        for block in page_blocks(list(_blocks(rows, closed, dict(answers), paper)), count(1))
    ]  # fmt: skip


def record_tables(rows: Rows, closed: Rows, paper: InternalPaper) -> list[Table]:
    """The figures of the page: of days looked back on, of forecasts made then, and of budgets of closed years."""
    found = [_table(rows, level, paper) for level in (COST, PLACES)] if look_backs(rows, YEAR) else []
    then = made_then(rows)
    return [*found, *([_then_table(then, paper)] if then else []), *closed_tables(closed, paper.style)]


def _by_day(rows: Rows, horizon: str, level: str, paper: InternalPaper) -> dict[CutOff, list[LookBack]]:
    return by_cut_off(look_backs(rows, horizon, level), paper.as_of)


def _blocks(rows: Rows, closed: Rows, said: Mapping[str, list[str]], paper: InternalPaper) -> Iterator[Block]:
    language, days = paper.style.language, _by_day(rows, YEAR, COST, paper)
    if days:
        in_order = [back for found in days.values() for back in found]
        svg = method_chart(days, _methods(in_order), language)
        yield chart_block(word("record_methods_title", language), svg, displayable(" ".join(said["how_near"])))
        svg = look_back_chart(in_order, language)
        yield chart_block(word("record_days_title", language), svg, displayable(" ".join(said["interval_held"])))
    notes = Notes()
    for table in record_tables(rows, closed, paper):
        yield table_block(table, paper, notes) | {"code": table.code}


def _methods(found: Sequence[LookBack]) -> list[str]:
    """The methods a committee knows, ours first."""
    there = {method for back in found for method in back.errors} & PRINTED_METHODS
    return sorted(there, key=lambda method: place("method", method))


def _table(rows: Rows, level: str, paper: InternalPaper) -> Table:
    language = paper.style.language
    columns = [
        Column("horizon", text("column", "horizon", language), "text"),
        Column("cut_off", word("record_cut_off", language), "text"),
        Column("method", text("column", "method", language), "text"),
        Column("origins", text("column", "origins", language), "count"),
        Column("mean", text("column", "wape", language), "share"),
        Column("largest", word("record_largest", language), "share"),
        Column("announced", word("record_announced", language), "share"),
        Column("held_80", word("record_held", language, share=80), "share"),
        Column("held_95", word("record_held", language, share=95), "share"),
    ]
    if level != COST:
        columns = [column for column in columns if column.key != "announced"]
    lines = [Row(key, _told(values, level)) for key, values in _lines(rows, level, paper)]
    title = word(f"record_{level}", language)
    notes = (word("record_note", language), *((word("record_announced_note", language),) if level == COST else ()))
    return Table(f"ramte_{level}", title, text("unit", "accuracy", language), tuple(columns), tuple(lines), notes)


def _told(values: tuple[Value, ...], level: str) -> tuple[Value, ...]:
    return values if level == COST else (*values[:6], *values[7:])


def _lines(rows: Rows, level: str, paper: InternalPaper) -> Iterator[tuple[str, tuple[Value, ...]]]:
    """One line a horizon, day of the year and method: all columns of a table."""
    language = paper.style.language
    for horizon in (YEAR, NEXT_YEAR):
        for cut_off, found in _by_day(rows, horizon, level, paper).items():
            for method in _methods(found):
                own = [back for back in found if method in back.errors]
                ours = method == OURS
                yield f"{horizon} {cut_off} {method}", (
                    name("horizon", horizon, language), day_text(cut_off, language), name("method", method, language),
                    len(own), mean_error(own, method), largest_error(own, method),
                    share_of_announced(own) if ours and horizon == YEAR else None,
                    Decimal(sum(back.held_80 for back in own)) / len(own) if ours else None,
                    Decimal(sum(back.held_95 for back in own)) / len(own) if ours else None,
                )  # fmt: skip


def _then_table(then: Sequence[MadeThen], paper: InternalPaper) -> Table:
    """A line a forecast that was made then and a year that has ended since."""
    language = paper.style.language
    columns = (
        Column("as_of", word("record_as_of", language), "text"),
        Column("year", word("record_of_year", language), "text"),
        Column("cost", word("record_cost_error", language), "share"),
        Column("places", word("record_places_error", language), "share"),
        *(Column(f"kept_{share}", word("record_held", language, share=share), "text") for share in (80, 95)),
    )
    lines = [
        Row(f"{one.as_of} {one.horizon}", (
            date_text(one.as_of, language), str(one.fiscal_year), one.errors.get(COST), one.errors.get(PLACES),
            *(_yes_or_no(held, language) for held in (one.held_80, one.held_95)),
        ))
        for one in then
    ]  # fmt: skip
    title, unit = word("record_then", language), text("unit", "accuracy", language)
    return Table("ramte_dengang", title, unit, columns, tuple(lines), (word("record_then_note", language),))


def _yes_or_no(held: bool | None, language: Language) -> str | None:
    return None if held is None else word("did_hold" if held else "did_not_hold", language)
