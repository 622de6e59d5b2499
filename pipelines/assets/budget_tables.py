"""The tables of `forecast_run` that a budget edition is made of, as `forecasting.budgets` writes them.

Their columns stand with what writes them; here they only become SQL. Not here: all other tables (`forecast_tables`).
"""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from forecasting.budgets.basis import BUDGET_BASIS
from forecasting.budgets.demography import DEMOGRAPHY
from forecasting.budgets.differences import BUDGET_BRIDGE
from forecasting.budgets.edition import Budgets
from forecasting.budgets.ways import BUDGET_WAY
from forecasting.given.terms import MONEY, PLACES, Schema

SQL_TYPES = {
    pl.Int32: "integer", pl.Int64: "bigint", pl.Float64: "double", pl.String: "varchar", pl.Date: "date",
    pl.Boolean: "boolean",
    MONEY: "decimal(18,2)", PLACES: "decimal(12,4)",
}  # fmt: skip


def columns_of(schema: Schema) -> Mapping[str, str]:
    """The columns of a vintage's table in SQL."""
    return {"vintage_id": "varchar not null", **{name: SQL_TYPES[kind] for name, kind in schema.items()}}


BUDGET_TABLES: Mapping[str, Mapping[str, str]] = {
    "budget_way": columns_of(BUDGET_WAY),
    "budget_bridge": columns_of(BUDGET_BRIDGE),
    "demography": columns_of(DEMOGRAPHY),
    "budget_basis": columns_of(BUDGET_BASIS),
}


def budget_rows(made: Budgets) -> dict[str, pl.DataFrame]:
    """The rows by table."""
    frames = (made.ways, made.bridges, made.demography, made.basis)
    return dict(zip(BUDGET_TABLES, frames, strict=True))
