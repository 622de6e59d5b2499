from datetime import date
from decimal import Decimal

import polars as pl
from flow import make_flow
from frames import ASSUMED, exact, price, spell

from forecasting import Options, project

AS_OF = date(2025, 4, 15)
SHARES = ["historic_share", "known_share", "decided_share", "pending_share", "simulated_share"]


def row(frame, first, offer="ALL"):
    found = frame.filter(pl.col("month") == first, district_id="ALL", offer_type=offer)
    return found.select("child_months", *SHARES).row(0)


def test_half_a_month_gone_is_half_historic_and_a_start_to_come_is_decided():
    grant = {
        "decision_id": "g", "child_label": "g", "district_id": "D1", "offer_type": "specialklasse",
        "start_date": date(2025, 6, 1), "decision_date": date(2025, 4, 1), "referral_type": "ny",
    }  # fmt: skip
    frame = exact(
        AS_OF, spells=[spell("p1", date(2024, 8, 1)), spell("p2", date(2025, 6, 16))], prices=[price("p1", 1000.0)],
        grants=[grant],
    ).provenance  # fmt: skip

    half, none = Decimal("0.5"), Decimal(0)
    assert row(frame, date(2025, 1, 1)) == (1, 1, none, none, none, none)
    assert row(frame, date(2025, 4, 1)) == (1, half, half, none, none, none)
    # in June p1 is there 30 days, p2 15 and the granted child 30: 2.5 child-months, 1 of them known
    assert row(frame, date(2025, 6, 1)) == (Decimal("2.5"), none, Decimal("0.4"), Decimal("0.6"), none, none)
    assert row(frame, date(2025, 6, 1), "specialklasse") == (1, none, none, 1, none, none)


def test_shares_sum_to_one_and_child_months_are_the_places_of_the_month():
    inputs = make_flow(3, scale=0.2).inputs(date(2024, 4, 30))
    found = project(inputs, ASSUMED, Options(paths=20))

    assert found.provenance.select(pl.sum_horizontal(SHARES)).to_series().unique().to_list() == [Decimal(1)]
    places = found.activity.filter(measure="full_year_places")
    both = found.provenance.join(places, on=["month", "district_id", "offer_type"])
    assert both.height == found.provenance.height
    in_year = pl.when(pl.col("month").dt.is_leap_year()).then(366).otherwise(365)
    days = pl.col("child_months").cast(pl.Float64) * pl.col("month").dt.days_in_month()
    # means of places are rounded at the leaf: a total of twenty leaves is at most twenty halves of 0.0001 off
    assert both.select((days / in_year - pl.col("mean")).abs().max()).item() < 1e-3
    # nobody knows who comes in five years; what has been is not simulated
    last, first = row(found.provenance, date(2028, 12, 1)), row(found.provenance, date(2024, 1, 1))
    assert last[-1] > Decimal("0.5")
    assert first[1] == 1


def test_the_next_place_of_a_child_who_leaves_is_simulated_and_its_own_place_is_known():
    # 40 children whose day-care ends this summer: what they go on to in August is simulated, until then they are known
    children = [
        spell(
            f"p{i}", date(2023, 8, 1), date(2025, 7, 31), offer_type="specialboernehave", birth_month=date(2019, 3, 1),
            end_reason="skift_tilbud",
        )
        for i in range(40)
    ]  # fmt: skip
    school = [spell("old", date(2024, 8, 1)), *children]
    frame = exact(AS_OF, spells=school, prices=[], options=Options(paths=20)).provenance
    assert row(frame, date(2025, 7, 1), "specialboernehave")[2] > Decimal("0.9")
    autumn = frame.filter(pl.col("month") == date(2025, 9, 1), district_id="ALL", offer_type="ALL")
    assert autumn["simulated_share"].item() > Decimal("0.5")
