"""Deliveries whose right values are known before any program reads them: values are drawn, then spelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from pipelines.sources.contract import Column, Contract

EDITION = 202609
LAST_DAY = date(2026, 9, 30)
WORDS = ("Åben", "Skolen ved Åen", "Nord", "Øst", "Næste trin", "Bakken", "Område A", "Syd")
Value = object


@dataclass(frozen=True)
class Known:
    """Header and cells of a delivery, and the value of each row's fields."""

    header: tuple[str, ...]
    cells: tuple[tuple[str, ...], ...]
    values: tuple[dict[str, Value], ...]

    @property
    def text(self) -> str:
        return "".join(";".join(row) + "\n" for row in (self.header, *self.cells))


def known_delivery(contract: Contract, rng: Random, count: int = 6) -> Known:
    """A delivery of this many rows in which every value is legal and every key is there once."""
    cells: list[tuple[str, ...]] = []
    values: list[dict[str, Value]] = []
    keys: set[tuple[Value, ...]] = set()
    while len(cells) < count:
        drawn = {column: draw(column, contract, rng) for column in contract.columns}
        key = tuple(drawn[column] for column in contract.key)
        if key not in keys:
            keys.add(key)
            cells.append(tuple(spelled(value, column, rng) for column, value in drawn.items()))
            values.append({column.field: value for column, value in drawn.items()})
    return Known(tuple(column.name for column in contract.columns), tuple(cells), tuple(values))


def draw(column: Column, contract: Contract, rng: Random) -> Value:
    """A legal value of a column; None for some of those that may be blank."""
    if not column.required and rng.random() < 0.3:
        return None
    return DRAWN.get(column.type, drawn_words)(column, contract, rng)


def drawn_words(_: Column, __: Contract, rng: Random) -> str:
    return f"{rng.choice(WORDS)} {rng.randint(1, 999)}"


def drawn_int(column: Column, _: Contract, rng: Random) -> int:
    least = column.minimum if column.minimum is not None else 1
    return rng.randint(least, min(column.maximum if column.maximum is not None else 9_999, least + 9_999))


def drawn_child(_: Column, __: Contract, rng: Random) -> str:
    return f"{rng.randint(1, 28):02}{rng.randint(1, 12):02}{rng.randint(10, 18)}{rng.randint(4000, 9999)}"


def drawn_day(column: Column, contract: Contract, rng: Random) -> date:
    """A day on which the row is legal: in the edition's month where it must be, ends after starts."""
    if column.name == contract.period_date or column.name in {end for _, end in contract.order}:
        return date(2026, 9, rng.randint(1, 30))
    return date(2025, 1, 1) + timedelta(days=rng.randint(0, 600))


def drawn_decimal(column: Column, _: Contract, rng: Random) -> Decimal:
    if column.type == "amount":
        return Decimal(rng.choice((1, -1)) * rng.randint(0, 10 ** rng.randint(1, 11) - 1)).scaleb(-2)
    least = column.minimum if column.minimum is not None else 0
    most = 100 if column.type == "pct" else column.maximum if column.maximum is not None else 5_000
    return Decimal(rng.randint(least * 10_000, most * 10_000)).scaleb(-4)


DRAWN: Mapping[str, Callable[[Column, Contract, Random], Value]] = {
    "date": drawn_day,
    "int": drawn_int,
    **dict.fromkeys(("amount", "number", "pct"), drawn_decimal),
    "cpr": drawn_child,
    "code": lambda column, _, rng: rng.choice(column.codes),
    "bool": lambda _, __, rng: rng.random() < 0.5,
    "municipality": lambda _, __, rng: str(rng.randint(101, 860)),
    "school_year": lambda _, __, rng: f"20{(year := rng.randint(20, 25))}/{year + 1}",
}


def spelled(value: Value, column: Column, rng: Random) -> str:
    """One of the legal spellings of a value."""
    if isinstance(value, bool):
        return "ja" if value else "nej"
    if isinstance(value, date):
        return value.strftime(rng.choice(("%d-%m-%Y", "%d.%m.%Y", "%Y-%m-%d")))
    if isinstance(value, Decimal):
        return spelled_decimal(value, rng)
    text = "" if value is None else str(value)
    if text and column.type == "cpr":
        return text[:6] + rng.choice(("-", "-", "", " ")) + text[6:]
    return rng.choice(("", "0")) + text if text and column.type == "municipality" else text


def spelled_decimal(value: Decimal, rng: Random) -> str:
    """Thousands grouped or not, decimals as far as they are needed or whole, minus before, behind or in brackets."""
    point = rng.choice(("", ".", " ", "\u00a0", "'"))
    whole, _, decimals = f"{abs(value):,}".partition(".")
    kept = decimals if rng.random() < 0.5 else decimals.rstrip("0")
    plain = whole.replace(",", point) + (f",{kept}" if kept else "")
    signs = ("-{}", "{}-", "({})", "\u2212{}") if value < 0 else ("{}", "{}", "+{}")
    return rng.choice(signs).format(plain)
