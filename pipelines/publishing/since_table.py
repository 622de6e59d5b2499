"""Why the year is expected to cost more or less than the forecast before said: a table, and a sentence made of it.

Not here: what is told of children (`since_last`), the internal tables of the same (`pipelines.review`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from decimal import Decimal

from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.numbers import UNITS, amount_in_words, date_text
from pipelines.publishing.since_last import JOINED, TOGETHER, SinceLast
from pipelines.publishing.table import Row, Table, headed_column, is_printed

CODE = "siden_sidst"
CAUSES = ("in_place", *JOINED, *(cause for cause in TOGETHER if cause != "in_place"))


def since_table(prognosis: Prognosis, style: Style) -> Table | None:
    """The forecast before, the causes and this one, which they add up to; None where there is none before.

    A cause that is printed as nothing has no line.
    """
    since = prognosis.since_last
    if since is None or prognosis.previous_as_of is None:
        return None
    day = date_text(prognosis.previous_as_of, style.language)
    causes = [
        Row(cause, (style.text("since_last", cause), since.causes_kr[cause]))
        for cause in CAUSES
        if _printed(since.causes_kr.get(cause), style)
    ]
    rows = (
        Row("before", (style.text("since_last", "before", day=day), since.previous_kr)),
        *causes,
        Row("total", (style.text("since_last", "total"), since.expected_kr), is_total=True),
    )
    columns = (
        headed_column("cause", "text", style, words="since_last.cause"),
        headed_column("since", "amount", style, words="since_last.amount", is_summed=True),
    )
    unit = style.text("unit", "money", unit=UNITS[style.unit].title[style.language], year=prognosis.fiscal_year)
    title = style.text("table", CODE, year=prognosis.fiscal_year)
    return Table(CODE, title, unit, columns, rows, (*_notes(prognosis, style), style.text("note", "rounding")))


def since_sentence(prognosis: Prognosis, style: Style) -> str:
    """The two causes that mean the most, of those that are printed; nothing where none is."""
    since = prognosis.since_last
    if since is None:
        return ""
    return causes_said(
        ((cause, kr) for cause, kr in since.causes_kr.items() if _printed(kr, style)),
        lambda cause: style.text("since_last", f"{cause}_said"), style,
    )  # fmt: skip


def causes_said(causes: Iterable[tuple[str, Decimal]], called: Callable[[str], str], style: Style) -> str:
    """The two causes that mean the most, as a sentence; nothing where there is none."""
    largest = sorted(causes, key=lambda amount: (-abs(amount[1]), amount[0]))[:2]
    said = {f"cause{place}": _said(called(cause), kr, style) for place, (cause, kr) in enumerate(largest, 1)}
    return style.text("since_last", f"said_{len(said)}", **said).replace("..", ".") if said else ""


def why_no_table(prognosis: Prognosis, style: Style) -> str:
    """What stands where the table would have stood; nothing where there is no forecast before."""
    day = prognosis.previous_as_of
    return style.text("since_last", "not_split", day=date_text(day, style.language)) if day else ""


def _notes(prognosis: Prognosis, style: Style) -> list[str]:
    since = prognosis.since_last
    notes = [style.text("since_last", "note")]
    if since is None:
        return notes
    if since.is_together:
        notes.append(style.text("since_last", "note_together"))
    return [*notes, moved] if (moved := budget_moved(since, style)) else notes


def budget_moved(since: SinceLast | None, style: Style) -> str:
    """What the budget was at the forecast before and is now; nothing where it is printed the same."""
    if since is None:
        return ""
    had, has = since.previous_budget_kr, since.budget_kr
    if had is None or has is None or not _printed(has - had, style):
        return ""
    before, now = (amount_in_words(kr, style.unit, style.language) for kr in (had, has))
    return style.text("since_last", "note_budget", before=before, now=now).replace("..", ".")


def _said(cause: str, kr: Decimal, style: Style) -> str:
    amount = amount_in_words(kr, style.unit, style.language)
    return style.text("since_last", "up" if kr > 0 else "down", cause=cause, amount=amount)


def _printed(amount: Decimal | None, style: Style) -> bool:
    return is_printed(amount, headed_column("since", "amount", style, words="since_last.amount"), style)
