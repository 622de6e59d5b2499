"""Streams of postings that come late, early, for the first time or no more; sums by hand."""

from datetime import date

import pytest
from frames import ASSUMED, area, flat_index, made, posting, spell

from forecasting import Options
from forecasting.ledger.untied import untied_spend
from forecasting.world import World

STILL = ASSUMED.model_copy(
    update={"prices": ASSUMED.prices.model_copy(update={"other_sd": 0.0, "index_per_year": 0.0, "index_sd": 0.0})}
)
LEDGER_OPENS = posting(date(2020, 1, 2), "1.00")


def income(as_of, days):
    """Mean and the 2.5th and 97.5th percentile of income still to come this year and next; 1,000 on each of `days`.

    A day is (fiscal year, day posted).
    """
    came = [posting(day, "1000.00", fiscal_year=year, spend_kind="income") for year, day in days if day <= as_of]
    rows = {"spells": [spell("p", date(2020, 1, 1))], "postings": [LEDGER_OPENS, *came], "offer_areas": [area(2025)]}
    world = World.of(made(as_of, **rows), STILL, Options(paths=400))
    spend = next(spend for spend in untied_spend(world, flat_index(world)) if spend.kind == "income")
    kr = spend.kr.sum(axis=1)[:, :2]
    return kr.mean(axis=0), sorted(kr[:, 0])[10], sorted(kr[:, 0])[389]


def monthly(first, last, day=20):
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [(month // 12, date(month // 12, month % 12 + 1, day)) for month in months]


def quarterly(first_lag, years=range(2020, 2026)):
    """Each quarter's 1,000 comes on the 10th of the month after; the first of 2025 at `first_lag`."""
    days = {(year, m): date(year + m // 12, m % 12 + 1, 10) for year in years for m in (3, 6, 9, 12)}
    return [(year, day) for (year, _), day in (days | {(2025, 3): first_lag}).items()]


def test_a_yearly_posting_two_days_late_is_still_to_come():
    days = [*((year, date(year, 6, 28)) for year in range(2020, 2025)), (2025, date(2025, 7, 2))]
    mean, _, high = income(date(2025, 6, 30), days)

    assert mean == pytest.approx([1000, 1000], rel=0.04)
    assert high > 1000


@pytest.mark.parametrize(
    ("first_quarter", "still"), [(date(2025, 4, 25), 4000), (date(2025, 4, 10), 3000), (date(2025, 3, 28), 3000)]
)
def test_a_quarter_not_posted_yet_is_still_to_come_and_one_posted_is_not_repeated(first_quarter, still):
    mean, low, high = income(date(2025, 4, 20), quarterly(first_quarter))

    assert mean == pytest.approx([still, 4000], rel=0.05)
    assert low < still < high


def test_a_quarter_posted_before_its_day_leaves_the_later_ones():
    mean, _, _ = income(date(2025, 4, 5), quarterly(date(2025, 4, 3)))

    assert mean == pytest.approx([3000, 4000], rel=0.05)


def test_a_stream_long_overdue_has_probably_stopped_and_may_be_late():
    mean, low, high = income(date(2025, 4, 30), monthly(date(2020, 1, 1), date(2024, 12, 1)))

    assert mean[0] < 0.25 * 8000
    assert low == 0
    assert high > 6000


@pytest.mark.parametrize("first", [date(2025, 1, 1), date(2024, 7, 1), date(2024, 1, 1), date(2022, 5, 1)])
def test_a_stream_goes_on_at_its_pace_whenever_it_began(first):
    mean, low, high = income(date(2025, 4, 30), monthly(first, date(2025, 4, 1)))

    assert mean == pytest.approx([8000, 12_000], rel=0.05)
    assert low < 8000 < high


def test_a_new_stream_is_wider_than_an_old_one():
    _, low, high = income(date(2025, 4, 30), monthly(date(2025, 1, 1), date(2025, 4, 1)))
    _, old_low, old_high = income(date(2025, 4, 30), monthly(date(2020, 1, 1), date(2025, 4, 1)))

    assert high - low > 1.5 * (old_high - old_low)


def test_in_january_last_year_still_lacks_what_the_years_before_got_after_that_day():
    days = quarterly(date(2025, 4, 10))  # the last quarter comes on 10 January
    mean, _, _ = income(date(2025, 1, 5), days)

    assert mean == pytest.approx([4000, 4000], rel=0.05)


@pytest.mark.parametrize("year", [2022, 2024, 2025])
def test_one_large_posting_alone_is_not_repeated_as_certain_but_may_come_again(year):
    mean, _, high = income(date(2025, 4, 30), [(year, date(year, 2, 20))])

    assert mean[0] < 500
    assert 100 < mean[1] < 600
    assert high < 12_000


def test_one_large_posting_among_small_ones_moves_neither_the_rest_nor_most_of_the_next_year():
    large = [(2025, date(2025, 2, 1 + n)) for n in range(10)]
    mean, _, _ = income(date(2025, 4, 30), [*monthly(date(2020, 1, 1), date(2025, 4, 1)), *large])

    assert mean[0] == pytest.approx(8000, rel=0.05)
    assert 12_000 < mean[1] < 12_000 + 0.4 * 10_000
