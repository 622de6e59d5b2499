"""A municipality that hands in the six required sources and no kommune.yaml."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from hand_deliveries import DELIVERIES
from ready_command import Command

from pipelines.sources.contract import load_contracts

pytestmark = pytest.mark.xdist_group("hand_municipality")
REQUIRED = {source for source, contract in load_contracts().items() if contract.required}
OPTIONAL = sorted(load_contracts().keys() - REQUIRED)


@pytest.fixture(scope="module")
def answer(tmp_path_factory: pytest.TempPathFactory, command: Command) -> tuple[Path, str]:
    folder, data_dir = tmp_path_factory.mktemp("required"), tmp_path_factory.mktemp("data")
    for path in DELIVERIES.iterdir():
        if path.name.partition("_")[0] in REQUIRED:
            shutil.copyfile(path, folder / path.name)
    finished = command("run", "--deliveries", str(folder), "--as-of", "2024-04-30", "--data-dir", str(data_dir))
    assert finished.returncode == 0, finished.stderr[-4000:]
    return data_dir / "published" / "analyse.duckdb", finished.stderr


def test_the_run_says_what_each_missing_source_leaves_out(answer: tuple[Path, str]) -> None:
    for source in OPTIONAL:
        assert f"{source} er ikke afleveret: {load_contracts()[source].without_it['da']}" in answer[1]


def test_the_report_lists_the_missing_sources_and_what_is_lost_without_them(answer: tuple[Path, str]) -> None:
    (report,) = (answer[0].parents[1] / "reports").glob("run-*.json")
    absent = json.loads(report.read_text(encoding="utf-8"))["absent_sources"]
    assert [(entry["source"], entry["required"]) for entry in absent] == [(source, False) for source in OPTIONAL]
    assert all(entry["consequence"] for entry in absent)


def test_the_report_of_a_run_that_lacks_a_required_source_names_it(tmp_path: Path, command) -> None:
    folder = tmp_path / "leverancer"
    folder.mkdir()
    shutil.copy(DELIVERIES / "institutioner_202404.csv", folder)
    where = ["--deliveries", str(folder), "--as-of", "2024-04-30", "--data-dir", str(tmp_path / "data")]
    assert command("run", *where).returncode == 1
    (report,) = (tmp_path / "data" / "reports").glob("run-*.json")
    absent = json.loads(report.read_text(encoding="utf-8"))["absent_sources"]
    assert {entry["source"] for entry in absent if entry["required"]} == REQUIRED - {"institutioner"}


def test_the_run_says_which_municipality_it_has_taken(answer: tuple[Path, str]) -> None:
    # 185 pays for most of the places in the hand-written placeringer
    assert "kommunekode 185 er valgt" in answer[1]


def test_every_promised_table_is_there_and_the_forecast_has_a_total(answer: tuple[Path, str]) -> None:
    with duckdb.connect(str(answer[0]), read_only=True) as connection:
        total = connection.execute(
            "select mean_kr from forecast.fiscal_year where fiscal_year = 2024 and component = 'total' "
            "and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'"
        ).fetchall()
        assert connection.execute("select count(*) from mart.referral_monthly").fetchall() == [(0,)]
    assert len(total) == 1
    assert total[0][0] > 0
