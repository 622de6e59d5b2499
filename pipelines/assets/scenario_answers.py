"""What a scenario adds to its vintage: the answer to its goal, and its effects step by step beside the baseline.

Not here: how they are found (`forecasting.questions`), how they are said (`scenario_words`).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal

import polars as pl

from forecasting import Assumptions, Inputs, Options, ScenarioError
from forecasting.judged.calibration import Widths
from forecasting.projection import carried_as_baseline
from forecasting.questions.goal import Answer, seek
from pipelines.scenario_words import answer_sentence, why_not


@contextmanager
def reckoned() -> Iterator[None]:
    """A scenario that cannot be reckoned on these data says why as a ConfigurationError."""
    try:
        yield
    except ScenarioError as error:
        raise why_not(error) from None


def answered(
    inputs: Inputs, assumptions: Assumptions, options: Options, widths: Widths
) -> tuple[Options, pl.DataFrame]:
    """The options with the goal's lever where it came out, and the row of forecast.goal; no row without a goal.

    A scenario is carried to plain lines as its baseline is, found here for all that is asked of it.
    """
    options = carried_as_baseline(inputs, assumptions, options)
    answer = seek(inputs, assumptions, options, widths)
    if answer is None:
        return options, pl.DataFrame()
    found = replace(options, scenario=options.scenario.with_goal_at(answer.tried))
    return found, _goal_row(answer, options.scenario.name)


def _goal_row(answer: Answer, scenario: str) -> pl.DataFrame:
    goal = answer.goal
    kroner = {"frame_kr": answer.frame_kr, "unchanged_kr": answer.unchanged_kr, "cost_kr": answer.cost_kr}
    row = {
        "scenario": scenario,
        "fiscal_year": goal.fiscal_year,
        "grant_area": goal.grant_area,
        "lever": goal.kind,
        "from_date": goal.from_date,
        "certainty": goal.certainty,
        **{name: Decimal(f"{kr:.2f}") for name, kr in kroner.items()},
        "factor": answer.factor,
        "sentence_da": answer_sentence(answer, "da"),
        "sentence_en": answer_sentence(answer, "en"),
    }
    return pl.DataFrame([row], schema_overrides={"factor": pl.Float64})
