"""When the work goes as it should: how old an edition, a backup and a run may be."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime

import duckdb
import pytest

from pipelines.operations.doctor import routine
from pipelines.settings import DataDirectory
from pipelines.sources.raw_tables import create_raw_tables

NOW = datetime(2026, 3, 31, 12)


def deliver(connection, number, source, edition, sha256, outcome="ACCEPT"):
    day = f"{edition // 100}-{edition % 100:02}-28"
    connection.execute(
        "insert into raw.delivery values (?, ?, ?, ?, ?, ?, 0, ?, 'r', ?, 1, 1, 0, 0, 1, '', '', '', [], [])",
        [number, source, f"{source}_{edition}.csv", sha256, edition, day, NOW, outcome],
    )


def sources(*deliveries, again=()):
    with duckdb.connect() as connection:
        create_raw_tables(connection)
        for number, delivery in enumerate(deliveries, 1):
            deliver(connection, number, *delivery)
        for number, (source, edition, sha256) in enumerate(again, 1):
            connection.execute(
                "insert into raw.reappearance values (?, ?, ?, ?, ?, '2026-02-28', 0, ?, 'r', 1, true)",
                [number, source, f"{source}_{edition}.csv", sha256, edition, NOW],
            )
        return routine.sources(connection, NOW)


def test_a_monthly_edition_is_late_from_the_third_month_on():
    """Seen from March: January's may be the newest, December's may not."""
    monthly = [("placeringer", month, str(month)) for month in (202510, 202511, 202512)]

    assert sources(*monthly, ("placeringer", 202601, "x")).state == "in_order"
    late = sources(*monthly)
    assert (late.state, "placeringer 202512" in late.said["da"]) == ("look", True)


def test_an_edition_with_the_bytes_of_an_earlier_one_is_new():
    first = ("takster", 202511, "same")

    assert sources(first).state == "look"
    assert sources(first, again=[("takster", 202602, "same")]).state == "in_order"


def test_a_rejected_edition_is_no_edition():
    assert sources(("takster", 202511, "a"), ("takster", 202602, "b", "REJECT")).state == "look"


def decisions(tmp_path, *entries):
    data = DataDirectory(tmp_path)
    data.restricted.mkdir(exist_ok=True)
    lines = [json.dumps({"by": "drift", "reason": "", **entry}) for entry in entries]
    (data.restricted / "audit.jsonl").write_text("\n".join([*lines, '{"half']))
    return data


def backed_up(day):
    return {"action": "backup", "at": f"2026-{day}T12:00:00Z"}


@pytest.mark.parametrize(
    ("entries", "state"),
    [
        ([], "act"),
        ([{"action": "release_rows", "at": "2026-03-30T12:00:00Z"}], "act"),
        ([backed_up("02-24")], "in_order"),
        ([backed_up("02-23")], "act"),
        ([backed_up("03-30"), backed_up("01-01")], "in_order"),
        ([{"action": "restore", "at": "2026-03-30T12:00:00Z", "backup_made_at": "2026-01-01T12:00:00"}], "act"),
        ([{"action": "restore", "at": "2026-03-30T12:00:00Z", "backup_made_at": "2026-03-01T12:00:00Z"}], "in_order"),
        ([{"action": "backup"}], "act"),
    ],
)
def test_a_backup_is_old_after_thirty_five_days(tmp_path, entries, state):
    assert routine.last_backup(decisions(tmp_path, *entries), NOW).state == state


def report(data, code, vintage, day, run_id="20260330T100000-a"):
    data.reports.mkdir(exist_ok=True)
    path = data.reports / f"run-{run_id}.json"
    path.write_text(json.dumps({"exit_code": code, "vintage_id": vintage, "as_of": "2026-02-28"}))
    moment = datetime.fromisoformat(day).replace(tzinfo=UTC).timestamp()
    os.utime(path, (moment, moment))


def test_a_run_after_the_backup_is_not_in_it(tmp_path):
    data = decisions(tmp_path, backed_up("03-30"))

    report(data, 0, "v", "2026-03-30T11:59:00")
    assert routine.last_backup(data, NOW).state == "in_order"
    report(data, 0, "v", "2026-03-30T12:01:00")
    assert routine.last_backup(data, NOW).state == "look"


@pytest.mark.parametrize(
    ("code", "vintage", "state"), [(0, "v", "in_order"), (1, "v", "look"), (1, None, "act"), (4, None, "act")]
)
def test_the_latest_run_is_the_one_that_counts(tmp_path, code, vintage, state):
    data = DataDirectory(tmp_path)
    assert routine.last_run(data).state == "look"

    report(data, 4, None, "2026-03-30T12:00:00", "20260329T100000-b")
    report(data, code, vintage, "2026-03-30T12:00:00")
    assert routine.last_run(data).state == state
