from __future__ import annotations

from datetime import date

from pipelines.sources.deliveries import discover, parse_name


def test_a_name_says_source_edition_and_version():
    name = parse_name("Omkostninger_202602_v3.XLSX")
    assert (name.source, name.edition, name.version, name.suffix) == ("omkostninger", 202602, 3, "xlsx")
    assert name.edition_date == date(2026, 2, 28)
    assert parse_name("omkostninger_202602.csv").version == 0


def test_other_names_say_nothing():
    for file in (
        "omkostninger_2026.csv",
        "omkostninger_202600.csv",
        "omkostninger_202601.txt",
        "omkostninger_202601_v0.csv",
    ):
        assert parse_name(file) is None


def test_sources_that_others_refer_to_come_first_then_editions_then_versions_and_bad_names_last(tmp_path):
    for file in (
        "indstillinger_september.csv", "indstillinger_202602_v2.csv", "indstillinger_202602.csv",
        "omkostninger_202601.csv", "institutioner_202612.csv",
    ):  # fmt: skip
        (tmp_path / file).write_text("x")
    assert [candidate.file for candidate in discover(tmp_path)] == [
        "institutioner_202612.csv", "omkostninger_202601.csv", "indstillinger_202602.csv",
        "indstillinger_202602_v2.csv", "indstillinger_september.csv",
    ]  # fmt: skip
