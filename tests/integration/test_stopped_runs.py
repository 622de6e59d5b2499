"""A run that is stopped on its way, by Ctrl-C or by the disk: nothing half-published, and the next run makes up for it.

Each stop hits another station. The data directory has published an earlier state of the same municipality, so there is
something to spoil; the tests go on in the same one, as a person would.
"""

from __future__ import annotations

import ctypes
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import duckdb
import pytest
from hand_deliveries import DELIVERIES
from published_tables import published_bytes, rows_of_its_own
from ready_command import REPOSITORY, pladsprognose
from stopped_command import stop_at

pytestmark = pytest.mark.xdist_group("struck runs")

STOPPED_COMMAND = Path(__file__).parent / "stopped_command.py"
TOLD = {
    "ctrl-c": (130, "Afbrudt. Intet nyt er offentliggjort. Kør kommandoen igen."),
    "full": (4, "Disken er fuld. Skaf plads, og kør kommandoen igen. Det, der var offentliggjort, står som før."),
}
A_FILE_IS_READ = ("open", "/restricted/modtaget/delivery")
MODELS_ARE_BUILT = ("open", "/dbt/run/pladsprognose/models/intermediate/")
IT_IS_PUBLISHED = ("os.mkdir", "/published/.parquet-")
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE = 24, 1


@dataclass(frozen=True)
class Place:
    """Where the stopped runs take place, and what was published before them."""

    data_dir: Path
    before: Mapping[str, bytes]

    @property
    def arguments(self) -> list[str]:
        deliveries = ["--deliveries", str(DELIVERIES), "--as-of", "2024-04-30"]
        return ["run", *deliveries, "--data-dir", str(self.data_dir)]

    def run(self, *stop: str) -> subprocess.CompletedProcess[str]:
        """The run, stopped as told."""
        return pladsprognose(*self.arguments, beforehand=partial(stop_at, *stop) if stop else None)

    def run_from_the_first_moment(self, *stop: str) -> subprocess.CompletedProcess[str]:
        """The run with all that comes before it, stopped as told."""
        return alone(str(STOPPED_COMMAND), *stop, *self.arguments)

    def reports(self) -> list[Path]:
        return sorted((self.data_dir / "reports").iterdir())

    def vintage_id(self) -> str:
        with duckdb.connect(str(self.data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
            return str(connection.execute("select vintage_id from meta.publication").fetchone()[0])


def alone(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Python with these arguments, to which read-only means read-only, also where the tests are run by root."""
    return subprocess.run(
        [sys.executable, *arguments],
        env=os.environ | {"NO_COLOR": "1", "PYTHONPATH": str(REPOSITORY)},
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: ctypes.CDLL(None).prctl(PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, 0, 0, 0),
    )


@pytest.fixture(scope="module")
def place(earlier_data_dir: Path, tmp_path_factory) -> Place:
    data_dir = shutil.copytree(earlier_data_dir, tmp_path_factory.mktemp("stopped") / "data", symlinks=True)
    return Place(data_dir, published_bytes(data_dir))


@pytest.mark.parametrize(
    "moment",
    [
        pytest.param(("import", "pipelines.cli.command"), id="the command itself is imported"),
        pytest.param(("import", "dagster"), id="libraries are imported"),
        pytest.param(("open", "dbt_project/dbt_project.yml"), id="the models are parsed"),
    ],
)
def test_ctrl_c_in_the_first_seconds_is_no_error_and_leaves_no_trace(place, moment: tuple[str, str]) -> None:
    reports = place.reports()

    stopped = place.run_from_the_first_moment("ctrl-c", *moment)

    assert (stopped.returncode, stopped.stderr) == (130, "Afbrudt. Kør kommandoen igen.\n")
    assert place.reports() == reports
    assert published_bytes(place.data_dir) == place.before


@pytest.mark.parametrize(
    ("how", "moment"),
    [
        pytest.param("ctrl-c", A_FILE_IS_READ, id="Ctrl-C while a file is read"),
        pytest.param("full", A_FILE_IS_READ, id="a full disk while a file is read"),
        pytest.param("ctrl-c", MODELS_ARE_BUILT, id="Ctrl-C while models are built"),
        pytest.param("full", MODELS_ARE_BUILT, id="a full disk while models are built"),
        pytest.param("ctrl-c", IT_IS_PUBLISHED, id="Ctrl-C while it is published"),
    ],
)
def test_a_stop_on_the_way_says_why_and_leaves_what_was_published(place, how: str, moment: tuple[str, str]) -> None:
    shutil.rmtree(place.data_dir / "dbt", ignore_errors=True)
    exit_code, said = TOLD[how]
    reports = place.reports()

    stopped = place.run(how, *moment)

    assert stopped.returncode == exit_code, stopped.stderr
    assert stopped.stderr.endswith(f"{said}\n")
    assert published_bytes(place.data_dir) == place.before
    assert list(place.data_dir.rglob("*.tmp")) == []
    assert not (place.data_dir / "restricted" / "modtaget").exists()
    new = [json.loads(path.read_text(encoding="utf-8")) for path in place.reports() if path not in reports]
    can_be_written = how != "full"
    assert [(report["exit_code"], report["message"]) for report in new] == [TOLD[how]] * can_be_written


def test_a_folder_that_may_not_be_written_is_named_and_stays_as_it_was(place) -> None:
    approval = ["approve", "--vintage", place.vintage_id(), "--by", "en leder", "--data-dir", str(place.data_dir)]
    published = place.data_dir / "published"
    published.chmod(0o555)
    try:
        stopped = alone("-m", "pipelines", *approval)
    finally:
        published.chmod(0o755)

    assert stopped.returncode == 4, stopped.stderr
    assert f"»{published}/." in stopped.stderr
    assert "må ikke læses eller skrives. Giv rettigheder, og kør kommandoen igen." in stopped.stderr
    assert published_bytes(place.data_dir) == place.before


def test_the_next_run_gives_what_an_undisturbed_one_gives(place, hand_data_dir) -> None:
    finished = place.run()

    assert finished.returncode == 0, finished.stderr
    undisturbed, after = rows_of_its_own(hand_data_dir), rows_of_its_own(place.data_dir)
    assert after.keys() == undisturbed.keys()
    assert [table for table in after if after[table] != undisturbed[table]] == []
