"""The working lists by case number, as the newest run wrote them: what waits, and bills that do not fit.

No names, and nobody sees more than their own: an area leader the cases of children who live in the area's districts, a
school leader those at the own institution and the referrals that it has made itself. Not here: what stands in the lists
(`assets/worktop`, `assets/billing_list`), that each view is noted (`case_pages`).
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
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
GROUP, INSTITUTION = "gruppe", "institutionsnummer"
AREA_OF_DISTRICT = "select district_id, area_id from mart.district"
COORDINATES = {"distrikt": "distrikt", "tilbud": "tilbudstype", GROUP: INSTITUTION}
"""What a list can be narrowed by as an address names it, and the list's column that says it of a row."""
KNOWN = """
-- one row per district, offer type and provider group of the published file
select 'distrikt' as name, district_id as code from mart.district
union
select 'tilbud', offer_type from mart.offer_type
union
select 'gruppe', owner from mart.provider
"""
GROUPS = "select provider_id, max_by(owner, valid_from) as provider_group from mart.provider group by provider_id"
FIGURES = frozenset({"dage", "koster_i_aar", "koster_naeste_aar", "faktureret", "forventet", "forskel"})
DAYS = frozenset({"startdato", "venter_siden"})
CODED = {"indstillingstype": "referral", "aarsag": "bill"}
"""The columns of codes, and how the names of their words begin."""
LEFT_OUT = frozenset({"slags", "institution"})
"""What every row of a list says alike, and what its number says already."""


@dataclass(frozen=True)
class CaseList:
    """One list: the columns that say something, and the rows in their printed form."""

    columns: Sequence[str]
    rows: Sequence[Sequence[str]]


def case_list(
    kind: Kind, data: DataDirectory, as_of: date, source: PublishedFile, reviewer: Reviewer, language: Language,
    only: Mapping[str, str],
) -> CaseList | None:  # fmt: skip
    """The reviewer's own rows of a list at these coordinates (`only`); None where the newest run left none.

    The list of an older program that does not say them of its rows is none.
    """
    path = data.misfit_bills(as_of) if kind == "regning" else data.open_cases(as_of)
    listed = [row for row in _rows(path) if row.get("slags", kind) == kind] if path.is_file() else None
    if listed is None or any(COORDINATES[name] not in row for row in listed[:1] for name in only):
        return None
    is_there, is_own = _within(source, only), _own(source, reviewer)
    rows = [row for row in listed if is_there(row) and is_own(row)]
    told = [
        column for column in (rows[0] if rows else ()) if column not in LEFT_OUT and any(row[column] for row in rows)
    ]
    return CaseList(told, [[_said(column, row[column], language) for column in told] for row in rows])


def narrowed(given: Mapping[str, str], source: PublishedFile) -> dict[str, str] | None:
    """The coordinates that an address narrows a list by; None where the published file has no such code."""
    named = {name: given[name] for name in COORDINATES if given.get(name)}
    known = {(row["name"], row["code"]) for row in source.rows(KNOWN)} if named else set()
    return named if named.items() <= known else None


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file, delimiter=";")


def _within(source: PublishedFile, only: Mapping[str, str]) -> Callable[[Mapping[str, str]], bool]:
    """Whether a row lies at the coordinates."""
    groups = {row["provider_id"]: row["provider_group"] for row in source.rows(GROUPS)} if GROUP in only else {}

    def code(row: Mapping[str, str], name: str) -> str | None:
        said = row[COORDINATES[name]]
        return groups.get(said) if name == GROUP else said

    return lambda row: all(code(row, name) == is_ for name, is_ in only.items())


def _own(source: PublishedFile, reviewer: Reviewer) -> Callable[[Mapping[str, str]], bool]:
    """Whether a row is the reviewer's own."""
    if reviewer.role not in NARROW:
        return bool
    if reviewer.role == "school":
        named = (INSTITUTION, "indstillende_institution")
        return lambda row: not reviewer.own.isdisjoint(row.get(name, "") for name in named)
    areas = {found["district_id"]: found["area_id"] for found in source.rows(AREA_OF_DISTRICT)}
    return lambda row: areas.get(row["distrikt"]) in reviewer.own


def _said(column: str, value: str, language: Language) -> str:
    """A value as people write it; a number stands as it was delivered."""
    if not value:
        return ""
    if column in FIGURES:
        return number_text(Decimal(value.replace(",", ".")), 0, language)
    if column in DAYS:
        return f"{date.fromisoformat(value):%d.%m.%Y}"
    if column in CODED:
        return word(f"{CODED[column]}_{value}", language)
    if column == "tilbudstype":
        return word("not_said", language) if value == NOT_PLACES else name("offer_type", value, language)
    return value
