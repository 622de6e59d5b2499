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
from pipelines.sources.records import Records

ROW = "row_number"
HEADER_SEARCH_ROWS = 10
FOOTER_WORDS = re.compile(r"(i\s?alt|total\w*|sum|summa|subtotal\w*|samlet|hovedtotal|grand total)\b", re.IGNORECASE)
TRAILER_WORD = "SLUT"
SAYABLE_NAME = re.compile(r"[^\W\d_][\w .,()%/-]{0,40}")
LONG_NUMBER = re.compile(r"\d{5,}|\d{6}-?\d{4}")


@dataclass(frozen=True)
class AsideRow:
    """A row whose shape does not fit."""

    number: int
    code: str


@dataclass(frozen=True)
class Table:
    """The rows of a file as text columns named by the contract, with `row_number`.

    `header` and `originals` (row number -> cells) are the file as it was, for what is kept aside. `trailer` is the
    SLUT line without its word.
    """

    cells: pl.DataFrame
    aside: tuple[AsideRow, ...]
    header: tuple[str, ...]
    originals: Mapping[int, list[str]]
    trailer: tuple[str, ...] | None
    warnings: Mapping[str, int]
    facts: Mapping[str, Facts]

    @property
    def row_count(self) -> int:
        """Data rows of the file, those kept aside included."""
        return self.cells.height + len(self.aside)


@dataclass(frozen=True)
class Header:
    """Which position holds which column, and what else the header says."""

    columns: Mapping[int, Column]
    names: tuple[str, ...]
    warnings: Mapping[str, int]
    facts: Mapping[str, Facts]


def read_table(records: Records, contract: Contract) -> Table:
    """The table of a file whose records passed the gate, or RefusalError."""
    at = _header_index(records, contract)
    body, numbers = records.cells[at + 1 :], records.numbers[at + 1 :]
    trailer = _trailer(body)
    if trailer is not None:
        body, numbers = body[:-1], numbers[:-1]
    width, body, is_trimmed = _without_trailing_separator(records.cells[at], body)
    header = match_header(records.cells[at][:width], contract, rows=len(body))
    if not body and not contract.may_be_empty:
        raise RefusalError("NO_ROWS")
    codes = _shape_codes(body, header, contract, is_sheet=records.is_sheet)
    is_cut = not records.ends_with_newline and trailer is None
    if is_cut and codes.get(len(body) - 1) == "FIELD_COUNT" and len(body[-1]) < width:
        raise RefusalError("TRUNCATED", rows=len(body))
    warnings, facts = dict(header.warnings), dict(header.facts)
    warnings |= {"TRAILING_SEPARATOR": 1} if is_trimmed else {}
    warnings |= {"NO_FINAL_NEWLINE": 1} if is_cut else {}
    if at > 0:
        warnings["HEADER_ROW"] = 1
        facts["HEADER_ROW"] = {"row": str(records.numbers[at])}
    return Table(
        cells=_columns(body, numbers, codes, header),
        aside=tuple(AsideRow(numbers[index], code) for index, code in sorted(codes.items())),
        header=header.names,
        originals=dict(zip(numbers, body, strict=True)),
        trailer=trailer,
        warnings=warnings,
        facts=facts,
    )


def header_names(cells: Sequence[str]) -> list[str]:
    """Column names as they are compared: lower case, blanks and hyphens as underscores."""
    return [re.sub(r"[\s\-]+", "_", cell.strip().casefold()) for cell in cells]


def known_names(cells: Sequence[str], contract: Contract) -> set[str]:
    """The columns of the contract that these header cells name."""
    names = _names(contract)
    return {names[name].name for name in header_names(cells) if name in names}


def match_header(cells: Sequence[str], contract: Contract, rows: int) -> Header:
    """Hold the header against the contract; every missing or doubled column is named at once."""
    names, written = _names(contract), header_names(cells)
    columns = {index: names[name] for index, name in enumerate(written) if name in names}
    extra = [name for name in written if name not in names]
    counts = Counter([column.name for column in columns.values()] + [name for name in extra if name])
    doubled = [name for name, count in sorted(counts.items()) if count > 1]
    if doubled:
        raise RefusalError("DUPLICATE_COLUMN", rows=rows, columns=quoted(doubled))
    present = {column.name for column in columns.values()}
    missing = [c.name for c in contract.columns if (c.required or c.key) and c.name not in present]
    if missing:
        raise RefusalError("MISSING_COLUMN", rows=rows, columns=quoted(missing), **_unknown(extra))
    aliases = [column.name for index, column in columns.items() if written[index] != column.name]
    warnings, facts = {}, {}
    for code, found in (("ALIAS", aliases), ("EXTRA_COLUMN", extra)):
        if found:
            warnings[code], facts[code] = len(found), {"columns": quoted(found)}
    return Header(columns, tuple(cells), warnings, facts)


def quoted(names: Sequence[str]) -> str:
    """Column names for a message; one that could be a value of a row is not repeated."""
    safe = [name if SAYABLE_NAME.fullmatch(name) and not LONG_NUMBER.search(name) else "(uden navn)" for name in names]
    return ", ".join(f"»{name}«" for name in safe)


def _names(contract: Contract) -> dict[str, Column]:
    """Every spelling of a column name that the contract knows."""
    return {name: column for column in contract.columns for name in header_names((column.name, *column.aliases))}


def _unknown(extra: Sequence[str]) -> dict[str, str]:
    if not extra:
        return {"unknown_da": "", "unknown_en": ""}
    return {
        "unknown_da": f" Filen har {quoted(extra)}, som ikke kendes. "
        "Tilføj et alias i kilde-opsætningen, hvis det er den samme.",
        "unknown_en": f" The file has {quoted(extra)}, which is not known. "
        "Add an alias to the source's contract if it is the same.",
    }


def _header_index(records: Records, contract: Contract) -> int:
    """Position of the header among the records: the first, or in a sheet the best of the first ten rows."""
    if not records.is_sheet:
        return 0
    candidates = [index for index, number in enumerate(records.numbers) if number <= HEADER_SEARCH_ROWS]
    best = max(candidates, key=lambda index: (len(known_names(records.cells[index], contract)), -index), default=None)
    found = best is not None and len(known_names(records.cells[best], contract)) > 0
    if best is not None and found and records.numbers[best] not in records.merged_rows:
        return best
    if any(row <= HEADER_SEARCH_ROWS for row in records.merged_rows):
        raise RefusalError("MERGED_HEADER", rows=max(len(records.cells) - 1, 0))
    raise RefusalError("HEADER", rows=len(records.cells))


def _trailer(body: Sequence[Sequence[str]]) -> tuple[str, ...] | None:
    if not body or body[-1][0].strip().upper() != TRAILER_WORD:
        return None
    return tuple(cell.strip() for cell in body[-1][1:])


def _without_trailing_separator(header: Sequence[str], body: list[list[str]]) -> tuple[int, list[list[str]], bool]:
    """Number of named columns, and the rows without blank cells beyond it when the whole file has them."""
    width = len(header)
    while width > 1 and not header[width - 1].strip():
        width -= 1
    longer = [row for row in body if len(row) > width and not "".join(row[width:]).strip()]
    if width == len(header) and len(longer) < max(len(body), 1):
        return width, body, False
    trimmed = [row if "".join(row[width:]).strip() else row[:width] for row in body]
    return width, trimmed, width < len(header) or bool(longer)


def _shape_codes(body: list[list[str]], header: Header, contract: Contract, *, is_sheet: bool) -> dict[int, str]:
    """FOOTER for total lines at the bottom, FIELD_COUNT for rows of another width; by position in `body`."""
    codes: dict[int, str] = {}
    for index in range(len(body) - 1, -1, -1):
        if not _is_footer(body[index], header, contract):
            break
        codes[index] = "FOOTER"
    width = len(header.names)
    for index, row in enumerate(body):
        if is_sheet and len(row) < width:
            row.extend([""] * (width - len(row)))
        if len(row) != width and index not in codes:
            codes[index] = "FIELD_COUNT"
    return codes


def _is_footer(row: Sequence[str], header: Header, contract: Contract) -> bool:
    """A sparse row that begins with a word for total, or has an amount but none of the key."""
    filled = [index for index, cell in enumerate(row) if cell.strip()]
    if not filled or len(filled) * 2 > len(header.names):
        return False
    if FOOTER_WORDS.match(row[filled[0]].strip()):
        return True
    has_key = any(header.columns[index].key for index in filled if index in header.columns)
    has_total = any(header.columns[index].name == contract.total_column for index in filled if index in header.columns)
    return has_total and not has_key


def _columns(body: list[list[str]], numbers: list[int], codes: Mapping[int, str], header: Header) -> pl.DataFrame:
    """The rows that have the right shape, one text column for each column of the contract that was delivered."""
    if codes:
        kept = [index for index in range(len(body)) if index not in codes]
        body, numbers = [body[index] for index in kept], [numbers[index] for index in kept]
    series = [pl.Series(ROW, numbers, dtype=pl.Int32)]
    values = list(zip(*body, strict=True)) if body else [()] * len(header.names)
    series += [pl.Series(column.name, values[index], dtype=pl.String) for index, column in header.columns.items()]
    return pl.DataFrame(series)
