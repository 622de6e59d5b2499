from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from frames import ASSUMED, made

from forecasting import Options
from forecasting.given.randomness import keys_of, uniform
from forecasting.places.decided import granted_stays
from forecasting.places.referrals import NEAREST, Gaps, draw_pipeline
from forecasting.prices.day_prices import recent_templates
from forecasting.world import World

N = 4000
LUCK = uniform(keys_of(pl.Series([str(i) for i in range(N)]), 1), "gap")


def drawn(gaps, waited):
    return gaps.drawn(np.full(N, waited), LUCK)


def test_whoever_waited_longer_for_a_decision_written_down_late_begins_sooner_after_it():
    # 60 days from receipt to start: what the wait is longer, the gap is shorter
    waited = np.sort(np.arange(400) % 100)
    gaps = Gaps(waited, 60 - waited, 30)

    assert drawn(gaps, 10).mean() == pytest.approx(50, abs=4)
    assert drawn(gaps, 90).mean() == pytest.approx(-30, abs=6)
    # three cases beside the nearest 40 begin after the usual days
    assert (drawn(gaps, 90) == 30).mean() == pytest.approx(3 / (NEAREST + 3), abs=0.01)


def test_few_cases_are_drawn_alike_and_none_is_the_usual_gap():
    gaps = Gaps(np.array([5, 100]), np.array([10, 20]), 30)

    assert {int(day) for day in drawn(gaps, 5)} == {int(day) for day in drawn(gaps, 100)} == {10, 20, 30}
    assert set(drawn(Gaps(np.array([], dtype=int), np.array([], dtype=int), 30), 7)) == {30}


def test_a_gap_is_counted_from_the_day_the_decision_was_known():
    received = date(2024, 9, 2)
    rows = [
        {
            "referral_id": f"r{n}", "child_label": f"c{n}", "birth_month": date(2014, 3, 1), "received_date": received,
            "known_date": received, "district_id": "D1", "referral_type": "ny", "status": "granted",
            "decision_date": received + timedelta(days=40), "granted_offer_type": "specialskole",
            "decision_known_date": received + timedelta(days=40 + n), "granted_from": received + timedelta(days=60),
        }
        for n in range(30)
    ]  # fmt: skip
    world = World.of(made(date(2025, 4, 30), referrals=rows), ASSUMED, Options())
    cases = world.inputs.referrals.with_columns(is_placed=pl.lit(value=False))

    gaps = draw_pipeline("school", cases, world.offers, date(2025, 4, 30), ASSUMED.intake.decision, 20, 1).gaps

    assert (gaps.waited + gaps.days == 60).all()
    assert gaps.waited.tolist() == list(range(40, 70))


def test_a_granted_child_is_in_the_grade_after_the_one_it_was_referred_in():
    # grade 8 when referred in April, so grade 9 from August: it leaves school a year later
    grant = {
        "decision_id": "a", "referral_id": "r", "child_label": "c", "birth_month": date(2011, 3, 1), "grade": "8",
        "grade_reference_date": date(2025, 4, 1), "district_id": "D1", "offer_type": "specialskole",
        "start_date": date(2025, 8, 1), "decision_date": date(2025, 4, 20), "referral_type": "ny",
    }  # fmt: skip
    world = World.of(made(date(2025, 4, 30), grants=[grant]), ASSUMED, Options(paths=20))
    templates = recent_templates(world.spells, world.offers, world.horizon.as_of, 1)

    stays = granted_stays(world, templates, np.array([-1])).stays

    assert set(2025 - stays.cohort) == {9}
