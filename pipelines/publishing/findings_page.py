"""The findings page: what the deliveries could not answer, as one HTML file that needs nothing else.

Drawn from the published file, so it holds no rows of persons; both languages stand in it. Not here: what is found (dbt,
`expectations`), the words (`findings_page.yml`) and the layout (`findings_page.html`) beside this module.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from decimal import Decimal
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any

import duckdb
from jinja2 import Environment, StrictUndefined, Template

from pipelines.publishing.numbers import date_text, number_text
from pipelines.publishing.texts import text
from pipelines.settings import Language
from pipelines.shipped import shipped_yaml

QUESTIONS = ("strukturel", "logisk", "analytisk")
SEVERITIES = ("kritisk", "advarsel", "oplysning")
LANGUAGES: tuple[Language, ...] = ("da", "en")
BAR_STEP, BAR_HEIGHT, MOST_BARS = 7, 22, 24

FINDINGS = "select * from meta.finding order by source, check_code, message_da"
TREND = "select source, check_code, edition, finding_count from meta.finding_trend order by edition"
ASKED = """
select source, question, count(*) filter (where is_met), count(*) from meta.expectation group by all order by all
"""
LEDGER = """
select edition, booked_kr, excluded_kr, set_aside_kr, control_kr, reconciliation
from meta.reconciliation where grant_area = 'ALL' order by edition desc limit 12
"""

Row = dict[str, Any]


def findings_page(published: Path) -> str:
    """The page of a published file."""
    with duckdb.connect(str(published), read_only=True) as connection:
        findings, trends = rows(connection, FINDINGS), connection.execute(TREND).fetchall()
        asked = connection.execute(ASKED).fetchall()
        lost = connection.execute("select count(*) from meta.conservation where difference <> 0").fetchall()
        (as_of,) = connection.execute("select as_of_date from meta.publication").fetchall()[0]
        ledger = rows(connection, LEDGER)
        is_made_up = connection.execute("select bool_or(is_demonstration) from forecast.vintage").fetchall() == [
            (True,)
        ]
    severities = Counter(finding["severity"] for finding in findings)
    met, count = sum(row[2] for row in asked), sum(row[3] for row in asked)
    return template().render(
        words=words(),
        languages=[
            {
                "code": language,
                "other": "en" if language == "da" else "da",
                "made_up": text("note", "demonstration", language) if is_made_up else "",
                "as_of": word("as_of", language).format(date=date_text(as_of, language)),
                "met": word("met", language).format(met=met, asked=count),
            }
            for language in LANGUAGES
        ],
        severities=[{"code": code, "count": severities[code]} for code in SEVERITIES],
        is_conserved=lost == [(0,)],
        questions=[{"code": code, "findings": answered(code, findings, trends)} for code in QUESTIONS],
        asked=asked_by_source(asked),
        ledger=ledger,
    )


def rows(connection: duckdb.DuckDBPyConnection, statement: str) -> list[Row]:
    """The rows of a query by column name."""
    found = connection.execute(statement)
    names = [column[0] for column in found.description or []]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def answered(question: str, findings: list[Row], trends: list[tuple[Any, ...]]) -> list[Row]:
    """The findings of a question, the gravest and then the most frequent first, each with its trend."""
    by_finding: dict[tuple[str, str], list[tuple[int, int]]] = defaultdict(list)
    for source, code, edition, count in trends:
        by_finding[source, code].append((edition, count))
    chosen = sorted(
        (finding for finding in findings if finding["question"] == question),
        key=lambda finding: (SEVERITIES.index(finding["severity"]), -finding["finding_count"]),
    )
    return [finding | drawn(by_finding[finding["source"], finding["check_code"]]) for finding in chosen]


def drawn(trend: list[tuple[int, int]]) -> Row:
    """A bar for each of the newest editions, and the same in words for those who do not see it."""
    shown = trend[-MOST_BARS:]
    highest = max((count for _, count in shown), default=0) or 1
    heights = [round(BAR_HEIGHT * count / highest, 1) for _, count in shown]
    return {
        "bars": [
            {"x": BAR_STEP * number, "y": round(25 - height, 1), "height": height}
            for number, height in enumerate(heights)
        ],
        "width": BAR_STEP * len(shown),
        "trend": ", ".join(f"{edition}: {count}" for edition, count in shown),
    }


def asked_by_source(asked: list[tuple[Any, ...]]) -> list[Row]:
    """Met and asked expectations of each source, question by question."""
    counts = {(source, question): (met, count) for source, question, met, count in asked}
    sources = sorted({source for source, _ in counts})
    return [{"source": source, "answers": [counts.get((source, q), (0, 0)) for q in QUESTIONS]} for source in sources]


def figure(value: int | Decimal | None, language: Language) -> str:
    """A whole number, or nothing where there is none."""
    return "" if value is None else number_text(Decimal(value), 0, language)


def word(code: str, language: Language) -> str:
    """The word of a code."""
    return words()[code][language]


@cache
def words() -> dict[str, dict[Language, str]]:
    """All words of the page by code."""
    return dict(shipped_yaml("pipelines.publishing", "findings_page.yml"))


@cache
def template() -> Template:
    """The layout; every value in it is escaped."""
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    environment.globals |= {"word": word, "figure": figure}
    layout = resources.files(__package__).joinpath("findings_page.html").read_text(encoding="utf-8")
    return environment.from_string(layout)
