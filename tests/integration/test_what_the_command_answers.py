"""Exit codes and messages of the command where it cannot do what it was asked."""

from __future__ import annotations

import fcntl
import json
import shutil
from pathlib import Path

import pytest
from hand_deliveries import DELIVERIES

pytestmark = pytest.mark.xdist_group("hand_municipality")


def test_a_folder_that_is_not_there_is_wrong_usage(command, tmp_path: Path) -> None:
    answer = command("run", "--deliveries", str(tmp_path / "ingen"), "--as-of", "2025-04-30")

    assert answer.returncode == 2
    assert "findes ikke" in answer.stderr


def test_a_cut_off_of_an_unknown_source_is_wrong_usage(command, tmp_path: Path) -> None:
    arguments = ["--deliveries", str(tmp_path), "--as-of", "2025-04-30", "--cutoff", "ukendt=2025-03-31"]

    answer = command("run", *arguments)

    assert answer.returncode == 2
    assert "ukendt=2025-03-31" in answer.stderr


def test_missing_required_sources_stop_the_run_after_every_file_is_reported(command, tmp_path: Path) -> None:
    deliveries, data_dir = tmp_path / "leverancer", tmp_path / "data"
    deliveries.mkdir()
    (deliveries / "klager_202504.csv").write_text("klage_id;afgoerelse_id;modtaget_dato\n")

    arguments = ["--deliveries", str(deliveries), "--as-of", "2025-04-30", "--data-dir", str(data_dir)]
    answer = command("run", *arguments)

    (report,) = (json.loads(path.read_text()) for path in (data_dir / "reports").glob("run-*.json"))
    assert answer.returncode == report["exit_code"] == 1
    assert [entry["file"] for entry in report["deliveries"]] == ["klager_202504.csv"]
    for source in ("befolkning", "budget", "institutioner", "omkostninger", "placeringer", "takster"):
        assert f"{source}_ÅÅÅÅMM.csv" in answer.stderr
    assert not (data_dir / "published").exists()


def test_a_second_run_in_the_same_data_directory_waits_for_no_one(command, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    data_dir.mkdir()
    with (data_dir / "run.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        arguments = ["--deliveries", str(tmp_path), "--as-of", "2025-04-30", "--data-dir", str(data_dir)]
        answer = command("run", *arguments)

    assert answer.returncode == 3
    assert "En anden kørsel er i gang" in answer.stderr


def test_a_vintage_that_is_not_there_is_wrong_usage_and_leaves_nothing_behind(command, tmp_path: Path) -> None:
    data_dir = tmp_path / "ingen"

    answers = [
        command("approve", "--vintage", "findes-ikke", "--by", "økonomichef", "--data-dir", str(data_dir)),
        command("publish", "--vintage", "findes-ikke", "--kind", "prognose1", "--data-dir", str(data_dir)),
    ]

    assert [answer.returncode for answer in answers] == [2, 2]
    assert all("findes ikke blandt det offentliggjorte" in answer.stderr for answer in answers)
    assert not data_dir.exists()


def test_a_forecast_on_what_is_loaded_looks_from_its_own_day(command, hand_data_dir: Path, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(hand_data_dir, data_dir, symlinks=True)

    answer = command("prognosis", "--as-of", "2024-03-31", "--data-dir", str(data_dir), "--quiet")

    assert answer.returncode == 0, answer.stderr
    assert "31.\u00a0marts 2024" in answer.stdout


def test_what_does_not_hold_is_said_before_anything_is_read(command, tmp_path: Path) -> None:
    folder, data_dir = tmp_path / "leverancer", tmp_path / "data"
    folder.mkdir()
    common = ["--deliveries", str(folder), "--as-of", "2025-04-30", "--data-dir", str(data_dir)]

    answers = [
        command("run", *common, "--cutoff", "omkostninger=2025-06-30"),
        command("run", *common, "--config", str(tmp_path / "ingen.yaml")),
        command("run", *common, "--scenario", str(tmp_path / "intet.yaml")),
    ]

    assert [answer.returncode for answer in answers] == [2, 2, 2]
    assert "efter --as-of" in answers[0].stderr
    assert "ingen.yaml" in answers[1].stderr
    assert "intet.yaml" in answers[2].stderr
    assert not data_dir.exists()


def test_a_municipality_that_pays_for_no_place_is_a_wrong_configuration(command, tmp_path: Path) -> None:
    config, data_dir = tmp_path / "kommune.yaml", tmp_path / "data"
    config.write_text('kommunekode: "461"\n')
    arguments = ["--deliveries", str(DELIVERIES), "--as-of", "2024-04-30", "--data-dir", str(data_dir)]

    answer = command("run", *arguments, "--config", str(config))

    assert answer.returncode == 2
    assert "kommunekode 461" in answer.stderr
    assert "De fleste betales af 185" in answer.stderr
    assert not (data_dir / "published").exists()
