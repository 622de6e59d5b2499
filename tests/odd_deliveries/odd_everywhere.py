"""The same oddities in every source and in both formats: what is odd about a file does not depend on what it holds."""

from __future__ import annotations

from collections.abc import Iterator

from literal_deliveries import ROWS, text
from odd_case import Case
from odd_workbooks import workbook

from pipelines.sources.contract import Column, Contract, load_contracts

Row = list[str]


def table(source: str) -> list[Row]:
    """Header and two rows that fit."""
    return [line.split(";") for line in ROWS[source]]


def as_csv(_: str, rows: list[Row]) -> bytes:
    return text(*(";".join(row) for row in rows)).encode()


def as_workbook(source: str, rows: list[Row]) -> bytes:
    return workbook((source, [[cell or None for cell in row] for row in rows]))


def with_cell(rows: list[Row], column: str, value: str) -> list[Row]:
    """The rows with a cell of the last one replaced."""
    at = rows[0].index(column)
    return [*rows[:-1], [*rows[-1][:at], value, *rows[-1][at + 1 :]]]


def without_column(rows: list[Row], column: str) -> list[Row]:
    at = rows[0].index(column)
    return [[*row[:at], *row[at + 1 :]] for row in rows]


def oddities(contract: Contract) -> Iterator[tuple[str, list[Row], str, str, int, int]]:
    """Name, rows, outcome, code, rows loaded and rows set aside."""
    rows = table(contract.source)
    needed = [column for column in contract.columns if column.required or column.key]
    yield "as it should be", rows, "ACCEPT", "", 2, 0
    yield "columns the other way round", [row[::-1] for row in rows], "ACCEPT", "", 2, 0
    yield "no rows", rows[:1], "ACCEPT" if contract.may_be_empty else "REJECT", "NO_ROWS", 0, 0
    yield "no column names", rows[1:], "REJECT", "HEADER", 0, 0
    yield "an added column", [[*row, str(n)] for n, row in enumerate(rows)], "ACCEPT_WARN", "EXTRA_COLUMN", 2, 0
    yield "a column twice", [[*row, row[0]] for row in rows], "REJECT", "DUPLICATE_COLUMN", 0, 0
    yield "the same row twice", [*rows, rows[-1]], "QUARANTINE", "DUPLICATE_ROW", 2, 1
    yield "a row too long", [*rows[:-1], [*rows[-1], "x"]], "QUARANTINE", "FIELD_COUNT", 1, 1
    for column in needed:
        yield f"{column.name} left out", without_column(rows, column.name), "REJECT", "MISSING_COLUMN", 0, 0
    for column in (column for column in needed if column.required):
        blank = with_cell(rows, column.name, "")
        yield f"{column.name} blank", blank, "QUARANTINE", missing(column), 1, 1
    for column in contract.columns:
        if column.name in rows[0] and column.privacy != "text":
            wrong = with_cell(rows, column.name, "#N/A")
            yield f"an error value as {column.name}", wrong, "QUARANTINE", error_code(column), 1, 1


def missing(column: Column) -> str:
    """What the lack of a required value gets."""
    kinds = {"cpr": "CPR", "date": "DATE", "amount": "AMOUNT", "int": "NUMBER", "number": "NUMBER", "pct": "NUMBER"}
    return f"{'KEY' if column.key else kinds.get(column.type, 'VALUE')}_MISSING"


def error_code(column: Column) -> str:
    """What a workbook's error value gets in a column."""
    numbers = {"amount": "AMOUNT_FORMAT", "int": "NUMBER_FORMAT", "number": "NUMBER_FORMAT", "pct": "NUMBER_FORMAT"}
    return {**numbers, "date": "DATE_FORMAT", "cpr": "CPR_FORMAT"}.get(column.type, "CODE")


def case_of(source: str, suffix: str, oddity: tuple[str, list[Row], str, str, int, int]) -> Case:
    name, rows, outcome, code, loaded, aside = oddity
    content = (as_csv if suffix == "csv" else as_workbook)(source, rows)
    reasons = (code,) if outcome in ("REJECT", "QUARANTINE") else ()
    warnings = (code,) if outcome == "ACCEPT_WARN" else ()
    return Case(
        f"{source} {suffix}: {name}", content, outcome, reasons, warnings, loaded, aside, f"{source}_202609.{suffix}"
    )


def everywhere() -> Iterator[Case]:
    for source, contract in load_contracts().items():
        for oddity in oddities(contract):
            for suffix in ("csv", "xlsx"):
                yield case_of(source, suffix, oddity)
        rows = table(source)
        for name, delimiter in (("commas", ","), ("tabs", "\t"), ("bars", "|")):
            parted = as_csv(source, rows).replace(b";", delimiter.encode())
            yield Case(f"{source}: {name}", parted, "REJECT", ("DELIMITER",), file=f"{source}_202609.csv")


EVERYWHERE = list(everywhere())
