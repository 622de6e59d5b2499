from __future__ import annotations

from datetime import date
from decimal import Decimal

from forecasting.given.events import Event, Events
from pipelines.assets.forecast_inputs import declared_events, event_rows
from pipelines.municipality import Municipality
from pipelines.municipality.declared_events import DeclaredEvent


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
