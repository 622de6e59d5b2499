"""The page over a month's packs: one HTML file that opens from the folder and needs nothing else.

It says of every pack what the pack's own first line says, so it tells nothing more. Not here: the layout
(`index_page.html`) and the words (`texts.yml`).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from importlib import resources
from urllib.parse import quote

from jinja2 import Environment, StrictUndefined, Template

from pipelines.publishing.numbers import date_text, month_text
from pipelines.publishing.packs.content import Month
from pipelines.publishing.packs.pack import Pack
from pipelines.publishing.texts import text

KINDS = ("area", "school", "cluster")
WORDS = ("kicker", "as_of", "lead", "pack", "finding", "files", "workbook", "left_out_title")


def index_page(packs: Sequence[Pack], left_out: Sequence[Pack], month: Month, replaced: str | None, least: int) -> str:
    """The page of a month."""
    language, first = packs[0].style.language, packs[0]
    return template().render(
        lang=language,
        title=text("pack", "index_title", language, month=month_text(month.period, language)),
        municipality=first.municipality_name,
        demonstration=first.demonstration,
        as_of=date_text(month.source.as_of, language),
        words={code: text("pack", code, language) for code in WORDS},
        replaces=text("pack", "replaces", language, edition=replaced) if replaced else "",
        groups=[
            {
                "code": kind,
                "title": text("pack", f"group_{kind}", language),
                "packs": [_entry(pack) for pack in members],
            }
            for kind in KINDS
            if (members := [pack for pack in packs if pack.kind == kind])
        ],
        left_out=[pack.name for pack in left_out],
        left_out_reason=text("pack", "left_out", language, least=least),
        are_in_area=any(pack.kind != "area" for pack in left_out),
        in_area=text("pack", "left_out_units", language),
    )


def _entry(pack: Pack) -> dict[str, str]:
    return {"name": pack.name, "headline": pack.headline, "href": quote(pack.folder)}


@cache
def template() -> Template:
    """The layout; every value in it is escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    layout = resources.files(__package__).joinpath("index_page.html").read_text(encoding="utf-8")
    return environment.from_string(layout)
