"""What a data directory has published, to be held against what another has."""

from __future__ import annotations

from pathlib import Path

import duckdb

Tables = dict[str, list[tuple[object, ...]]]


def published_bytes(data_dir: Path) -> dict[str, bytes]:
    """All that lies in `published/`, hidden or not: the bytes of files, the targets of links."""
    folder = data_dir / "published"
    return {
        str(path.relative_to(folder)): str(path.readlink()).encode() if path.is_symlink() else path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_symlink() or path.is_file()
    }


def rows_of_its_own(data_dir: Path) -> Tables:
    """The published tables, of forecasts the latest vintage only, without when it was made."""
    tables = {}
    with duckdb.connect(str(data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
        named = connection.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        for schema, table in named:
            own = "where vintage_id = (select vintage_id from meta.publication)" if schema == "forecast" else ""
            but = "exclude (created_at)" if table == "vintage" else ""
            rows = connection.execute(f"select * {but} from {schema}.{table} {own} order by all").fetchall()
            tables[f"{schema}.{table}"] = rows
    return tables
