"""One pack before it becomes PDF, workbook or CSV: what is hidden is taken out before any word is written."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from pipelines.municipality import Municipality
from pipelines.privacy.disclosure import MARKER
from pipelines.publishing.content import Style
from pipelines.publishing.numbers import date_text, month_text
from pipelines.publishing.packs import words
from pipelines.publishing.packs.content import Month, Unit
from pipelines.publishing.packs.figure_keys import folder_name, told_by, unit_part
from pipelines.publishing.packs.tables import area_tables
from pipelines.publishing.packs.unit_tables import unit_tables
from pipelines.publishing.table import HiddenCell, Table, hide, shown_percent
from pipelines.publishing.texts import text

Kind = Literal["area", "school", "cluster"]
CHARTS = ("maaneder", "fravaer_maaneder")
NOT_COUNTED = (*CHARTS, "oekonomi", "fravaer", "trivsel", "ventetid")
"""Tables that say little of how much of an area's month can be read: the chart's, money, and those of all pupils."""


@dataclass(frozen=True)
class Pack:
    """Words and tables of one pack, protected and in the reader's language."""

    kind: Kind
    folder: str
    name: str
    title: str
    municipality_name: str
    style: Style
    facts: tuple[tuple[str, str], ...]
    headline: str
    findings: list[str]
    demonstration: str
    tables: Mapping[str, Table]
    made_at: datetime
    made_of: str

    @property
    def shown_percent(self) -> int:
        """How many per cent of its figures can be read."""
        passed_over = NOT_COUNTED if self.kind == "area" else CHARTS
        return shown_percent(table for code, table in self.tables.items() if code not in passed_over)


def area_pack(
    month: Month, area: str, money_types: tuple[str, ...], hidden: frozenset[str], municipality: Municipality,
    style: Style,
) -> Pack:  # fmt: skip
    """The pack of an area."""
    folder = folder_name(area)
    tables = hidden_tables(area_tables(month, area, money_types, style), folder, hidden, month, municipality, style)
    name = style.names.get(area) or text("pack", "area", style.language, area=area)
    headline = words.headline(tables, name, month, style)
    return made_pack("area", folder, name, headline, words.findings(tables, month, style), tables, month,
                     municipality, style)  # fmt: skip


def unit_pack(month: Month, unit: Unit, hidden: frozenset[str], municipality: Municipality, style: Style) -> Pack:
    """The pack of a school or a cluster; its first sentence is its headline."""
    folder = unit_part(unit)
    tables = hidden_tables(unit_tables(month, unit, style), folder, hidden, month, municipality, style)
    kind = "together" if unit.code in month.at.members else unit.kind
    name = text("pack", f"unit_{kind}", style.language, unit=unit.name)
    headline, *others = words.unit_sentences(tables, name, month, style)
    return made_pack(unit.kind, folder, name, headline, others, tables, month, municipality, style)


def made_pack(
    kind: Kind, folder: str, name: str, headline: str, findings: list[str], tables: Mapping[str, Table],
    month: Month, municipality: Municipality, style: Style,
) -> Pack:  # fmt: skip
    """A pack with what every one says of itself."""
    source, language = month.source, style.language
    version = source.code_version.split("+", maxsplit=1)[0]
    read_from = text("document", "source_text", language, count=len(source.deliveries), version=version)
    told = f"{text('pack', 'counted', language)} {text('note', 'rounding', language)}"
    facts = (
        (text("pack", "month", language), month_text(month.period, language)),
        (text("pack", "as_of", language), date_text(source.as_of, language)),
        (text("document", "source", language), f"{read_from}. {told}"),
    )
    return Pack(
        kind=kind,
        folder=folder,
        name=name,
        title=text("pack", "title", language, name=name, month=month_text(month.period, language)),
        municipality_name=municipality.navn,
        style=style,
        facts=facts,
        headline=headline,
        findings=findings,
        demonstration=text("note", "demonstration", language) if source.is_demonstration else "",
        tables=tables,
        made_at=datetime.combine(source.as_of, time()),
        made_of=source.data_fingerprint,
    )


def hidden_tables(
    tables: Iterable[Table], folder: str, hidden: frozenset[str], month: Month, municipality: Municipality,
    style: Style,
) -> dict[str, Table]:  # fmt: skip
    """The tables by code, with a mark in every cell that tells a hidden figure."""
    note = text("note", "hidden", style.language, mark=MARKER, threshold=municipality.taerskel)
    found = list(tables)
    cells: set[HiddenCell] = {
        (table.code, row.key, column.key)
        for table in found
        for row in table.rows
        for column in table.columns
        if hidden.intersection(told_by(folder, table.code, row.key, column.key, month.period))
    }
    return {table.code: hide(table, frozenset(cells), note) for table in found}
