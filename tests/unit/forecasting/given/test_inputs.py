from datetime import date

import polars as pl
import pytest
from frames import made, spell

from forecasting import InputError, Inputs
from forecasting.given.schemas import INPUTS


def test_every_problem_of_the_frames_is_told_at_once_and_no_value_of_a_row():
    spells = pl.DataFrame(
        [
            spell("p1", date(2025, 3, 1), date(2025, 2, 1)),
            spell("p1", date(2025, 3, 1), offer_type=None),
        ],
        schema=INPUTS["spells"],
    )
    with pytest.raises(InputError) as caught:
        Inputs.from_frames({"spells": spells}, date(2025, 4, 30))

    assert len(caught.value.problems) == 3
    assert "repeat the key placement_id" in str(caught.value)
    assert "end_date before start_date" in str(caught.value)
    assert "spells.offer_type is empty in 1 rows" in str(caught.value)
    assert "p1" not in str(caught.value)


def test_a_missing_column_and_an_unknown_frame_are_named():
    with pytest.raises(InputError) as caught:
        Inputs.from_frames(
            {"budget": pl.DataFrame({"fiscal_year": [2025]}), "weather": pl.DataFrame()}, date(2025, 4, 30)
        )

    assert "weather: no such frame" in caught.value.problems
    assert "adopted_kr" in str(caught.value)


def test_pseudonyms_and_other_columns_do_not_come_in():
    frame = pl.DataFrame([spell("p1", date(2025, 3, 1))], schema=INPUTS["spells"]).with_columns(
        child_id=pl.lit("secret")
    )

    assert "child_id" not in Inputs.from_frames({"spells": frame}, date(2025, 4, 30)).spells.columns


def test_a_source_without_a_cut_off_of_its_own_is_cut_at_the_as_of_day():
    inputs = made(date(2025, 4, 30), {"omkostninger": date(2025, 3, 31)})

    assert inputs.cut_off("omkostninger") == date(2025, 3, 31)
    assert inputs.cut_off("placeringer") == date(2025, 4, 30)
