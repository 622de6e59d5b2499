"""With `--lang en` no Danish sentence comes out of the command, whatever it is asked and whatever is wrong."""

from __future__ import annotations

import ast
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hand_deliveries import DELIVERIES
from ready_command import REPOSITORY, Command

from pipelines import errors
from pipelines.progress import STEPS_IN_ENGLISH
from pipelines.sources.codes import load_codes
from pipelines.sources.quarantine import what_to_do

pytestmark = pytest.mark.xdist_group("english")

DANISH = re.compile(
    r"\w[æøåÆØÅ]|[æøåÆØÅ]\w|\b(?:af|alle|den|det|der|eller|en fil|er|ikke|kan|kun|med|mangler|og|skal|som|uden|ved|"
    r"dage|filen|mappen|nr|rettet)\b"
)
NAMES = re.compile(r"[»\"`][^»«\"`]*[«\"`]|/\S*|kommune\.yaml|--\S+|\b\w+_\w+\S*")
"""What is called the same in both languages: quoted names, paths, files, options and columns."""
REFERRALS, PLACEMENTS = "indstillinger_202404.csv", "placeringer_202404.csv"
STALE = """
rettelser:
  - {kilde: indstillinger, noegle: {indstilling_id: R01}, felt: klassetrin, fra: "9", til: "8", begrundelse: Tastefejl,
     oprettet_af: controller, oprettet: 2024-04-01, gaelder_til: 2024-12-31}
"""
BAD_ROWS = (
    "R15;0101901234;12-04-2024;A20;A20;Syd;ny;2024-maj;specialskole;H11;5;;;ja;ja;;12-04-2024",
    "R16;0206125001;12-04-2024;A20;A20;Syd;ny;2024-maj;specialskole;H11;5;31-12-9999;;ja;ja;;12-04-2024",
    "R17;0206125001;12-04-2024;A20;A20;Syd;nyt;2024-maj;specialskole;H11;5;;;ja;ja;;12-04-2024",
)


def danish(text: str) -> list[str]:
    """The lines that are not English, names left out."""
    return [line for line in text.splitlines() if DANISH.search(NAMES.sub("", line))]


@pytest.fixture(scope="module")
def loaded(command: Command, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory that has loaded files with rows kept aside, in a run that said all it had to say in English."""
    place = tmp_path_factory.mktemp("english")
    folder = Path(shutil.copytree(DELIVERIES, place / "deliveries"))
    (folder / "kommune.yaml").write_text((DELIVERIES / "kommune.yaml").read_text(encoding="utf-8") + STALE)
    with (folder / REFERRALS).open("a", encoding="utf-8") as file:
        file.writelines(f"{row}\n" for row in BAD_ROWS)
    (folder / "klager_202404.csv").write_bytes(b"PK\x03\x04")
    (folder / "kapacitet_april.csv").write_text("x;y\n1;2\n")
    answer = command("run", "--deliveries", str(folder), "--as-of", "2024-04-30", "--data-dir", str(place / "data"),
                     "--lang", "en")  # fmt: skip
    assert (answer.returncode, danish(answer.stderr)) == (1, [])
    assert "✗ Take in deliveries" not in answer.stderr
    for said in ("✓ Take in deliveries", "CPR_AGE", "DATE_RANGE", "Corrections in kommune.yaml no longer hold"):
        assert said in answer.stderr
    return place / "data"


BY = ("--by", "x", "--reason", "y")


@pytest.mark.parametrize("asked", [
    ("quarantine", "list"), ("quarantine", "list", "--json"), ("quarantine", "show", "--file", REFERRALS),
    ("quarantine", "show", "--code", "CPR_AGE", "--json"), ("quarantine", "show"),
    ("quarantine", "release", "--file", REFERRALS, "--rows", "16,17", *BY),
    ("quarantine", "release", "--file", REFERRALS, "--rows", "18", *BY),
    ("quarantine", "release", "--file", REFERRALS, "--rows", "2", *BY),
    ("quarantine", "release", "--file", REFERRALS, "--rows", "x", *BY),
    ("quarantine", "release", "--file", REFERRALS, *BY),
    ("quarantine", "release", "--file", "nowhere.csv", "--rows", "2", *BY),
    ("quarantine", "release", "--file", REFERRALS, "--rows", "16", "--by", "x", "--reason", " "),
    ("quarantine", "release", "--file", REFERRALS, "--rows", "16", *BY),
    ("quarantine", "withdraw", "--file", REFERRALS, "--rows", "17", *BY),
    ("quarantine", "withdraw", "--file", REFERRALS, "--rows", "16", *BY),
    ("hold", "list"), ("hold", "release", "--file", "x.csv", *BY), ("hold", "refuse", "--file", "x.csv", *BY),
    ("publish", "--vintage", "x", "--kind", "prognose1"), ("publish", "--vintage", "x", "--kind", "x"),
    ("publish", "--kind", "prognose1"), ("publish", "--kind", "prognose1", "--period", "202404"),
    ("publish", "--kind", "datapakke", "--period", "203001"),
    ("backtest",), ("backtest", "--origins", "2024-01-01"),
    ("price", "--offer", "specialskole", "--from", "2024-08-01"),
])  # fmt: skip
def test_an_answer_in_english_has_no_danish_sentence(command: Command, loaded: Path, asked: tuple[str, ...]) -> None:
    answer = command(*asked, "--data-dir", str(loaded), "--lang", "en")
    assert answer.stdout + answer.stderr
    assert danish(answer.stdout + answer.stderr) == []


@pytest.mark.parametrize(("more", "settings", "said"), [
    (("--cutoff", "nowhere=2024-01-01"), "", "--cutoff must be"),
    (("--cutoff", "budget=2025-01-01"), "", "cannot be after"),
    (("--config", "nowhere.yaml"), "", "was not found"),
    (("--scenario", "nowhere.yaml"), "", "does not exist"),
    ((), "taerskel: 2\nrettelser: [{kilde: x}]\nkommunekode: 1", "kommune.yaml has"),
    ((), "taerskel: [", "not readable as YAML"),
    ((), "", 'Required source "placeringer": put placeringer_YYYYMM.csv'),
])  # fmt: skip
def test_a_run_that_cannot_begin_says_so_in_english(command: Command, tmp_path: Path, more, settings, said) -> None:
    (tmp_path / "deliveries").mkdir()
    (tmp_path / "deliveries" / "kommune.yaml").write_text(settings, encoding="utf-8")
    place = ["--deliveries", str(tmp_path / "deliveries"), "--data-dir", str(tmp_path / "data")]
    answer = command("run", *place, "--as-of", "2024-04-30", "--lang", "en", *more)
    assert answer.returncode != 0
    assert said in answer.stderr
    assert danish(answer.stderr) == []


def test_a_folder_that_is_not_there_is_told_in_english(command: Command, tmp_path: Path) -> None:
    answer = command("run", "--deliveries", str(tmp_path / "x"), "--as-of", "2024-04-30", "--lang=en")
    assert answer.stderr == f'The folder "{tmp_path / "x"}" does not exist. Give the folder of the deliveries.\n'


def calls() -> Iterator[tuple[Path, ast.Call]]:
    for package in ("pipelines", "expectations", "forecasting"):
        for path in sorted((REPOSITORY / package).rglob("*.py")):
            yield from ((path, n) for n in ast.walk(ast.parse(path.read_text())) if isinstance(n, ast.Call))


def test_every_error_has_an_english_message_of_its_own() -> None:
    kinds = {name for name in vars(errors) if name.endswith("Error")}
    told = [(path, call.args[1]) for path, call in calls()
            if isinstance(call.func, ast.Name) and call.func.id in kinds and len(call.args) > 1]  # fmt: skip
    texts = [(path.name, part.value) for path, english in told for part in ast.walk(english)
             if isinstance(part, ast.Constant) and isinstance(part.value, str)]  # fmt: skip
    assert len(told) > 40
    assert [(name, text) for name, text in texts if danish(text)] == []


def test_every_step_of_a_run_has_an_english_name() -> None:
    steps = {call.args[0].value for _, call in calls()
             if isinstance(call.func, ast.Attribute) and call.func.attr == "step"
             and call.args and isinstance(call.args[0], ast.Constant)}  # fmt: skip
    assert steps == STEPS_IN_ENGLISH.keys()
    assert [text for text in STEPS_IN_ENGLISH.values() if danish(text)] == []


def test_every_code_is_told_in_english() -> None:
    assert [name for name, entry in load_codes().items() if danish(entry.en) or danish(what_to_do(name, "en"))] == []
