"""Approval and publication by the command, on a copy of the hand-written municipality's run."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

from pipelines.operations.doctor.integrity import check_files
from pipelines.privacy.pseudonyms import vault_fingerprint
from pipelines.settings import DataDirectory

pytestmark = pytest.mark.xdist_group("hand_municipality")


@pytest.fixture
def data_dir(hand_data_dir: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(hand_data_dir, tmp_path / "data", symlinks=True))


@pytest.fixture
def vintage(data_dir: Path) -> str:
    with duckdb.connect(str(data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
        return str(connection.execute("select vintage_id from meta.publication").fetchall()[0][0])


def published_tables(data_dir: Path) -> Mapping[str, list[tuple[object, ...]]]:
    with duckdb.connect(str(data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
        names = connection.execute("select schema_name || '.' || table_name from duckdb_tables() order by 1").fetchall()
        return {name: connection.execute(f"select * from {name} order by all").fetchall() for (name,) in names}


def test_an_approval_changes_the_vintage_and_nothing_else_that_is_published(command, data_dir, vintage) -> None:
    before = published_tables(data_dir)
    with duckdb.connect(str(data_dir / "warehouse" / "warehouse.duckdb")) as warehouse:
        warehouse.execute("drop schema mart cascade")  # as built for another day: the file keeps its own tables

    answer = command("approve", "--vintage", vintage, "--by", "controller", "--data-dir", str(data_dir))

    after = published_tables(data_dir)
    assert (answer.returncode, answer.stdout.strip()) == (0, vintage)
    assert [table for table in before if after[table] != before[table]] == ["forecast.vintage"]
    with duckdb.connect() as connection:
        parquet = data_dir / "published" / "parquet" / "forecast" / "vintage.parquet"
        row = connection.execute(f"select status, approved_by from '{parquet}'").fetchall()
    assert row == [("approved", "controller")]
    assert list((data_dir / "published").glob(".*")) == []


def test_the_maker_of_a_vintage_cannot_approve_it(command, data_dir, vintage) -> None:
    before = published_tables(data_dir)

    answer = command("approve", "--vintage", vintage, "--by", getpass.getuser().upper(), "--data-dir", str(data_dir))

    assert answer.returncode == 1
    assert "en anden end den der har lavet prognosen" in answer.stderr
    assert published_tables(data_dir) == before


@pytest.mark.parametrize(
    ("by", "because", "option"),
    [("", "", "--by"), ("ro\u200bot", "", "--by"), ("controller", "barn 010190-1234", "--because")],
)
def test_an_approval_has_a_name_and_no_child(command, data_dir, vintage, by, because, option) -> None:
    answer = command("approve", "--vintage", vintage, "--by", by, "--because", because, "--data-dir", str(data_dir))

    assert (answer.returncode, option in answer.stderr) == (2, True)
    assert "010190" not in answer.stderr
    assert not (data_dir / "judgements").exists()


def test_a_draft_is_not_published_and_an_approved_vintage_is(command, data_dir, vintage) -> None:
    publish = ["publish", "--vintage", vintage, "--kind", "prognose1", "--data-dir", str(data_dir)]
    data = DataDirectory(data_dir)

    refused = command(*publish)
    command("approve", "--vintage", vintage, "--by", "controller", "--data-dir", str(data_dir))
    before = published_tables(data_dir), data.judgements.read_bytes(), vault_fingerprint(data)
    changed = command("rotate-key", "--by", "drift", "--reason", "aftalt", "--data-dir", str(data_dir))
    sealed = command(*publish)

    assert (changed.returncode, changed.stdout[:19]) == (0, "Nøglen er skiftet. ")
    assert (published_tables(data_dir), data.judgements.read_bytes()) == before[:2]
    assert vault_fingerprint(data) != before[2]
    found = check_files(data, {})
    assert [result.check for result in found if result.state == "act"] == []

    assert refused.returncode == 1
    assert "pladsprognose approve" in refused.stderr
    assert sealed.returncode == 0
    assert (Path(sealed.stdout.strip()) / "prognose.pdf").is_file()


def test_packs_of_a_few_children_show_none_of_them_and_need_no_approval(command, data_dir) -> None:
    answer = command("publish", "--kind", "datapakke", "--data-dir", str(data_dir))
    folder = Path(answer.stdout.strip())
    assert (answer.returncode, folder.name) == (0, "202404")
    assert "Ikke lavet, for under 60 % af tallene kan vises: Område Vest, Område Øst" in answer.stderr
    assert [place.name for place in folder.iterdir() if place.is_dir()] == ["skole-A20"]  # its pupils, not its class
    assert "Specialklasser;[d];[d];[d];" in (folder / "skole-A20" / "tilbud.csv").read_text(encoding="utf-8-sig")


def test_what_belongs_to_packs_only_is_refused_elsewhere(command, data_dir, vintage) -> None:
    periods = [("--period", "202404", "--vintage", vintage), ()]
    for options, said in zip(periods, ("--period", "--vintage"), strict=True):
        answer = command("publish", "--kind", "prognose1", *options, "--data-dir", str(data_dir))
        assert (answer.returncode, answer.stdout) == (2, "")
        assert answer.stderr.startswith(said)
