"""A day is seen rightly with one edition of each source only, and when the sources are of different age."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

HAND_MUNICIPALITY = Path(__file__).resolve().parents[1] / "integration" / "hand_municipality" / "deliveries"
DAY = "2024-03-31"
SNAPSHOTS = ("budget", "indstillinger", "institutioner", "placeringer", "visitationer")
# what is known of each row by its own dates; the other marts need an edition of their day
DATED = (
    "mart.activity_monthly",
    "mart.budget_position",
    "mart.complaint_monthly",
    "mart.referral_monthly",
    "mart.spend_monthly",
    "mart.visitation_commitment",
)
NAMED_BY_SETTINGS = frozenset({"created_at", "vintage_id", "previous_vintage_id"})

pytestmark = pytest.mark.xdist_group("little history")


def folder_without(place: Path, *files: str) -> Path:
    shutil.copytree(HAND_MUNICIPALITY, place)
    for file in files:
        (place / file).unlink()
    return place


def test_one_edition_shows_an_earlier_day_by_the_dates_on_which_things_were_registered(run, tmp_path):
    only_april = folder_without(tmp_path / "folder", *(f"{source}_202403.csv" for source in SNAPSHOTS))

    one = run(only_april, DAY, tmp_path / "one")
    from_one, from_two = one.tables(), run(HAND_MUNICIPALITY, DAY, tmp_path / "two").tables()

    assert {table: from_one[table] for table in DATED} == {table: from_two[table] for table in DATED}
    assert_what_is_read_counts_as_delivered(one)


def assert_what_is_read_counts_as_delivered(day) -> None:
    """Also where every edition came later; what only its edition can date is absent."""
    absent = "select string_agg(source, ' ' order by source) from meta.finding where check_code = 'SOURCE_ABSENT'"
    assert day.value(absent) == "forloeb indsatsplan kapacitet kontoplan statusanalyse trivsel"
    accounted = "select known_from_later from meta.conservation where source = '{}' and measure = '{}'"
    # 20 placements in the file, of which one was registered in April; budget decided by the day: 6.544.000 kr.
    rows = {"placeringer": 19, "budget": 11, "indstillinger": 12, "visitationer": 10, "institutioner": 9, "klager": 7}
    assert {source: day.value(accounted.format(source, "rows")) for source in rows} == rows
    assert day.value(accounted.format("budget", "kr")) == 6_544_000
    unknown = "select {} from meta.expectation where check_code = 'PROVIDER_UNKNOWN'"
    assert [day.value(unknown.format(c)) for c in ("is_met", "broken_count", "looked_at_count")] == [False, 1, 19]


def test_a_ledger_that_ends_earlier_is_a_ledger_cut_off_there(run, command, tmp_path):
    shorter = run(folder_without(tmp_path / "folder", "omkostninger_202404.csv"), "2024-04-30", tmp_path / "shorter")
    arguments = ["--deliveries", str(HAND_MUNICIPALITY), "--as-of", "2024-04-30", "--data-dir", str(tmp_path / "cut")]
    assert command("run", *arguments, "--cutoff", "omkostninger=2024-03-31", "--quiet").returncode == 0
    cut = type(shorter)(tmp_path / "cut")

    assert cut.tables(without_columns=NAMED_BY_SETTINGS) == shorter.tables(without_columns=NAMED_BY_SETTINGS)
    booked = "select sum(booked_kr) from mart.spend_monthly where month = date '2024-04-01'"
    assert cut.value(booked) == 0
