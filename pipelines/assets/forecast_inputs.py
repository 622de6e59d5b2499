"""The frames of one origin, read from the intermediate models, as the forecast takes them.

Not here: the rules behind them (dbt), the columns (`forecasting.given.schemas`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import duckdb
import polars as pl

from forecasting.given.events import Event, Events, EventSeries
from forecasting.given.inputs import Inputs
from pipelines.assets.budgets import STATED
from pipelines.municipality import Municipality

MODELS: Mapping[str, str] = {
    "spells": "int_placement",
    "prices": "int_placement_price",
    "own_offers": "int_own_offer",
    "capacity": "int_capacity",
    "rates": "int_rate",
    "institutions": "int_institution",
    "referrals": "int_referral_case",
    "grants": "int_grant_not_started",
    "population": "int_population",
    "budget_population": "int_budget_population",
    "budget": "int_budget_cell",
    "offer_areas": "int_offer_area",
}

EVENT_SERIES: Mapping[str, EventSeries] = {
    "indstillinger": "referrals",
    "afgoerelser": "decisions",
    "afgang": "exits",
    "udgift": "cost",
}


def read_inputs(connection: duckdb.DuckDBPyConnection, origin: date, adjustments: pl.DataFrame) -> Inputs:
    """All that was known on `origin`, source by source up to its own cut-off, and the adjustments that count."""
    cut_offs = dict(
        connection.execute("select source, cut_off_date from control.origin where origin_date = ?", [origin]).fetchall()
    )
    frames = {name: read_model(connection, model, origin) for name, model in MODELS.items()}
    frames["postings"] = connection.execute(
        "select * from intermediate.int_posting where posting_date <= ?", [cut_offs["omkostninger"]]
    ).pl()
    cut_offs["omkostninger"] = ledger_day(connection, origin)
    frames["adjustments"] = adjustments
    return Inputs.from_frames(frames, as_of=origin, cut_offs=cut_offs)


def read_programmes(connection: duckdb.DuckDBPyConnection, origin: date) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Who runs which method, and the referrals of new and changed places by who sent them."""
    programmes = connection.execute(PROGRAMMES, [origin]).pl()
    return programmes, connection.execute(REFERRALS_SENT, [origin]).pl()


PROGRAMMES = """
select institution_id, method, actual_start_date
from staging.stg_programme
where origin_date = ?
order by all
"""

REFERRALS_SENT = """
select referral.referring_institution_id, referral.received_date
from intermediate.int_referral_case as referral
inner join staging.referral_type as referral_type
    on referral.referral_type = referral_type.referral_type and referral_type.starts_place
where referral.origin_date = ? and referral.referring_institution_id is not null
order by all
"""


def ledger_day(connection: duckdb.DuckDBPyConnection, origin: date) -> date:
    """The last day the ledger speaks for on `origin`."""
    rows = connection.execute("select last_date from intermediate.int_ledger where origin_date = ?", [origin])
    return rows.fetchall()[0][0]  # type: ignore[no-any-return]


def read_model(connection: duckdb.DuckDBPyConnection, model: str, origin: date) -> pl.DataFrame:
    """The rows of an intermediate model as known on `origin`."""
    return connection.execute(f"select * from intermediate.{model} where origin_date = ?", [origin]).pl()


def declared_events(municipality: Municipality) -> Events:
    """The municipality's events, as the forecast knows them."""
    return Events(
        tuple(
            Event(
                entry.navn,
                tuple(EVENT_SERIES[name] for name in entry.serier),
                entry.fra,
                entry.til,
                None if entry.niveau is None else float(entry.niveau),
                float(entry.indhentes or 0),
                entry.indhentes_maaneder or 0,
                entry.kendt_fra,
            )
            for entry in municipality.haendelser
        )
    )


def event_rows(municipality: Municipality, as_of: date) -> pl.DataFrame:
    """The events that a forecast of the day goes around, as rows of forecast.event: one a series."""
    known = {event.name for event in declared_events(municipality).known(as_of).events}
    rows = [
        {
            "name": entry.navn,
            "series": EVENT_SERIES[series],
            "from_date": entry.fra,
            "to_date": entry.til,
            "treatment": "left_out" if entry.behandling == "udelad" else "dip",
            "level_share": None if entry.niveau is None else float(entry.niveau),
            "caught_up_share": None if entry.indhentes is None else float(entry.indhentes),
            "caught_up_months": entry.indhentes_maaneder,
            "reason": entry.begrundelse,
        }
        for entry in municipality.haendelser
        for series in entry.serier
        if entry.navn in known
    ]
    kinds = {"level_share": pl.Float64, "caught_up_share": pl.Float64, "caught_up_months": pl.Int32}
    return pl.DataFrame(rows, infer_schema_length=None, schema_overrides=kinds if rows else None)


def data_fingerprint(connection: duckdb.DuckDBPyConnection, origin: date) -> str:
    """A hash over all that was known on `origin`, free of pseudonyms and of the order of rows."""
    parts = [
        _fingerprint(connection, f"select * from intermediate.{model} where origin_date = ?", origin)
        for model in sorted(MODELS.values())
    ]
    parts.append(
        _fingerprint(
            connection,
            "select * from intermediate.int_posting where posting_date <= "
            "(select cut_off_date from control.origin where source = 'omkostninger' and origin_date = ?)",
            origin,
        )
    )
    parts += [_fingerprint(connection, rows, origin) for rows in (PROGRAMMES, *STATED)]
    found = connection.execute("select md5(?)", ["".join(parts)]).fetchone()
    return str(found[0])[:16] if found else ""


def _fingerprint(connection: duckdb.DuckDBPyConnection, rows: str, origin: date) -> str:
    found = connection.execute(
        f"with row_text as (select md5(cast(to_json(r) as varchar)) as h from ({rows}) as r) "
        "select coalesce(md5(string_agg(h, '' order by h)), '') from row_text",
        [origin],
    ).fetchone()
    return str(found[0]) if found else ""
