"""Tables of like beside like: editions of the same fiscal year and day, headings that count the same offer types.

What differs gets a table of its own, and a sentence that says so. Every figure is read from an edition as it was
printed, or worked out from such figures of one edition; what is hidden there is hidden here. Not here: which editions
(`released`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from pipelines.privacy.disclosure import MARKER
from pipelines.privacy.release import Line, Release
from pipelines.publishing.compared.released import BUDGET, FOLLOW_UPS, Released, Sealed
from pipelines.publishing.content import ALL, NOT_PLACES, Style
from pipelines.publishing.numbers import date_text
from pipelines.publishing.sealed_record import AREAS, ENDS, FORECASTS, LINES, printed_number, printed_total, sealed_of
from pipelines.publishing.table import Column, ColumnKind, Row, Table, Value, headed_column

FOLLOW_UP, PRICES, BUDGETS, RECORD = "opfoelgning", "overskrifter", "budgetter", "traefsikkerhed"
PEOPLE, PLACES, TREND = "demografi", "budgetpladser", "trend"
EVERY_CHILD = (0, 17)
THOUSAND = Decimal(1000)
Entry = tuple[Released, Sealed]


@dataclass(frozen=True)
class Comparison:
    """The tables, and what a reader must be told about what is not in them."""

    tables: tuple[Table, ...]
    said: tuple[str, ...]


def compare(released: Sequence[Released], style: Style) -> Comparison:
    """Each municipality's newest follow-up and budget edition beside the others', and how its forecasts have fared."""
    follow_ups, no_follow_up = _chosen(released, FOLLOW_UPS)
    budgets, no_budget = _chosen(released, (BUDGET,))
    tables, said = list[Table](), list[str]()
    for entries, make in ((follow_ups, _follow_up_tables), (budgets, _budget_tables)):
        groups = alike(entries)
        said += _different(groups, style)
        for number, group in enumerate(groups, 1):
            tables += make(group, number, style)
        said += [sentence for group in groups for sentence in _other_headings(group, style)]
    record = _record_table(released, style)
    silent = {name for name in _names(released) if record is None or name not in _names_in(record)}
    said += [style.text("compared", "no_follow_up", name=name) for name in no_follow_up]
    said += [style.text("compared", "no_budget", name=name) for name in no_budget]
    said += [style.text("compared", "no_people", name=of.name) for of, one in budgets if people(one.release) is None]
    said += [style.text("compared", "no_record", name=name) for name in _names(released) if name in silent]
    return Comparison((*tables, *([record] if record else [])), tuple(dict.fromkeys(said)))


def alike(entries: Sequence[Entry]) -> list[list[Entry]]:
    """Editions that may stand in one table: of one year and day, no offer type in one total and outside another's."""
    groups = list[list[Entry]]()
    for entry in entries:
        for group in groups:
            if all(_is_alike(entry[1].release, other.release) for _, other in group):
                group.append(entry)
                break
        else:
            groups.append([entry])
    return groups


def _is_alike(one: Release, other: Release) -> bool:
    same_day = (one.fiscal_year, one.as_of) == (other.fiscal_year, other.as_of)
    return same_day and not _in_total(one) & _outside(other) and not _in_total(other) & _outside(one)


def _in_total(release: Release, *, is_in: bool = True) -> set[str]:
    """The offer types whose places the total counts."""
    lines = [line for line in release.lines.values() if line.is_in_total == is_in]
    return {offer for line in lines for offer in line.counted} - {NOT_PLACES}


def _outside(release: Release) -> set[str]:
    return _in_total(release, is_in=False)


def _chosen(released: Sequence[Released], kinds: tuple[str, ...]) -> tuple[list[Entry], list[str]]:
    """The newest edition of each, and the names of those that have none."""
    found = [(one, one.newest(kinds)) for one in released]
    return [(one, sealed) for one, sealed in found if sealed], [one.name for one, sealed in found if not sealed]


def _different(groups: Sequence[Sequence[Entry]], style: Style) -> Iterator[str]:
    """That there is more than one table, and why."""
    firsts = [group[0] for group in groups]
    days = {(one.release.fiscal_year, one.release.as_of) for _, one in firsts}
    if len(days) > 1:
        told = [
            style.text("compared", "of_day", name=of.name, year=one.release.fiscal_year,
                       date=date_text(one.release.as_of, style.language))
            for group in groups for of, one in group
        ]  # fmt: skip
        yield style.text("compared", "several_days", days=", ".join(told))
    elif len(groups) > 1:
        for of, _ in firsts[1:]:
            yield style.text("compared", "other_total", name=of.name, other=firsts[0][0].name)


def _follow_up_tables(group: Sequence[Entry], number: int, style: Style) -> Iterator[Table]:
    """The whole of each municipality, and the headings that at least two have in common."""
    release = group[0][1].release
    year, day = release.fiscal_year, date_text(release.as_of, style.language)
    columns = [
        *_about(style),
        headed_column("places", "places", style),
        headed_column("price", "price", style),
        headed_column("budget", "amount", style),
        headed_column("expected", "amount", style),
        *(headed_column(end, end, style) for end in ENDS),
        headed_column("deviation_share", "share", style),
    ]
    rows = [_row(of, one, _whole(one.release)) for of, one in group]
    notes = ["deviation", "price", "no_sum"] if len(group) > 1 else ["alone", "deviation", "price"]
    title = style.text("compared", "group", number=number, year=year, date=day)
    unit = style.text("compared", "unit_follow_up", year=year)
    places = style.text("note", "outside_total")
    yield _table(f"{FOLLOW_UP}_{number}", title, unit, columns, rows, notes, style, places)
    shared = [key for key in release.lines if _with(group, key)[1:]]
    if shared:
        columns = [_own("heading", "text", style), columns[0], *columns[2:4]]
        rows = [_heading_row(key, of, one) for key in shared for of, one in _with(group, key)]
        title = style.text("compared", "headings", number=number, year=year, date=day)
        yield _table(f"{PRICES}_{number}", title, unit, columns, rows, ["headings", "price"], style)


def _whole(release: Release) -> list[Value]:
    places, price = (_cell(release, LINES, ALL, column) for column in ("places", "price"))
    budget, expected, low, high = (_money(release, column) for column in ("budget", "expected", *ENDS))
    share = of_shown(lambda planned, came: (planned - came) / planned if planned else None, budget, expected)
    return [places, price, budget, expected, low, high, share]


def _money(release: Release, column: str) -> Value:
    """A column of the whole; a municipality chooses its own columns, so the table by offer type is asked too."""
    first = _cell(release, AREAS, ALL, column)
    return _cell(release, LINES, ALL, column) if first is None else first


def _with(group: Sequence[Entry], key: str) -> list[Entry]:
    """Those that have the heading, counting the same types, none of which is in one total and outside another's."""
    lines: list[Line | None] = [one.release.lines.get(key) for _, one in group]
    return [entry for entry, line in zip(group, lines, strict=True) if line is not None and key != NOT_PLACES]


def _heading_row(key: str, of: Released, one: Sealed) -> Row:
    label = one.release.printed(LINES, key, "offer_type")
    figures = (_cell(one.release, LINES, key, column) for column in ("places", "price"))
    return Row(f"{key} {of.name}", (label, of.name, *figures))


def _other_headings(group: Sequence[Entry], style: Style) -> Iterator[str]:
    """What each has for itself, where there is anything to hold it against."""
    for of, one in group if len(group) > 1 else ():
        alone = [
            one.release.printed(LINES, key, "offer_type") or key
            for key in one.release.lines
            if key != NOT_PLACES and not _with(group, key)[1:]
        ]
        if alone:
            yield style.text("compared", "other_headings", name=of.name, headings=", ".join(alone))


def _budget_tables(group: Sequence[Entry], number: int, style: Style) -> Iterator[Table]:
    """Children, places and price of the budget year, against all children."""
    release = group[0][1].release
    year = release.fiscal_year
    columns = [
        *_about(style),
        _own("people", "count", style, year=year),
        _own("children", "places", style, year=year),
        _own("share", "share", style),
        _own("places", "places", style, year=year),
        _own("per_thousand", "places", style),
        headed_column("price", "price", style),
    ]
    rows = [_row(of, one, _of_children(one.release)) for of, one in group]
    day = date_text(release.as_of, style.language)
    notes = [*([] if len(group) > 1 else ["alone"]), "share", "price", "no_sum"]
    title = style.text("compared", "budget", number=number, year=year, date=day)
    unit = style.text("compared", "unit_follow_up", year=year)
    yield _table(f"{BUDGETS}_{number}", title, unit, columns, rows, notes, style, style.text("note", "outside_total"))


def _of_children(release: Release) -> list[Value]:
    everyone = people(release)
    children, places, price = (_cell(release, PLACES, TREND, column) for column in ("children", "year_0", "price"))
    share = of_shown(lambda part, whole: part / whole if whole else None, children, everyone)
    per_thousand = of_shown(lambda part, whole: part * THOUSAND / whole if whole else None, places, everyone)
    return [everyone, children, share, places, per_thousand, price]


def people(release: Release) -> Value:
    """All children of the budget year; None where the edition has none, or of other ages."""
    ages = [int(end) for row in release.tables.get(PEOPLE, {}) if row != ALL for end in row.split("-")]
    return _cell(release, PEOPLE, ALL, "people_now") if ages and (min(ages), max(ages)) == EVERY_CHILD else None


def _record_table(released: Sequence[Released], style: Style) -> Table | None:
    """Sealed forecasts of years whose accounts are sealed too, those of the same time of year under each other."""
    found = sorted(
        ((year, kind, of.name, row) for of in released for year, kind, row in _records(of, style)),
        key=lambda one: one[:3],
    )
    if not found:
        return None
    columns = [
        *_about(style),
        _own("day", "day", style),
        headed_column("said", "amount", style),
        *(headed_column(end, end, style) for end in ENDS),
        headed_column("came", "amount", style),
        headed_column("missed_share", "share", style),
        headed_column("was_inside", "text", style),
    ]
    title, unit = style.text("compared", "record"), style.text("compared", "unit_record")
    return _table(RECORD, title, unit, columns, [row for *_, row in found], ["record"], style)


def _records(of: Released, style: Style) -> Iterator[tuple[int, str, Row]]:
    for year in sorted({release.fiscal_year for release in of.releases}):
        sealed = sealed_of(of.releases, year)
        came = printed_total(sealed.get("regnskab"), "expected")
        for kind in FORECASTS:
            then = sealed.get(kind)
            said, low, high = (printed_total(then, column) for column in ("expected", *ENDS))
            if then is not None and came and said is not None:
                is_inside = None if low is None or high is None else low <= came <= high
                inside = None if is_inside is None else style.text("sealed", "yes" if is_inside else "no")
                figures = (said, low, high, came, (said - came) / came, inside)
                yield year, kind, Row(f"{of.name} {then.edition}", (of.name, then.edition, then.as_of, *figures))


def of_shown(work: Callable[[Decimal, Decimal], Decimal | None], one: Value, other: Value) -> Value:
    """What follows from two figures: hidden where one of them is, nothing where one is missing."""
    if MARKER in (one, other):
        return MARKER
    return work(one, other) if isinstance(one, Decimal) and isinstance(other, Decimal) else None


def _cell(release: Release, table: str, row: str, column: str) -> Value:
    printed = release.printed(table, row, column)
    return MARKER if printed == release.marker else printed_number(printed)


def _about(style: Style) -> list[Column]:
    return [_own("municipality", "text", style), _own("edition", "text", style)]


def _own(key: str, kind: ColumnKind, style: Style, year: int | None = None) -> Column:
    return Column(key, style.text("compared", key, year=year), kind)


def _row(of: Released, one: Sealed, figures: Sequence[Value]) -> Row:
    return Row(of.name, (of.name, one.release.edition, *figures))


def _table(
    code: str, title: str, unit: str, columns: Sequence[Column], rows: Sequence[Row], notes: Sequence[str],
    style: Style, *more: str,
) -> Table:  # fmt: skip
    said = [style.text("compared", f"note_{note}") for note in notes]
    hides = any(MARKER in row.values for row in rows)
    said += [style.text("compared", "note_hidden")] if hides else []
    return Table(code, title, unit, tuple(columns), tuple(rows), (*said, *more), style.text("compared", "basis"))


def _names(released: Sequence[Released]) -> list[str]:
    return [one.name for one in released]


def _names_in(table: Table) -> set[Value]:
    return {row.values[0] for row in table.rows}
