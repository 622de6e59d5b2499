"""A web page, read as anyone could: every text and attribute in it, drawings row by row, and what it must not have."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from pipelines.privacy.attack.objection import Objection

SEEN_ELEMENTS = re.compile(
    r"html|head|meta|title|style|body|header|nav|main|section|footer|div|span|p|h[1-6]|a|strong|em|small|code|br|ul|li"
    r"|dl|dt|dd|table|caption|thead|tbody|tr|th|td|figure|svg|g|path|line|rect|text|tspan"
)
"""What a page of texts, tables and drawings is made of; scripts, pictures, forms and frames are other elements."""
IN_A_LINE = frozenset({"a", "span", "strong", "em", "small", "code", "br", "th", "td", "text", "tspan", "dt", "dd"})
"""Elements that end no line: a table's row is one, and so are a name and its value."""
PARTED = {"th": "; ", "td": "; ", "dt": " ", "dd": " ", "br": " ", "tspan": " / "}
WITHOUT_END = frozenset({"meta", "br"})
RUNS = re.compile(r"on\w+|src\w*|srcset|data|action|formaction|poster|background|ping|xlink:href|hidden")
"""Attributes that run something, bring something in from outside or hide what is there."""
OUTSIDE = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:|//)", re.IGNORECASE)
REACHES_OUT = re.compile(r"url\s*\(|@import|expression\s*\(", re.IGNORECASE)
MOVED = re.compile(r"translate\(\s*([-\d.eE]+)[ ,]+([-\d.eE]+)")
SAME_ROW = 16.0
"""How far apart in height, in a drawing's own units, the words of one row may stand; rows are farther apart."""


class _Page(HTMLParser):
    """Collects what a page says, line by line, and what it must not have."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.reasons: dict[str, None] = {}
        self.words: list[str] = []
        self.open: list[tuple[str, float]] = []
        self.drawn: list[tuple[float, str]] = []
        self.tables: list[list[list[str]]] = []
        self.feed(path.read_text(encoding="utf-8"))
        self.close()
        self._end_line()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self._judge(tag, found)
        self.lines += found.values()
        if tag not in IN_A_LINE:
            self._end_line()
        moved = MOVED.match(found.get("transform", ""))
        height = float(moved[2]) if moved else 0.0
        self._begin_cell(tag, is_drawn=found.get("aria-hidden") == "true")
        if tag not in WITHOUT_END:
            self.open.append((tag, (self.open[-1][1] if self.open else 0.0) + height))

    def handle_endtag(self, tag: str) -> None:
        self.words.append(PARTED.get(tag, ""))
        if tag not in IN_A_LINE:
            self._end_line()
        while self.open and self.open.pop()[0] != tag:
            pass
        if tag == "svg":
            self._end_drawing()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in WITHOUT_END:
            self.handle_endtag(tag)

    def handle_data(self, data: str) -> None:
        tags = [tag for tag, _ in self.open]
        if {"th", "td"} & {*tags} and self.tables[-1][-1]:
            self.tables[-1][-1][-1] += data
        if "svg" in tags:
            self.drawn.append((self.open[-1][1], data))
        elif "style" in tags:
            self.lines.append(data)
            if REACHES_OUT.search(data):
                self.reasons["siden henter noget udefra"] = None
        else:
            self.words.append(data)

    def handle_comment(self, data: str) -> None:
        self.lines.append(data)
        self.reasons["siden har en kommentar, som ingen ser"] = None

    def handle_pi(self, data: str) -> None:
        self.handle_comment(data)

    def unknown_decl(self, data: str) -> None:
        self.handle_comment(data)

    def _judge(self, tag: str, attributes: dict[str, str]) -> None:
        if not SEEN_ELEMENTS.fullmatch(tag):
            self.reasons[f"siden har »{tag}«, som ikke hører til tekst, tabeller og tegninger"] = None
        for name, value in attributes.items():
            if RUNS.fullmatch(name) or (name == "http-equiv" and value != "Content-Security-Policy"):
                self.reasons[f"siden har »{name}«, som kører, henter eller skjuler noget"] = None
            if (name == "href" and OUTSIDE.match(value)) or (name != "content" and REACHES_OUT.search(value)):
                self.reasons["siden henter noget udefra"] = None

    def _begin_cell(self, tag: str, *, is_drawn: bool) -> None:
        """A table, a row of it or a cell; cells that only draw a figure again are no part of it."""
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in ("th", "td") and not is_drawn:
            self.tables[-1][-1].append("")

    def _end_line(self) -> None:
        self.lines.append("".join(self.words))
        self.words = []

    def _end_drawing(self) -> None:
        """The words of a drawing, those of about the same height as one line."""
        row: list[tuple[float, str]] = []
        for height, words in sorted(self.drawn, key=lambda each: each[0]):
            if row and height - row[0][0] > SAME_ROW:
                self.lines.append(" ".join(found for _, found in row))
                row = []
            row.append((height, words))
        self.lines.append(" ".join(found for _, found in row))
        self.drawn = []


def page_texts(path: Path) -> Iterator[str]:
    """Every text and attribute; a paragraph, a table's row and a drawing's row each as one line."""
    yield from dict.fromkeys(_Page(path).lines)


def page_tables(path: Path) -> list[list[list[str]]]:
    """The cells of every table, row by row."""
    return _Page(path).tables


def page_objections(path: Path) -> Iterator[Objection]:
    """What runs, reaches outside the page or is not seen on it."""
    for reason in _Page(path).reasons:
        yield Objection(path.name, "hele filen", "T9", reason)
