"""The registers `institutioner` and `kapacitet`: dated rows of who is where, and the places of own offers.

A closing and a change of area are entered some months before they happen. Not here: the institutions themselves.
"""

from __future__ import annotations

import polars as pl

from pipelines.synthetic import calibration as c
from pipelines.synthetic.days import day_of
from pipelines.synthetic.institutions import Institutions, Provider
from pipelines.synthetic.registers import Late, Register

OPENED = (2004, 8, 1)
FIRST_CAPACITY_YEAR = 2016
Row = dict[str, object]


def institution_register(institutions: Institutions) -> Register:
    """One row an institution and period; the school that moves has two."""
    rows = [row for provider in institutions.by_id.values() for row in _rows_of(provider, institutions)]
    frame = pl.DataFrame(rows, infer_schema_length=None, schema_overrides={"gyldig_til": pl.Int64, "pladser": pl.Int64})
    return Register("institutioner", frame, (Late("ended_known", ("gyldig_til", "efterfoelger")),))


def _rows_of(provider: Provider, institutions: Institutions) -> list[Row]:
    places = round(sum(value for value in provider.capacity.values() if value != c.UNLIMITED)) or None
    opened = day_of(*OPENED)
    row: Row = {
        "institutionsnummer": provider.id,
        "gyldig_fra": opened,
        "gyldig_til": None,
        "navn": provider.name,
        "institutionstype": provider.kind,
        "ejer": provider.owner,
        "distrikt": provider.district,
        "omraade": provider.area,
        "klynge": provider.cluster,
        "efterfoelger": None,
        "pladser": places,
        "known": opened,
        "ended_known": opened,
    }
    if provider.is_closing:
        closing = {"gyldig_til": day_of(*c.CLOSING_DAY), "efterfoelger": provider.successor_id}
        return [{**row, **closing, "ended_known": day_of(*c.CLOSING_KNOWN)}]
    if provider.is_moving_area:
        moved, known = day_of(*c.MOVE_DAY), day_of(*c.MOVE_KNOWN)
        areas = sorted({institutions.area_of(d) for d in institutions.districts} - {str(provider.area)})
        after = {**row, "gyldig_fra": moved, "omraade": areas[0], "known": known}
        return [{**row, "gyldig_til": moved - 1, "ended_known": known}, after]
    return [row]


def capacity_register(institutions: Institutions, last_year: int) -> Register:
    """One row an own offer and school year in which its number of places changes; decided in May before."""
    rows: list[Row] = []
    for provider in institutions.by_id.values():
        limited = [offer for offer, value in provider.capacity.items() if provider.is_own and value != c.UNLIMITED]
        for offer in limited:
            before = None
            for year in range(FIRST_CAPACITY_YEAR, last_year + 2):
                places = provider.places(offer, year)
                if places != before:
                    known = day_of(year, 5, 1) if year > FIRST_CAPACITY_YEAR else day_of(year, 1, 1)
                    cell: Row = {"institutionsnummer": provider.id, "tilbudstype": offer}
                    rows.append({**cell, "gyldig_fra": day_of(year, 8, 1), "pladser": places, "known": known})
                before = places
    return Register("kapacitet", pl.DataFrame(rows))
