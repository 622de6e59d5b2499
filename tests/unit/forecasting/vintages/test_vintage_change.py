"""What the change since the forecast before is due to: one thing happens at a time, and only its cause moves."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache

import polars as pl
import pytest
from flow import make_flow
from frames import ASSUMED, EXACT, area, budget, made, posting, price, spell

from forecasting import Options, project
from forecasting.vintages.vintage_change import CHANGE_KR, CHANGE_PLACES, Previous, vintage_changes

THEN, NOW = date(2025, 4, 30), date(2025, 6, 30)
AREAS = [area(year, offer) for year in range(2024, 2031) for offer in ("specialskole", "specialklasse")]
"""Two children at 1,000 kr. a day, one decided to start on 1 August, and a referral that waits."""
SPELLS = [spell("a", date(2020, 1, 1)), spell("b", date(2020, 1, 1)), spell("d", date(2025, 8, 1), known_date=THEN)]
PRICES = [price(name, 1000) for name in "abdne"]


def waiting(referral_id, status="pending", **other):
    return {
        "referral_id": referral_id, "child_label": referral_id, "birth_month": date(2014, 3, 1),
        "received_date": date(2025, 3, 1), "known_date": date(2025, 3, 1), "district_id": "D1", "referral_type": "ny",
        "status": status, "requested_offer_type": "specialskole",
    } | other  # fmt: skip


def seen(as_of=NOW, options=EXACT, **rows):
    frames = {"spells": SPELLS, "prices": PRICES, "offer_areas": AREAS, "referrals": [waiting("w")]} | rows
    return project(made(as_of, **frames), ASSUMED, replace(options, tells_cases=True))


def told(now, before=None, published=None, *, method=True, data=True):
    """The change from the forecast of 30 April, published as it would be made again unless said otherwise."""
    again = before or seen(THEN)
    published = published or again
    previous = Previous(published.fiscal_year, published.deviation, again.vantage, method, data)
    return vintage_changes(previous, now.vantage, now.deviation)


def causes(frame, unit, year=2025, offer="ALL", district="ALL", ends_in="forecast"):
    """The causes of a row that are not nothing."""
    chosen = frame.filter(fiscal_year=year, offer_type=offer, district_id=district, ends_in=ends_in)
    names = CHANGE_PLACES if unit == "places" else CHANGE_KR
    row = chosen.row(0, named=True)
    return {name: row[f"{name}_{unit}"] for name in names if row[f"{name}_{unit}"]}


def test_when_nothing_is_heard_for_two_months_nothing_has_changed():
    frame = told(seen())
    assert frame.filter(pl.col("places") != 0).height == 2 * 4
    for unit in ("places", "kr"):
        assert causes(frame, unit) == causes(frame, unit, 2026) == {}


def test_an_end_that_is_registered_moves_those_in_place_alone():
    # a leaves on 31 July: 153 days fewer of 365, and 153,000 kr. less; next year a whole place
    now = seen(spells=[SPELLS[0] | {"end_date": date(2025, 7, 31), "end_known_date": NOW}, *SPELLS[1:]])
    frame = told(now)
    assert causes(frame, "places") == {"in_place": Decimal("-0.4192")}
    kroner = causes(frame, "kr")
    assert kroner["in_place"] == Decimal("-153008.00")  # 0.4192 places of 365,000
    assert kroner | {"price": kroner.get("price", 0)} == {"in_place": kroner["in_place"], "price": Decimal("8.00")}
    assert causes(frame, "places", 2026) == {"in_place": -1}


def test_a_decided_start_that_is_put_off_moves_the_decided_alone():
    # d starts on 1 October and not on 1 August: 61 days
    now = seen(spells=[*SPELLS[:2], SPELLS[2] | {"start_date": date(2025, 10, 1)}])
    assert causes(told(now), "places") == {"decided": Decimal("-0.1671")}
    assert causes(told(now), "places", 2026) == {}


def test_a_waiting_case_that_is_granted_moves_the_pending_whether_as_a_grant_or_a_place():
    grant = {
        "decision_id": "A1", "referral_id": "w", "child_label": "w", "birth_month": date(2014, 3, 1),
        "district_id": "D1", "offer_type": "specialskole", "start_date": date(2025, 8, 1), "decision_date": NOW,
        "referral_type": "ny",
    }  # fmt: skip
    answered = waiting("w", "granted", decision_date=NOW, decision_known_date=NOW)
    placed = spell("n", date(2025, 8, 1), decision_id="A1", known_date=NOW)  # and so the child is called n from now on
    for now in (
        seen(grants=[grant], referrals=[answered]),
        seen(spells=[*SPELLS, placed], referrals=[answered | {"child_label": "n"}]),
    ):
        assert causes(told(now), "places") == {"pending": Decimal("0.4192")}  # 153 days of 365


def test_a_grant_taken_up_is_still_decided_and_one_that_lapses_takes_its_places_away():
    grant = {
        "decision_id": "A1", "referral_id": "r", "child_label": "g", "birth_month": date(2014, 3, 1),
        "district_id": "D1", "offer_type": "specialskole", "start_date": date(2025, 6, 1),
        "decision_date": date(2025, 4, 1), "referral_type": "ny",
    }  # fmt: skip
    asked = [waiting("w"), waiting("r", "granted", child_label="g", decision_date=date(2025, 4, 1))]
    before = seen(THEN, grants=[grant], referrals=asked)
    taken = spell("n", date(2025, 6, 10), known_date=NOW)  # without the number of its decision, under another name
    now = seen(spells=[*SPELLS, taken], referrals=[asked[0], asked[1] | {"child_label": "n"}])
    assert causes(told(now, before), "places") == {"decided": Decimal("-0.0247")}  # 9 days
    assert causes(told(seen(), before), "places") == {"decided": Decimal("-0.5863")}  # 214 days


def test_a_child_nobody_had_referred_moves_the_unknown_alone():
    # n was referred in May and starts on 1 July: 184 days of 365
    new = spell("n", date(2025, 7, 1), known_date=NOW)
    frame = told(seen(spells=[*SPELLS, new], referrals=[waiting("w"), waiting("n", "granted")]))
    assert causes(frame, "places") == {"unknown": Decimal("0.5041")}
    assert causes(frame, "places", offer="specialskole", district="D1") == {"unknown": Decimal("0.5041")}


def test_a_child_who_moves_to_another_offer_is_still_one_who_was_in_place():
    moved = [
        SPELLS[0] | {"end_date": date(2025, 7, 31), "end_known_date": NOW}, *SPELLS[1:],
        spell("n", date(2025, 8, 1), child_label="a", offer_type="specialklasse", known_date=NOW),
    ]  # fmt: skip
    frame = told(seen(spells=moved))
    assert causes(frame, "places") == {}
    assert causes(frame, "places", offer="specialklasse") == {"in_place": Decimal("0.4192")}
    assert causes(frame, "places", offer="specialskole") == {"in_place": Decimal("-0.4192")}


def test_an_old_row_that_is_corrected_is_a_correction_and_other_code_is_the_model():
    # today b is said to have ended on 31 January: then as now 334 days of 365 fewer
    corrected = [SPELLS[0], SPELLS[1] | {"end_date": date(2025, 1, 31), "end_known_date": date(2025, 1, 31)}, SPELLS[2]]
    told_as = {
        name: causes(told(seen(spells=corrected), seen(THEN, spells=corrected), seen(THEN), **flags), "places")
        for name, flags in (
            ("correction", {"data": False}), ("model", {"method": False}),
            ("model_or_correction", {"method": False, "data": False}),
        )
    }  # fmt: skip
    assert told_as == {name: {name: Decimal("-0.9151")} for name in told_as}


def test_a_rate_that_is_published_is_price_and_a_dear_bill_is_bills():
    # 1,100 kr. a day from 1 July: two children 184 days and one 153: 52,100 kr. dearer
    dearer = [row | {"valid_to": date(2025, 6, 30)} for row in PRICES] + [
        price(name, 1100, valid_from=date(2025, 7, 1)) for name in "abdne"
    ]
    assert causes(told(seen(prices=dearer)), "kr") == {"price": Decimal("52100.00")}
    # May of a was billed at 40,000 instead of 31,000; the bills that have not come are expected as they were
    bill = posting(date(2025, 6, 5), "40000", placement_id="a", service_month=date(2025, 5, 1))
    assert causes(told(seen(postings=[bill])), "kr") == {"bills": Decimal("9000.00")}


def test_one_offs_income_and_adjustments_stand_by_themselves():
    postings = [
        posting(date(2025, 5, 9), "700", is_one_off=True), posting(date(2025, 5, 9), "-300", spend_kind="income"),
    ]  # fmt: skip
    judged = {
        "fiscal_year": 2025, "grant_area": "Special", "district_id": "D1", "offer_type": "specialskole",
        "amount_kr": Decimal(5000), "places": 0.5, "factor": None, "expires": None,
    }  # fmt: skip
    frame = told(seen(postings=postings, adjustments=[judged]))
    assert causes(frame, "kr") == {"one_off": 700, "other": -300, "adjustment": 5000}
    assert causes(frame, "places") == {"adjustment": Decimal("0.5")}


def test_the_budget_is_told_as_both_forecasts_knew_it():
    frame = told(seen(budget=[budget(2025, "1200")]), seen(THEN, budget=[budget(2025, "1000")]))
    whole = frame.filter(fiscal_year=2025, district_id="ALL", offer_type="ALL")
    assert whole.select("previous_budget_kr", "budget_kr").row(0) == (1000, 1200)
    assert frame.filter(fiscal_year=2026)["budget_kr"].null_count() == frame.filter(fiscal_year=2026).height


AFTER = date(2026, 3, 31)
FIRST = posting(date(2025, 1, 20), "500", is_one_off=True)
"""The ledger begins in January, so 2025 is whole."""


def yearly(placement_id, kr, last=date(2025, 12, 31)):
    """One bill for all of a place's days in 2025."""
    period = {"service_from": date(2025, 1, 1), "service_to": last, "service_month": date(2025, 12, 1)}
    return posting(date(2025, 12, 31), kr, placement_id=placement_id, **period)


def closed(as_of=AFTER, *more, **rows):
    """b left on 30 September; a is billed for 365,000, b for its 273,000, and d 7,000 more than its 153,000."""
    spells = [SPELLS[0], SPELLS[1] | {"end_date": date(2025, 9, 30), "end_known_date": NOW}, SPELLS[2]]
    bills = [yearly("a", "365000"), yearly("b", "273000", date(2025, 9, 30)), yearly("d", "160000")]
    return seen(as_of, spells=spells, postings=[FIRST, *bills, *more], **rows)


def test_a_year_that_is_over_leads_from_its_last_forecast_to_its_accounts():
    # expected: 2 x 365 + 153 days at 1,000. b's 92 days fewer are 0.2521 of a place of 365,000, which is 92,016.50
    income = posting(date(2025, 11, 1), "-900", spend_kind="income")
    before = seen(THEN, postings=[FIRST], budget=[budget(2025, "800000")])
    frame = told(closed(AFTER, income, budget=[budget(2025, "810000")]), before)
    whole = frame.filter(ends_in="accounts", district_id="ALL", offer_type="ALL")
    assert whole.select("fiscal_year", "previous_kr", "expected_kr", "previous_budget_kr", "budget_kr").rows() == [
        (2025, 883_500, 797_600, 800_000, 810_000)
    ]
    assert whole.select("previous_places", "places").row(0) == (Decimal("2.4192"), Decimal("2.1671"))
    assert causes(frame, "places", ends_in="accounts") == {"in_place": Decimal("-0.2521")}
    assert causes(frame, "kr", ends_in="accounts") == {
        "in_place": Decimal("-92016.50"), "bills": 7000, "other": -900, "price": Decimal("16.50"),
    }  # fmt: skip


def test_a_district_without_a_budget_has_none_of_a_budget_that_is_divided_and_an_unknown_one_else():
    income = posting(date(2025, 11, 1), "-900", spend_kind="income", district_id="D2")
    before = seen(THEN, postings=[FIRST], budget=[budget(2025, "800000")])

    def of_d2(**divided):
        frame = told(closed(AFTER, income, budget=[budget(2025, "810000", **divided)]), before)
        return frame.filter(ends_in="accounts", district_id="D2", offer_type="ALL")["budget_kr"].to_list()

    assert of_d2(district_id="D1") == [Decimal(0)]
    assert of_d2() == [None]


def test_accounts_that_are_not_closed_or_lack_their_beginning_are_not_held_against_anything():
    before = seen(THEN, postings=[FIRST])
    open_ = told(closed(date(2026, 1, 30)), before)
    late = [yearly("a", "365000") | {"posting_date": date(2025, 6, 1)}]
    headless = told(seen(AFTER, postings=late), seen(THEN))
    for frame in (open_, headless):
        assert set(frame["ends_in"]) == {"forecast"}
        assert set(frame["fiscal_year"]) == {2026, 2027}


@cache
def flowing(year, month, day):
    options = Options(paths=40, tells_cases=True)
    return project(make_flow(3, scale=0.2).inputs(date(year, month, day)), ASSUMED, options)


@pytest.mark.parametrize(("then", "year"), [((2024, 4, 30), 2024), ((2023, 10, 31), 2024)])
def test_the_causes_of_a_simulated_municipality_sum_to_the_published_change(then, year):
    before, now = flowing(*then), flowing(2024, 8, 31)
    frame = told(now, before)
    for unit, names in (("places", CHANGE_PLACES), ("kr", CHANGE_KR)):
        ends = ("places", "previous_places") if unit == "places" else ("expected_kr", "previous_kr")
        parts = sum((pl.col(f"{name}_{unit}") for name in names), pl.lit(Decimal(0)))
        assert frame.filter(pl.col(ends[0]) - pl.col(ends[1]) != parts).is_empty()
    if then[0] < year:
        over = frame.filter(ends_in="accounts", district_id="ALL", offer_type="ALL").row(0, named=True)
        assert over["fiscal_year"] == then[0]
        assert over["expected_kr"] == now.vantage.world.inputs.postings.filter(fiscal_year=then[0])["amount_kr"].sum()
        assert abs(over["places"] - over["previous_places"]) < 3
    for side, column in ((before, "previous_"), (now, "")):
        total = side.fiscal_year.filter(component="total", grant_area="ALL", fiscal_year=year)
        both = frame.filter(fiscal_year=year).join(total, on=["district_id", "offer_type"])
        assert both.height >= total.height
        assert both.filter(pl.col(f"{column}places") != pl.col("full_year_places")).is_empty()


def test_every_day_of_a_forecast_descends_from_a_case_or_from_nobody():
    found = flowing(2024, 8, 31)
    days = found.vantage.case_days.group_by("fiscal_year", "district_id", "offer_type").agg(
        days=pl.col("behind").sum() + pl.col("ahead").sum()
    )
    places = days.with_columns(
        places=pl.col("days") / 40 / pl.when(pl.col("fiscal_year") % 4 == 0).then(366).otherwise(365)
    )
    total = found.fiscal_year.filter(component="total", grant_area="ALL")
    both = places.join(total, on=["fiscal_year", "district_id", "offer_type"])
    assert both.height == places.height
    assert both.select((pl.col("places") - pl.col("full_year_places").cast(pl.Float64)).abs().max()).item() < 0.0001


def test_nothing_else_depends_on_whether_cases_are_told():
    untold = project(make_flow(3, scale=0.2).inputs(date(2024, 8, 31)), ASSUMED, Options(paths=40))
    assert untold.vantage.case_days.is_empty()
    assert untold.fiscal_year.equals(flowing(2024, 8, 31).fiscal_year)
