"""A warehouse that is not whole is found before it is used, and taken from the copy of it."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.errors import PladsprognoseError, SourceError, StorageError, UsageError
from pipelines.kept_warehouse import forget, keep, make_whole, whole_copy
from pipelines.resources import held_data_directory, opened_warehouse
from pipelines.settings import DataDirectory

ROWS = 200_000


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    """A data directory that has published, and whose warehouse has been kept."""
    data = DataDirectory(tmp_path)
    data.warehouse.parent.mkdir()
    data.published.mkdir()
    data.analysis.touch()
    with held_data_directory(data), opened_warehouse(data) as connection:
        connection.execute(f"create table kept as select hash(range) as content from range({ROWS})")
    return data


def rows_of(data: DataDirectory) -> int:
    with duckdb.connect(str(data.warehouse), read_only=True) as connection:
        return connection.execute("select count(*) from kept").fetchone()[0]


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


def add_a_row_and_stop(data: DataDirectory, error: PladsprognoseError) -> None:
    with held_data_directory(data), opened_warehouse(data) as connection:
        connection.execute("insert into kept select 0")
        raise error


@pytest.mark.parametrize("happen", [flip, cut, Path.unlink])
def test_a_damaged_warehouse_is_taken_from_the_copy(data: DataDirectory, happen) -> None:
    happen(data.warehouse)

    with held_data_directory(data) as was_mended:
        assert was_mended
        assert rows_of(data) == ROWS

    assert [path.name for path in data.warehouse.parent.iterdir() if path.is_file()] == ["warehouse.duckdb"]
    assert "warehouse_made_whole" in (data.restricted / "audit.jsonl").read_text()


def test_a_whole_warehouse_is_left_alone_also_where_the_last_command_did_not_end(data: DataDirectory) -> None:
    with pytest.raises(UsageError):
        add_a_row_and_stop(data, UsageError("", ""))

    assert not make_whole(data)
    assert rows_of(data) == ROWS + 1
    flip(data.warehouse)
    assert make_whole(data)
    assert rows_of(data) == ROWS


def test_a_run_that_refused_a_delivery_is_kept_with_what_it_took(data: DataDirectory) -> None:
    with pytest.raises(SourceError):
        add_a_row_and_stop(data, SourceError("", ""))

    flip(data.warehouse)
    assert make_whole(data)
    assert rows_of(data) == ROWS + 1


def test_one_copy_is_kept_and_none_after_an_erasure(data: DataDirectory) -> None:
    with held_data_directory(data), opened_warehouse(data) as connection:
        connection.execute("insert into kept select 0")

    assert len(list(data.kept_warehouse.iterdir())) == 1
    forget(data)
    assert whole_copy(data) is None
    keep(data)
    assert whole_copy(data) is not None


def test_with_no_whole_copy_it_says_what_to_do_and_touches_nothing(data: DataDirectory) -> None:
    flip(data.warehouse)
    flip(whole_copy(data))
    content = data.warehouse.read_bytes()

    with pytest.raises(StorageError, match="restore"), held_data_directory(data):
        raise AssertionError("not held")

    assert data.warehouse.read_bytes() == content


def test_before_anything_is_published_the_deliveries_have_all_of_it(data: DataDirectory) -> None:
    data.analysis.unlink()
    forget(data)
    flip(data.warehouse)

    assert make_whole(data)

    assert not data.warehouse.exists()


def test_what_is_to_be_seen_as_it_is_stays_so(data: DataDirectory) -> None:
    flip(data.warehouse)
    content = data.warehouse.read_bytes()

    with held_data_directory(data, as_it_is=True) as was_mended:
        assert not was_mended

    assert data.warehouse.read_bytes() == content
