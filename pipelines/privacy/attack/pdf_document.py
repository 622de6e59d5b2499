"""The PDF, read as anyone could: its lines, what is said in place of its pictures, its properties, and its tables.

A tagged PDF says which pieces of text are the cells of which row. Not here: judging any of it (`files`).
"""

from __future__ import annotations

import ctypes
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pypdfium2
from pypdfium2 import raw as pdfium

Cells = list[str]


def pdf_texts(path: Path) -> Iterator[str]:
    """The lines of every page, what is said in place of every picture, and the document's properties."""
    with pypdfium2.PdfDocument(path) as document:
        yield from document.get_metadata_dict().values()
        for page in document:
            yield from page.get_textpage().get_text_bounded().splitlines()
            with_alternatives = (found for top in _tops(page) for found in _below(top))
            for element in with_alternatives:
                yield from _words(pdfium.FPDF_StructElement_GetAltText, element).split(";")


def pdf_tables(path: Path) -> list[list[Cells]]:
    """Every table, its header first; one that goes on over the page is one table."""
    found = list[list[Cells]]()
    with pypdfium2.PdfDocument(path) as document:
        for page in document:
            pieces = _pieces(page)
            for table in (element for top in _tops(page) for element in _below(top) if _kind(element) == "Table"):
                rows = [row for row in _below(table) if _kind(row) == "TR"]
                cells = [["".join(_piece(cell, pieces)) for cell in _children(row)] for row in rows]
                has_header = any(_kind(cell) == "TH" for cell in _children(rows[0]))
                if has_header or not found:
                    found.append(cells)
                else:
                    found[-1] += cells
    return found


def _pieces(page: pypdfium2.PdfPage) -> Mapping[int, str]:
    """The text of each marked piece of a page."""
    found, text = defaultdict[int, str](str), page.get_textpage()
    for piece in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_TEXT]):
        length = pdfium.FPDFTextObj_GetText(piece, text, None, 0)
        buffer = ctypes.create_string_buffer(2 * length)
        pdfium.FPDFTextObj_GetText(piece, text, ctypes.cast(buffer, ctypes.POINTER(ctypes.c_ushort)), length)
        found[pdfium.FPDFPageObj_GetMarkedContentID(piece)] += buffer.raw.decode("utf-16-le").rstrip("\0")
    return found


def _piece(element: Any, pieces: Mapping[int, str]) -> Iterator[str]:
    """The texts of an element and of all within it, in their order."""
    for place in range(pdfium.FPDF_StructElement_CountChildren(element)):
        child = pdfium.FPDF_StructElement_GetChildAtIndex(element, place)
        if child:
            yield from _piece(child, pieces)
        else:
            yield pieces.get(pdfium.FPDF_StructElement_GetChildMarkedContentID(element, place), "")


def _tops(page: pypdfium2.PdfPage) -> Iterator[Any]:
    """The outermost elements of a page; they live as long as the loop over them."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    for place in range(pdfium.FPDF_StructTree_CountChildren(tree)):
        yield pdfium.FPDF_StructTree_GetChildAtIndex(tree, place)
    pdfium.FPDF_StructTree_Close(tree)


def _below(element: Any) -> Iterator[Any]:
    """The element and all within it."""
    if element:
        yield element
        for child in _children(element):
            yield from _below(child)


def _children(element: Any) -> list[Any]:
    places = range(pdfium.FPDF_StructElement_CountChildren(element))
    return [child for place in places if (child := pdfium.FPDF_StructElement_GetChildAtIndex(element, place))]


def _kind(element: Any) -> str:
    return _words(pdfium.FPDF_StructElement_GetType, element)


def _words(ask: Callable[..., int], element: Any) -> str:
    """What an element says of itself: its kind, or what is said in place of it."""
    length = ask(element, None, 0)
    buffer = ctypes.create_string_buffer(length)
    ask(element, buffer, length)
    return buffer.raw.decode("utf-16-le").rstrip("\0")
