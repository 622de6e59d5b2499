"""A peer's method restated: figures by hand for a register of one type and age bracket."""

from datetime import date, timedelta

import polars as pl
import pytest

from benchmarks.transition_rates import OUT, states, stock_ahead, transition_guesses
from forecasting import Inputs
from forecasting.assumptions import load_assumptions
from forecasting.given.options import Options
from forecasting.given.schemas import INPUTS
from forecasting.questions.backtest import plain_lines

AS_OF = date(2024, 4, 30)


def spell(child: int, start: date, end: date | None, born: date = date(2012, 6, 1)) -> dict[str, object]:
    return {
        "placement_id": f"P{child}", "child_label": f"C{child}", "birth_month": born, "provider_id": "S",
        "district_id": "D", "is_paid_by_us": True, "is_in_own_place": False, "offer_type": "specialskole",
        "is_in_total": True, "start_date": start, "end_date": end, "known_date": start, "end_known_date": end,
    }  # fmt: skip


def inputs(*spells: dict[str, object]) -> Inputs:
    rows = [{name: row.get(name) for name in INPUTS["spells"]} for row in spells]
    return Inputs.from_frames({"spells": pl.DataFrame(rows, schema=INPUTS["spells"])}, AS_OF)


def test_a_child_is_in_the_state_of_its_type_and_age_or_out() -> None:
    known = states(
        inputs(
            spell(1, date(2020, 1, 1), None, born=date(2014, 3, 1)),  # ten in March 2024
            spell(2, date(2024, 3, 15), None),
            spell(3, date(2020, 1, 1), date(2024, 3, 31)),  # the last day counts
        ),
        months=3,
    )
    assert known.at.tolist() == [[1, 1, 2, 2], [OUT, OUT, 2, 2], [2, 2, 2, OUT]]


def test_mean_rates_and_newcomers_of_the_window_carry_the_stock_ahead() -> None:
    """Ten children stay, one of them leaves in each of two months, one comes in each: 10/12 months at 2/20, 1 new."""
    spells = [spell(child, date(2020, 1, 1), None) for child in range(8)]
    spells += [spell(8, date(2020, 1, 1), date(2024, 3, 10)), spell(9, date(2020, 1, 1), date(2024, 4, 10))]
    spells += [spell(10, date(2024, 3, 12), None), spell(11, date(2024, 4, 12), None)]
    ahead = stock_ahead(states(inputs(*spells), 2), window=2, months=2)

    assert ahead.tolist() == [pytest.approx([10.0, 10 * 0.9 + 1, (10 * 0.9 + 1) * 0.9 + 1])]


def test_known_months_and_months_ahead_make_the_year_and_a_steady_stock_stays() -> None:
    known = inputs(*(spell(child, date(2018, 1, 1), None, born=date(2013, 6, 1)) for child in range(20)))
    plain = plain_lines(known, load_assumptions(), Options())
    year, following = (rows.filter(level="total") for rows in transition_guesses(known, plain))

    assert year["mean"].to_list() == pytest.approx([20.0, 20.0])
    assert following["mean"].to_list() == pytest.approx([20.0, 20.0])
    assert set(year["method"]) == {"transition_rates_12", "transition_rates_36"}


def test_a_decided_start_in_the_future_is_not_known_to_the_method() -> None:
    before = inputs(spell(1, date(2020, 1, 1), None))
    after = inputs(spell(1, date(2020, 1, 1), None), spell(2, AS_OF + timedelta(days=20), None))
    assert states(before, 12).at.tolist() == states(after, 12).at.tolist()
