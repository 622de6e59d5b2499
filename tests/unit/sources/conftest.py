"""An empty warehouse and a folder that holds the institutions, and a landing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path

import duckdb
import pytest
from literal_deliveries import INSTITUTIONS

from pipelines.settings import DataDirectory
from pipelines.sources import landing
from pipelines.sources.landing import land
from pipelines.sources.ledger import DeliveryReport
from pipelines.sources.reader import Reader, open_reader


@pytest.fixture(scope="session")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    """One reading process for all landings of the tests: it takes as long to start as hundreds of files to read."""
    with open_reader(tmp_path_factory.mktemp("reader") / "modtaget") as kept:
        yield kept


@pytest.fixture(autouse=True)
def _one_reader(reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing, "open_reader", lambda _: nullcontext(reader))


@pytest.fixture
def warehouse() -> duckdb.DuckDBPyConnection:
    return duckdb.connect(":memory:")


@pytest.fixture
def data(tmp_path: Path) -> DataDirectory:
    return DataDirectory(tmp_path / "var")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "deliveries"
    path.mkdir()
    (path / "institutioner_202609.csv").write_text(INSTITUTIONS, encoding="utf-8")
    return path


Land = Callable[[], Mapping[str, DeliveryReport]]


@pytest.fixture
def landed(warehouse: duckdb.DuckDBPyConnection, folder: Path, data: DataDirectory) -> Land:
    """Land the folder and give the reports by file name."""
    return lambda: {entry.file: entry for entry in land(warehouse, folder, data, "run-1")}
