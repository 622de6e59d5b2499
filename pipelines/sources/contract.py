"""The machine-readable contract of each source.

Here: the shape of a contract and how it is read from `contracts/*.yml`. Not here: how a file is opened (`gate`,
`reader`), how a value is read (`values`). Readers, expectations, the data dictionary, the raw tables and the
synthetic deliveries all derive from these contracts.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from functools import cache
from importlib import resources
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipelines.shipped import shipped_yaml

ColumnType = Literal[
    "date", "int", "amount", "number", "pct", "text", "code", "bool", "cpr", "municipality", "school_year"
]
Privacy = Literal["open", "id", "quasi", "text"]
SourceKind = Literal["snapshot", "period", "yearly"]

SQL_TYPES: Mapping[str, str] = {
    "date": "DATE",
    "int": "INTEGER",
    "amount": "DECIMAL(18,2)",
    "number": "DECIMAL(18,4)",
    "pct": "DECIMAL(18,4)",
    "text": "VARCHAR",
    "code": "VARCHAR",
    "bool": "BOOLEAN",
    "cpr": "VARCHAR",
    "municipality": "VARCHAR",
    "school_year": "VARCHAR",
}


class Column(BaseModel):
    """One column of a delivery: its Danish `name`, our English `field`, and what a value must be.

    `declared` is what a municipality's own files call it: never in `contracts/*.yml`, and before all other names.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    field: str
    type: ColumnType
    title: str
    key: bool = False
    required: bool = False
    privacy: Privacy = "open"
    codes: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    declared: tuple[str, ...] = ()
    minimum: int | None = None
    maximum: int | None = None
    reference: str | None = None

    @property
    def sql_type(self) -> str:
        """DuckDB type of the column in `raw`."""
        return SQL_TYPES[self.type]


class Contract(BaseModel):
    """What one source promises: grain, key, columns, knowledge dates and what is lost without it.

    `total_column` is summed by the trailer; `total_adds_up` is false where the sum is no amount of kroner (prices).
    `known_on` is the SQL of the day on which a row (`content`) became known, where that may be before the edition that
    shows it; a source that `falls_back` is read from its first edition when all came later. One that
    `holds_until_changed` comes when something changes: other sources name what it lists, so they show what is missing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: str
    table: str
    title: str
    grain: str
    kind: SourceKind
    required: bool
    without_it: Mapping[str, str]
    columns: tuple[Column, ...]
    may_be_empty: bool = False
    registration_date: str | None = None
    occurred_date: str | None = None
    period_date: str | None = None
    age_date: str | None = None
    total_column: str | None = None
    total_adds_up: bool = True
    known_on: str | None = None
    falls_back: bool = False
    holds_until_changed: bool = False
    order: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> tuple[Column, ...]:
        """The columns that together name a row, in the order of the contract."""
        return tuple(column for column in self.columns if column.key)

    @property
    def warehouse_columns(self) -> tuple[Column, ...]:
        """The columns that are written to `raw`: all but free text, which stays in `restricted/`."""
        return tuple(column for column in self.columns if column.privacy != "text")

    @property
    def amount(self) -> Column | None:
        """The column whose sum is what rows of the source cost; None when it has none."""
        return self.column(self.total_column) if self.total_column is not None and self.total_adds_up else None

    @property
    def payer(self) -> Column | None:
        """The column that says which municipality pays."""
        return next((column for column in self.columns if column.type == "municipality"), None)

    @property
    def has_child(self) -> bool:
        """Whether a row names a child."""
        return any(column.privacy == "id" for column in self.columns)

    def calling(self, declared: Mapping[str, tuple[str, ...]]) -> Contract:
        """The contract with what a municipality's own files call its columns."""
        if not declared:
            return self
        columns = (column.model_copy(update={"declared": declared.get(column.name, ())}) for column in self.columns)
        return self.model_copy(update={"columns": tuple(columns)})

    def without(self, names: Collection[str]) -> Contract:
        """The contract for a file that lacks these columns: nothing is asked of them."""
        lacking = {"required": False, "key": False}
        columns = (column.model_copy(update=lacking) if column.name in names else column for column in self.columns)
        return self.model_copy(update={"columns": tuple(columns)})

    def column(self, name: str) -> Column:
        """The column with this Danish name; KeyError when the contract has none."""
        return {column.name: column for column in self.columns}[name]


@cache
def load_contracts() -> Mapping[str, Contract]:
    """All contracts by source name, required sources first, else alphabetical."""
    folder = resources.files("pipelines.sources") / "contracts"
    contracts = [
        Contract.model_validate(shipped_yaml("pipelines.sources", "contracts", entry.name))
        for entry in folder.iterdir()
        if entry.name.endswith(".yml")
    ]
    return {c.source: c for c in sorted(contracts, key=lambda c: (not c.required, c.source))}
