"""A renamed grant area and a known error, declared in kommune.yaml, through the real command."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import duckdb
import pytest
from hand_deliveries import DELIVERIES

pytestmark = pytest.mark.xdist_group("hand_municipality")
OLD, NEW = "Specialdagtilbud", "Dagtilbud special"
LEDGER = "omkostninger_202404.csv"
DECLARED = f"""
omdoebte_omraader:
  - {{fra: {OLD}, til: {NEW}, gyldig_fra: 2024-03-01}}
rettelser:
  - kilde: omkostninger
    noegle: {{bilagsnummer: N12, bilagslinje: 1}}
    felt: beloeb
    fra: "11.250,00"
    til: "112.500,00"
    begrundelse: Tastefejl, bekræftet af regnskab
    oprettet_af: controller
    oprettet: 2024-04-25
    gaelder_til: 2024-12-31
"""


@pytest.fixture
def deliveries(tmp_path: Path) -> Path:
    """The hand-written municipality, whose area has a new name in April and one of whose amounts lacks a digit."""
    folder = tmp_path / "leverancer"
    shutil.copytree(DELIVERIES, folder)
    for file in (LEDGER, "budget_202404.csv"):
        text = (folder / file).read_text(encoding="utf-8")
        (folder / file).write_text(text.replace(OLD, NEW).replace("112.500,00", "11.250,00"), encoding="utf-8")
    return folder


def run(command, folder: Path, declared: str, data_dir: Path):
    settings = (DELIVERIES / "kommune.yaml").read_text(encoding="utf-8") + declared
    (folder / "kommune.yaml").write_text(settings, encoding="utf-8")
    return command("run", "--deliveries", str(folder), "--as-of", "2024-04-30", "--data-dir", str(data_dir))


def marts(data_dir: Path) -> dict[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables() where schema_name = 'mart'").fetchall()
        return {table: connection.execute(f"from mart.{table}").fetchall() for (table,) in tables}


def test_the_marts_are_those_of_the_right_value_and_the_name_of_the_day(command, deliveries, hand_data_dir, tmp_path):
    answer = run(command, deliveries, DECLARED, tmp_path / "data")
    assert answer.returncode == 0, answer.stderr
    assert "Værdier er rettet, som kommune.yaml siger (1). [CORRECTED]" in answer.stderr

    expected = {
        table: sorted((tuple(NEW if cell == OLD else cell for cell in row) for row in rows), key=repr)
        for table, rows in marts(hand_data_dir).items()
    }
    assert {table: sorted(rows, key=repr) for table, rows in marts(tmp_path / "data").items()} == expected
    assert NEW in {cell for row in expected["spend_monthly"] for cell in row}
    with duckdb.connect(str(tmp_path / "data" / "published" / "analyse.duckdb"), read_only=True) as connection:
        query = "select finding_count from meta.finding where check_code = 'CORRECTED'"
        assert connection.execute(query).fetchall() == [(1,)]


@pytest.mark.parametrize(("wrong", "code", "said"), [
    (("11.250,00", "99,00"), 1, "Rettelse nr. 1 (omkostninger, beloeb) passer ikke på nogen række længere"),
    (("2024-12-31", "2024-04-29"), 1, "Rettelse nr. 1 (omkostninger, beloeb) gælder til 29-04-2024"),
    (("felt: beloeb", "felt: belob"), 2, "kilden har ingen sådan kolonne. Ret navnet (mente du beloeb?)"),
])  # fmt: skip
def test_a_correction_that_does_not_hold_stops_the_run_before_anything_is_published(
    command, deliveries, tmp_path, wrong, code, said
):
    answer = run(command, deliveries, DECLARED.replace(*wrong), tmp_path / "data")
    assert answer.returncode == code, answer.stderr
    assert said in answer.stderr
    assert "99,00" not in answer.stderr
    assert not (tmp_path / "data" / "published").exists()
    reports = [json.loads(path.read_text()) for path in (tmp_path / "data").glob("reports/run-*.json")]
    assert {report["exit_code"] for report in reports} <= {code}
