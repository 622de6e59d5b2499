"""The names of columns: which column of a contract each cell of a header names, and what is wrong with a header.

Here: how names are compared, which of them may be repeated in a message. Not here: where the header stands and how the
rows below it are laid out (`table`), what to write instead of an unknown name (`naming`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pipelines.sources.codes import Facts, RefusalError
from pipelines.sources.contract import Column, Contract
from pipelines.sources.naming import naming_advice

DANISH_LETTERS = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa"})
SAYABLE_NAME = re.compile(r"[^\W\d_][\w .,()%/-]{0,40}")
NAME_WORDS = 3
# As `header_names` leaves them: hyphens are underscores.
VALUE = re.compile(r"[0-9]{1,4}[-_./][0-9]{1,2}[-_./][0-9]{2,4}|[-_]?[0-9.]+,[0-9]+|[0-9]{6}[-_ ]?[0-9]{4}")
Why = tuple[str, str]
"""What is wrong with a first line, in Danish and in English."""
NO_NAMES: Why = (
    "Ingen af navnene kendes. Sæt dem øverst, og slet, hvad der står over; de står i docs/data-dictionary.md.",
    "None of the names is known. Put them at the top and delete what is above; they are in docs/data-dictionary.md.",
)
IN_ONE_CELL: Why = (
    "Navnene står alle i én celle. Del linjerne i kolonner (Data, Tekst til kolonner, semikolon), og gem igen.",
    "All names stand in one cell. Split the lines into columns (Data, Text to Columns, semicolon) and save again.",
)
HOLDS_VALUES: Why = (
    "Der står datoer eller beløb blandt navnene; et linjeskift er nok tabt. Bed afsenderen om et nyt udtræk.",
    "Dates or amounts stand among the names; a line end is probably lost. Ask the sender for a new extract.",
)
LONG_NUMBER = re.compile(r"\d{5,}|\d{6}-?\d{4}")


def header_names(cells: Sequence[str]) -> list[str]:
    """Column names as they are compared: lower case, blanks and hyphens as underscores, no point or star behind."""
    return [re.sub(r"[\s\-]+", "_", cell.strip().casefold().rstrip(".:* ")) for cell in cells]


def known_names(cells: Sequence[str], contract: Contract) -> set[str]:
    """The columns of the contract that these header cells name."""
    return {column.name for _, column in named_columns(cells, contract)}


def named_columns(cells: Sequence[str], contract: Contract) -> list[tuple[int, Column]]:
    """Which position names which column: by what the municipality calls it, else by a spelling of the contract."""
    names = header_names(cells)
    return [(index, column) for column in contract.columns for index in _positions(names, column)]


def match_header(
    cells: Sequence[str], contract: Contract
) -> tuple[Sequence[tuple[int, Column]], tuple[str, ...], tuple[RefusalError, ...]]:
    """Which position names which column, the columns that must be there once and are not, and what is wrong with that.

    Every missing or doubled column is named at once.
    """
    columns = named_columns(cells, contract)
    extra, names = extra_names(cells, columns), [column.name for _, column in columns]
    doubled = _doubled(names)
    missing = [c.name for c in contract.columns if (c.required or c.key) and c.name not in names]
    problems = []
    if twice := [name for name in (*sorted(doubled), *sorted(_doubled(extra))) if name]:
        problems.append(RefusalError("DUPLICATE_COLUMN", columns=quoted(twice)))
    if any(map(is_value, extra)):
        raise no_header(HOLDS_VALUES)
    if missing:
        advice = naming_advice(contract.source, missing, list(filter(is_sayable, extra)), header_names(cells))
        problems.append(RefusalError("MISSING_COLUMN", rows=0, columns=quoted(missing), **advice))
    read = [(index, column) for index, column in columns if column.name not in doubled]
    return read, (*missing, *doubled), tuple(problems)


def header_warnings(
    cells: Sequence[str], columns: Sequence[tuple[int, Column]]
) -> tuple[dict[str, int], dict[str, Facts]]:
    """What there is to know of a header: columns under other names, and columns that are not loaded."""
    written, extra = header_names(cells), extra_names(cells, columns)
    aliases = [
        f"{quoted([written[index]])} → »{column.name}«" for index, column in columns if written[index] != column.name
    ]
    warnings: dict[str, int] = {}
    facts: dict[str, Facts] = {}
    for code, found, said in (("ALIAS", aliases, ", ".join(aliases)), ("EXTRA_COLUMN", extra, quoted(extra))):
        if found:
            warnings[code], facts[code] = len(found), {"columns": said}
    return warnings, facts


def extra_names(cells: Sequence[str], columns: Sequence[tuple[int, Column]]) -> list[str]:
    """The names that no column of the contract is called."""
    named = {index for index, _ in columns}
    return [name for index, name in enumerate(header_names(cells)) if index not in named]


def is_sayable(name: str) -> bool:
    """Whether a column name cannot be a value of a row: long texts and numbers can."""
    is_short = len(re.split(r"[\s_]+", name)) <= NAME_WORDS
    return is_short and SAYABLE_NAME.fullmatch(name) is not None and not LONG_NUMBER.search(name)


def is_value(name: str) -> bool:
    """Whether a cell of the header can be nothing but a value: a day, an amount or a CPR number."""
    return VALUE.fullmatch(name.strip()) is not None


def no_header(why: Why) -> RefusalError:
    """The refusal of a file whose first line does not name columns."""
    return RefusalError("HEADER", why_da=why[0], why_en=why[1])


def _doubled(names: Sequence[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]


def quoted(names: Sequence[str]) -> str:
    """Column names for a message; one that could be a value of a row is not repeated."""
    safe = [name if is_sayable(name) else "(?)" for name in names]
    return ", ".join(f"»{name}«" for name in safe)


def _positions(names: Sequence[str], column: Column) -> list[int]:
    declared = header_names(column.declared)
    if any(name in declared for name in names):
        return [index for index, name in enumerate(names) if name in declared]
    known = header_names((column.name, *column.aliases))
    return [index for index, name in enumerate(names) if name in known or name.translate(DANISH_LETTERS) in known]
