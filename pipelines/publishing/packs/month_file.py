"""Reads a month from the published file. Nothing is judged or rounded here.

An area is the sum of its districts as the municipality is organised on the file's day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from pipelines.errors import UsageError
from pipelines.municipality import Municipality
from pipelines.publishing.content import Delivery
from pipelines.publishing.dominance import read_concentration
from pipelines.publishing.grouping import headings
from pipelines.publishing.numbers import month_text, rounded
from pipelines.publishing.packs import queries
from pipelines.publishing.packs.content import (
    TREND_MONTHS,
    UNKNOWN,
    Line,
    Money,
    Month,
    Ratio,
    Source,
    UnitKind,
    Use,
)
from pipelines.publishing.packs.figure_keys import OVER_TEN, REVIEWS
from pipelines.publishing.packs.pack_areas import merged_areas
from pipelines.publishing.packs.unit_file import Apart, joined, read_units
from pipelines.publishing.published_file import PublishedFile
from pipelines.publishing.queries import DELIVERIES

Row = Mapping[str, Any]
WAITS = "ppr_ventetid_dage"
MOST_MONTHS_BACK = 12
"""What an older month would be compared with is no longer in the file."""
NEAR = timedelta(days=62)
"""A census this far from the day a year ago still compares with it."""


def read_month(file: PublishedFile, period: date | None, municipality: Municipality) -> Month:
    """The month asked for, else the newest whole one; UsageError where the file does not know it all."""
    source = _source(file)
    newest = first_of_month(source.as_of + timedelta(days=1), -1)
    period = period or newest
    where = _parameters(period)
    use = {
        (row["month"], row["district_id"], row["offer_type"]): Use(row["children"], rounded(_decimal(row["places"]), 1))
        for row in file.rows(queries.USE, where)
    }
    if period > newest or not any(month == period for month, _, _ in use):
        raise _unknown_month(period, source.as_of)
    if period <= first_of_month(newest, -MOST_MONTHS_BACK):
        raise _old_month(period, source.as_of)
    delivered, of_schools = _areas(file), file.rows(queries.SCHOOL_SIGNS, where)
    at = read_units(file, where, municipality.datapakkeklynger)
    areas, members = merged_areas(delivered, municipality.datapakkeomraader)
    area_of = {district: area for area, districts in areas.items() for district in districts}
    expected = file.rows(queries.EXPECTED, where)
    signs = _without_few_reviews(_signs(file.rows(queries.SIGNS, where), area_of), municipality.taerskel)
    return Month(
        period=period,
        source=source,
        areas=areas,
        lines=_lines(file, municipality),
        use=use,
        expected_places=_expected(expected, areas, members),
        money=_money(file.rows(queries.MONEY, where), area_of),
        signs={key: ratio for key, ratio in signs.items() if key[0] != WAITS},
        waits={key[1:]: ratio for key, ratio in signs.items() if key[0] == WAITS},
        **_school_signs(of_schools, _district_of_schools(file, where), area_of, at.carried_on),
        at=replace(at, joined={**at.joined, **_joined_pupils(of_schools, at.carried_on)}),
        frozen_at=max((row["frozen_at"] for row in expected if row["frozen_at"]), default=None),
        members=members,
        concentration=read_concentration(file.rows, where),
    )


def area_key(area: str) -> str:
    """An area's key beside those of institutions, which may have the same code."""
    return f"area {area}"


def first_of_month(day: date, later: int = 0) -> date:
    """The first day of the month so many months later."""
    months = day.year * 12 + day.month - 1 + later
    return date(months // 12, months % 12 + 1, 1)


def _parameters(period: date) -> dict[str, Any]:
    """What the queries are asked with."""
    return {
        "period": period,
        "last_year": first_of_month(period, -12),
        "first_month": first_of_month(period, 1 - TREND_MONTHS),
        "fiscal_year": period.year,
    }


def _source(file: PublishedFile) -> Source:
    (found,) = file.rows(queries.SOURCE)
    deliveries = tuple(Delivery(**row) for row in file.rows(DELIVERIES))
    return Source(deliveries=deliveries, **{**found, "code_version": found["code_version"] or ""})


def _areas(file: PublishedFile) -> dict[str, tuple[str, ...]]:
    """The areas with their districts; UsageError where the deliveries name no district."""
    found: dict[str, list[str]] = defaultdict(list)
    for row in file.rows(queries.AREAS):
        if UNKNOWN not in (row["area_id"], row["district_id"]):
            found[row["area_id"]].append(row["district_id"])
    if not found:
        raise UsageError(
            "Der kan ikke laves datapakker: leverancerne nævner intet distrikt. Udfyld distriktskolonnen i "
            "institutioner, placeringer og indstillinger.",
            "No data packs can be made: the deliveries name no district. Fill the district column of institutions, "
            "placements and referrals.",
        )
    return {area: tuple(districts) for area, districts in found.items()}


def _expected(
    rows: Iterable[Row], areas: Mapping[str, object], members: Mapping[str, Mapping[str, object]]
) -> dict[tuple[str, str], Decimal]:
    """By area and type; areas put together have one where each has one."""
    found = {(row["area_id"], row["offer_type"]): _decimal(row["expected_places"]) for row in rows}
    for area, inside in members.items():
        for code in {code for _, code in found}:
            own = [found[member, code] for member in inside if (member, code) in found]
            if len(own) == len(inside):
                found[area, code] = sum(own, Decimal(0))
    return {key: places for key, places in found.items() if key[0] in areas}


def _lines(file: PublishedFile, municipality: Municipality) -> tuple[Line, ...]:
    """The offer types that the municipality has, under its own headings; types without one have their own line."""
    types = {row["offer_type"]: bool(row["is_in_total"]) for row in file.rows(queries.OFFER_TYPES)}
    found, headed = list[Line](), set[str]()
    for name, codes in headings(municipality.rapportkategorier).items():
        members = [code for code in types if code in codes]
        counted = tuple(code for code in members if types[code]) or tuple(members)
        headed |= {*members}
        if members:
            found.append(Line(name, counted, any(types[code] for code in members)))
    found += [Line(code, (code,), is_in_total) for code, is_in_total in types.items() if code not in headed]
    return tuple(found)


def _money(rows: Iterable[Row], area_of: Mapping[str, str]) -> dict[tuple[str, str], Money]:
    """By area and type where the area has a budget; a budget of nothing is none."""
    found: dict[tuple[str, str], Money] = {}
    for row in rows:
        if row["district_id"] in area_of:
            key = (area_of[row["district_id"]], row["offer_type"])
            money = Money(row["budget_kr"], row["committed_kr"], row["booked_kr"])
            found[key] = found[key] + money if key in found else money
    return {key: money for key, money in found.items() if money.budget_kr > 0}


def _signs(rows: Sequence[Row], area_of: Mapping[str, str]) -> dict[tuple[str, date, str], Ratio]:
    """By indicator, day and area, at the newest census and the one a year before."""
    days: dict[str, list[date]] = defaultdict(list)
    for row in rows:
        days[row["indicator"]].append(row["day"])
    kept = {indicator: _census_days(found) for indicator, found in days.items()}
    return _summed(
        ((row["indicator"], row["day"], area), row)
        for row in rows
        if row["day"] in kept[row["indicator"]]
        for area in _of(row["district_id"], area_of)
    )


def _without_few_reviews(signs: dict[tuple[str, date, str], Ratio], few: int) -> dict[tuple[str, date, str], Ratio]:
    """The signs, and the reviews of months that have more than a few in all: of the others all would be hidden."""
    months = {day: ratio for (sign, day, place), ratio in signs.items() if (sign, place) == (REVIEWS, "ALL")}
    gone = {day for day, ratio in months.items() if ratio.part < few}
    return {key: ratio for key, ratio in signs.items() if key[0] != REVIEWS or key[1] not in gone}


def _district_of_schools(file: PublishedFile, where: dict[str, Any]) -> dict[str, str]:
    return {row["provider_id"]: row["district_id"] for row in file.rows(queries.INSTITUTIONS, where)}


def _school_signs(
    rows: Iterable[Row], schools: Mapping[str, str], area_of: Mapping[str, str], carried_on: Mapping[str, str]
) -> dict[str, dict[tuple[str, date, str], Ratio]]:
    """Absence and well-being by area of the school, by school, and of the municipality (as delivered: ALL).

    What a school that has closed told is told of the one that carries it on.
    """
    found: dict[str, list[tuple[tuple[str, date, str], Row]]] = {"fravaer": [], "trivsel": []}
    for row in rows:
        day = row["month"] if row["source"] == "fravaer" else row["day"]
        place = carried_on.get(row["institution_id"], row["institution_id"])
        area = area_of.get(schools.get(place, ""))
        for code in (place, *([area_key(area)] if area else [])):
            found[row["source"]].append(((row["indicator"], day, code), row))
    return {"absence": _summed(found["fravaer"]), "well_being": _summed(found["trivsel"])}


def _joined_pupils(
    rows: Iterable[Row], carried_on: Mapping[str, str]
) -> dict[tuple[date, str, str], dict[tuple[UnitKind, str], int]]:
    """Pupils who are away often at each of the schools that are one now, by month and that one."""
    apart: Apart = defaultdict(dict)
    for row in rows:
        if row["indicator"] == OVER_TEN:
            place = row["institution_id"]
            apart[row["month"], carried_on.get(place, place), OVER_TEN]["school", place] = int(row["part"])
    return joined(apart)


def _summed(entries: Iterable[tuple[tuple[str, date, str], Row]]) -> dict[tuple[str, date, str], Ratio]:
    found: dict[tuple[str, date, str], Ratio] = {}
    for key, row in entries:
        ratio = Ratio(_decimal(row["part"]), None if row["whole"] is None else _decimal(row["whole"]))
        found[key] = found[key] + ratio if key in found else ratio
    return found


def _of(district: str, area_of: Mapping[str, str]) -> tuple[str, ...]:
    """Where a district's figures belong: in its area, if it has one, and in the municipality."""
    return (area_of[district], "ALL") if district in area_of else ("ALL",)


def _census_days(days: Sequence[date]) -> set[date]:
    """The newest census and the one nearest to a year before it, where one is near."""
    newest = max(days)
    year_ago = newest - timedelta(days=365)
    near = min(days, key=lambda day: abs(day - year_ago))
    return {newest, near} if abs(near - year_ago) <= NEAR else {newest}


def _decimal(value: Decimal | float) -> Decimal:
    return Decimal(str(value))


def _old_month(period: date, as_of: date) -> UsageError:
    last_day = first_of_month(period, 1) - timedelta(days=1)
    run = f"pladsprognose run --as-of {last_day}"
    return UsageError(
        f"{month_text(period, 'da').capitalize()} kan ikke udgives af en fil, der er opgjort pr. {as_of}: datapakker "
        f"laves højst {MOST_MONTHS_BACK} måneder bagud, for det, ældre måneder holdes op mod, er ikke med. Kør "
        f"`{run}`, og udgiv med --vintage derfra.",
        f"{month_text(period, 'en')} cannot be published from a file as of {as_of}: data packs are made at most "
        f"{MOST_MONTHS_BACK} months back, for what older months are compared with is not in it. Run `{run}`, and "
        "publish with --vintage from it.",
    )


def _unknown_month(period: date, as_of: date) -> UsageError:
    return UsageError(
        f"{month_text(period, 'da').capitalize()} kan ikke udgives: den offentliggjorte fil er opgjort pr. {as_of} og "
        "har ikke hele måneden. Kør først med en senere opgørelsesdag: pladsprognose run --as-of.",
        f"{month_text(period, 'en')} cannot be published: the published file is as of {as_of} and does not have the "
        "whole month. Run first with a later as-of day: pladsprognose run --as-of.",
    )
