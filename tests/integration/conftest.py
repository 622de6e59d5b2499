"""The hand-written municipality, run once by the real command."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
DELIVERIES = Path(__file__).parent / "hand_municipality" / "deliveries"


@pytest.fixture(scope="session")
def hand_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the municipality's run as of 30 April 2024."""
    data_dir = tmp_path_factory.mktemp("hand_municipality")
    arguments = ["--deliveries", str(DELIVERIES), "--as-of", "2024-04-30", "--data-dir", str(data_dir), "--quiet"]
    finished = pladsprognose("run", *arguments)
    assert finished.returncode == 0, f"{finished.returncode}\n{finished.stderr[-4000:]}"
    return data_dir


@pytest.fixture(scope="session")
def hand_municipality(hand_data_dir: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """What that run published."""
    with duckdb.connect(str(hand_data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
        yield connection


def pladsprognose(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command with these arguments."""
    return subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *arguments],
        cwd=REPOSITORY,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="session")
def command() -> Callable[..., subprocess.CompletedProcess[str]]:
    return pladsprognose
