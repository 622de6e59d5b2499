"""What a scenario changes from a forecast's draws: sums by hand, and beside the scenario simulated on the same luck."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from flow import make_flow
from frames import ASSUMED, cell

from forecasting import Lever, Options, Scenario, project
from forecasting.given.scenario import Goal, Move
from forecasting.given.terms import QUANTILES
from forecasting.judged.baselines import NAIVE
from forecasting.judged.calibration import Widths
from forecasting.questions.goal import GoalOutsideError
from forecasting.questions.what_if import NotAmongDrawsError, Told, WhatIf
from forecasting.sums.coming import COHORTS
from forecasting.sums.draws import CASES, TYPES, YEAR_SUMS, Draws

DAY, AUGUST, NEXT = date(2024, 4, 30), date(2024, 8, 1), date(2025, 8, 1)
WIDE = Widths({("year", "total_kr"): (0.8, 0.9), ("next_year", "total_kr"): (1.5, 2.0)})
LINED = Options(paths=100, lines={("specialskole", "next_year"): NAIVE}, tells_draws=True)
KLASSE, SKOLE = "specialklasse", "specialskole"


@pytest.fixture(scope="module")
def inputs():
    """Half of those in special schools are in one of our own, which has six places fewer from August."""
    found = make_flow(3, scale=0.3).inputs(DAY)
    own = (
        pl.when((pl.int_range(pl.len()) % 2 == 0) & (pl.col("offer_type") == SKOLE))
        .then(pl.lit("OWN"))
        .otherwise("provider_id")
    )
    spells = found.spells.with_columns(provider_id=own)
    spells = spells.with_columns(is_in_own_place=pl.col("provider_id").eq_missing("OWN"))
    cheaper = found.prices.join(spells.filter("is_in_own_place").select("placement_id"), on="placement_id", how="semi")
    cheaper = cheaper.select("placement_id", "service", "valid_from", half=pl.col("kr_per_day") / 2)
    prices = found.prices.join(cheaper, on=["placement_id", "service", "valid_from"], how="left")
    prices = prices.with_columns(kr_per_day=pl.coalesce("half", "kr_per_day")).drop("half")
    own = {"provider_id": "OWN", "offer_type": SKOLE, "is_own": True, "valid_to": None}
    room = [own | {"valid_from": date(2015, 1, 1), "place_count": 20}, own | {"valid_from": AUGUST, "place_count": 14}]
    capacity = pl.DataFrame(room, schema=found.capacity.schema)
    return replace(found, spells=spells, prices=prices, capacity=capacity)


@pytest.fixture(scope="module")
def baseline(inputs):
    return project(inputs, ASSUMED, LINED, None, WIDE)


@pytest.fixture(scope="module")
def asked(baseline):
    return WhatIf(baseline.draws, tuple(published(baseline, year) for year in range(2024, 2029)))


def published(projection, year) -> Told:
    kr = [float(cell(projection.fiscal_year, year, column=f"{name}_kr")) for name in ("mean", *QUANTILES)]
    return Told(kr[0], tuple(kr[1:]), float(cell(projection.fiscal_year, year, column="full_year_places")))


def simulated(inputs, baseline, scenario) -> tuple[np.ndarray, np.ndarray]:
    """Mean kroner and places that the scenario adds, by year, when it is simulated."""
    made = project(inputs, ASSUMED, replace(LINED, scenario=scenario, tells_draws=False), None, WIDE)
    yearly = [
        one.path_totals.group_by("fiscal_year").mean().sort("fiscal_year").select("total_kr", "full_year_places")
        for one in (baseline, made)
    ]
    kr, places = (yearly[1].to_numpy() - yearly[0].to_numpy()).T
    return kr, places


def test_nothing_asked_is_the_published_forecast_to_the_ore(asked):
    assert asked.told(Scenario("intet", (Lever("referrals", 1.0, AUGUST),))) == asked.published


def test_fewer_asked_for_and_granted_at_other_prices_is_what_the_simulation_says(inputs, baseline, asked):
    levers = (Lever("referrals", 0.5, AUGUST, NEXT), Lever("approvals", 0.7, AUGUST), Lever("prices", 1.04, NEXT))
    scenario = Scenario("plan", levers)
    kr, places = simulated(inputs, baseline, scenario)
    change = asked.change(scenario)

    assert min(-places[1:]) > 3
    assert change.places.mean(axis=0)[1:] == pytest.approx(places[1:], rel=0.03)
    assert change.kr.mean(axis=0)[2:] == pytest.approx(kr[2:], rel=0.04)


def test_more_children_than_there_are_own_places_for_are_bought_for(inputs, baseline, asked):
    scenario = Scenario("flere", (Lever("referrals", 1.4, AUGUST),))
    kr, places = simulated(inputs, baseline, scenario)
    change = asked.change(scenario)

    waiting = baseline.draws.types.filter(offer_type=SKOLE)["waiting_days"].item()
    assert waiting[2] > 365
    # those who come beyond the expected are drawn anew, so the simulation has some luck of its own
    assert change.places.mean(axis=0)[2:] == pytest.approx(places[2:], rel=0.05)
    assert change.kr.mean(axis=0)[2:] == pytest.approx(kr[2:], rel=0.05)


def test_other_offers_and_own_places_instead_of_bought_ones_are_what_the_simulation_says(inputs, baseline, asked):
    moves = (
        Move(AUGUST, from_offer=SKOLE, to_offer=KLASSE, is_new=True, share=0.5),
        Move(AUGUST, from_offer=KLASSE, is_bought=True, is_new=True, share=0.4, place_kr=100_000.0, fixed_kr=250_000.0),
    )
    kr, places = simulated(inputs, baseline, Scenario("flyt", moves=moves))
    change = asked.change(Scenario("flyt", moves=moves))
    assert change.kr.mean(axis=0)[2:] == pytest.approx(kr[2:], rel=0.05)
    # a type on a plain line has another number of places for each child
    assert change.places.mean(axis=0)[2:] == pytest.approx(places[2:], rel=0.05)


def test_an_interval_is_as_wide_on_each_path_as_the_lever_is(asked):
    low, between, high = (
        asked.change(Scenario("plan", (Lever("referrals", factor, AUGUST),))).kr for factor in (0.6, (0.6, 0.8), 0.8)
    )
    # one path in each hundredth of the interval, whatever the year
    for year in range(1, 5):
        share = (between - low)[:, year] / (high - low)[:, year]
        assert sorted(share) == pytest.approx((np.arange(100) + 0.5) / 100, abs=1e-6)


def test_the_answer_keeps_the_year_in_its_frame_and_hardly_below(asked):
    frame = asked.published[2].quantiles_kr[3] * 0.97
    goal = Goal("referrals", AUGUST, 2026, certainty=0.9)
    answer = asked.answer(Scenario("ramme", goal=goal), frame)
    made = asked.told(Scenario("ramme", (Lever("referrals", answer.factor, AUGUST),)))

    assert 0 < answer.factor < 1
    assert made[2].quantiles_kr[3] == answer.cost_kr <= frame
    assert answer.cost_kr > frame * 0.999
    with pytest.raises(GoalOutsideError):
        asked.answer(Scenario("ramme", goal=replace(goal, fiscal_year=2031)), frame)


@pytest.mark.parametrize(
    "scenario",
    [
        Scenario("afgang", (Lever("exits", 1.1, AUGUST),)),
        Scenario("i_gaar", (Lever("prices", 1.1, DAY),)),
        Scenario("alle", moves=(Move(AUGUST, from_offer=SKOLE, to_offer=KLASSE),)),
        Scenario("ukendt", moves=(Move(AUGUST, from_offer=SKOLE, to_offer="efterskole", is_new=True),)),
    ],
)
def test_what_is_under_way_is_not_answered_from_draws(asked, scenario):
    with pytest.raises(NotAmongDrawsError):
        asked.change(scenario)


def test_each_lever_and_move_does_its_part_by_hand():
    # Two paths as of 30 April 2025. What is received in August (month 7) and decided in September (month 8) costs
    # 100 and 300 kroner of 2026; the case had 19.5 chances in 20. A decided child is there 50 days.
    rows = [
        ((7 * 61 + 8) * 20 + 19, 9, 0, True, 200.0, 40.0, 36.5),
        (-1, 9, 0, True, 500.0, 50.0, 50.0),
    ]  # fmt: skip
    by_year = [(*row[:4], *([0.0, value, 0.0, 0.0, 0.0] for value in (*row[4:], 0.0))) for row in rows]
    cohorts = {7: [100.0, 300.0], COHORTS - 1: [500.0, 500.0]}
    years = [
        (
            path, year, date(2025, 4, 30), 1, 1.0, 1.0, 10_000.0, 3.0, 1.0, 0.5 if year == 2026 else 0.0,
            [1000.0] * 12, *[[cohorts.get(c, [0.0, 0.0])[path] if year == 2026 else 0.0 for c in range(COHORTS)]] * 2,
        )
        for path in range(2) for year in range(2025, 2030)
    ]  # fmt: skip
    types = [("specialskole", True, 1.0, [1.0] * 5, [1.0] * 5, [7.0] * 5, [0.0] * 5, [0.0] * 5)]
    frames = zip((by_year, years, types), (CASES, YEAR_SUMS, TYPES), strict=True)
    asked = WhatIf(Draws(*(pl.DataFrame(part, schema=schema, orient="row") for part, schema in frames)), ())
    january = date(2026, 1, 1)

    def kr(*levers, moves=()):
        return asked.change(Scenario("x", levers, moves)).kr[:, 1:3].tolist()

    # a fifth fewer cases: 20 and 60 kroner of service, half of it booked the year after
    fewer = kr(Lever("referrals", 0.8, date(2025, 7, 1)))
    assert [*fewer[0], *fewer[1]] == pytest.approx([-10, -10, -30, -30])
    assert kr(Lever("referrals", 0.8, date(2025, 9, 1))) == [[0, 0], [0, 0]]
    # in force in half of August, and never more than all of the cases granted
    sixteenth = Lever("referrals", 0.0, date(2025, 8, 17))
    assert kr(sixteenth)[0] == pytest.approx([-50 * 15 / 31] * 2)
    assert kr(Lever("approvals", 2.0, date(2025, 9, 1)))[0] == pytest.approx([50 * 0.5 / 19.5] * 2)
    # a tenth dearer: 12,000 kroner of 2026, and of 2027 to 2029 too
    dearer = kr(Lever("prices", 1.1, january))[0]
    assert dearer == pytest.approx([600.0, 600.0 + 1200.0])
    # half of both are in places of our own at 365 kroner a year: 45 days at a krone instead of 350 kroner
    half = Move(date(2025, 10, 1), from_offer="specialskole", is_bought=True, is_new=True, share=0.5, place_kr=365.0)
    assert [sum(path) for path in kr(moves=(half,))] == pytest.approx([-80 * 0.5 - 225, -80 * 1.5 - 225])
    places = asked.change(Scenario("x", (Lever("referrals", 0.0, date(2025, 7, 1)),))).places
    assert places[:, 1] == pytest.approx([-0.05, -0.15])
