"""What a form sends: read with a limit, held against the session's token, and each field read as what it should be.

A field that does not hold is named with its problem; nothing of it is logged. Not here: what is done with it
(`desk`), what a text may be (`judgements.wording`).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from urllib.parse import parse_qsl

from starlette.exceptions import HTTPException
from starlette.requests import Request

from pipelines.judgements.wording import problem_of, problem_of_link, problem_of_printed, tidied
from pipelines.settings import Language

LARGEST = 32 * 1024
MOST_FIELDS = 30
FORM = "application/x-www-form-urlencoded"
TOKEN, SEEN = "maerke", "set"
BAD, REFUSED, TOO_LARGE = 400, 403, 413
GROUPED = {"da": re.compile(r"-?\d{1,3}(?:\.\d{3})+(?:,\d+)?"), "en": re.compile(r"-?\d{1,3}(?:,\d{3})+(?:\.\d+)?")}
PLAIN = re.compile(r"-?\d+(?:[.,]\d+)?")
LONGEST_NUMBER = 20


@dataclass
class Sent:
    """The fields of a form as they were sent, and what is wrong with those that were asked for."""

    fields: Mapping[str, str]
    language: Language
    problems: dict[str, str] = field(default_factory=dict)

    @property
    def seen(self) -> str:
        """The line up to which the author had seen what others did."""
        return self.said("set")

    def said(self, name: str) -> str:
        """A field as sent; empty where it is missing."""
        return self.fields.get(name, "")

    def text(self, name: str) -> str:
        """A text that must be there."""
        found = tidied(self.said(name))
        self._note(name, problem_of(found, "text"))
        return found

    def printed(self, name: str) -> str:
        """A text that the paper will print."""
        found = tidied(self.said(name))
        self._note(name, problem_of_printed(found))
        return found

    def link(self, name: str) -> str:
        """A link that may be left out."""
        found = tidied(self.said(name))
        self._note(name, problem_of_link(found))
        return found

    def number(self, name: str, low: Decimal, high: Decimal, decimals: int) -> Decimal:
        """A number as people write it, within its bounds; zero where it is none."""
        found = number_of(self.said(name), self.language)
        if found is None:
            self._note(name, "number")
        elif not low <= found <= high:
            self._note(name, "bounds")
        elif found != round(found, decimals):
            self._note(name, "decimals")
        return found or Decimal(0)

    def day(self, name: str, first: date, last: date) -> date:
        """A day as a browser sends it, within its bounds."""
        try:
            found = date.fromisoformat(self.said(name).strip())
        except ValueError:
            self._note(name, "day")
            return first
        if not first <= found <= last:
            self._note(name, "day_bounds")
        return found

    def _note(self, name: str, problem: str | None) -> None:
        if problem is not None:
            self.problems[name] = problem


def number_of(text: str, language: Language) -> Decimal | None:
    """`1.500.000`, `-2,5` or `2.5` in Danish; English has its own comma. None for what is no number."""
    written = "".join(text.split()).replace("\N{MINUS SIGN}", "-")
    if len(written) > LONGEST_NUMBER or not written.isascii():
        return None
    if GROUPED[language].fullmatch(written):
        written = written.replace("." if language == "da" else ",", "")
    return Decimal(written.replace(",", ".")) if PLAIN.fullmatch(written) else None


async def sent(request: Request, token: str, language: Language) -> Sent:
    """The form of a request; HTTPException for one that is too large, no form, or not from a page of this session."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        raise HTTPException(BAD)
    content = bytearray()
    async for part in request.stream():
        content += part
        if len(content) > LARGEST:
            raise HTTPException(TOO_LARGE)
    try:
        pairs = parse_qsl(
            content.decode("ascii"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict"
        )  # fmt: skip
    except ValueError:
        raise HTTPException(BAD) from None
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise HTTPException(BAD)
    if not secrets.compare_digest(fields.pop(TOKEN, "").encode(), token.encode()):
        raise HTTPException(REFUSED)
    return Sent(fields, language)
