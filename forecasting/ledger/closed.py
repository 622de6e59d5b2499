"""When the ledger has a fiscal year whole, and when it is closed: the one rule of all that looks back on accounts.

Not here: what is made of the years (`untied`, `vintage_side`, the review page's benefit of adjustments).
"""

from __future__ import annotations

from datetime import date


def is_whole(year: int, opened: date) -> bool:
    """Whether a ledger whose first posting is of the day has the year from its beginning."""
    return opened <= date(year, 2, 15)


def is_closed(year: int, opened: date, booked_to: date) -> bool:
    """Whether a ledger that goes on to the day has all of the year: also January after it, when late bills come."""
    return is_whole(year, opened) and booked_to >= date(year + 1, 1, 31)
