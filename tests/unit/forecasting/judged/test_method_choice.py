"""The flow stays unless a plain line has been nearer beyond noise; then the type and all its sums follow the line."""

from dataclasses import replace
from datetime import date

import numpy as np
import polars as pl
import pytest
from flow import make_flow
from frames import ASSUMED, cell, made, spell

from forecasting import Options, project
from forecasting.judged.baselines import NAIVE, SEASONAL
from forecasting.judged.calibration import Widths
from forecasting.judged.method_choice import COMPARED, FLOW, WIDENED, chosen_lines, is_nearer, method_choice
from forecasting.questions.backtest import Truth, evaluate

AS_OF = date(2025, 4, 30)


def compared(flow_errors, naive_errors, level="offer_type", series="specialskole", first=2018):
    """Errors on a truth of 100 places, one a year."""
    rows = []
    for at, pair in enumerate(zip(flow_errors, naive_errors, strict=True)):
        for method, error in zip((FLOW, NAIVE), pair, strict=True):
            rows.append(("year", first + at, level, series, method, 100.0, 100.0 + error))
    return pl.DataFrame(rows, schema=COMPARED, orient="row")


def chosen(frame, level="offer_type", series="specialskole"):
    inputs = made(AS_OF, spells=[spell("a", date(2024, 8, 1)), spell("b", date(2023, 8, 1), date(2024, 7, 31))])
    rows = method_choice(frame, inputs, Widths()).filter(level=level, series=series, horizon="year")
    return rows.row(0, named=True)


def test_a_line_that_saves_much_every_year_is_chosen_and_one_that_saves_by_chance_is_not():
    # saved 4, 5, 4, 5: mean 4.5, standard error 0.29; t = 15.6 above 5.84 (three degrees of freedom, 0.5 %)
    assert is_nearer(np.array([4.0, 5.0, 4.0, 5.0]))
    # saved 9, -1, 8, 2: mean 4.5, standard error 2.40; t = 1.9
    assert not is_nearer(np.array([9.0, -1.0, 8.0, 2.0]))
    assert not is_nearer(np.array([5.0, 5.0, 5.0]))

    row = chosen(compared([5, -6, 5, 6], [1, 1, -1, 1]))
    assert (row["method"], row["error_share"], row["plain_error_share"]) == (NAIVE, 0.055, 0.01)
    assert row["sentence_da"].startswith(
        "Enkel linje: seneste måned ført videre. Over 4 år ramte børnenes forløb 5,5 %"
    )


def test_with_few_years_or_a_year_that_has_not_ended_the_flow_stays():
    row = chosen(compared([5, 6, 5], [1, 1, 1]))
    assert row["method"] == FLOW
    assert "Under 4 år kan tilfældet ikke skilles fra." in row["sentence_da"]
    late = chosen(compared([5, 6, 5, 6], [1, 1, 1, 1], first=2022))
    assert (late["method"], late["years_count"]) == (FLOW, 3)


def test_only_offer_types_change_their_method():
    row = chosen(compared([5, 6, 5, 6], [1, 1, 1, 1], "district", "D1"), "district", "D1")
    assert (row["method"], row["plain_method"]) == (FLOW, NAIVE)
    assert row["sentence_da"].startswith("Summen af tilbudstyperne.")


def test_a_series_that_nobody_has_seen_before_says_that_it_rests_on_its_kin():
    row = chosen(pl.DataFrame(schema=COMPARED))
    assert (row["children_count"], row["starts_count"], row["ends_count"], row["origins_count"]) == (1, 2, 1, 0)
    assert row["sentence_da"] == (
        "Børnenes forløb. Der er ingen tidligere år at bedømme metoden på. "
        "Kun 1 egne slutninger: afgangen lånes mest af beslægtede tilbud."
    )


def test_a_type_on_its_line_has_the_lines_places_and_every_sum_follows():
    inputs = make_flow(3, scale=0.3).inputs(date(2024, 4, 30))
    flow = Options(paths=30)
    line = replace(flow, lines={("specialskole", "next_year"): NAIVE})
    before, after = (project(inputs, ASSUMED, options) for options in (flow, line))

    def places(projection, offer):
        return float(cell(projection.fiscal_year, 2025, column="full_year_places", offer=offer))

    last = inputs.spells.filter(
        pl.col("offer_type") == "specialskole", pl.col("start_date") <= date(2024, 4, 30),
        pl.col("end_date").is_null() | (pl.col("end_date") >= date(2024, 4, 1)),
    )  # fmt: skip
    days = [
        (min(end or date(2024, 4, 30), date(2024, 4, 30)) - max(start, date(2024, 4, 1))).days + 1
        for start, end in last.select("start_date", "end_date").iter_rows()
    ]
    # the last month's average children, carried through 2025
    assert places(after, "specialskole") == pytest.approx(sum(days) / 30, abs=0.001)
    moved = places(after, "specialskole") - places(before, "specialskole")
    assert places(after, "ALL") - places(before, "ALL") == pytest.approx(moved, abs=0.001)
    assert places(after, "specialklasse") == places(before, "specialklasse")
    assert cell(after.fiscal_year, 2024) == cell(before.fiscal_year, 2024)


def test_the_backtest_gives_what_the_choice_is_made_from():
    flow = make_flow(2, scale=0.2)
    origins = [(flow.inputs(date(2023, 4, 30)), Truth(flow.places(), flow.cost()))]
    found = evaluate(origins, ASSUMED, Options(paths=20)).compared
    assert set(found["method"]) >= {FLOW, NAIVE, SEASONAL}
    assert set(found["level"]) == {"total", "offer_type", "district"}
    widths = Widths({("year", "total_kr"): (1.1, 1.2)})
    choice = method_choice(found, flow.inputs(date(2024, 4, 30)), widths)
    assert choice.filter(level="total", horizon="year")["origins_count"].to_list() == [1]
    assert chosen_lines(choice) == {}
    total = choice.filter(level="total", horizon="year").row(0, named=True)
    assert [total[name] for name in WIDENED] == [1.0, 1.0, 1.1, 1.2]
