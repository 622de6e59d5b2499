"""What the reading of one file found: the rows that fit, those that do not, and what there is to say of it.

Not here: how it is found (`judging`), in which process (`reader`), what is done with it (`intake`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import polars as pl
from pydantic import TypeAdapter

from pipelines.sources.codes import Facts, Outcome
from pipelines.sources.contract import Contract
from pipelines.sources.records import ROW
from pipelines.sources.values import CODE, COLUMN, HAS_MASKED, HAS_REPLACEMENT

AMOUNT = "amount_kr"
NO_AMOUNT = pl.lit(None, dtype=pl.Decimal(18, 2)).alias(AMOUNT)
WARNED_OF = {"CPR_REPLACEMENT": HAS_REPLACEMENT, "CPR_IN_TEXT": HAS_MASKED}


@dataclass(frozen=True)
class Totals:
    """What the sender's lines add up to before any was corrected, and what its trailer says of it.

    `delivered_kr` is None where the source has no amounts or some are unread; the others where no trailer says them.
    """

    delivered_kr: Decimal | None = None
    control_rows: int | None = None
    control_kr: Decimal | None = None


TOTALS = TypeAdapter(Totals)


@dataclass(frozen=True)
class Assessment:
    """What a file holds: rows that fit, and rows that are set `aside`; together they are all its rows.

    `corrected` (row_number, correction_id) are rows in which a value was corrected before they were judged. `aside` has
    row_number, code, column and amount_kr, which is null where the source has no amount or it is unread.
    `blocks` are Arrow files of rows, of which those that are not in `aside` fit; `header` are the column names as
    they were, `columns` those of the contract among them and `unknown_columns` the others. `unlinked` are rows that are
    taken without these case numbers and without their text, since the case was an erased child's.
    """

    header: tuple[str, ...]
    columns: tuple[str, ...]
    unknown_columns: tuple[str, ...]
    row_count: int
    aside: pl.DataFrame
    corrected: pl.DataFrame
    blocks: tuple[Path, ...]
    warnings: dict[str, int]
    facts: dict[str, Facts]
    totals: Totals = Totals()
    unlinked: frozenset[int] = frozenset()
    case_fields: tuple[str, ...] = ()

    def fitting(self) -> Iterator[pl.DataFrame]:
        """The rows that fit, block by block, with `row_number` and the contract's fields."""
        for block in self.blocks:
            rows = pl.read_ipc(block.read_bytes()).drop(*WARNED_OF.values())
            if self.unlinked:
                rows = rows.with_columns(pl.when(~self._is_unlinked).then(pl.col(*self.case_fields)))
            yield rows.join(self.aside, on=ROW, how="anti", maintain_order="left") if self.aside.height else rows

    def texts(self) -> pl.LazyFrame:
        """The rows that fit and whose text may be kept, all of them, without having them in memory."""
        rows = pl.concat(pl.scan_ipc(block) for block in self.blocks).filter(~self._is_unlinked)
        return rows.join(self.aside.lazy(), on=ROW, how="anti", maintain_order="left")

    @property
    def _is_unlinked(self) -> pl.Expr:
        return pl.col(ROW).is_in(pl.Series(sorted(self.unlinked), dtype=pl.Int32).implode())

    @property
    def loaded_count(self) -> int:
        """How many rows fit."""
        return self.row_count - self.aside.height

    def loaded_kr(self, contract: Contract) -> Decimal:
        """The kroner of the rows that fit; 0 where the source has none."""
        if contract.amount is None:
            return Decimal(0)
        amounts = [block.select(amount_of(contract))[AMOUNT].sum() for block in self.fitting()]
        return sum((Decimal(amount or 0) for amount in amounts), Decimal(0))

    @property
    def outcome(self) -> Outcome:
        """QUARANTINE before ACCEPT_WARN before ACCEPT."""
        if self.aside.height:
            return "QUARANTINE"
        return "ACCEPT_WARN" if self.warnings else "ACCEPT"

    @property
    def reasons(self) -> dict[str, int]:
        """Rows kept aside by code."""
        counts = self.aside.group_by(CODE).len().sort(CODE)
        return dict(counts.iter_rows())


def first_rows(aside: pl.DataFrame) -> dict[str, Facts]:
    """For each code the first row and column that got it."""
    firsts = aside.sort(ROW).group_by(CODE, maintain_order=True).first().select(CODE, ROW, COLUMN)
    return {code: {"row": str(row), "column": column} for code, row, column in firsts.iter_rows()}


def amount_of(contract: Contract) -> pl.Expr:
    """The kroner of a row; null where the source has none."""
    return pl.col(contract.amount.field).alias(AMOUNT) if contract.amount is not None else NO_AMOUNT
