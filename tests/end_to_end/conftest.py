"""The real command on real folders: what a run leaves behind, read from the published file only."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
EXAMPLES = REPOSITORY / "examples"


@dataclass(frozen=True)
class Published:
    """What one run published, and the data directory it lies in."""

    data_dir: Path

    @property
    def file(self) -> Path:
        return self.data_dir / "published" / "analyse.duckdb"

    def rows(self, statement: str) -> list[tuple[Any, ...]]:
        with duckdb.connect(str(self.file), read_only=True) as connection:
            return connection.execute(statement).fetchall()

    def value(self, statement: str) -> Any:
        (row,) = self.rows(statement)
        (value,) = row
        return value

    def tables(self, *, without_columns: frozenset[str] = frozenset()) -> Mapping[str, list[str]]:
        """Every published table as its rows in text, in a fixed order, without the columns named."""
        named = self.rows(
            "select table_schema || '.' || table_name, list(column_name order by ordinal_position) "
            "from information_schema.columns group by all order by all"
        )
        contents = {}
        for table, columns in named:
            kept = ", ".join(f'"{column}"' for column in columns if column not in without_columns)
            contents[table] = [str(row) for row in self.rows(f"select {kept} from {table} order by all")]
        return contents


def command(*arguments: str) -> str:
    """Run `pladsprognose` with these arguments; its messages are shown when it fails."""
    finished = subprocess.run(
        [sys.executable, "-m", "pipelines.cli", *arguments],
        cwd=REPOSITORY,
        env=os.environ | {"NO_COLOR": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, f"{' '.join(arguments)}: {finished.returncode}\n{finished.stderr[-4000:]}"
    return finished.stdout


def run_pladsprognose(deliveries: Path, as_of: str, data_dir: Path) -> Published:
    """One run of the main job into `data_dir`."""
    command("run", "--deliveries", str(deliveries), "--as-of", as_of, "--data-dir", str(data_dir), "--quiet")
    return Published(data_dir)


@pytest.fixture(scope="session")
def pladsprognose() -> Callable[..., str]:
    return command


@pytest.fixture(scope="session")
def run() -> Callable[[Path, str, Path], Published]:
    return run_pladsprognose


@pytest.fixture(scope="session")
def examples() -> Path:
    return EXAMPLES
