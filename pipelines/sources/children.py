"""Pseudonyms that turn out to be one child: the same placement_id with another CPR number in a later edition.

The earlier child stands. Each merge is a row of `raw.child_alias`, with the placement that showed it, and is taken back
by deleting that row and landing anew. Not here: how a pseudonym is made (`privacy.pseudonyms`).
"""

from __future__ import annotations

import duckdb
import polars as pl

ALIAS_SCHEMA = {
    "child_id": pl.String,
    "merged_into": pl.String,
    "placement_id": pl.String,
    "delivery_id": pl.Int32,
}


class Children:
    """Which child each known placement carries, and what each merged pseudonym stands for."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        merges = connection.execute("select child_id, merged_into from raw.child_alias order by delivery_id").fetchall()
        self._merged: dict[str, str] = {}
        for child, into in merges:
            self._merge(child, into)
        placements = connection.execute(
            "select placement_id, min(child_id) as carried_child from raw.placement group by placement_id"
        ).pl()
        self._carried = self._resolved(placements.cast(pl.String), "carried_child")
        self._new: list[tuple[str, str, str, int]] = []

    def merged(self, rows: pl.DataFrame) -> pl.DataFrame:
        """The rows with the child that each pseudonym stands for."""
        return self._resolved(rows, "child_id")

    def placed(self, rows: pl.DataFrame, delivery_id: int) -> tuple[pl.DataFrame, int]:
        """Rows of placements, with the children that they show to be one merged; and the number of new merges."""
        rows = self.merged(rows)
        changed = (
            rows.join(self._carried, on="placement_id", validate="1:1")
            .filter(pl.col("child_id") != pl.col("carried_child"))
            .sort("placement_id")
            .unique("child_id", keep="first", maintain_order=True)
        )
        for child, into, placement in changed.select("child_id", "carried_child", "placement_id").iter_rows():
            earlier = self._merged.get(into, into)
            if child != earlier:
                self._merge(child, earlier)
                self._new.append((child, earlier, placement, delivery_id))
        if changed.height:
            rows, self._carried = self.merged(rows), self._resolved(self._carried, "carried_child")
        unknown = rows.select("placement_id", pl.col("child_id").alias("carried_child")).join(
            self._carried, on="placement_id", how="anti"
        )
        self._carried = pl.concat([self._carried, unknown])
        return rows, changed.height

    def write(self) -> None:
        """Append the new merges to `raw.child_alias`."""
        if self._new:
            self._connection.register("incoming", pl.DataFrame(self._new, schema=ALIAS_SCHEMA, orient="row").to_arrow())
            self._connection.execute("insert into raw.child_alias by name select * from incoming")
            self._connection.unregister("incoming")
            self._new = []

    def _merge(self, child: str, into: str) -> None:
        """Let a child, and all that stand for it, stand for another."""
        self._merged = {name: into if stands_for == child else stands_for for name, stands_for in self._merged.items()}
        self._merged[child] = into

    def _resolved(self, rows: pl.DataFrame, column: str) -> pl.DataFrame:
        return rows.with_columns(pl.col(column).replace(self._merged)) if self._merged else rows
