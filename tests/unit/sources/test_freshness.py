from datetime import date

import pytest

from pipelines.sources.contract import load_contracts
from pipelines.sources.freshness import late_sources, source_ages, usual_gap


def late(editions, day):
    return late_sources({"placeringer": editions}, day)


def test_a_monthly_source_is_late_when_two_months_have_passed_and_a_third_begun():
    monthly = [202501, 202502, 202503]

    assert late(monthly, date(2025, 5, 31)) == {}
    assert late(monthly, date(2025, 6, 1)) == {"placeringer": 202503}


def test_a_source_that_comes_every_quarter_is_held_to_its_own_habit():
    assert late([202406, 202409, 202412], date(2025, 4, 30)) == {}
    assert late([202406, 202409, 202412], date(2025, 5, 1)) == {"placeringer": 202412}


def test_a_yearly_source_has_a_year():
    assert late_sources({"elevtal": [202209, 202309]}, date(2024, 10, 31)) == {}
    assert late_sources({"elevtal": [202209, 202309]}, date(2024, 11, 1)) == {"elevtal": 202309}


@pytest.mark.parametrize(
    ("source", "editions", "months"),
    [
        ("takster", [202509, 202510, 202511], 1),
        ("takster", [202409, 202412, 202503, 202506], 3),
        ("takster", [202511, 202512, 202602], 1),
        ("takster", [202201, 202210, 202211, 202310, 202311, 202410, 202411], 9),
        ("omkostninger", [202501], 1),
        ("trivsel", [202309, 202409], 12),
        ("trivsel", [202309], 12),
    ],
)
def test_a_source_comes_as_often_as_it_has_come(source, editions, months):
    assert usual_gap(editions, load_contracts()[source]) == months


def test_a_list_that_comes_when_something_in_it_changes_is_not_late_by_its_age():
    editions = {"institutioner": [202201, 202303, 202311], "kontoplan": [202201]}

    assert late_sources(editions, date(2025, 4, 30)) == {}
    assert source_ages(editions, date(2025, 4, 30))["institutioner"] == (202311, 17, None)
