from __future__ import annotations

import os
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


def test_sources_that_others_refer_to_come_before_the_rest_then_editions_then_versions_and_bad_names_last(tmp_path):
    for file in (
        "indstillinger_september.csv", "indstillinger_202602_v2.csv", "indstillinger_202602.csv",
        "omkostninger_202601.csv", "institutioner_202612.csv",
    ):  # fmt: skip
        (tmp_path / file).write_text("x")
    assert [candidate.file for candidate in discover(tmp_path)] == [
        "institutioner_202612.csv", "indstillinger_202602.csv", "indstillinger_202602_v2.csv",
        "omkostninger_202601.csv", "indstillinger_september.csv",
    ]  # fmt: skip


def test_sources_that_name_children_come_before_those_that_do_not_also_later_editions(tmp_path):
    for file in ("budget_202601.csv", "institutioner_202601.csv", "indstillinger_202602.csv", "omkostninger_202601.csv",
                 "placeringer_202603.csv"):  # fmt: skip
        (tmp_path / file).write_text("x")
    assert [candidate.source for candidate in discover(tmp_path)] == [
        "placeringer", "institutioner", "indstillinger", "budget", "omkostninger",
    ]  # fmt: skip


def test_a_name_is_shown_without_cpr_numbers_and_without_what_cannot_be_printed(tmp_path):
    for name in (b"\xe5\x1b[31m.csv", b"barn 010115-4001.csv"):
        (tmp_path / os.fsdecode(name)).write_text("x")
    assert [candidate.shown_name for candidate in discover(tmp_path)] == ["barn [CPR].csv", "??[31m.csv"]
