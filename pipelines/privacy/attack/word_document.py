"""The Word document, read as anyone could: every text and property in it, and whether anything in it is not seen."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

from pipelines.privacy.attack.objection import Objection

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
SEEN_PARTS = frozenset({"word/document.xml", "word/footer.xml"})
KNOWN_PARTS = re.compile(
    r"\[Content_Types\]\.xml|(?:word/)?_rels/[\w.]*\.rels|docProps/core\.xml"
    r"|word/(?:document|styles|numbering|settings|footer)\.xml"
)
"""What a document of texts and tables is made of; pictures, comments, macros and other programs' data are not."""
SEEN_ELEMENTS = re.compile(
    r"document|body|ftr|p|pPr|pStyle|keepNext|jc|r|rPr|b|bCs|t|tab|softHyphen|fldSimple"
    r"|tbl|tblPr|tblStyle|tblW|tblLayout|tblLook|tblCaption|tblDescription|tblGrid|gridCol"
    r"|tr|trPr|cantSplit|tblHeader|tc|tcPr|tcW|sectPr|footerReference|pgSz|pgMar"
)
HIDING = frozenset({"vanish", "specVanish", "webHidden"})
FIELDS = frozenset({"PAGE", "NUMPAGES"})


def word_texts(path: Path) -> Iterator[str]:
    """Every text, property and attribute; a table's row and a paragraph each as one line."""
    for root in _roots(path).values():
        for row in root.iter(f"{WORD}tr"):
            yield "; ".join(_words(paragraph) for paragraph in row.iter(f"{WORD}p"))
        for paragraph in root.iter(f"{WORD}p"):
            yield _words(paragraph)
        yield from root.itertext()
        for element in root.iter():
            yield from element.attrib.values()


def word_tables(path: Path) -> list[list[list[str]]]:
    """The cells of every table, row by row."""
    tables = (table for root in _roots(path).values() for table in root.iter(f"{WORD}tbl"))
    return [
        [[_words(cell).strip() for cell in row.iter(f"{WORD}tc")] for row in table.iter(f"{WORD}tr")]
        for table in tables
    ]


def word_objections(path: Path) -> Iterator[Objection]:
    """What is not seen on the page, or reaches outside it."""
    with zipfile.ZipFile(path) as package:
        if package.comment:
            yield Objection(path.name, "hele filen", "T9", "pakken har en kommentar")
        for part in package.namelist():
            if not KNOWN_PARTS.fullmatch(part):
                yield Objection(path.name, part, "T9", "filen har en del, som ikke hører til tekst og tabeller")
            elif b"<!" in package.read(part):
                yield Objection(path.name, part, "T9", "filen har en kommentar eller en erklæring, som ingen ser")
    for part, root in _roots(path).items():
        for reason in dict.fromkeys(_unseen(part, root)):
            yield Objection(path.name, part, "T9", reason)


def _unseen(part: str, root: ET.Element) -> Iterator[str]:
    for element in root.iter():
        name = element.tag.removeprefix(WORD)
        if name in HIDING or (part in SEEN_PARTS and not SEEN_ELEMENTS.fullmatch(name)):
            yield f"delen har »{name}«, som ikke hører til tekst og tabeller"
        if element.get("TargetMode"):
            yield "delen henter noget udefra"
        if name == "fldSimple" and element.get(f"{WORD}instr", "").strip() not in FIELDS:
            yield "et felt er ikke et sidetal"
    if part.startswith("word/") and part not in SEEN_PARTS and "".join(root.itertext()).strip():
        yield "der står tekst uden for siderne"


def _roots(path: Path) -> dict[str, ET.Element]:
    with zipfile.ZipFile(path) as package:
        return {
            part: ET.fromstring(package.read(part))  # noqa: S314 - written by ourselves a moment ago
            for part in package.namelist()
            if part.endswith((".xml", ".rels"))
        }


def _words(element: ET.Element) -> str:
    return "".join(element.itertext())
