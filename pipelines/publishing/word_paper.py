"""The main paper as a Word document for the council's agenda system: words and figures of the PDF, without annexes.

Written from the templates in `word_parts`; the same content gives the same bytes. There is no picture in it: what the
attack cannot read does not leave. Not here: the words (`sections`), how it looks (`word_parts`).
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipelines.publishing.document import REGION, displayable_content
from pipelines.publishing.paper import Paper
from pipelines.publishing.sections import main_content

PARTS = {
    "[Content_Types].xml": "content_types.xml",
    "_rels/.rels": "package_rels.xml",
    "docProps/core.xml": "core.xml",
    "word/document.xml": "document.xml",
    "word/_rels/document.xml.rels": "document_rels.xml",
    "word/styles.xml": "styles.xml",
    "word/numbering.xml": "numbering.xml",
    "word/settings.xml": "settings.xml",
    "word/footer.xml": "footer.xml",
}
ALWAYS = (1980, 1, 1, 0, 0, 0)
"""The time of every file in the package: the first that a zip can tell."""
TEXT_WIDTH_CM = 17.0
EM_CM, MARGIN_CM, LEAST_CM = 0.3, 0.28, 1.4
"""The size of the letters in a table (8.5 points), room for the margins of a cell, and for any column."""
SLIM, BROAD, LIGHT = frozenset(" .,:;()[]/|!'-\N{EN DASH}ijlftI"), frozenset("mwMW%@æÆ\N{MINUS SIGN}"), 0.92
"""Signs of less and of more than usual width, and how much narrower a line is that is not bold."""
LONGEST = 12.0
"""Ems of a word that is not broken."""
WIDEST_CM = 8.5
"""Of a first column that takes what room is left: figures must not stand too far from their names."""
TWIPS_PER_CM = 1440 / 2.54
SHORT_TABLE = 24
"""Rows that are kept on one page."""


def word_bytes(paper: Paper) -> bytes:
    """The document as a docx file."""
    content = displayable_content(main_content(paper))
    values = {
        "content": content | {
            "summary": [_laid_out(block) for block in content["summary"]],
            "sections": [
                section | {"blocks": [_laid_out(block) for block in section["blocks"]]}
                for section in content["sections"]
            ],
        },
        "language": f"{content['lang']}-{REGION[paper.style.language]}",
        "identity": paper.made_of,
        "created": f"{paper.made_at.replace(microsecond=0, tzinfo=None).isoformat()}Z",
        "page_label": re.split(r"(\{pages?\})", content["page_label"]),
    }  # fmt: skip
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as package:
        for name, template in PARTS.items():
            entry = zipfile.ZipInfo(name, ALWAYS)
            entry.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(entry, _templates().get_template(template).render(values))
    return target.getvalue()


def _laid_out(block: dict[str, Any]) -> dict[str, Any]:
    """A table without its bars and with the widths of its columns; other blocks as they are."""
    if block["kind"] != "table":
        return block
    cells = list(zip(*(row["cells"] for row in block["rows"]), strict=True)) or [()] * len(block["columns"])
    printed = [
        (column, words) for column, words in zip(block["columns"], cells, strict=True) if all(map(_is_text, words))
    ]
    columns, is_total = [column for column, _ in printed], [row["is_total"] for row in block["rows"]]
    widths = _widths([_room(column, words, is_total) for column, words in printed])
    return block | {
        "columns": [
            column | {"twips": round(width * TWIPS_PER_CM)} for column, width in zip(columns, widths, strict=True)
        ],
        "is_short": len(block["rows"]) <= SHORT_TABLE,
    }


def _room(column: dict[str, Any], cells: Sequence[str], is_total: Sequence[bool]) -> tuple[float, float]:
    """The room a column must have for what cannot be broken, a word or a whole figure, and the room it would like."""
    weighed = [(words, 1.0 if bold else LIGHT) for words, bold in zip(cells, is_total, strict=True)]
    pieces = [(piece, 1.0) for piece in re.split(r" |(?<=\N{SOFT HYPHEN})", column["header"])]
    for words, weight in weighed:
        pieces += [(piece, weight) for piece in (words.split(" ") if column["is_text"] else [words])]
    least = min(max(_ems(piece) * weight for piece, weight in pieces), LONGEST) * EM_CM + MARGIN_CM
    liked = [_ems(words) * weight for words, weight in weighed]
    liked += map(_ems, column["header"].replace("\N{SOFT HYPHEN}", "").split(" "))
    wanted = max(liked) * EM_CM + MARGIN_CM
    return max(least, LEAST_CM), max(least, LEAST_CM, wanted)


def _ems(words: str) -> float:
    """How long bold words are in the broadest letters that Word or LibreOffice may set them in."""
    return sum(0.47 if sign in SLIM else 1.05 if sign in BROAD else 0.7 for sign in words)


def _widths(rooms: Sequence[tuple[float, float]]) -> list[float]:
    """Widths that fill the page: first what must be, then what is liked, then the first column."""
    musts = sum(least for least, _ in rooms)
    likes = sum(wanted - least for least, wanted in rooms)
    shrink, grow = min(TEXT_WIDTH_CM / musts, 1), min(max(TEXT_WIDTH_CM - musts, 0) / (likes or 1), 1)
    first, *others = [least * shrink + (wanted - least) * grow for least, wanted in rooms]
    return [max(first, min(TEXT_WIDTH_CM - sum(others), WIDEST_CM)), *others]


def _is_text(cell: object) -> bool:
    """Not a bar: those are drawn in the PDF only, beside their figures."""
    return isinstance(cell, str)


@cache
def _templates() -> Environment:
    """The parts of the package; every value in them is escaped."""
    return Environment(
        autoescape=True,
        undefined=StrictUndefined,
        loader=PackageLoader("pipelines.publishing", "word_parts"),
    )
