"""The hand-written municipality, run once by the real command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
DELIVERIES = Path(__file__).parent / "hand_municipality" / "deliveries"


@pytest.fixture(scope="session")
def hand_municipality(tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    """What the municipality's run as of 30 April 2024 published."""
    data_dir = tmp_path_factory.mktemp("hand_municipality")
    arguments = ["--deliveries", str(DELIVERIES), "--as-of", "2024-04-30", "--data-dir", str(data_dir), "--quiet"]
    finished = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", "run", *arguments],
        cwd=REPOSITORY,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, f"{finished.returncode}\n{finished.stderr[-4000:]}"
    with duckdb.connect(str(data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
        yield connection
