"""The commands that pages print, as the shell takes them."""

from __future__ import annotations

import os
import shlex
import sys
from datetime import date
from pathlib import Path

import pytest

from pipelines.commands import command, folder_asked_for, runnable
from pipelines.errors import nothing_loaded
from pipelines.municipality.prognosis_calendar import PrognosisCalendar
from pipelines.settings import DataDirectory


@pytest.mark.parametrize("is_found", [True, False])
def test_a_command_can_be_run_as_it_stands_whether_the_shell_finds_the_program_or_not(
    is_found: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "en mappe" / "pladsprognose"
    program.parent.mkdir()
    program.touch(mode=0o755)
    monkeypatch.setenv("PATH", os.pathsep.join([str(program.parent)] if is_found else [str(tmp_path)]))
    monkeypatch.setattr(sys, "argv", [str(program), "review"])
    said = shlex.split(command(DataDirectory(Path("var/demo")), "publish", "--vintage", "a1"))
    assert said == [
        "pladsprognose" if is_found else str(program), "publish", "--vintage", "a1", "--data-dir", "var/demo",
    ]  # fmt: skip
    assert shlex.split(command(DataDirectory(Path("var")), "review"))[1:] == ["review"], "the folder it is by itself"


@pytest.mark.parametrize(
    ("said", "to_run"),
    [
        ("Kør `pladsprognose run` først.", "Kør `pladsprognose run --data-dir 'en mappe'` først."),
        ("»pladsprognose hold release« eller", "»pladsprognose hold release --data-dir 'en mappe'« eller"),
        ("først: pladsprognose prognosis --as-of 1", "først: pladsprognose prognosis --data-dir 'en mappe' --as-of 1"),
        ("lav en med `pladsprognose init`.", "lav en med `pladsprognose init`."),
    ],
)
def test_a_command_in_a_sentence_is_said_with_the_folder_it_is_to_work_on(said: str, to_run: str) -> None:
    assert runnable(said, Path("en mappe")) == to_run
    assert runnable(said, Path("var")) == said, "the folder it is by itself"


def test_a_message_of_a_command_names_the_commands_own_folder() -> None:
    asked = [["publish", "--data-dir", "var/demo", "--kind", "flash"], ["publish", "--data-dir=var/demo"]]
    for arguments in asked:
        message = runnable(nothing_loaded(Path("var/demo")).message, folder_asked_for(arguments))
        assert message == "Der er intet indlæst i »var/demo«. Kør `pladsprognose run --data-dir var/demo` først."
    assert folder_asked_for(["run"]) == Path("var")


@pytest.mark.parametrize(
    ("as_of", "kind"),
    [
        ((2025, 1, 31), "prognose1"), ((2025, 4, 30), "prognose1"), ((2025, 5, 31), "prognose1"),
        ((2025, 6, 30), "prognose2"), ((2025, 8, 31), "prognose2"), ((2025, 10, 31), "prognose3"),
        ((2025, 12, 30), "prognose3"), ((2025, 12, 31), "regnskab"),
    ],
)  # fmt: skip
def test_a_forecast_is_for_the_nearest_report_of_its_year_and_never_for_accounts_of_a_year_that_goes_on(
    as_of: tuple[int, int, int], kind: str
) -> None:
    assert PrognosisCalendar().report_of(date(*as_of)) == kind
