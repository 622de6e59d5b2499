"""The working lists by case number, as the newest run wrote them: what waits, and bills that do not fit.

No names, and nobody sees more than their own: an area leader the cases of children who live in the area's districts, a
school leader those at the own institution. Not here: what stands in the lists (`assets/worktop`,
`assets/billing_list`), that each view is noted (`case_pages`).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pipelines.publishing.content import NOT_PLACES
from pipelines.publishing.numbers import number_text
from pipelines.publishing.published_file import PublishedFile
from pipelines.publishing.texts import name
from pipelines.review.reviewer import NARROW, Reviewer, Right
from pipelines.review.words import word
from pipelines.settings import DataDirectory, Language

Kind = Literal["indstilling", "bevilling", "start", "revisitation", "regning"]
KINDS: Mapping[Kind, Right] = {
    "revisitation": "cases", "indstilling": "cases", "bevilling": "cases", "start": "cases", "regning": "bills",
}  # fmt: skip
"""The lists, and the right that each needs."""
AREA_OF_DISTRICT = "select district_id, area_id from mart.district"
FIGURES = frozenset({"dage", "koster_i_aar", "koster_naeste_aar", "faktureret", "forventet", "forskel"})
DAYS = frozenset({"startdato", "venter_siden"})
LEFT_OUT = frozenset({"slags", "institution"})
"""What every row of a list says alike, and what its number says already."""


@dataclass(frozen=True)
class CaseList:
    """One list: the columns that say something, and the rows in their printed form."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def case_list(
    kind: Kind, data: DataDirectory, as_of: date, source: PublishedFile, reviewer: Reviewer, language: Language
) -> CaseList | None:
    """The reviewer's own rows of a list; None where the newest run left none."""
    path = data.misfit_bills(as_of) if kind == "regning" else data.open_cases(as_of)
    if not path.is_file():
        return None
    rows = [row for row in _rows(path) if row.get("slags", kind) == kind and _is_own(row, source, reviewer)]
    told = [
        column for column in (rows[0] if rows else ()) if column not in LEFT_OUT and any(row[column] for row in rows)
    ]
    return CaseList(told, [[_said(column, row[column], language) for column in told] for row in rows])


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def _is_own(row: Mapping[str, str], source: PublishedFile, reviewer: Reviewer) -> bool:
    if reviewer.role not in NARROW:
        return True
    if reviewer.role == "school":
        return row["institutionsnummer"] in reviewer.own
    areas = {found["district_id"]: found["area_id"] for found in source.rows(AREA_OF_DISTRICT)}
    return areas.get(row["distrikt"]) in reviewer.own


def _said(column: str, value: str, language: Language) -> str:
    """A value as people write it; a number stands as it was delivered."""
    if not value:
        return ""
    if column in FIGURES:
        return number_text(Decimal(value.replace(",", ".")), 0, language)
    if column in DAYS:
        return f"{date.fromisoformat(value):%d.%m.%Y}"
    if column == "indstillingstype":
        return word(f"referral_{value}", language)
    if column == "tilbudstype":
        return word("not_said", language) if value == NOT_PLACES else name("offer_type", value, language)
    return value
