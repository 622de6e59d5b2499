"""Python's contracts and dbt's staging models name the same tables, fields and keys."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pytest
import yaml

from pipelines.sources.contract import Contract, load_contracts

MODELS = Path(__file__).resolve().parents[3] / "dbt_project" / "models"
CONTRACTS = list(load_contracts().values())


def named_fields(contract: Contract) -> set[str]:
    """The fields of a contract that its staging model names between quotes."""
    text = (MODELS / "staging" / f"stg_{contract.table}.sql").read_text(encoding="utf-8")
    return {column.field for column in contract.warehouse_columns if f"'{column.field}'" in text}


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.table)
def test_a_staging_model_shows_every_field_of_its_contract(contract: Contract) -> None:
    assert named_fields(contract) == {column.field for column in contract.warehouse_columns}


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.table)
def test_the_grain_of_a_staging_model_is_the_key_of_its_contract(contract: Contract) -> None:
    models = yaml.safe_load((MODELS / "staging" / "staging.yml").read_text(encoding="utf-8"))["models"]
    (model,) = [model for model in models if model["name"] == f"stg_{contract.table}"]
    grain = model["data_tests"][0]["unique_grain"]["arguments"]["grain"]
    assert [field for field in grain if field != "origin_date"] == [column.field for column in contract.key]
    assert ("origin_date" in grain) == (contract.kind != "period")


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.table)
def test_a_staging_model_dates_its_rows_as_the_contract_does(contract: Contract) -> None:
    text = (MODELS / "staging" / f"stg_{contract.table}.sql").read_text(encoding="utf-8")
    assert ("falls_back=true" in text) == contract.falls_back
    assert ("known_on=" in text) == (contract.known_on is not None)
    if contract.known_on is not None and " " not in contract.known_on:
        assert f"known_on='{contract.known_on}'" in text


@pytest.mark.parametrize(("source", "facts", "known"), [
    ("takster", "date '2024-01-01' as valid_from, null::date as published_date", date(2023, 10, 1)),
    ("takster", "date '2024-10-01' as valid_from, null::date as published_date", date(2023, 10, 1)),
    ("takster", "date '2024-10-02' as valid_from, null::date as published_date", date(2024, 10, 1)),
    ("takster", "date '2024-01-01' as valid_from, date '2023-11-15' as published_date", date(2023, 11, 15)),
    ("befolkning", "'faktisk' as population_kind, date '2024-01-01' as census_date, 2025 as vintage_year",
     date(2024, 2, 1)),
    ("befolkning", "'prognose' as population_kind, date '2026-01-01' as census_date, 2025 as vintage_year",
     date(2025, 6, 1)),
])  # fmt: skip
def test_prices_and_residents_are_known_from_the_days_that_are_promised(source: str, facts: str, known: date) -> None:
    query = f"select {load_contracts()[source].known_on} from (select {facts}) as content"
    assert duckdb.sql(query).fetchall() == [(known,)]


def test_the_models_know_the_snapshot_sources_with_their_keys() -> None:
    macro = (MODELS.parent / "macros" / "editions.sql").read_text(encoding="utf-8")
    for contract in CONTRACTS:
        key = ", ".join(f"'{column.field}'" for column in contract.key)
        entry = f"'{contract.source}': ('{contract.table}', [{key}])"
        assert (entry in macro) == (contract.kind == "snapshot")
        assert f"'{contract.table}'" in macro


def test_every_raw_table_of_the_contracts_is_a_source() -> None:
    sources = yaml.safe_load((MODELS / "sources.yml").read_text(encoding="utf-8"))["sources"]
    (raw,) = [source for source in sources if source["name"] == "raw"]
    named = {table["name"] for table in raw["tables"]}
    assert {f"{contract.table}{ending}" for contract in CONTRACTS for ending in ("", "_shown")} <= named
