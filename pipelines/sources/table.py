"""From records to named columns: the header against the contract, the trailer, footers and field counts.

Here: everything that can be said of a file from its shape alone. Not here: encoding and file kind (`gate`, `workbook`),
what a value must be (`values`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from pipelines.sources.codes import Facts, RefusalError
from pipelines.sources.contract import Column, Contract
from pipelines.sources.records import CELLS, ROW, Records

HEADER_SEARCH_ROWS = 10
SHAPE = "code"
FOOTER_WORDS = re.compile(r"(i\s?alt|total\w*|sum|summa|subtotal\w*|samlet|hovedtotal|grand total)\b", re.IGNORECASE)
DANISH_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
TRAILER_WORD = "SLUT"
SAYABLE_NAME = re.compile(r"[^\W\d_][\w .,()%/-]{0,40}")
LONG_NUMBER = re.compile(r"\d{5,}|\d{6}-?\d{4}")


@dataclass(frozen=True)
class Table:
    """The rows of a file as text columns named by the contract, with `row_number`.

    `aside` (row_number, code) are rows whose shape does not fit. `header` and `originals` (row_number, cells) are the
    file as it was, for what is kept aside. `trailer` is the SLUT line without its word. `read_as`: under which name, as
    names are compared, each column was read.
    """

    cells: pl.DataFrame
    aside: pl.DataFrame
    header: tuple[str, ...]
    originals: pl.DataFrame
    trailer: tuple[str, ...] | None
    read_as: Mapping[str, str]
    warnings: Mapping[str, int]
    facts: Mapping[str, Facts]

    @property
    def row_count(self) -> int:
        """Data rows of the file, those kept aside included."""
        return self.originals.height


@dataclass(frozen=True)
class Header:
    """Which position holds which column, one for several where the municipality says so, and what else it says."""

    columns: Sequence[tuple[int, Column]]
    names: tuple[str, ...]
    warnings: Mapping[str, int]
    facts: Mapping[str, Facts]


def read_table(records: Records, contract: Contract) -> Table:
    """The table of a file whose records passed the gate, or RefusalError."""
    at = _header_index(records, contract)
    names, body = _cells(records.rows, at), records.rows.slice(at + 1)
    trailer = _trailer(body)
    if trailer is not None:
        body = body.head(-1)
    width, body, is_trimmed = _without_trailing_separator(names, body)
    header = match_header(names[:width], contract, rows=body.height)
    if body.is_empty() and not contract.may_be_empty:
        raise RefusalError("NO_ROWS")
    coded = _with_shape_codes(body, header, contract, is_sheet=records.is_sheet)
    is_cut = not records.ends_with_newline and trailer is None
    if is_cut and coded.height and coded[SHAPE][-1] == "FIELD_COUNT" and len(_cells(coded, -1)) < width:
        raise RefusalError("TRUNCATED", rows=body.height)
    warnings, facts = dict(header.warnings), dict(header.facts)
    warnings |= {"TRAILING_SEPARATOR": 1} if is_trimmed else {}
    warnings |= {"NO_FINAL_NEWLINE": 1} if is_cut else {}
    if at > 0:
        warnings["HEADER_ROW"] = 1
        facts["HEADER_ROW"] = {"row": str(records.rows[ROW][at])}
    return Table(
        cells=_columns(coded.filter(pl.col(SHAPE).is_null()), header),
        aside=coded.filter(pl.col(SHAPE).is_not_null()).select(ROW, SHAPE),
        header=header.names,
        originals=body,
        trailer=trailer,
        read_as={column.name: header_names(header.names)[index] for index, column in header.columns},
        warnings=warnings,
        facts=facts,
    )


def header_names(cells: Sequence[str]) -> list[str]:
    """Column names as they are compared: lower case, blanks and hyphens as underscores, no point or star behind."""
    return [re.sub(r"[\s\-]+", "_", cell.strip().casefold().rstrip(".:* ")) for cell in cells]


def known_names(cells: Sequence[str], contract: Contract) -> set[str]:
    """The columns of the contract that these header cells name."""
    return {column.name for _, column in _named_columns(header_names(cells), contract)}


def match_header(cells: Sequence[str], contract: Contract, rows: int) -> Header:
    """Hold the header against the contract; every missing or doubled column is named at once."""
    written = header_names(cells)
    columns = _named_columns(written, contract)
    named = {index for index, _ in columns}
    extra = [name for index, name in enumerate(written) if index not in named]
    doubled = [name for names in ([c.name for _, c in columns], extra) for name in sorted(_doubled(names)) if name]
    if doubled:
        raise RefusalError("DUPLICATE_COLUMN", rows=rows, columns=quoted(doubled))
    present = {column.name for _, column in columns}
    missing = [c.name for c in contract.columns if (c.required or c.key) and c.name not in present]
    if missing:
        raise RefusalError("MISSING_COLUMN", rows=rows, columns=quoted(missing), **_unknown(extra))
    aliases = [column.name for index, column in columns if written[index] != column.name]
    warnings, facts = {}, {}
    for code, found in (("ALIAS", aliases), ("EXTRA_COLUMN", extra)):
        if found:
            warnings[code], facts[code] = len(found), {"columns": quoted(found)}
    return Header(columns, tuple(cells), warnings, facts)


def _doubled(names: Sequence[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def quoted(names: Sequence[str]) -> str:
    """Column names for a message; one that could be a value of a row is not repeated."""
    safe = [name if SAYABLE_NAME.fullmatch(name) and not LONG_NUMBER.search(name) else "(uden navn)" for name in names]
    return ", ".join(f"»{name}«" for name in safe)


def _named_columns(names: Sequence[str], contract: Contract) -> list[tuple[int, Column]]:
    """Which position names which column: by what the municipality calls it, else by a spelling of the contract."""
    return [(index, column) for column in contract.columns for index in _positions(names, column)]


def _positions(names: Sequence[str], column: Column) -> list[int]:
    declared = header_names(column.declared)
    if any(name in declared for name in names):
        return [index for index, name in enumerate(names) if name in declared]
    known = header_names((column.name, *column.aliases))
    return [index for index, name in enumerate(names) if name in known or name.translate(DANISH_LETTERS) in known]


def _unknown(extra: Sequence[str]) -> dict[str, str]:
    if not extra:
        return {"unknown_da": "", "unknown_en": ""}
    return {
        "unknown_da": f" Filen har {quoted(extra)}, som ikke kendes. "
        "Tilføj et alias i kilde-opsætningen, hvis det er den samme.",
        "unknown_en": f" The file has {quoted(extra)}, which is not known. "
        "Add an alias to the source's contract if it is the same.",
    }


def _cells(rows: pl.DataFrame, index: int) -> list[str]:
    cells: list[str] = rows[CELLS][index].to_list()
    return cells


def _header_index(records: Records, contract: Contract) -> int:
    """Position of the header among the records: the first, or in a sheet the best of the first ten rows."""
    if not records.is_sheet:
        return 0
    top = records.rows.filter(pl.col(ROW) <= HEADER_SEARCH_ROWS)
    known = [len(known_names(cells, contract)) for cells in top[CELLS].to_list()]
    best = known.index(max(known)) if known else 0
    if known and known[best] and top[ROW][best] not in records.merged_rows:
        return best
    if any(row <= HEADER_SEARCH_ROWS for row in records.merged_rows):
        raise RefusalError("MERGED_HEADER", rows=records.rows.height - 1)
    raise RefusalError("HEADER", rows=records.rows.height)


def _trailer(body: pl.DataFrame) -> tuple[str, ...] | None:
    if body.is_empty():
        return None
    word, *cells = _cells(body, -1)
    return tuple(cell.strip() for cell in cells) if word.strip().upper() == TRAILER_WORD else None


def _without_trailing_separator(names: Sequence[str], body: pl.DataFrame) -> tuple[int, pl.DataFrame, bool]:
    """Number of named columns, and the rows without blank cells beyond it when the whole file has them."""
    width = len(names)
    while width > 1 and not names[width - 1].strip():
        width -= 1
    surplus = pl.col(CELLS).list.slice(width).list
    is_blank = (surplus.len() > 0) & (surplus.join("").str.strip_chars() == "")
    if width == len(names) and (body.is_empty() or not body.select(is_blank.all()).item()):
        return width, body, False
    trimmed = pl.when(is_blank).then(pl.col(CELLS).list.head(width)).otherwise(pl.col(CELLS))
    return width, body.with_columns(trimmed), True


def _with_shape_codes(body: pl.DataFrame, header: Header, contract: Contract, *, is_sheet: bool) -> pl.DataFrame:
    """FOOTER for total lines at the bottom, FIELD_COUNT for rows of another width; null where the shape fits."""
    footers: list[int] = []
    for index in range(body.height - 1, -1, -1):
        if not _is_footer(_cells(body, index), header, contract):
            break
        footers.append(body[ROW][index])
    width, length = len(header.names), pl.col(CELLS).list.len()
    is_other_width = length > width if is_sheet else length != width
    return body.with_columns(
        pl.when(pl.col(ROW).is_in(footers))
        .then(pl.lit("FOOTER"))
        .when(is_other_width)
        .then(pl.lit("FIELD_COUNT"))
        .alias(SHAPE)
    )


def _is_footer(row: Sequence[str], header: Header, contract: Contract) -> bool:
    """A sparse row that begins with a word for total, or has an amount but none of the key."""
    filled = [index for index, cell in enumerate(row) if cell.strip()]
    if not filled or len(filled) * 2 > len(header.names):
        return False
    if FOOTER_WORDS.match(row[filled[0]].strip()):
        return True
    columns = [column for index, column in header.columns if index in filled]
    has_total = any(column.name == contract.total_column for column in columns)
    return has_total and not any(column.key for column in columns)


def _columns(rows: pl.DataFrame, header: Header) -> pl.DataFrame:
    """One text column for each column of the contract that was delivered."""
    return rows.select(
        ROW,
        *(pl.col(CELLS).list.get(index, null_on_oob=True).alias(column.name) for index, column in header.columns),
    )
