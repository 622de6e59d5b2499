"""The paper of a flash note: the same shape as every edition's, with its own words and tables."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from pipelines.municipality import Municipality
from pipelines.privacy.disclosure import MARKER
from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.document import Notes, front_page, table_block
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.flash.hiding import CAME, hidden_counts
from pipelines.publishing.flash.tables import flash_of, note_tables
from pipelines.publishing.flash.words import findings, headline
from pipelines.publishing.numbers import month_text
from pipelines.publishing.paper import Paper, bare_paper, report_name, said_of_hiding
from pipelines.publishing.protection import Protected, protect
from pipelines.publishing.since_last import CHILDREN, COMING, JOINED, SinceLast, told_together
from pipelines.publishing.since_table import CODE as SINCE_CODE
from pipelines.publishing.table import HiddenCell, Table, hide
from pipelines.settings import Language

ON_THE_PAGE = (CAME, SINCE_CODE)


def write_flash_paper(prognosis: Prognosis, municipality: Municipality, language: Language, earlier: Earlier) -> Paper:
    """The paper of a vintage's alarms: what is hidden is taken out before any word is written."""
    protected = protect(prognosis, municipality, earlier)
    threshold = municipality.smallest_shown
    flash = flash_of(protected.shown)
    counts = hidden_counts(flash, threshold, earlier.releases) if threshold else frozenset[HiddenCell]()
    shown, whole = (_told_alike(one, threshold) for one in (protected.shown, protected.whole))
    keys = frozenset(group.key for group in flash.told()) - {key for _, key, _ in counts}
    style = Style(language, municipality.enhed, municipality.fortegn, names=municipality.stednavne)
    month = month_text(prognosis.vintage.as_of, language)
    return replace(
        bare_paper("flash", replace(protected, shown=shown), municipality, style),
        title=f"{report_name('flash', municipality, language)}, {month}",
        headline=headline(shown, style, keys),
        findings=findings(shown, style, keys),
        sign_note=style.text("flash_note", "sign"),
        tables=_tables(replace(protected, whole=whole), counts, style, municipality),
        method=[style.text("flash_note", "limit")],
        assumptions=[said_of_hiding(municipality, style)],
    )


def flash_content(paper: Paper, notes: Notes, foot: str) -> dict[str, Any]:
    """Everything the note prints, as text: all on its first page."""
    around = front_page(paper, paper.style.text("document", "area"), foot)
    blocks = [table_block(paper.tables[code], paper, notes) for code in ON_THE_PAGE if code in paper.tables]
    return around | {"summary": blocks, "sections": []}


def _told_alike(prognosis: Prognosis, threshold: int) -> Prognosis:
    """Both years' causes in the same lines: where one year has too few children of a line, they are joined in both."""
    flash = flash_of(prognosis)
    since, coming = prognosis.since_last, told_together(flash.since_next, threshold)
    for line in (COMING, CHILDREN):
        since, coming = _joined_as(since, coming, line), _joined_as(coming, since, line)
    return replace(prognosis, since_last=since, flash=replace(flash, since_next=coming))


def _joined_as(one: SinceLast | None, other: SinceLast | None, line: str) -> SinceLast | None:
    """One year's causes with a line joined, where the other year's are."""
    if one is None or other is None or line not in other.causes_kr or line in one.causes_kr:
        return one
    parts = {*JOINED[line], *(COMING,) * (line == CHILDREN)}
    kr = sum((kr for cause, kr in one.causes_kr.items() if cause in parts), Decimal(0))
    return replace(one, causes_kr={line: kr} | {cause: kr for cause, kr in one.causes_kr.items() if cause not in parts})


def _tables(
    protected: Protected, counts: frozenset[HiddenCell], style: Style, municipality: Municipality
) -> dict[str, Table]:
    note = style.text("note", "hidden", mark=MARKER, threshold=municipality.taerskel)
    whole = note_tables(protected.whole, style, frozenset(key for _, key, _ in counts))
    return {code: hide(table, protected.hidden | counts, note) for code, table in whole.items()}
