"""The municipality's decisions as rows of the `control` tables, so that models can join them.

The columns are those of `sources/raw_tables`. Not here: rows about a run (its as-of days), which the run writes.
"""

from __future__ import annotations

from datetime import date
from itertools import product
from typing import Any

from pipelines.municipality.grant_areas import area_names
from pipelines.municipality.model import Municipality, ReportCategory

PRICE_INDEX_SOURCE = "kommune.yaml"


def control_rows(municipality: Municipality, day: date) -> dict[str, list[tuple[Any, ...]]]:
    """Rows by table of `control`, each in the table's column order; the code is empty where the run must infer it."""
    identity = (
        municipality.kommunekode or "",
        municipality.navn,
        municipality.kommunekode is None,
        municipality.frister.sagsbehandling_dage,
        municipality.taerskel,
        municipality.opdigtet,
    )
    areas = sorted(
        (entry.tilbudstype, entry.bevillingsomraade, entry.gyldig_fra) for entry in municipality.bevillingsomraader
    )
    index = sorted(municipality.prognose.prisindeks.items())
    return {
        "municipality": [identity],
        "grant_area_map": list(areas),
        "report_category": [
            row
            for order, category in enumerate(municipality.rapportkategorier, start=1)
            for row in category_rows(order, category)
        ],
        "grant_area_name": sorted(area_names(municipality.omdoebte_omraader, day).items()),
        "price_index": [(year, change, PRICE_INDEX_SOURCE) for year, change in index],
    }


def category_rows(order: int, category: ReportCategory) -> list[tuple[Any, ...]]:
    """One row per offer type, institution type and service of a heading; None stands for any."""
    parts = (category.tilbudstyper, category.institutionstyper, category.ydelser)
    return [(category.kategori, order, *combination) for combination in product(*(part or (None,) for part in parts))]
