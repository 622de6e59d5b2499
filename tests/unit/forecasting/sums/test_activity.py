from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl
from frames import area, cell, exact, month, price, spell

from forecasting.sums.summary import whole_parts


def test_what_is_rounded_down_and_lacks_goes_to_the_largest_remainders():
    exact_parts = np.array([[1.4, 0.2], [1.4, 0.0], [0.7, 5.8]])

    assert whole_parts(exact_parts, np.array([4, 6])).T.tolist() == [[2, 1, 1], [0, 0, 6]]


def test_the_months_of_a_year_add_up_to_its_places_and_the_leaves_to_their_totals():
    # by hand: 31, 28 and 30 days of 365 are .0849|315, .0767|123 and .0821|918: down they are .9994, so the months of
    # thirty days go up, and the first two of thirty-one
    added = {"fiscal_year": 2025, "grant_area": "Special", "district_id": "D1", "offer_type": "specialskole",
             "amount_kr": Decimal(1), "places": 0.5}  # fmt: skip
    children = [spell("p1", date(2024, 8, 1)), spell("p2", date(2024, 8, 1), district_id="D2"),
                spell("p3", date(2024, 8, 1), offer_type="dagbehandling")]  # fmt: skip
    found = exact(
        date(2025, 4, 30), spells=children, prices=[price(child["placement_id"], 1000.0) for child in children],
        offer_areas=[area(2025), area(2025, "dagbehandling")], adjustments=[added],
    )  # fmt: skip

    def months(**of):
        return [Decimal(repr(month(found.activity, date(2025, at, 1), **of))) for at in range(1, 13)]

    one = ["0.085", "0.0767", "0.085", "0.0822", "0.0849", "0.0822", "0.0849", "0.0849", "0.0822", "0.0849", "0.0822",
           "0.0849"]  # fmt: skip
    assert months(district="D2", offer="specialskole") == [Decimal(places) for places in one]
    assert months() == [3 * Decimal(places) for places in one]
    assert sum(months()) == cell(found.fiscal_year, 2025, column="full_year_places") - Decimal("0.5") == 3
    places = found.activity.filter(measure="full_year_places")
    assert places.filter(pl.col("p10") == pl.col("p90")).select((pl.col("p50") == pl.col("mean")).all()).item()
