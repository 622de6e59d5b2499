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


def read_units(file: PublishedFile, where: dict[str, Any]) -> Units:
    """Every own school and cluster in force at the end of the month."""
    institutions = {row["provider_id"]: row for row in file.rows(queries.INSTITUTIONS, where)}
    unit_of = {place: unit for place, row in institutions.items() if (unit := _unit(row))}
    places: dict[tuple[UnitKind, str], dict[str, int]] = defaultdict(lambda: defaultdict(int))
    elsewhere = set[str]()
    for row in file.rows(queries.PLACES_AT, where):
        if row["provider_id"] in unit_of:
            places[unit_of[row["provider_id"]]][row["offer_type"]] += row["place_count"]
        else:
            elsewhere.add(row["offer_type"])
    children: dict[tuple[date, str, str], int] = defaultdict(int)
    for row in file.rows(queries.USE_AT, where):
        if row["provider_id"] in unit_of:
            children[row["month"], unit_of[row["provider_id"]][1], row["offer_type"]] += row["children"]
        else:
            elsewhere.add(row["offer_type"])
    named = {unit: row for place, row in reversed(institutions.items()) if (unit := unit_of.get(place))}
    units = tuple(
        Unit(
            kind,
            code,
            code if kind == "cluster" else row["provider_name"],
            row["district_id"],
            dict(places[kind, code]),
        )
        for (kind, code), row in sorted(named.items())
    )
    return Units(units, dict(children), frozenset(elsewhere))


def _unit(row: Row) -> tuple[UnitKind, str] | None:
    if row["institution_type"] in SCHOOLS:
        return "school", row["provider_id"]
    return ("cluster", row["cluster_id"]) if row["cluster_id"] else None
