"""A run as of a day on all editions is the run on a folder that ends on that day, in every published table.

The two are also made in different time zones, languages and numbers of threads, one of them as the clocks change.

The leap day by default, two days in CI; `PLADSPROGNOSE_AS_OF_DAYS=10` tries ten.
"""

import csv
import os
import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest

# A leap February, the year's end and first day, the school year's turn, days inside a month, then quiet month ends.
DAYS = (
    "2024-02-29",
    "2023-12-31",
    "2024-01-01",
    "2024-07-31",
    "2024-08-01",
    "2023-11-15",
    "2024-06-22",
    "2024-01-31",
    "2023-08-31",
    "2024-04-30",
)[: int(os.environ.get("PLADSPROGNOSE_AS_OF_DAYS", "1"))]
# When a run was made and which files were received are not what was believed on the day.
WHEN = frozenset({"created_at", "received_at", "run_id", "delivery_id"})


@pytest.mark.parametrize("day", [pytest.param(day, marks=pytest.mark.xdist_group(f"as of {day}")) for day in DAYS])
def test_all_editions_as_of_a_day_give_what_the_folder_of_that_day_gives(seen_later, on_the_day, day):
    on_all = seen_later(day).tables(without_columns=WHEN)
    then = on_the_day(day).published.tables(without_columns=WHEN)

    assert on_all.keys() == then.keys()
    different = {
        table: sorted(set(rows) ^ set(then[table]))[:4] for table, rows in on_all.items() if rows != then[table]
    }
    assert different == {}


@pytest.mark.xdist_group(f"as of {DAYS[0]}")
def test_an_end_registered_in_time_but_delivered_late_changes_it(run, editions, on_the_day, tmp_path):
    day = date.fromisoformat(DAYS[0])
    late = tmp_path / "late"
    shutil.copytree(editions, late)
    plant_late_end(late, day)

    with_it, without = run(late, str(day), tmp_path / "all"), on_the_day(str(day)).published

    whole = (
        "select ends_count, children_count from mart.activity_monthly where month = date '2024-02-01' "
        "and provider_id = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'"
    )
    (ends, children), (ends_before, children_before) = with_it.rows(whole)[0], without.rows(whole)[0]
    assert (ends, children) == (ends_before + 1, children_before - 1)
    vintage = "select vintage_id, data_fingerprint from forecast.vintage"
    assert with_it.rows(vintage) != without.rows(vintage)


@pytest.mark.xdist_group(f"as of {DAYS[0]}")
def test_a_referral_from_a_school_that_is_not_listed_yet_is_kept_aside_on_the_day(seen_later, on_the_day):
    day = DAYS[0]
    told = "select outcome, rows_quarantined, reasons from meta.delivery where file_name = 'indstillinger_202402.csv'"

    assert on_the_day(day).published.rows(told) == [("QUARANTINE", 1, '{"REF_PROVIDER": 1}')]
    assert seen_later(day).rows(told) == [("QUARANTINE", 1, '{"REF_PROVIDER": 1}')]


def plant_late_end(folder: Path, day: date) -> None:
    """One child's only spell ends ten days before `day`, registered five days before; only later editions show it."""
    registers = sorted(folder.glob("placeringer_*.csv"))
    later = [path for path in registers if path.stem[-6:] > f"{day:%Y%m}"]
    known = read(folder / f"placeringer_{day:%Y%m}.csv")
    spells = {row["cpr"]: [other for other in known if other["cpr"] == row["cpr"]] for row in known}
    shown_later = {row["placering_id"]: row for row in read(later[0])}
    chosen = next(
        row["placering_id"]
        for row in known
        if len(spells[row["cpr"]]) == 1
        and not row["slutdato"]
        and row["tilbudstype"] == "specialskole"
        and row["betalingskommune"].lstrip("0") == "897"
        and row["startdato"][-4:] in ("2022", "2023")
        and not shown_later[row["placering_id"]]["slutdato"]
    )
    for path in later:
        rows = read(path)
        for row in rows:
            if row["placering_id"] == chosen:
                row["slutdato"] = f"{day - timedelta(days=10):%d-%m-%Y}"
                row["slutaarsag"] = "flyttet"
                row["slut_registreret_dato"] = f"{day - timedelta(days=5):%d-%m-%Y}"
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, fieldnames=list(rows[0]), delimiter=";")
            writer.writeheader()
            writer.writerows(rows)


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))
