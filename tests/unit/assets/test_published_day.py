"""The day that is published is known also where the published file is damaged, so that the next run replaces it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb

from pipelines.assets.analysis import newest_as_of
from pipelines.settings import DataDirectory


def test_a_damaged_file_is_asked_for_its_day_beside_it(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path)
    parquet = data.published / "parquet" / "meta" / "publication.parquet"
    parquet.parent.mkdir(parents=True)
    assert newest_as_of(data) is None

    told = "select date '2025-04-30' as as_of_date"
    with duckdb.connect(str(data.analysis)) as connection:
        connection.execute(f"create schema meta; create table meta.publication as {told}")
        connection.execute(f"copy ({told}) to '{parquet}' (format parquet)")
    assert newest_as_of(data) == date(2025, 4, 30)

    whole = data.analysis.read_bytes()
    for damaged in (whole[: len(whole) // 10], bytes([whole[0] ^ 255]) + whole[1:8] + bytes(len(whole) - 8)):
        data.analysis.write_bytes(damaged)
        assert newest_as_of(data) == date(2025, 4, 30)

    parquet.write_bytes(b"PAR1")
    assert newest_as_of(data) is None
