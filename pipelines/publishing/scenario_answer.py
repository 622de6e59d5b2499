"""A scenario on the terminal: the answer to its goal, and what each step changes in the years ahead.

Internal, like the short table of a run that it follows. Not here: how the answer is found (`forecasting.questions`).
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.publishing.numbers import EN_DASH, amount_text, number_text
from pipelines.publishing.published_file import open_published
from pipelines.publishing.summary import fixed_width
from pipelines.publishing.texts import name, text
from pipelines.settings import Language

GOAL = "select * exclude (vintage_id, scenario) from forecast.goal where vintage_id = $vintage_id"
EFFECTS = """
select fiscal_year, step, mean_kr, p10_kr, p90_kr, full_year_places
from forecast.scenario_effect  -- a single step is the whole, and not said twice
where vintage_id = $vintage_id and step <> 'baseline' and fiscal_year <= (
    select min(fiscal_year) + 2 from forecast.scenario_effect where vintage_id = $vintage_id
)
qualify step = 'scenario' or count(*) over (partition by fiscal_year) > 2
order by fiscal_year, step_order"""


def scenario_lines(published_file: Path, vintage_id: str, language: Language) -> list[str]:
    """The lines of a vintage with a scenario; none for the baseline."""
    with open_published(published_file) as source:
        goal = source.rows(GOAL, {"vintage_id": vintage_id})
        effects = source.rows(EFFECTS, {"vintage_id": vintage_id})
    if not effects:
        return []
    header = [text("scenario", code, language) for code in ("year", "step", "effect", "interval", "places")]
    rows = [_effect_row(row, language) for row in effects]
    said = [row[f"sentence_{language}"] for row in goal]
    return ["", *said, *([""] if said else []), *fixed_width(header, rows, text_places=(0, 1))]


def scenario_content(published_file: Path, vintage_id: str) -> dict[str, Any]:
    """The same as data: the goal's row (null without one) and each step's; days, kroner and places as text."""
    with open_published(published_file) as source:
        goal = source.rows(GOAL, {"vintage_id": vintage_id})
        effects = source.rows(EFFECTS, {"vintage_id": vintage_id})
    return {"goal": _plain(goal[0]) if goal else None, "effects": [_plain(row) for row in effects]}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {name: str(value) if isinstance(value, Decimal | date) else value for name, value in row.items()}


def _effect_row(row: dict[str, Any], language: Language) -> list[str]:
    kr, low, high = (amount_text(row[column], "tkr", language) for column in ("mean_kr", "p10_kr", "p90_kr"))
    places = number_text(row["full_year_places"], 1, language)
    return [
        str(row["fiscal_year"]),
        name("scenario_step", row["step"], language),
        kr,
        f"{low} {EN_DASH} {high}",
        places,
    ]
