"""A comparison on the terminal, as data, and as files: a workbook, a web page, and each table as CSV."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from itertools import count
from pathlib import Path

from pipelines.errors import UsageError
from pipelines.publishing.compared.released import Released, released_by
from pipelines.publishing.compared.tables import Comparison, compare
from pipelines.publishing.content import Style
from pipelines.publishing.csv_files import csv_bytes
from pipelines.publishing.document import Notes, front_page, table_block
from pipelines.publishing.numbers import date_text
from pipelines.publishing.summary import fixed_width
from pipelines.publishing.table import Column, Row, Table, Value, cell_text, interval_text
from pipelines.publishing.web_page import layouts, page_blocks
from pipelines.publishing.workbook import workbook_bytes
from pipelines.settings import Language

FILE = "sammenligning"
FEWEST = 2


@dataclass(frozen=True)
class Compared:
    """Several municipalities' editions and what came of holding them against each other, to be printed."""

    released: tuple[Released, ...]
    style: Style
    until: date | None

    @cached_property
    def comparison(self) -> Comparison:
        """The tables and what must be told beside them."""
        return compare(self.released, self.style)

    @property
    def title(self) -> str:
        """What the files are."""
        return self.style.text("compared", "title")

    @property
    def municipality_name(self) -> str:
        """Whose figures they are."""
        return ", ".join(one.name for one in self.released)

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        """Which editions were taken."""
        until = self.style.text("compared", "latest") if self.until is None else self.style.text(
            "compared", "until", date=date_text(self.until, self.style.language))  # fmt: skip
        return ((self.style.text("compared", "as_of"), until),)

    @property
    def headline(self) -> str:
        """That nothing new is told."""
        return self.style.text("compared", "headline")

    @property
    def findings(self) -> Sequence[str]:
        """What could not be compared, and why."""
        return [*self.comparison.said, self.style.text("compared", "note_no_sum")]

    @property
    def demonstration(self) -> str:
        """What made-up figures say of themselves."""
        is_made_up = any(one.is_demonstration for one in self.released)
        return self.style.text("note", "demonstration") if is_made_up else ""

    @property
    def tables(self) -> Mapping[str, Table]:
        """Every table by its code."""
        return {table.code: table for table in self.comparison.tables}

    @property
    def made_at(self) -> datetime:
        """When the newest of the editions' forecasts was made: the same editions give the same files."""
        return max(edition.made_at for one in self.released for edition in one.editions)

    @property
    def made_of(self) -> str:
        """The editions, for a workbook's properties."""
        editions = [f"{one.name} {edition.release.edition}" for one in self.released for edition in one.editions]
        return self.style.text("compared", "made_of", editions=", ".join(editions))


def compared(places: Sequence[Path], until: date | None, language: Language) -> Compared:
    """The municipalities in these folders beside each other; UsageError for fewer than two, or one twice."""
    everyone = [released_by(place).known_on(until) for place in places]
    names = [one.name for one in everyone if one.editions]
    if len(set(names)) < max(FEWEST, len(places)):
        raise UsageError(
            "Angiv mindst to mapper fra hver sin kommune, der har udgivet noget til og med dagen.",
            "Give at least two folders, each of another municipality that has published something by the day.",
        )
    return Compared(tuple(everyone), Style(language, "tkr", "budget_minus_forventet"), until)


def compared_text(found: Compared) -> str:
    """The tables under each other, each with its notes, and then what is not in them."""
    parts = [found.demonstration] if found.demonstration else []
    for table in found.comparison.tables:
        columns = [column for column in table.columns if column.key != "high"]
        header = [_header(column, found.style) for column in columns]
        rows = [[_printed(table, row, column, found.style) for column in columns] for row in table.rows]
        texts = [place for place, column in enumerate(columns) if column.kind in ("text", "day")]
        parts.append("\n".join([table.heading, "", *fixed_width(header, rows, texts), "", *table.notes]))
    return "\n\n".join([*parts, "\n".join(found.findings)])


def compared_json(found: Compared) -> str:
    """The same as data: amounts in whole kroner, shares of 1, None where there is no figure."""
    tables = {
        table.code: {
            "title": table.title,
            "rows": [dict(zip([column.key for column in table.columns], map(_plain, row.values), strict=True))
                     for row in table.rows],
            "notes": table.notes,
        }
        for table in found.comparison.tables
    }  # fmt: skip
    return json.dumps({"tables": tables, "said": found.findings}, ensure_ascii=False, indent=2)


def write_compared(found: Compared, folder: Path) -> None:
    """Workbook, web page and CSV into a folder, over what an earlier comparison left there."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{FILE}.xlsx").write_bytes(workbook_bytes(found))
    (folder / f"{FILE}.html").write_text(_page(found), encoding="utf-8")
    for old in folder.glob(f"{FILE}_*.csv"):
        old.unlink()
    for table in found.comparison.tables:
        (folder / f"{FILE}_{table.code}.csv").write_bytes(csv_bytes(table, found))


def _page(found: Compared) -> str:
    style, notes = found.style, Notes()
    blocks = [table_block(table, found, notes) for table in found.comparison.tables]
    section = {"id": "s1", "title": style.text("compared", "figures"), "blocks": list(page_blocks(blocks, count(1)))}
    files = {found.title: [f"{FILE}.xlsx", *(f"{FILE}_{table.code}.csv" for table in found.comparison.tables)]}
    front = front_page(found, style.text("compared", "kicker"), style.text("compared", "basis"))
    return layouts().get_template("web_page.html").render(
        content=front | {"findings_title": style.text("compared", "read_first")}, summary=[], sections=[section],
        contents=style.text("document", "contents"), files_title=style.text("annex", "files"), files=files,
    )  # fmt: skip


def _header(column: Column, style: Style) -> str:
    return style.text("column", "interval") if column.key == "low" else column.plain_header


def _printed(table: Table, row: Row, column: Column, style: Style) -> str:
    value = table.value(row, column.key)
    if column.key == "low":
        return interval_text(value, table.value(row, "high"), column, style)
    return cell_text(value, column, style)


def _plain(value: Value) -> str | int | float | None:
    if isinstance(value, date):
        return value.isoformat()
    return value if value is None or isinstance(value, str | int) else float(value)
