"""The checks that follow from a contract alone, so that `raw` is held to it even if the gate should slip.

Not here: what only a person knows of a source (its own module). A contract arrives as plain data.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd

from expectations.check import Check, Rule, at_least_rows, every_part, in_order, unique_key
from expectations.result import SuiteContext

EARLIEST = pd.Timestamp(1990, 1, 1)
YEARS_AHEAD = 5
LARGEST_AMOUNT_KR = 999_999_999.99
NUMBERS = ("int", "amount", "number", "pct")

ROWS = Rule(
    "NO_ROWS",
    "kritisk",
    da="Leverancen har rækker",
    en="The delivery has rows",
    consequence_da="Tallene, der bygger på kilden, ville mangle, uden at det kunne ses.",
    question="strukturel",
    consequence_en="The figures that build on the source would be missing without anyone seeing it.",
)
FILLED = Rule(
    "REQUIRED",
    "kritisk",
    da="Krævede kolonner er udfyldt",
    en="Required columns are filled",
    consequence_da="Rækker uden de krævede oplysninger kan ikke regnes med.",
    question="strukturel",
    consequence_en="Rows without the required information cannot be counted.",
)
CODES = Rule(
    "CODE",
    "kritisk",
    da="Koder findes i kodelisten",
    en="Codes are in the code list",
    consequence_da="Rækker med ukendte koder falder uden for alle opdelinger.",
    question="strukturel",
    consequence_en="Rows with unknown codes fall outside every breakdown.",
)
DATES = Rule(
    "DATE_RANGE",
    "kritisk",
    da="Datoer ligger mellem 1990 og fem år efter udtrækket",
    en="Dates lie between 1990 and five years after the extract",
    consequence_da="Et forkert årstal flytter helårspladser og kroner til år, der ikke findes.",
    question="strukturel",
    consequence_en="A wrong year moves full-year places and kroner to years that do not exist.",
)
LIMITS = Rule(
    "NUMBER_RANGE",
    "kritisk",
    da="Tal ligger inden for kontraktens grænser",
    en="Numbers lie within the contract's limits",
    consequence_da="Et tal uden for grænserne er en tastefejl eller en anden enhed og trækker summen skæv.",
    question="strukturel",
    consequence_en="A number outside the limits is a slip of the keys or another unit and skews the sum.",
)
ORDER = Rule(
    "DATE_ORDER",
    "kritisk",
    da="Slutdatoen ligger ikke før startdatoen",
    en="The end date is not before the start date",
    consequence_da="Rækker med negativ varighed ville trække helårspladser fra.",
    question="strukturel",
    consequence_en="Rows of negative length would subtract full-year places.",
)
KEY = Rule(
    "KEY_CONFLICT",
    "kritisk",
    da="Nøglen er entydig",
    en="The key is unique",
    consequence_da="Samme nøgle to gange tæller barnet eller kronerne dobbelt.",
    question="strukturel",
    consequence_en="The same key twice counts the child or the kroner twice.",
)
KEY_ACROSS_MONTHS = Rule(
    "KEY_REPEATED",
    "advarsel",
    da="Nøglen går ikke igen i en anden måneds leverance",
    en="The key is not repeated in another month's delivery",
    consequence_da="Den samme række kan være leveret i to måneder og tælle dobbelt.",
    question="strukturel",
    consequence_en="The same row may have been delivered in two months and count twice.",
)


def prepared(contract: Mapping[str, Any], frame: pd.DataFrame) -> pd.DataFrame:
    """Dates as timestamps, numbers as floats, answers as objects, whichever reader it came from; rows numbered anew."""
    by_type = {column["field"]: column["type"] for column in warehouse_columns(contract)}
    dates = {name: pd.to_datetime(frame[name], errors="coerce") for name in needing(frame, by_type, ("date",), "M")}
    numbers = {
        name: pd.to_numeric(frame[name], errors="coerce").astype("float64")
        for name in needing(frame, by_type, NUMBERS, "iuf")
    }
    answers = {name: frame[name].astype(object) for name in needing(frame, by_type, ("bool",), "bO")}
    return frame.assign(**dates, **numbers, **answers).reset_index(drop=True)


def needing(frame: pd.DataFrame, by_type: Mapping[str, str], types: Iterable[str], kinds: str) -> list[str]:
    """The fields of these contract types whose column is not a plain array of one of these kinds yet.

    A column of nullable integers is none: comparing it gives neither true nor false where it is empty.
    """
    plain = [
        name for name, column in frame.items() if isinstance(column.dtype, np.dtype) and column.dtype.kind in kinds
    ]
    return [name for name, kind in by_type.items() if kind in set(types) and name not in plain]


def promised_checks(contract: Mapping[str, Any], frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Key, required columns, code lists, ranges and date order of one source."""
    latest = context.edition_day(contract["source"]) + pd.DateOffset(years=YEARS_AHEAD)
    columns = warehouse_columns(contract)
    rules = {
        FILLED: {c["name"]: frame[c["field"]].notna() for c in columns if c["required"]},
        CODES: {c["name"]: has_code(c, frame) for c in columns if c["codes"]},
        DATES: {c["name"]: is_within(frame[c["field"]], EARLIEST, latest) for c in columns if c["type"] == "date"},
        LIMITS: {c["name"]: is_within(frame[c["field"]], *limits(c)) for c in columns if c["type"] in NUMBERS},
        ORDER: {end: in_order(frame[a], frame[b]) for end, a, b in ordered_fields(contract)},
    }
    by_row = [Check(rule, every_part(parts)) for rule, parts in rules.items() if parts]
    key_rule = KEY if contract["kind"] == "snapshot" else KEY_ACROSS_MONTHS
    return [Check(key_rule, unique_key(c["field"] for c in columns if c["key"])), *by_row]


def presence_checks(contract: Mapping[str, Any]) -> list[Check]:
    """A delivered source has rows, critically so when it is required; one that may be empty is asked nothing."""
    rule = ROWS if contract["required"] else replace(ROWS, severity="advarsel")
    return [] if contract["may_be_empty"] else [Check(rule, at_least_rows(1))]


def warehouse_columns(contract: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The columns that reach the warehouse: all but free text."""
    return [column for column in contract["columns"] if column["privacy"] != "text"]


def has_code(column: Mapping[str, Any], frame: pd.DataFrame) -> pd.Series:
    """Rows whose value is empty or in the code list."""
    values = frame[column["field"]]
    return values.isna() | values.isin(column["codes"])


def is_within(values: pd.Series, lowest: Any, highest: Any) -> pd.Series:
    """Rows whose value is empty or between the two bounds, both included."""
    return values.isna() | values.between(lowest, highest)


def limits(column: Mapping[str, Any]) -> tuple[float, float]:
    """Lowest and highest value of a number: the contract's own, else those of its type."""
    low, high = (0.0, 100.0) if column["type"] == "pct" else (-LARGEST_AMOUNT_KR, LARGEST_AMOUNT_KR)
    lowest = low if column["minimum"] is None else float(column["minimum"])
    return lowest, high if column["maximum"] is None else float(column["maximum"])


def ordered_fields(contract: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """The contract's date orders as (Danish name of the later column, earlier field, later field)."""
    fields = {column["name"]: column["field"] for column in contract["columns"]}
    return [(later, fields[earlier], fields[later]) for earlier, later in contract["order"]]
