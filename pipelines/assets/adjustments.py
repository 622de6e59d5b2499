"""The adjustments that a run counts with: those of `kommune.yaml` and those made on the review page, beside each other.

Not here: which of the latter are in force (`judgements.standing`), how they enter the forecast
(`forecasting.sums.components`).
"""

from __future__ import annotations

import hashlib
from datetime import date, datetime
from typing import Any

import duckdb
import polars as pl

from forecasting.given.schemas import ADJUSTMENTS
from pipelines.judgements.acts import LAST_MONTH, Act, Months
from pipelines.judgements.standing import Standing
from pipelines.municipality import Adjustment, Municipality, area_names
from pipelines.resources import Workspace

IN_FILE = "kommune.yaml"
ROW = {
    "adjustment_id": pl.String,
    **ADJUSTMENTS,
    "unit_price_kr": ADJUSTMENTS["amount_kr"],
    **dict.fromkeys(("first_month", "last_month"), pl.Int32),
    **dict.fromkeys(("reason", "evidence", "made_by"), pl.String),
    "made_at": pl.Datetime,
}
"""The columns of an adjustment that the forecast is told of, and those it is told with."""
WITHDRAWAL = "update forecast_run.adjustment set withdrawn_at = ? where adjustment_id = ?"


def of_file(municipality: Municipality, as_of: date) -> pl.DataFrame:
    """The adjustments of `kommune.yaml` that were made by the day and have not expired on it."""
    rows = [
        {
            "adjustment_id": f"{IN_FILE}:{number}",
            "fiscal_year": entry.regnskabsaar,
            "grant_area": entry.bevillingsomraade,
            "district_id": entry.distrikt,
            "offer_type": entry.tilbudstype,
            **_months(_months_of(entry), entry.regnskabsaar),
            "amount_kr": entry.beloeb,
            "factor": None if entry.faktor is None else float(entry.faktor),
            "reason": entry.begrundelse,
            "made_by": entry.oprettet_af,
            "made_at": datetime.combine(entry.oprettet, datetime.min.time()),
            "expires": entry.udloeber,
        }
        for number, entry in enumerate(municipality.justeringer, start=1)
        if entry.is_active(as_of)
    ]
    return _frame(rows)


def of_page(municipality: Municipality, standing: Standing, as_of: date) -> pl.DataFrame:
    """The adjustments of the review page in force on the day, by the names that grant areas have on it."""
    names = area_names(municipality.omdoebte_omraader, as_of)
    return _frame([_row(adjustment.act, names) for adjustment in standing.in_state("in_force", as_of)])


def in_force(workspace: Workspace, standing: Standing) -> pl.DataFrame:
    """Every adjustment that the run's forecast counts with, with who, when and why."""
    municipality, as_of = workspace.municipality, workspace.settings.as_of
    return pl.concat([of_file(municipality, as_of), of_page(municipality, standing, as_of)])


def digest(adjustments: pl.DataFrame) -> str:
    """What tells these adjustments from others, whatever order they were made in."""
    return hashlib.sha256(adjustments.sort("adjustment_id").write_json().encode()).hexdigest()[:10]


def note_withdrawals(connection: duckdb.DuckDBPyConnection, standing: Standing) -> None:
    """Let every vintage say which of its adjustments have been withdrawn since."""
    for adjustment in standing.adjustments:
        if adjustment.withdrawal is not None:
            connection.execute(WITHDRAWAL, [adjustment.withdrawal.at, adjustment.act.act_id])


def _row(act: Act, names: dict[str, str]) -> dict[str, Any]:
    cell = act.cell
    if cell is None:  # an adjustment is always of a cell
        raise AssertionError(act.act_id)
    return {
        "adjustment_id": act.act_id,
        **cell._asdict(),
        "grant_area": names.get(cell.grant_area, cell.grant_area),
        "amount_kr": act.kr,
        **_months(act.months, cell.fiscal_year),
        "places": None if act.full_year_places is None else float(act.full_year_places),
        "unit_price_kr": act.unit_price_kr,
        "factor": None if act.factor is None else float(act.factor),
        "reason": act.text,
        "evidence": act.evidence or None,
        "made_by": act.by,
        "made_at": act.at,
        "expires": act.expires,
    }


def _months_of(entry: Adjustment) -> Months | None:
    """The months of an adjustment of `kommune.yaml`; None for the whole year."""
    found = Months(entry.fra_maaned or 1, entry.til_maaned or LAST_MONTH)
    return None if found == Months(1, LAST_MONTH) else found


def _months(months: Months | None, year: int) -> dict[str, Any]:
    """The months' columns; empty for the whole year."""
    if months is None:
        return {}
    return {"first_month": months.first, "last_month": months.last, "year_share": float(months.share_of(year))}


def _frame(rows: list[dict[str, Any]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=ROW, orient="row")
