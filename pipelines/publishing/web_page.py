"""The paper as one web page that needs nothing else: the words, figures and charts of the PDF, annexes too.

Nothing in it runs or comes from outside; it opens from a folder, in light and dark, on a phone and on paper. Not here:
the words (`sections`), the charts (`chart`), how tables and charts are set (`web_blocks.html`) and how it looks
(`web_page.css`), which the review page shares.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import count
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from pipelines.publishing.annexes import files_of
from pipelines.publishing.document import displayable_content
from pipelines.publishing.paper import Paper
from pipelines.publishing.sections import whole_content
from pipelines.publishing.texts import text

OF_A_DRAWING = re.compile(r' (?:xmlns(?::\w+)?|role|class|aria-[a-z]+)="[^"]*"')
"""What a drawing says of its parts to other programs; here it is one image with one sentence."""
PER_CENT = 100


def web_page(paper: Paper) -> str:
    """The page; the same content gives the same text."""
    content = displayable_content(whole_content(paper))
    numbers = count(1)
    return (
        layouts()
        .get_template("web_page.html")
        .render(
            content=content,
            summary=list(page_blocks(content["summary"], numbers)),
            sections=[
                {"id": f"s{place}", "title": section["title"], "blocks": list(page_blocks(section["blocks"], numbers))}
                for place, section in enumerate(content["sections"], 1)
            ],
            contents=text("document", "contents", paper.style.language),
            files_title=text("annex", "files", paper.style.language),
            files=files_of(paper),
        )
    )


def page_blocks(blocks: Sequence[dict[str, Any]], numbers: Iterator[int]) -> Iterator[dict[str, Any]]:
    """The blocks with a name each, bars in per cent of their column, and charts that say what they show."""
    for block, number in zip(blocks, numbers, strict=False):
        named = block | {"id": f"b{number}"}
        if block["kind"] == "chart":
            yield named | {"svg": _said(block["svg"], block["alt"])}
        elif block["kind"] == "table":
            rows = [row | {"cells": [_cell(cell, block["scale"]) for cell in row["cells"]]} for row in block["rows"]]
            yield named | {"rows": rows}
        else:
            yield named


def _cell(cell: str | dict[str, Any], scale: dict[str, float]) -> str | dict[str, Any]:
    """A text as it is; a bar as where it begins, how long it is and where nothing is."""
    if isinstance(cell, str):
        return cell
    span = (scale["high"] - scale["low"]) or 1.0
    return {
        "start": round((min(cell["value"], 0) - scale["low"]) / span * PER_CENT, 1),
        "length": round(abs(cell["value"]) / span * PER_CENT, 1),
        "zero": round(-scale["low"] / span * PER_CENT, 1),
        "color": cell["color"],
    }


def _said(svg: str, alt: str) -> Markup:
    """The drawing as an image with its finding in words."""
    drawing = OF_A_DRAWING.sub("", svg)
    return Markup('<svg role="img" aria-label="{}"').format(alt) + Markup(drawing.removeprefix("<svg"))  # noqa: S704 - drawn by ourselves; its texts are escaped


@cache
def layouts() -> Environment:
    """The layouts of this folder; every value in them is escaped."""
    return Environment(loader=PackageLoader("pipelines.publishing", "."), autoescape=True, undefined=StrictUndefined)
