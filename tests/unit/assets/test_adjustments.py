"""Which adjustments a run counts with: the file's and the page's beside each other, by the names of the day."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

import duckdb
import pytest
from judged import APRIL, JULY, adjustment, withdrawal
from pydantic import ValidationError

from pipelines.assets.adjustments import digest, note_withdrawals, of_file, of_page
from pipelines.assets.forecast_tables import create_forecast_tables
from pipelines.assets.forecasts import write_vintage
from pipelines.judgements.standing import Standing
from pipelines.municipality import Municipality

IN_FILE = {
    "regnskabsaar": 2024, "bevillingsomraade": "Specialundervisning", "beloeb": "-250000", "begrundelse": "Hjemtagelse",
    "oprettet_af": "controller", "oprettet": "2024-04-01", "udloeber": "2024-06-30",
}  # fmt: skip
MUNICIPALITY = Municipality.model_validate({"justeringer": [IN_FILE]})


def counted(*acts, day=APRIL, municipality=MUNICIPALITY):
    return of_page(municipality, Standing(acts, ""), day)


def test_those_of_the_file_count_from_the_day_they_were_made_to_the_day_they_expire():
    days = (date(2024, 3, 31), date(2024, 4, 1), date(2024, 6, 30), date(2024, 7, 1))
    assert [of_file(MUNICIPALITY, day).height for day in days] == [0, 1, 1, 0]
    assert of_file(MUNICIPALITY, APRIL)["adjustment_id"].to_list() == ["kommune.yaml:1"]


def test_one_of_the_file_may_be_of_some_months_by_their_days():
    of_months = {"til_maaned": 4, "beloeb": None, "faktor": "1.1"}
    some = Municipality.model_validate({"justeringer": [IN_FILE | {"fra_maaned": 8}, IN_FILE | of_months, IN_FILE]})
    found = of_file(some, APRIL).select("first_month", "last_month", "year_share").rows()
    # from August 153 of the 366 days of 2024; up to April 31 + 29 + 31 + 30 = 121
    assert found == [(8, 12, 153 / 366), (1, 4, 121 / 366), (None, None, None)]
    with pytest.raises(ValidationError):
        Municipality.model_validate({"justeringer": [IN_FILE | {"fra_maaned": 8, "til_maaned": 7}]})


def test_those_of_the_page_are_the_ones_in_force_with_places_at_the_price_they_were_told_at():
    gone, places = adjustment(), adjustment(places=Decimal("1.5"), unit_price_kr=Decimal("400000.00"))
    rows = counted(gone, withdrawal(gone), places, adjustment(as_of=JULY), adjustment(expires=date(2024, 4, 29)))
    assert rows.select("adjustment_id", "amount_kr", "places", "factor", "made_by").rows() == [
        (places.act_id, Decimal("600000.00"), 1.5, None, "controller"),
    ]  # fmt: skip


def test_a_grant_area_that_has_changed_its_name_is_called_what_it_is_called_that_day():
    renamed = Municipality.model_validate(
        {"omdoebte_omraader": [{"fra": "Specialundervisning", "til": "Læring", "gyldig_fra": "2024-05-01"}]}
    )
    areas = [counted(adjustment(), day=day, municipality=renamed)["grant_area"].item() for day in (APRIL, JULY)]
    assert areas == ["Specialundervisning", "Læring"]


def test_the_same_adjustments_are_told_from_others_and_not_by_their_order():
    one, other = adjustment(), adjustment(factor=Decimal("0.9"))
    assert digest(counted(one, other)) == digest(counted(other, one))
    told = [counted(one), counted(other), counted(one, other), counted(), of_file(MUNICIPALITY, APRIL)]
    assert len({digest(rows) for rows in told}) == len(told)
    assert digest(counted(one, withdrawal(one))) == digest(counted())


def test_a_vintage_that_counted_with_it_says_when_an_adjustment_was_withdrawn_and_keeps_it():
    gone, kept = adjustment(), adjustment()
    standing = Standing((gone, kept, withdrawal(gone, as_of=JULY, at=datetime(2024, 8, 2, 10))), "")
    connection = duckdb.connect()
    create_forecast_tables(connection)
    rows = of_page(MUNICIPALITY, standing, APRIL).rename({"places": "full_year_places"})
    write_vintage(connection, "v1", {"adjustment": rows})
    note_withdrawals(connection, standing)
    note_withdrawals(connection, standing)
    found = dict(connection.execute("select adjustment_id, withdrawn_at from forecast_run.adjustment").fetchall())
    assert found == {gone.act_id: datetime(2024, 8, 2, 10), kept.act_id: None}
