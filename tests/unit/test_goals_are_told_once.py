"""The measurements say of each goal what the tables written by the measurement say."""

from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def test_each_goal_reads_the_same_in_the_measurements_as_in_the_tables() -> None:
    tables = (DOCS / "forecast-scores.md").read_text("utf-8")
    goals = [line for line in tables.split("## Sigtet")[1].split("\n## ")[0].splitlines() if line.startswith("| ")]

    assert len(goals) == 15
    assert set(goals) <= set((DOCS / "benchmarks.md").read_text("utf-8").splitlines())
