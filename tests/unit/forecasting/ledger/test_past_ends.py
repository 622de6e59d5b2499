from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from frames import ASSUMED, area, made, posting, price, spell

from forecasting import Options
from forecasting.given.horizon import FOREVER, day_number
from forecasting.ledger.past_ends import still_owed
from forecasting.ledger.this_year import unbilled
from forecasting.places.leaving import STAYED, Stays
from forecasting.places.notice import Notice
from forecasting.places.residents import Left
from forecasting.places.simulation import Population
from forecasting.world import World

AS_OF = date(2025, 8, 31)
JULY, AUGUST = date(2025, 7, 1), date(2025, 8, 1)
PER_DAY = [price("here", 900.0), price("here", 100.0, service="befordring")]


def registered_after(days, notice_days):
    """Forty ends on 31 July in each of four years, registered so many days after, with notice from then."""
    rows = []
    for number in range(160):
        end = date(2021 + number % 4, 7, 31)
        known = end + timedelta(days=days)
        notice = {"notice_from": end + timedelta(days=1), "notice_to": known + timedelta(days=notice_days)}
        row = spell(f"p{number}", date(2019, 8, 1), end, end_known_date=known, birth_month=date(2013, 1, 1))
        rows.append(row | (notice if notice_days else {}))
    return rows


def owed(ends, history=(), postings=(), **place):
    """Kroner still to come by path, service month and transport or not, of one place that has so ended on each path."""
    spells = [spell("here", date(2023, 8, 1)) | place, *history]
    inputs = made(AS_OF, spells=spells, prices=PER_DAY, postings=list(postings), offer_areas=[area(2025)])
    world = World.of(inputs, ASSUMED, Options(paths=len(ends)))
    one = np.ones(len(ends), dtype=np.int64)
    at = one * world.spells["placement_id"].to_list().index("here")
    keys = np.random.default_rng(3).integers(0, 2**63, len(ends), dtype=np.uint64)
    start = one * day_number(date(2023, 8, 1))
    stays = Stays(np.arange(len(ends)), one * 0, one * 0, one * 2019, start, at, keys, one * 0, at, one > 1, at)
    stop = np.array([FOREVER if end is None else day_number(end) + 1 for end in ends], dtype=np.int32)
    cause = np.array([STAYED if end is None else 0 for end in ends], dtype=np.int8)
    left = Left(stays, stop, cause, one > 1, one * 0.0)
    nobody = left.take(np.array([], dtype=np.int64))
    bills = still_owed(world, Population(nobody, (left,), len(ends)), Notice.of(world), unbilled(world))
    months = bills.leaves.with_columns(transport=pl.col("travel_share") == 1).select("service_month", "transport")
    return {key: bills.kr[:, n] for n, key in enumerate(months.rows())}


def test_no_day_after_a_passed_end_that_owes_no_notice_is_due_on_the_paths_that_have_it():
    kr = owed([None, date(2025, 7, 31), date(2025, 8, 15), date(2025, 6, 10), AS_OF] * 4)

    # 31, 0, 15, 0 and 31 days of August; 31 of July, but none where the child left in June
    assert kr[AUGUST, False] == pytest.approx([31_000, 0, 15_000, 0, 31_000] * 4)
    assert kr[JULY, False] == pytest.approx([31_000, 31_000, 31_000, 0, 31_000] * 4)


def test_the_days_of_notice_are_due_but_for_their_transport():
    # registered on 15 September at 30 days' notice: all of August is paid, at 900 of the 1,000 kroner a day
    kr = owed([date(2025, 7, 31)] * 300, registered_after(46, 30))[AUGUST, False]

    assert np.median(kr) == pytest.approx(27_900)
    assert set(kr.round()) == {0, 27_900}


def test_transport_billed_by_itself_ends_with_the_place():
    ride = posting(date(2025, 8, 12), "3100.00", placement_id="here", spend_kind="transport", service_month=JULY)
    kr = owed([date(2025, 8, 10)] * 300, registered_after(46, 30), [ride])

    assert np.median(kr[AUGUST, False]) == pytest.approx(27_900)
    # 10 of 31 days at 100 kroner
    assert kr[AUGUST, True] == pytest.approx([1_000] * 300)


def test_an_end_to_come_and_a_registered_one_change_no_bill():
    assert owed([date(2025, 9, 1)] * 20)[AUGUST, False] == pytest.approx([31_000] * 20)

    ended = owed([None] * 20, end_date=date(2025, 8, 20), end_known_date=date(2025, 6, 1))
    assert ended[AUGUST, False] == pytest.approx([20_000] * 20)
