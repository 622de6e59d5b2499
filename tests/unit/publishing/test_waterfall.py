"""A way from one amount to another: its steps lead there, and the picture says the same as the table."""

from __future__ import annotations

import re
from decimal import Decimal

from pipelines.publishing.content import Style
from pipelines.publishing.waterfall import waterfall_chart, waterfall_sentence, way_table

STYLE = Style("da", "tkr", "budget_minus_forventet")
WAY = way_table(
    "vej", "Vej", ("Budget", Decimal(10_000_000)),
    [("population", Decimal(-250_000)), ("share", Decimal(0)), ("price", Decimal(1_500_000))],
    ("Forventet", Decimal(11_250_000)), STYLE, 2025,
)  # fmt: skip


def test_each_step_says_how_far_it_leads_and_one_of_nothing_is_left_out() -> None:
    assert [(row.key, row.values[1], row.values[2]) for row in WAY.rows] == [
        ("start", None, Decimal(10_000_000)),
        ("population", Decimal(-250_000), Decimal(9_750_000)),
        ("price", Decimal(1_500_000), Decimal(11_250_000)),
        ("end", Decimal(1_250_000), Decimal(11_250_000)),
    ]
    assert WAY.rows[-1].is_total


def test_the_picture_says_each_step_with_its_sign_in_danish_figures() -> None:
    said = re.findall(r"<text[^>]*>([^<]+)</text>", waterfall_chart(WAY, STYLE))
    assert {"Budget", "Forventet", "10.000", "+1.500", "−250", "11.250"} <= set(said)
    assert "Flere eller færre børn i befolkningen" in said, "no name is cut"


def test_a_reader_who_does_not_see_the_picture_hears_the_same() -> None:
    assert waterfall_sentence(WAY, STYLE) == (
        "Vandfaldsdiagram i 1.000 kr.: fra Budget, 10.000, til Forventet, 11.250. Trin: Flere eller færre børn i "
        "befolkningen −250, Priser ud over pris- og lønudviklingen +1.500."
    )
