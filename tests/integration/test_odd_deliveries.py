"""Every odd delivery gets its outcome, codes, counts and message through the real command.

All of them lie in one folder, each as a version of its own, so that one run judges them; what a redelivery gets takes a
second run. The runs stop after landing, since a required source is among those rejected.
"""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from listed import Expectation, content, expectations, ledger, plain
from literal_deliveries import INSTITUTIONS
from odd_case import Case
from odd_combined import COMBINED
from odd_everywhere import EVERYWHERE
from odd_shapes import SHAPES
from odd_values import OTHER_SOURCES, VALUES
from odd_workbooks import WORKBOOKS
from ready_command import Command

Report = dict[str, Any]
pytestmark = pytest.mark.xdist_group("odd_deliveries")

LISTED = expectations()
UNLISTED = [*SHAPES, *VALUES, *OTHER_SOURCES, *WORKBOOKS, *COMBINED, *EVERYWHERE]
REDELIVERED = ("X01", "X03")
WITH_VERSION = re.compile(r"([a-z]+_20[0-9]{2}(?:0[1-9]|1[0-2]))\.(csv|xlsx)")
CPR_NUMBERS = re.compile(r"(?<![0-9])[0-9]{6}-?[0-9]{4}(?![0-9])")


def version(file: str, number: int) -> str:
    """The name of one of many versions of a file; a name that is the oddity itself stays."""
    return WITH_VERSION.sub(rf"\1_v{number}.\2", file) if WITH_VERSION.fullmatch(file) else file


NAMES = {case.id: version(case.file, number) for number, case in enumerate(LISTED, start=1)}
NAMES |= {case.name: version(case.file, number) for number, case in enumerate(UNLISTED, start=1001)}
LAST = "omkostninger_202609_v9999.csv"


def write_corpus(folder: Path, outside: Path) -> None:
    """All odd deliveries beside the institutions that they name."""
    (folder / "institutioner_202608.csv").write_text(INSTITUTIONS, encoding="utf-8")
    for case in LISTED:
        if case.id not in ("E41", "E42", "X01", "X02"):
            (folder / NAMES[case.id]).write_bytes(content(case.id))
    (folder / NAMES["X01"]).write_text(plain("X01"), encoding="utf-8")
    (folder / NAMES["X02"]).write_text(plain("X01"), encoding="utf-8")
    (folder / NAMES["X03"]).write_text(plain("X03"), encoding="utf-8")
    (folder / NAMES["E41"]).symlink_to(outside)
    (folder / NAMES["E42"]).mkdir()
    for odd in UNLISTED:
        (folder / NAMES[odd.name]).write_bytes(odd.content)
    (folder / LAST).write_text(ledger("sidst", "SLUT;3;1,00"), encoding="utf-8")


class Corpus:
    """The runs of the command on all odd deliveries."""

    def __init__(self, command: Command, root: Path) -> None:
        self._command = command
        self.data = root / "data"
        folder, later = root / "leverancer", root / "genlevering"
        folder.mkdir()
        later.mkdir()
        outside = root / "udenfor.csv"
        outside.write_text(plain("E41"), encoding="utf-8")
        write_corpus(folder, outside)
        self.first, self.first_report = self._run(folder)
        (later / NAMES["X01"]).write_text(plain("X01"), encoding="utf-8")
        (later / NAMES["X03"]).write_bytes(content("X03"))
        (later / LAST).write_bytes((folder / LAST).read_bytes())
        self.second, self.second_report = self._run(later)

    def _run(self, folder: Path) -> tuple[subprocess.CompletedProcess[str], Report]:
        before = set(self.data.glob("reports/run-*.json"))
        arguments = ["--deliveries", str(folder), "--as-of", "2026-09-30", "--data-dir", str(self.data)]
        finished = self._command("run", *arguments)
        (written,) = set(self.data.glob("reports/run-*.json")) - before
        return finished, json.loads(written.read_text())

    def entry(self, case: str) -> Report:
        """What the run says of a delivery."""
        report = self.second_report if case in REDELIVERED else self.first_report
        (entry,) = (entry for entry in report["deliveries"] if entry["file"] == NAMES[case])
        return entry

    def messages(self, case: str) -> list[str]:
        """What is said of a delivery on stderr."""
        said = (self.second if case in REDELIVERED else self.first).stderr.splitlines()
        return [line.strip() for line in said if line.strip().startswith(f"{NAMES[case]}: ")]


@pytest.fixture(scope="session")
def corpus(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return Corpus(command, tmp_path_factory.mktemp("odd_deliveries"))


def found(entry: Report) -> tuple[object, ...]:
    codes = (tuple(entry["reasons"]), tuple(entry["warnings"]))
    return (entry["outcome"], *codes, entry["rows_loaded"], entry["rows_quarantined"])


@pytest.mark.parametrize("case", LISTED, ids=[f"{case.id} {case.what}" for case in LISTED])
def test_a_listed_delivery_gets_its_outcome_codes_and_counts(case: Expectation, corpus: Corpus) -> None:
    assert found(corpus.entry(case.id)) == (case.outcome, case.reasons, case.warnings, case.loaded, case.aside)


@pytest.mark.parametrize("case", UNLISTED, ids=[case.name for case in UNLISTED])
def test_so_does_any_other_of_its_kind(case: Case, corpus: Corpus) -> None:
    assert found(corpus.entry(case.name)) == (case.outcome, case.reasons, case.warnings, case.loaded, case.aside)


@pytest.mark.parametrize("case", [case for case in LISTED if case.message], ids=lambda case: case.id)
def test_the_words_are_those_that_were_agreed(case: Expectation, corpus: Corpus) -> None:
    assert any(case.message in message for message in corpus.messages(case.id))


def test_each_code_of_a_file_is_said(corpus: Corpus) -> None:
    for case, name in NAMES.items():
        entry = corpus.entry(case)
        codes = [*entry["reasons"], *entry["found_also"], *entry["warnings"]]
        assert {message.rpartition("[")[2] for message in corpus.messages(case)} == {f"{code}]" for code in codes}, name


def test_the_rows_of_every_file_are_accounted_for(corpus: Corpus) -> None:
    for entry in entries(corpus):
        taken = entry["rows_loaded"] + entry["rows_quarantined"] + entry["rows_ignored"]
        assert entry["rows_in"] == taken, entry["file"]


def test_the_run_goes_through_all_files_and_publishes_nothing(corpus: Corpus) -> None:
    for finished, report in ((corpus.first, corpus.first_report), (corpus.second, corpus.second_report)):
        assert finished.returncode == report["exit_code"] == 1
    assert {entry["file"] for entry in corpus.first_report["deliveries"]} >= set(NAMES.values())
    assert not (corpus.data / "published").exists()


def test_no_cpr_number_is_said_or_reported(corpus: Corpus) -> None:
    reports = json.dumps([corpus.first_report, corpus.second_report])
    said = [corpus.first.stdout, corpus.first.stderr, corpus.second.stdout, corpus.second.stderr]
    assert (
        CPR_NUMBERS.findall(re.sub(r'"sha256": "[0-9a-f]*"|"run_id": "[^"]*"', "", "\n".join([*said, reports]))) == []
    )


def entries(corpus: Corpus) -> Iterator[Report]:
    yield from corpus.first_report["deliveries"]
    yield from corpus.second_report["deliveries"]
