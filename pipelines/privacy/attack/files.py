"""The written files, read as anyone could: no file says more than the tables, and nothing strange is in any of them.

The tables in CSV are what the equations are made of. Here every other file is held against them: no figure stands
beside a hidden line's name that the tables do not show. Not here: the cells of the workbook (`workbook`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.pdf_document import pdf_tables, pdf_texts
from pipelines.privacy.attack.printed_tables import plain, table_objections
from pipelines.privacy.attack.shape import name_of, number
from pipelines.privacy.attack.web_page import page_objections, page_tables, page_texts
from pipelines.privacy.attack.word_document import word_objections, word_tables, word_texts
from pipelines.privacy.attack.workbook import workbook_objections, workbook_texts
from pipelines.privacy.release import BYTE_ORDER_MARK, Release

FIGURE = re.compile(r"\d[\d.,]*\d|\d")
UNITS = (1.0, 1_000.0, 1_000_000.0)
A_LITTLE_LESS = 0.999
HALF = 0.4999
"""Of a last digit: as much as its rounding may have taken or given."""
WORD = re.compile(r"[a-zæøå]{3}")
PERSON_NUMBER = re.compile(r"(?<![\w.,])(?:0[1-9]|[1-9]\d)(?:0[1-9]|1[0-2])\d\d[- ]?\d{4}(?![\w.,])")
"""Six digits that may be a day of birth and four more, standing alone."""


def file_objections(folder: Path, release: Release) -> Iterator[Objection]:
    """What the files give away beside the tables, and what may be in no file."""
    allowed = _said(release)
    for path in sorted(path for path in folder.iterdir() if path.is_file()):
        if path.suffix not in TEXTS:
            yield Objection(path.name, "hele filen", "T9", "filen er af en slags, som ikke kan efterprøves")
            continue
        lines = [plain(words) for words in TEXTS[path.suffix](path)]
        if any(PERSON_NUMBER.search(line) for line in lines):
            yield Objection(path.name, "hele filen", "T13", "noget, der ligner et CPR-nummer, står i filen")
        if path.suffix != ".csv":
            yield from _beside_hidden(path, lines, release, allowed)
        if path.suffix == ".pdf":
            yield from table_objections(path.name, pdf_tables(path), release)
        elif path.suffix == ".xlsx":
            yield from workbook_objections(path, release)
        elif path.suffix == ".docx":
            yield from word_objections(path)
            yield from table_objections(path.name, word_tables(path), release)
        elif path.suffix == ".html":
            yield from page_objections(path)
            yield from table_objections(path.name, page_tables(path), release)


def _beside_hidden(path: Path, lines: list[str], release: Release, allowed: set[str]) -> Iterator[Objection]:
    """Figures beside the name of a line with hidden cells that no table shows."""
    for table, rows in release.tables.items():
        for key, cells in rows.items():
            name = plain(name_of(release, table, key))
            if release.marker in cells.values():
                beside = {figure for words in _beside(name, lines, path) for figure in FIGURE.findall(words)}
                if beside - allowed:
                    yield Objection(table, name, "T1", f"{path.name} viser et tal ved linjen, som tabellen skjuler")


def _beside(name: str, lines: list[str], path: Path) -> Iterator[str]:
    """What stands on the lines with the name; on a page also after its end, where a long name runs over."""
    runs_over = path.suffix == ".pdf"
    end = name.rsplit(" / ", maxsplit=1)[-1]
    for place, words in enumerate(lines):
        if name in words or (runs_over and words.endswith(end)):
            yield words.replace(name, "")
            if runs_over and words.endswith(end) and place + 1 < len(lines) and not WORD.search(lines[place + 1]):
                yield lines[place + 1]


def _said(release: Release) -> set[str]:
    """Every figure the tables show, in every way it may be written, and those that are part of their texts."""
    allowed = {str(year) for year in range(1990, 2101)} | {str(day) for day in range(1, 32)} | {"80", "100"}
    for rows in release.tables.values():
        for cells in rows.values():
            for cell in cells.values():
                value = number(cell)
                if value is None:
                    allowed |= set(FIGURE.findall(cell))
                else:
                    allowed.update(_writings(abs(value), last_digit=10.0 ** -len(cell.partition(",")[2])))
    return allowed


def _writings(value: float, last_digit: float) -> Iterator[str]:
    """A printed figure in every unit and rounding; what is rounded coarser may be so from anywhere it stands for.

    80,65 stands for 80,645 too, which is 80,6 where one decimal is printed.
    """
    for unit in UNITS:
        for decimals in (0, 1, 3):
            is_coarser = last_digit / unit < 0.1**decimals * A_LITTLE_LESS
            for off in (0.0, -HALF, HALF) if is_coarser else (0.0,):
                rounded = max(value + off * last_digit, 0.0) / unit
                yield from (_written(rounded, decimals, sign) for sign in (",", "."))


def _written(value: float, decimals: int, sign: str) -> str:
    """Half away from zero, with thousands apart; `sign` is the decimal sign."""
    figure = f"{int(value * 10**decimals + 0.5 + 1e-9) / 10**decimals:,.{decimals}f}"
    return figure if sign == "." else figure.translate(str.maketrans(",.", ".,"))


def _table_texts(path: Path) -> Iterator[str]:
    """The cells that are no figures: a figure of ten digits is an amount."""
    cells = path.read_text(encoding=BYTE_ORDER_MARK).replace("\r", "\n").replace("\n", ";").split(";")
    yield from (cell for cell in cells if number(cell) is None)


def _plain_texts(path: Path) -> Iterator[str]:
    yield from path.read_text(encoding="utf-8").splitlines()


TEXTS: Mapping[str, Callable[[Path], Iterator[str]]] = {
    ".csv": _table_texts, ".docx": word_texts, ".html": page_texts, ".json": _plain_texts, ".pdf": pdf_texts,
    ".xlsx": workbook_texts,
}  # fmt: skip
"""How each kind of file is read; a kind that is not here cannot be let out."""
