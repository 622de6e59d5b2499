"""Every run accounts for all that came in; a row that has gone since stops it before anything is published."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from hand_deliveries import DELIVERIES

pytestmark = pytest.mark.xdist_group("hand_municipality")


def test_a_posting_that_has_gone_from_the_warehouse_stops_the_next_run(command, hand_data_dir: Path, tmp_path: Path):
    data_dir = tmp_path / "data"
    shutil.copytree(hand_data_dir, data_dir, symlinks=True)
    published = (data_dir / "published" / "analyse.duckdb").read_bytes()
    with duckdb.connect(str(data_dir / "warehouse" / "warehouse.duckdb")) as connection:
        connection.execute("delete from raw.posting where voucher_id = (select min(voucher_id) from raw.posting)")

    answer = command("run", "--deliveries", str(DELIVERIES), "--as-of", "2024-04-30", "--data-dir", str(data_dir))

    newest = max((data_dir / "reports").glob("run-*.json"), key=lambda path: path.stat().st_mtime_ns)
    assert answer.returncode == json.loads(newest.read_text())["exit_code"] == 1
    assert "omkostninger: " in answer.stderr
    assert "kan ikke findes igen" in answer.stderr
    assert (data_dir / "published" / "analyse.duckdb").read_bytes() == published


def test_rows_and_kroner_in_are_those_in_the_tables_set_aside_replaced_or_left_out(hand_municipality):
    told = dict(
        hand_municipality.execute(
            "select source || ' ' || measure, "
            "(delivered, set_aside, replaced, excluded, in_marts, difference)::varchar "
            "from meta.conservation where source in ('omkostninger', 'indstillinger')"
        ).fetchall()
    )
    # 19 lines of five ledger files; 1 on an account outside the area, 7.777 kr.
    assert told["omkostninger rows"] == "(19.00, 0.00, 0.00, 1.00, 18.00, 0.00)"
    assert told["omkostninger kr"] == "(862977.00, 0.00, 0.00, 7777.00, 855200.00, 0.00)"
    # 12 rows in March and 14 in April, of which one is from a school that nobody lists
    assert told["indstillinger rows"] == "(26.00, 1.00, 12.00, 0.00, 13.00, 0.00)"


def test_the_ledger_is_held_against_its_senders_total_by_month_and_grant_area(hand_municipality):
    told = hand_municipality.execute(
        "select grant_area, booked_kr::varchar, excluded_kr::varchar, control_kr::varchar, reconciliation "
        "from meta.reconciliation where edition = 202403 order by grant_area"
    ).fetchall()
    # the trailer of March's correction says 255.177; 5.000 on an account that no chart knows, 7.777 outside the area
    assert told == [
        ("ALL", "247400.00", "7777.00", "255177.00", "afstemt"),
        ("Specialundervisning", "242400.00", "7777.00", None, "afstemt"),
        ("umappet", "5000.00", "0.00", None, "afstemt"),
    ]
    assert hand_municipality.execute(
        "select edition, reconciliation from meta.reconciliation where grant_area = 'ALL' order by edition"
    ).fetchall() == [(202312, "uden_kontrolsum"), (202401, "uden_kontrolsum"), (202403, "afstemt"),
                     (202404, "uden_kontrolsum")]  # fmt: skip
