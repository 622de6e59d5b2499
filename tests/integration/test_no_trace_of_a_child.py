"""One child in every place a person could put it by mistake: nothing of it is found outside `restricted/`.

Every file of the hand-written municipality gets rows in which one field after the other holds the child's CPR number
in three spellings, an undelivered column with its name, rows broken by a quote or a lost field, and files that are no
deliveries at all. The command's words, the warehouse, the published files, the report, the temporary folder and
Dagster's home are then searched byte by byte.
"""

from __future__ import annotations

import csv
import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from hand_deliveries import DELIVERIES

from pipelines.sources.contract import Column, Contract, load_contracts

pytestmark = pytest.mark.xdist_group("no trace of a child")
HERE = Path(__file__).parent
NUMBER, NAME = "1105154328", "Kanariefugl Sangfugl"
SPELLINGS = (NUMBER, f"{NUMBER[:6]}-{NUMBER[6:]}", f"barnet {NUMBER[:6]} {NUMBER[6:]}")
TRACES = (NUMBER, SPELLINGS[1], f"{NUMBER[:6]} {NUMBER[6:]}", *NAME.split())
NEEDLES = {trace.encode(encoding) for trace in TRACES for encoding in ("utf-8", "utf-16-le", "utf-16-be")} | {
    quote(trace).encode() for trace in TRACES
}


@dataclass(frozen=True)
class Finished:
    """What a run left: its words and everything it wrote outside the deliveries and `restricted/`."""

    exit_code: int
    words: bytes
    folders: tuple[Path, ...]

    def contents(self) -> Iterator[tuple[str, bytes]]:
        yield "words", self.words
        for folder in self.folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and path.relative_to(folder).parts[0] != "restricted":
                    yield from unpacked(str(path), path.read_bytes())


def unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    yield name, content
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.namelist():
                yield from unpacked(f"{name}!{part}", archive.read(part))


def spoilt(path: Path, contract: Contract) -> bytes:
    """The file with the child in every field, one row each, and in a column nobody asked for."""
    lines = list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))
    columns = [column_named(contract, header) for header in lines[0]]
    rows = [[*lines[0], "elevnavn"], *([*line, f"{NAME} {NUMBER}"] for line in lines[1:])]
    keys = [number for number, column in enumerate(columns) if column in contract.key and column.type == "text"]
    children = [number for number, column in enumerate(columns) if column.type == "cpr"]
    for place, column in enumerate(columns):
        for spelling in SPELLINGS if column.type == "text" and column.privacy != "text" else (*SPELLINGS, NAME):
            row = list(lines[1])
            for key in keys:
                row[key] = f"K{len(rows)}"
            for child in children:
                row[child] = NUMBER
            row[place] = spelling
            rows.append([*row, NAME])
    rows.append([*lines[1][:-1], f'"{NAME}'])
    rows.append([NUMBER, NAME])
    target = io.StringIO()
    csv.writer(target, delimiter=";", lineterminator="\r\n").writerows(rows)
    return target.getvalue().encode()


def column_named(contract: Contract, header: str) -> Column:
    return next(column for column in contract.columns if header.lower() in (column.name, *column.aliases))


NO_LANGUAGE = {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}
"""A machine that has no letter for much of what is said."""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("leverancer")
    for path in DELIVERIES.iterdir():
        if path.suffix == ".csv" and len(path.read_text(encoding="utf-8-sig").splitlines()) > 1:
            (folder / path.name).write_bytes(spoilt(path, load_contracts()[path.name.partition("_")[0]]))
        else:
            shutil.copy(path, folder)
    (folder / f"barn {SPELLINGS[1]}.csv").write_text(NAME)
    (folder / "klager_202403.csv").write_text(f"{NAME};{NUMBER}\n{NAME};{NUMBER}\n")
    (folder / "visitationer_202402.xlsx").write_text(f"{NAME};{NUMBER}\n")
    return folder


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Finished]:
    data_dir = tmp_path_factory.mktemp("var")
    temporary, home = tmp_path_factory.mktemp("tmp"), tmp_path_factory.mktemp("dagster")

    def of(*arguments: str) -> Finished:
        finished = subprocess.run(
            [sys.executable, "-m", "pipelines", *arguments, "--data-dir", str(data_dir)],
            cwd=HERE.parents[1],
            env=os.environ | {"TMPDIR": str(temporary), "DAGSTER_HOME": str(home)} | NO_LANGUAGE,
            capture_output=True,
            check=False,
        )
        return Finished(finished.returncode, finished.stdout + finished.stderr, (data_dir, temporary, home))

    return of


def traces(finished: Finished) -> list[str]:
    return [name for name, content in finished.contents() if any(needle in content for needle in NEEDLES)]


def test_a_published_run_shows_no_trace_of_a_child_that_stood_everywhere(
    run: Callable[..., Finished], folder: Path
) -> None:
    finished = run("run", "--deliveries", str(folder), "--as-of", "2024-04-30")

    warehouse = finished.folders[0] / "warehouse"
    assert warehouse.stat().st_mode & 0o077 == 0  # rows about children, if only by pseudonym
    assert finished.exit_code == 1  # published without the optional files that were refused
    assert "Forventet regnskab" in finished.words.decode()
    assert len(list(finished.contents())) > 30
    assert traces(finished) == []


def test_people_who_work_with_what_is_set_aside_are_shown_rows_and_codes_only(run: Callable[..., Finished]) -> None:
    assert traces(run("quarantine", "list")) == []
    assert traces(run("quarantine", "show", "--file", "placeringer_202404.csv")) == []


def test_a_run_that_stops_shows_no_trace_either(run: Callable[..., Finished], folder: Path) -> None:
    (folder / "placeringer_202405.csv").write_text(f"{NAME};{NUMBER}\n")
    finished = run("run", "--deliveries", str(folder), "--as-of", "2024-04-30")

    assert finished.exit_code == 1
    assert "Påkrævet kilde »placeringer«" in finished.words.decode()
    assert traces(finished) == []


def test_the_search_finds_a_trace_when_there_is_one(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "bog.xlsx", "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/sharedStrings.xml", f"<t>{SPELLINGS[1]}</t>")
    (tmp_path / "log.txt").write_bytes(NAME.encode("utf-16"))
    assert len(traces(Finished(0, b"", (tmp_path,)))) == 2
