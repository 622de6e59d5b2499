"""Danish number formats for everything a user sees: `1.234,5`.

Not here: what a number means or its unit.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

MINUS = "−"


def format_count(value: int) -> str:
    """A whole number with thousands points: 1234567 -> `1.234.567`."""
    return format_decimal(value, 0)


def format_decimal(value: Decimal | float, places: int) -> str:
    """A number with `places` decimals, decimal comma, thousands points and a real minus sign."""
    rounded = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    text = f"{abs(rounded):,.{places}f}".translate(str.maketrans(",.", ".,"))
    return f"{MINUS}{text}" if rounded < 0 else text
