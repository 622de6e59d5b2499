"""The lists of the pages as tables to download: forecasts, findings, sources, and whether adjustments have helped.

They are of the whole file and not of one vintage. Not here: how the pages show them (`vintage_list`, the layouts).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from functools import partial
from itertools import count

from pipelines.publishing.content import Style
from pipelines.publishing.document import Notes, table_block
from pipelines.publishing.findings_page import QUESTIONS
from pipelines.publishing.findings_page import word as finding_word
from pipelines.publishing.follow_up import deviation_header
from pipelines.publishing.numbers import UNITS, date_text
from pipelines.publishing.table import Column, ColumnKind, Row, Table, Value, headed_column
from pipelines.publishing.web_page import page_blocks
from pipelines.review.benefit import CODES, SOURCES, benefit_tables
from pipelines.review.figures import Block, explained
from pipelines.review.internal_paper import BASELINE
from pipelines.review.newest_file import NewestFile
from pipelines.review.newest_file import Row as Found
from pipelines.review.words import word

Line = Callable[[Found], tuple[Value, ...]]


@dataclass(frozen=True)
class ListPaper:
    """What the files of a list need: its own title, day and words, and nothing of a forecast."""

    municipality_name: str
    style: Style
    as_of: date
    tables: Mapping[str, Table]
    headline: str = ""
    findings: Sequence[str] = ()
    demonstration: str = ""

    @property
    def title(self) -> str:
        """The title of its only table."""
        (table,) = self.tables.values()
        return table.title

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        """The day of the file, and that small figures are not hidden."""
        language = self.style.language
        return (
            (word("as_of", language), date_text(self.as_of, language)),
            (word("internal", language), word("internal_fact", language)),
        )

    @property
    def made_at(self) -> datetime:
        """The day of the file: the same list gives the same bytes."""
        return datetime.combine(self.as_of, time())

    @property
    def made_of(self) -> str:
        """Where the list lies."""
        return "published/analyse.duckdb"


def list_paper(code: str, file: NewestFile, style: Style) -> ListPaper | None:
    """The list of a code; None where there is no such list."""
    if code not in LISTS:
        return None
    table = LISTS[code](file, style)
    return ListPaper(file.municipality.navn, style, file.as_of(), {code: table}, demonstration=file.demonstration)


def _vintages(file: NewestFile, style: Style) -> Table:
    language = style.language
    columns = [
        *_worded((("vintage", "text"), ("as_of", "day"), ("made", "day"), ("scenario", "text"), ("standing", "text"),
                  ("approved_by", "text")), style),
        headed_column("expected", "amount", style), headed_column("low", "low", style),
        headed_column("high", "high", style),
        Column("deviation", deviation_header(style), "amount"),
    ]  # fmt: skip

    def line(row: Found) -> tuple[Value, ...]:
        deviation = row["deviation_kr"]
        scenario = word("is_baseline", language) if row["scenario"] == BASELINE else row["scenario"]
        return (
            row["vintage_id"], row["as_of_date"], row["created_at"].date(), scenario,
            word("approved" if row["status"] == "approved" else "draft", language), row["approved_by"],
            row["expected_kr"], row["p10_kr"], row["p90_kr"], None if deviation is None else style.signed(deviation),
        )  # fmt: skip

    return _table("prognoser", "vintages", columns, file.vintages(), line, style)


def _findings(file: NewestFile, style: Style) -> Table:
    kinds: Mapping[str, ColumnKind] = {
        "question": "text", "check_code": "text", "finding": "text", "severity": "text", "source": "text",
        "count": "count", "before": "count", "kr": "amount", "consequence": "text", "owner": "text", "list": "text",
    }  # fmt: skip
    own = {"question": word("question", style.language), "check_code": word("check_code", style.language)}
    columns = [Column(key, own.get(key) or finding_word(key, style.language), kind) for key, kind in kinds.items()]
    questions, _ = file.findings()
    found = [row | {"question": code} for code in QUESTIONS for row in questions[code]]

    def line(row: Found) -> tuple[Value, ...]:
        said = (finding_word(row[key], style.language) for key in ("question", "severity"))
        question, severity = said
        return (
            question, row["check_code"], row[f"message_{style.language}"], severity, row["source"],
            row["finding_count"], row["previous_count"], row["amount_kr"], row[f"consequence_{style.language}"],
            row["owner"], row["working_list"],
        )  # fmt: skip

    return _table("fund", "findings_title", columns, found, line, style)


def _sources(file: NewestFile, style: Style) -> Table:
    columns = _worded((("source", "text"), ("edition", "day"), ("months_old", "count"), ("usual_months", "count"),
                       ("rows_in", "count"), ("rows_loaded", "count"), ("rows_set_aside", "count")), style)  # fmt: skip
    _, sources = file.findings()

    def line(row: Found) -> tuple[Value, ...]:
        ages = row["months_old"], row["usual_months"]
        return row["source"], row["edition"], *ages, row["rows_in"], row["rows_loaded"], row["set_aside"]

    return _table("kilder", "sources_title", columns, sources, line, style)


def _worded(kinds: Iterable[tuple[str, ColumnKind]], style: Style) -> list[Column]:
    return [Column(key, word(key, style.language), kind) for key, kind in kinds]


def _table(
    code: str, title: str, columns: Sequence[Column], found: Sequence[Found], line: Line, style: Style
) -> Table:  # fmt: skip
    rows = tuple(Row(str(number), line(row)) for number, row in enumerate(found, start=1))
    unit = UNITS[style.unit].title[style.language]
    return Table(code, word(title, style.language), unit, tuple(columns), rows)


def _benefit(file: NewestFile, style: Style, code: str) -> Table:
    return next(table for table in file.ask(lambda source: benefit_tables(source, style)) if table.code == code)


def benefit_blocks(file: NewestFile, style: Style, as_of: date) -> list[Block]:
    """Whether adjustments have helped, as a page shows it, each line with its forecast; nothing while none can tell."""
    paper, numbers, notes = ListPaper(file.municipality.navn, replace(style, unit="kr"), as_of, {}), count(1), Notes()
    found = [table for table in file.ask(lambda source: benefit_tables(source, style)) if table.rows]
    blocks = page_blocks([table_block(table, paper, notes) | {"code": table.code} for table in found], numbers)
    return [
        explained(block, table, SOURCES[table.code], paper,
                  {row.key: f"/prognose/{row.values[1]}" for row in table.rows if not row.is_total})
        for block, table in zip(blocks, found, strict=True)
    ]  # fmt: skip


LISTS: Mapping[str, Callable[[NewestFile, Style], Table]] = {
    "prognoser": _vintages, "fund": _findings, "kilder": _sources,
    **{code: partial(_benefit, code=code) for code in CODES},
}  # fmt: skip
"""The lists by the code of their address."""
