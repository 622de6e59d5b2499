from dataclasses import replace
from datetime import date
from decimal import Decimal

import polars as pl
import pytest
from frames import ASSUMED, EXACT, area, budget, cell, exact, made, month, posting, price, spell

from forecasting import Options, project
from forecasting.sums.components import MONTHLY


def test_a_place_all_through_a_leap_year_is_one_full_year_place_at_366_days():
    forecast = exact(date(2024, 4, 30), spells=[spell("p1", date(2023, 8, 1))], prices=[price("p1", 1000.0)])

    assert cell(forecast.fiscal_year, 2024, column="full_year_places") == Decimal("1.0000")
    assert cell(forecast.fiscal_year, 2024) == Decimal("366000.00")
    assert month(forecast.activity, date(2024, 2, 1)) == pytest.approx(29 / 366, abs=1e-4)


def test_a_spell_from_31_december_to_31_december_is_one_day():
    forecast = exact(
        date(2025, 12, 31), spells=[spell("p1", date(2025, 12, 31), date(2025, 12, 31))], prices=[price("p1", 1000.0)]
    )

    assert cell(forecast.fiscal_year, 2025, column="full_year_places") == Decimal("0.0027")  # 1/365
    assert cell(forecast.fiscal_year, 2025, "unbilled") == Decimal("1000.00")
    assert cell(forecast.fiscal_year, 2026) == Decimal("0.00")


def test_an_end_on_31_july_with_30_days_notice_pays_242_days_and_gives_212_days_of_place():
    notice = {"notice_from": date(2025, 8, 1), "notice_to": date(2025, 8, 30)}
    forecast = exact(
        date(2025, 4, 30),
        spells=[spell("p1", date(2024, 8, 1), date(2025, 7, 31), **notice)],
        prices=[price("p1", 1000.0), price("p1", 100.0, service="befordring")],
    )

    # January to July are 212 days; 120 of them lie before 1 May
    assert cell(forecast.fiscal_year, 2025, column="full_year_places") == Decimal("0.5808")
    assert cell(forecast.fiscal_year, 2025, "known") == Decimal((92 + 30) * 1000)
    assert cell(forecast.fiscal_year, 2025, "transport") == Decimal(92 * 100)
    assert cell(forecast.fiscal_year, 2025, "unbilled") == Decimal(120 * 1100)


def test_a_month_of_placements_is_told_by_component():
    forecast = exact(
        date(2025, 4, 30),
        spells=[
            spell("p1", date(2024, 8, 1), date(2025, 7, 31), notice_from=date(2025, 8, 1), notice_to=date(2025, 8, 30)),
            spell("p2", date(2025, 6, 16), known_date=date(2025, 4, 1), district_id="D2"),
        ],
        prices=[price("p1", 1000.0), price("p1", 100.0, service="befordring"), price("p2", 500.0)],
        postings=[posting(date(2025, 4, 10), "28000.00", service_month=date(2025, 2, 1), placement_id="p1")],
    )

    def told(day, district="ALL"):
        months = forecast.cost.filter(month=day, district_id=district, offer_type="ALL")
        return {name: months[f"{name}_kr"].item() for name in ("mean", *MONTHLY) if months[f"{name}_kr"].item()}

    assert told(date(2025, 2, 1))["booked"] == 28 * 1000
    assert told(date(2025, 4, 1)) == {"mean": 30 * 1100, "unbilled": 30 * 1100}
    assert told(date(2025, 5, 1)) == {"mean": 31 * 1100, "known": 31 * 1000, "transport": 31 * 100}
    assert told(date(2025, 6, 1)) == {
        "mean": 30 * 1100 + 15 * 500, "known": 30 * 1000, "decided": 15 * 500, "transport": 30 * 100,
    }  # fmt: skip
    assert told(date(2025, 6, 1), "D2") == {"mean": 15 * 500, "decided": 15 * 500}
    assert told(date(2025, 8, 1)) == {"mean": 30 * 1000 + 31 * 500, "known": 30 * 1000, "decided": 31 * 500}


def test_two_parallel_places_are_one_child_and_one_place_in_all_but_both_are_paid():
    forecast = exact(
        date(2025, 4, 30),
        spells=[
            spell("p1", date(2024, 8, 1)),
            spell("p2", date(2024, 8, 1), child_label="p1", offer_type="special_sfo_klub", is_in_total=False),
        ],
        prices=[price("p1", 1000.0), price("p2", 200.0)],
    )

    assert cell(forecast.fiscal_year, 2025, column="full_year_places") == Decimal("1.0000")
    assert cell(forecast.fiscal_year, 2025, column="full_year_places", offer="special_sfo_klub") == Decimal("1.0000")
    assert cell(forecast.fiscal_year, 2025) == Decimal(365 * 1200)
    assert cell(forecast.fiscal_year, 2025, column="unit_price_kr") == Decimal(365 * 1000)
    assert month(forecast.activity, date(2025, 6, 1), "children_count") == 1
    assert month(forecast.activity, date(2025, 6, 1), "children_count", offer="special_sfo_klub") == 1


def test_a_child_in_two_schools_for_a_while_is_counted_once_only_that_while():
    forecast = exact(
        date(2025, 4, 30),
        spells=[spell("p1", date(2024, 8, 1), date(2025, 7, 31)), spell("p2", date(2025, 6, 1), child_label="p1")],
        prices=[price("p1", 1.0), price("p2", 1.0)],
    )

    assert [month(forecast.activity, date(2025, m, 1), "children_count") for m in (5, 6, 7, 8)] == [1, 1, 1, 1]
    assert month(forecast.activity, date(2025, 6, 1), "children_count", offer="specialskole") == 2


def test_a_registered_start_and_a_grant_are_decided_and_a_renewal_starts_nothing():
    grant = {
        "decision_id": "a1", "referral_id": "r1", "child_label": "r1", "birth_month": date(2015, 5, 1),
        "district_id": "D2", "offer_type": "specialskole", "provider_id": "A", "rate_group": "1",
        "start_date": date(2025, 8, 1), "referral_type": "ny",
    }  # fmt: skip
    rate = {
        "institution_id": "A", "offer_type": "specialskole", "rate_group": "1", "service": "undervisning",
        "valid_from": date(2025, 1, 1), "valid_to": None, "unit": "maaned", "amount_kr": 36500.0,
        "settlement_form": "takst",
    }  # fmt: skip
    forecast = exact(
        date(2025, 4, 30),
        spells=[spell("p1", date(2025, 12, 1))],
        prices=[price("p1", 1000.0)],
        grants=[grant],
        rates=[rate],
    )

    # December is 31 days; from 1 August there are 153 at 36,500 x 12/365 = 1,200 a day
    assert cell(forecast.fiscal_year, 2025, "decided") == Decimal(31_000 + 153 * 1200)
    assert cell(forecast.fiscal_year, 2025, "decided", district="D2") == Decimal(153 * 1200)
    assert cell(forecast.fiscal_year, 2025, "pending") == cell(forecast.fiscal_year, 2025, "expected_intake") == 0


def test_a_price_follows_the_index_from_the_first_year_without_its_own():
    options = Options(simulate_intake=False, simulate_exits=False, paths=400, price_index={2026: 0.03, 2027: 0.02})
    still = {"index_sd": 0.0, "provider_step_sd": 0.0}
    sure = ASSUMED.model_copy(update={"prices": ASSUMED.prices.model_copy(update=still)})
    inputs = made(
        date(2025, 11, 30),
        spells=[spell("p1", date(2024, 8, 1)), spell("p2", date(2024, 8, 1))],
        prices=[
            price("p1", 1000.0),
            price("p2", 1000.0, valid_to=date(2025, 12, 31)),
            price("p2", 1050.0, valid_from=date(2026, 1, 1)),
        ],
    )

    forecast = project(inputs, sure, options)

    assert cell(forecast.fiscal_year, 2026) == Decimal("759200.00")  # 365 x (1,030 + 1,050)
    assert cell(forecast.fiscal_year, 2027) == Decimal("774384.00")  # 365 x (1,030 x 1.02 + 1,050 x 1.02)


def test_leisure_stops_being_paid_when_the_child_gets_a_leisure_place_of_its_own():
    club = spell("p2", date(2025, 3, 1), child_label="p1", offer_type="special_sfo_klub", is_in_total=False)
    forecast = exact(
        date(2025, 4, 30),
        spells=[spell("p1", date(2024, 8, 1)), club],
        prices=[
            price("p1", 1000.0),
            price("p1", 300.0, valid_to=date(2025, 2, 28), service="fritid"),
            price("p2", 250.0),
        ],
    )

    assert cell(forecast.fiscal_year, 2025, offer="specialskole") == Decimal(365 * 1000 + 59 * 300)


def test_one_child_leaving_an_own_class_changes_nothing_until_a_class_is_saved():
    own = {
        "provider_id": "A", "offer_type": "specialklasse", "service": "undervisning", "valid_from": date(2020, 1, 1),
        "settlement_form": "klasse", "kr_per_year": 730_000.0, "children_per_class": 2,
    }  # fmt: skip

    def cost_of_2026(children):
        spells = [
            spell(f"p{n}", date(2024, 8, 1), offer_type="specialklasse", is_in_own_place=True) for n in range(children)
        ]
        return cell(exact(date(2025, 12, 31), spells=spells, own_offers=[own]).fiscal_year, 2026, offer="specialklasse")

    # the index after 2025 is the same for all: compare ratios
    assert cost_of_2026(4) == cost_of_2026(3)
    assert float(cost_of_2026(3)) == pytest.approx(2 * float(cost_of_2026(2)), abs=0.02)


def test_others_children_fill_our_classes_but_are_not_our_places():
    own = {
        "provider_id": "A", "offer_type": "specialklasse", "service": "undervisning", "valid_from": date(2020, 1, 1),
        "settlement_form": "klasse", "kr_per_year": 730_000.0, "children_per_class": 2,
    }  # fmt: skip
    ours = [spell(f"p{n}", date(2024, 8, 1), offer_type="specialklasse", is_in_own_place=True) for n in range(2)]
    other = spell("p9", date(2024, 8, 1), offer_type="specialklasse", is_in_own_place=True, is_paid_by_us=False)

    forecast = exact(date(2025, 4, 30), spells=[*ours, other], own_offers=[own])

    assert cell(forecast.fiscal_year, 2025, column="full_year_places") == Decimal("2.0000")
    assert cell(forecast.fiscal_year, 2025, "known") == Decimal("980000.00")  # 2 classes x 730,000 x 245/365


def test_an_adjustment_is_an_amount_on_its_cell_or_a_factor_on_all_it_covers():
    def with_adjustment(**adjustment):
        row = {"fiscal_year": 2025, "grant_area": "Special", "district_id": "ALL", "offer_type": "ALL"} | adjustment
        return exact(
            date(2025, 12, 31),
            spells=[spell("p1", date(2024, 8, 1))],
            prices=[price("p1", 1000.0)],
            offer_areas=[area(2025)],
            adjustments=[row],
        ).fiscal_year

    assert cell(with_adjustment(amount_kr=Decimal("815000.00")), 2025, "adjustment") == Decimal("815000.00")
    assert cell(with_adjustment(amount_kr=Decimal("815000.00")), 2025) == Decimal(365_000 + 815_000)
    of_places = with_adjustment(amount_kr=Decimal("815000.00"), places=2.0)
    assert cell(of_places, 2025, "adjustment", "full_year_places") == Decimal(2)
    assert cell(with_adjustment(factor=0.9), 2025, "adjustment") == Decimal("-36500.00")
    from_august = with_adjustment(factor=0.9, year_share=153 / 365)
    assert cell(from_august, 2025, "adjustment") == Decimal("-15300.00")  # a tenth of 153 days at 1,000
    assert cell(with_adjustment(factor=0.9, expires=date(2025, 6, 30)), 2025, "adjustment") == 0


def test_what_is_booked_one_off_and_bulk_stands_apart():
    forecast = exact(
        date(2025, 4, 30),
        postings=[
            posting(date(2025, 2, 10), "30000.00"),
            posting(date(2025, 3, 10), "-414000.00", is_one_off=True, spend_kind="one_off"),
            posting(date(2025, 3, 11), "5000.00", spend_kind="other", offer_type=None, service_month=date(2025, 9, 1)),
        ],
    )

    assert cell(forecast.fiscal_year, 2025, "booked") == Decimal("35000.00")
    assert cell(forecast.fiscal_year, 2025, "one_off") == Decimal("-414000.00")
    assert cell(forecast.fiscal_year, 2025) == Decimal("-379000.00")


def test_more_children_than_budgeted_is_a_negative_deviation_and_the_split_adds_up():
    plan = {
        "offer_type": "specialskole",
        "planned_full_year_places": Decimal(1),
        "planned_unit_price_kr": Decimal(365_000),
    }
    forecast = exact(
        date(2025, 4, 30),
        spells=[spell("p1", date(2024, 8, 1)), spell("p2", date(2024, 8, 1))],
        prices=[price("p1", 1000.0), price("p2", 1100.0)],
        offer_areas=[area(2025)],
        budget=[budget(2025, 365_000, **plan)],
    )

    row = forecast.deviation.filter(pl.col("offer_type") == "specialskole", pl.col("grant_area") == "Special").row(
        0, named=True
    )
    assert row["expected_kr"] == Decimal(365 * 2100)
    assert row["deviation_kr"] == Decimal(365_000 - 365 * 2100)
    assert row["population_effect_kr"] + row["share_effect_kr"] == Decimal(-365_000)
    assert row["price_effect_kr"] == Decimal(-36_500)  # 2 places at 18,250 dearer
    assert row["unexplained_effect_kr"] == 0


def test_an_adjustment_is_beside_the_causes_and_not_in_them():
    plan = {"offer_type": "specialskole", "planned_full_year_places": Decimal(1),
            "planned_unit_price_kr": Decimal(365_000)}  # fmt: skip
    cell_of = {"fiscal_year": 2025, "grant_area": "Special", "district_id": "ALL", "offer_type": "specialskole"}
    schools = pl.col("offer_type") == "specialskole", pl.col("district_id") == "ALL"

    def found(**adjustment):
        forecast = exact(
            date(2025, 12, 31),
            options=replace(EXACT, tells_drivers=True),
            spells=[spell("p1", date(2024, 8, 1)), spell("p2", date(2025, 8, 1))],
            prices=[price("p1", 1000.0), price("p2", 1000.0)],
            offer_areas=[area(2025)],
            budget=[budget(2025, 365_000, **plan)],
            adjustments=[cell_of | adjustment] if adjustment else [],
        )
        deviation = forecast.deviation.filter(*schools, pl.col("grant_area") == "Special").row(0, named=True)
        return deviation, forecast.drivers.filter(*schools, fiscal_year=2026).row(0, named=True)

    plain, before = found()
    assert plain["share_effect_kr"] == Decimal(-153_008)  # the second child from August: 0.4192 places at 365,000
    causes = [name for name in plain if name.endswith("_effect_kr") and "change" not in name]
    for adjustment, kr, places in (
        ({"amount_kr": Decimal(800_000), "places": 2.0}, 800_000, 2),
        ({"amount_kr": Decimal(-90_000)}, -90_000, 0),
        ({"factor": 1.5}, 259_000, 0),  # half of 518,000
    ):
        row, driver = found(**adjustment)
        assert row["deviation_kr"] == plain["deviation_kr"] - kr
        changed = {name: row[name] - plain[name] for name in causes if row[name] != plain[name]}
        assert changed == dict.fromkeys(("unexplained_effect_kr", "adjustment_effect_kr"), Decimal(-kr))
        assert sum(row[name] for name in causes if name != "adjustment_effect_kr") == row["deviation_kr"]
        # and the next year falls from it by as much
        moved = {name: driver[name] - before[name] for name in driver if driver[name] != before[name]}
        told = {"previous_kr": kr, "other_kr": -kr, "previous_places": places, "unexplained_places": -places}
        assert moved == {name: Decimal(amount) for name, amount in told.items() if amount}


def test_leisure_places_are_split_by_themselves_and_their_causes_are_in_the_total():
    def planned(offer_type):
        figures = {"planned_full_year_places": Decimal(1), "planned_unit_price_kr": Decimal(365_000)}
        return budget(2025, 365_000, offer_type=offer_type, **figures)

    leisure = [spell(f"f{n}", date(2024, 8, 1), offer_type="special_sfo_klub", is_in_total=False) for n in range(3)]
    forecast = exact(
        date(2025, 4, 30),
        spells=[spell("p1", date(2024, 8, 1)), *leisure],
        prices=[price("p1", 1000.0), *(price(f"f{n}", 1000.0) for n in range(3))],
        offer_areas=[area(2025), area(2025, offer_type="special_sfo_klub")],
        budget=[planned("specialskole"), planned("special_sfo_klub")],
    )

    by_type = {
        row["offer_type"]: row
        for row in forecast.deviation.filter(pl.col("grant_area") == "Special").iter_rows(named=True)
    }
    # by hand: two leisure places more than budgeted at 365,000; the school place is as budgeted
    for offer_type in ("special_sfo_klub", "ALL"):
        row = by_type[offer_type]
        assert row["population_effect_kr"] + row["share_effect_kr"] == Decimal(-730_000)
        assert row["mix_effect_kr"] == row["unexplained_effect_kr"] == 0
    assert by_type["specialskole"]["deviation_kr"] == 0


def test_a_budget_without_places_leaves_the_whole_deviation_unexplained():
    forecast = exact(
        date(2025, 4, 30),
        spells=[spell("p1", date(2024, 8, 1))],
        prices=[price("p1", 1000.0)],
        offer_areas=[area(2025)],
        budget=[budget(2025, 300_000, carried_over_kr=Decimal(10_000))],
    )

    rows = forecast.deviation.filter(pl.col("grant_area") == "Special")
    assert rows.select("district_id", "offer_type").rows() == [("ALL", "ALL")]  # no finer than the budget itself
    row = rows.row(0, named=True)
    assert row["deviation_kr"] == row["unexplained_effect_kr"] == Decimal(-65_000)
    assert (row["carry_over_kr"], row["ordinary_operation_kr"]) == (Decimal(10_000), Decimal(-75_000))


def test_the_change_since_the_previous_vintage_is_split_and_adds_up():
    def forecast(price_kr, previous=None):
        return exact(
            date(2025, 4, 30),
            previous,
            spells=[spell("p1", date(2024, 8, 1))],
            prices=[price("p1", price_kr)],
            offer_areas=[area(2025)],
            budget=[budget(2025, 300_000)],
        )

    row = forecast(1100.0, forecast(1000.0).published).deviation.row(0, named=True)

    assert row["previous_expected_kr"] == Decimal(365_000)
    assert row["change_kr"] == row["change_price_effect_kr"] == Decimal(-36_500)
    assert sum(v for k, v in row.items() if k.startswith("change_") and k.endswith("_effect_kr")) == row["change_kr"]


def test_without_any_delivery_there_is_still_a_total_of_nothing():
    forecast = project(made(date(2025, 4, 30)), ASSUMED, Options(paths=20))

    assert cell(forecast.fiscal_year, 2025) == 0
    assert forecast.activity["mean"].sum() == 0


def test_the_exact_forecast_has_no_width():
    forecast = exact(date(2025, 12, 31), spells=[spell("p1", date(2024, 8, 1))], prices=[price("p1", 1000.0 / 3)])

    year = forecast.fiscal_year.filter(pl.col("fiscal_year") == 2025)
    assert year.filter(pl.col("p10_kr") != pl.col("p90_kr")).is_empty()
    assert EXACT.paths == 20
