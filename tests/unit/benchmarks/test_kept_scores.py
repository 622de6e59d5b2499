"""A measurement that was stopped goes on, and half a file is never read."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from benchmarks.kept_scores import KeptScores
from pipelines.version import forecast_version

SCORES = pl.DataFrame({"origin": [date(2024, 4, 30)], "method": ["pladsprognose"], "wape": [0.01]})


def test_what_is_kept_is_told_by_town_and_cut_off(tmp_path: Path) -> None:
    kept = KeptScores(tmp_path, "other")
    kept.keep(10, SCORES)
    kept.keep(2, SCORES)

    assert kept.read().select("seed", "cut_off").rows() == [(2, "04-30"), (10, "04-30")]
    assert kept.read()["wape"].to_list() == pytest.approx([0.01, 0.01], rel=1e-6)
    assert kept.read()["made_by"].unique().to_list() == [forecast_version()]
    assert [kept.has(seed) for seed in (2, 4, 10)] == [True, False, True]


def test_a_file_half_written_when_it_was_stopped_is_measured_again(tmp_path: Path) -> None:
    kept = KeptScores(tmp_path, "other")
    kept.path(2).parent.mkdir(parents=True)
    kept.path(2).with_suffix(".part").write_bytes(b"half")

    assert not kept.has(2)
    assert kept.read().is_empty()
