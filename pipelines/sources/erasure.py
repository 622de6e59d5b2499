"""Deleting all that is held about erased children: rows, files, lists, and the pseudonyms last.

Every step can be done again, so one that was cut off is finished by the next command; which children are erased stands
in the log before anything is deleted. What is derived from the rows of children is dropped and built anew by the next
run. Afterwards the warehouse is copied to a new file: what was deleted can still be read in the old one. Not here: who
may erase and on what ground (`erasing`), rows that come again (`erased_rows`), files (`erased_files`).
"""

from __future__ import annotations

import json
import os
from collections import Counter
from collections.abc import Collection, Iterator, Mapping

import duckdb
import polars as pl

from pipelines.kept_draws import forget_draws
from pipelines.kept_warehouse import forget
from pipelines.privacy.erasures import Erased, erased, erasure_mark
from pipelines.privacy.pseudonyms import Vault, open_vault
from pipelines.settings import DataDirectory
from pipelines.sources.codes import COUNTED
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.data_subject import Cases, own_cases
from pipelines.sources.erased_files import (
    delete_kept,
    delete_leftovers,
    delete_listed,
    delete_texts,
    kept_files,
    rows_aside,
)
from pipelines.sources.erased_rows import UNLINKED, cases_of
from pipelines.sources.records import ROW
from pipelines.sources.restricted_files import ERASED
from pipelines.sources.storage import DELIVERY, HASH, store_rows

DERIVED = ("staging", "intermediate")
"""Schemas with rows of single children, which every run builds anew."""


def finish_erasure(data: DataDirectory) -> None:
    """Finish an erasure that was cut off; the data directory must be held."""
    if erasure_mark(data).exists():
        delete_erased(data)


def delete_erased(data: DataDirectory) -> Counter[str]:
    """Delete all that is held about the children in the log; returns how much of each kind. The directory is held."""
    erasure_mark(data).touch(mode=0o600)
    delete_leftovers(data)
    with open_vault(data) as vault:
        gone = erased(data, vault)
        counts: Counter[str] = Counter()
        if data.warehouse.is_file():
            with duckdb.connect(str(data.warehouse)) as connection:
                counts += held_of(connection, data, vault, gone, is_trial=False)
            copy_anew(data)
        counts["lists"] += delete_listed(data, gone, is_trial=False) - counts["aside"]
        vault.forget(gone.children)
    erasure_mark(data).unlink()
    return +counts


def held_of(
    connection: duckdb.DuckDBPyConnection, data: DataDirectory, vault: Vault, gone: Erased, *, is_trial: bool
) -> Counter[str]:
    """How much is held of these children, deleted from warehouse and files unless it is a trial."""
    children = vault.children(gone.children)
    cases = cases_of_children(connection, children)
    rows = {source: rows_about(connection, contract, children, cases) for source, contract in load_contracts().items()}
    aside = rows_aside(data, gone)
    counts = Counter({"vault": len(children)})
    for source, found in rows.items():
        is_ledger = load_contracts()[source].amount is not None
        counts[f"{'links' if is_ledger else 'rows'}:{source}"] += found.height
        for (sha256,), lines in found.group_by("sha256"):
            counts["texts"] += delete_texts(data, source, str(sha256), lines[ROW].to_list(), is_trial=is_trial)
    kept = kept_files(data, gone, *_files(connection, rows, aside))
    counts |= {"kept": len(kept), "aside": sum(map(len, aside.values()))}
    if is_trial:
        counts["lists"] += delete_listed(data, gone, is_trial=True) - counts["aside"]
        return +counts
    for sha256 in kept:
        delete_kept(data, sha256)
    delete_rows(connection, rows, aside)
    return +counts


def cases_of_children(connection: duckdb.DuckDBPyConnection, children: Collection[str]) -> Cases:
    """The numbers of the children's cases that no other child has, by field."""
    found: Cases = {}
    for child in sorted(children):
        for field, numbers in own_cases(connection, child).items():
            found.setdefault(field, set()).update(numbers)
    return found


def rows_about(
    connection: duckdb.DuckDBPyConnection, contract: Contract, children: Collection[str], cases: Mapping[str, set[str]]
) -> pl.DataFrame:
    """Where rows about the children or their cases stand: delivery_id, row_number, row_hash and the file's sha256."""
    if contract.has_child:
        parameters = {"child_id": sorted(children)}
    else:
        parameters = {field: sorted(cases[field]) for field in cases_of(contract) if cases.get(field)}
    tests = [f"list_contains(${field}, content.{field})" for field in parameters] or ["false"]
    return connection.execute(
        f"select shown.{DELIVERY}, shown.{ROW}, shown.{HASH}, delivery.sha256 "
        f"from raw.{contract.table}_shown as shown inner join raw.{contract.table} as content using ({HASH}) "
        f"inner join raw.delivery as delivery using ({DELIVERY}) where {' or '.join(tests)} order by all",
        parameters,
    ).pl()


def delete_rows(
    connection: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame], aside: Mapping[str, list[int]]
) -> None:
    """Delete the rows, let every file's account say so, and drop what was derived from them; all or nothing."""
    connection.begin()
    changed: set[int] = set()
    for source, found in rows.items():
        contract = load_contracts()[source]
        if found.height:
            (unlink_rows if contract.amount is not None else take_out)(connection, contract, found)
            changed |= set(found[DELIVERY])
    for sha, numbers in aside.items():
        changed |= set(_told_erased(connection, sha, numbers))
    for delivery_id in sorted(changed):
        settle_account(connection, delivery_id)
    for schema in DERIVED:
        connection.execute(f"drop schema if exists {schema} cascade")
    connection.commit()


def take_out(connection: duckdb.DuckDBPyConnection, contract: Contract, found: pl.DataFrame) -> None:
    """Let rows be among those set aside, by number alone."""
    connection.register("found", found.to_arrow())
    connection.execute(f"insert into raw.set_aside select {DELIVERY}, {ROW}, '{ERASED}', '', null from found")
    for table in ("released_row", f"{contract.table}_shown"):
        connection.execute(
            f"delete from raw.{table} where ({DELIVERY}, {ROW}) in (select ({DELIVERY}, {ROW}) from found)"
        )
    connection.execute(f"delete from raw.{contract.table} where {HASH} in (select {HASH} from found)")
    connection.unregister("found")


def unlink_rows(connection: duckdb.DuckDBPyConnection, contract: Contract, found: pl.DataFrame) -> None:
    """Let ledger lines keep their kroner and lose their cases."""
    fields = [column.field for column in contract.warehouse_columns]
    connection.register("found", found.to_arrow())
    lines = connection.execute(
        f"select {DELIVERY}, {ROW}, {', '.join(fields)} from found inner join raw.{contract.table} using ({HASH})"
    ).pl()
    for table in (f"{contract.table}_shown", contract.table):
        connection.execute(f"delete from raw.{table} where {HASH} in (select {HASH} from found)")
    connection.unregister("found")
    store_rows(connection, contract, lines.with_columns(pl.lit(None).alias(field) for field in cases_of(contract)))
    for delivery_id, count in lines.group_by(DELIVERY).len().iter_rows():
        warnings = json.loads(_account(connection, delivery_id)[1])
        told = json.dumps({**warnings, UNLINKED: warnings.get(UNLINKED, 0) + count}, sort_keys=True)
        connection.execute(f"update raw.delivery set warnings = ? where {DELIVERY} = ?", [told, delivery_id])


def settle_account(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> None:
    """Let a file's receipt count the rows that are there, and those that were set aside by code."""
    outcome, warnings = _account(connection, delivery_id)
    if outcome not in COUNTED:
        return
    codes = connection.execute(
        f"select code, count(*) from raw.set_aside where {DELIVERY} = ? group by code", [delivery_id]
    ).fetchall()
    reasons, aside = json.dumps(dict(codes), sort_keys=True), sum(count for _, count in codes)
    outcome = "QUARANTINE" if aside else "ACCEPT_WARN" if json.loads(warnings) else "ACCEPT"
    connection.execute(
        "update raw.delivery set outcome = ?, reasons = ?, rows_quarantined = ?, rows_loaded = rows_in - ?, "
        f"rows_fitting = rows_in - ? where {DELIVERY} = ?",
        [outcome, reasons, aside, aside, aside, delivery_id],
    )


def copy_anew(data: DataDirectory) -> None:
    """Copy the warehouse to a new file in its place: deleted rows can be read in a file that held them."""
    draft = data.warehouse.with_name(data.warehouse.name + ".tmp")
    draft.unlink(missing_ok=True)
    with duckdb.connect() as connection:
        for path, name in ((data.warehouse, "warehouse"), (draft, "draft")):
            quoted = str(path).replace("'", "''")
            connection.execute(f"attach '{quoted}' as {name}{' (read_only)' if path == data.warehouse else ''}")
        connection.execute("copy from database warehouse to draft")
    draft.chmod(data.warehouse.stat().st_mode & 0o777)
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(data.warehouse)
    forget(data)
    forget_draws(data)


def _account(connection: duckdb.DuckDBPyConnection, delivery_id: int) -> tuple[str, str]:
    query = f"select outcome, warnings from raw.delivery where {DELIVERY} = ?"
    ((outcome, warnings),) = connection.execute(query, [delivery_id]).fetchall()
    return outcome, warnings


def _told_erased(connection: duckdb.DuckDBPyConnection, sha: str, numbers: list[int]) -> Iterator[int]:
    """Let rows that were set aside for something else be known by number alone; gives the receipts they stand in."""
    ids = connection.execute(f"select {DELIVERY} from raw.delivery where starts_with(sha256, ?)", [sha]).fetchall()
    for (delivery_id,) in ids:
        connection.execute(
            f"update raw.set_aside set code = '{ERASED}', column_name = '' "
            f"where {DELIVERY} = ? and list_contains(?::integer[], {ROW})",
            [delivery_id, numbers],
        )
        yield delivery_id


def _files(
    connection: duckdb.DuckDBPyConnection, rows: Mapping[str, pl.DataFrame], aside: Collection[str]
) -> tuple[set[str], set[str]]:
    """The sha256 of the files with rows about the children, and of those of which no row is in the warehouse."""
    known = {sha256 for found in rows.values() for sha256 in found["sha256"]}
    files = connection.execute("select sha256, outcome from raw.standing_delivery").fetchall()
    known |= {sha256 for sha256, _ in files for sha in aside if sha256.startswith(sha)}
    return known, {sha256 for sha256, outcome in files if outcome not in COUNTED}
