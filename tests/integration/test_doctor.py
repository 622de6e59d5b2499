"""What `doctor` finds on a real installation that something has happened to."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from pipelines.operations.doctor import editions, integrity
from pipelines.publishing.manifest import sealed_files
from pipelines.settings import DataDirectory

pytestmark = pytest.mark.xdist_group("hand_municipality")

KEY = {"PLADSPROGNOSE_BACKUP_KEY": "0f" * 32}


@pytest.fixture
def data(hand_data_dir: Path, tmp_path: Path) -> DataDirectory:
    return DataDirectory(Path(shutil.copytree(hand_data_dir, tmp_path / "data", symlinks=True)))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) * 2 // 3] ^= 1
    path.chmod(0o600)
    path.write_bytes(content)


def first(data: DataDirectory, pattern: str) -> Path:
    return min(data.root.glob(pattern))


def give_a_child_another_pseudonym(data: DataDirectory) -> None:
    with closing(sqlite3.connect(data.restricted / "vault" / "vault.sqlite")) as connection:
        connection.execute("update child set child_id = 'x' where child_id = (select min(child_id) from child)")
        connection.commit()


DECISION = '{"at": "2026-01-01T00:00:00Z", "by": "drift", "action": "accept_file", "reason": "", "before": ""}'
HAPPENED: list[tuple[str, Callable[[DataDirectory], object]]] = [
    ("warehouse", lambda data: cut(data.warehouse)),
    ("warehouse", lambda data: flip(data.warehouse)),
    ("vault", lambda data: cut(data.restricted / "vault" / "vault.sqlite")),
    ("vault", lambda data: os.truncate(data.restricted / "vault" / "vault.sqlite", 0)),
    ("vault", lambda data: (data.restricted / "vault" / "vault.sqlite").unlink()),
    ("vault", lambda data: (data.restricted / "noegle").unlink()),
    ("vault", lambda data: (data.restricted / "noegle").write_text("a" * 64)),
    ("vault", give_a_child_another_pseudonym),
    ("raw", lambda data: flip(first(data, "restricted/leverancer/*/*"))),
    ("published", lambda data: flip(data.analysis)),
    ("published", lambda data: cut(first(data, "published/parquet/mart/*.parquet"))),
    ("published", lambda data: first(data, "published/parquet/mart/*.parquet").unlink()),
    ("audit", lambda data: (data.restricted / "audit.jsonl").write_text('{"at": "2026')),
    ("audit", lambda data: (data.restricted / "audit.jsonl").write_text(f"{DECISION}\n{DECISION}\n")),
    ("leftovers", lambda data: (data.published / ".analyse-x.duckdb").write_text("half")),
]


@pytest.mark.parametrize(("check", "happen"), HAPPENED)
def test_what_has_happened_to_a_file_is_found_and_nothing_else(data, check, happen):
    happen(data)

    found = list(integrity.check_files(data, {}))

    assert [result.check for result in found if result.state != "in_order"] == [check]
    assert all(result.said["en"] + result.to_do["en"] for result in found)


def test_the_command_answers_for_an_installation_with_a_backup(command, data, tmp_path):
    before = {path: path.stat().st_mtime_ns for path in data.warehouse.parent.iterdir()}
    (tmp_path / "store").mkdir()
    command("backup", "--out", str(tmp_path / "store"), "--data-dir", str(data.root), beforehand=set_key)

    answer = command("doctor", "--data-dir", str(data.root), "--json", "--lang", "en", beforehand=set_key)

    checks = json.loads(answer.stdout)["checks"]
    assert (answer.returncode, answer.stderr) == (0, "")
    assert {check["check"]: check["state"] for check in checks if check["state"] != "in_order"} == {
        "quarantine": "look",
        "sources": "look",
        "erasures": "look",  # the working lists are of a day more than a year ago
    }
    assert {path: path.stat().st_mtime_ns for path in data.warehouse.parent.iterdir()} == before


def set_key() -> None:
    os.environ |= KEY


def test_during_a_run_the_files_are_left_alone(command, data):
    with data.lock_file.open("r+") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        answer = command("doctor", "--data-dir", str(data.root), "--json")

    checks = json.loads(answer.stdout)["checks"]
    assert checks[-1]["check"] == "active"
    assert {"warehouse", "vault", "published"}.isdisjoint(check["check"] for check in checks)


def test_a_warehouse_with_a_log_that_a_killed_run_left_is_whole(data):
    """The log is replayed in memory; the next run makes it part of the file."""
    code = (
        "import duckdb, os; c = duckdb.connect(os.sys.argv[1]); c.execute('create table raw.x as select 1'); "
        "c.execute('insert into raw.x select 2'); os.kill(os.getpid(), 9)"
    )
    killed = subprocess.run([sys.executable, "-c", code, str(data.warehouse)], check=False)
    assert killed.returncode == -signal.SIGKILL

    found = list(integrity.check_files(data, {}))

    assert [result.check for result in found if result.state != "in_order"] == ["leftovers"]
    assert data.warehouse.with_name("warehouse.duckdb.wal").exists()


@pytest.fixture
def sealed(command, data) -> DataDirectory:
    summary = json.loads(min(data.reports.glob("*.json")).read_text())
    vintage = ["--vintage", summary["vintage_id"], "--data-dir", str(data.root)]
    command("approve", *vintage, "--by", "controller")
    done = command("publish", *vintage, "--kind", "prognose1")
    assert done.returncode == 0, done.stderr
    return data


def test_a_sealed_edition_that_is_changed_gone_or_unknown_is_found_and_a_changed_register(sealed):
    assert [result.state for result in editions.check_editions(sealed)] == ["in_order"]
    folder = first(sealed, "published/prognoser/*/*")
    kept = Path(shutil.copytree(folder, sealed.root / "kept"))

    flip(folder / "prognose.pdf")
    assert names(sealed) == ["edition_changed"]
    with_its_new_hash = json.loads((folder / "manifest.json").read_text()) | {"files": list(sealed_files(folder))}
    (folder / "manifest.json").chmod(0o600)
    (folder / "manifest.json").write_text(json.dumps(with_its_new_hash))
    assert names(sealed) == ["edition_changed"]
    shutil.rmtree(folder)
    assert names(sealed) == ["edition_missing"]
    kept.rename(folder)
    shutil.copytree(folder, folder.with_name("prognose2-other"))
    assert names(sealed) == ["edition_unknown"]

    flip(sealed.release_register)
    assert [result.state for result in editions.check_editions(sealed)] == ["act"]


def names(data: DataDirectory) -> list[str]:
    """Which sentences are said of editions."""
    begins = {"Not as sealed": "edition_changed", "In the register": "edition_missing", "Not in the": "edition_unknown"}
    said = [result.said["en"] for result in editions.check_editions(data) if result.state == "act"]
    return [name for text in said for begin, name in begins.items() if text.startswith(begin)]
