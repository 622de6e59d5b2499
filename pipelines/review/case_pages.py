"""The pages of the lists by case number. What of a list was shown is noted; there is nothing to keep of them.

Not here: whose rows a reviewer sees (`cases`), whether the role has the lists at all (`pages`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipelines.publishing.numbers import date_text
from pipelines.publishing.published_file import PublishedFile
from pipelines.review.cases import FIGURES, KINDS, CaseList, Kind, case_list
from pipelines.review.layouts import page
from pipelines.review.newest_file import NewestFile
from pipelines.review.noting import tell
from pipelines.review.reviewer import Reviewer
from pipelines.review.words import word
from pipelines.settings import Language

NOT_FOUND = 404
ADDRESS = "/sager"
ON_A_PAGE = 200


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
        as_of, found = self.file.ask(lambda source: self._found(source, kind))
        rows = found.rows if found else []
        last = max(1, -(-len(rows) // ON_A_PAGE))
        number = _number(request.query_params.get("side", "1"), last)
        part = rows[(number - 1) * ON_A_PAGE : number * ON_A_PAGE]
        tell(request, "view_cases", list=kind, rows=len(part), part=number, as_of=as_of.isoformat())
        return self._page(
            "case_list.html", title=word(f"cases_{kind}", self.language), kind=kind, found=found, rows=part,
            count=len(rows), number=number, last=last, figures=FIGURES, as_of=date_text(as_of, self.language),
            address=ADDRESS,
        )  # fmt: skip

    def _found(self, source: PublishedFile, kind: Kind) -> tuple[date, CaseList | None]:
        (row,) = source.rows("select max(as_of_date) as as_of from meta.publication")
        as_of: date = row["as_of"]
        return as_of, case_list(kind, self.file.data, as_of, source, self.reviewer, self.language)

    def _page(self, layout: str, **content: Any) -> Response:
        return page(layout, self.language, reviewer=self.reviewer, **content)


def _number(given: str, last: int) -> int:
    """The page asked for; HTTPException where there is no such page."""
    number = int(given) if given.isascii() and given.isdigit() else 0
    if not 1 <= number <= last:
        raise HTTPException(NOT_FOUND)
    return number
