from datetime import date

from frames import ASSUMED, area, flat_index, made, posting

from forecasting import Options
from forecasting.ledger.one_offs import new_one_offs, rest_of_year
from forecasting.world import World

AS_OF = date(2025, 4, 30)


def one_off(day, amount="100000.00"):
    return posting(day, amount, is_one_off=True, spend_kind="one_off", offer_type="ikke_fordelt")


def drawn(postings, **options):
    inputs = made(AS_OF, postings=postings, offer_areas=[area(2025)])
    world = World.of(inputs, ASSUMED, Options(paths=2000, **options))
    index = flat_index(world)
    return new_one_offs(world, index), world


def two_a_year():
    """Two of 100,000 a year, in March and in September, since 2022; the ledger begins in January 2022."""
    opening = posting(date(2022, 1, 10), "1.00")
    days = [date(year, month, 15) for year in (2022, 2023, 2024) for month in (3, 9)]
    return [opening, *map(one_off, [*days, date(2025, 3, 15)])]


def test_one_offs_come_as_often_and_as_large_as_they_used_to():
    spend, _ = drawn(two_a_year())
    yearly = spend.kr[:, :, 1].sum(axis=1)

    # seven in three and a third years
    assert 190_000 < yearly.mean() < 260_000
    assert set((spend.kr[:, :, 0].sum(axis=1) / 100_000).round(6) % 1) == {0.0}


def test_the_rest_of_the_year_has_its_usual_share():
    _, world = drawn(two_a_year())
    share = rest_of_year(world, world.inputs.postings.filter("is_one_off"))

    # three of six came after 30 April; the calendar says 245 of 365 and is worth five
    assert abs(share - (3 + 5 * 245 / 365) / (6 + 5)) < 1e-9


def test_a_ledger_of_less_than_a_year_promises_no_one_offs():
    spend, _ = drawn([posting(date(2024, 9, 10), "1.00"), one_off(date(2025, 1, 10))])

    assert spend.kr.size == 0


def test_what_is_registered_alone_has_no_new_one_offs():
    spend, _ = drawn(two_a_year(), simulate_intake=False)

    assert spend.kr.size == 0
    assert spend.leaves.is_empty()
