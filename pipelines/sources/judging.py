"""One file from bytes to judged rows, block by block, without touching the warehouse.

Here: the order in which gate, table, values, rows and tally are asked. Not here: the process of its own in which this
runs (`reader`), what is done with the result (`intake`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl

from pipelines.privacy.cpr import plain_number
from pipelines.settings import LANGUAGES
from pipelines.sources.assessment import NO_AMOUNT, WARNED_OF, Assessment, amount_of, first_rows
from pipelines.sources.codes import Facts, RefusalError, empty, gathered, message
from pipelines.sources.content import Content
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.corrections import corrected
from pipelines.sources.deliveries import DeliveryName
from pipelines.sources.dialect import spoken, translated, with_parts
from pipelines.sources.gate import open_delivery
from pipelines.sources.guidance import Guidance
from pipelines.sources.records import ROW
from pipelines.sources.rows import Known, check_rows, key_conflicts
from pipelines.sources.table import Shaped, find_layout, shaped, trimmed
from pipelines.sources.tally import Tally
from pipelines.sources.values import CODE, COLUMN, is_released, read_column, read_rows

RETYPED_FROM_ROWS = 10
RETYPED_SHARE = 0.9
FORM_CODES = ("CODE", "CPR_LENGTH", "CPR_MISSING", "DATE_MISSING", "AMOUNT_MISSING", "NUMBER_MISSING", "VALUE_MISSING")
LENGTH_WITHOUT_ZERO = 9
NINE_DIGITS: Facts = {
    "digits_da": "har 9 cifre. Excel har formentlig fjernet et foranstillet 0",
    "digits_en": "has 9 digits. Excel has probably dropped a leading 0",
}
OTHER_DIGITS: Facts = {"digits_da": "har ikke 10 cifre", "digits_en": "does not have 10 digits"}


class OpenFile:
    """A file that passed the gate and has a header to go by; RefusalError when it does not.

    `problems` are why nothing of it is taken, although its rows can be read; they are, so that all is said at once.
    """

    def __init__(self, content: Content, name: DeliveryName, contract: Contract, guidance: Guidance) -> None:
        self.name = name
        self.guidance = guidance
        self.contract = spoken(contract, guidance.names, name.edition_date)
        self.records = open_delivery(content, name.suffix, self.contract)
        with self._counting():
            first = next(self.records.blocks(), None)
            if first is None:
                raise empty(len(content), is_sheet=self.records.is_sheet)
            self.layout = find_layout(first[0], self.records, self.contract)
        self.unread = frozenset(self.layout.unread)
        self.contract = self.contract.without(self.unread)
        self.problems = (*self.records.problems, *self.layout.problems)

    def leave_out(self, retyped: RefusalError) -> None:
        """Read the rows without a column of another form, which is a reason not to take the file."""
        column = retyped.facts["column"]
        self.layout = replace(self.layout, columns=[part for part in self.layout.columns if part[1].name != column])
        self.unread |= {column}
        self.contract = self.contract.without(self.unread)
        self.problems = (*self.problems, retyped)

    def blocks(self) -> Iterator[tuple[pl.DataFrame, bool]]:
        """The rows below the header, and whether they are the last."""
        with self._counting():
            for rows, is_last in self.records.blocks():
                yield rows.filter(pl.col(ROW) > self.layout.row), is_last

    def cells(self, rows: pl.Series) -> pl.DataFrame:
        """The rows with these numbers as they came: row_number and cells."""
        found = [block.filter(pl.col(ROW).is_in(rows.implode())) for block, _ in self.blocks()]
        return trimmed(pl.concat(found), self.layout)

    @contextmanager
    def _counting(self) -> Iterator[None]:
        """A refusal tells the lines below the header, all of them when there is none."""
        try:
            yield
        except RefusalError as refusal:
            refusal.rows = max(self.records.count() - (refusal.code != "HEADER"), 0)
            raise


def assess(file: OpenFile, folder: Path, known: Known) -> Assessment:
    """Judge all rows of a file; those that fit are written to the folder. RefusalError when nothing of it is taken."""
    while True:
        judging = Judging(file, folder, known)
        for rows, is_last in file.blocks():
            judging.add(rows, is_last=is_last)
        retyped = judging.retyped_column()
        if retyped is None:
            judging.check_whole()
            return judging.assessment()
        file.leave_out(retyped)  # and see what else is wrong


class Judging:
    """The judging of one file, block by block."""

    def __init__(self, file: OpenFile, folder: Path, known: Known) -> None:
        self._file = file
        self._contract = file.contract
        self._folder = folder
        self._known = known
        self._released = file.guidance.released
        self._tally = Tally(file.contract, file.name, file.guidance.our_code)
        self._aside: list[pl.DataFrame] = []
        self._corrected: list[pl.DataFrame] = []
        self._blocks: list[Path] = []
        self._warned_of: Counter[str] = Counter()
        self._cpr_lengths: set[int] = set()
        self._last: Shaped | None = None

    def add(self, rows: pl.DataFrame, *, is_last: bool) -> None:
        """Judge a block of rows by themselves and write those that fit."""
        contract, records = self._contract, self._file.records
        block = shaped(rows, self._file.layout, contract, is_sheet=records.is_sheet, is_last=is_last)
        cells = self._as_meant(block.cells)
        read = read_rows(cells, contract, self._file.name.edition_date, self._released)
        dated = read.filter(~is_released("DATE_RANGE", self._released))
        self._tally.add(block, dated, amounts_as_delivered(block.cells, cells, read, contract))
        judged = check_rows(read, contract, self._known, self._released)
        fits = pl.col(CODE).is_null()
        fitting = judged.filter(fits).drop(CODE, COLUMN)
        shapes = block.aside.select(ROW, CODE, pl.lit("").alias(COLUMN), NO_AMOUNT)
        self._aside += [judged.filter(~fits).select(ROW, CODE, COLUMN, amount_of(contract)), shapes]
        if self._has_whole_key:
            self._tally.add_keys(fitting)
        self._warned_of.update(self._marks(fitting))
        self._cpr_lengths |= _cpr_lengths(cells, judged, contract)
        self._blocks.append(self._folder / f"{len(self._blocks):04}.arrow")
        fitting.write_ipc(self._blocks[-1])
        self._last = block

    def _as_meant(self, cells: pl.DataFrame) -> pl.DataFrame:
        """The cells with what people have declared: single errors corrected, parts taken out, words translated."""
        guidance, day = self._file.guidance, self._file.name.edition_date
        corrected_cells, matches = corrected(cells, guidance.corrections, self._contract, day)
        self._corrected.append(matches)
        parts = with_parts(corrected_cells, guidance.names, day, self._file.layout.read_as)
        return translated(parts, guidance.values)

    def check_whole(self) -> None:
        """What only the whole file tells; RefusalError with all that is wrong when nothing of it is taken."""
        problems = [
            *self._file.problems,
            *self._end_problems(),
            *self._tally.wrong_period(),
            *self._tally.of_another_municipality(),
            *(self._tally.wrong_totals(self._last.trailer) if self._last and self._last.trailer is not None else ()),
        ]
        if self._has_whole_key:
            self._set_copies_aside()
        if problems:
            refusal = gathered(problems)
            refusal.rows, refusal.row_faults = self._tally.row_count, self._row_faults(problems)
            raise refusal

    def retyped_column(self) -> RefusalError | None:
        """A column of another form, with what is said of a single value of it."""
        problem = retyped_column(self._aside, self._tally.row_count)
        if problem is not None:
            why = problem.facts["why"]
            problem.facts |= {f"form_{language}": message(why, language, self._digits(why)) for language in LANGUAGES}
        return problem

    @property
    def _has_whole_key(self) -> bool:
        """Whether every column of the source's key was read, so that rows can be told apart."""
        return not {column.name for column in load_contracts()[self._contract.source].key} & self._file.unread

    def _row_faults(self, problems: Sequence[RefusalError]) -> dict[str, Facts]:
        """What is wrong with single rows of a file that is not taken, where that is not the reason itself."""
        codes = {problem.code for problem in problems}
        faults = pl.concat(self._aside).filter(pl.col(CODE) != "FOOTER")
        if "TRUNCATED" in codes:
            faults = faults.filter(pl.col(ROW) < pl.col(ROW).max())
        counts = dict(faults.group_by(CODE).len().iter_rows())
        return {
            code: {"count": str(counts[code]), **firsts, **self._digits(code)}
            for code, firsts in sorted(first_rows(faults).items())
        }

    def _digits(self, code: str) -> Facts:
        """How long the CPR numbers are that do not have ten digits."""
        if code != "CPR_LENGTH":
            return {}
        return NINE_DIGITS if self._cpr_lengths == {LENGTH_WITHOUT_ZERO} else OTHER_DIGITS

    def assessment(self) -> Assessment:
        """What came of it."""
        layout, matches = self._file.layout, pl.concat(self._corrected)
        counted = {**self._warned_of, "CORRECTED": matches.height, "REGISTERED_LATER": self._tally.registered_later}
        counts = {code: n for code, n in counted.items() if n}
        is_open = self._last is not None and not self._is_closed(self._last)
        facts: dict[str, Facts] = {**layout.facts, **{code: {"count": str(n)} for code, n in counts.items()}}
        if self._cpr_lengths:
            facts["CPR_LENGTH"] = self._digits("CPR_LENGTH")
        return Assessment(
            header=layout.names,
            columns=tuple(sorted(layout.read_as)),
            unknown_columns=layout.unknown,
            row_count=self._tally.row_count,
            aside=pl.concat(self._aside).sort(ROW),
            corrected=matches,
            blocks=tuple(self._blocks),
            warnings={**layout.warnings, **({"NO_FINAL_NEWLINE": 1} if is_open else {}), **counts},
            facts=facts,
            totals=self._tally.totals,
        )

    def _end_problems(self) -> Iterator[RefusalError]:
        if self._last is not None and self._last.ends_short and not self._is_closed(self._last):
            yield RefusalError("TRUNCATED")
        if self._tally.row_count == 0 and not self._contract.may_be_empty:
            yield RefusalError("NO_ROWS")

    def _is_closed(self, last: Shaped) -> bool:
        """Whether the file says where it ends: by a newline or a trailer."""
        return self._file.records.ends_with_newline or last.trailer is not None

    def _set_copies_aside(self) -> None:
        """Set rows that share their key aside; they are read again from what was written."""
        numbers = self._tally.rows_of_doubled_keys()
        if numbers.is_empty():
            return
        doubled = pl.concat([_rows_of(pl.read_ipc(block.read_bytes()), numbers) for block in self._blocks])
        aside = key_conflicts(doubled, self._contract, self._released)
        self._aside.append(aside.select(ROW, CODE, COLUMN, amount_of(self._contract)))
        self._warned_of.subtract(self._marks(aside))

    def _marks(self, rows: pl.DataFrame) -> dict[str, int]:
        """How many of these rows there is a warning of, by code."""
        numbers = {row for released in self._released.values() for row in released}
        taken = rows.filter(pl.col(ROW).is_in(sorted(numbers))).height if numbers else 0
        return {"RELEASED": taken, **{code: int(rows[mark].sum()) for code, mark in WARNED_OF.items()}}


def retyped_column(aside: list[pl.DataFrame], row_count: int) -> RefusalError | None:
    """A column by whose form nearly every row fails: the column has changed, not the rows."""
    failed = pl.concat(aside)
    if row_count < RETYPED_FROM_ROWS or failed.height < row_count * RETYPED_SHARE:
        return None
    counts = failed.group_by(CODE, COLUMN).len().sort("len", CODE, COLUMN, descending=[True, False, False])
    code, column, count = counts.row(0)
    # A row tells its first fault only, so those that fail by another column say nothing of this one.
    asked = row_count - (failed.height - count)
    is_form = code.endswith("_FORMAT") or code in FORM_CODES
    if not is_form or count * 2 <= row_count or count < asked * RETYPED_SHARE:
        return None
    return RefusalError("RETYPED", column=column, count=str(count), all=str(row_count), why=code)


def amounts_as_delivered(
    delivered: pl.DataFrame, cells: pl.DataFrame, read: pl.DataFrame, contract: Contract
) -> pl.Series | None:
    """The amounts that the sender summed, before any was corrected; None where the source has no amounts."""
    if contract.total_column is None:
        return None
    column = contract.column(contract.total_column)
    if column.name not in delivered or delivered[column.name].equals(cells[column.name]):
        return read[column.field]
    return delivered.select(read_column(column, date.min).value.alias(column.field))[column.field]


def _rows_of(rows: pl.DataFrame, numbers: pl.Series) -> pl.DataFrame:
    return rows.filter(pl.col(ROW).is_in(numbers.implode()))


def _cpr_lengths(cells: pl.DataFrame, judged: pl.DataFrame, contract: Contract) -> set[int]:
    """The lengths of CPR numbers that do not have ten digits."""
    wrong = judged.filter(pl.col(CODE) == "CPR_LENGTH")
    if wrong.is_empty():
        return set()
    column = next(column.name for column in contract.columns if column.type == "cpr")
    number = plain_number(pl.col(column).str.strip_chars())
    return set(_rows_of(cells, wrong[ROW]).select(number.str.len_bytes()).to_series())
