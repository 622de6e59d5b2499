from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from flow import make_flow
from frames import ASSUMED, cell, made, spell

from forecasting import Options, project
from forecasting.given.scenario import Lever, Scenario
from forecasting.places.exits import draw_exits, gather_exits
from forecasting.places.leaving import Clock
from forecasting.places.onward import Onward
from forecasting.places.replacement import is_young, replacements
from forecasting.world import World

AS_OF = date(2025, 4, 30)
DAY_CARE_CHILD = {"offer_type": "specialboernehave", "birth_month": date(2019, 3, 1)}


def wanted(world):
    """What must come a year, by stream."""
    kinds = dict(zip(world.offers, world.kinds, strict=True))
    evidence = gather_exits(world.spells, kinds, AS_OF, ASSUMED, world.ends_since, world.events)
    clock = Clock.of(world.horizon, evidence.season, ASSUMED.registration.window_days, evidence.lags)
    draw = draw_exits(evidence, ASSUMED, world.options.paths, 1, len(clock.school_years))
    return replacements(world, draw, clock, Onward.of(world, (evidence.lags.school_year, evidence.lags.immediate)), [])


def town(options):
    """Sixteen in school, four of whom leave for good; four in day-care, two of whom are to begin school."""
    school = [spell(f"s{n}", date(2022, 8, 1), date(2025, 7, 31) if n < 4 else None) for n in range(16)]
    young = [spell(f"b{n}", date(2022, 8, 1), date(2025, 7, 31) if n < 2 else None, **DAY_CARE_CHILD) for n in range(4)]
    begin = [
        spell(f"n{n}", date(2025, 8, 1), child_label=f"b{n}", known_date=date(2025, 3, 1), birth_month=date(2019, 3, 1))
        for n in range(2)
    ]
    return World.of(made(AS_OF, spells=[*school, *young, *begin]), ASSUMED, options)


def test_as_many_must_come_as_leave_and_the_growth_and_from_day_care_they_come_to_school():
    found = wanted(town(Options(simulate_exits=False, paths=20)))

    # 3 % growth of 4 and 16 children; two of the four who leave school are made up for from day-care
    assert found["daycare"] == pytest.approx(2 + 0.03 * 4)
    assert found["school"] == pytest.approx(4 - 2 + 0.03 * 16)


def test_a_scenario_in_which_more_leave_brings_no_more():
    twice = Scenario("flere_stopper", levers=(Lever("exits", 2.0, AS_OF),))

    assert wanted(town(Options(paths=40, scenario=twice))) == wanted(town(Options(paths=40)))


@pytest.mark.parametrize(("months", "within"), [(0, 0.04), (1, 0.09), (3, 0.04)])
def test_a_register_that_has_just_begun_does_not_let_the_places_run_dry(months, within):
    flow, day = make_flow(seed=3, scale=0.3), date(2022, 4, 30)
    known = flow.inputs(day)
    began = date(2022, 5 - months, 1)
    young = replace(
        known,
        spells=known.spells.filter(pl.col("end_date").is_null() | (pl.col("end_date") >= began)),
        referrals=known.referrals.filter(pl.col("received_date") >= began),
        grants=known.grants if months else known.grants.clear(),
    )
    came = flow.places().filter(
        pl.col("district_id") == "ALL", pl.col("offer_type") == "ALL", pl.col("month").dt.year() == 2023
    )["full_year_places"].sum()  # fmt: skip
    assert is_young(World.of(young, ASSUMED, Options(paths=20)))

    told = project(young, ASSUMED, Options(paths=60)).fiscal_year

    assert float(cell(told, 2023, column="full_year_places")) == pytest.approx(came, rel=within)
    assert not is_young(World.of(known, ASSUMED, Options(paths=20)))
