"""A year's figures are worked out so that whatever is split adds up to the øre; the numbers are worked out on paper."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipelines.expectation_figures.proposal import Share, demographic, less_the_plan, parts, split_on_areas
from pipelines.expectation_figures.store import KR, Figure


def figure(area: str, places: str, year_kr: str) -> Figure:
    count, amount = Decimal(places), Decimal(year_kr)
    return Figure(area, "specialskole", count, amount, None, None, Decimal(0), count, Decimal(400_000), amount)


def test_what_the_budget_gives_no_area_is_split_by_last_years_days_and_the_rest_stays_where_it_is():
    budget = {
        ("UKENDT", "specialskole"): (Decimal(6), Decimal("2400000.00")),
        ("Øst", "specialskole"): (Decimal("0.5"), Decimal("200000.00")),
    }
    used = {("Vest", "specialskole"): 824, ("Øst", "specialskole"): 943}
    split = split_on_areas(budget, ["Vest", "Øst"], used, {})
    # 824 of 1,767 days: 2,400,000 x 824/1767 = 1,119,185.06 and 6 x 824/1767 = 2.7980; the rest of each is Øst's.
    assert split["Vest", "specialskole"][:2] == (Decimal("2.7980"), Decimal("1119185.06"))
    assert split["Øst", "specialskole"][:2] == (Decimal("3.7020"), Decimal("1480814.94"))


def test_a_type_that_nobody_used_is_split_by_children_and_one_without_children_is_left_to_the_reserve():
    budget = {("UKENDT", "basisplads"): (Decimal(4), Decimal("1000000.00"))}
    split = split_on_areas(budget, ["Vest", "Øst"], {}, {("Vest", "daycare"): 100, ("Øst", "daycare"): 300})
    assert split["Vest", "basisplads"][:2] == (Decimal("1.0000"), Decimal("250000.00"))
    assert split["Øst", "basisplads"][:2] == (Decimal("3.0000"), Decimal("750000.00"))
    assert split_on_areas(budget, ["Vest", "Øst"], {}, {}) == {}


def test_places_follow_the_children_expected_and_stand_where_nobody_counted_them():
    share = Share(Decimal(10), Decimal("4000000.00"), Decimal("4000000.00"))
    children = {("Vest", "school"): 400}, {("Vest", "school"): 410}
    grown = demographic(("Vest", "specialskole"), share, *children)
    # 410/400 = 1.025: 10.25 places and 4,100,000 kr.
    assert (grown.places, grown.unit_price_kr, grown.year_kr) == (Decimal("10.2500"), Decimal(400_000), 4_100_000)
    uncounted = demographic(("Øst", "specialskole"), share, *children)
    assert (uncounted.places, uncounted.year_kr, uncounted.children_now) == (10, 4_000_000, None)


def test_the_plans_saving_is_taken_by_kroner_to_the_oere_and_never_more_than_there_is():
    vest, oest = less_the_plan(
        [figure("Vest", "2", "800000.00"), figure("Øst", "1", "400000.00")], Decimal("100000.01")
    )
    # Two thirds of 100,000.01 is 66,666.67: Vest has 733,333.33, which is 2 x 733,333.33/800,000 = 1.8333 places.
    assert (vest.plan_kr, vest.year_kr, vest.places) == (
        Decimal("66666.67"), Decimal("733333.33"), Decimal("1.8333"),
    )  # fmt: skip
    assert (oest.plan_kr, oest.year_kr) == (Decimal("33333.34"), Decimal("366666.66"))
    (nothing,) = less_the_plan([figure("Vest", "2", "800000.00")], Decimal(900_000))
    assert (nothing.year_kr, nothing.places) == (0, 0)


@given(
    st.decimals(0, 10**9, places=2, allow_nan=False),
    st.lists(st.decimals(0, 10**8, places=2, allow_nan=False), min_size=1).filter(any),
)
def test_parts_add_up_to_the_whole_and_none_is_more_than_an_oere_from_its_share(whole, weights):
    found = parts(whole, weights, KR)
    assert sum(found) == whole
    for part, weight in zip(found, weights, strict=True):
        assert abs(part - whole * weight / sum(weights)) <= KR
