"""What sealed editions said, as they were printed: of this year by offer type, and of years that are over in all.

Everything here has left already, so nothing more is told. Not here: the forecast made again from earlier days
(`activity_tables.accuracy_table`), the register itself (`privacy.register`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from pipelines.privacy.disclosure import MARKER
from pipelines.privacy.release import Release
from pipelines.publishing.basis import with_basis
from pipelines.publishing.content import ALL, Prognosis, Style
from pipelines.publishing.follow_up import share_of
from pipelines.publishing.numbers import UNITS, date_text
from pipelines.publishing.protection import Protected
from pipelines.publishing.table import Column, ColumnKind, HiddenCell, Row, Table, Value, headed_column, hide
from pipelines.publishing.texts import name

YEAR, RECORD = "aarets_prognoser", "forseglede"
ACCOUNTS, OLD = "accounts_last", "as_of_"
FORECASTS = ("prognose1", "prognose2", "prognose3")
ENDS: tuple[ColumnKind, ColumnKind] = ("low", "high")
LINES, AREAS = "tilbudstyper", "bevillingsomraader"


def sealed_of(releases: Sequence[Release], year: int) -> dict[str, Release]:
    """The newest Danish edition of each kind of a year: what a correction replaced does not count."""
    found = {}
    for release in releases:
        kind, *rest = release.edition.rpartition("/")[2].split("-")
        if release.fiscal_year == year and len(rest) == 1:
            found[kind] = release
    return found


def year_table(
    protected: Protected, releases: Sequence[Release], index: Decimal | None, style: Style, hidden_note: str
) -> Table | None:
    """Last year's accounts, what each sealed forecast of the year said, and this one; None where this is the first.

    `index` is how much prices rise from last year to this one; without one last year stands in its own prices.
    """
    prognosis = protected.whole
    year, now = prognosis.fiscal_year, sealed_of(releases, prognosis.fiscal_year)
    before = [now[kind] for kind in FORECASTS if kind in now and now[kind].as_of < prognosis.vintage.as_of]
    accounts = sealed_of(releases, year - 1).get("regnskab")
    if not before and accounts is None:
        return None
    columns = [headed_column("offer_type", "text", style)]
    if accounts is not None:
        words = "column.accounts_last" if index is None else "column.accounts_restated"
        columns.append(headed_column(ACCOUNTS, "amount", style, words=words, last=year - 1, year=year))
    for old in before:
        day = date_text(old.as_of, style.language)
        columns.append(headed_column(f"{OLD}{old.as_of}", "amount", style, words="column.said_as_of", date=day))
    columns += [headed_column("expected", "amount", style), *(headed_column(end, end, style) for end in ENDS)]
    rows = []
    for line in (*prognosis.offer_types, prognosis.total):
        then = [] if accounts is None else [_restated(_printed(accounts, line.key), index)]
        said = [_printed(old, line.key) for old in before]
        now_kr = (line.expected.mean_kr, line.expected.p10_kr, line.expected.p90_kr)
        label = name("offer_type", line.code, style.language)
        rows.append(Row(line.key, (label, *then, *said, *now_kr), is_total=line is prognosis.total))
    unit = style.text("unit", "money", unit=UNITS[style.unit].title[style.language], year=year)
    notes = (style.text("note", "sealed_as_printed"), style.text("note", "rounding"))
    table = Table(YEAR, style.text("table", YEAR, year=year), unit, tuple(columns), tuple(rows), notes)
    return hide(with_basis(table, prognosis, style), _hidden_with(protected, columns), hidden_note)


def _hidden_with(protected: Protected, columns: Sequence[Column]) -> frozenset[HiddenCell]:
    """All of a line whose expected accounts are hidden now."""
    rows = {row for code, row, column in protected.hidden if (code, column) == (LINES, "expected")}
    return frozenset((YEAR, row, column.key) for row in rows for column in columns[1:])


def record_table(prognosis: Prognosis, releases: Sequence[Release], style: Style) -> Table | None:
    """What sealed forecasts said of years whose accounts are sealed too, or are these; None where there are none."""
    rows = [row for year in sorted({release.fiscal_year for release in releases})
            for row in _year_rows(prognosis, releases, year, style)]  # fmt: skip
    if not rows:
        return None
    columns = [
        headed_column("sealed_edition", "text", style),
        headed_column("said", "amount", style),
        headed_column("low", "low", style),
        headed_column("high", "high", style),
        headed_column("came", "amount", style),
        Column("missed", style.text("column", "missed"), "amount", "{said}-{came}"),
        headed_column("missed_share", "share", style, formula="{missed}/{came}"),
        headed_column("was_inside", "text", style),
    ]
    unit = style.text("unit", "money_own_years", unit=UNITS[style.unit].title[style.language])
    notes = (style.text("note", "sealed_record"), style.text("note", "rounding"))
    table = Table(RECORD, style.text("table", RECORD), unit, tuple(columns), tuple(rows), notes)
    return with_basis(table, prognosis, style)


def _year_rows(prognosis: Prognosis, releases: Sequence[Release], year: int, style: Style) -> Iterator[Row]:
    """The sealed forecasts of a year that is over, each against its accounts."""
    found = sealed_of(releases, year)
    came = printed_total(found.get("regnskab"), "expected")
    if style.is_accounts and year == prognosis.fiscal_year:
        came = prognosis.total.expected.mean_kr
    for kind in FORECASTS:
        said, low, high = (printed_total(found.get(kind), column) for column in ("expected", *ENDS))
        if came is not None and said is not None and low is not None and high is not None:
            inside = style.text("sealed", "yes" if low <= came <= high else "no")
            label = f"{style.text('kind', kind)} {year}"
            share = share_of(said - came, came)
            yield Row(found[kind].edition, (label, said, low, high, came, said - came, share, inside))


def printed_total(release: Release | None, column: str) -> Decimal | None:
    """A whole-municipality figure as an edition printed it; None where it has none, or hides it."""
    return None if release is None else printed_number(release.printed(AREAS, ALL, column))


def _printed(release: Release, row: str) -> Value:
    """What stands in the line's cell: kroner, the mark, or nothing where the edition has no such line."""
    printed = release.printed(LINES, row, "expected")
    return MARKER if printed == MARKER else printed_number(printed)


def _restated(value: Value, index: Decimal | None) -> Value:
    return value * (1 + index) if isinstance(value, Decimal) and index is not None else value


def printed_number(printed: str) -> Decimal | None:
    """A figure of a CSV cell; None where there is none."""
    try:
        return Decimal(printed.replace(",", "."))
    except ArithmeticError:
        return None
