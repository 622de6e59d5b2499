"""A municipality of a few rows a source in which every expectation holds, typed as DuckDB hands it over."""

from collections.abc import Callable
from datetime import date
from typing import Any

import duckdb
import pandas as pd
import pytest

from expectations.result import SuiteContext
from pipelines.sources.contract import Contract, load_contracts

AS_OF = date(2025, 4, 30)
Rows = list[dict[str, Any]]
SCHOOL = {"institution_id": "S1", "offer_type": "specialskole", "rate_group": "A"}


def population() -> Rows:
    actual = [
        {"vintage_year": 2025, "census_date": date(2025, 1, 1), "district_id": "D1", "age": age, "people_count": 10,
         "population_kind": "faktisk"}
        for age in range(17)
    ]  # fmt: skip
    ahead = {"vintage_year": 2025, "census_date": date(2029, 1, 1), "district_id": "D1", "age": 6, "people_count": 9}
    return [*actual, {**ahead, "population_kind": "prognose"}]


SOUND: dict[str, Rows] = {
    "befolkning": population(),
    "budget": [
        {"budget_id": "B1", "fiscal_year": 2025, "grant_area": "Special", "offer_type": "specialskole",
         "budget_type": "vedtaget", "decided_date": date(2024, 10, 10), "full_year_places": 2, "unit_price_kr": 400000,
         "amount_kr": 800000, "price_level_year": 2025},
        {"budget_id": "B2", "fiscal_year": 2025, "grant_area": "Special", "budget_type": "tillaegsbevilling",
         "decided_date": date(2025, 3, 1), "amount_kr": -50000, "price_level_year": 2025},
    ],
    "institutioner": [
        {"institution_id": "S1", "valid_from": date(2010, 1, 1), "valid_to": date(2020, 7, 31),
         "institution_name": "Skolen", "institution_type": "specialskole", "owner": "egen", "district_id": "D1",
         "successor_id": "S2", "place_count": 40},
        {"institution_id": "S2", "valid_from": date(2020, 8, 1), "institution_name": "Ny skole",
         "institution_type": "specialskole", "owner": "privat", "place_count": 40},
    ],
    "omkostninger": [
        {"voucher_id": "V1", "voucher_line": 1, "posting_date": date(2025, 4, 15), "fiscal_year": 2025,
         "service_from": date(2025, 3, 1), "service_to": date(2025, 3, 31), "account_code": "522", "account_type": "4",
         "grant_area": "Special", "institution_id": "S1", "offer_type": "specialskole", "amount_kr": 30000,
         "is_one_off": False},
        {"voucher_id": "V2", "voucher_line": 1, "posting_date": date(2025, 1, 15), "fiscal_year": 2024,
         "account_code": "522", "account_type": "7", "grant_area": "Special", "amount_kr": -10000},
    ],
    "placeringer": [
        {"placement_id": "P1", "child_id": "c1", "district_school_id": "S1", "district_id": "D1",
         "paying_municipality": "101", **SCHOOL, "start_date": date(2023, 8, 1), "grade": "3",
         "registered_date": date(2023, 6, 1)},
        {"placement_id": "P2", "child_id": "c2", "district_school_id": "S1", "district_id": "D1",
         "paying_municipality": "101", **SCHOOL, "start_date": date(2022, 8, 1), "end_date": date(2024, 7, 31),
         "planned_end_date": date(2024, 7, 31), "end_reason": "aldersophoer", "grade": "9",
         "registered_date": date(2022, 6, 1), "end_registered_date": date(2024, 5, 1)},
    ],
    "takster": [
        {**SCHOOL, "service": "undervisning", "valid_from": date(2025, 1, 1), "valid_to": date(2025, 12, 31),
         "unit": "dag", "amount_kr": 1100, "notice_days": 30, "price_level_year": 2025},
        {**SCHOOL, "rate_group": "K", "service": "undervisning", "valid_from": date(2025, 1, 1), "unit": "aar",
         "amount_kr": 2400000, "price_level_year": 2025, "settlement_form": "klasse", "children_per_class": 8},
    ],
    "kontoplan": [
        {"account_code": "522", "valid_from": date(2020, 1, 1), "valid_to": date(2029, 12, 31), "is_included": True},
    ],
    "kapacitet": [
        {"institution_id": "S1", "offer_type": "specialskole", "valid_from": date(2020, 1, 1), "place_count": 40},
    ],
    "indstillinger": [
        {"referral_id": "R1", "child_id": "c1", "received_date": date(2025, 3, 1), "referring_institution_id": "S1",
         "district_school_id": "S1", "district_id": "D1", "referral_type": "ny", "referral_reason": "H10", "grade": "3",
         "advice_date": date(2025, 2, 1), "withdrawn_date": date(2025, 4, 20), "registered_date": date(2025, 3, 2),
         "requested_offer_type": "specialskole", "is_child_heard": "ja"},
    ],
    "visitationer": [
        {"decision_id": "A1", "referral_id": "R1", "decision_date": date(2025, 4, 1), "outcome": "bevilget",
         "offer_type": "specialskole", "institution_id": "S1", "rate_group": "A", "valid_from": date(2025, 8, 1),
         "valid_to": date(2026, 7, 31), "legal_basis": "Folkeskoleloven § 20, stk. 2", "appeal_body": "klagenaevnet"},
    ],
    "klager": [
        {"complaint_id": "K1", "decision_id": "A1", "received_date": date(2025, 4, 5),
         "reconsidered_date": date(2025, 4, 10), "reconsideration_outcome": "fastholdt",
         "forwarded_date": date(2025, 4, 12), "board_date": date(2025, 4, 28), "board_outcome": "stadfaestet"},
    ],
    "elevtal": [
        {"census_date": date(2024, 9, 30), "institution_id": "S1", "district_id": "D1", "grade": "3",
         "class_type": kind, "pupil_count": 20}
        for kind in ("almen", "specialklasse")
    ],
    "fravaer": [
        {"institution_id": "S1", "month": date(2025, 3, 1), "pupil_count": 40, "school_days": 21, "sick_pct": 4,
         "lawful_pct": 2, "unlawful_pct": 1, "over_10_pct_count": 6, "over_15_pct_unlawful_count": 1},
    ],
    "trivsel": [
        {"institution_id": "S1", "school_year": "2023/24", "answer_count": 30, "social_score": 4, "academic_score": 3.8,
         "support_score": 3.5, "order_score": 3.9, "general_score": 3.8},
    ],
    "indsatsplan": [
        {"status_date": date(2025, 4, 1), "fiscal_year": 2025, "initiative": "I1", "initiative_name": "Co-teaching",
         "allocated_kr": 1000, "committed_kr": 800, "spent_kr": 500, "temperature": "groen", "phase": "fortsaetter",
         "schools_started_count": 2, "schools_planned_count": 3, "institutions_started_count": 1,
         "institutions_planned_count": 1},
    ],
    "forloeb": [
        {"institution_id": "S1", "method": "co-teaching", "initiative": "I1", "planned_start_date": date(2024, 8, 1),
         "planned_end_date": date(2025, 6, 30), "actual_start_date": date(2024, 8, 15),
         "actual_end_date": date(2025, 3, 31), "programme_status": "afsluttet"},
    ],
    "noegletal": [
        {"indicator": "ppr_sager", "census_date": date(2025, 3, 31), "institution_id": "S1", "numerator": 4,
         "denominator": 20},
    ],
    "statusanalyse": [
        {"survey_year": 2024, "survey_area": "skole", "respondent_group": "leder", "question": "Q1", "answer": answer,
         "answer_count": 3}
        for answer in range(1, 6)
    ],
}  # fmt: skip

Edits = dict[int, dict[str, Any]]


def typed_frame(contract: Contract, rows: Rows) -> pd.DataFrame:
    """The rows as `raw` would hold them, handed over by DuckDB."""
    columns = contract.warehouse_columns
    with duckdb.connect() as connection:
        connection.execute(f"create table raw ({', '.join(f'{c.field} {c.sql_type}' for c in columns)})")
        if rows:
            marks = ", ".join("?" * len(columns))
            connection.executemany(
                f"insert into raw values ({marks})", [[r.get(c.field) for c in columns] for r in rows]
            )
        return connection.execute("select * from raw").df()


def edited(rows: Rows, edits: Edits) -> Rows:
    """The rows with some values replaced; a row beyond the last is a copy of the first with its values replaced."""
    return [
        {**(rows[position] if position < len(rows) else rows[0]), **edits.get(position, {})}
        for position in range(max(len(rows), *(position + 1 for position in edits), 0) if edits else len(rows))
    ]


@pytest.fixture(scope="session")
def sound_frames() -> dict[str, pd.DataFrame]:
    return {source: typed_frame(contract, SOUND[source]) for source, contract in load_contracts().items()}


@pytest.fixture
def frame_of() -> Callable[[str, Edits], pd.DataFrame]:
    return lambda source, edits: typed_frame(load_contracts()[source], edited(SOUND[source], edits))


@pytest.fixture
def context_with(sound_frames: dict[str, pd.DataFrame]) -> Callable[..., SuiteContext]:
    """The sound municipality as of 30 April 2025, with the frames given put in place of its own."""

    def context(**replaced: pd.DataFrame) -> SuiteContext:
        return SuiteContext(AS_OF, dict.fromkeys(load_contracts(), AS_OF), {**sound_frames, **replaced})

    return context
