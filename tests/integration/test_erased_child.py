"""A child is erased: nothing of it can be found in any file of the data directory, and it stays away.

The child has a case number of its own kind, a name in free text and in a column nobody asked for, a row set aside, and
a file that waits. What is found is searched byte by byte, packed files unpacked.
"""

from __future__ import annotations

import hashlib
import io
import json
import os
import shutil
import sys
import zipfile
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
import polars as pl
import pytest
from literal_deliveries import INSTITUTIONS, LATER_ROWS, PLACEMENT_HEADER, REFERRAL_HEADER, REFERRALS
from stopped_command import stop_at

from pipelines.operations.doctor.erasures import erasures, held_too_long
from pipelines.operations.doctor.words import Result
from pipelines.privacy.erasures import erased
from pipelines.privacy.keys import KEY_VARIABLE
from pipelines.privacy.pseudonyms import open_vault
from pipelines.settings import DataDirectory
from pipelines.sources.contract import load_contracts
from pipelines.sources.landing import land

pytestmark = pytest.mark.xdist_group("erased child")

NUMBER, NAME = "1105154328", "Kanariefugl"
WRITTEN = "110515-4328"
NEEDLES = [
    needle.encode(encoding)
    for needle in (NUMBER, WRITTEN, "110515 4328", NAME, "KANARIE-")
    for encoding in ("utf-8", "utf-16-le")
]
CHILDREN = [f"{day:02}0414-{5000 + day}" for day in range(1, 29)] + [
    f"{day:02}0514-{6000 + day}" for day in range(1, 29)
]
POSTING_HEADER = "bilagsnummer;bilagslinje;bogfoeringsdato;konto;art;bevillingsomraade;placering_id;beloeb;tekst"
GROUND = "Databeskyttelsesforordningen artikel 17, sag 2026-17"


def place(number: str, child: str, remark: str = "") -> str:
    return f"{number};{child};101001;Nord;101;101001;specialklasse;A;01-08-2026;;{remark};01-06-2026"


OTHERS = [place(f"P{number}", child) for number, child in enumerate(CHILDREN, start=1)]
CANARY = place("KANARIE-P", WRITTEN, f"Ringet til {NAME}")
BROKEN = place("KANARIE-Q", WRITTEN).replace("01-08", "31-02")
FILES = {
    "institutioner_202609.csv": [INSTITUTIONS.strip()],
    "indstillinger_202609.csv": [
        f"{REFERRAL_HEADER};elevnavn",
        *(f"{row};Et barn" for row in REFERRALS),
        f"KANARIE-I;{WRITTEN};03-09-2026;101001;101001;Nord;ny;Åben runde;3;{NAME}",
    ],
    "placeringer_202608.csv": [PLACEMENT_HEADER, *OTHERS, CANARY],
    "placeringer_202609.csv": [
        PLACEMENT_HEADER,
        *OTHERS,
        CANARY,
        place("KANARIE-Q", WRITTEN).replace("01-08", "31-02"),
    ],
    "placeringer_202610.csv": [PLACEMENT_HEADER, *OTHERS[:20], CANARY],
    "visitationer_202609.csv": [*LATER_ROWS["visitationer"], "KANARIE-V;KANARIE-I;20-09-2026;afslag;;;"],
    "klager_202609.csv": [*LATER_ROWS["klager"], "KANARIE-K;KANARIE-V;22-09-2026;;"],
    "omkostninger_202609.csv": [
        POSTING_HEADER,
        f"B1;1;01-09-2026;3220800;40;Special;KANARIE-P;4.000,25;Takst for {NAME}",
        "B2;1;02-09-2026;3220800;40;Special;P2;5.000,00;Takst",
    ],
}
LATER = {
    "placeringer_202611.csv": [PLACEMENT_HEADER, *OTHERS[1:], CANARY],
    "omkostninger_202611.csv": [
        POSTING_HEADER,
        f"B3;1;01-11-2026;3220800;40;Special;KANARIE-P;4.000,25;Takst for {NAME}",
        "B4;1;02-11-2026;3220800;40;Special;P2;5.000,00;Takst",
    ],
}


def written(folder: Path, files: dict[str, list[str]]) -> Path:
    folder.mkdir(exist_ok=True)
    for name, lines in files.items():
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def landed(data_dir: Path, folder: Path, *, afresh: bool = False) -> dict[str, object]:
    data = DataDirectory(data_dir)
    data.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(data.warehouse)) as connection:
        if afresh:
            connection.execute("drop schema raw cascade")
        return {report.file: report for report in land(connection, folder, data, "run-1")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("leverancer"), FILES)


@pytest.fixture(scope="module")
def loaded(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data_dir = tmp_path_factory.mktemp("loaded") / "var"
    landed(data_dir, folder)
    lists = data_dir / "restricted" / "fund" / "2026-09-30"
    lists.mkdir(parents=True)
    (lists / "placeringer_X.csv").write_text("kontrol;noegle\r\nX;KANARIE-P\r\nX;P1\r\n", encoding="utf-8-sig")
    with duckdb.connect(str(DataDirectory(data_dir).warehouse)) as connection:
        connection.execute("create schema staging")
        connection.execute("create table staging.stg_placement as select * from raw.placement")
    return data_dir


@pytest.fixture
def data_dir(loaded: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(loaded, tmp_path / "var"))


def typed(text: str) -> None:
    sys.stdin = io.StringIO(text)


def typed_until(text: str, how: str, event: str, place_: str) -> None:
    typed(text)
    stop_at(how, event, place_)


@pytest.fixture
def erase(command, data_dir):
    def run(*arguments: str, until: tuple[str, str] | None = None):
        given = ["erase", "--by", "dpo", "--ground", GROUND, "--data-dir", str(data_dir), *arguments]
        if until is None:
            return command(*given, beforehand=partial(typed, f"{WRITTEN}\n"))
        return command(*given, beforehand=partial(typed_until, f"{WRITTEN}\n", "kill", *until))

    return run


def unpacked(content: bytes) -> list[bytes]:
    if not content.startswith(b"PK"):
        return [content]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return [content, *(archive.read(name) for name in archive.namelist())]


def traces(data_dir: Path) -> list[str]:
    found = []
    for path in sorted(path for path in data_dir.rglob("*") if path.is_file()):
        parts = unpacked(path.read_bytes())
        if path.suffix == ".parquet":
            parts.append(str(pl.read_parquet(path).to_dicts()).encode())
        if path.suffix == ".duckdb":
            parts += rows_of(path)
        if any(needle in part for part in parts for needle in NEEDLES):
            found.append(path.relative_to(data_dir).as_posix())
    return found


def rows_of(path: Path) -> list[bytes]:
    with duckdb.connect(str(path), read_only=True) as connection:
        names = connection.execute("select schema_name || '.' || table_name from duckdb_tables()").fetchall()
        return [str(connection.execute(f"select * from {name}").fetchall()).encode() for (name,) in names]


def content(data_dir: Path) -> dict[str, str]:
    files = [path for path in data_dir.rglob("*") if path.is_file() and path.name not in ("audit.jsonl", "run.lock")]
    return {str(path): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def raw(data_dir: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(DataDirectory(data_dir).warehouse), read_only=True) as connection:
        tables = ["delivery_total", "set_aside", "released_row", "corrected_row"]
        for contract in load_contracts().values():
            tables += [contract.table, f"{contract.table}_shown"]
        found = {table: connection.execute(f"select * from raw.{table} order by all").fetchall() for table in tables}
        found["delivery"] = connection.execute(
            # a file that waits is not opened by an erasure, so its count of fitting rows is from before
            "select * exclude (received_at, run_id, rows_fitting), if(outcome = 'HOLD', null, rows_fitting) "
            "from raw.delivery order by all"
        ).fetchall()
        return found


def test_after_the_command_no_file_holds_number_name_or_case(erase, data_dir):
    restricted = data_dir / "restricted"
    (restricted / "modtaget").mkdir()
    (restricted / "modtaget" / "delivery").write_text(CANARY)
    (restricted / "quarantine" / "x.csv.tmp").write_text(CANARY)
    (data_dir / "draws" / "2026-09-30-v1").mkdir(parents=True)
    assert len(traces(data_dir)) >= 9
    kept = sorted(path.name for path in restricted.glob("leverancer/*/*"))

    answer = erase("--json")

    assert answer.returncode == 0, answer.stderr
    told = json.loads(answer.stdout)
    assert told["erased"]
    assert told["counts"] == {
        "vault": 1, "links:omkostninger": 1, "rows:placeringer": 2, "rows:indstillinger": 1, "rows:visitationer": 1,
        "rows:klager": 1, "texts": 3, "aside": 1, "lists": 1, "kept": 7,
    }  # fmt: skip
    assert traces(data_dir) == []
    assert set(kept) - {path.name for path in restricted.glob("leverancer/*/*")} == FILES.keys() - {
        "institutioner_202609.csv"
    }
    assert (restricted / "fund" / "2026-09-30" / "placeringer_X.csv").read_bytes().endswith(b"\r\nX;P1\r\n")
    assert not (restricted / "sletning_i_gang").exists()
    # what was made of the child's rows is made again by the next run
    assert not (data_dir / "draws").exists()


def test_a_trial_counts_the_same_and_changes_nothing_but_says_who_looked(erase, data_dir):
    before = content(data_dir)
    trial = json.loads(erase("--dry-run", "--json").stdout)
    assert content(data_dir) == before
    assert not trial["erased"]
    assert trial["counts"] == json.loads(erase("--json").stdout)["counts"]
    audit = [json.loads(line) for line in (data_dir / "restricted" / "audit.jsonl").read_text().splitlines()]
    assert [(line["action"], line["by"], line["reason"]) for line in audit] == [
        ("erase_trial", "dpo", GROUND), ("erase", "dpo", GROUND),
    ]  # fmt: skip


def test_the_warehouse_is_as_if_the_child_had_been_held_back_from_the_first_file_on(erase, data_dir, folder):
    erase()
    erased = raw(data_dir)
    landed(data_dir, folder, afresh=True)
    assert {table: rows for table, rows in raw(data_dir).items() if rows != erased[table]} == {}
    assert traces(data_dir) == []


def test_rows_and_kroner_add_up_and_the_ledger_keeps_its_amounts(erase, data_dir):
    erase()
    with duckdb.connect(str(DataDirectory(data_dir).warehouse), read_only=True) as connection:
        accounts = connection.execute(
            "select rows_in - rows_loaded - rows_quarantined - rows_ignored from raw.delivery"
        )
        assert {left for (left,) in accounts.fetchall()} == {0}
        lines = connection.execute("select voucher_id, placement_id, amount_kr::varchar from raw.posting order by 1")
        assert lines.fetchall() == [("B1", None, "4000.25"), ("B2", "P2", "5000.00")]


def test_a_delivery_that_shows_the_child_again_is_taken_without_it(erase, data_dir, folder, tmp_path):
    erase()
    later = written(Path(shutil.copytree(folder, tmp_path / "later")), LATER)
    reports = landed(data_dir, later)
    places, bills = reports["placeringer_202611.csv"], reports["omkostninger_202611.csv"]
    assert (places.rows_in, places.rows_loaded, places.reasons) == (56, 55, {"ERASED": 1})
    assert (bills.rows_loaded, bills.warnings) == (2, {"ERASED_LINK": 1})
    assert "slettet" in " ".join(places.messages("da"))
    assert traces(data_dir) == []


def test_a_file_that_waited_can_still_be_let_in_from_the_folder(erase, command, data_dir, folder):
    assert landed(data_dir, folder)["placeringer_202610.csv"].outcome == "HOLD"
    erase()
    said = command(
        "hold", "release", "--file", "placeringer_202610.csv", "--by", "controller", "--reason", "Flyttet",
        "--data-dir", str(data_dir),
    )  # fmt: skip
    assert said.returncode == 0, said.stderr
    report = landed(data_dir, folder)["placeringer_202610.csv"]
    assert (report.outcome, report.rows_loaded, report.reasons) == ("QUARANTINE", 20, {"ERASED": 1})
    assert traces(data_dir) == []


def test_a_case_number_given_to_another_child_is_that_childs(erase, data_dir, folder, tmp_path):
    erase()
    again = {
        "placeringer_202611.csv": [
            PLACEMENT_HEADER,
            *OTHERS,
            CANARY.replace(WRITTEN, "010116-4001").replace(NAME, "mor"),
        ],
        "omkostninger_202611.csv": [POSTING_HEADER, "B9;1;01-11-2026;3220800;40;Special;KANARIE-P;10,00;Takst"],
    }
    reports = landed(data_dir, written(Path(shutil.copytree(folder, tmp_path / "later")), again))
    assert reports["placeringer_202611.csv"].reasons == {}
    assert reports["omkostninger_202611.csv"].warnings == {}


def test_a_lifted_erasure_lets_the_child_in_again_and_only_then(erase, data_dir, folder, tmp_path):
    assert erase("--lift").returncode == 2
    erase()
    assert erase("--lift").returncode == 0
    later = written(Path(shutil.copytree(folder, tmp_path / "later")), LATER)
    assert landed(data_dir, later)["placeringer_202611.csv"].reasons == {}


@pytest.mark.parametrize(
    "until",
    [
        ("open", "sletninger.jsonl"),
        ("shutil.rmtree", "leverancer"),
        ("os.remove", "fritekst"),
        ("os.rename", "warehouse.duckdb.tmp"),
        ("os.rename", "placeringer_X.csv.tmp"),
        ("os.remove", "sletning_i_gang"),
    ],
)
def test_an_erasure_that_is_killed_is_finished_by_the_same_command(erase, data_dir, until):
    assert erase(until=until).returncode == -9
    assert [found.state for found in erasures(DataDirectory(data_dir))] == ["act"]
    assert erase().returncode == 0
    assert traces(data_dir) == []
    assert list(erasures(DataDirectory(data_dir))) == []


@pytest.mark.parametrize("ground", ["", "  ", f"Barnet {WRITTEN}"])
def test_without_a_ground_nothing_is_erased(erase, data_dir, ground):
    before = content(data_dir)
    assert erase("--ground", ground).returncode == 2
    assert content(data_dir) == before


def test_whom_nothing_is_held_about_is_not_written_down(command, data_dir):
    other = partial(typed, "0303123456\n")
    answer = command("erase", "--by", "dpo", "--ground", GROUND, "--data-dir", str(data_dir), beforehand=other)
    assert (answer.returncode, answer.stdout.strip()) == (0, "Der er ikke registreret noget om det nummer.")
    assert not (data_dir / "restricted" / "sletninger.jsonl").exists()


def told_too_long(data_dir: Path) -> list[Result]:
    data = DataDirectory(data_dir)
    with duckdb.connect(str(data.warehouse), read_only=True) as connection:
        return list(held_too_long(connection, data, datetime(2026, 11, 22)))


def test_what_is_held_too_long_is_told_counted_and_then_deleted(command, data_dir, folder):
    ended = CANARY.replace("01-08-2026;;", "01-08-2016;31-07-2017;").replace("01-06-2026", "01-06-2016")
    referral = f"KANARIE-I;{WRITTEN};03-09-2015;101001;101001;Nord;ny;Åben runde;3;{NAME}"
    shutil.rmtree(data_dir)
    old = {name: [ended if line == CANARY else line for line in lines] for name, lines in FILES.items()}
    old["indstillinger_202609.csv"][-1] = referral
    old["placeringer_202609.csv"].pop()
    landed(data_dir, written(folder.parent / "gamle", old))
    assert [found.state for found in told_too_long(data_dir)] == ["look"]
    given = ("erase", "--expired", "--by", "dpo", "--ground", "Sletteplan", "--data-dir", str(data_dir), "--json")
    before = content(data_dir)
    trial = json.loads(command(*given, "--dry-run").stdout)
    assert (trial["counts"]["boern"], trial["erased"], content(data_dir)) == (1, False, before)

    done = command(*given)
    assert done.returncode == 0, done.stderr
    assert traces(data_dir) == []
    assert told_too_long(data_dir) == []
    assert json.loads(command(*given).stdout)["counts"] == {}


def test_the_log_holds_keyed_hashes_and_counts_only(erase, data_dir):
    erase()
    (line,) = map(json.loads, (data_dir / "restricted" / "sletninger.jsonl").read_text().splitlines())
    assert (line["by"], line["kind"], line["ground"]) == ("dpo", "erase", GROUND)
    assert len(line["child"]) == 64
    assert len(line["cases"]) == 4
    assert line["child"] != hashlib.sha256(NUMBER.encode()).hexdigest()


def test_with_a_new_key_the_doctor_says_that_the_log_recognises_nobody(erase, data_dir):
    erase()
    data = DataDirectory(data_dir)
    assert list(erasures(data)) == []

    shutil.rmtree(data.restricted / "vault")
    (data.restricted / "noegle").unlink(missing_ok=True)
    with open_vault(data):
        pass

    (found,) = erasures(data)
    assert (found.state, found.said["en"].split(" of ")[0]) == ("act", "1 lines")


def test_a_backup_from_before_comes_back_without_the_child(erase, command, data_dir, tmp_path):
    key = tmp_path / "backup.key"
    key.touch(mode=0o600)
    key.write_text("0f" * 32)
    store = tmp_path / "store"
    store.mkdir()
    with_key = ("--key-file", str(key))
    made = command("backup", "--out", str(store), "--data-dir", str(data_dir), *with_key)
    assert made.returncode == 0, made.stderr
    assert erase().returncode == 0
    backup = made.stdout.strip()

    restored = command("restore", "--from", backup, "--data-dir", str(tmp_path / "new"), *with_key)
    assert restored.returncode == 0, restored.stderr
    assert traces(tmp_path / "new") == []
    assert raw(tmp_path / "new") == raw(data_dir)

    (moved := tmp_path / "moved").mkdir()
    shutil.copy(backup, moved)
    alone = command("restore", "--from", str(moved / Path(backup).name), "--data-dir", str(moved / "new"), *with_key)
    assert alone.returncode == 0
    assert traces(moved / "new") != []  # nothing lies beside it that could tell
    log = data_dir / "restricted" / "sletninger.jsonl"
    told = command(
        "restore", "--from", str(moved / Path(backup).name), "--data-dir", str(moved / "again"), *with_key,
        "--erasures", str(log),
    )  # fmt: skip
    assert told.returncode == 0, told.stderr
    assert traces(moved / "again") == []


def in_environment(key: str) -> None:
    os.environ[KEY_VARIABLE] = key


def test_a_backup_from_before_a_change_of_key_comes_back_without_the_child_or_not_at_all(
    erase, command, data_dir, tmp_path
):
    key, store, new = tmp_path / "backup.key", tmp_path / "store", tmp_path / "new"
    key.touch(mode=0o600)
    key.write_text("0f" * 32)
    store.mkdir()
    made = command("backup", "--out", str(store), "--data-dir", str(data_dir), "--key-file", str(key))
    changed = command("rotate-key", "--by", "drift", "--reason", "aftalt", "--data-dir", str(data_dir))
    assert (made.returncode, changed.returncode, erase().returncode) == (0, 0, 0)

    restore = ("restore", "--from", made.stdout.strip(), "--data-dir", str(new), "--key-file", str(key))
    with_the_old = command(*restore)
    assert (with_the_old.returncode, new.exists()) == (1, False)
    assert "nyere nøgle" in with_the_old.stderr

    whole = (data_dir / "restricted" / "noegle").read_text().strip()
    with_the_new = command(*restore, beforehand=partial(in_environment, whole))
    assert with_the_new.returncode == 0, with_the_new.stderr
    assert traces(new) == []
    assert (new / "restricted" / "noegle").read_text().strip() == whole
    with open_vault(DataDirectory(new), {}) as vault:
        assert erased(DataDirectory(new), vault).is_child(NUMBER)
