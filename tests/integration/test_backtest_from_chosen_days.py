"""`backtest --origins`: the method measured from days of one's own choice."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from ready_command import Command

pytestmark = pytest.mark.xdist_group("hand_municipality")


@pytest.fixture(scope="module")
def data_dir(hand_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of its own: a backtest leaves the days it looked from in the warehouse."""
    copied = tmp_path_factory.mktemp("backtest") / "data"
    shutil.copytree(hand_data_dir, copied)
    return copied


def test_the_method_is_measured_from_the_days_asked_for_and_nothing_is_published(
    data_dir: Path, command: Command
) -> None:
    before = (data_dir / "published" / "analyse.duckdb").stat().st_mtime_ns
    answer = command("backtest", "--origins", "2023-04-30,31-10-2023", "--json", "--data-dir", str(data_dir), "--quiet")

    assert answer.returncode == 0, answer.stderr
    found = {(row["origin"], row["level"], row["method"]) for row in json.loads(answer.stdout)}
    assert ("2023-04-30", "total", "pladsprognose") in found
    assert ("2023-10-31", "district", "naive_last_month") in found
    assert {day for day, _, _ in found} == {"2023-04-30", "2023-10-31"}
    assert (data_dir / "published" / "analyse.duckdb").stat().st_mtime_ns == before


def test_a_day_in_a_year_that_is_not_over_cannot_be_measured_from(data_dir: Path, command: Command) -> None:
    answer = command("backtest", "--origins", "2024-03-31", "--data-dir", str(data_dir), "--quiet")

    assert answer.returncode == 2
    assert "31.03.2024" in answer.stderr


def test_a_day_before_the_first_placement_is_named(data_dir: Path, command: Command) -> None:
    answer = command("backtest", "--origins", "1995-04-30", "--data-dir", str(data_dir), "--quiet")

    assert answer.returncode == 2
    assert "30.04.1995" in answer.stderr
