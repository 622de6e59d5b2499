from decimal import Decimal

import polars as pl
import pytest

from forecasting.alarms.moved import moved
from forecasting.vintages.vintage_change import VINTAGE_CHANGE


def changes(before, now):
    row = {"ends_in": "forecast", "fiscal_year": 2025, "district_id": "ALL", "offer_type": "ALL",
           "previous_kr": Decimal(before), "expected_kr": Decimal(now)}  # fmt: skip
    closed = row | {"ends_in": "accounts", "fiscal_year": 2024}
    return pl.DataFrame([row, row | {"district_id": "D1"}, closed], schema=VINTAGE_CHANGE)


@pytest.mark.parametrize(
    ("now", "told", "is_alarm"),
    [(102_000_000, None, False), (102_000_001, None, True), (97_900_000, None, True), (101_500_000, 1_500_000, False),
     (101_500_001, 1_500_000, True)],
)  # fmt: skip
def test_accounts_have_moved_when_they_have_moved_more_than_the_amount_or_two_per_cent(now, told, is_alarm):
    frame = moved(changes(100_000_000, now), None if told is None else Decimal(told))
    assert frame.select("series", "is_alarm").rows() == [("accounts", is_alarm)]
