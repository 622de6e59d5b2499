from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pytest
from literal_deliveries import (
    INSTITUTIONS,
    POSTING_HEADER,
    POSTINGS,
    REFERRAL_HEADER,
    REFERRALS,
    text,
)

from pipelines.sources.codes import load_codes
from pipelines.sources.quarantine import explanation, grouped, rows_aside, what_to_do
from pipelines.sources.rulings import Ruling, add_ruling
from pipelines.waiting_words import code_text

REFERRAL_FILE = "indstillinger_202609.csv"
OLD_CHILD = "I4;010190-4005;06-09-2026;101001;101001;Nord;ny;Runde;3"
LONG_AGO = "I5;050585-0005;06-09-1989;101001;101001;Nord;ny;Runde;3"
NEW_SCHOOL = "I6;060616-4006;06-09-2026;101003;101001;Nord;ny;Runde;3"
TWO_THINGS = "I7;010190-4005;06-09-2026;101001;101001;Nord;nyt;Runde;3"
SHOWN = "select referral_id, received_date from raw.current_delivery inner join raw.referral_shown using (delivery_id) \
inner join raw.referral using (row_hash) where source = 'indstillinger' order by row_number"


def deliver(folder: Path, *rows: str, file: str = REFERRAL_FILE) -> None:
    (folder / file).write_text(text(REFERRAL_HEADER, *rows), encoding="utf-8")


def ruling(sha256: str, code: str, *rows: int, action: str = "release_rows", file: str = REFERRAL_FILE) -> Ruling:
    return Ruling(
        datetime(2026, 10, 1), "visitator", action, "indstillinger", 202609, file, sha256, "Set efter", code, rows
    )  # fmt: skip


def ids(warehouse) -> list[str]:
    return [row[0] for row in warehouse.execute(SHOWN).fetchall()]


def test_rows_aside_are_grouped_by_file_and_code_with_the_kroner_at_stake(warehouse, folder, landed):
    bad = ("B3;1;x;1;40;S;1.000,00;t", "B3;2;x;1;40;S;-250,50;t", "B3;3;x;1;40;S;1e3;t")
    (folder / "omkostninger_202609.csv").write_text(text(POSTING_HEADER, *POSTINGS, *bad), encoding="utf-8")
    deliver(folder, *REFERRALS, OLD_CHILD)
    landed()
    told = [(g.source, g.file, g.code, g.rows, g.amount_kr) for g in grouped(rows_aside(warehouse))]
    assert told == [
        ("indstillinger", REFERRAL_FILE, "CPR_AGE", 1, None),
        ("omkostninger", "omkostninger_202609.csv", "DATE_FORMAT", 3, Decimal("749.50")),
    ]


def test_prices_are_not_summed_to_kroner(warehouse, folder, landed):
    header = "institutionsnummer;tilbudstype;takstgruppe;ydelse;gyldig_fra;enhed;beloeb;prisniveau"
    rows = (
        "101001;specialklasse;A;undervisning;x;dag;1.500,00;2026",
        "101001;specialklasse;A;fritid;01-01-2026;dag;9,00;2026",
    )
    (folder / "takster_202609.csv").write_text(text(header, *rows))
    landed()
    (group,) = grouped(rows_aside(warehouse))
    assert (group.code, group.amount_kr) == ("DATE_FORMAT", None)


def test_a_redelivery_clears_what_it_supersedes(warehouse, folder, landed):
    deliver(folder, *REFERRALS, OLD_CHILD)
    landed()
    deliver(folder, *REFERRALS, file="indstillinger_202609_v2.csv")
    landed()
    assert rows_aside(warehouse, with_history=True) == []


def test_older_editions_of_a_snapshot_are_told_only_when_asked_for(warehouse, folder, landed):
    deliver(
        folder,
        *(row.replace("-09-2026", "-08-2026") for row in (*REFERRALS, OLD_CHILD)),
        file="indstillinger_202608.csv",
    )
    deliver(folder, *REFERRALS, OLD_CHILD, LONG_AGO)
    landed()
    assert [row.edition for row in rows_aside(warehouse)] == [202609, 202609]
    assert [row.edition for row in rows_aside(warehouse, with_history=True)] == [202608, 202609, 202609]


def test_released_rows_are_loaded_at_the_next_landing_and_the_report_balances(warehouse, folder, data, landed):
    deliver(folder, *REFERRALS, OLD_CHILD, LONG_AGO, NEW_SCHOOL)
    sha256 = landed()[REFERRAL_FILE].sha256
    for code, row in (("CPR_AGE", 5), ("DATE_RANGE", 6), ("REF_PROVIDER", 7)):
        add_ruling(warehouse, ruling(sha256, code, row))
    report = landed()[REFERRAL_FILE]
    assert (report.outcome, report.rows_in, report.rows_loaded, report.rows_quarantined) == ("ACCEPT_WARN", 6, 6, 0)
    assert report.warnings == {"RELEASED": 3}
    assert ids(warehouse) == ["I1", "I2", "I3", "I4", "I5", "I6"]
    assert str(warehouse.execute(SHOWN).fetchall()[4][1]) == "1989-09-06"
    assert not list((data.restricted / "quarantine").iterdir())
    assert landed()[REFERRAL_FILE].outcome == "NOOP"


def test_only_the_rows_and_the_code_that_were_named_are_released(warehouse, folder, landed):
    deliver(folder, *REFERRALS, OLD_CHILD, OLD_CHILD.replace("I4", "I8"), TWO_THINGS)
    sha256 = landed()[REFERRAL_FILE].sha256
    add_ruling(warehouse, ruling(sha256, "CPR_AGE", 5, 7))
    report = landed()[REFERRAL_FILE]
    assert (report.rows_loaded, report.reasons) == (4, {"CODE": 1, "CPR_AGE": 1})
    assert ids(warehouse) == ["I1", "I2", "I3", "I4"]


def test_a_release_that_is_taken_back_sets_the_row_aside_again(warehouse, folder, landed):
    deliver(folder, *REFERRALS, OLD_CHILD)
    sha256 = landed()[REFERRAL_FILE].sha256
    add_ruling(warehouse, ruling(sha256, "CPR_AGE", 5))
    landed()
    add_ruling(warehouse, ruling(sha256, "CPR_AGE", 5, action="withdraw_rows"))
    assert landed()[REFERRAL_FILE].reasons == {"CPR_AGE": 1}
    assert ids(warehouse) == ["I1", "I2", "I3"]


def test_released_rows_of_a_file_that_is_superseded_fall_away(warehouse, folder, landed):
    deliver(folder, *REFERRALS, OLD_CHILD)
    add_ruling(warehouse, ruling(landed()[REFERRAL_FILE].sha256, "CPR_AGE", 5))
    landed()
    deliver(folder, *REFERRALS, OLD_CHILD.replace("Runde", "Anden"), file="indstillinger_202609_v2.csv")
    landed()
    assert ids(warehouse) == ["I1", "I2", "I3"]


def test_of_rows_with_one_key_one_may_be_said_to_be_right_but_not_two(warehouse, folder, landed):
    other = REFERRALS[0].replace("Åben runde", "Anden runde")
    deliver(folder, *REFERRALS, other)
    sha256 = landed()[REFERRAL_FILE].sha256
    assert ids(warehouse) == ["I2", "I3"]
    add_ruling(warehouse, ruling(sha256, "KEY_CONFLICT", 2, 5))
    assert landed()[REFERRAL_FILE].reasons == {"KEY_CONFLICT": 2}
    add_ruling(warehouse, ruling(sha256, "KEY_CONFLICT", 2, action="withdraw_rows"))
    assert landed()[REFERRAL_FILE].reasons == {"KEY_CONFLICT": 1}
    assert ids(warehouse) == ["I2", "I3", "I1"]


def test_a_day_that_no_one_can_mean_is_not_taken_whoever_says_so(warehouse, folder, landed):
    deliver(folder, *REFERRALS, LONG_AGO.replace("1989", "1889"))
    add_ruling(warehouse, ruling(landed()[REFERRAL_FILE].sha256, "DATE_RANGE", 5))
    assert landed()[REFERRAL_FILE].reasons == {"DATE_RANGE": 1}


def test_a_released_registration_day_far_ahead_does_not_reject_the_file(warehouse, folder, landed):
    header = f"{REFERRAL_HEADER};registreret_dato"
    rows = [f"{row};05-09-2026" for row in REFERRALS]
    (folder / REFERRAL_FILE).write_text(text(header, *rows, f"{NEW_SCHOOL.replace('101003', '101001')};05-09-2062"))
    add_ruling(warehouse, ruling(landed()[REFERRAL_FILE].sha256, "DATE_RANGE", 5))
    assert landed()[REFERRAL_FILE].rows_loaded == 4


def test_every_code_of_a_row_is_explained_and_the_runbook_says_which_may_be_released():
    runbook = (Path(__file__).parents[3] / "docs" / "runbook.md").read_text(encoding="utf-8")
    for code, entry in load_codes().items():
        if entry.outcome == "QUARANTINE":
            assert explanation(code, "da")
            assert f"| `{code}` | {'ja' if entry.releasable else 'nej'} |" in runbook, code


@pytest.mark.parametrize("code", ["FOOTER", "DUPLICATE_ROW"])
def test_where_there_is_nothing_to_do_no_one_is_told_to_do_anything(code):
    assert code_text(code, "da").endswith("I behøver intet gøre.")
    assert code_text(code, "en").endswith("here is nothing to do.")


@pytest.mark.parametrize("code", [name for name, entry in load_codes().items() if entry.outcome == "QUARANTINE"])
def test_a_correction_is_advised_just_where_kommune_yaml_takes_it_and_release_just_where_the_command_does(code):
    no_value_of_a_named_row = code.startswith(("CPR_", "KEY_")) or code in (
        "FIELD_COUNT", "FOOTER", "DUPLICATE_ROW", "ERASED",
    )  # fmt: skip
    assert ("under rettelser" in what_to_do(code, "da")) is not no_value_of_a_named_row
    assert ("quarantine release" in what_to_do(code, "en")) is load_codes()[code].releasable


def test_institutions_have_no_kroner(warehouse, folder, landed):
    (folder / "institutioner_202609.csv").write_text(INSTITUTIONS + "101004;x;Skolen;folkeskole;egen;Nord;Område 1\n")
    landed()
    assert [row.amount_kr for row in rows_aside(warehouse)] == [None]


def test_a_released_row_counts_on_the_day_though_its_institution_is_unknown(warehouse, folder, landed):
    deliver(folder, *REFERRALS, NEW_SCHOOL)
    sha256 = landed()[REFERRAL_FILE].sha256
    warehouse.execute(
        "insert into control.origin select date '2026-09-30', unnest(['indstillinger', 'institutioner']), "
        "date '2026-09-30', true"
    )
    add_ruling(warehouse, ruling(sha256, "REF_PROVIDER", 5))
    landed()
    assert warehouse.execute("select row_number, code from raw.released_row").fetchall() == [(5, "REF_PROVIDER")]
    assert warehouse.execute("from control.unknown_reference").fetchall() == []
