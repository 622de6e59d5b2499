"""A scenario on the terminal: the answer first, then each step of three years, and nothing of the baseline."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.publishing.scenario_answer import scenario_content, scenario_lines

STEPS = {"baseline": 100_000_000, "referrals": -4_000_000, "prices": 2_500_000, "interaction": -50_000}


@pytest.fixture
def published(tmp_path: Path) -> Path:
    """Two vintages with a scenario: `two` has two steps and a goal, `one` has a single step."""
    path = tmp_path / "analyse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema forecast")
        connection.execute("create table forecast.goal (vintage_id varchar, scenario varchar, sentence_da varchar)")
        connection.execute("insert into forecast.goal values ('two', 'x', 'Rammen holder.')")
        connection.execute(
            "create table forecast.scenario_effect (vintage_id varchar, fiscal_year integer, step_order integer, "
            "step varchar, mean_kr decimal(18,2), p10_kr decimal(18,2), p90_kr decimal(18,2), "
            "full_year_places decimal(12,4))"
        )
        two = {**STEPS, "scenario": -1_550_000}
        one = {"baseline": 100_000_000, "referrals": -4_000_000, "scenario": -4_000_000}
        rows = [
            (vintage, year, order, step, kr, kr - 10_000, kr + 10_000, "-10.4")
            for vintage, steps in (("two", two), ("one", one))
            for year in range(2025, 2030)
            for order, (step, kr) in enumerate(steps.items())
        ]
        connection.executemany("insert into forecast.scenario_effect values (?, ?, ?, ?, ?, ?, ?, ?)", rows)
    return path


def test_the_answer_stands_before_the_steps_of_three_years(published: Path) -> None:
    lines = scenario_lines(published, "two", "da")
    assert lines[:3] == ["", "Rammen holder.", ""]
    assert [line.split()[0] for line in lines[5:]] == ["2025"] * 4 + ["2026"] * 4 + ["2027"] * 4
    assert lines[5].split() == ["2025", "indstillinger", "alene", "−4.000", "−4.010", "–", "−3.990", "−10,4"]
    assert lines[7].split()[1:3] == ["samspil", "−50"]
    assert lines[8].split()[1:4] == ["i", "alt", "−1.550"]


def test_a_single_step_is_not_said_twice_and_the_baseline_says_nothing(published: Path) -> None:
    assert [line.split()[1:3] for line in scenario_lines(published, "one", "da")[3:]] == [["i", "alt"]] * 3
    assert scenario_lines(published, "baseline", "da") == []


def test_the_same_as_data_has_exact_kroner_as_text(published: Path) -> None:
    content = scenario_content(published, "two")
    assert content["goal"] == {"sentence_da": "Rammen holder."}
    assert [row["step"] for row in content["effects"][:4]] == ["referrals", "prices", "interaction", "scenario"]
    assert content["effects"][0]["mean_kr"] == "-4000000.00"
    assert scenario_content(published, "baseline") == {"goal": None, "effects": []}
