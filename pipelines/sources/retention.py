"""What has been held longer than it may: children whose cases ended long ago, and files by the day they tell of.

How long follows from `retention.yml` and the months that kommune.yaml says instead (`opbevaring`). Not here: the
deletion of a child (`erasure`), on whose word it is done (`erasing`).
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import duckdb
from pydantic import BaseModel, ConfigDict

from pipelines.municipality.model import RetentionKind
from pipelines.settings import DataDirectory
from pipelines.shipped import shipped_yaml
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.restricted_files import SHORT_SHA

CHILD_KIND: RetentionKind = "boern"
LIST_KINDS = ("fund", "visitation", "afregning")
LAST_DAY = "end_date"
"""The field that is empty while a place is open."""


class RetentionRule(BaseModel):
    """How long a kind of data is held after what, what is done then, and why so long."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    months: int
    trigger: str
    action: str
    basis: str


@dataclass(frozen=True)
class Overdue:
    """What may no longer be held: children by pseudonym, and files and folders by kind."""

    children: tuple[str, ...]
    paths: Mapping[RetentionKind, tuple[Path, ...]]

    @property
    def counts(self) -> dict[str, int]:
        """How many of each kind; only those of which there are some."""
        found: dict[str, int] = {CHILD_KIND: len(self.children)}
        found |= {kind: len(paths) for kind, paths in self.paths.items()}
        return {kind: count for kind, count in found.items() if count}


@cache
def shipped_rules() -> Mapping[RetentionKind, RetentionRule]:
    """The rule of each kind of data."""
    found = shipped_yaml("pipelines.sources", "retention.yml")
    return {kind: RetentionRule.model_validate(rule) for kind, rule in found.items()}


def overdue(
    connection: duckdb.DuckDBPyConnection, data: DataDirectory, months: Mapping[RetentionKind, int], today: date
) -> Overdue:
    """What is held beyond its time on a day; `months` are those of kommune.yaml."""
    limits = {kind: months_before(today, months.get(kind, rule.months)) for kind, rule in shipped_rules().items()}
    days = editions(connection)
    held: dict[RetentionKind, dict[Path, date | None]] = {
        "leverancer": {path: days.get(path.name[:SHORT_SHA]) for path in _in(data, "leverancer")},
        "fritekst": {path: days.get(path.stem[-SHORT_SHA:]) for path in _in(data, "fritekst")},
        "sat_til_side": {path: days.get(path.name[:SHORT_SHA]) for path in _in(data, "quarantine")},
        "arbejdslister": dict(list_folders(data)),
    }
    paths = {
        kind: tuple(path for path, day in found.items() if day is not None and day < limits[kind])
        for kind, found in held.items()
    }
    return Overdue(tuple(old_children(connection, limits[CHILD_KIND])), paths)


def delete_overdue(found: Overdue) -> None:
    """Delete the files and folders; children are erased by name of the log (`erasure`)."""
    for paths in found.paths.values():
        for path in paths:
            shutil.rmtree(path) if path.is_dir() else path.unlink()


def months_before(today: date, months: int) -> date:
    """The first day of the month that lies so many whole months back."""
    count = today.year * 12 + today.month - 1 - months
    return date(count // 12, count % 12 + 1, 1)


def old_children(connection: duckdb.DuckDBPyConnection, limit: date) -> list[str]:
    """The children of whom no row tells of a day from the limit on, and no place is shown as open since."""
    told = " union all ".join(days_told(contract) for contract in load_contracts().values() if contract.has_child)
    rows = connection.execute(
        f"select child_id from ({told}) group by child_id having max(day) < ? order by child_id", [limit]
    )
    return [child for (child,) in rows.fetchall()]


def days_told(contract: Contract) -> str:
    """For each child the days that its rows tell of: their dates, and of an open place the edition's last day."""
    fields = [column.field for column in contract.warehouse_columns]
    days = [column.field for column in contract.warehouse_columns if column.type == "date"]
    is_open = f"{LAST_DAY} is null" if LAST_DAY in fields else "false"
    return (
        f"select content.child_id, greatest({', '.join(f'content.{day}' for day in days)}, "
        f"if({is_open}, delivery.edition_date, null)) as day from raw.{contract.table} as content "
        f"inner join raw.{contract.table}_shown as shown using (row_hash) "
        "inner join raw.delivery as delivery using (delivery_id)"
    )


def editions(connection: duckdb.DuckDBPyConnection) -> dict[str, date]:
    """The last day of each file's edition, by the beginning of its sha256."""
    rows = connection.execute("select sha256, edition_date from raw.standing_delivery").fetchall()
    return {sha256[:SHORT_SHA]: day for sha256, day in rows}


def list_folders(data: DataDirectory) -> Iterator[tuple[Path, date]]:
    """The folders of working lists, and the day each is as of."""
    for kind in LIST_KINDS:
        for folder in _in(data, kind):
            yield folder, date.fromisoformat(folder.name)


def _in(data: DataDirectory, kind: str) -> list[Path]:
    return sorted((data.restricted / kind).glob("*"))
