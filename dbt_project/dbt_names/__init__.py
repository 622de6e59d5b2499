"""What dbt calls by name in our SQL, as text, so that its style is checked without dbt.

Not here: macros of our own (`macros/`).
"""

from __future__ import annotations

from collections.abc import Callable


def date_trunc(part: str, date: str) -> str:
    """A date cut down to the start of its month or year."""
    return f"date_trunc('{part}', {date})"


def dateadd(part: str, count: str, date: str) -> str:
    """A date moved by a count of days or months."""
    return f"{date} + interval {count} {part}"


def datediff(first: str, last: str, part: str) -> str:
    """Days or months between two dates."""
    return f"date_diff('{part}', {first}, {last})"


class Adapter:
    """The warehouse dbt writes for."""

    def dispatch(self, macro: str) -> Callable[..., str]:
        """A macro that each kind of warehouse may spell in its own way."""
        return DISPATCHED[macro].format


DISPATCHED = {"date_of_year": "make_date({0}, {1}, {2})", "month_spine": "select {0} as month"}
adapter = Adapter()
