"""Months of counts as the lines take them, and a choice that looks back only."""

from datetime import date

import polars as pl

from benchmarks.monthly_panel import best_before, stock_of


def test_the_lines_see_the_months_up_to_the_day_and_a_missing_one_as_nothing() -> None:
    months = pl.date_range(date(1996, 1, 1), date(2000, 12, 1), "1mo", eager=True)
    rows = pl.DataFrame({"month": months, "Concession": "G", "Type": "S", "ATC1": "A", "Scripts": range(60)})
    few = rows.head(1).with_columns(ATC1=pl.lit("B"))
    stock = stock_of(pl.concat([rows, few]), "Scripts", date(2000, 3, 28))

    assert (stock.series, stock.first_year) == (("G S A", "G S B"), 1996)
    assert stock.by_month[0].tolist() == [float(month) for month in range(51)]
    assert stock.by_month[1].tolist() == [0.0] * 51


def test_a_line_is_chosen_by_years_that_had_ended() -> None:
    errors = {
        ("total", line, 0, date(year, 4, 28)): missed
        for year in (1996, 1997, 1998, 1999)
        for line, missed in (("naive", 0.2), ("theta", 0.1))
    } | {("total", "naive", 0, date(2000, 4, 28)): 0.0, ("total", "theta", 0, date(2000, 4, 28)): 9.0}

    assert best_before(errors, "total", 0, date(1999, 12, 28)) is None  # three ended years
    assert best_before(errors, "total", 0, date(2000, 10, 28)) == "theta"
    assert best_before(errors, "total", 0, date(2001, 4, 28)) == "naive"  # 0.8 against 9.4
