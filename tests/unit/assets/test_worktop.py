from datetime import date

import pytest

from pipelines.assets.worktop import possible_starts


@pytest.mark.parametrize(("as_of", "starts"), [
    (date(2024, 4, 30), [date(2024, 5, 1), date(2024, 8, 1)]),
    (date(2024, 7, 31), [date(2024, 8, 1)]),
    (date(2024, 8, 1), [date(2024, 9, 1), date(2025, 8, 1)]),
    (date(2024, 12, 31), [date(2025, 1, 1), date(2025, 8, 1)]),
])  # fmt: skip
def test_a_place_is_priced_from_next_month_and_from_the_next_first_of_august(as_of: date, starts: list[date]) -> None:
    assert possible_starts(as_of) == starts
