from __future__ import annotations

from datetime import date

import pytest
from literal_deliveries import INSTITUTIONS, PLACEMENT_HEADER, PLACEMENTS, REFERRAL_HEADER, REFERRALS, text

from pipelines.errors import SourceError
from pipelines.sources.contract import load_contracts
from pipelines.sources.findings import (
    Finding,
    absent_sources,
    landing_findings,
    write_findings,
)
from pipelines.sources.required import optional_problems, require_sources

REFERRAL_FILE = "indstillinger_202609.csv"


def cut_off(_source: str) -> date:
    return date(2026, 9, 30)


def test_missing_required_sources_are_named_together_with_the_file_and_columns_to_deliver(warehouse, landed):
    reports = landed()
    with pytest.raises(SourceError) as caught:
        require_sources(warehouse, list(reports.values()))
    message = caught.value.message
    for source in ("placeringer", "takster", "budget", "omkostninger", "befolkning"):
        assert f"{source}_ÅÅÅÅMM.csv" in message
    assert "institutioner_ÅÅÅÅMM.csv" not in message
    assert "startdato" in message


def test_a_rejected_required_source_stops_though_an_older_edition_is_there(warehouse, folder, landed):
    landed()
    (folder / "institutioner_202610.csv").write_text("")
    with pytest.raises(SourceError, match=r"institutioner_202610\.csv: Filen er tom"):
        require_sources(warehouse, list(landed().values()))


@pytest.mark.parametrize(("file", "said_da", "said_en"), [
    ("", "filen i mappen er afvist (se ovenfor), og der er ingen anden", "is rejected (see above)"),
    ("aside", "filen er der, men alle rækker er sat til side (placeringer_202609.csv)", "all its rows are kept aside"),
    (None, "læg placeringer_ÅÅÅÅMM.csv (eller .xlsx) i mappen", "put placeringer_YYYYMM.csv (or .xlsx) in the folder"),
])  # fmt: skip
def test_a_required_source_without_rows_is_told_as_it_is(warehouse, folder, landed, file, said_da, said_en):
    rows = [row.replace("01-08-2026", "") for row in PLACEMENTS]
    if file is not None:
        text_of_it = text(PLACEMENT_HEADER, *rows) if file else ""
        (folder / "placeringer_202609.csv").write_text(text_of_it, encoding="utf-8")
    with pytest.raises(SourceError) as caught:
        require_sources(warehouse, list(landed().values()))
    for said, message in ((said_da, caught.value.message), (said_en, caught.value.message_en)):
        (line,) = [line for line in message.splitlines() if "»placeringer«" in line or '"placeringer"' in line]
        assert said in line


def test_a_required_file_that_waits_asks_for_an_answer_and_out_of_the_folder_it_is_a_finding(warehouse, folder, landed):
    deliver_institutions(folder / "institutioner_202609.csv", 60)
    landed()
    deliver_institutions(folder / "institutioner_202610.csv", 40)
    with pytest.raises(SourceError, match=r"venter på et ja eller nej\. Svar med »pladsprognose hold release«"):
        require_sources(warehouse, list(landed().values()))
    (folder / "institutioner_202610.csv").unlink()
    landed()
    assert [f.check_code for f in landing_findings(warehouse, cut_off) if f.source == "institutioner"] == []
    (waits,) = [f for f in landing_findings(warehouse, lambda _: date(2026, 10, 31)) if f.source == "institutioner"]
    assert (waits.check_code, waits.severity, waits.finding_count) == ("SHRINK", "advarsel", 1)
    assert "institutioner_202610.csv (40 brugbare rækker mod 60 i institutioner_202609.csv)" in waits.message_da
    assert "»pladsprognose hold release«" in waits.message_da


def deliver_institutions(path, count):
    rows = (f"10{n:04};01-01-2015;Skole {n};folkeskole;egen;Nord;Område 1\n" for n in range(count))
    path.write_text(INSTITUTIONS.splitlines()[0] + "\n" + "".join(rows), encoding="utf-8")


def test_a_rejected_file_is_forgotten_when_a_later_version_is_taken(warehouse, folder, landed):
    (folder / REFERRAL_FILE).write_text("")
    (said,) = optional_problems(warehouse, list(landed().values()), "da")
    assert f"Frivillig kilde »indstillinger«: prognosen er regnet uden {REFERRAL_FILE}" in said
    (folder / "indstillinger_202609_v2.csv").write_text(text(REFERRAL_HEADER, *REFERRALS), encoding="utf-8")
    assert optional_problems(warehouse, list(landed().values()), "da") == []


def test_an_absent_optional_source_is_told_with_what_is_lost(warehouse, landed):
    landed()
    absent = {f.source: f for f in landing_findings(warehouse, cut_off) if f.check_code == "SOURCE_ABSENT"}
    assert set(absent) == {source for source, contract in load_contracts().items() if not contract.required}
    assert absent["kapacitet"].severity == "oplysning"
    assert absent["kapacitet"].consequence_da == load_contracts()["kapacitet"].without_it["da"]


def test_a_source_first_delivered_after_the_cut_off_is_absent(warehouse, folder, landed):
    (folder / REFERRAL_FILE).write_text(text(REFERRAL_HEADER, *REFERRALS), encoding="utf-8")
    landed()
    earlier = landing_findings(warehouse, lambda _: date(2026, 8, 31))
    assert "indstillinger" in {f.source for f in earlier if f.check_code == "SOURCE_ABSENT"}
    assert "indstillinger" not in {f.source for f in landing_findings(warehouse, cut_off)}


def test_a_source_counts_as_delivered_from_the_day_its_first_row_was_known(warehouse, folder, landed):
    header = f"{REFERRAL_HEADER};registreret_dato"
    rows = [f"{row};{day}" for row, day in zip(REFERRALS, ("20-08-2026", "", "05-09-2026"), strict=True)]
    (folder / REFERRAL_FILE).write_text(text(header, *rows), encoding="utf-8")
    landed()
    assert "indstillinger" in absent_sources(warehouse, lambda _: date(2026, 8, 19))
    assert "indstillinger" not in absent_sources(warehouse, lambda _: date(2026, 8, 20))
    assert "institutioner" not in absent_sources(warehouse, lambda _: date(2020, 1, 1))


def test_rows_kept_aside_are_counted_by_code_in_the_latest_edition_of_a_snapshot(warehouse, folder, landed):
    bad = "I4;;06-09-2026;101001;101001;Nord;ny;Runde;3"
    (folder / "indstillinger_202608.csv").write_text(
        text(REFERRAL_HEADER, *(line.replace("-09-2026", "-08-2026") for line in (*REFERRALS, bad)))
    )
    (folder / REFERRAL_FILE).write_text(text(REFERRAL_HEADER, *REFERRALS, bad, bad.replace("I4", "I5")))
    landed()
    findings = [f for f in landing_findings(warehouse, cut_off) if f.source == "indstillinger"]
    assert [(f.check_code, f.severity, f.finding_count) for f in findings] == [("CPR_MISSING", "advarsel", 2)]


def test_findings_are_written_to_the_control_table(warehouse, landed):
    landed()
    findings = landing_findings(warehouse, cut_off)
    write_findings(warehouse, findings)
    assert warehouse.execute("select count(*) from control.finding").fetchall() == [(len(findings),)]


def test_a_finding_is_told_in_the_language_of_the_run():
    finding = Finding("takster", "RATE_OVERLAP", "advarsel", 1, "Takster", "1 takst", "1 rate", "", "")

    assert (finding.message("da"), finding.message("en")) == ("1 takst", "1 rate")
