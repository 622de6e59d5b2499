"""The page "how good have we been?": a verdict, two charts and the figures by the day of the year looked from.

Not here: the figures and the sentences (`publishing.track_record`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import count
from typing import Any

from pipelines.publishing.activity_tables import PRINTED_METHODS
from pipelines.publishing.document import Notes, chart_block, table_block
from pipelines.publishing.record_chart import look_back_chart, method_chart
from pipelines.publishing.table import Column, Row, Table, Value
from pipelines.publishing.texts import displayable, name, place, text
from pipelines.publishing.track_record import (
    COST,
    NEXT_YEAR,
    OURS,
    YEAR,
    LookBack,
    by_cut_off,
    day_text,
    largest_error,
    look_backs,
    mean_error,
    record_answers,
    share_of_announced,
)
from pipelines.publishing.web_page import page_blocks
from pipelines.review.figures import explained
from pipelines.review.internal_paper import InternalPaper
from pipelines.review.words import word

Block = dict[str, Any]
Rows = Sequence[dict[str, Any]]
PLACES = "total"


def record_blocks(rows: Rows, paper: InternalPaper) -> list[Block]:
    """Charts and tables of the page; none where nothing has been looked back on."""
    tables = {table.code: table for table in record_tables(rows, paper)}
    return [
        explained(block, tables[block["code"]], "forecast.accuracy", paper) if block["kind"] == "table" else block
        for block in page_blocks(list(_blocks(rows, paper)), count(1))
    ]


def record_tables(rows: Rows, paper: InternalPaper) -> list[Table]:
    """The figures of the page; none where nothing has been looked back on."""
    return [_table(rows, level, paper) for level in (COST, PLACES)] if look_backs(rows, YEAR) else []


def _blocks(rows: Rows, paper: InternalPaper) -> Iterator[Block]:
    year = look_backs(rows, YEAR)
    if not year:
        return
    language, said = paper.style.language, dict(record_answers(rows, paper.style.language))
    svg = method_chart(year, _methods(year), language)
    yield chart_block(word("record_methods_title", language), svg, displayable(" ".join(said["how_near"])))
    svg = look_back_chart(year, language)
    yield chart_block(word("record_days_title", language), svg, displayable(" ".join(said["interval_held"])))
    notes = Notes()
    for table in record_tables(rows, paper):
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
        for cut_off, found in by_cut_off(look_backs(rows, horizon, level)).items():
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
