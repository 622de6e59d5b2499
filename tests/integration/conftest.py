"""The hand-written municipality, run once by the real command."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from hand_deliveries import DELIVERIES, after_a_run
from ready_command import Command
from review_browser import Browser, served

DELIVERED_LAST = ("placeringer_202404.csv", "omkostninger_202404.csv")


@pytest.fixture(scope="session")
def hand_data_dir(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data directory of the municipality's run as of 30 April 2024."""
    return after_a_run(command, DELIVERIES, tmp_path_factory.mktemp("hand_municipality"))


@pytest.fixture(scope="session")
def earlier_data_dir(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same before its last two deliveries had come; to be copied by whoever changes it."""
    folder = tmp_path_factory.mktemp("earlier")
    deliveries = shutil.copytree(DELIVERIES, folder / "leverancer", ignore=shutil.ignore_patterns(*DELIVERED_LAST))
    return after_a_run(command, deliveries, folder / "data")


@pytest.fixture(scope="session")
def hand_municipality(hand_data_dir: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """What that run published."""
    with duckdb.connect(str(hand_data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
        yield connection


@pytest.fixture
def published_copy(hand_data_dir: Path, tmp_path: Path) -> Path:
    """A data directory with nothing but a copy of what that run published, for one test to change."""
    (tmp_path / "published").mkdir()
    shutil.copy(hand_data_dir / "published" / "analyse.duckdb", tmp_path / "published")
    return tmp_path


@pytest.fixture
def browser(published_copy: Path) -> Iterator[Browser]:
    """A browser that has entered the review page of that copy."""
    with served(published_copy) as browser:
        browser.enter()
        yield browser
