"""A destroyed installation comes back by the command, and a backup that is stopped on its way leaves nothing."""

from __future__ import annotations

import fcntl
import json
import shutil
from collections.abc import Mapping
from functools import partial
from pathlib import Path

import duckdb
import pytest
from hand_deliveries import DELIVERIES
from stopped_command import stop_at

pytestmark = pytest.mark.xdist_group("hand_municipality")


@pytest.fixture
def data_dir(hand_data_dir: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(hand_data_dir, tmp_path / "data", symlinks=True))


@pytest.fixture
def key(tmp_path: Path) -> Path:
    path = tmp_path / "backup.key"
    path.touch(mode=0o600)
    path.write_text("0f" * 32)
    return path


@pytest.fixture
def store(tmp_path: Path) -> Path:
    folder = tmp_path / "store"
    folder.mkdir()
    return folder


def published(data_dir: Path) -> Mapping[str, list[tuple[object, ...]]]:
    """Every published table but the receipts of files, which were received once more."""
    with duckdb.connect(str(data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
        names = connection.execute("select schema_name || '.' || table_name from duckdb_tables() order by 1").fetchall()
        return {
            name: connection.execute(f"select * from {name} order by all").fetchall()
            for (name,) in names
            if name != "meta.delivery"
        }


def test_a_restored_installation_runs_to_the_same_figures_and_vintage(command, data_dir, key, store):
    before = published(data_dir)
    made = command("backup", "--out", str(store), "--data-dir", str(data_dir), "--key-file", str(key), "--json")
    shutil.rmtree(data_dir)

    restored = command(
        "restore", "--from", json.loads(made.stdout)["file"], "--data-dir", str(data_dir), "--key-file", str(key)
    )
    assert (made.returncode, restored.returncode) == (0, 0), made.stderr + restored.stderr
    assert restored.stdout.strip() == str(data_dir)
    assert published(data_dir) == before

    again = command("run", "--deliveries", str(DELIVERIES), "--as-of", "2024-04-30", "--data-dir", str(data_dir))
    assert again.returncode == 0, again.stderr
    after = published(data_dir)
    assert [name for name in before if after[name] != before[name]] == []
    audit = [json.loads(line) for line in (data_dir / "restricted" / "audit.jsonl").read_text().splitlines()]
    assert audit[-1]["action"] == "restore"


def test_no_backup_is_made_during_a_run(command, data_dir, key, store):
    with (data_dir / "run.lock").open("a+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        answer = command("backup", "--out", str(store), "--data-dir", str(data_dir), "--key-file", str(key))

    assert answer.returncode == 3
    assert list(store.iterdir()) == []


@pytest.mark.parametrize(("how", "code"), [("full", 4), ("ctrl-c", 130), ("kill", -9)])
def test_a_backup_that_is_stopped_has_no_name_and_the_next_one_clears_up(command, data_dir, key, store, how, code):
    arguments = ["backup", "--out", str(store), "--data-dir", str(data_dir), "--key-file", str(key), "--lang", "en"]

    stopped = command(*arguments, beforehand=partial(stop_at, how, "open", "/warehouse.duckdb"))
    assert stopped.returncode == code, stopped.stderr
    assert list(store.glob("*.backup")) == []
    assert how == "kill" or list(store.iterdir()) == []

    done = command(*arguments)
    assert done.returncode == 0, done.stderr
    assert [str(path) for path in store.iterdir()] == [done.stdout.strip()]


@pytest.mark.parametrize(("how", "code"), [("full", 4), ("kill", -9)])
def test_a_restore_that_is_stopped_has_no_name_and_the_next_one_clears_up(command, data_dir, key, store, how, code):
    out = store / "x.backup"
    command("backup", "--out", str(out), "--data-dir", str(data_dir), "--key-file", str(key))
    place = store / "place"
    place.mkdir()
    arguments = ["restore", "--from", str(out), "--data-dir", str(place / "new"), "--key-file", str(key)]

    stopped = command(*arguments, beforehand=partial(stop_at, how, "open", "/warehouse.duckdb"))
    assert stopped.returncode == code, stopped.stderr
    assert not (place / "new").exists()
    assert how == "kill" or list(place.iterdir()) == []

    done = command(*arguments)
    assert done.returncode == 0, done.stderr
    assert [path.name for path in place.iterdir()] == ["new"]
