"""What a person may write: something, not too much, plain text, no CPR number, and a link that leads to the web."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from typing import Literal
from urllib.parse import urlsplit

from pipelines.errors import UsageError
from pipelines.privacy.cpr import is_in

Problem = Literal["missing", "too_long", "unprintable", "cpr", "link", "figures"]
LONGEST: Mapping[str, int] = {"text": 1000, "evidence": 500, "by": 80}
"""The most characters of a text of each kind."""

MONTHS = "jan|feb|mar|apr|ma[jy]|jun|jul|aug|sep|o[kc]t|nov|dec"
DATES = re.compile(rf"(?<!\w)(?:(?:19|20)[0-9]{{2}}(?!\w)|[0-9]{{1,2}}\.? (?={MONTHS}))", re.IGNORECASE)
"""A year, or a day before the name of its month."""


def tidied(text: str) -> str:
    """The text in one spelling of its letters, without blanks at its ends and with one kind of line end."""
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(line.rstrip() for line in lines).strip()


def problem_of(text: str, kind: str) -> Problem | None:
    """Why a tidied text cannot be kept; None where it can."""
    if not text:
        return "missing"
    if len(text) > LONGEST[kind]:
        return "too_long"
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn") and sign != "\n" for sign in text):
        return "unprintable"
    return "cpr" if is_in(text) else None


def problem_of_printed(text: str) -> Problem | None:
    """The same of a text that is printed: no figures but years and days, for a small one could tell of a child."""
    problem = problem_of(text, "text")
    return "figures" if problem is None and any(map(str.isnumeric, DATES.sub("", text))) else problem


def problem_of_link(text: str) -> Problem | None:
    """The same of a link, which may be left out."""
    if not text:
        return None
    problem = problem_of(text, "evidence")
    if problem is not None:
        return problem
    try:
        parts = urlsplit(text)
        is_web = parts.scheme in ("http", "https") and bool(parts.hostname) and not parts.username
    except ValueError:
        return "link"
    return None if is_web and not re.search(r"\s", text) else "link"


def named(text: str, option: str) -> str:
    """The name that stands beside what is said; UsageError for one that cannot."""
    name = tidied(text)
    if problem_of(name, "by") is not None or "\n" in name:
        raise UsageError(
            f"{option} skal være et navn på højst {LONGEST['by']} tegn, uden usynlige tegn og CPR-nummer.",
            f"{option} must be a name of at most {LONGEST['by']} characters, without invisible ones and CPR numbers.",
        )
    return name


def reasoned(text: str, option: str) -> str:
    """Why something is done, where that may be left out; UsageError for a text that cannot be kept."""
    reason = tidied(text)
    if reason and problem_of(reason, "text") is not None:
        raise UsageError(
            f"{option} skal være en tekst på højst {LONGEST['text']} tegn, uden usynlige tegn og CPR-nummer.",
            f"{option} must be a text of at most {LONGEST['text']} characters, without invisible ones and CPR numbers.",
        )
    return reason
