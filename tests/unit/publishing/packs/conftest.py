from __future__ import annotations

from pathlib import Path

import pytest
from month_example import write_month_example

from pipelines.municipality import Municipality
from pipelines.publishing.earlier import Before
from pipelines.publishing.packs.content import Month
from pipelines.publishing.packs.hiding import Hiding
from pipelines.publishing.packs.month_file import read_month
from pipelines.publishing.published_file import open_published


@pytest.fixture(scope="session")
def month_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_month_example(tmp_path_factory.mktemp("month") / "analyse.duckdb")


@pytest.fixture
def municipality() -> Municipality:
    return Municipality(navn="Fiktiv Kommune")


@pytest.fixture(scope="session")
def month(month_file: Path) -> Month:
    with open_published(month_file) as source:
        return read_month(source, None, Municipality())


@pytest.fixture
def hiding(month: Month) -> Hiding:
    return Hiding(month, {area: area for area in month.areas}, 5, Before())
