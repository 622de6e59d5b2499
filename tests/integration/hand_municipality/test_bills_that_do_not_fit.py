"""The list of bills that do not fit, on the hand-written municipality; its ledger begins in December 2023."""

from __future__ import annotations

import csv
import stat
from decimal import Decimal
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("hand_municipality")


def test_each_bill_that_does_not_fit_stands_with_its_reason_vouchers_and_kroner(hand_data_dir: Path) -> None:
    path = hand_data_dir / "restricted" / "afregning" / "2024-04-30" / "regninger_der_ikke_passer.csv"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = {(row["placering_id"], row["fra_maaned"]): row for row in csv.DictReader(lines, delimiter=";")}

    def told(placement: str, month: str) -> list[str]:
        row = rows[placement, month]
        return [row[name] for name in ("institution", "aarsag", "bilag", "faktureret", "forventet", "forskel")]

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    # P01 in January: N03 34,100 and the credit N07 of -1,100 against 31 x 1,100.
    assert told("P01", "2024-01") == ["Fjordskolen", "forkert_takst", "N03 N07", "33000,00", "34100,00", "-1100,00"]
    # P01 in February, 29 x 1,100: A40 names places on its bills, and 60 days have gone. March may still come.
    assert told("P01", "2024-02") == ["Fjordskolen", "mangler", "", "0,00", "31900,00", "-31900,00"]
    # N14 names a place that nobody knows.
    assert told("P99", "2024-03") == ["Mølledammens skole", "ukendt_plads", "N14", "10000,00", "0,00", "10000,00"]
    # P01's child lives in Syd; of P99 there is only what its posting says, and where A31 lies.
    assert [rows["P01", "2024-01"][name] for name in ("distrikt", "tilbudstype")] == ["Syd", "specialskole"]
    assert [rows["P99", "2024-03"][name] for name in ("distrikt", "tilbudstype")] == ["Nord", "dagbehandling"]
    # N17 bills P12 820 for March too, which costs 830 since the 1st: 74,620 against 74,930 is within half a per cent.
    assert ("P12", "2024-01") not in rows
    assert ("P01", "2024-03") not in rows
    # N04 of 66,000 is what P02's 60 days cost, N12 of 112,500 what P04's three months do: 46,500 + 31,900 + 34,100.
    assert {place for place, _ in rows} == {"P01", "P02", "P04", "P18", "P19", "P99"}


def test_the_reasons_are_counted_without_places_and_add_up(hand_municipality) -> None:
    counted = dict(
        hand_municipality.execute(
            "select reason, difference_kr from mart.billing_misfit where fiscal_year = 2024 and provider_id = 'ALL'"
        ).fetchall()
    )
    # Missing in January and February: P18 and P19 34,100 + 31,900 each, P01 February 31,900: 163,900.
    assert counted == {
        "mangler": Decimal("-163900.00"),
        "forkert_takst": Decimal("-1100.00"),
        "ukendt_plads": Decimal("10000.00"),
        "ALL": Decimal("-155000.00"),
    }
