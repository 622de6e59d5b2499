"""The published tables as their contracts in `dbt_project/models` declare them, without building anything."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import yaml

PROJECT = Path(__file__).resolve().parents[3] / "dbt_project"
SCHEMAS = {"marts": "mart", "outlook": "forecast", "meta": "meta"}


def declared_tables() -> dict[str, dict[str, str]]:
    """Column types by column, by `schema.table`."""
    return {
        f"{SCHEMAS[path.parent.name]}.{_alias(path, model['name'])}": {
            column["name"]: column["data_type"] for column in model["columns"]
        }
        for path, model in _models()
    }


def _models() -> Iterator[tuple[Path, dict]]:
    for folder in SCHEMAS:
        for path in sorted((PROJECT / "models" / folder).glob("*.yml")):
            for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", ()):
                yield path, model


def _alias(path: Path, name: str) -> str:
    alias = re.search(r"alias='(\w+)'", (path.parent / f"{name}.sql").read_text(encoding="utf-8"))
    return alias.group(1) if alias else name
