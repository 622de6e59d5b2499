"""The draws of a forecast are kept whole and to the bit, and only as long as they are of use."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from forecasting.sums.coming import COHORTS
from forecasting.sums.draws import CASES, TYPES, YEAR_SUMS, Draws
from pipelines.kept_draws import draws_folder, forget_draws, keep_draws, kept_draws, lacks_draws
from pipelines.settings import DataDirectory

APRIL, MAY = date(2025, 4, 30), date(2025, 5, 31)
FIVE = [1.0, 0.1, 1e9, 0.0, -3.0]
DRAWS = Draws(
    pl.DataFrame([(17, 3, 0, True, FIVE, FIVE, FIVE, FIVE)], schema=CASES, orient="row"),
    pl.DataFrame(
        [(0, 2025, APRIL, 1, 1.5, 2.0, 1e8, 3.25, 1.0, 0.1, [0.1] * 12, [0.5] * COHORTS, [0.0] * COHORTS)],
        schema=YEAR_SUMS, orient="row",
    ),
    pl.DataFrame([("specialskole", True, 0.5, FIVE, FIVE, FIVE, FIVE, FIVE)], schema=TYPES, orient="row"),
)  # fmt: skip


@pytest.fixture
def data(tmp_path):
    return DataDirectory(tmp_path)


def content(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_what_is_kept_is_read_again_and_kept_again_is_the_same_bytes(data):
    keep_draws(data, APRIL, "v1", DRAWS)
    first = content(draws_folder(data, APRIL, "v1"))
    found = kept_draws(data, APRIL, "v1")
    for frame in ("cases", "years", "types"):
        assert_frame_equal(getattr(found, frame), getattr(DRAWS, frame))
    keep_draws(data, APRIL, "v1", DRAWS)
    assert content(draws_folder(data, APRIL, "v1")) == first
    assert data.draws.stat().st_mode & 0o077 == 0


def test_a_forecast_takes_the_place_of_those_of_its_day_and_before_and_of_none_after(data):
    for day, vintage in ((APRIL, "v1"), (APRIL, "v2"), (MAY, "v3"), (APRIL, "v1")):
        keep_draws(data, day, vintage, DRAWS)
    assert sorted(path.name for path in data.draws.iterdir()) == ["2025-04-30-v1", "2025-05-31-v3"]
    assert lacks_draws(data, MAY, "v4")
    # a forecast of an earlier day is not made again for the sake of draws that nobody asks for
    assert not lacks_draws(data, APRIL, "v2")
    assert kept_draws(data, APRIL, "v2") is None


def test_what_is_forgotten_is_gone_and_is_to_be_made_again(data):
    assert lacks_draws(data, APRIL, "v1")
    keep_draws(data, APRIL, "v1", DRAWS)
    assert not lacks_draws(data, APRIL, "v1")
    forget_draws(data)
    assert not data.draws.exists()
    assert lacks_draws(data, APRIL, "v1")
