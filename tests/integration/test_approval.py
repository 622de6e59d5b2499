"""Approval and publication by the command, on a copy of the hand-written municipality's run."""

from __future__ import annotations

import getpass
import shutil
from collections.abc import Mapping
from pathlib import Path

import duckdb
import pytest

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


def test_a_draft_is_not_published_and_an_approved_vintage_is(command, data_dir, vintage) -> None:
    publish = ["publish", "--vintage", vintage, "--kind", "prognose1", "--data-dir", str(data_dir)]

    refused = command(*publish)
    command("approve", "--vintage", vintage, "--by", "controller", "--data-dir", str(data_dir))
    sealed = command(*publish)

    assert refused.returncode == 1
    assert "pladsprognose approve" in refused.stderr
    assert sealed.returncode == 0
    assert (Path(sealed.stdout.strip()) / "prognose.pdf").is_file()
