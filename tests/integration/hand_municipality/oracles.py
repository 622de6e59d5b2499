"""Every mart recomputed in plain SQL straight from the hand-written delivery files.

The SQL in `oracles/` shares no code with the project: it reads the CSV files as text, converts them itself and counts
days one by one where the marts use running sums. `delivered.sql` makes the tables, `priced_day.sql` every
day of every spell, each other file one mart.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

HERE = Path(__file__).parent
DELIVERIES = HERE / "deliveries"
TABLES = ("delivered", "priced_day", "priced_month")
MARTS = tuple(sorted(path.stem for path in (HERE / "oracles").glob("*.sql") if path.stem not in TABLES))


def open_deliveries(folder: Path = DELIVERIES) -> duckdb.DuckDBPyConnection:
    """A fresh in-memory database with one table per source."""
    connection = duckdb.connect()
    connection.execute("set variable folder = ?", [str(folder)])
    for tables in TABLES:
        connection.execute((HERE / "oracles" / f"{tables}.sql").read_text(encoding="utf-8"))
    return connection


def recomputed(connection: duckdb.DuckDBPyConnection, mart: str) -> duckdb.DuckDBPyRelation:
    """The mart as the oracle computes it."""
    return connection.sql((HERE / "oracles" / f"{mart}.sql").read_text(encoding="utf-8"))
