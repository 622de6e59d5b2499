"""The annex on the action plan: what is set aside, committed and spent, how far each initiative is, and its risks.

Nothing here counts children: amounts are decided in public, schools and institutions are counted, and the texts are
printed as they were approved. Follows table 1 of the Copenhagen status note of April 2020.
"""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.publishing.action_plan import Initiative
from pipelines.publishing.content import ALL, Prognosis, Style
from pipelines.publishing.method_effects import method_sentences
from pipelines.publishing.numbers import EN_DASH, NO_BREAK, UNITS, amount_in_words, date_text, share_text
from pipelines.publishing.table import Row, Table, headed_column
from pipelines.publishing.texts import name

TEXTS = ("main_deliverable", "expected_effect", "risks")


def plan_table(prognosis: Prognosis, style: Style) -> Table | None:
    """Amounts, temperature and progress of each initiative; None without an action plan of the year."""
    if not prognosis.action_plan:
        return None
    columns = [
        headed_column("initiative", "text", style),
        headed_column("temperature", "text", style),
        headed_column("allocated", "amount", style, is_summed=True),
        headed_column("committed", "amount", style, is_summed=True),
        headed_column("spent", "amount", style, is_summed=True),
        headed_column("committed_share", "share", style, formula="{committed}/{allocated}"),
        headed_column("planned_saving", "amount", style, is_summed=True),
        headed_column("schools", "text", style),
        headed_column("institutions", "text", style),
    ]
    rows = [_row(line, style) for line in prognosis.action_plan]
    unit = style.text("unit", "money", unit=UNITS[style.unit].title[style.language], year=prognosis.fiscal_year)
    day = date_text(prognosis.action_plan[0].status_date, style.language)
    title = style.text("table", "indsatsplan", year=prognosis.fiscal_year, date=day)
    return Table(
        "indsatsplan",
        title,
        unit,
        tuple(columns),
        tuple(rows),
        (style.text("note", "plan"), *_not_reported(prognosis, style)),
    )


def saving_table(prognosis: Prognosis, style: Style) -> Table | None:
    """Planned against realised saving of each initiative that plans one; None where no initiative reports any."""
    lines = [line for line in prognosis.action_plan if line.planned_saving_kr or line.realised_saving_kr is not None]
    if all(line.realised_saving_kr is None for line in lines):
        return None
    columns = [
        headed_column("initiative", "text", style),
        headed_column("planned_saving", "amount", style, is_summed=True),
        headed_column("realised_saving", "amount", style, is_summed=True),
        headed_column("missing_saving", "amount", style, formula="{planned_saving}-{realised_saving}"),
    ]
    rows = []
    for line in lines:
        is_total = line.initiative == ALL
        label = name("grant_area", ALL, style.language) if is_total else line.initiative_name
        planned, realised = line.planned_saving_kr, line.realised_saving_kr
        missing = None if planned is None or realised is None else planned - realised
        rows.append(Row(line.initiative, (label, planned, realised, missing), is_total))
    unit = style.text("unit", "money", unit=UNITS[style.unit].title[style.language], year=prognosis.fiscal_year)
    return Table("besparelser", style.text("table", "besparelser", year=prognosis.fiscal_year), unit, tuple(columns),
                 tuple(rows), (style.text("note", "savings"),))  # fmt: skip


def plan_text_table(prognosis: Prognosis, style: Style) -> Table | None:
    """Phase, deliverable, expected effect and risks of each initiative that has any; None when none has."""
    lines = [line for line in prognosis.action_plan if any(getattr(line, code) for code in ("phase", *TEXTS))]
    if not lines:
        return None
    columns = tuple(headed_column(code, "text", style) for code in ("initiative", "phase", *TEXTS))
    rows = tuple(
        Row(line.initiative, (line.initiative_name, name("phase", line.phase or EN_DASH, style.language),
                              *(getattr(line, code) or EN_DASH for code in TEXTS)))
        for line in lines
    )  # fmt: skip
    return Table("indsatser", style.text("table", "indsatser"), "", columns, rows)


def plan_sentences(prognosis: Prognosis, style: Style) -> Iterator[str]:
    """What the annex says first: how much is committed, and which initiatives are not on track."""
    whole = next((line for line in prognosis.action_plan if line.initiative == ALL), None)
    if whole is None or whole.committed_share is None:
        return
    kroner = {"committed": whole.committed_kr, "allocated": whole.allocated_kr}
    said = {code: amount_in_words(kr, style.unit, style.language) for code, kr in kroner.items()}
    yield style.text("plan", "committed", share=share_text(whole.committed_share, 1, style.language), **said)
    for temperature in ("roed", "gul"):
        names = [line.initiative_name for line in prognosis.action_plan if line.temperature == temperature]
        if names:
            yield style.text("plan", temperature, names=", ".join(names))
    yield from method_sentences(prognosis.methods, style.language)


def _row(line: Initiative, style: Style) -> Row:
    is_total = line.initiative == ALL
    label = name("grant_area", ALL, style.language) if is_total else line.initiative_name
    return Row(
        line.initiative,
        (
            label,
            name("temperature", line.temperature, style.language) if line.temperature else None,
            line.allocated_kr,
            line.committed_kr,
            line.spent_kr,
            line.committed_share,
            line.planned_saving_kr,
            _progress(line.schools_started_count, line.schools_planned_count, style),
            _progress(line.institutions_started_count, line.institutions_planned_count, style),
        ),
        is_total,
    )


def _progress(started: int | None, planned: int | None, style: Style) -> str | None:
    """`3 af 8`: how many have begun of those that are to."""
    if started is None and planned is None:
        return None
    word = style.text("plan", "of")
    shown = [EN_DASH if count is None else str(count) for count in (started, planned)]
    return f"{NO_BREAK}{word}{NO_BREAK}".join(shown)


def _not_reported(prognosis: Prognosis, style: Style) -> list[str]:
    """That no initiative has told what it has saved, where none has."""
    is_told = any(line.realised_saving_kr is not None for line in prognosis.action_plan)
    return [] if is_told else [style.text("note", "saving_not_reported")]
