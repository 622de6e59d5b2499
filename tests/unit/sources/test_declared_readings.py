"""What kommune.yaml says of deliveries, through the landing of a folder."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from literal_deliveries import POSTING_HEADER, POSTINGS, REFERRAL_HEADER, REFERRALS, text

from pipelines.errors import FindingError
from pipelines.municipality import ColumnName, Correction, Municipality, ValueTranslation
from pipelines.sources.correction_findings import correction_findings, stop_on_stale
from pipelines.sources.landing import land

FILE = "omkostninger_202609.csv"
REFERRAL_FILES = ("indstillinger_202609.csv", "indstillinger_202610.csv")
AMOUNTS = (
    "select posting_date, amount_kr from raw.current_delivery inner join raw.posting_shown using (delivery_id) "
    "inner join raw.posting using (row_hash) where source = 'omkostninger' order by row_number"
)
STAGES = (
    "select edition, grade from raw.current_delivery inner join raw.referral_shown using (delivery_id) "
    "inner join raw.referral using (row_hash) where referral_id = 'I1' order by edition"
)


def correction(felt="beloeb", fra="4.000,56", til="4.000,65", **more) -> Correction:
    facts = {
        "kilde": "omkostninger", "noegle": {"bilagsnummer": "B1", "bilagslinje": "2"}, "felt": felt, "fra": fra,
        "til": til, "begrundelse": "Byttede cifre", "oprettet_af": "controller", "oprettet": date(2026, 10, 1),
        "gaelder_til": date(2026, 12, 31),
    } | more  # fmt: skip
    return Correction(**facts)


def grade(**more) -> Correction:
    return correction("klassetrin", "3", "5", kilde="indstillinger", noegle={"indstilling_id": "I1"}, **more)


@pytest.fixture
def landed_by(warehouse, folder, data):
    def landed(*corrections: Correction, names=(), values=()):
        municipality = Municipality(rettelser=corrections, kolonnenavne=names, vaerdier=values)
        return {entry.file: entry for entry in land(warehouse, folder, data, "run-1", municipality=municipality)}

    return landed


def codes(warehouse, *corrections: Correction, as_of=date(2026, 9, 30)) -> list[str]:
    return [finding.check_code for finding in correction_findings(warehouse, corrections, as_of)]


def advice(warehouse, entry: Correction, as_of=date(2026, 9, 30)) -> str:
    (finding,) = correction_findings(warehouse, [entry], as_of)
    return finding.message_da


def test_a_corrected_value_is_loaded_counted_and_noted_and_the_senders_total_still_agrees(
    warehouse, folder, data, landed_by
):
    (folder / FILE).write_text(text(POSTING_HEADER, *POSTINGS, "SLUT;3;12.984,56"))
    report = landed_by(correction())[FILE]
    assert (report.outcome, report.rows_loaded, report.warnings) == ("ACCEPT_WARN", 3, {"CORRECTED": 1})
    assert warehouse.execute(AMOUNTS).fetchall()[1][1] == Decimal("4000.65")
    (line,) = (data.restricted / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    noted = json.loads(line)
    assert (noted["action"], noted["by"], noted["rows"], noted["reason"]) == (
        "correct_value", "controller", [3], "Byttede cifre",
    )  # fmt: skip
    assert "4.000" not in line


def test_a_wrong_value_that_would_set_the_row_aside_is_corrected_before_the_row_is_judged(warehouse, folder, landed_by):
    wrong = POSTINGS[1].replace("02-09-2026", "31-02-2026")
    (folder / FILE).write_text(text(POSTING_HEADER, POSTINGS[0], wrong, POSTINGS[2]))
    report = landed_by(correction("bogfoeringsdato", "31-02-2026", "28-09-2026"))[FILE]
    assert (report.rows_loaded, report.rows_quarantined) == (3, 0)
    assert warehouse.execute(AMOUNTS).fetchall()[1][0] == date(2026, 9, 28)


def test_a_correction_that_is_added_changed_or_taken_away_reaches_files_that_were_landed_before(
    warehouse, folder, landed_by
):
    (folder / FILE).write_text(text(POSTING_HEADER, *POSTINGS))
    read = []
    for corrections in ((), (correction(),), (correction(til="1"),), ()):
        landed_by(*corrections)
        read.append(warehouse.execute(AMOUNTS).fetchall()[1][1])
    assert read == [Decimal("4000.56"), Decimal("4000.65"), Decimal(1), Decimal("4000.56")]
    assert landed_by()[FILE].outcome == "NOOP"


def test_a_correction_that_fits_no_row_or_has_expired_is_critical(warehouse, folder, landed_by):
    (folder / FILE).write_text(text(POSTING_HEADER, *POSTINGS))
    other = correction(fra="9,99", noegle={"bilagsnummer": "B2", "bilagslinje": "1"})
    landed_by(correction(), other)
    assert codes(warehouse, correction(), other) == ["CORRECTION_STALE"]
    assert codes(warehouse, correction(), as_of=date(2026, 12, 31)) == []
    assert codes(warehouse, correction(), as_of=date(2027, 1, 1)) == ["CORRECTION_EXPIRED"]
    with pytest.raises(FindingError) as caught:
        stop_on_stale(correction_findings(warehouse, [correction(), other], date(2026, 9, 30)))
    assert "Rettelse nr. 2 (omkostninger, beloeb) passer ikke på nogen række" in caught.value.message
    assert "9,99" not in caught.value.message


def test_when_the_sender_has_corrected_the_snapshot_it_is_told_until_the_last_wrong_edition_is_named(
    warehouse, folder, landed_by
):
    header = f"{REFERRAL_HEADER}"
    right = [REFERRALS[0].replace(";3", ";5"), *REFERRALS[1:]]
    (folder / REFERRAL_FILES[0]).write_text(text(header, *REFERRALS), encoding="utf-8")
    landed_by(grade())
    assert codes(warehouse, grade()) == []
    (folder / REFERRAL_FILES[1]).write_text(text(header, *right), encoding="utf-8")
    landed_by(grade())
    assert codes(warehouse, grade()) == ["CORRECTION_STALE"]
    assert "skriv sidste_udgave: 202609." in advice(warehouse, grade())
    history = grade(sidste_udgave=202609)
    landed_by(history)
    assert codes(warehouse, history, as_of=date(2030, 1, 1)) == []
    assert warehouse.execute(STAGES).fetchall() == [(202609, "5"), (202610, "5")]


def test_when_the_sender_has_corrected_the_edition_itself_the_advice_is_to_delete_and_that_ends_it(
    warehouse, folder, landed_by
):
    (folder / REFERRAL_FILES[0]).write_text(text(REFERRAL_HEADER, *REFERRALS), encoding="utf-8")
    landed_by(grade())
    right = [REFERRALS[0].replace(";3", ";5"), *REFERRALS[1:]]
    (folder / "indstillinger_202609_v2.csv").write_text(text(REFERRAL_HEADER, *right), encoding="utf-8")
    for entry in (grade(), grade(sidste_udgave=202609)):
        landed_by(entry)
        assert advice(warehouse, entry).endswith("slet rettelsen.")
        assert "sidste_udgave:" not in advice(warehouse, entry)
    landed_by()
    assert codes(warehouse) == []
    assert warehouse.execute(STAGES).fetchall() == [(202609, "5")]


def test_an_expired_correction_is_told_with_the_last_edition_that_has_the_error_and_naming_it_ends_it(
    warehouse, folder, landed_by
):
    (folder / REFERRAL_FILES[0]).write_text(text(REFERRAL_HEADER, *REFERRALS), encoding="utf-8")
    landed_by(grade())
    late = date(2027, 1, 1)
    assert "forlæng gaelder_til, eller skriv sidste_udgave: 202609" in advice(warehouse, grade(), late)
    history = grade(sidste_udgave=202609)
    landed_by(history)
    assert codes(warehouse, history, as_of=late) == []


def test_a_correction_that_never_fitted_is_told_to_agree_with_the_file(warehouse, folder, landed_by):
    (folder / REFERRAL_FILES[0]).write_text(text(REFERRAL_HEADER, *REFERRALS), encoding="utf-8")
    wrong = correction("klassetrin", "9", "5", kilde="indstillinger", noegle={"indstilling_id": "I1"})
    landed_by(wrong)
    assert "ret noegle og fra" in advice(warehouse, wrong)


def test_a_correction_waits_for_its_source(warehouse, landed_by):
    landed_by(correction())
    assert codes(warehouse, correction()) == []


def test_a_file_with_its_own_names_and_words_is_read_like_any_other(warehouse, folder, landed_by):
    header = "Belegnr.;Pos;Bogf.dato;Kontostreng;Område;Beløb;konto"
    rows = (
        "B1;001;01.09.2026;02024-3.22.08.1-020-40;PC1;4.000,00;x",
        "B1;002;02.09.2026;02024-3.22.08.1-020-40;pc1;4.000,56-;x",
    )
    (folder / FILE).write_text(text(header, *rows), encoding="utf-8")
    called = {"bilagsnummer": "Belegnr.", "bilagslinje": "Pos", "bogfoeringsdato": "Bogf.dato",
              "bevillingsomraade": "Område", "beloeb": "Beløb"}  # fmt: skip
    names = [ColumnName(kilde="omkostninger", kolonne=ours, hedder=theirs) for ours, theirs in called.items()]
    parts = {"kilde": "omkostninger", "hedder": "Kontostreng", "skilletegn": "-"}
    names += [
        ColumnName(kolonne="konto", stykke=2, uden=".", tegn=5, **parts), ColumnName(kolonne="art", stykke=4, **parts)
    ]  # fmt: skip
    words = [ValueTranslation(kilde="omkostninger", kolonne="bevillingsomraade", fra="PC1", til="Special")]
    report = landed_by(names=names, values=words)[FILE]
    assert (report.outcome, report.rows_loaded, report.warnings) == ("ACCEPT_WARN", 2, {"ALIAS": 7, "EXTRA_COLUMN": 1})
    assert warehouse.execute(
        "select voucher_line, posting_date, account_code, account_type, grant_area, amount_kr from raw.posting "
        "order by voucher_line"
    ).fetchall() == [
        (1, date(2026, 9, 1), "32208", "40", "Special", Decimal(4000)),
        (2, date(2026, 9, 2), "32208", "40", "Special", Decimal("-4000.56")),
    ]


def test_a_rejected_file_is_read_when_its_column_has_been_given_a_name(folder, landed_by):
    (folder / FILE).write_text(text(POSTING_HEADER.replace("konto", "kontonr"), *POSTINGS))
    assert landed_by()[FILE].reasons == {"MISSING_COLUMN": 1}
    name = ColumnName(kilde="omkostninger", kolonne="konto", hedder="kontonr")
    assert landed_by(names=[name])[FILE].rows_loaded == 3
    assert landed_by()[FILE].reasons == {"MISSING_COLUMN": 1}
    assert landed_by(names=[name])[FILE].rows_loaded == 3


def test_of_columns_named_after_school_years_the_editions_own_is_read(warehouse, folder, landed_by):
    header = REFERRAL_HEADER.replace("klassetrin", "Trin skoleår 2025/26;Trin skoleår 2026/27")
    for file in REFERRAL_FILES:
        rows = [f"{row[:-1]}2;3" for row in REFERRALS]
        (folder / file).write_text(text(header, *rows).replace("Åben", file[-8:-4]), encoding="utf-8")
    (folder / REFERRAL_FILES[1]).rename(folder / "indstillinger_202607.csv")
    early = (folder / "indstillinger_202607.csv").read_text(encoding="utf-8").replace("-09-2026", "-07-2026")
    (folder / "indstillinger_202607.csv").write_text(early, encoding="utf-8")
    name = ColumnName(kilde="indstillinger", kolonne="klassetrin", hedder="Trin skoleår {skoleaar}")
    reports = landed_by(names=[name])
    assert reports[REFERRAL_FILES[0]].warnings == {"ALIAS": 1, "EXTRA_COLUMN": 1}
    assert warehouse.execute(STAGES).fetchall() == [(202607, "2"), (202609, "3")]
