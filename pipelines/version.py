"""Which code made a number: version and content hash, the same on every machine."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from functools import cache
from importlib import metadata
from pathlib import Path

SOURCE_ROOT = Path(__file__).resolve().parent.parent
CODE_FOLDERS = ("forecasting", "dbt_project/models", "dbt_project/macros", "dbt_project/seeds", "pipelines/sources")
CODE_SUFFIXES = (".py", ".sql", ".yml", ".csv")
READING_FOLDERS = ("pipelines/sources",)
FORECAST_FOLDERS = ("forecasting",)


@cache
def code_version() -> str:
    """The product's version and a hash over the code that decides a number."""
    return f"{metadata.version('pladsprognose')}+{_digest(CODE_FOLDERS)}"


@cache
def reading_version() -> str:
    """A hash over the code that decides which rows a delivered file becomes."""
    return _digest(READING_FOLDERS)


@cache
def forecast_version() -> str:
    """A hash over the forecast's own code and assumptions, whatever data it is given."""
    return _digest(FORECAST_FOLDERS)


def _digest(folders: Sequence[str]) -> str:
    digest = hashlib.sha256()
    for folder in folders:
        for path in sorted((SOURCE_ROOT / folder).rglob("*")):
            if path.suffix in CODE_SUFFIXES:
                digest.update(path.relative_to(SOURCE_ROOT).as_posix().encode())
                digest.update(path.read_bytes())
    return digest.hexdigest()[:10]
