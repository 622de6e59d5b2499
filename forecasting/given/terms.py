"""What the tables that are read and those that are written have in common: types, codes, quantiles, dimensions."""

from __future__ import annotations

import polars as pl

Schema = dict[str, pl.DataType | type[pl.DataType]]
MONEY = pl.Decimal(18, 2)
PLACES = pl.Decimal(12, 4)

ALL = "ALL"
UNKNOWN_DISTRICT = "UKENDT"
UNKNOWN = UNKNOWN_AREA = "ukendt"
UNSPLIT = "ikke_fordelt"
"""The offer type of what belongs to none."""

QUANTILES = {"p025": 0.025, "p10": 0.1, "p50": 0.5, "p90": 0.9, "p975": 0.975}
DIMENSIONS = ("grade_band", "institution_type", "provider_group", "own_bought")
"""What a year is told by, beside district, offer type and grant area (`level_members`)."""
