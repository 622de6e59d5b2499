"""What holds on a day: an act counts from the day of the forecast it was made on, and a withdrawal too."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

import pytest
from judged import APRIL, JULY, SPECIAL, act, adjustment, withdrawal

from pipelines.judgements.acts import Months
from pipelines.judgements.standing import Standing

DAY = timedelta(days=1)


def states(*acts, days):
    (one,) = Standing(acts, "").adjustments
    return [one.state(day) for day in days]


def test_an_adjustment_counts_from_the_day_of_its_forecast_to_its_last_day_both_included():
    days = (APRIL - DAY, APRIL, JULY, date(2024, 12, 31), date(2025, 1, 1))
    assert states(adjustment(), days=days) == ["later", "in_force", "in_force", "in_force", "expired"]


def test_one_withdrawn_on_a_later_forecast_still_counts_in_the_earlier_made_again():
    made = adjustment()
    assert states(made, withdrawal(made, as_of=JULY), days=(APRIL, JULY - DAY, JULY)) == [
        "in_force", "in_force", "withdrawn",
    ]  # fmt: skip
    assert states(made, withdrawal(made), days=(APRIL, JULY)) == ["withdrawn", "withdrawn"]


def test_the_first_withdrawal_counts_and_one_of_another_changes_nothing():
    made = adjustment()
    assert states(made, withdrawal(made, as_of=JULY), withdrawal(made), days=(APRIL,)) == ["in_force"]
    assert states(made, withdrawal(adjustment()), days=(APRIL,)) == ["in_force"]


def test_who_withdrew_what_would_count_has_changed_the_forecast():
    made, expired = adjustment(), adjustment(expires=APRIL - DAY)
    acts = [made, expired, withdrawal(made, by="dora"), withdrawal(expired, by="bent")]
    assert Standing(acts, "").withdrew(APRIL) == {"dora"}
    assert Standing(acts, "").withdrew(APRIL - DAY) == frozenset()


def test_places_are_worth_the_price_they_were_told_at():
    told = adjustment(places=Decimal("-1.5"), unit_price_kr=Decimal("510085.11"))
    assert told.kr == Decimal("-765127.66")  # 1.5 x 510,085.11 = 765,127.665, to the even øre
    assert adjustment(factor=Decimal("0.9")).kr is None


def test_in_some_months_places_and_a_factor_are_as_much_of_the_year_as_the_days_are():
    august, leap = Months(8, 12), 153 / 366  # 2024 has 366 days
    told = adjustment(places=Decimal(2), unit_price_kr=Decimal("366000.00"), months=august)
    assert (told.kr, float(told.full_year_places)) == (Decimal("306000.00"), pytest.approx(2 * leap))  # 2 x 153 days
    assert adjustment(factor=Decimal("0.9"), months=august).factor_kr(Decimal(366_000)) == Decimal("-15300.00")
    assert adjustment(months=august).kr == Decimal(500_000), "an amount is what it is"
    assert Months(2, 2).share_of(2024) == Fraction(29, 366)


def test_the_newest_explanation_of_a_cell_stands_and_comments_all_do():
    explained = [act(kind="explanation", cell=SPECIAL, text=text) for text in ("først", "så")]
    acts = [
        *explained,
        *(act(kind="comment", text=text) for text in ("en", "to")),
        act(kind="comment", vintage_id="2"),
        act(kind="comment", as_of=JULY),
    ]
    standing = Standing(acts, "")
    assert {cell: said.text for cell, said in standing.explanations("v1").items()} == {SPECIAL: "så"}
    assert len(standing.comments(APRIL)) == 3, "in every forecast of its day"
    assert [said.text for said in standing.comments(APRIL)][:2] == ["en", "to"]


def test_what_was_explained_in_an_earlier_forecast_of_the_day_is_there_to_be_said_again():
    said = [act(kind="explanation", cell=SPECIAL, text=text, vintage_id=text) for text in ("v0", "v1", "v2")]
    earlier = Standing([*said, act(kind="explanation", cell=SPECIAL, as_of=JULY)], "").earlier_explanations("v2", APRIL)
    assert {cell: one.text for cell, one in earlier.items()} == {SPECIAL: "v1"}


OTHER = SPECIAL._replace(offer_type="specialklasse")


@pytest.mark.parametrize(
    ("earlier", "later", "is_disturbed"),
    [
        (adjustment(), adjustment(), True),
        (adjustment(cell=OTHER), adjustment(), False),
        (withdrawal(adjustment()), withdrawal(adjustment()), True),
        (act(kind="comment"), adjustment(), False),
        (adjustment(), act(kind="comment"), False),
        (act(kind="explanation", cell=SPECIAL), act(kind="explanation", cell=SPECIAL), True),
        (act(kind="explanation", cell=OTHER), act(kind="explanation", cell=SPECIAL), False),
        (act(kind="approval"), act(kind="explanation", cell=SPECIAL), True),
        (adjustment(cell=OTHER), act(kind="approval"), True),
        (act(kind="comment"), act(kind="approval"), False),
        (act(kind="approval"), act(kind="approval"), True),
        (act(kind="approval", vintage_id="v2"), act(kind="approval"), False),
        (act(kind="scenario"), act(kind="approval"), False),
        (withdrawal(act(kind="scenario"), cell=None), act(kind="approval"), False),
        (withdrawal(adjustment()), act(kind="approval"), True),
    ],
)  # fmt: skip
def test_an_author_is_told_of_what_came_between_on_the_same(earlier, later, is_disturbed):
    assert earlier.disturbs(later) is is_disturbed
