from __future__ import annotations

from datetime import date
from decimal import Decimal

import duckdb
import pytest

from forecasting.events import Event, Events
from pipelines.assets.forecast_inputs import declared_events, event_rows, ledger_day
from pipelines.municipality import Municipality
from pipelines.municipality.declared_events import DeclaredEvent


@pytest.mark.parametrize(
    ("cut_off", "latest_edition", "latest_posting", "expected"),
    [
        # the ledger of April is delivered: the as-of day itself
        (date(2025, 4, 30), date(2025, 4, 30), date(2025, 4, 28), date(2025, 4, 30)),
        # nothing of May is delivered on 13 May: the ledger speaks for April
        (date(2025, 5, 13), date(2025, 4, 30), date(2025, 4, 28), date(2025, 4, 30)),
        # an edition of May, read on 13 May: it speaks as far as its postings
        (date(2025, 5, 13), date(2025, 4, 30), date(2025, 5, 12), date(2025, 5, 12)),
        # one edition with all of history, seen from before it
        (date(2023, 4, 30), None, date(2023, 4, 29), date(2023, 4, 29)),
        # no ledger at all
        (date(2025, 4, 30), None, None, date(2025, 4, 30)),
    ],
)
def test_the_ledger_speaks_no_further_than_what_is_delivered_of_it(
    cut_off: date, latest_edition: date | None, latest_posting: date | None, expected: date
) -> None:
    connection = duckdb.connect()
    connection.execute("create schema staging; create schema intermediate")
    connection.execute(
        "create table staging.stg_origin "
        "(origin_date date, source varchar, cut_off_date date, latest_edition_date date)"
    )
    connection.execute("create table intermediate.int_posting (posting_date date)")
    connection.execute(
        "insert into staging.stg_origin values (?, 'omkostninger', ?, ?)", [cut_off, cut_off, latest_edition]
    )
    if latest_posting is not None:
        connection.execute("insert into intermediate.int_posting values (?), (date '2099-01-01')", [latest_posting])

    assert ledger_day(connection, cut_off) == expected


def test_the_events_of_the_municipality_are_the_forecasts_and_those_known_on_the_day_are_shown() -> None:
    dip = DeclaredEvent(
        navn="Luk", serier=("indstillinger",), fra=date(2024, 3, 1), til=date(2024, 5, 31), behandling="dyk",
        niveau=Decimal("0.1"), indhentes=Decimal("0.6"), indhentes_maaneder=6, begrundelse="Lukket",
    )  # fmt: skip
    strike = DeclaredEvent(
        navn="Strejke", serier=("afgang", "udgift"), fra=date(2025, 3, 1), til=date(2025, 3, 31), begrundelse="Strejke"
    )
    municipality = Municipality(haendelser=(dip, strike))

    assert declared_events(municipality) == Events(
        (
            Event("Luk", ("referrals",), date(2024, 3, 1), date(2024, 5, 31), 0.1, 0.6, 6),
            Event("Strejke", ("exits", "cost"), date(2025, 3, 1), date(2025, 3, 31)),
        )
    )
    shown = event_rows(municipality, date(2025, 4, 30)).select("name", "series", "treatment", "level_share").rows()
    assert shown == [
        ("Luk", "referrals", "dip", 0.1),
        ("Strejke", "exits", "left_out", None),
        ("Strejke", "cost", "left_out", None),
    ]
    assert event_rows(municipality, date(2024, 12, 31))["name"].to_list() == ["Luk"]
    assert event_rows(Municipality(), date(2024, 12, 31)).is_empty()
