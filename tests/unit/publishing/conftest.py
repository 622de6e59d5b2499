"""An edition's parts, made from a small published file written by hand."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from example_file import Example, write_example

from pipelines.municipality import Municipality
from pipelines.publishing.content import Kind, Prognosis
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.paper import Paper, write_paper
from pipelines.publishing.published_file import open_published
from pipelines.settings import Language

VINTAGE_ID = "f3a91c07"


@pytest.fixture(scope="session")
def published_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_example(tmp_path_factory.mktemp("published") / "analyse.duckdb")


@pytest.fixture
def municipality() -> Municipality:
    return Municipality(navn="Fiktiv Kommune")


@pytest.fixture(scope="session")
def prognosis(published_file: Path) -> Prognosis:
    with open_published(published_file) as source:
        return source.prognosis(VINTAGE_ID)


@pytest.fixture
def paper(prognosis: Prognosis, municipality: Municipality) -> Paper:
    return write_paper(prognosis, "prognose1", municipality, "da", Earlier())


@pytest.fixture
def paper_of(tmp_path: Path) -> Callable[..., Paper]:
    """A paper of a varied example."""

    def make(
        example: Example, municipality: Municipality, kind: Kind = "prognose1", language: Language = "da"
    ) -> Paper:
        path = tmp_path / "varied.duckdb"
        path.unlink(missing_ok=True)
        with open_published(write_example(path, example)) as source:
            return write_paper(source.prognosis(VINTAGE_ID), kind, municipality, language, Earlier())

    return make
