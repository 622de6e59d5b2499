"""A file that waits and rows kept aside, answered by a person between two runs of the real command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from subprocess import CompletedProcess
from typing import Any

import duckdb
import pytest
from hand_deliveries import DELIVERIES
from ready_command import Command

pytestmark = pytest.mark.xdist_group("people_decide")
POPULATION, REFERRALS, PLACEMENTS = "befolkning_202404.csv", "indstillinger_202404.csv", "placeringer_202404.csv"
AGED = "R98;0101901234;12-04-2024;A20;A20;Syd;ny;2024-maj;specialskole;H11;5;;;ja;ja;;12-04-2024\n"
LONG_PLACE = "P98;2711125026;A20;Nord;185;A40;specialskole;1;01-04-2024;31-12-2062;;;4;;;;;;;15-03-2024;15-03-2024\n"


class Municipality:
    """The hand-written municipality with a population file that lost 100 rows, and three rows that do not fit."""

    def __init__(self, command: Command, place: Path) -> None:
        self.command, self.deliveries, self.data_dir = command, place / "leverancer", place / "data"
        shutil.copytree(DELIVERIES, self.deliveries)
        population = (self.deliveries / POPULATION).read_text(encoding="utf-8")
        (self.deliveries / "befolkning_202403.csv").write_text(population, encoding="utf-8")
        kept = population.splitlines(keepends=True)[:153]
        (self.deliveries / POPULATION).write_text("".join(kept), encoding="utf-8")
        for file, row in ((REFERRALS, AGED), (PLACEMENTS, LONG_PLACE)):
            with (self.deliveries / file).open("a", encoding="utf-8") as opened:
                opened.write(row)

    def run(self) -> tuple[int, dict[str, Any], str]:
        """Exit code, the report's deliveries by file, and what was said."""
        folder = ["--deliveries", str(self.deliveries), "--as-of", "2024-04-30"]
        answer = self.command("run", *folder, "--data-dir", str(self.data_dir))
        newest = max((self.data_dir / "reports").glob("run-*.json"), key=lambda path: path.stat().st_mtime_ns)
        deliveries = json.loads(newest.read_text())["deliveries"]
        return answer.returncode, {entry["file"]: entry for entry in deliveries}, answer.stderr

    def ask(self, *arguments: str) -> CompletedProcess[str]:
        return self.command(*arguments, "--data-dir", str(self.data_dir))

    def published(self, query: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
            return connection.execute(query).fetchall()


def test_what_a_person_says_yes_to_is_loaded_at_the_next_run_and_kept_with_who_and_why(command, tmp_path):
    town = Municipality(command, tmp_path)
    code, report, said = town.run()
    assert (code, report[POPULATION]["outcome"], report[POPULATION]["rows_ignored"]) == (1, "HOLD", 152)
    assert "152 brugbare rækker mod 252 i den fil fra 202403" in said
    assert "Påkrævet kilde »befolkning«: filen venter på et ja eller nej." in said
    assert not (town.data_dir / "published").exists()
    read_by = town.data_dir / "restricted" / "kommune.yaml"
    assert read_by.read_bytes() == (DELIVERIES / "kommune.yaml").read_bytes()

    kept = (town.deliveries / POPULATION).rename(tmp_path / POPULATION)
    code, _, said = town.run()
    assert code == 0
    waits = "befolkning: Filer, der venter på et ja eller nej: befolkning_202404.csv (152 brugbare rækker mod 252"
    assert waits in said
    assert town.published("select source from meta.finding where check_code = 'SHRINK'") == [("befolkning",)]
    kept.rename(town.deliveries / POPULATION)

    (held,) = json.loads(town.ask("hold", "list", "--json").stdout)
    assert (held["file"], held["rows"], held["replaces"], held["rows_before"]) == (
        POPULATION, 152, "befolkning_202403.csv", 252,
    )  # fmt: skip
    aside = json.loads(town.ask("quarantine", "list", "--json").stdout)
    assert [(group["file"], group["code"], group["rows"]) for group in aside] == [
        (REFERRALS, "CPR_AGE", 1), (REFERRALS, "REF_PROVIDER", 1), (PLACEMENTS, "DATE_RANGE", 1),
    ]  # fmt: skip
    shown = town.ask("quarantine", "show", "--file", REFERRALS).stdout
    (rows_lie_in,) = [line for line in shown.splitlines() if line.startswith("Rækkerne selv: ")]
    assert "0101901234" in Path(rows_lie_in.removeprefix("Rækkerne selv: ")).read_text(encoding="utf-8-sig")
    assert "0101901234" not in shown

    why = ["--by", "controller", "--reason", "Set efter i sagerne"]
    assert town.ask("hold", "release", "--file", POPULATION, *why).returncode == 0
    assert town.ask("quarantine", "release", "--file", REFERRALS, "--rows", "14,16", *why).returncode == 0
    assert town.ask("quarantine", "release", "--file", PLACEMENTS, "--code", "DATE_RANGE", *why).returncode == 0

    code, report, said = town.run()
    assert code == 0
    assert town.published("select source from meta.finding where check_code = 'SHRINK'") == []
    for file, loaded in ((POPULATION, 152), (REFERRALS, 15), (PLACEMENTS, 21)):
        entry = report[file]
        assert (entry["rows_in"], entry["rows_loaded"]) == (loaded, loaded)
    assert "Rækker, der var sat til side, er frigivet og taget med (2)." in said
    assert "Ingen rækker er sat til side." in town.ask("quarantine", "list").stdout
    # new referrals of April: R10 and the released R13 of Nord, the released R98 of Syd
    assert town.published(
        "select district_id, received_count from mart.referral_monthly "
        "where month = '2024-04-01' and referral_type = 'ny' and received_count > 0 order by 1"
    ) == [("ALL", 3), ("Nord", 2), ("Syd", 1)]
    assert town.published("select action, code, row_count, made_by, is_file_in_use from meta.ruling order by 1, 2") == [
        ("accept_file", None, None, "controller", True),
        ("release_rows", "CPR_AGE", 1, "controller", True),
        ("release_rows", "DATE_RANGE", 1, "controller", True),
        ("release_rows", "REF_PROVIDER", 1, "controller", True),
    ]
    audit = town.data_dir / "restricted" / "audit.jsonl"
    assert len(audit.read_text().splitlines()) == 4

    taken_back = town.ask("quarantine", "withdraw", "--file", REFERRALS, "--rows", "16", *why)
    assert (taken_back.returncode, taken_back.stdout) == (0, "1 række sættes til side igen ved næste kørsel.\n")
    again = town.ask("quarantine", "withdraw", "--file", REFERRALS, "--rows", "16", "--lang", "en", *why)
    assert (again.returncode, again.stderr) == (2, "These rows are not released: 16. Released in the file: 14.\n")
    assert len(audit.read_text().splitlines()) == 5


def test_a_release_without_a_reason_is_wrong_usage(command, tmp_path):
    answer = command("quarantine", "release", "--file", REFERRALS, "--rows", "5", "--data-dir", str(tmp_path))
    assert answer.returncode == 2
