"""A plain table on stdout: the first column to the left, figures to the right, Danish numbers."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.numbers import format_count, format_decimal

Cell = str | int | float | None


def print_table(title: str, header: Sequence[str], rows: Sequence[Sequence[Cell]], places: int = 1) -> None:
    """Print a table; floats get `places` decimals, None an en dash."""
    texts = [list(header), *([cell_text(cell, places) for cell in row] for row in rows)]
    widths = [max(len(row[column]) for row in texts) for column in range(len(header))]
    print(f"\n{title}\n")
    for number, row in enumerate(texts):
        first, *figures = (text.rjust(width) for text, width in zip(row, widths, strict=True))
        cells = [first.strip().ljust(widths[0]), *figures]
        print("  ".join(cells).rstrip())
        if number == 0:
            print("  ".join("─" * width for width in widths))
    print(flush=True)


def cell_text(cell: Cell, places: int) -> str:
    """A cell as printed."""
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    return format_count(cell) if isinstance(cell, int) else format_decimal(cell, places)


def percent(share: float | None, places: int = 1) -> str:
    """A share as percent; an en dash for None."""
    return "–" if share is None else f"{format_decimal(share * 100, places)} %"
