"""The sentences of a pack, from figures that its tables show and from nothing else.

They are made of the printed tables, in which hidden figures are marks already, so no sentence can tell of one. Not
here: the words themselves (`texts.yml`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from pipelines.privacy.disclosure import MARKER
from pipelines.publishing.content import ALL, Style
from pipelines.publishing.numbers import amount_in_words, month_text, number_text, share_text
from pipelines.publishing.packs.charts import shown_places
from pipelines.publishing.packs.content import Month
from pipelines.publishing.packs.figure_keys import OVER_TEN
from pipelines.publishing.packs.tables import months_so_far
from pipelines.publishing.table import Row, Table
from pipelines.publishing.texts import line_in_sentence, text

Tables = Mapping[str, Table]


def headline(tables: Tables, name: str, month: Month, style: Style) -> str:
    """How many children, and how that differs from a year ago."""
    row = _row(tables["boern"], ALL)
    this, change = (_figure(tables["boern"], row, key) for key in ("children_this", "children_change"))
    values = {"name": name, "this": _count(this, style), "month": month_text(month.period, style.language)}
    if change is None:
        return text("pack_sentence", "headline_now", style.language, **values)
    code = "more" if change > 0 else "fewer" if change < 0 else "same"
    return text("pack_sentence", f"headline_{code}", style.language, change=_count(abs(change), style), **values)


def findings(tables: Tables, month: Month, style: Style) -> list[str]:
    """Up to five sentences a leader can repeat."""
    found = (
        *_line_sentence(tables, month, style),
        *expected_sentence(tables, style),
        *_money_sentence(tables, month, style),
        *absence_sentence(tables, month, style),
    )
    return list(found)


def unit_sentences(tables: Tables, name: str, month: Month, style: Style) -> list[str]:
    """A school's or a cluster's: absence, the children in its own offers, pupils away often, well-being."""
    found = [
        *absence_sentence(tables, month, style, name),
        *_offer_sentences(tables, name, month, style),
        *_often_absent_sentence(tables, style),
        *_well_being_sentence(tables, style),
    ]
    return [
        *(found or [text("pack_sentence", "unit_nothing", style.language, name=name)]),
        *_place_sentences(tables, style),
    ]


def absence_sentence(tables: Tables, month: Month, style: Style, name: str = "") -> Iterator[str]:
    """Absence in all, in an area's schools or at a named one, against last year and the municipality."""
    table = tables.get("fravaer")
    row = _row(table, "fravaer_i_alt") if table else None
    if table is None or row is None:
        return
    shares = {key: _figure(table, row, f"absence_{key}") for key in ("this", "last", "all")}
    said = {key: share_text(share, 1, style.language) for key, share in shares.items() if share is not None}
    if {"this", "all"} <= said.keys():
        code = "absence_both" if "last" in said else "absence"
        values = {"month": month_text(month.period, style.language), **({"name": name} if name else {})}
        yield text("pack_sentence", f"school_{code}" if name else code, style.language, **values, **said)


def chart_sentence(table: Table, style: Style) -> str:
    """What the chart shows, in words."""
    shown = [(row, value) for row in table.rows if (value := _figure(table, row, "children")) is not None]
    (first, first_count), (last, last_count) = shown[0], shown[-1]
    most, most_count = max(shown, key=lambda pair: pair[1])
    return text(
        "pack_sentence", "chart", style.language, first=_count(first_count, style), last=_count(last_count, style),
        most=_count(most_count, style), first_month=_month(first, style), last_month=_month(last, style),
        most_month=_month(most, style),
    )  # fmt: skip


def absence_chart_sentence(table: Table, style: Style) -> str:
    """What the chart of a school's absence shows, in words."""
    first, last = table.rows[0], table.rows[-1]
    figures = (_figure(table, row, key) for row, key in
               ((first, "absence_here"), (last, "absence_here"), (last, "absence_everywhere")))  # fmt: skip
    said = ["" if share is None else share_text(share, 1, style.language) for share in figures]
    return text("pack_sentence", "absence_chart", style.language, first=said[0], last=said[1], all=said[2],
                first_month=_month(first, style), last_month=_month(last, style))  # fmt: skip


def places_chart_sentence(table: Table, style: Style) -> str:
    """What the chart of a unit's children and places shows, in words."""
    bars = "; ".join(f"{offer}, {what}: {_count(figure, style)}" for offer, what, figure in shown_places(table))
    return text("pack_sentence", "places_chart", style.language, bars=bars)


def _offer_sentences(tables: Tables, name: str, month: Month, style: Style) -> Iterator[str]:
    table = tables.get("tilbud")
    for row in table.rows if table else ():
        figures = {key: _figure(tables["tilbud"], row, f"children_{key}") for key in ("this", "last")}
        said = {key: _count(value, style) for key, value in figures.items() if value is not None}
        if "this" in said:
            code = "unit_children_both" if "last" in said else "unit_children"
            values = {"offer": text("in_offer", row.key, style.language), **said}
            yield text("pack_sentence", code, style.language, name=name,
                       month=month_text(month.period, style.language), **values)  # fmt: skip


def _place_sentences(tables: Tables, style: Style) -> Iterator[str]:
    table = tables.get("tilbud")
    for row in table.rows if table else ():
        places = _count(_figure(tables["tilbud"], row, "capacity"), style)
        yield text("pack_sentence", "unit_places", style.language, places=places,
                   offer=text("in_offer", row.key, style.language))  # fmt: skip


def _often_absent_sentence(tables: Tables, style: Style) -> Iterator[str]:
    table = tables.get("fravaer")
    row = _row(table, OVER_TEN) if table else None
    if table and row:
        share, everyone = (_figure(table, row, f"absence_{key}") for key in ("this", "all"))
        if share is not None and everyone is not None:
            yield text("pack_sentence", "often_absent", style.language, share=share_text(share, 1, style.language),
                       all=share_text(everyone, 1, style.language))  # fmt: skip


def _well_being_sentence(tables: Tables, style: Style) -> Iterator[str]:
    table = tables.get("trivsel")
    row = _row(table, "trivsel_generel") if table else None
    if table and row:
        this, everyone = (_figure(table, row, f"well_being_{key}") for key in ("this", "all"))
        if this is not None and everyone is not None:
            year = next(column.header for column in table.columns if column.key == "well_being_this")
            said = {"this": number_text(this, 1, style.language), "all": number_text(everyone, 1, style.language)}
            yield text("pack_sentence", "well_being", style.language, year=year, **said)


def _line_sentence(tables: Tables, month: Month, style: Style) -> Iterator[str]:
    """The line of the total that has changed most; said so where some are hidden."""
    table, in_total = tables["boern"], {line.key for line in month.lines if line.is_in_total}
    lines = [row for row in table.rows if row.key in in_total]
    shown = [(row, change) for row in lines if (change := _figure(table, row, "children_change"))]
    if shown:
        row, change = max(shown, key=lambda pair: abs(pair[1]))
        is_partial = any(table.value(line, "children_change") == MARKER for line in lines)
        code = f"line_{'more' if change > 0 else 'fewer'}{'_shown' if is_partial else ''}"
        values = {key: _count(_figure(table, row, f"children_{key}"), style) for key in ("this", "last")}
        yield text(
            "pack_sentence",
            code,
            style.language,
            line=line_in_sentence(str(row.values[0]), style.language),
            change=_count(abs(change), style),
            **values,
        )


def expected_sentence(tables: Tables, style: Style) -> Iterator[str]:
    """The offer furthest from its expectation figure; said so where some are hidden."""
    table = tables.get("forventning")
    if table is None:
        return
    shown = [(row, gap) for row in table.rows if (gap := _figure(table, row, "places_difference"))]
    if shown:
        row, gap = max(shown, key=lambda pair: abs(pair[1]))
        figures = {"places": _figure(table, row, "places"), "expected": _figure(table, row, "expected"),
                   "difference": abs(gap)}  # fmt: skip
        said = {key: number_text(value, 1, style.language) for key, value in figures.items() if value is not None}
        name = line_in_sentence(str(row.values[0]), style.language)
        is_partial = any(MARKER in row.values for row in table.rows)
        code = f"expected_{'over' if gap > 0 else 'under'}{'_shown' if is_partial else ''}"
        yield text("pack_sentence", code, style.language, line=name, **said)


def _money_sentence(tables: Tables, month: Month, style: Style) -> Iterator[str]:
    table, language = tables.get("oekonomi"), style.language
    if table is None:
        return
    figures = (_figure(table, table.rows[0], key) for key in ("committed_kr", "spend_share", "year_share"))
    committed, share, gone = (Decimal(0) if value is None else value for value in figures)
    yield text("pack_sentence", "money", language, months=months_so_far(month.period, style),
               committed=amount_in_words(committed, style.unit, language), share=share_text(share, 1, language),
               gone=share_text(gone, 1, language))  # fmt: skip


def _row(table: Table, key: str) -> Row | None:
    return next((row for row in table.rows if row.key == key), None)


def _figure(table: Table, row: Row | None, key: str) -> Decimal | None:
    """A shown figure; None where there is none or it is hidden."""
    value = None if row is None else table.value(row, key)
    return Decimal(value) if isinstance(value, int | Decimal) else None


def _count(value: Decimal | None, style: Style) -> str:
    return "" if value is None else number_text(value, 0, style.language)


def _month(row: Row, style: Style) -> str:
    return month_text(date.fromisoformat(row.key), style.language)
