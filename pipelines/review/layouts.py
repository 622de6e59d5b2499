"""How the pages look: the layouts of this folder around the tables, charts and style of the paper's own web page.

Every value is escaped, and no page holds a script or a style of its own; one asks for the script beside it. Not here:
what a page shows (`pages`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from starlette.responses import HTMLResponse

from pipelines.review.words import word
from pipelines.settings import Language

REGION: dict[Language, str] = {"da": "da-DK", "en": "en-GB"}
STYLES = (("pipelines.publishing", "web_page.css"), ("pipelines.review", "review.css"))


def page(
    name: str, language: Language, status: int = 200, headers: Mapping[str, str] | None = None, **content: Any
) -> HTMLResponse:
    """The layout of this name, filled in."""
    known = {"language": language, "tag": REGION[language], "word": word}
    html = _environment().get_template(name).render(known | content)
    return HTMLResponse(html, status, headers)


def message_page(
    code: str, status: int, language: Language, headers: Mapping[str, str] | None = None, said: str = ""
) -> HTMLResponse:
    """A page that says what is wrong and what to do: our words of a code, or an error's own under its title."""
    paragraphs = (said or word(code, language)).splitlines()
    return page("message.html", language, status, headers, title=word(f"{code}_title", language), paragraphs=paragraphs)


def granted_page(language: Language) -> HTMLResponse:
    """The page that the link opens; it goes on to the overview."""
    return page("granted.html", language, title=word("granted_title", language))


@cache
def style_sheet() -> str:
    """The one style of all pages: that of the paper's web page, and what only these pages have."""
    return "\n".join(resources.files(package).joinpath(name).read_text(encoding="utf-8") for package, name in STYLES)


@cache
def _environment() -> Environment:
    loaders = [PackageLoader("pipelines.review", "."), PackageLoader("pipelines.publishing", ".")]
    return Environment(loader=ChoiceLoader(loaders), autoescape=True, undefined=StrictUndefined)
