"""The budget year of the hand-written municipality, worked out on paper from its deliveries."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest

pytestmark = pytest.mark.xdist_group("hand_municipality")

WHOLE = "grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'"


def way(municipality: duckdb.DuckDBPyConnection, name: str, year: int = 2025) -> tuple[Decimal, Decimal]:
    """Kroner and places of the whole."""
    found = municipality.execute(
        f"select mean_kr, full_year_places from forecast.budget_way where way = ? and fiscal_year = ? and {WHOLE}",
        [name, year],
    ).fetchone()
    assert found is not None
    return found[0], found[1]


def test_last_years_budget_is_the_adopted_one_with_the_agreed_index(
    hand_municipality: duckdb.DuckDBPyConnection,
) -> None:
    adopted = hand_municipality.execute(
        f"select adopted_kr from mart.budget_position where fiscal_year = 2024 and {WHOLE} order by as_of desc limit 1"
    ).fetchone()
    assert adopted == (Decimal("4194000.00"),)
    assert way(hand_municipality, "previous") == (Decimal("4319820.00"), Decimal("11.0000"))  # 4,194,000 x 1.03


def test_the_trend_is_the_forecasts_own_year(hand_municipality: duckdb.DuckDBPyConnection) -> None:
    forecast = hand_municipality.execute(
        "select mean_kr, full_year_places from forecast.fiscal_year "
        f"where fiscal_year = 2025 and component = 'total' and scenario = 'baseline' and {WHOLE}"
    ).fetchone()
    assert way(hand_municipality, "trend") == forecast


def test_the_plan_takes_what_it_has_planned_as_far_as_such_plans_have_come(
    hand_municipality: duckdb.DuckDBPyConnection,
) -> None:
    # 150,000 planned in 2024 x 1.03 to the prices of 2025; evenly over 12 months from 1 January half a year's worth
    # comes in 2025; 80 % of what was planned in 2023 has been reported as realised
    trend, plan = (way(hand_municipality, name)[0] for name in ("trend", "plan"))
    assert trend - plan == Decimal("61800.00")
    later = way(hand_municipality, "trend", 2026)[0] - way(hand_municipality, "plan", 2026)[0]
    assert later == Decimal("123600.00")


def test_every_difference_is_its_causes_and_what_is_missing_is_said(
    hand_municipality: duckdb.DuckDBPyConnection,
) -> None:
    apart = hand_municipality.execute(
        "select count(*) from forecast.budget_bridge where to_kr - from_kr <> population_effect_kr + share_effect_kr "
        "+ timing_effect_kr + mix_effect_kr + price_effect_kr + one_off_effect_kr + plan_effect_kr "
        "+ unexplained_effect_kr"
    ).fetchone()
    assert apart == (0,)
    missing = hand_municipality.execute("select code from forecast.budget_basis where status = 'missing' order by code")
    # the registers begin in the middle of 2023, and one population forecast has been delivered
    assert missing.fetchall() == [("frozen_year",), ("population_before",)]
