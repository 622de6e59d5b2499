"""The annex on expectation figures: by offer type against the forecast, and how they tie to it to the krone.

Not here: the areas' own lines (`area_tables`).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from pipelines.publishing.content import NOT_PLACES, Position, Prognosis, Style
from pipelines.publishing.economy_tables import line_notes
from pipelines.publishing.expected import Expectation, Expectations
from pipelines.publishing.follow_up import deviation_header
from pipelines.publishing.numbers import NO_BREAK, UNITS, amount_text, date_text
from pipelines.publishing.table import Column, Row, Table, headed_column
from pipelines.publishing.texts import name
from pipelines.publishing.words import amount_of, direction_of

RESERVE = "RESERVE"
DEVIATION = {"budget_minus_forventet": "{agreed}-{expected}", "forventet_minus_budget": "{expected}-{agreed}"}


def expectation_table(prognosis: Prognosis, style: Style) -> Table | None:
    """What the areas expect of each line, the reserve, and what the forecast says; None without any figures."""
    expectations = prognosis.expectations
    if expectations is None:
        return None
    columns = [
        headed_column("offer_type", "text", style),
        headed_column("expected_places", "places", style),
        headed_column("places", "places", style, words="column.places_forecast"),
        headed_column("agreed", "amount", style, is_summed=True),
        headed_column("expected", "amount", style, is_summed=True),
        Column("deviation", deviation_header(style), "amount", DEVIATION[style.sign], is_summed=True),
    ]
    lines = [_line(line, expectations.of(line.members or (line.code,), line.counted), style)
             for line in prognosis.offer_types]  # fmt: skip
    reserve, nothing = expectations.reserve_kr, Decimal(0)
    label = style.text("expectation", "reserve")
    whole = Expectation(expectations.places, expectations.corrected_kr)
    rows = [
        *lines,
        Row(RESERVE, (label, None, None, reserve, nothing, style.signed(reserve))),
        _line(prognosis.total, whole, style, is_total=True),
    ]
    notes = [style.text("note", code) for code in ("expectation", "places")]
    return _table("forventningstal", "money_and_places", columns, rows,
                  [*notes, *line_notes(prognosis, style)], prognosis, style)  # fmt: skip


def tie_table(prognosis: Prognosis, style: Style) -> Table | None:
    """From the areas' figures to the deviation of the prognosis, step by step; None without any figures."""
    expectations = prognosis.expectations
    if expectations is None:
        return None
    budget = expectations.corrected_kr + expectations.not_decided_kr
    expected = prognosis.total.expected.mean_kr
    steps = {
        "areas": expectations.areas_kr,
        "reserve": expectations.reserve_kr,
        "corrected": expectations.corrected_kr,
        "reserved": expectations.reserved_kr,
        "not_decided": expectations.not_decided_kr - expectations.reserved_kr,
        "budget": budget,
        "forecast": expected,
        "deviation": style.signed(budget - expected),
    }
    columns = [headed_column("step", "text", style), headed_column("amount", "amount", style)]
    rows = [Row(code, (style.text("expectation", code), amount), is_total=code == "deviation")
            for code, amount in steps.items()]  # fmt: skip
    notes = [style.text("note", "tie")]
    return _table("sammenhaeng", "money", columns, rows, notes, prognosis, style)


def expectation_sentences(prognosis: Prognosis, style: Style) -> Iterator[str]:
    """What the annex says: the forecast against the figures, who has agreed on them, and where an area's own are."""
    expectations = prognosis.expectations
    if expectations is None:
        return
    deviation = expectations.corrected_kr - prognosis.total.expected.mean_kr
    yield style.text("expectation", direction_of(deviation, style), amount=amount_of(deviation, style),
                     budget=amount_of(expectations.corrected_kr, style))  # fmt: skip
    yield _agreed(expectations, prognosis.fiscal_year, style)
    yield from _reserve(expectations, style)
    if expectations.by_area is None:
        yield style.text("expectation", "no_areas")


def _agreed(expectations: Expectations, year: int, style: Style) -> str:
    day = date_text(expectations.frozen_at, style.language)
    if expectations.version is None:
        return style.text("expectation", "adopted", year=year, date=day)
    return style.text("expectation", "frozen", year=year, date=day, by=expectations.frozen_by,
                version=expectations.version)  # fmt: skip


def _reserve(expectations: Expectations, style: Style) -> Iterator[str]:
    """What the reserve is: budget on no offer type, and what the types' budget is beyond the areas' figures."""
    way = direction_of(expectations.reserve_kr, style)
    if way == "even":
        return
    of_types = expectations.reserve_kr - expectations.unsplit_kr
    net = amount_text(expectations.unsplit_kr, style.unit, style.language)
    unsplit = f"{net}{NO_BREAK}{UNITS[style.unit].word[style.language]}"
    said = style.text("expectation", "reserve_less" if way == "over" else "reserve_more",
                      amount=amount_of(expectations.reserve_kr, style))  # fmt: skip
    parts = style.text("expectation", "reserve_lower" if of_types < 0 else "reserve_higher",
                       types=amount_of(of_types, style), unsplit=unsplit)  # fmt: skip
    yield f"{said} {parts}"


def _line(line: Position, expectation: Expectation, style: Style, *, is_total: bool = False) -> Row:
    places = None if line.code == NOT_PLACES or line.activity is None else line.activity.this_year
    deviation = style.signed(expectation.areas_kr - line.expected.mean_kr)
    label = style.text("expectation", "total") if is_total else name("offer_type", line.code, style.language)
    values = (label, expectation.places, places, expectation.areas_kr, line.expected.mean_kr, deviation)
    return Row(line.key, values, is_total)


def _table(
    code: str, unit: str, columns: list[Column], rows: list[Row], notes: list[str], prognosis: Prognosis, style: Style
) -> Table:
    language, year = style.language, prognosis.fiscal_year
    shown_unit = style.text("unit", unit, unit=UNITS[style.unit].title[language], year=year)
    title = style.text("table", code, year=year)
    return Table(code, title, shown_unit, tuple(columns), tuple(rows), (*notes, style.text("note", "rounding")))
