from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from frames import ASSUMED, made

from forecasting import Options
from forecasting.places.intake import AGES, GROUPS, draw_arrivals, fit_arrivals, population_table, with_unlisted
from forecasting.places.registration import Lag, MonthLags
from forecasting.world import World

AS_OF = date(2025, 4, 30)
PATHS = 300
AT_ONCE = Lag(np.array([0]), np.array([1.0]), np.zeros(4))
DISTRICTS = ("D1", "D2", "D3", "Hele")
CASES = [
    {"district_id": district, "birth_month": date(2012, 1, 1), "day": date(2020, 5, 10) + timedelta(days=29 * n)}
    for district, count in {"D1": 60, "D2": 60, "D3": 30}.items()
    for n in range(count)
]


def arrived(*listed):
    """Cases to come by district and path, where `listed` have 100 children of each age."""
    people = pl.DataFrame(
        [(year, district, age, 100) for year in range(2018, 2031) for district in listed for age in range(AGES)],
        schema=["census_year", "district_id", "age", "people_count"], orient="row",
    )  # fmt: skip
    world = World.of(made(AS_OF), ASSUMED, Options(paths=PATHS))
    model = fit_arrivals(
        "test", pl.DataFrame(CASES), people, DISTRICTS, world.horizon, ASSUMED.intake,
        MonthLags(AT_ONCE, AT_ONCE, np.arange(31), np.arange(31)), PATHS, 1,
        (date(2020, 5, 1) - date(1970, 1, 1)).days, world.events,
    )  # fmt: skip
    came = draw_arrivals(model, np.ones((PATHS, GROUPS)), "expected", 1)
    counts = np.bincount(came.district * PATHS + came.path, minlength=len(DISTRICTS) * PATHS)
    return dict(zip(DISTRICTS, counts.reshape(-1, PATHS), strict=True))


def test_a_district_without_population_keeps_its_share_of_the_intake():
    came = arrived("D1", "D2")
    total = sum(counts.mean() for counts in came.values())

    # thirty of the 150 cases
    assert came["D3"].mean() / total == pytest.approx(0.2, abs=0.02)
    assert came["D1"].mean() / total == pytest.approx(0.4, abs=0.03)
    # all that come are as many as when everybody is listed
    assert total == pytest.approx(sum(counts.mean() for counts in arrived("D1", "D2", "D3").values()), rel=0.06)


def test_a_district_without_population_is_less_certain_than_one_with():
    without, known = arrived("D1", "D2")["D3"], arrived("D1", "D2", "D3")["D3"]

    assert without.std() / without.mean() > known.std() / known.mean()


def test_children_listed_under_another_name_draw_no_intake_to_it():
    came = arrived("Hele")

    assert not came["Hele"].any()
    assert came["D3"].mean() / sum(counts.mean() for counts in came.values()) == pytest.approx(0.2, abs=0.02)


def test_the_unlisted_are_taken_from_all_children_by_their_share_of_the_cases():
    people = np.zeros((1, 3, AGES))
    people[:, 0], people[:, 1] = 60.0, 20.0
    found, unlisted = with_unlisted(people, np.array([0] * 6 + [1] * 2 + [2] * 2 + [-1]))

    # two cases of ten: a fifth of the 80 children of an age; the others are four fifths of what they were
    assert unlisted.tolist() == [False, False, True]
    assert found[0, :, 7].tolist() == pytest.approx([48.0, 16.0, 16.0])


def test_where_every_case_is_in_a_listed_district_nothing_changes():
    people = np.zeros((1, 2, AGES))
    people[:, 0] = 60.0
    found, unlisted = with_unlisted(people, np.array([0, 0, -1]))

    assert found is people
    assert not unlisted.any()


def test_a_population_of_nobody_is_taken_for_one_that_is_not_delivered():
    nobody = pl.DataFrame(
        [(2024, "D1", age, 0) for age in range(AGES)],
        schema=["census_year", "district_id", "age", "people_count"], orient="row",
    )  # fmt: skip

    assert (population_table(nobody, ("D1",), range(2024, 2026)) == 100).all()
