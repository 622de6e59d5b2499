"""All that is held about one child: rows of every source, free text, rows that were set aside, and where each stood.

A row is the child's when it names the child; where rows name no child, when it names a case of the child: cases are
followed from referral to decision and complaint and from place to bill. A row that names another child is never taken,
since suppliers give case numbers anew. Not here: who may ask and why (`lookups`).
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import duckdb
import polars as pl

from pipelines.privacy import cpr
from pipelines.settings import DataDirectory
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.records import ROW
from pipelines.sources.restricted_files import free_text_path

CHILD = "child_id"
NUMBER_LENGTH = 10
PERSON_NUMBER = re.compile(rf"(?<![0-9])({cpr.DAY}{cpr.MONTH}[0-9]{{2}}){cpr.DIVIDER}?([0-9]{{4}})(?![0-9])")
Cases = dict[str, set[str]]
"""Case numbers by the field that holds them."""
NONE: Mapping[str, set[str]] = {}


@dataclass(frozen=True)
class Held:
    """What is held: the child's case numbers by field, and by source each content of a row with the files it stood in.

    `texts` are rows of free text by source, `aside` rows that were never loaded, by file.
    """

    cases: Mapping[str, tuple[str, ...]]
    rows: Mapping[str, tuple[dict[str, Any], ...]]
    texts: Mapping[str, tuple[dict[str, Any], ...]]
    aside: Mapping[str, tuple[dict[str, str], ...]]

    @property
    def count(self) -> int:
        """How many rows there are in all."""
        return sum(len(rows) for part in (self.rows, self.texts, self.aside) for rows in part.values())


def held_about(connection: duckdb.DuckDBPyConnection, data: DataDirectory, number: str, child_id: str | None) -> Held:
    """All that is held about the child with this CPR number, whose pseudonym is None when no delivery named it."""
    cases = _cases_of(connection, child_id) if child_id is not None else {}
    found = {source: _matching(connection, contract, child_id, cases) for source, contract in load_contracts().items()}
    rows, texts = {}, {}
    for source, content in found.items():
        if content.height:
            contract = load_contracts()[source]
            places = _places_of(connection, contract, content)
            rows[source] = tuple(_told(contract, content, places))
            texts[source] = tuple(_texts_of(data, contract, places))
    return Held(
        cases={field: tuple(sorted(numbers)) for field, numbers in sorted(cases.items())},
        rows=rows,
        texts={source: told for source, told in texts.items() if told},
        aside=dict(_set_aside(data, number, {case for numbers in cases.values() for case in numbers})),
    )


@cache
def case_fields() -> tuple[str, ...]:
    """The fields that hold the number of a case of one child: keys of what names a child, and of what names those."""
    fields: set[str] = set()
    while True:
        more = {
            contract.key[0].field
            for contract in load_contracts().values()
            if len(contract.key) == 1 and (contract.has_child or fields & {column.field for column in contract.columns})
        }
        if more <= fields:
            return tuple(sorted(fields))
        fields |= more


def numbers_in(text: str) -> set[str]:
    """What in a text can be a CPR number, as ten digits."""
    return {"".join(found) for found in PERSON_NUMBER.findall(text)}


def own_cases(connection: duckdb.DuckDBPyConnection, child_id: str) -> Cases:
    """The numbers of a child's cases that no row about another child has."""
    cases = _cases_of(connection, child_id)
    shared: Cases = {}
    for contract in load_contracts().values():
        for field in {column.field for column in contract.columns} & cases.keys() if contract.has_child else ():
            others = connection.execute(
                f"select distinct {field} from raw.{contract.table} "
                f"where {CHILD} <> $child and list_contains($numbers, {field})",
                {"child": child_id, "numbers": sorted(cases[field])},
            ).fetchall()
            shared.setdefault(field, set()).update(number for (number,) in others)
    return _cases_of(connection, child_id, shared) if any(shared.values()) else cases


def _cases_of(connection: duckdb.DuckDBPyConnection, child_id: str, without: Mapping[str, set[str]] = NONE) -> Cases:
    """The numbers of all cases of a child, one leading to the next until there are no more."""
    cases: Cases = {field: set() for field in case_fields()}
    while True:
        before = sum(map(len, cases.values()))
        for contract in load_contracts().values():
            for row in _matching(connection, contract, child_id, cases).iter_rows(named=True):
                for field in cases.keys() & row.keys():
                    cases[field] |= {row[field]} - {None} - without.get(field, set())
        if sum(map(len, cases.values())) == before:
            return {field: found for field, found in cases.items() if found}


def _matching(
    connection: duckdb.DuckDBPyConnection, contract: Contract, child_id: str | None, cases: Cases
) -> pl.DataFrame:
    """Each content of a source's rows that names the child or one of the cases."""
    parameters: dict[str, Any] = {"child": child_id}
    tests = [f"{CHILD} = $child"]
    if not contract.has_child:
        fields = [column.field for column in contract.warehouse_columns]
        parameters = {field: sorted(cases[field]) for field in fields if cases.get(field)}
        tests = [f"list_contains(${field}, {field})" for field in parameters]
    if not tests:
        return pl.DataFrame()
    query = f"select * from raw.{contract.table} where {' or '.join(tests)}"
    return connection.execute(query, parameters).pl()


def _places_of(connection: duckdb.DuckDBPyConnection, contract: Contract, content: pl.DataFrame) -> pl.DataFrame:
    """Where each content stood: row_hash, sha256, file_name, row_number."""
    return connection.execute(
        "select distinct shown.row_hash, delivery.sha256, delivery.file_name, shown.row_number "
        f"from raw.{contract.table}_shown as shown "
        "inner join raw.delivery as delivery on shown.delivery_id = delivery.delivery_id "
        "where list_contains($hashes, shown.row_hash) order by all",
        {"hashes": content["row_hash"].to_list()},
    ).pl()


def _told(contract: Contract, content: pl.DataFrame, places: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The rows under the names of their source, with the files and lines in which each stood."""
    names = {column.field: column.name for column in contract.warehouse_columns if column.privacy != "id"}
    for row in content.sort([column.field for column in contract.key]).iter_rows(named=True):
        stood = places.filter(pl.col("row_hash") == row["row_hash"]).sort("file_name", ROW)
        where = [f"{file}:{line}" for file, line in stood.select("file_name", ROW).iter_rows()]
        yield {name: row[field] for field, name in names.items()} | {"stod_i": where}


def _texts_of(data: DataDirectory, contract: Contract, places: pl.DataFrame) -> Iterator[dict[str, Any]]:
    """The free text of the rows in these places."""
    names = {column.field: column.name for column in contract.columns} | {ROW: "raekke"}
    for (sha256,), rows in sorted(places.group_by("sha256")):
        path = free_text_path(data, contract.source, str(sha256))
        if path.is_file():
            texts = pl.read_parquet(path).filter(pl.col(ROW).is_in(rows[ROW].implode())).sort(ROW)
            for text in texts.iter_rows(named=True):
                yield {names[field]: value for field, value in text.items() if value is not None}


def _set_aside(data: DataDirectory, number: str, cases: set[str]) -> Iterator[tuple[str, tuple[dict[str, str], ...]]]:
    """By file, without its ending, the rows set aside that hold the number, or a case and no other child's number."""
    for path in sorted((data.restricted / "quarantine").glob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            header, *rows = csv.reader(file, delimiter=";")
        found = tuple(dict(zip(header, row, strict=False)) for row in rows if _is_of(row, number, cases))
        if found:
            yield path.stem.split("_", maxsplit=1)[1], found


def _is_of(row: Sequence[str], number: str, cases: set[str]) -> bool:
    numbers = {found for cell in row for found in numbers_in(cell)}
    return number in numbers if numbers else any(cell.strip() in cases for cell in row)
