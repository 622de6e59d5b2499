"""Reads the schools and the clusters of day-care that may have a pack of their own, and the children at each.

Schools are the municipality's own; day-care institutions are told of by cluster, for one alone has too few children.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from typing import Any

from pipelines.publishing.packs import queries
from pipelines.publishing.packs.content import Unit, UnitKind, Units
from pipelines.publishing.published_file import PublishedFile

SCHOOLS = ("folkeskole", "specialskole")
Row = Mapping[str, Any]
Apart = dict[tuple[date, str, str], dict[tuple[UnitKind, str], int]]
"""By month, unit of today and what is counted: by the unit of then."""


def read_units(file: PublishedFile, where: dict[str, Any]) -> Units:
    """Every own school and cluster in force at the end of the month, with those that it carries on."""
    institutions = {row["provider_id"]: row for row in file.rows(queries.INSTITUTIONS, where)}
    own = {place: unit for place, row in institutions.items() if (unit := _unit(row))}
    closed = [row for row in file.rows(queries.CARRIED_ON, where) if row["today_provider_id"] in own]
    unit_of = own | {row["provider_id"]: own[row["today_provider_id"]] for row in closed}
    then = own | {row["provider_id"]: _unit(row) or ("school", row["provider_id"]) for row in closed}
    places: dict[tuple[UnitKind, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    elsewhere = set[str]()
    apart: Apart = defaultdict(lambda: defaultdict(int))
    for row in file.rows(queries.PLACES_AT, where):
        offer, unit = row["offer_type"], unit_of.get(row["provider_id"])
        if unit is not None:
            places[unit][offer] += row["place_count"] if row["month"] == where["period"] else 0
            apart[row["month"], unit[1], offer][then[row["provider_id"]]] += 0
        elif row["month"] == where["period"]:
            elsewhere.add(offer)
    children: dict[tuple[date, str, str], int] = defaultdict(int)
    for row in file.rows(queries.USE_AT, where):
        offer, unit = row["offer_type"], unit_of.get(row["provider_id"])
        if unit is not None:
            children[row["month"], unit[1], offer] += row["children"]
            apart[row["month"], unit[1], offer][then[row["provider_id"]]] += row["children"]
        else:
            elsewhere.add(offer)
    named = {unit: row for place, row in reversed(institutions.items()) if (unit := unit_of.get(place))}
    units = tuple(
        Unit(
            kind,
            code,
            code if kind == "cluster" else row["provider_name"],
            row["district_id"],
            {offer: count for offer, count in places[kind, code].items() if count},
        )
        for (kind, code), row in sorted(named.items())
    )
    carried_on = {row["provider_id"]: row["today_provider_id"] for row in closed}
    return Units(units, dict(children), frozenset(elsewhere), carried_on, joined(apart))


def joined(apart: Apart) -> dict[tuple[date, str, str], dict[tuple[UnitKind, str], int]]:
    """What was counted in more than one unit that is one now, or in another than now."""
    return {key: dict(parts) for key, parts in apart.items() if {code for _, code in parts} != {key[1]}}


def _unit(row: Row) -> tuple[UnitKind, str] | None:
    if row["institution_type"] in SCHOOLS:
        return "school", row["provider_id"]
    return ("cluster", row["cluster_id"]) if row["cluster_id"] else None
