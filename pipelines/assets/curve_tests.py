"""What a run asks of the past alone: have curves broken, do methods work, in the paper's own sentences.

Not here: how it is asked (`forecasting.questions`), how it is said (`publishing.curve`).
"""

from __future__ import annotations

from datetime import date

import duckdb
import polars as pl

from forecasting import Assumptions, Inputs, Options
from forecasting.questions.event_series import event_series
from forecasting.questions.event_test import tested_events
from forecasting.questions.programme_test import programme_effects
from pipelines.assets.forecast_inputs import read_programmes
from pipelines.publishing.curve import CurveTest, curve_sentence


def tests_of_change(
    connection: duckdb.DuckDBPyConnection, inputs: Inputs, assumptions: Assumptions, chosen: Options
) -> dict[str, pl.DataFrame]:
    """Whether curves have broken, and whether methods work, on what is known."""
    as_of = inputs.as_of
    events = said_of_curves(tested_events(event_series(inputs, assumptions, chosen), event_day(as_of), chosen.seed))
    methods = programme_effects(*read_programmes(connection, as_of), as_of, chosen.seed)
    return {"event_test": events, "programme_effect": methods}


def said_of_curves(events: pl.DataFrame) -> pl.DataFrame:
    """The tests with the paper's own sentence on each (`sentence_da`)."""
    tests = (
        CurveTest(row["series"], row["effect"], row["interval_low"], row["interval_high"],
                  row["smallest_visible_effect"])
        for row in events.iter_rows(named=True)
    )  # fmt: skip
    sentences = [curve_sentence(test, "da").replace("\N{NO-BREAK SPACE}", " ") for test in tests]
    return events.with_columns(pl.Series("sentence_da", sentences, dtype=pl.String))


def event_day(as_of: date) -> date:
    """A year before the as-of day: whether the curve has changed is asked of the last twelve months."""
    return as_of.replace(year=as_of.year - 1, day=1)
