"""Each check of each suite holds for a sound municipality and has an example that breaks it.

The examples change a value or two of the sound rows in `conftest`; the counts were worked out by hand.
"""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from expectations.result import SuiteContext
from expectations.runner import run_suite, run_suites, suite_checks
from pipelines.sources.contract import Column, load_contracts

# source, code, changed values by row, rows that break the rule, rows (or units) looked at
EXAMPLES: list[tuple[str, str, dict[int, dict[str, Any]], int, int]] = [
    ("placeringer", "NO_OPEN_PLACEMENT", {0: {"end_date": date(2025, 4, 29)}}, 1, 1),
    ("placeringer", "RATE_GROUP_UNKNOWN", {0: {"rate_group": "Z"}}, 1, 1),
    ("placeringer", "PROVIDER_UNKNOWN", {1: {"institution_id": "X9"}}, 1, 2),
    ("placeringer", "OPEN_TOO_LONG", {0: {"start_date": date(2009, 4, 29)}}, 1, 2),
    ("placeringer", "END_WITHOUT_DATE", {0: {"end_registered_date": date(2025, 1, 1)}}, 1, 2),
    ("placeringer", "END_REASON_WITHOUT_DATE", {0: {"end_reason": "flyttet"}}, 1, 2),
    ("placeringer", "PLANNED_END_BEFORE_START", {0: {"planned_end_date": date(2023, 7, 31)}}, 1, 2),
    ("placeringer", "REGISTERED_LATE", {0: {"registered_date": date(2024, 8, 1)}}, 1, 2),
    ("institutioner", "DATE_ORDER_VALIDITY", {0: {"valid_to": date(2009, 12, 31)}}, 1, 2),
    ("institutioner", "SUCCESSOR_UNKNOWN", {0: {"successor_id": "X9"}}, 1, 2),
    ("institutioner", "SUCCESSOR_IS_SELF", {0: {"successor_id": "S1"}}, 1, 2),
    ("institutioner", "NEGATIVE_PLACES", {1: {"place_count": -1}}, 1, 2),
    ("institutioner", "NO_OWN_INSTITUTION", {0: {"owner": "region"}}, 1, 1),
    ("institutioner", "OWN_WITHOUT_DISTRICT", {0: {"district_id": None}}, 1, 2),
    ("takster", "NO_PRICE_IN_FORCE", {0: {"valid_to": date(2025, 4, 29)}, 1: {"valid_to": date(2025, 4, 1)}}, 1, 1),
    ("takster", "NEGATIVE_PRICE", {1: {"amount_kr": -1}}, 1, 2),
    ("takster", "CLASS_WITHOUT_SIZE", {1: {"children_per_class": None}}, 1, 2),
    ("takster", "PRICE_UNIT", {0: {"amount_kr": 33000}}, 1, 2),  # a monthly price called a day's: 12.045.000 a year
    ("takster", "NOTICE_LENGTH", {0: {"notice_days": 366}}, 1, 2),
    ("takster", "PRICE_LEVEL", {0: {"price_level_year": 2022}}, 1, 2),
    ("budget", "NO_ADOPTED_BUDGET", {0: {"fiscal_year": 2024}}, 1, 1),
    ("budget", "BUDGET_NOT_POSITIVE", {0: {"amount_kr": -800000}}, 1, 1),
    ("budget", "BUDGET_YEAR", {1: {"fiscal_year": 2031}}, 1, 2),
    ("budget", "ADOPTED_LATE", {0: {"decided_date": date(2025, 2, 1)}}, 1, 2),
    ("budget", "NEGATIVE_BUDGET_PLACES", {0: {"full_year_places": -2}}, 1, 2),
    ("budget", "PLACES_WITHOUT_PRICE", {0: {"unit_price_kr": None}}, 1, 2),
    ("budget", "BUDGET_UNIT", {0: {"unit_price_kr": 400}}, 1, 2),
    ("omkostninger", "POSTINGS_TOTAL_ZERO", {1: {"amount_kr": -30000}}, 1, 1),
    ("omkostninger", "POSTINGS_NOT_POSITIVE", {1: {"amount_kr": -30001}}, 1, 1),
    ("omkostninger", "FISCAL_YEAR_OFF", {1: {"fiscal_year": 2023}}, 1, 2),
    ("omkostninger", "SERVICE_LONG_AGO", {0: {"service_to": date(2022, 4, 14), "service_from": None}}, 1, 2),
    ("omkostninger", "NO_RECENT_POSTING", {0: {"posting_date": date(2025, 2, 27)}}, 1, 1),
    ("omkostninger", "ACCOUNTS_UNMAPPED", {1: {"account_code": "999"}}, 1, 2),
    ("omkostninger", "POSTINGS_NOT_TIED", {0: {"institution_id": None}}, 1, 1),
    ("befolkning", "DISTRICT_WITHOUT_POPULATION", {row: {"district_id": "D2"} for row in range(18)}, 1, 1),
    ("befolkning", "AGES_MISSING", {3: {"age": 17}, 4: {"age": 18}}, 2, 17),
    ("befolkning", "POPULATION_ZERO", {row: {"people_count": 0} for row in range(18)}, 1, 1),
    ("befolkning", "CENSUS_DAY", {0: {"census_date": date(2025, 1, 2)}}, 1, 18),
    ("befolkning", "NO_RECENT_COUNT", {row: {"census_date": date(2023, 1, 1)} for row in range(17)}, 1, 1),
    ("befolkning", "POPULATION_YEARS_MISSING", {17: {"census_date": date(2028, 1, 1)}}, 1, 1),
    ("befolkning", "POPULATION_KIND", {0: {"population_kind": "faktisk", "census_date": date(2026, 1, 1)}}, 1, 18),
    ("kontoplan", "NO_ACCOUNT_INCLUDED", {0: {"is_included": False}}, 1, 1),
    ("kontoplan", "NO_ACCOUNT_IN_FORCE", {0: {"valid_to": date(2025, 4, 29)}}, 1, 1),
    ("kapacitet", "NO_PLACES", {0: {"place_count": 0}}, 1, 1),
    ("kapacitet", "OFFER_TOO_LARGE", {0: {"place_count": 501}}, 1, 1),
    ("kapacitet", "CAPACITY_PROVIDER_UNKNOWN", {0: {"institution_id": "X9"}}, 1, 1),
    ("indstillinger", "DECIDED_BEFORE_RECEIVED", {0: {"received_date": date(2025, 4, 2)}}, 1, 1),
    ("indstillinger", "WITHDRAWN_BEFORE_RECEIVED", {0: {"withdrawn_date": date(2025, 2, 28)}}, 1, 1),
    ("indstillinger", "REGISTERED_BEFORE_RECEIVED", {0: {"registered_date": date(2025, 2, 28)}}, 1, 1),
    ("indstillinger", "ADVICE_AFTER_REFERRAL", {0: {"advice_date": date(2025, 3, 2)}}, 1, 1),
    ("indstillinger", "NO_RECENT_REFERRAL", {0: {"received_date": date(2025, 1, 28)}}, 1, 1),
    ("indstillinger", "REASON_MOSTLY_OTHER", {0: {"referral_reason": "H99"}}, 1, 1),
    ("visitationer", "DECIDED_AFTER_EXTRACT", {0: {"decision_date": date(2025, 5, 1)}}, 1, 1),
    ("visitationer", "GRANT_WITHOUT_OFFER", {0: {"offer_type": None}}, 1, 1),
    ("visitationer", "GRANT_WITHOUT_START", {0: {"valid_from": None}}, 1, 1),
    ("visitationer", "GRANT_OVER_SCHOOL_YEAR", {0: {"valid_to": date(2026, 8, 2)}}, 1, 1),
    ("visitationer", "DECISION_WITHOUT_REFERRAL", {0: {"referral_id": "R9"}}, 1, 1),
    ("klager", "COMPLAINT_ORDER", {0: {"forwarded_date": date(2025, 4, 9)}}, 1, 1),
    ("klager", "COMPLAINT_BEFORE_DECISION", {0: {"received_date": date(2025, 3, 31)}}, 1, 1),
    ("klager", "OUTCOME_WITHOUT_DATE", {0: {"board_date": None}}, 1, 1),
    ("klager", "UPHELD_AND_FORWARDED", {0: {"reconsideration_outcome": "medhold"}}, 1, 1),
    ("elevtal", "CLASS_TYPE_MISSING", {1: {"class_type": "almen", "grade": "4"}}, 1, 2),
    ("elevtal", "NO_PUPILS", {0: {"pupil_count": 0}, 1: {"pupil_count": 0}}, 1, 1),
    ("elevtal", "GRADE_TOO_LARGE", {0: {"pupil_count": 401}}, 1, 2),
    ("elevtal", "CENSUS_AFTER_EXTRACT", {0: {"census_date": date(2025, 9, 30)}}, 1, 2),
    ("fravaer", "ABSENCE_OVER_WHOLE", {0: {"sick_pct": 98}}, 1, 1),
    ("fravaer", "ABSENCE_AS_FRACTION", {0: {"sick_pct": 0.04, "lawful_pct": 0.02, "unlawful_pct": 0.01}}, 1, 1),
    ("fravaer", "ABSENT_OVER_PUPILS", {0: {"over_10_pct_count": 41}}, 1, 1),
    ("fravaer", "SCHOOL_DAYS", {0: {"school_days": 32}}, 1, 1),
    ("fravaer", "MONTH_AFTER_EXTRACT", {0: {"month": date(2025, 5, 1)}}, 1, 1),
    ("trivsel", "SCHOOL_YEAR_FORM", {0: {"school_year": "2022/24"}}, 1, 1),
    ("trivsel", "SCHOOL_YEAR_AHEAD", {0: {"school_year": "2025/26"}}, 1, 1),
    ("trivsel", "SCORES_WITHOUT_ANSWERS", {0: {"answer_count": 0}}, 1, 1),
    ("trivsel", "SCORES_IDENTICAL", {0: dict.fromkeys(
        ["social_score", "academic_score", "support_score", "order_score", "general_score"], 4)}, 1, 1),
    ("indsatsplan", "SPENT_OVER_ALLOCATED", {0: {"spent_kr": 1001}}, 1, 1),
    ("indsatsplan", "COMMITTED_OVER_ALLOCATED", {0: {"committed_kr": 1001}}, 1, 1),
    ("indsatsplan", "NEGATIVE_ALLOCATION", {0: {"allocated_kr": -1}}, 1, 1),
    ("indsatsplan", "STARTED_OVER_PLANNED", {0: {"institutions_started_count": 2}}, 1, 1),
    ("indsatsplan", "STOPPED_BUT_GREEN", {0: {"phase": "stoppet"}}, 1, 1),
    ("indsatsplan", "STATUS_AFTER_EXTRACT", {0: {"status_date": date(2025, 5, 1)}}, 1, 1),
    ("forloeb", "PLANNED_ORDER", {0: {"planned_end_date": date(2024, 7, 31)}}, 1, 1),
    ("forloeb", "ACTUAL_ORDER", {0: {"actual_end_date": date(2024, 8, 14)}}, 1, 1),
    ("forloeb", "CLOSED_WITHOUT_END", {0: {"actual_end_date": None}}, 1, 1),
    ("forloeb", "RUNNING_WITHOUT_START", {0: {"actual_start_date": None}}, 1, 1),
    ("forloeb", "ACTUAL_AFTER_EXTRACT", {0: {"actual_end_date": date(2025, 5, 1)}}, 1, 1),
    ("forloeb", "PROGRAMME_PROVIDER_UNKNOWN", {0: {"institution_id": "X9"}}, 1, 1),
    ("noegletal", "DENOMINATOR_ZERO", {0: {"denominator": 0}}, 1, 1),
    ("noegletal", "NEGATIVE_NUMERATOR", {0: {"numerator": -1}}, 1, 1),
    ("noegletal", "CENSUS_AFTER_EXTRACT", {0: {"census_date": date(2025, 5, 1)}}, 1, 1),
    ("statusanalyse", "NO_ANSWERS", {row: {"answer_count": 0} for row in range(5)}, 1, 1),
    ("statusanalyse", "ANSWER_NEVER_GIVEN", {4: {"answer": 4, "question": "Q2"}}, 1, 5),
    ("statusanalyse", "SURVEY_YEAR_AHEAD", {0: {"survey_year": 2026}}, 1, 5),
]  # fmt: skip

PROMISED = {"NO_ROWS", "REQUIRED", "CODE", "DATE_RANGE", "NUMBER_RANGE", "DATE_ORDER", "KEY_CONFLICT", "KEY_REPEATED"}


def broken_value(column: Column) -> dict[str, Any]:
    """A value of the column that its contract forbids; empty where none can be told from the contract."""
    if column.codes:
        return {column.field: "findes_ikke"}
    if column.type == "date":
        return {column.field: date(1989, 12, 31)}
    if column.type in ("int", "amount", "number", "pct"):
        return {column.field: -1 if column.minimum == 0 or column.type == "pct" else 1_999_999_999}
    return {}


def test_every_check_holds_for_a_sound_municipality(context_with: Callable[..., SuiteContext]) -> None:
    contracts = [contract.model_dump() for contract in load_contracts().values()]
    results = run_suites(contracts, context_with())
    assert [(r.source, r.check_code) for r in results if not r.success] == []
    assert {r.source for r in results} == set(load_contracts())


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"{example[0]}-{example[1]}")
def test_the_example_breaks_its_rule_and_is_counted(example: Any, frame_of: Any, context_with: Any) -> None:
    source, code, edits, failed, total = example
    frame = frame_of(source, edits)
    results = run_suite(load_contracts()[source].model_dump(), frame, context_with(**{source: frame}))
    found = {r.check_code: r for r in results}[code]
    assert (found.success, found.failed_count, found.total_count) == (False, failed, total)


@pytest.mark.parametrize("source", sorted(load_contracts()))
def test_what_the_contract_promises_is_held_against_it(source: str, frame_of: Any, context_with: Any) -> None:
    contract = load_contracts()[source]
    order = {"DATE_ORDER"} if contract.order else set()
    row: dict[str, Any] = {}
    for column in contract.warehouse_columns:
        row |= broken_value(column)
    required = next(c.field for c in contract.warehouse_columns if c.required and not c.codes)
    fields = {column.name: column.field for column in contract.columns}
    backwards = {}
    for earlier, later in contract.order:
        backwards |= {fields[earlier]: date(2025, 4, 2), fields[later]: date(2025, 4, 1)}
    frame = frame_of(source, {30: row, 31: backwards, 32: {required: None}})  # the other new rows repeat the first
    results = run_suite(contract.model_dump(), frame, context_with(**{source: frame}))
    key = "KEY_CONFLICT" if contract.kind == "snapshot" else "KEY_REPEATED"
    ranges = {"DATE_RANGE"} if any(c.type == "date" for c in contract.columns) else set()
    codes = {"CODE"} if any(c.codes for c in contract.columns) else set()
    numbers = {"NUMBER_RANGE"} if any(c.type in ("int", "amount", "number", "pct") for c in contract.columns) else set()
    broken = {r.check_code for r in results if not r.success} & PROMISED
    assert broken == {key, "REQUIRED"} | ranges | codes | numbers | order


@pytest.mark.parametrize("source", [c.source for c in load_contracts().values() if not c.may_be_empty])
def test_a_source_without_rows_is_told_and_critical_when_it_is_required(source: str, context_with: Any) -> None:
    contract = load_contracts()[source]
    empty = context_with().frames[source].iloc[:0]
    (result,) = run_suite(contract.model_dump(), empty, context_with(**{source: empty}))
    assert (result.check_code, result.success, result.blocks) == ("NO_ROWS", False, contract.required)


def test_complaints_may_be_empty(context_with: Any) -> None:
    empty = context_with().frames["klager"].iloc[:0]
    assert run_suite(load_contracts()["klager"].model_dump(), empty, context_with()) == []


@pytest.mark.parametrize("source", sorted(load_contracts()))
def test_no_check_is_without_an_example_that_breaks_it(source: str, context_with: Any) -> None:
    context = context_with()
    codes = [
        check.rule.code
        for check in suite_checks(load_contracts()[source].model_dump(), context.frames[source], context)
    ]
    assert len(codes) == len(set(codes))
    assert set(codes) - PROMISED == {code for of, code, *_ in EXAMPLES if of == source}
