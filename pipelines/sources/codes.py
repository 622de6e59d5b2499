"""The closed list of outcomes and codes of a delivery, and how a code is said.

Here: `codes.yml` read and validated, the words for a code, and the error that stops the reading of one file. Not here:
when a code is given (`gate`, `values`, `rows`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from pipelines.settings import Language
from pipelines.shipped import shipped_yaml

Outcome = Literal["ACCEPT", "ACCEPT_WARN", "QUARANTINE", "REJECT", "NOOP", "HOLD", "IGNORE"]
Facts = Mapping[str, str]

COUNTED: tuple[Outcome, ...] = ("ACCEPT", "ACCEPT_WARN", "QUARANTINE")


class Code(BaseModel):
    """What a code leads to, whether a person may release such a row, and its message with `{facts}` to fill in."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    outcome: Outcome
    releasable: bool = False
    da: str
    en: str


class RefusalError(Exception):
    """One file is not taken: its code, the facts of its message, and the data lines counted so far.

    `also` are further reasons not to take it; `row_faults` are the rows that would be kept aside if it were, by code,
    with their `count` among the facts. It never leaves `landing`, which turns it into an outcome; facts hold names and
    counts, never a value of a row.
    """

    def __init__(self, code: str, *, rows: int = 0, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.rows = rows
        self.facts = facts
        self.also: tuple[RefusalError, ...] = ()
        self.row_faults: Mapping[str, Facts] = {}


@cache
def load_codes() -> Mapping[str, Code]:
    """Every code by name."""
    return {name: Code.model_validate(entry) for name, entry in shipped_yaml("pipelines.sources", "codes.yml").items()}


def gathered(refusals: Sequence[RefusalError]) -> RefusalError:
    """All that is wrong with one file as one refusal, the first by precedence before the others."""
    order = list(load_codes())
    first, *also = sorted(refusals, key=lambda refusal: order.index(refusal.code))
    first.also = tuple(also)
    return first


def empty(size: int, *, is_sheet: bool = False) -> RefusalError:
    """The refusal of a file of so many bytes that holds nothing."""
    sheet_da, sheet_en = (
        (", men arket har ingen udfyldte celler", ", but the sheet has no filled cells") if is_sheet else ("", "")
    )
    return RefusalError("EMPTY", size_da=f"{size} byte{sheet_da}", size_en=f"{size} bytes{sheet_en}")


def message(code: str, language: Language, facts: Facts) -> str:
    """The sentence for a code; a KeyError means that the code's facts were forgotten."""
    entry = load_codes()[code]
    return (entry.en if language == "en" else entry.da).format_map(dict(facts))
