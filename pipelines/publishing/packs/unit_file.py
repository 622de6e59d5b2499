"""Reads the schools and the clusters of day-care that may have a pack of their own, and the children at each.

Schools are the municipality's own; day-care institutions are told of by cluster, for one alone has too few children.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Any

from pipelines.errors import UsageError
from pipelines.municipality import PackClusters
from pipelines.publishing.packs import queries
from pipelines.publishing.packs.content import Unit, UnitKind, Units
from pipelines.publishing.published_file import PublishedFile

SCHOOLS = ("folkeskole", "specialskole")
Row = Mapping[str, Any]
UnitKey = tuple[UnitKind, str]
Apart = dict[tuple[date, str, str], dict[UnitKey, int]]
"""By month, unit of today and what is counted: by the unit of then."""


def read_units(file: PublishedFile, where: dict[str, Any], entries: Sequence[PackClusters] = ()) -> Units:
    """Every own school and cluster in force at the end of the month, with those that it carries on.

    UsageError for clusters to put together that are not there.
    """
    institutions: dict[str, Row] = {row["provider_id"]: row for row in file.rows(queries.INSTITUTIONS, where)}
    _refuse_unknown(entries, {row["cluster_id"] for row in institutions.values()} - {None})
    put_in = {member: entry.navn for entry in entries for member in entry.members}
    own = {place: unit for place, row in institutions.items() if (unit := _unit(row, put_in))}
    closed = [row for row in file.rows(queries.CARRIED_ON, where) if row["today_provider_id"] in own]
    unit_of = own | {row["provider_id"]: own[row["today_provider_id"]] for row in closed}
    then = own | {row["provider_id"]: _unit(row, put_in) or ("school", row["provider_id"]) for row in closed}
    places: dict[UnitKey, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    elsewhere = set[str]()
    apart: Apart = defaultdict(lambda: defaultdict(int))
    places_at, use_at = (file.rows(query, where) for query in (queries.PLACES_AT, queries.USE_AT))
    for row in places_at:
        offer, unit = row["offer_type"], unit_of.get(row["provider_id"])
        if unit is not None:
            places[unit][offer] += row["place_count"] if row["month"] == where["period"] else 0
            apart[row["month"], unit[1], offer][then[row["provider_id"]]] += 0
        elif row["month"] == where["period"]:
            elsewhere.add(offer)
    children: dict[tuple[date, str, str], int] = defaultdict(int)
    for row in use_at:
        offer, unit = row["offer_type"], unit_of.get(row["provider_id"])
        if unit is not None:
            children[row["month"], unit[1], offer] += row["children"]
            apart[row["month"], unit[1], offer][then[row["provider_id"]]] += row["children"]
        else:
            elsewhere.add(offer)
    carried_on = {row["provider_id"]: row["today_provider_id"] for row in closed}
    member_of = _members(institutions, carried_on, put_in)
    for row in use_at:
        if member := member_of.get(row["provider_id"]):
            children[row["month"], member, row["offer_type"]] += row["children"]
    units = _units(institutions, unit_of, places)
    together = _offers_of_members(places_at, member_of, put_in)
    return Units(units, dict(children), frozenset(elsewhere), carried_on, together, joined(apart))


def _units(
    institutions: dict[str, Row], unit_of: Mapping[str, UnitKey], places: Mapping[UnitKey, Mapping[str, int]]
) -> tuple[Unit, ...]:
    """Schools and clusters by code, each with what it has places for."""
    named = {unit: row for place, row in reversed(institutions.items()) if (unit := unit_of.get(place))}
    return tuple(
        Unit(
            kind,
            code,
            code if kind == "cluster" else row["provider_name"],
            row["district_id"],
            {offer: count for offer, count in places[kind, code].items() if count},
        )
        for (kind, code), row in sorted(named.items())
    )


def joined(apart: Apart) -> dict[tuple[date, str, str], dict[UnitKey, int]]:
    """What was counted in more than one unit that is one now, or in another than now."""
    return {key: dict(parts) for key, parts in apart.items() if {code for _, code in parts} != {key[1]}}


def _members(
    institutions: Mapping[str, Row], carried_on: Mapping[str, str], put_in: Mapping[str, str]
) -> dict[str, str]:
    """The delivered cluster of each institution, and of those it carries on, where it is put together with others."""
    found = {place: row["cluster_id"] for place, row in institutions.items()
             if row["institution_type"] not in SCHOOLS and row["cluster_id"] in put_in}  # fmt: skip
    return found | {before: found[today] for before, today in carried_on.items() if today in found}


def _offers_of_members(
    places_at: Sequence[Row], member_of: Mapping[str, str], put_in: Mapping[str, str]
) -> dict[str, dict[str, frozenset[str]]]:
    """By name of clusters put together: each of them with the offers it has places for."""
    found: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for member in sorted(set(member_of.values())):
        offers = {row["offer_type"] for row in places_at if member_of.get(row["provider_id"]) == member}
        found[put_in[member]][member] = frozenset(offers)
    return dict(found)


def _unit(row: Row, put_in: Mapping[str, str]) -> UnitKey | None:
    if row["institution_type"] in SCHOOLS:
        return "school", row["provider_id"]
    cluster = row["cluster_id"]
    return ("cluster", put_in.get(cluster, cluster)) if cluster else None


def _refuse_unknown(entries: Sequence[PackClusters], clusters: Collection[str]) -> None:
    """UsageError for clusters that nobody has delivered, and for a name that is another cluster's."""
    unknown = sorted({member for entry in entries for member in entry.members} - {*clusters})
    taken = sorted({entry.navn for entry in entries} & {*clusters})
    for found, why, why_en in (
        (unknown, "findes ikke i leverancerne", "is not in the deliveries"),
        (taken, "er allerede en klynge; giv de sammenlagte et andet navn", "is a cluster already; give another name"),
    ):
        if found:
            names, known = ", ".join(found), ", ".join(sorted(clusters))
            raise UsageError(
                f"datapakkeklynger i kommune.yaml: {names} {why}. Klyngerne er {known}.",
                f"datapakkeklynger of kommune.yaml: {names} {why_en}. The clusters are {known}.",
            )
