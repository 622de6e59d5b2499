"""The real command on real folders: what a run leaves behind, read from the published file only."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pytest
from elsewhere import elsewhere
from ready_command import REPOSITORY, pladsprognose

EXAMPLES = REPOSITORY / "examples"
FIRST_EDITION, LAST_EDITION = "202306", "202408"


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


def done(*arguments: str, beforehand: Callable[[], None] | None = None) -> str:
    """Run `pladsprognose` with these arguments; its messages are shown when it fails."""
    finished = pladsprognose(*arguments, beforehand=beforehand)
    assert finished.returncode == 0, f"{' '.join(arguments)}: {finished.returncode}\n{finished.stderr[-4000:]}"
    return finished.stdout


def run_pladsprognose(
    deliveries: Path, as_of: str, data_dir: Path, beforehand: Callable[[], None] | None = None
) -> Published:
    """One run of the main job into `data_dir`."""
    options = ("--deliveries", str(deliveries), "--as-of", as_of, "--data-dir", str(data_dir), "--quiet")
    done("run", *options, beforehand=beforehand)
    return Published(data_dir)


@pytest.fixture(scope="session")
def run() -> Callable[[Path, str, Path], Published]:
    return run_pladsprognose


@pytest.fixture(scope="session")
def examples() -> Path:
    return EXAMPLES


def folder_ending(editions: Path, day: str, folder: Path) -> Path:
    """The same folder as it looked on the day: no file of a later month."""
    folder.mkdir()
    shutil.copy(editions / "kommune.yaml", folder)
    for file in editions.glob("*_*.*"):
        edition = re.search(r"_(\d{6})", file.name)
        if edition and edition.group(1) <= day[:7].replace("-", ""):
            shutil.copy(file, folder)
    return folder


@dataclass(frozen=True)
class OnTheDay:
    """A folder that ends on a day, and what its run published."""

    folder: Path
    published: Published


@pytest.fixture(scope="session")
def editions(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Fifteen monthly editions of a synthetic municipality; few paths and no backtest, for speed."""
    folder = tmp_path_factory.mktemp("deliveries")
    done(
        "generate",
        "--out",
        str(folder),
        "--size",
        "small",
        "--seed",
        "11",
        "--from",
        FIRST_EDITION,
        "--to",
        LAST_EDITION,
        "--quiet",
    )
    settings = folder / "kommune.yaml"
    text = settings.read_text(encoding="utf-8")
    for key, value in (("stier", 20), ("tilbageblik_antal", 0)):
        text, found = re.subn(rf"({key}: *)\d+", rf"\g<1>{value}", text)
        assert found, f"the generated kommune.yaml has no {key}"
    settings.write_text(text, encoding="utf-8")
    name_an_institution_before_it_is_listed(folder)
    return folder


def name_an_institution_before_it_is_listed(folder: Path) -> None:
    """A school that refers from December 2023 is in the list of institutions from April 2024 only."""
    for path in sorted(folder.glob("indstillinger_*.csv")):
        if path.stem[-6:] >= "202312":
            header, first, *rest = path.read_text(encoding="utf-8").splitlines()
            row = dict(zip(header.split(";"), first.split(";"), strict=True))
            row |= {"indstilling_id": "NY-SKOLE", "indstillende_institution": "909909"}
            lines = [header, first, *rest, ";".join(row.values())]
            path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    lists = sorted(folder.glob("institutioner_*.csv"))
    newest = [path for path in lists if path.stem[-6:] <= "202404"][-1]
    shutil.copy(newest, folder / "institutioner_202404.csv")
    for path in folder.glob("institutioner_*.csv"):
        if path.stem[-6:] >= "202404":
            header, first, *rest = path.read_text(encoding="utf-8").splitlines()
            row = dict(zip(header.split(";"), first.split(";"), strict=True)) | {"institutionsnummer": "909909"}
            path.write_text("\n".join([header, first, *rest, ";".join(row.values())]) + "\n", encoding="utf-8")


@pytest.fixture(scope="session")
def on_the_day(editions: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], OnTheDay]:
    """What was published on a day from the folder as it then was; each day is run once."""

    @cache
    def published(day: str) -> OnTheDay:
        place = tmp_path_factory.mktemp("on_the_day")
        folder = folder_ending(editions, day, place / "folder")
        return OnTheDay(folder, run_pladsprognose(folder, day, place / "data"))

    return published


@pytest.fixture(scope="session")
def seen_later(editions: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Published]:
    """What was published as of a day from all editions, and far from where the others are run; each day is run once."""

    @cache
    def published(day: str) -> Published:
        return run_pladsprognose(editions, day, tmp_path_factory.mktemp("seen_later") / "data", elsewhere)

    return published
