"""Whether the files are whole: warehouse, vault, raw deliveries, published files, audit log, and what a stop left.

Every block of a DuckDB file carries a checksum, so reading all of it finds a changed byte; a raw delivery lies under
its own sha256. What DuckDB and SQLite say of a damage is never shown: it may hold values. Not here: sealed editions
(`editions`).
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from pathlib import Path

import duckdb

from pipelines.assets.analysis import newest_as_of, published_files
from pipelines.audit import AUDIT_FILE, broken_line
from pipelines.errors import ConfigurationError, JudgementError
from pipelines.judgements.store import read_judgements
from pipelines.kept_warehouse import TABLES, Digests, digest, digests, sha256_of, whole_copy
from pipelines.operations.doctor.erasures import erasures
from pipelines.operations.doctor.words import Result, of_error, result
from pipelines.privacy.pseudonyms import check_key
from pipelines.settings import DataDirectory
from pipelines.sources.contract import load_contracts

SHOWN = 5


def check_files(data: DataDirectory, environment: Mapping[str, str]) -> Iterator[Result]:
    """Every file that a run or a reader needs; the data directory must be held."""
    amiss = list(check_warehouse(data))
    yield from amiss or kept_copy(data)
    yield check_vault(data, environment, set() if amiss else children_of_warehouse(data))
    yield raw_deliveries(data)
    yield from check_published(data)
    yield audit_log(data)
    yield from erasures(data)
    yield from judgements(data)
    yield leftovers(data)


def check_warehouse(data: DataDirectory) -> Iterator[Result]:
    """Nothing where it is whole: `routine` then asks it; how it stands where it is not."""
    if not data.warehouse.is_file():
        yield result("warehouse", "look", "no_warehouse")
    elif digests(data.warehouse) is None:
        yield result("warehouse", "act", "warehouse_damaged" if whole_copy(data) is None else "warehouse_can_be_mended")


def kept_copy(data: DataDirectory) -> Iterator[Result]:
    """The copy that the next run would go on from if the warehouse should be damaged."""
    if whole_copy(data) is None:
        yield result("kept_warehouse", "look", "nothing_kept")


def children_of_warehouse(data: DataDirectory) -> set[str]:
    """Every pseudonym that a stored row has."""
    found: set[str] = set()
    with duckdb.connect(str(data.warehouse), read_only=True) as connection:
        there = {table for schema, table in connection.execute(TABLES).fetchall() if schema == "raw"}
        for contract in load_contracts().values():
            if contract.has_child and contract.table in there:
                field = next(column.field for column in contract.columns if column.privacy == "id")
                rows = connection.execute(f"select distinct {field} from raw.{contract.table}").fetchall()
                found |= {child for (child,) in rows if child is not None}
    return found


def check_vault(data: DataDirectory, environment: Mapping[str, str], needed: Collection[str]) -> Result:
    """The vault and its key, and whether it knows the children that the warehouse needs."""
    path = data.restricted / "vault" / "vault.sqlite"
    if not path.is_file():
        missing = data.warehouse.is_file()
        return result("vault", "act" if missing else "look", "vault_gone" if missing else "no_vault")
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=rw", uri=True)) as connection:
            sound = connection.execute("pragma integrity_check").fetchall() == [("ok",)]
            children = {child for (child,) in connection.execute("select child_id from child").fetchall()}
        if not sound:
            return result("vault", "act", "vault_damaged")
        check_key(data, environment)
    except sqlite3.DatabaseError:
        return result("vault", "act", "vault_damaged")
    except ConfigurationError as error:
        return of_error("vault", "act", error)
    unknown = len(set(needed) - children)
    if unknown:
        return result("vault", "act", "children_unknown", count=unknown)
    return result("vault", "in_order", "vault", count=len(children))


def raw_deliveries(data: DataDirectory) -> Result:
    """Each kept delivery against the sha256 that it lies under: everything else can be built from them."""
    kept = sorted((data.restricted / "leverancer").glob("*/*"))
    changed = [path for path in kept if sha256_of(path) != path.parent.name]
    if changed:
        shas = ", ".join(path.parent.name[:12] for path in changed[:SHOWN])
        return result("raw", "act", "raw_changed", count=len(changed), names=shas)
    return result("raw", "in_order", "raw", count=len(kept))


def check_published(data: DataDirectory) -> Iterator[Result]:
    """Each published file, and whether its Parquet says the same."""
    files = published_files(data)
    wrong = []
    for path in files:
        tables = digests(path)
        if tables is None or tables != parquet_digests(path.parent / "parquet", tables):
            wrong.append(path.relative_to(data.root).as_posix())
    if not files:
        yield result("published", "look", "nothing_published")
    elif wrong:
        yield result("published", "act", "published_damaged", names=", ".join(wrong))
    else:
        yield result("published", "in_order", "published", count=len(files))


def parquet_digests(folder: Path, tables: Digests) -> Digests | None:
    """The same of the Parquet files of these tables; None where one is missing or not whole."""
    try:
        with duckdb.connect() as connection:
            return {
                (schema, table): digest(connection, f"read_parquet({_quoted(folder / schema / table)})")
                for schema, table in tables
            }
    except duckdb.Error:
        return None


def _quoted(table: Path) -> str:
    return "'" + f"{table}.parquet".replace("'", "''") + "'"


def audit_log(data: DataDirectory) -> Result:
    """Each line of the audit file is one decision, and follows the one before it."""
    path = data.restricted / AUDIT_FILE
    lines = path.read_bytes().split(b"\n") if path.is_file() else [b""]
    broken = [str(number) for number, line in enumerate(lines[:-1], 1) if not _is_entry(line)]
    if lines[-1]:
        broken.append(str(len(lines)))
    changed = broken_line(data)
    if changed is not None:
        return result("audit", "act", "audit_changed", line=changed)
    if broken:
        return result("audit", "look", "audit_broken", count=len(broken), names=", ".join(broken[:SHOWN]))
    return result("audit", "in_order", "audit", count=len(lines) - 1)


def judgements(data: DataDirectory) -> Iterator[Result]:
    """What people have said of forecasts can be read, and which of their adjustments have run out."""
    try:
        standing = read_judgements(data)
    except JudgementError as error:
        yield of_error("judgements", "act", error)
        return
    as_of = newest_as_of(data)
    expired = standing.in_state("expired", as_of) if as_of is not None else []
    if expired:
        names = ", ".join(adjustment.act.act_id for adjustment in expired[:SHOWN])
        yield result("judgements", "look", "adjustments_expired", count=len(expired), names=names)
    else:
        yield result("judgements", "in_order", "judgements", count=len(standing.acts))


def _is_entry(line: bytes) -> bool:
    try:
        entry = json.loads(line)
    except ValueError:
        return False
    return isinstance(entry, dict) and {"at", "by", "action"} <= entry.keys()


def leftovers(data: DataDirectory) -> Result:
    """What a run that was cut off has left; none goes on, since the data directory is held."""
    endings = (".tmp", ".wal", "-journal")
    found = [
        path
        for path in data.root.rglob("*")
        if path.name.startswith(".") or path.name.endswith(endings) or path.parent == data.restricted / "modtaget"
    ]
    if found:
        return result("leftovers", "look", "leftovers", count=len(found))
    return result("leftovers", "in_order", "no_leftovers")
