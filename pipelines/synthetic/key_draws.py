"""Draws that belong to a key, not to an order: the same row draws the same in every period.

Not here: draws in the order things happen (`streams`).
"""

from __future__ import annotations

import polars as pl

PRIME = 1_000_003


def _number(column: str) -> pl.Expr:
    return pl.col(column).str.extract_all(r"\d").list.join("").cast(pl.Int64)


def key_draw(column: str, seed: int, salt: int) -> pl.Expr:
    """A draw from 0 to 1 by the digits of a key; another salt gives another draw."""
    first = (_number(column) * 7919 + seed * 104_729 + salt * 15_485_863 + 17) % PRIME
    second = (first * first + salt * 31 + 7) % PRIME
    return ((second * first + second * 69_069 + 12_345) % PRIME) / PRIME


def key_days(column: str, seed: int, salt: int, low: int, high: int) -> pl.Expr:
    """Whole days from low to high, by the key."""
    return low + (key_draw(column, seed, salt) * (high - low + 1)).cast(pl.Int64)


def one_in(count: int, column: str) -> pl.Expr:
    """One row in so many, by the digits of its key."""
    return (_number(column) * 7919 + 17) % count == 0
