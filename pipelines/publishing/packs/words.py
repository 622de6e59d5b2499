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
from pipelines.publishing.packs.content import Month
from pipelines.publishing.packs.figure_keys import years_before
from pipelines.publishing.packs.tables import months_so_far, quarter_text
from pipelines.publishing.table import Row, Table
from pipelines.publishing.texts import text

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
        *_expected_sentence(tables, style),
        *_money_sentence(tables, month, style),
        *_referral_sentence(tables, style),
        *absence_sentence(tables, month, style),
    )
    return list(found)


def absence_sentence(tables: Tables, month: Month, style: Style) -> Iterator[str]:
    """Absence in all, against last year and the municipality."""
    table = tables.get("fravaer")
    row = _row(table, "fravaer_i_alt") if table else None
    if table is None or row is None:
        return
    shares = {key: _figure(table, row, f"absence_{key}") for key in ("this", "last", "all")}
    said = {key: share_text(share, 1, style.language) for key, share in shares.items() if share is not None}
    if {"this", "all"} <= said.keys():
        code = "absence_both" if "last" in said else "absence"
        yield text("pack_sentence", code, style.language, month=month_text(month.period, style.language), **said)


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
            "pack_sentence", code, style.language, line=row.values[0], change=_count(abs(change), style), **values
        )


def _expected_sentence(tables: Tables, style: Style) -> Iterator[str]:
    table = tables.get("forventning")
    if table is None:
        return
    shown = [(row, gap) for row in table.rows if (gap := _figure(table, row, "places_difference"))]
    if shown:
        row, gap = max(shown, key=lambda pair: abs(pair[1]))
        figures = {"places": _figure(table, row, "places"), "expected": _figure(table, row, "expected"),
                   "difference": abs(gap)}  # fmt: skip
        said = {key: number_text(value, 1, style.language) for key, value in figures.items() if value is not None}
        name = str(row.values[0])
        code = "expected_over" if gap > 0 else "expected_under"
        yield text("pack_sentence", code, style.language, line=name[:1].lower() + name[1:], **said)


def _money_sentence(tables: Tables, month: Month, style: Style) -> Iterator[str]:
    table, language = tables.get("oekonomi"), style.language
    if table is None:
        return
    figures = (_figure(table, table.rows[0], key) for key in ("committed_kr", "spend_share", "year_share"))
    committed, share, gone = (Decimal(0) if value is None else value for value in figures)
    yield text("pack_sentence", "money", language, months=months_so_far(month.period, style),
               committed=amount_in_words(committed, style.unit, language), share=share_text(share, 1, language),
               gone=share_text(gone, 1, language))  # fmt: skip


def _referral_sentence(tables: Tables, style: Style) -> Iterator[str]:
    table = tables.get("indstillinger")
    if table is None:
        return
    newest = date.fromisoformat(table.rows[0].key)
    counts = {row.key: _figure(table, row, "received") for row in table.rows}
    received, before = counts[newest.isoformat()], counts.get(years_before(newest, 1).isoformat())
    if received is not None:
        said = {"quarter": quarter_text(newest, style), "received": _count(received, style)}
        if before is None:
            yield text("pack_sentence", "referrals", style.language, **said)
        else:
            yield text("pack_sentence", "referrals_both", style.language, before=_count(before, style), **said)


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
