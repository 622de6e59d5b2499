"""The pages of the lists by case number. What of a list was shown is noted; there is nothing to keep of them.

Not here: whose rows a reviewer sees (`cases`), whether the role has the lists at all (`pages`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipelines.publishing.content import ALL, Style
from pipelines.publishing.numbers import date_text
from pipelines.publishing.published_file import PublishedFile
from pipelines.review.cases import COORDINATES, FIGURES, GROUP, KINDS, CaseList, Kind, case_list, narrowed
from pipelines.review.drill.behind import named
from pipelines.review.drill.spot import PARAMETERS, TOTAL, Spot
from pipelines.review.figures import abouts
from pipelines.review.layouts import page
from pipelines.review.list_tables import ListPaper
from pipelines.review.newest_file import NewestFile
from pipelines.review.noting import tell
from pipelines.review.reviewer import Reviewer
from pipelines.review.words import word
from pipelines.settings import Language

SOURCES: Mapping[Kind, str] = {
    "revisitation": "placeringer, visitationer", "indstilling": "indstillinger, visitationer, takster",
    "bevilling": "visitationer, placeringer, takster", "start": "placeringer, takster",
    "regning": "omkostninger, placeringer, takster",
}  # fmt: skip
"""The deliveries that each list is made from."""
NOT_FOUND = 404
ADDRESS = "/sager"
ON_A_PAGE = 200
WITHOUT_PROVIDER: Kind = "indstilling"
BEHIND: Mapping[str, tuple[Kind, ...]] = {
    TOTAL: tuple(KINDS), "known": ("revisitation",), "decided": ("bevilling", "start"), "pending": ("indstilling",),
    **dict.fromkeys(("booked", "unbilled"), ("regning",)),
}  # fmt: skip
"""The lists behind a part of the accounts."""


def lists_behind(spot: Spot, reviewer: Reviewer, language: Language) -> list[tuple[str, str]]:
    """The lists of the cases behind a cell, each with its address; none for who may not see them.

    Cases are known by district, offer type and provider group, so a grant area or another part of the year alone has
    none; a referral has no provider yet.
    """
    is_known = spot.level in ("", PARAMETERS[GROUP]) and (spot.grant_area == ALL or spot.offer_type != ALL)
    if not is_known:
        return []
    only = {name: getattr(spot, PARAMETERS[name]) for name in COORDINATES if getattr(spot, PARAMETERS[name]) != ALL}
    query = f"?{urlencode(only)}" if only else ""
    kinds = [kind for kind in BEHIND.get(spot.component, ()) if reviewer.may(KINDS[kind])]
    return [
        (word(f"cases_{kind}", language), f"{ADDRESS}/{kind}{query}")
        for kind in kinds
        if GROUP not in only or kind != WITHOUT_PROVIDER
    ]


@dataclass(frozen=True)
class CasePages:
    """The answers to the addresses, for one reviewer."""

    file: NewestFile
    language: Language
    reviewer: Reviewer

    def routes(self) -> Iterator[Route]:
        """The lists there are, and each of those that the reviewer may see."""
        yield Route(ADDRESS, self.lists)
        for kind, right in KINDS.items():
            if self.reviewer.may(right):
                yield Route(f"{ADDRESS}/{kind}", self.shown, name=kind)

    def lists(self, _: Request) -> Response:
        """Which lists there are; nothing of what stands in them."""
        kinds = [kind for kind, right in KINDS.items() if self.reviewer.may(right)]
        return self._page("cases.html", title=word("cases", self.language), kinds=kinds)

    def shown(self, request: Request) -> Response:
        """The rows of a list, those who may see them, and nothing to keep."""
        kind: Kind = request.url.path.rpartition("/")[2]  # type: ignore[assignment]
        as_of, found, only = self.file.ask(lambda source: self._found(source, kind, request.query_params))
        rows = found.rows if found else []
        last = max(1, -(-len(rows) // ON_A_PAGE))
        number = _number(request.query_params.get("side", "1"), last)
        part = rows[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
        of_cell = {"excerpt": urlencode(only)} if only else {}
        tell(request, "view_cases", list=kind, rows=len(part), part=number, as_of=as_of.isoformat(), **of_cell)
        return self._page(
            "case_list.html", title=word(f"cases_{kind}", self.language), kind=kind, found=found, rows=part,
            count=len(rows), number=number, last=last, figures=FIGURES, as_of=date_text(as_of, self.language),
            address=ADDRESS, only=urlencode(only), narrowed=[self._said(*one) for one in only.items()],
            abouts=self._abouts(kind, found, as_of),
        )  # fmt: skip

    def _abouts(self, kind: Kind, found: CaseList | None, as_of: date) -> dict[str, str]:
        municipality = self.file.municipality
        style = Style(self.language, municipality.enhed, municipality.fortegn)
        paper = ListPaper(municipality.navn, style, as_of, {})
        return abouts("sager", found.columns if found else (), SOURCES[kind], paper)

    def _said(self, name: str, code: str) -> tuple[str, str]:
        """A coordinate and what it is narrowed to, in words."""
        field = PARAMETERS[name]
        return word(f"by_{field}", self.language), named(field, code, self.language)

    def _found(
        self, source: PublishedFile, kind: Kind, given: Mapping[str, str]
    ) -> tuple[date, CaseList | None, dict[str, str]]:
        """The file's day, the list, and what it is narrowed by; HTTPException where there is no such cell."""
        only = narrowed(given, source)
        if only is None or (GROUP in only and kind == WITHOUT_PROVIDER):
            raise HTTPException(NOT_FOUND)
        (row,) = source.rows("select max(as_of_date) as as_of from meta.publication")
        as_of: date = row["as_of"]
        return as_of, case_list(kind, self.file.data, as_of, source, self.reviewer, self.language, only), only

    def _page(self, layout: str, **content: Any) -> Response:
        return page(layout, self.language, reviewer=self.reviewer, demonstration=self.file.demonstration, **content)


def _number(given: str, last: int) -> int:
    """The page asked for; HTTPException where there is no such page."""
    number = int(given) if given.isascii() and given.isdigit() else 0
    if not 1 <= number <= last:
        raise HTTPException(NOT_FOUND)
    return number
