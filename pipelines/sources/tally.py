"""What only a file as a whole can tell, counted block by block: its month, its payers, its trailer and its keys.

Not here: a row by itself (`values`, `rows`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal

import polars as pl

from pipelines.sources.amounts import plain_amount
from pipelines.sources.assessment import Totals
from pipelines.sources.codes import RefusalError
from pipelines.sources.contract import Contract
from pipelines.sources.deliveries import DeliveryName
from pipelines.sources.records import ROW
from pipelines.sources.table import Shaped
from pipelines.sources.values import CODE

KEY_HASH = "key_hash"
COUNT = "[0-9]{1,7}"
SUM_DIGITS = 15
# An extract is often made some days into the next month, and then holds what was registered in those days.
EXTRACTED_WITHIN = timedelta(days=10)
MISTYPED_ROWS = 2


class Tally:
    """The counts of one file; `add` takes each block, the checks are asked when all have been taken."""

    def __init__(self, contract: Contract, name: DeliveryName, our_code: str) -> None:
        self._contract = contract
        self._name = name
        self._our_code = our_code
        self._payers: Counter[str] = Counter()
        self.row_count = 0
        self._dated = 0
        self._days: Counter[str] = Counter()
        self._shapes: Counter[str] = Counter()
        self._sum = Decimal(0)
        self._unread_amounts = 0
        self._control: tuple[int | None, Decimal | None] = (None, None)
        self._keys: list[pl.DataFrame] = []

    def add(self, block: Shaped, dated: pl.DataFrame, amounts: pl.Series | None) -> None:
        """Take a block: its shape, the rows whose dates tell of the month, and the amounts that the sender summed."""
        self.row_count += block.row_count
        self._dated += dated.height
        self._shapes.update(block.aside[CODE].to_list())
        self._add_days(dated)
        if self._contract.payer is not None and self._our_code:
            self._payers.update(dated[self._contract.payer.field].drop_nulls().to_list())
        if amounts is not None:
            self._sum += Decimal(amounts.sum() or 0)
            self._unread_amounts += amounts.null_count()

    def add_keys(self, fitting: pl.DataFrame) -> None:
        """Take the keys of rows that fit."""
        keys = pl.struct(column.field for column in self._contract.key)
        self._keys.append(fitting.select(ROW, keys.hash().alias(KEY_HASH)))

    def rows_of_doubled_keys(self) -> pl.Series:
        """The numbers of rows whose key is, but for a chance in a billion billions, that of another row too."""
        keys = pl.concat(self._keys) if self._keys else pl.DataFrame(schema={ROW: pl.Int32, KEY_HASH: pl.UInt64})
        return keys.filter(pl.col(KEY_HASH).is_duplicated())[ROW]

    def wrong_period(self) -> Iterator[RefusalError]:
        """A period source with most dates outside its month, a snapshot that knows of days to come."""
        contract, days = self._contract, self._days
        if contract.period_date is not None and days["outside"] * 2 > days["dated"]:
            yield self._mismatch(contract.period_date, days["outside"])
        elif contract.registration_date is not None and self._is_of_later_month:
            yield self._mismatch(contract.registration_date, days["registered_later"])
        elif contract.occurred_date is not None and days["occurred_later"] * 2 > self._dated:
            yield self._mismatch(contract.occurred_date, days["occurred_later"])

    def of_another_municipality(self) -> Iterator[RefusalError]:
        """Places of which the municipality pays for none: nothing of another's children is to be kept here."""
        if self._payers and self._our_code not in self._payers:
            payer, paid = min(self._payers.items(), key=lambda entry: (-entry[1], entry[0]))
            count = str(self._payers.total())
            yield RefusalError("OTHER_MUNICIPALITY", our_code=self._our_code, count=count, payer=payer, paid=str(paid))

    @property
    def registered_later(self) -> int:
        """Rows registered after the month that the extract speaks for; it was made some days into the next."""
        return self._days["registered_later"]

    @property
    def _is_of_later_month(self) -> bool:
        """Whether a snapshot knows more of the time after its month than the days until it was made can explain."""
        days = self._days
        return days["registered_long_after"] > MISTYPED_ROWS or days["registered_later"] * 2 > self._dated

    def wrong_totals(self, trailer: tuple[str, ...]) -> Iterator[RefusalError]:
        """Rows or sum of the amount column other than the trailer says; unread amounts leave the sum open."""
        said_rows, said_sum = [*trailer, "", ""][:2]
        self._control = (_count(said_rows), _amount(said_sum))
        # A sender may or may not count the total line below the rows.
        counts = {str(self.row_count), str(self.row_count - self._shapes["FOOTER"])}
        if said_rows and said_rows.replace(".", "") not in counts:
            shown = said_rows if re.fullmatch(COUNT, said_rows) else "?"
            yield RefusalError(
                "CONTROL_TOTAL", what_da="antallet", what_en="count", found=str(self.row_count), said=shown
            )
            return
        is_open = self._contract.total_column is None or self._unread_amounts or self._shapes["FIELD_COUNT"]
        if said_sum and not is_open and self._sum != (said := _amount(said_sum)):
            yield RefusalError(
                "CONTROL_TOTAL",
                what_da="summen",
                what_en="total",
                found=danish_amount(self._sum),
                said=danish_amount(said),
            )

    @property
    def totals(self) -> Totals:
        """What the lines add up to, and what the trailer says of it."""
        is_known = self._contract.amount is not None and not self._unread_amounts and not self._shapes["FIELD_COUNT"]
        return Totals(self._sum if is_known else None, *self._control)

    def _add_days(self, read: pl.DataFrame) -> None:
        contract, last = self._contract, self._name.edition_date
        if contract.kind == "period" and contract.period_date is not None:
            days = read[contract.column(contract.period_date).field].drop_nulls()
            self._days["dated"] += days.len()
            self._days["outside"] += days.len() - int(days.is_between(last.replace(day=1), last).sum())
        self._days["registered_later"] += self._later_than(last, read, contract.registration_date)
        self._days["registered_long_after"] += self._later_than(
            last + EXTRACTED_WITHIN, read, contract.registration_date
        )
        self._days["occurred_later"] += self._later_than(last, read, contract.occurred_date)

    def _later_than(self, day: date, read: pl.DataFrame, column: str | None) -> int:
        return 0 if column is None else int((read[self._contract.column(column).field] > day).sum())

    def _mismatch(self, column: str, count: int) -> RefusalError:
        return RefusalError("PERIOD_MISMATCH", column=column, edition=str(self._name.edition), count=str(count))


def danish_amount(amount: Decimal | None) -> str:
    """An amount as `1.234,56`; a question mark when there is none."""
    return "?" if amount is None else f"{amount:,.2f}".translate(str.maketrans(",.", ".,"))


def _count(text: str) -> int | None:
    digits = text.replace(".", "")
    return int(digits) if digits.isascii() and digits.isdecimal() else None


def _amount(text: str) -> Decimal | None:
    """A sum of amounts; it may be larger than any of them."""
    plain: str | None = pl.select(plain_amount(pl.lit(text)).alias("amount"))["amount"][0]
    return Decimal(plain) if plain is not None and len(plain.lstrip("-").partition(".")[0]) <= SUM_DIGITS else None
