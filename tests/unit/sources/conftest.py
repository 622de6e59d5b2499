"""An empty warehouse and a folder that holds the institutions, and a landing of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb
import pytest
from literal_deliveries import INSTITUTIONS

from pipelines.settings import DataDirectory
from pipelines.sources.landing import land
from pipelines.sources.ledger import DeliveryReport


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
