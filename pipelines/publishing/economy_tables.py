"""The tables about money: the year against the budget, what it is made of, why it deviates, the coming years."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.municipality.paper_columns import OF_A_CAUSE
from pipelines.publishing.content import EFFECTS, NOT_PLACES, PERSON_COMPONENTS, Position, Prognosis, Style
from pipelines.publishing.follow_up import deviation_column, follow_up_parts, is_corrected_alone, share_of
from pipelines.publishing.numbers import UNITS, date_text
from pipelines.publishing.table import Column, Row, Table, Value, headed_column, price_unit
from pipelines.publishing.texts import name
from pipelines.publishing.words import without_cases

COMPONENT_ORDER = ("booked", "unbilled", "known", "decided", "pending", "expected_intake", "transport", "income",
                   "other", "one_off", "adjustment")  # fmt: skip
ALWAYS_SHOWN = frozenset({*PERSON_COMPONENTS, "expected_intake", "total"})


def grant_area_table(prognosis: Prognosis, style: Style) -> Table:
    """The year against the budget by grant area: the table of the first page, in the municipality's own columns."""
    parts = follow_up_parts(prognosis, style)
    columns = [headed_column("grant_area", "text", style), *(column for column, _ in parts)]
    rows = [
        Row(line.key, (name("grant_area", line.code, style.language), *(value(line) for _, value in parts)),
            is_total=line is prognosis.total)
        for line in (*prognosis.grant_areas, prognosis.total)
    ]  # fmt: skip
    notes = [
        sign_note(style),
        *([_note("interval", style)] if _has_interval(columns) else []),
        *_change_note(columns, prognosis, style),
        _note("corrected" if is_corrected_alone(prognosis, style) else "budget", style),
    ]
    if set(OF_A_CAUSE) & set(style.columns):
        notes.append(style.text("note", "of_which", cause=style.special_cause))
    return _table("bevillingsomraader", _money_unit(prognosis, style), columns, rows, notes, prognosis, style)


def offer_type_table(prognosis: Prognosis, style: Style) -> Table:
    """The year against the budget by offer type, with places and unit price."""
    columns = [
        headed_column("offer_type", "text", style),
        headed_column("places", "places", style),
        _price_column(style),
        *_follow_up_columns(style, prognosis),
    ]
    rows = [
        Row(line.key, (name("offer_type", line.code, style.language), *_places_and_price(line),
             *_follow_up(line, style, prognosis)), is_total=line is prognosis.total)
        for line in (*prognosis.offer_types, prognosis.total)
    ]  # fmt: skip
    unit = style.text("unit", "money_and_places", unit=_unit(style), year=prognosis.fiscal_year)
    notes = [*_change_note(columns, prognosis, style), _note("places", style),
             *line_notes(prognosis, style, with_interval=_has_interval(columns))]  # fmt: skip
    if not all(line.has_budget for line in prognosis.offer_types):
        notes.append(_note("no_budget", style))
    return _table("tilbudstyper", unit, columns, rows, notes, prognosis, style)


def _has_interval(columns: Sequence[Column]) -> bool:
    return any(column.kind in ("low", "high") for column in columns)


def line_notes(
    prognosis: Prognosis, style: Style, *, with_money: bool = True, with_interval: bool = False
) -> list[str]:
    """What a reader must know about the lines by offer type: of places and, if they stand there, money and interval."""
    notes = [style.text("note", "outside_total")]
    if with_interval and any(line.is_merged for line in prognosis.offer_types):
        notes.append(style.text("note", "merged_categories"))
    if with_money and any(line.code == NOT_PLACES for line in prognosis.offer_types):
        notes.append(style.text("note", "not_split"))
    return notes


def budget_table(prognosis: Prognosis, style: Style, *, with_carry_over: bool) -> Table:
    """The budget's parts and the spend so far, by grant area; for the accounts also what is carried over."""
    columns = [
        headed_column("grant_area", "text", style),
        *(headed_column(key, "amount", style, is_summed=True) for key in ("adopted", "corrected", "budget", "spend")),
        headed_column("spend_share", "share", style, formula="{spend}/{budget}"),
    ]
    carried = ("ordinary", "carry_over") if with_carry_over else ()
    columns += [headed_column(key, "amount", style, is_summed=True) for key in carried]
    rows = [
        Row(line.key,
            (name("grant_area", line.code, style.language), line.adopted_kr, line.corrected_kr, line.budget_kr,
             line.spend_to_date_kr, share_of(line.spend_to_date_kr, line.budget_kr),
             *_carried(line, style, with_carry_over=with_carry_over)), is_total=line is prognosis.total)
        for line in (*prognosis.grant_areas, prognosis.total)
    ]  # fmt: skip
    notes = [_note("budget", style), style.text("note", "supplementary", year=prognosis.fiscal_year),
             *([sign_note(style), _note("carry_over", style)] if with_carry_over else [])]  # fmt: skip
    return _table("budget", _money_unit(prognosis, style), columns, rows, notes, prognosis, style)


def effect_table(prognosis: Prognosis, style: Style) -> Table:
    """Why the year deviates: causes that add up to the deviation; a cause of nothing has no row."""
    columns = [headed_column("effect", "text", style), headed_column("effect_share", "amount", style, is_summed=True)]
    rows = [
        Row(effect, (name("effect", effect, style.language), style.signed(prognosis.total.effects_kr[effect])))
        for effect in EFFECTS
        if prognosis.total.effects_kr[effect]
    ]
    deviation = style.signed(prognosis.total.deviation_kr)
    total = Row("total", (name("effect", "total", style.language), deviation), is_total=True)
    notes = [sign_note(style), _note("effects", style), _note("effects_nothing", style)]
    return _table("aarsager", _money_unit(prognosis, style), columns, [*rows, total], notes, prognosis, style)


def component_table(prognosis: Prognosis, style: Style) -> Table:
    """What the expected accounts are made of; expected newcomers have a line of their own."""
    columns = [
        headed_column("component", "text", style),
        headed_column("expected", "amount", style, is_summed=True),
        headed_column("low", "low", style),
        headed_column("high", "high", style),
    ]
    found = sorted(prognosis.components, key=lambda part: _component_order(part.code))
    rows = [
        Row(part.code, (_component_name(part.code, style), part.amount.mean_kr, part.amount.p10_kr,
                        part.amount.p90_kr),
            is_total=part.code == "total")
        for part in found
        if part.amount.mean_kr or part.code in (PERSON_COMPONENTS if style.is_accounts else ALWAYS_SHOWN)
    ]  # fmt: skip
    has_newcomers = any(part.code == "expected_intake" and part.amount.mean_kr for part in found)
    notes = [_note(f"intake{without_cases(prognosis)}", style)] if has_newcomers else []
    return _table("bestanddele", _money_unit(prognosis, style), columns, rows, notes, prognosis, style)


def coming_years_table(prognosis: Prognosis, style: Style) -> Table:
    """The year and the coming ones, with the budget where there is one."""
    columns = [
        headed_column("year", "year", style),
        headed_column("places", "places", style),
        _price_column(style),
        headed_column("budget", "amount", style, words="column.budget_by_year"),
        headed_column("expected", "amount", style, words="column.expected_by_year"),
        headed_column("low", "low", style),
        headed_column("high", "high", style),
    ]
    rows = [
        Row(str(year.fiscal_year),
            (year.fiscal_year, year.full_year_places, year.unit_price_kr, year.budget_kr, year.expected.mean_kr,
             year.expected.p10_kr, year.expected.p90_kr))
        for year in prognosis.years
    ]  # fmt: skip
    unit = style.text("unit", "money_places_own_years", unit=_unit(style))
    return _table("kommende_aar", unit, columns, rows, [_note("coming_years", style)], prognosis, style)


def _follow_up_columns(style: Style, prognosis: Prognosis) -> list[Column]:
    columns = [
        headed_column("budget", "amount", style, is_summed=True),
        headed_column("expected", "amount", style, is_summed=True),
        headed_column("low", "low", style),
        headed_column("high", "high", style),
        deviation_column(style),
    ]
    if prognosis.total.change_kr is not None:
        columns.append(headed_column("change", "amount", style, is_summed=True))
    return columns


def _follow_up(line: Position, style: Style, prognosis: Prognosis) -> tuple[Value, ...]:
    values = (
        line.budget_kr if line.has_budget else None,
        line.expected.mean_kr,
        line.expected.p10_kr,
        line.expected.p90_kr,
        style.signed(line.deviation_kr) if line.has_budget else None,
    )
    return (*values, line.change_kr) if prognosis.total.change_kr is not None else values


def _places_and_price(line: Position) -> tuple[Value, Value]:
    if line.code == NOT_PLACES or line.activity is None:
        return None, None
    return line.activity.this_year, line.activity.unit_price_kr


def _carried(line: Position, style: Style, *, with_carry_over: bool) -> tuple[Value, ...]:
    if not with_carry_over:
        return ()
    return style.signed(line.ordinary_operation_kr), style.signed(line.carry_over_kr)


def _component_name(code: str, style: Style) -> str:
    """In the words of the edition; a part that has none is named by its code."""
    return style.text("component", code) if code in (*COMPONENT_ORDER, "total") else code


def _component_order(code: str) -> tuple[bool, int]:
    return code == "total", COMPONENT_ORDER.index(code) if code in COMPONENT_ORDER else len(COMPONENT_ORDER)


def _price_column(style: Style) -> Column:
    header = style.text("column", "price")
    unit = price_unit(style.unit)
    return Column("price", header if unit == style.unit else f"{header} ({UNITS[unit].title[style.language]})", "price")


def _table(
    code: str,
    unit: str,
    columns: Sequence[Column],
    rows: Sequence[Row],
    notes: Sequence[str],
    prognosis: Prognosis,
    style: Style,
) -> Table:
    title = style.text("table", code, year=prognosis.fiscal_year)
    return Table(code, title, unit, tuple(columns), tuple(rows), (*notes, style.text("note", "rounding")))


def _unit(style: Style) -> str:
    return UNITS[style.unit].title[style.language]


def _money_unit(prognosis: Prognosis, style: Style) -> str:
    return style.text("unit", "money", unit=_unit(style), year=prognosis.fiscal_year)


def _note(code: str, style: Style) -> str:
    return style.text("note", code)


def sign_note(style: Style, *, in_short: bool = False) -> str:
    """Which sign is which."""
    code = "sign_minus" if style.sign == "budget_minus_forventet" else "sign_plus"
    return _note(f"{code}_short" if in_short else code, style)


def _change_note(columns: Sequence[Column], prognosis: Prognosis, style: Style) -> list[str]:
    """What the change is since, where it stands; that there is nothing to compare with where it would have stood."""
    if prognosis.previous_as_of is None:
        return [style.text("note", "no_previous")]
    if all(column.key != "change" for column in columns):
        return []
    return [style.text("note", "change", date=date_text(prognosis.previous_as_of, style.language))]
