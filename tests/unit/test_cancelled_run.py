"""A run that no command started always says how it ended, also when someone cancels it."""

from __future__ import annotations

import json
from pathlib import Path

import dagster as dg
import pytest

from pipelines.unattended.runs import silent_progress, unattended_workspace


@pytest.fixture
def data_dir(tmp_path: Path, monkeypatch) -> Path:
    monkeypatch.setenv("PLADSPROGNOSE_DATA_DIR", str(tmp_path / "var"))
    monkeypatch.setenv("PLADSPROGNOSE_DELIVERIES", str(tmp_path))
    return tmp_path / "var"


def report_of_a_run(data_dir: Path, *, published: bool) -> dict:
    parts = {"progress": silent_progress, "workspace": unattended_workspace}
    with dg.build_resources(parts) as resources:
        resources.workspace.is_published = published
    (report,) = (data_dir / "reports").glob("run-*.json")
    return json.loads(report.read_text())


def test_one_that_ends_before_anything_is_published_was_interrupted(data_dir):
    report = report_of_a_run(data_dir, published=False)

    assert (report["exit_code"], report["vintage_id"]) == (130, None)
    assert "Intet nyt er offentliggjort" in report["message"]


def test_one_that_published_went_well(data_dir):
    assert report_of_a_run(data_dir, published=True)["exit_code"] == 0
