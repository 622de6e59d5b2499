"""Events that are no habit: what they weigh in each month, and that forecasts and tests go around them."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from flow import make_flow
from frames import ASSUMED, cell, made, spell

from forecasting import Options, project
from forecasting.given.events import Event, EventError, Events
from forecasting.given.horizon import day_number
from forecasting.places.exits import gather_exits
from forecasting.places.streams import decided_as_usual
from forecasting.questions import event_test
from forecasting.questions.backtest import Truth, evaluate
from forecasting.questions.event_series import event_series
from forecasting.world import World

LOCKDOWN = Event("luk", ("referrals",), date(2023, 3, 1), date(2023, 5, 31), 0.1, 0.6, 6)


def month(year, number):
    return year * 12 + number - 1


def factors(event, *months):
    return Events((event,)).factor("referrals", np.array([month(*m) for m in months])).tolist()


def test_three_months_with_a_tenth_and_three_fifths_caught_up_in_six():
    # 2.7 months are lost; 0.6 x 2.7 = 1.62 come in six months, 0.27 a month more than usual
    found = factors(LOCKDOWN, (2023, 2), (2023, 3), (2023, 5), (2023, 6), (2023, 11), (2023, 12))
    assert found == pytest.approx([1.0, 0.1, 0.1, 1.27, 1.27, 1.0])


def test_a_dip_of_half_a_month_is_half_of_it():
    half = Event("strejke", ("referrals",), date(2023, 6, 1), date(2023, 6, 15), 0.0)
    assert factors(half, (2023, 6), (2023, 7)) == pytest.approx([0.5, 1.0])


def test_every_problem_of_the_events_is_told_at_once():
    turned = Event("a", ("exits",), date(2023, 2, 1), date(2023, 1, 1))
    dip_of_exits = Event("b", ("exits",), date(2023, 1, 1), date(2023, 2, 1), 0.5)
    no_months = Event("c", ("referrals",), date(2023, 1, 1), date(2023, 2, 1), 0.5, 0.5)
    with pytest.raises(EventError) as caught:
        Events((turned, dip_of_exits, no_months))
    assert [name for name in ("a ends", "b: only", "c: caught_up") if name in str(caught.value)] == [
        "a ends", "b: only", "c: caught_up",
    ]  # fmt: skip


def test_a_day_before_the_event_does_not_know_it_unless_it_was_announced():
    announced = Event("reform", ("referrals",), date(2026, 8, 1), date(2027, 7, 31), 0.8, known_from=date(2025, 3, 1))
    both = Events((LOCKDOWN, announced))
    assert [event.name for event in both.known(date(2023, 2, 28)).events] == []
    assert [event.name for event in both.known(date(2023, 3, 1)).events] == ["luk"]
    assert [event.name for event in both.known(date(2025, 3, 1)).events] == ["luk", "reform"]


def test_exits_of_days_left_out_count_neither_as_exits_nor_as_days():
    day = date(2024, 12, 31)
    spells = [spell("a", date(2023, 1, 1)), spell("b", date(2023, 1, 1), date(2024, 3, 10), end_reason="flyttet")]
    shut = Events((Event("luk", ("exits",), date(2024, 3, 1), date(2024, 3, 31)),))
    world = World.of(made(day, spells=spells), ASSUMED, Options(paths=20))
    kinds = dict(zip(world.offers, world.kinds, strict=True))
    since = day_number(date(2023, 1, 1))
    usual, around = (gather_exits(world.spells, kinds, day, ASSUMED, since, known) for known in (Events(), shut))
    assert (usual.ended.sum(), around.ended.sum()) == (1, 0)
    # b leaves on 10 March: a has 31 days less and b 10, each worth more since nobody leaves at once around 31 July
    assert usual.days.sum() - around.days.sum() == pytest.approx((31 + 10) * 365 / 316, abs=0.5)


def test_cases_that_waited_through_an_event_say_nothing_of_how_long_a_decision_takes():
    def case(number, received, decided):
        return {
            "referral_id": number, "child_label": number, "received_date": received, "known_date": received,
            "decision_date": decided, "decision_known_date": decided, "referral_type": "ny",
            "status": "granted" if decided else "pending",
        }  # fmt: skip

    cases = [
        case("before", date(2023, 1, 1), date(2023, 2, 1)), case("through", date(2023, 2, 1), date(2023, 7, 1)),
        case("pending", date(2023, 5, 1), None), case("after", date(2023, 6, 1), date(2023, 7, 1)),
    ]  # fmt: skip
    shut = Events((Event("luk", ("decisions",), date(2023, 3, 1), date(2023, 5, 31)),))
    world = World.of(made(date(2024, 1, 1), referrals=cases), ASSUMED, Options(paths=20, events=shut))
    assert sorted(decided_as_usual(world)["referral_id"]) == ["after", "before", "pending"]


def test_a_lockdown_that_is_declared_does_not_bend_the_forecast():
    # a tenth of the usual cases from March to May 2023 (months 98-100 from January 2015), three fifths caught up later
    def missed(flow, events):
        places = flow.places().filter(pl.col("month").dt.year() == 2025, district_id="ALL", offer_type="ALL")
        years = project(flow.inputs(date(2023, 6, 30)), ASSUMED, Options(paths=40, events=events)).fiscal_year
        return float(cell(years, 2025, column="full_year_places")) / places["full_year_places"].sum() - 1

    flows = [make_flow(seed, shut=(98, 100)) for seed in (1, 2)]
    undeclared, declared = (
        np.mean([missed(flow, known) for flow in flows]) for known in (Events(), Events((LOCKDOWN,)))
    )
    assert undeclared < -0.06
    assert abs(declared) < abs(undeclared) / 2


def test_a_declared_lockdown_is_no_broken_curve():
    flow = make_flow(2, shut=(98, 100))
    inputs = flow.inputs(date(2023, 9, 30))

    def low_referrals(events):
        series = [
            one for one in event_series(inputs, ASSUMED, Options(paths=20, events=events)) if one.name == "referrals"
        ]
        found = event_test.tested_events(series, date(2023, 3, 1), seed=1).row(0, named=True)
        return found["effect"], series[0].months

    effect, months = low_referrals(Events())
    assert effect < -0.1
    left = Events((Event("luk", ("referrals",), date(2023, 3, 1), date(2023, 5, 31)),))
    unknown, fewer = low_referrals(left)
    assert len(months) - len(fewer) == 3
    assert unknown is None  # three months left after the day


def test_a_year_with_an_event_nobody_knew_of_is_shown_but_teaches_no_widths():
    flow = make_flow(2, scale=0.2)
    truth = Truth(flow.places(), flow.cost())
    later = Event("luk", ("exits",), date(2024, 3, 1), date(2024, 5, 31))
    options = Options(paths=20, events=Events((later,)))
    found = evaluate([(flow.inputs(date(2023, 4, 30)), truth)], ASSUMED, options)
    assert set(found.accuracy["horizon"]) == {"year", "next_year"}
    assert found.scored["target_year"].unique().to_list() == [2023]
