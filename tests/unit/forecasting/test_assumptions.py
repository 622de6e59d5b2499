import pytest
from pydantic import ValidationError

from forecasting import load_assumptions
from forecasting.assumptions import Steps
from forecasting.given.schemas import INPUTS, KEYS, REQUIRED


@pytest.mark.parametrize("name", ["registration", "exits", "intake", "prices", "own_places"])
def test_every_file_says_from_when_it_is_ours_and_what_it_rests_on(name):
    file = getattr(load_assumptions(), name)

    assert file.valid_from.year >= 2026
    assert len(file.source) > 60


def test_a_distribution_must_add_up():
    with pytest.raises(ValidationError):
        Steps(days=(0, 30), shares=(0.5, 0.4))


def test_keys_and_required_columns_are_columns_of_their_frame():
    for name, columns in (*KEYS.items(), *REQUIRED.items()):
        assert set(columns) <= set(INPUTS[name])
