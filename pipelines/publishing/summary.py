"""The short answer of a run on the terminal: the year against the budget by grant area, and how well it has been.

Internal: the reader has the published file anyway, so nothing is coarsened here. Amounts in 1.000 kr.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from pipelines.publishing.activity_tables import accuracy_order
from pipelines.publishing.content import Accuracy, Position, Prognosis, Style
from pipelines.publishing.numbers import EN_DASH, amount_text, date_text, share_text
from pipelines.publishing.published_file import open_published
from pipelines.publishing.texts import name, text
from pipelines.publishing.track_record import LOOK_BACKS
from pipelines.publishing.track_words import Shown, record_answers
from pipelines.settings import Language

MOST_NAME_LETTERS = 40
BASELINE = "baseline"


def summary_text(published_file: Path, vintage_id: str, language: Language, *, as_json: bool) -> str:
    """Expected accounts, 80 % interval, budget and deviation by grant area and in all; the latest vintage for ''."""
    with open_published(published_file) as source:
        prognosis = source.prognosis(vintage_id or source.latest_vintage_id())
    if as_json:
        return json.dumps(summary_content(prognosis), ensure_ascii=False, indent=2)
    lines = [*prognosis.grant_areas, prognosis.total]
    header = [
        text("summary", code, language)
        for code in ("grant_area", "budget", "expected", "interval", "deviation", "word")
    ]
    rows = [_summary_row(line, language) for line in lines]
    title = text("summary", "title", language, year=prognosis.fiscal_year, vintage=prognosis.vintage.vintage_id,
                 date=date_text(prognosis.vintage.as_of, language),
                 status=text("summary", prognosis.vintage.status, language),
                 scenario=_scenario_words(prognosis.vintage.scenario, language))  # fmt: skip
    return "\n".join([title, "", *fixed_width(header, rows), "", text("summary", "foot", language)])


def summary_content(prognosis: Prognosis) -> dict[str, Any]:
    """The same as data: kroner with two decimals as text, deviation always budget minus forecast."""
    return {
        "vintage_id": prognosis.vintage.vintage_id,
        "as_of": prognosis.vintage.as_of.isoformat(),
        "status": prognosis.vintage.status,
        "scenario": prognosis.vintage.scenario,
        "fiscal_year": prognosis.fiscal_year,
        "lines": [
            {
                "grant_area": line.code,
                "budget_kr": str(line.budget_kr),
                "expected_kr": str(line.expected.mean_kr),
                "p10_kr": str(line.expected.p10_kr),
                "p90_kr": str(line.expected.p90_kr),
                "deviation_kr": str(line.deviation_kr),
            }
            for line in (*prognosis.grant_areas, prognosis.total)
        ],
    }


def _scenario_words(scenario: str, language: Language) -> str:
    return "" if scenario == BASELINE else text("summary", "scenario", language, scenario=scenario)


def accuracy_text(published_file: Path, language: Language, *, as_json: bool) -> str:
    """How the latest vintage's method and plain ones have fared in the backtest."""
    with open_published(published_file) as source:
        vintage_id = source.latest_vintage_id()
        prognosis, days = source.prognosis(vintage_id), source.rows(LOOK_BACKS, {"vintage_id": vintage_id})
    found = prognosis.accuracy
    lines = accuracy_lines(found, language, as_json=as_json)
    shown = Shown.of(prognosis, Style(language, "tkr", "budget_minus_forventet"))
    return lines if as_json or not found else f"{lines}\n\n{record_lines(days, language, shown)}"


def record_lines(days: Sequence[Mapping[str, Any]], language: Language, shown: Shown | None = None) -> str:
    """How good the forecast has been, in the sentences of the review page."""
    return "\n".join(sentence for _, said in record_answers(days, language, shown) for sentence in said)


def accuracy_lines(accuracy: Iterable[Accuracy], language: Language, *, as_json: bool) -> str:
    """The lines of a backtest, the nearest year first, our own forecast before the plain methods."""
    found = sorted(accuracy, key=accuracy_order)
    if as_json:
        return json.dumps([_accuracy_content(item) for item in found], ensure_ascii=False, indent=2)
    if not found:
        return text("paragraph", "no_accuracy", language)
    header = [
        text("column", code, language).replace("\N{SOFT HYPHEN}", "")
        for code in ("horizon", "level", "method", "origins", "wape", "bias", "coverage")
    ]
    rows = [_accuracy_row(item, language) for item in found]
    return "\n".join(fixed_width(header, rows, text_places=(0, 1, 2)))


def fixed_width(header: Sequence[str], rows: Sequence[Sequence[str]], text_places: Sequence[int] = (0, 5)) -> list[str]:
    """Lines with the columns under each other: text to the left, figures to the right."""
    widths = [max(len(row[place]) for row in (header, *rows)) for place in range(len(header))]

    def line(cells: Sequence[str]) -> str:
        padded = [
            cell.ljust(width) if place in text_places else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(cells, widths, strict=True))
        ]
        return "  ".join(padded).rstrip()

    return [line(header), "  ".join("─" * width for width in widths).rstrip(), *(line(row) for row in rows)]


def _summary_row(line: Position, language: Language) -> list[str]:
    label = name("grant_area", line.code, language)
    amounts = [amount_text(value, "tkr", language) for value in (line.budget_kr, line.expected.mean_kr)]
    ends = [amount_text(value, "tkr", language) for value in (line.expected.p10_kr, line.expected.p90_kr)]
    word = "under" if line.deviation_kr > 0 else "over"
    return [
        label if len(label) <= MOST_NAME_LETTERS else label[: MOST_NAME_LETTERS - 1] + "…",
        *amounts,
        EN_DASH.join(ends),
        amount_text(line.deviation_kr, "tkr", language),
        text("summary", word, language) if line.deviation_kr else "",
    ]


def _accuracy_row(item: Accuracy, language: Language) -> list[str]:
    coverage = EN_DASH if item.coverage_80 is None else share_text(item.coverage_80, 1, language)
    return [
        name("horizon", item.horizon, language),
        name("level", item.level, language),
        name("method", item.method, language),
        str(item.origins),
        share_text(item.wape, 1, language),
        share_text(item.bias, 1, language),
        coverage,
    ]


def _accuracy_content(item: Accuracy) -> dict[str, Any]:
    return {
        "horizon": item.horizon,
        "level": item.level,
        "method": item.method,
        "origins": item.origins,
        "wape": float(item.wape),
        "bias": float(item.bias),
        "coverage_80": None if item.coverage_80 is None else float(item.coverage_80),
    }
