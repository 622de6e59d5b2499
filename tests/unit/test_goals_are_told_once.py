"""The measurements say of each goal what the tables written by the measurement say."""

from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"
FEWEST_GOALS = 10


def test_each_goal_reads_the_same_in_the_measurements_as_in_the_tables() -> None:
    told = (DOCS / "forecast-scores.md").read_text("utf-8").split("## Sigtet")[1].split("\n## ")[0]
    goals = [line for line in told.splitlines() if line.startswith("| ")]

    assert len(goals) > FEWEST_GOALS
    assert set(goals) <= set((DOCS / "benchmarks.md").read_text("utf-8").splitlines())
