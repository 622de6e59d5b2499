"""What analysts and readers open: `analyse.duckdb`, its Parquet copies and `fund.html`, each replaced in one rename.

`published/analyse.duckdb` and `published/parquet/` always show the newest as-of day; a run that looks from an older
day is published beside them, under `published/as_of/<date>/`. No person rows leave the warehouse. Not here: when a run
publishes (`publications`), who may approve (`vintages`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from pipelines.assets.source_age_table import write_source_ages
from pipelines.assets.stable_views import write_stable_views
from pipelines.interrupts import waiting_interrupts
from pipelines.publishing.findings_page import findings_page
from pipelines.resources import Workspace
from pipelines.settings import DataDirectory

SCHEMAS = ("mart", "forecast", "meta")


def publish_tables(workspace: Workspace) -> int:
    """Write the published file and Parquet beside it; returns the rows published.

    Both are built under a hidden name and renamed: a reader sees the old edition or the new one, never half of one.
    """
    folder = publication_folder(workspace.data, workspace.settings.as_of)
    with _drafts(folder, workspace.run_id) as (draft, parquet):
        with workspace.warehouse() as connection:
            connection.execute(f"attach '{draft}' as published")
            rows = sum(_copy_table(connection, schema, table) for schema, table in published_tables(connection))
            _write_publication(connection, workspace)
            write_source_ages(connection, workspace.settings.as_of)
            write_stable_views(connection, "published")
            _write_dictionary(connection)
            _export_parquet(connection, parquet)
            connection.execute("detach published")
        page = folder / f".fund-{workspace.run_id}.html"
        page.write_text(findings_page(draft), encoding="utf-8")
        with waiting_interrupts():
            _replace_both(draft, parquet)
            _replace(page, folder / "fund.html")
            workspace.is_published = True
    return rows


def publish_approval(data: DataDirectory, run_id: str, approval: Sequence[object]) -> int:
    """Show a vintage as approved in every published file that holds it; returns how many.

    `approval` is a row of `forecast_run.approval`. Nothing else in a file changes: it keeps the tables of its own day,
    whatever day the warehouse was last built for.
    """
    holding = [path for path in published_files(data) if _holds_vintage(path, approval[0])]
    for path in holding:
        with _drafts(path.parent, run_id) as (draft, parquet):
            shutil.copyfile(path, draft)
            shutil.copytree(path.parent / "parquet", parquet)
            with duckdb.connect(str(draft)) as connection:
                connection.execute(
                    "update forecast.vintage set status = 'approved', approved_by = $2, approved_at = $3, "
                    "is_demonstration = is_demonstration or $4 where vintage_id = $1",
                    list(approval),
                )
                connection.execute(f"copy forecast.vintage to '{parquet}/forecast/vintage.parquet' (format parquet)")
            with waiting_interrupts():
                _replace_both(draft, parquet)
    return len(holding)


def published_files(data: DataDirectory) -> list[Path]:
    """Every `analyse.duckdb` there is, that of the newest day first."""
    return [path for path in (data.analysis, *sorted(data.published.glob("as_of/*/analyse.duckdb"))) if path.is_file()]


def _holds_vintage(path: Path, vintage_id: object) -> bool:
    with duckdb.connect(str(path), read_only=True) as connection:
        found = connection.execute("select 1 from forecast.vintage where vintage_id = ?", [vintage_id]).fetchone()
    return found is not None


def publication_folder(data: DataDirectory, as_of: date) -> Path:
    """`published/` for the newest as-of day, `published/as_of/<date>/` for an older one."""
    newest = newest_as_of(data)
    if newest is None or as_of >= newest:
        return data.published
    return data.published / "as_of" / as_of.isoformat()


def newest_as_of(data: DataDirectory) -> date | None:
    """The as-of day of `published/analyse.duckdb`; None before the first run.

    Where the file is damaged, the Parquet beside it says the day, so that the next run can replace both.
    """
    if not data.analysis.is_file():
        return None
    try:
        with duckdb.connect(str(data.analysis), read_only=True) as connection:
            found = connection.execute("select as_of_date from meta.publication").fetchone()
    except duckdb.Error:
        return _as_of_in_parquet(data)
    return found[0] if found else None


def _as_of_in_parquet(data: DataDirectory) -> date | None:
    """The day of the published Parquet; None where that cannot be read either, as before the first run."""
    try:
        shown = pl.read_parquet(data.published / "parquet/meta/publication.parquet", columns=["as_of_date"])
    except (OSError, pl.exceptions.PolarsError):
        return None
    return shown.item() if shown.height else None


def published_tables(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str]]:
    """Schema and name of every table that is published, in order."""
    return connection.execute(
        "select schema_name, table_name from duckdb_tables() "
        "where database_name = current_database() and list_contains(?, schema_name) order by all",
        [list(SCHEMAS)],
    ).fetchall()


def _copy_table(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> int:
    """Copy one table in a fixed order, with the comments of the table and its columns."""
    name = f"published.{schema}.{table}"
    connection.execute(f"create schema if not exists published.{schema}")
    connection.execute(f"create table {name} as select * from {schema}.{table} order by all")
    for statement in _comments(connection, schema, table):
        connection.execute(statement)
    found = connection.execute(f"select count(*) from {name}").fetchone()
    return int(found[0]) if found else 0


def _comments(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> list[str]:
    where = "database_name = current_database() and schema_name = ? and table_name = ? and comment is not null"
    tables = connection.execute(f"select comment from duckdb_tables() where {where}", [schema, table]).fetchall()
    columns = connection.execute(
        f"select column_name, comment from duckdb_columns() where {where} order by column_index", [schema, table]
    ).fetchall()
    statements = [f"comment on table published.{schema}.{table} is {_quoted(text)}" for (text,) in tables]
    return statements + [
        f'comment on column published.{schema}.{table}."{column}" is {_quoted(text)}' for column, text in columns
    ]


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _write_dictionary(connection: duckdb.DuckDBPyConnection) -> None:
    """`meta.columns`: every published column with its type and meaning, so the file explains itself."""
    connection.execute("create schema if not exists published.meta")
    connection.execute("""
        create table published.meta.columns as
        select c.schema_name, c.table_name, c.column_name, c.column_index, c.data_type, c.comment as description
        from duckdb_columns() as c
        where c.database_name = 'published' and (c.schema_name, c.table_name) <> ('meta', 'columns')
        order by all""")
    connection.execute("comment on table published.meta.columns is 'Hver kolonne i denne fil med type og betydning'")
    for column, text in (
        ("schema_name", "Skema"),
        ("table_name", "Tabel"),
        ("column_name", "Kolonne"),
        ("column_index", "Kolonnens plads i tabellen"),
        ("data_type", "Datatype"),
        ("description", "Betydning"),
    ):
        connection.execute(f"comment on column published.meta.columns.{column} is '{text}'")


def _write_publication(connection: duckdb.DuckDBPyConnection, workspace: Workspace) -> None:
    """`meta.publication`: one row that says what this file shows."""
    connection.execute(
        "create table published.meta.publication as "
        "select ?::date as as_of_date, ?::varchar as data_fingerprint, ?::varchar as vintage_id",
        [workspace.settings.as_of, workspace.data_fingerprint, workspace.vintage_id],
    )
    connection.execute("comment on table published.meta.publication is 'Hvad denne fil viser: én række'")
    for column, text in (
        ("as_of_date", "Dagen som filen er set fra"),
        ("data_fingerprint", "Fingeraftryk af de data der var kendt den dag"),
        ("vintage_id", "Prognosen som kørslen lavede"),
    ):
        connection.execute(f"comment on column published.meta.publication.{column} is '{text}'")


def _export_parquet(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    tables = connection.execute(
        "select schema_name, table_name from duckdb_tables() where database_name = 'published' order by all"
    ).fetchall()
    for schema, table in tables:
        (folder / schema).mkdir(parents=True, exist_ok=True)
        target = folder / schema / f"{table}.parquet"
        connection.execute(f"copy published.{schema}.{table} to '{target}' (format parquet)")


def _replace_both(draft: Path, parquet: Path) -> None:
    """Give the new file and its Parquet their names."""
    folder = draft.parent
    _replace(draft, folder / "analyse.duckdb")
    _replace_folder(parquet, folder / "parquet")


def _replace(draft: Path, target: Path) -> None:
    """Make the draft durable and give it its name in one rename."""
    with draft.open("rb") as handle:
        os.fsync(handle.fileno())
    draft.replace(target)
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def _replace_folder(draft: Path, target: Path) -> None:
    """Point the link `target` at the new folder in one rename, then delete the folder it showed before."""
    before = target.resolve() if target.is_symlink() else None
    final = draft.with_name(draft.name.removeprefix("."))
    draft.rename(final)
    link = target.with_name(f".{target.name}-link")
    link.symlink_to(final.name)
    link.replace(target)
    if before is not None and before != final:
        shutil.rmtree(before)


@contextmanager
def _drafts(folder: Path, run_id: str) -> Iterator[tuple[Path, Path]]:
    """Hidden names for a new file and its Parquet; what is half-written is deleted before and after."""
    folder.mkdir(parents=True, exist_ok=True)
    _delete_leftovers(folder)
    try:
        yield folder / f".analyse-{run_id}.duckdb", folder / f".parquet-{run_id}"
    finally:
        _delete_leftovers(folder)


def _delete_leftovers(folder: Path) -> None:
    """Delete what an interrupted or killed run left: half-written ones, and Parquet that was never shown."""
    shown = (folder / "parquet").resolve()
    unshown = [path for path in folder.glob("parquet-*") if path.resolve() != shown]
    half_written = [path for kind in ("analyse", "parquet", "fund") for path in folder.glob(f".{kind}-*")]
    for leftover in sorted([*half_written, *unshown]):
        if leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover)
        else:
            leftover.unlink()
