from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import duckdb

from pipelines.publishing.summary import accuracy_text, summary_text


def test_the_short_table_has_a_line_for_each_grant_area_and_the_total_last(published_file: Path) -> None:
    lines = summary_text(published_file, "f3a91c07", "da", as_json=False).splitlines()
    assert lines[4].split() == ["Specialdagtilbud", "15.750", "15.548", "15.090–16.031", "202", "mindreforbrug"]
    assert lines[7].split()[-3:] == ["134.510–139.420", "−5.084", "merforbrug"]


def test_figures_stand_under_each_other(published_file: Path) -> None:
    lines = summary_text(published_file, "", "en", as_json=False).splitlines()[4:8]
    budgets = [re.search(r" [\d,]+", line) for line in lines]
    assert len({found.end() for found in budgets if found}) == 1


def test_the_same_as_data_keeps_the_one_sign_of_the_warehouse(published_file: Path) -> None:
    content = json.loads(summary_text(published_file, "", "da", as_json=True))
    assert content["lines"][-1] == {
        "grant_area": "ALL",
        "budget_kr": "131840000.00",
        "expected_kr": "136924000.00",
        "p10_kr": "134510000.00",
        "p90_kr": "139420000.00",
        "deviation_kr": "-5084000.00",
    }


def test_the_backtest_is_shown_beside_plain_methods(published_file: Path) -> None:
    text = accuracy_text(published_file, "da", as_json=False)
    assert "Denne prognose" in text
    assert "Seneste måned fortsætter" in text
    assert {item["method"] for item in json.loads(accuracy_text(published_file, "da", as_json=True))} == {
        "pladsprognose",
        "naive_last_month",
    }


def test_a_scenario_is_named_above_its_table(published_file: Path, tmp_path: Path) -> None:
    other = shutil.copy(published_file, tmp_path / "scenario.duckdb")
    with duckdb.connect(str(other)) as connection:
        holders = connection.execute(
            "select distinct table_schema, table_name from information_schema.columns where column_name = 'scenario'"
        ).fetchall()
        for schema, table in holders:
            connection.execute(f"update {schema}.{table} set scenario = 'faerre_indstillinger'")
    title = summary_text(Path(other), "f3a91c07", "da", as_json=False).splitlines()[0]
    assert title.endswith("(prognose f3a91c07, godkendt, scenarie »faerre_indstillinger«)")
