"""Which columns the paper's first table has, in the municipality's own order, and which tables it has beside its own.

Four are always there: a deviation is not printed without what it is the difference of and how sure it is. Not here:
what stands in them (`publishing.follow_up`).
"""

from __future__ import annotations

from typing import Literal

from pydantic_core import PydanticCustomError

PaperColumn = Literal[
    "vedtaget",
    "tillaeg",
    "korrigeret",
    "budget",
    "forbrug",
    "forbrugsprocent",
    "forventet",
    "interval",
    "afvigelse",
    "forrige",
    "aendring",
    "afvigelsesprocent",
    "ordinaer_drift",
    "overfoersel",
    "heraf",
    "eksklusive",
    "begrundelse",
    "kontonr",
]
ExtraTable = Literal["aarets_prognoser", "overslagsaar"]
"""Tables that a paper has only where they are wanted: the year so far by offer type, and a budget's years by area."""
DEFAULT: tuple[PaperColumn, ...] = ("budget", "forventet", "interval", "afvigelse", "aendring", "afvigelsesprocent")
ALWAYS: tuple[PaperColumn, ...] = ("budget", "forventet", "interval", "afvigelse")
OF_A_CAUSE: tuple[PaperColumn, ...] = ("heraf", "eksklusive")
MOST, MOST_OF_WIDE = 7, 6
"""So many have room on a page beside the lines' names; fewer where amounts have all their digits or words stand."""


def refuse_what_has_no_place(
    columns: tuple[PaperColumn, ...], cause: str | None, published_in: str | None, *, has_accounts: bool,
    is_in_kroner: bool,
) -> None:  # fmt: skip
    """PydanticCustomError for a column that is given twice, missing, one too many, or that there is nothing to fill.

    A special cause may be one child's: it is printed only where the municipality has published the very figures.
    """
    if len(set(columns)) < len(columns):
        raise PydanticCustomError("doubled_column", "")
    if missing := [column for column in ALWAYS if column not in columns]:
        raise PydanticCustomError("missing_columns", "", {"names": ", ".join(missing)})
    most = MOST_OF_WIDE if is_in_kroner or "begrundelse" in columns else MOST
    if len(columns) > most:
        raise PydanticCustomError("too_many_columns", "", {"most": most, "count": len(columns)})
    if set(OF_A_CAUSE) & set(columns) and not (cause and published_in):
        raise PydanticCustomError("cause_not_told", "")
    if "kontonr" in columns and not has_accounts:
        raise PydanticCustomError("accounts_not_told", "")
