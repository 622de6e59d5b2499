"""`make ducklake`: the models in a DuckLake with its catalogue in PostgreSQL, beside the same models in the warehouse.

A copy of a data folder's warehouse is built anew, then what was delivered, decided and forecast in it is laid in the
lake and the same models are built there. Every table of both is compared. The copies hold rows of children by
pseudonym: they lie in a folder for their owner alone and are deleted at the end.
"""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb

from benchmarks.engines.cells import Verdict, compare_tables, print_verdicts
from benchmarks.engines.cluster import postgresql
from benchmarks.engines.models import PERSONAL, WITHOUT_PERSONS, Build, NotBuiltError, build_models
from benchmarks.machine import machine_text
from benchmarks.printing import print_table
from pipelines.dbt_runner import WAREHOUSE_VARIABLE
from pipelines.numbers import format_count, format_decimal
from pipelines.privacy.private_folder import private_folder
from pipelines.resources import held_data_directory
from pipelines.settings import DataDirectory

EXTENSIONS = ("ducklake", "postgres_scanner")
SOURCES = ("raw", "control", "forecast_run")


def main(arguments: list[str]) -> int:
    """Build, compare and print; 0 when every cell is the same."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.engines.ducklake")
    parser.add_argument("--data-dir", type=Path, required=True, help="datamappen, hvis datalager der bygges af")
    parser.add_argument("--engines", type=Path, default=Path("var/engines"), help="udvidelserne og arbejdsmappen")
    options = parser.parse_args(arguments)
    print(machine_text(), flush=True)
    work = options.engines / "lake"
    try:
        with warehouse_copy(DataDirectory(options.data_dir), work) as copy, postgresql() as catalogue:
            return 0 if beside_each_other(copy, catalogue, options.engines) else 1
    except NotBuiltError as error:
        print(error, file=sys.stderr)
        return 1


@contextmanager
def warehouse_copy(data: DataDirectory, work: Path) -> Iterator[Path]:
    """A copy of the warehouse of a data folder that is at rest, in a folder that is deleted afterwards."""
    shutil.rmtree(work, ignore_errors=True)
    private_folder(work)
    try:
        with held_data_directory(data, as_it_is=True):
            shutil.copy(data.warehouse, work / "warehouse.duckdb")
        yield work / "warehouse.duckdb"
    finally:
        shutil.rmtree(work)


def beside_each_other(copy: Path, catalogue: str, engines: Path) -> bool:
    """Build both and print seconds and verdicts; whether all tables are equal."""
    files = copy.parent / "files"
    files.mkdir()
    warehouse = build_models("warehouse", {WAREHOUSE_VARIABLE: str(copy.resolve())}, copy.parent / "dbt-warehouse")
    with lake(catalogue, files, engines, copy) as connection:
        started = time.perf_counter()
        rows = lay_sources(connection)
        laid = time.perf_counter() - started
    environment = {
        "PLADSPROGNOSE_EXTENSIONS": str((engines / "installed").resolve()),
        "PLADSPROGNOSE_LAKE_CATALOGUE": catalogue,
        "PLADSPROGNOSE_LAKE_FILES": f"{files.resolve()}/",
    }
    built = build_models("ducklake", environment, copy.parent / "dbt-lake")
    print_seconds(warehouse, built, laid, rows)
    with lake(catalogue, files, engines, copy) as connection:
        print_files(connection, files, copy)
        return print_all(compare(connection, warehouse.tables))


@contextmanager
def lake(catalogue: str, files: Path, engines: Path, copy: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the lake and the warehouse's copy, `warehouse`, both attached; no extension is fetched."""
    folder = str((engines / "installed").resolve())
    with duckdb.connect(config={"extension_directory": folder, "autoinstall_known_extensions": False}) as connection:
        for name in EXTENSIONS:
            if not list((engines / "installed").rglob(f"{name}.duckdb_extension")):
                connection.execute(f"install '{delivered_extension(engines, name)}'")
            connection.execute(f"load {name}")
        where = f"data_path '{files.resolve()}/', data_inlining_row_limit 0"
        connection.execute(f"attach 'ducklake:postgres:{catalogue}' as lake ({where})")
        connection.execute(f"attach '{copy.resolve()}' as warehouse (read_only)")
        yield connection


def delivered_extension(engines: Path, name: str) -> Path:
    """The file of an extension as its package holds it, of this DuckDB's version."""
    package = engines / "extensions" / f"duckdb_extension_{name}"
    return package / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"


def sources(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Schema and name of what the models read of the attached `warehouse` and do not make."""
    return connection.execute(
        "select table_schema, table_name from information_schema.tables "
        "where table_catalog = 'warehouse' and list_contains(?, table_schema) order by all",
        [list(SOURCES)],
    ).fetchall()


def lay_sources(connection: duckdb.DuckDBPyConnection) -> int:
    """Lay what the models read in the lake, all or nothing, views as tables; how many rows."""
    rows = 0
    connection.execute("begin")
    for schema in SOURCES:
        connection.execute(f"create schema if not exists lake.{schema}")
    for schema, table in sources(connection):
        connection.execute(f'create table lake.{schema}."{table}" as from warehouse.{schema}."{table}"')
        laid = connection.execute(f'select count(*) from lake.{schema}."{table}"').fetchone()
        rows += int(laid[0]) if laid else 0
    connection.execute("commit")
    return rows


def compare(connection: duckdb.DuckDBPyConnection, tables: Sequence[tuple[str, str]]) -> list[Verdict]:
    """One verdict a table of the build."""
    return [
        compare_tables(connection, f"{schema}.{table}", *(f'{db}.{schema}."{table}"' for db in ("warehouse", "lake")))
        for schema, table in tables
    ]


def print_all(verdicts: Sequence[Verdict], engine: str = "DuckLake") -> bool:
    """Every table without persons by itself, the others where they differ; whether all are equal."""
    told = [v for v in verdicts if v.table.startswith(WITHOUT_PERSONS)]
    inside = [v for v in verdicts if v.table.startswith(PERSONAL)]
    are_equal = print_verdicts(f"Datalager (her) og {engine} (der), tabellerne uden personer", told)
    differing = [v for v in inside if not v.is_equal]
    print(f"Af de {len(inside)} tabeller før dem er {len(inside) - len(differing)} ens.", flush=True)
    if differing:
        print_verdicts("Tabeller med personer, der afviger", differing)
    return are_equal and not differing


def print_seconds(warehouse: Build, built: Build, laid: float, rows: int) -> None:
    """What each build took, in this run; the server's own time is only in the clock's."""
    clock, cpu = (warehouse.seconds, built.seconds), (warehouse.cpu_seconds, built.cpu_seconds)
    print_table(
        f"dbt build: {len(built.tables)} tabeller og {built.tests} prøver, sekunder",
        ["", "Datalager", "DuckLake", "Forhold"],
        [
            [f"Kilder lægges i søen ({format_count(rows)} rækker)", None, laid, None],
            ["Efter uret", *clock, clock[1] / clock[0]],
            ["På en kerne", *cpu, cpu[1] / cpu[0]],
        ],
    )


def print_files(connection: duckdb.DuckDBPyConnection, files: Path, copy: Path) -> None:
    """How much lies where."""
    found = list(files.rglob("*.parquet"))
    size = sum(path.stat().st_size for path in found) / 1024**2
    kept = connection.execute("select count(*) from ducklake_snapshots('lake')").fetchone()
    print(
        f"{len(found)} Parquet-filer, {format_decimal(size, 1)} MB, {kept[0] if kept else 0} øjebliksbilleder; "
        f"datalagerets fil {format_decimal(copy.stat().st_size / 1024**2, 1)} MB.",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
