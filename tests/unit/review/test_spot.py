"""Where a reader stands in the drill-down, as an address says it."""

from __future__ import annotations

from urllib.parse import parse_qsl

import pytest

from pipelines.review.drill.spot import Spot, spot_from

DEEP = Spot(2025, "Specialundervisning & støtte", "D/1", "specialskole", "known", "privat", "2025-06")


@pytest.mark.parametrize("spot", [Spot(2025), Spot(2026, district_id="D01"), DEEP])
def test_an_address_leads_back_to_the_spot_it_was_made_of(spot: Spot) -> None:
    assert spot_from(dict(parse_qsl(spot.query)), 2024) == spot


def test_an_address_without_a_year_is_of_the_vintages_own_year() -> None:
    assert spot_from({"distrikt": "D01", "ukendt": "x"}, 2024) == Spot(2024, district_id="D01")


@pytest.mark.parametrize(
    "given",
    [{"aar": "25"}, {"aar": "２０２５"}, {"aar": "2025", "maaned": "2025-13"}, {"aar": "2025", "maaned": "2024-06"}],
)
def test_an_address_whose_year_or_month_is_none_leads_nowhere(given: dict[str, str]) -> None:
    assert spot_from(given, 2025) is None


def test_the_way_down_goes_one_coordinate_at_a_time_and_ends_where_one_stands() -> None:
    steps = [step for _, step in DEEP.way()]
    assert steps[0] == Spot(2025)
    assert steps[-1] == DEEP
    assert [len(step.narrowed) for step in steps] == [1, 2, 3, 4, 5, 6, 7]


def test_a_part_of_the_whole_year_has_its_level_and_a_part_of_a_part_has_none() -> None:
    assert Spot(2025).is_whole
    assert [Spot(2025, own_bought="own").level, Spot(2025, provider_group="egen").level] == [
        "own_bought", "provider_group"]  # fmt: skip
    assert [spot.level for spot in (Spot(2025), DEEP, Spot(2025, district_id="D01", grade_band="daycare"))] == [""] * 3


def test_all_of_one_coordinate_leaves_the_others_as_they_were() -> None:
    assert DEEP.without("component") == DEEP._replace(component="total")
