"""An edition as it left: its tables as printed, read back from the written files, and the structure it tells of itself.

One shape for the register, for what a new edition must respect, and for the attack. Not here: judging any of it.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

MANIFEST = "manifest.json"
BYTE_ORDER_MARK = "utf-8-sig"


@dataclass(frozen=True)
class Line:
    """A line by offer type: which types it counts, which grant areas its money lies in, whether totals count it."""

    counted: tuple[str, ...]
    areas: tuple[str, ...]
    is_in_total: bool


@dataclass(frozen=True)
class Release:
    """One edition, named by its folder; `tables` is table code, row key, column key -> what is printed.

    A month of data packs is one edition: its codes begin with the folder of the pack (`O1/boern`).
    """

    edition: str
    fiscal_year: int
    as_of: date
    threshold: int
    marker: str
    already_public_in: str | None
    lines: Mapping[str, Line]
    tables: Mapping[str, Mapping[str, Mapping[str, str]]]
    elsewhere: tuple[str, ...] = ()
    """Offer types that others than the schools and clusters with packs have places for."""
    left_out: tuple[str, ...] = ()
    """Areas of which a month of data packs holds nothing, for too little of them could be shown."""
    merged: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Packs of areas that once had packs of their own: folder -> the folders those had.

    Of clusters: folder and offer type -> the folders of those with places for it.
    """

    def printed(self, table: str, row: str, column: str) -> str:
        """What stands in a cell; nothing where the table has no such cell."""
        return self.tables.get(table, {}).get(row, {}).get(column, "")

    def column(self, table: str, column: str) -> dict[str, str]:
        """A column's cells by row, those with something in them."""
        cells = {row: values.get(column, "") for row, values in self.tables.get(table, {}).items()}
        return {row: printed for row, printed in cells.items() if printed}

    def plain(self) -> dict[str, Any]:
        """The release as JSON values."""
        return {**asdict(self), "as_of": self.as_of.isoformat()}

    @classmethod
    def from_plain(cls, content: Mapping[str, Any]) -> Release:
        """The release that `plain` was made of."""
        lines = {
            key: Line(tuple(line["counted"]), tuple(line["areas"]), line["is_in_total"])
            for key, line in content["lines"].items()
        }
        as_of = date.fromisoformat(content["as_of"])
        of_packs = {key: tuple(content.get(key, ())) for key in ("elsewhere", "left_out")}
        merged = {part: tuple(members) for part, members in content.get("merged", {}).items()}
        return cls(**{**content, "as_of": as_of, "lines": lines, **of_packs, "merged": merged})


def read_release(folder: Path) -> Release:
    """The edition in a folder, from its manifest and CSV files; ValueError where the two do not fit together."""
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    content = manifest["disclosure"]
    return Release.from_plain(
        {
            **content,
            "edition": manifest["edition"],
            "fiscal_year": manifest["fiscal_year"],
            "as_of": manifest["as_of"],
            "tables": {code: _table(folder / f"{code}.csv", shape) for code, shape in content["tables"].items()},
        }
    )


def _table(path: Path, shape: Mapping[str, list[str]]) -> dict[str, dict[str, str]]:
    """Row key -> column key -> what is printed."""
    with path.open(encoding=BYTE_ORDER_MARK, newline="") as file:
        header, *rows = csv.reader(file, delimiter=";")
    if len(header) != len(shape["columns"]) or len(rows) != len(shape["rows"]):
        raise ValueError(f"{path.name} has another shape than the manifest says")
    return {key: dict(zip(shape["columns"], row, strict=True)) for key, row in zip(shape["rows"], rows, strict=True)}
