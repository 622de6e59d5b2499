"""The tables of an area's pack, exact and nothing hidden yet. Few columns, the municipality beside the area's own.

Not here: what is hidden (`hiding`), the sentences (`words`), the school's own tables (`school_tables`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from pipelines.publishing.content import ALL, Style
from pipelines.publishing.numbers import MONTHS, UNITS, date_text, month_text, rounded
from pipelines.publishing.packs.content import Month, Ratio
from pipelines.publishing.packs.figure_keys import OVER_TEN, REVIEWS, years_before
from pipelines.publishing.packs.month_file import area_key, first_of_month
from pipelines.publishing.table import Column, ColumnKind, Row, Table, Value, headed_column
from pipelines.publishing.texts import name, text

MONEY = "oekonomi"
DAYS_ABSENT = ("sygefravaer", "lovligt_fravaer", "ulovligt_fravaer")
ABSENCE = ("fravaer_i_alt", *DAYS_ABSENT, OVER_TEN)
WELL_BEING = ("trivsel_social", "trivsel_faglig", "trivsel_stoette_inspiration", "trivsel_ro_orden", "trivsel_generel")
NOTHING = Ratio(Decimal(0))
SIGNS = ("ppr_sager", "skolevaegring", "bekymring_dagtilbud", "karakter_2_eller_derunder_9kl", REVIEWS)


def area_tables(month: Month, area: str, money_types: Sequence[str], style: Style) -> Iterator[Table]:
    """Every table that the deliveries have figures for."""
    yield children_table(month, area, style)
    yield trend_table(month, area, style)
    if len(month.areas[area]) > 1:
        yield district_table(month, area, style)
    if any(place == area for place, _ in month.expected_places):
        yield expectation_table(month, area, style)
    if money_types:
        yield money_table(month, area, money_types, style)
    if month.signs:
        yield sign_table(month, area, style)
    if any(place == area for _, place in month.waits):
        yield wait_table(month, area, style)
    if any(when == month.period and place == area_key(area) for _, when, place in month.absence):
        yield absence_table(month, area_key(area), ABSENCE, style)
    if any(place == area_key(area) for _, _, place in month.well_being):
        yield well_being_table(month, area_key(area), style)


def children_table(month: Month, area: str, style: Style) -> Table:
    """Children by line on the last day of the month and of the same month last year."""
    columns = [
        Column("offer_type", text("column", "offer_type", style.language), "text"),
        *year_columns("children", month, style),
        pack_column("children_change", "count", style, formula="{children_this}-{children_last}"),
        pack_column("children_all", "count", style, month=month_text(month.period, style.language), is_summed=True),
    ]
    rows = [
        _children_row(month, area, line.key, line.counted, name("offer_type", line.name, style.language))
        for line in month.lines
    ]
    total = _children_row(month, area, ALL, month.types_in_total, text("pack", "total", style.language), is_total=True)
    notes = [text("pack_note", code, style.language) for code in ("children", "outside_total")]
    if all(line.is_in_total for line in month.lines):
        del notes[1]
    day = date_text(first_of_month(month.period, 1) - timedelta(days=1), style.language)
    return pack_table("boern", columns, [*rows, total], style, notes, day=day)


def district_table(month: Month, area: str, style: Style) -> Table:
    """The area's children by the district they live in."""
    columns = [
        pack_column("district", "text", style),
        *year_columns("children", month, style),
        pack_column("children_change", "count", style, formula="{children_this}-{children_last}"),
    ]
    rows = []
    for district in month.areas[area]:
        this, last = (month.in_district(when, district) for when in (month.period, month.last_year))
        rows.append(Row(district, (_district_name(district, style), *compared(month, this.children, last.children))))
    total = _children_row(month, area, ALL, month.types_in_total, text("pack", "total", style.language), is_total=True)
    rows.append(Row(ALL, total.values[:-1], is_total=True))
    return pack_table("distrikter", columns, rows, style)


def trend_table(month: Month, area: str, style: Style) -> Table:
    """The area's children month by month; the chart is drawn from it."""
    columns = [pack_column("month", "month", style), pack_column("children", "count", style)]
    rows = [
        Row(when.isoformat(), (when, month.in_area(when, area, month.types_in_total).children)) for when in month.trend
    ]
    return pack_table("maaneder", columns, rows, style)


def expectation_table(month: Month, area: str, style: Style) -> Table:
    """Places in use against the expectation figures, for the offer types where the area has its own."""
    columns = [
        Column("offer_type", text("column", "offer_type", style.language), "text"),
        pack_column("expected", "places", style),
        pack_column("places", "places", style, month=month_text(month.period, style.language)),
        pack_column("places_difference", "places", style, formula="{places}-{expected}"),
    ]
    rows = []
    for line in month.lines:
        for code in line.counted:
            expected = month.expected_places.get((area, code))
            if expected is not None:
                places = rounded(month.in_area(month.period, area, (code,)).places, 1)
                expected = rounded(expected, 1)
                rows.append(Row(code, (name("offer_type", code, style.language), expected, places, places - expected)))
    source = "agreed" if month.frozen_at else "adopted"
    notes = [text("pack_note", f"expectation_{source}", style.language,
                  date=date_text(month.frozen_at or month.period, style.language))]  # fmt: skip
    if len(rows) < sum(len(line.counted) for line in month.lines):
        notes.append(text("pack_note", "not_expected", style.language))
    return pack_table("forventning", columns, rows, style, notes, month=month_text(month.period, style.language))


def money_table(month: Month, area: str, types: Sequence[str], style: Style) -> Table:
    """The area's spend so far against its share of the budget, for the offer types it may be told of."""
    columns = [
        pack_column("budgeted", "text", style),
        pack_column("budget_share", "amount", style),
        pack_column("committed_kr", "amount", style),
        pack_column("spend_share", "share", style),
        pack_column("year_share", "share", style),
        pack_column("booked", "amount", style),
    ]
    first, *others = (month.money[area, code] for code in types)
    money = sum(others, first)
    after = first_of_month(month.period, 1)
    gone = Decimal((after - date(month.period.year, 1, 1)).days) / _days_of_year(month.period.year)
    names = ", ".join(name("offer_type", code, style.language) for code in types)
    share = money.committed_kr / money.budget_kr
    values = (names, money.budget_kr, money.committed_kr, share, gone, money.booked_kr)
    unit = text("unit", "money", style.language, unit=UNITS[style.unit].title[style.language], year=month.period.year)
    notes = [text("pack_note", "money", style.language)]
    table = pack_table(MONEY, columns, [Row("+".join(types), values)], style, notes,
                   months=months_so_far(month.period, style), year=month.period.year)  # fmt: skip
    return Table(table.code, table.title, unit, table.columns, table.rows, table.notes)


def sign_table(month: Month, area: str, style: Style) -> Table:
    """What has been counted at the newest census: cases at the school psychologist, refusal of school, concern."""
    columns = [
        pack_column("sign", "text", style),
        pack_column("census_last", "day", style),
        pack_column("census_this", "day", style),
        *(pack_column(f"sign_{scope}", "count", style) for scope in ("last", "this", "all")),
    ]
    rows = []
    for code in SIGNS:
        days = sorted({day for indicator, day, _ in month.signs if indicator == code}, reverse=True)
        if days:
            where = ((days[1], area) if days[1:] else None, (days[0], area), (days[0], ALL))
            counts = (None if each is None else int(month.signs.get((code, *each), NOTHING).part) for each in where)
            before = days[1] if days[1:] else None
            key = " ".join((code, *(day.isoformat() for day in days)))
            rows.append(Row(key, (text("sign", code, style.language), before, days[0], *counts)))
    notes = ["signs", *(["reviews"] if any(row.key.startswith(REVIEWS) for row in rows) else [])]
    return pack_table("tegn", columns, rows, style, [text("pack_note", note, style.language) for note in notes])


def wait_table(month: Month, area: str, style: Style) -> Table:
    """Days that the open cases at the school psychologist have waited on average, at the newest census and before."""
    days = sorted({day for day, place in month.waits if place == area}, reverse=True)
    where = ((days[1], area) if days[1:] else None, (days[0], area), (days[0], ALL))
    found = [None if each is None else month.waits.get(each, NOTHING).share for each in where]
    columns = [
        pack_column("sign", "text", style),
        pack_column("census_last", "day", style),
        pack_column("census_this", "day", style),
        *(pack_column(f"wait_{scope}", "count", style) for scope in ("last", "this", "all")),
    ]
    before = days[1] if days[1:] else None
    means = (None if share is None else int(rounded(share, 0)) for share in found)
    row = Row(days[0].isoformat(), (text("sign", "ppr_ventetid_dage", style.language), before, days[0], *means))
    return pack_table("ventetid", columns, [row], style)


def absence_table(month: Month, place: str, codes: Sequence[str], style: Style) -> Table:
    """Absence as per cent of the pupils' school days, and the share of pupils who are away often."""
    columns = [
        pack_column("absence", "text", style),
        *(pack_column(f"absence_{scope}", "share", style, month=month_text(when, style.language))
          for scope, when in (("last", month.last_year), ("this", month.period), ("all", month.period))),
    ]  # fmt: skip
    rows = []
    for code in codes:
        where = ((month.last_year, place), (month.period, place), (month.period, ALL))
        shares = [absence_share(month, code, *each) for each in where]
        if shares[1] is not None:
            rows.append(Row(code, (text("sign", code, style.language), *shares)))
    notes = [text("pack_note", "all_pupils", style.language)]
    return pack_table("fravaer", columns, rows, style, notes, month=month_text(month.period, style.language))


def absence_share(month: Month, code: str, when: date, place: str) -> Decimal | None:
    """A share of pupil-days or pupils; absence in all is the sum of its kinds."""
    codes = DAYS_ABSENT if code == "fravaer_i_alt" else (code,)
    found = [ratio for code in codes if (ratio := month.absence.get((code, when, place)))]
    if len(found) < len(codes) or found[0].share is None:
        return None
    return Ratio(sum((ratio.part for ratio in found), Decimal(0)), found[0].whole).share


def well_being_table(month: Month, place: str, style: Style) -> Table:
    """The average answer of the two newest surveys, and of the municipality's."""
    days = sorted({day for _, day, where in month.well_being if where == place}, reverse=True)
    this, last = days[0], days[1] if len(days) > 1 else None
    columns = [
        pack_column("well_being", "text", style),
        pack_column("well_being_last", "places", style, year=(last or years_before(this, 1)).year),
        pack_column("well_being_this", "places", style, year=this.year),
        pack_column("well_being_all", "places", style, year=this.year),
    ]
    rows = []
    for code in WELL_BEING:
        scores = [_score(month, code, *where) for where in ((last, place), (this, place), (this, ALL))]
        if scores[1] is not None:
            rows.append(Row(code, (text("sign", code, style.language), *scores)))
    return pack_table("trivsel", columns, rows, style, [text("pack_note", "all_pupils", style.language)])


def months_so_far(period: date, style: Style) -> str:
    """`januar` or `januar–april`."""
    names = MONTHS[style.language]
    return names[0] if period.month == 1 else f"{names[0]}\N{EN DASH}{names[period.month - 1]}"


def _score(month: Month, code: str, day: date | None, place: str) -> Decimal | None:
    ratio = None if day is None else month.well_being.get((code, day, place))
    return None if ratio is None or ratio.share is None else rounded(ratio.share, 1)


def _children_row(
    month: Month, area: str, key: str, types: Sequence[str], label: str, *, is_total: bool = False
) -> Row:
    this, last = (month.in_area(when, area, types) for when in (month.period, month.last_year))
    everyone = month.in_municipality(month.period, types).children
    return Row(key, (label, *compared(month, this.children, last.children), everyone), is_total)


def compared(month: Month, this: int, last: int) -> tuple[Value, ...]:
    """Last year, this year and the change; no last year where the file does not reach so far back."""
    if not month.has_last_year:
        return None, this, None
    return last, this, this - last


def year_columns(what: str, month: Month, style: Style) -> list[Column]:
    """The same month last year and this."""
    return [
        pack_column(f"{what}_{scope}", "count", style, month=month_text(when, style.language), is_summed=True)
        for scope, when in (("last", month.last_year), ("this", month.period))
    ]


def _district_name(district: str, style: Style) -> str:
    return style.names.get(district) or text("pack", "district", style.language, district=district)


def _days_of_year(year: int) -> int:
    return (date(year + 1, 1, 1) - date(year, 1, 1)).days


def pack_column(
    key: str, kind: ColumnKind, style: Style, formula: str = "", *, is_summed: bool = False, **values: object
) -> Column:
    """A column with its header in the words of the packs."""
    return headed_column(key, kind, style, formula, is_summed=is_summed, words=f"pack_column.{key}", **values)


def pack_table(
    code: str, columns: Sequence[Column], rows: Sequence[Row], style: Style, notes: Sequence[str] = (), **values: object
) -> Table:
    """A table with its title and unit in the reader's language."""
    title = text("pack_table", code, style.language, **values)
    return Table(code, title, text("pack_unit", code, style.language), tuple(columns), tuple(rows), tuple(notes))
