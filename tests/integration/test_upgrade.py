"""A data directory that a released version left, taken over by this one (`released/README.md`)."""

from __future__ import annotations

import shutil
import tarfile
from pathlib import Path

import duckdb
import pytest
from hand_deliveries import DELIVERIES, after_a_run
from published_tables import rows_of_its_own

pytestmark = pytest.mark.xdist_group("hand_municipality")

RELEASED = sorted((Path(__file__).parent / "released").glob("*.tar.xz"))
KEPT = "select vintage_id, approved_by, approved_at from {} order by approved_at"


@pytest.fixture(scope="module", params=RELEASED, ids=lambda path: path.name.removesuffix(".tar.xz"))
def left(request, tmp_path_factory) -> Path:
    """The data directory as the released version left it; nobody changes it."""
    data_dir = tmp_path_factory.mktemp("released")
    with tarfile.open(request.param) as archive:
        archive.extractall(data_dir, filter="data")
    return data_dir


@pytest.fixture(scope="module")
def taken_over(left, command, tmp_path_factory) -> Path:
    """A copy of it after a run by this version."""
    return after_a_run(command, DELIVERIES, shutil.copytree(left, tmp_path_factory.mktemp("taken_over") / "data"))


def asked(path: Path, question: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(path), read_only=True) as connection:
        return connection.execute(question).fetchall()


def sealed(data_dir: Path) -> dict[str, bytes]:
    folder = data_dir / "published" / "prognoser"
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_figures_are_those_of_an_installation_that_never_knew_another_version(taken_over, hand_data_dir):
    upgraded, new = rows_of_its_own(taken_over), rows_of_its_own(hand_data_dir)

    assert {name for name in new if upgraded.get(name) != new[name]} <= {"meta.publication", "forecast.vintage"}


def test_what_was_approved_and_sealed_stands(left, taken_over):
    approved = asked(left / "warehouse" / "warehouse.duckdb", KEPT.format("forecast_run.approval"))

    assert len(approved) == 1
    assert asked(taken_over / "warehouse" / "warehouse.duckdb", KEPT.format("forecast_run.approval")) == approved
    assert sealed(taken_over) == sealed(left) != {}


def test_a_file_keeps_its_first_receipt(left, taken_over):
    received = "select sha256, min(received_at) from raw.delivery group by sha256 order by sha256"

    before, after = (asked(folder / "warehouse" / "warehouse.duckdb", received) for folder in (left, taken_over))
    assert before == after


def test_a_forecast_before_the_first_run_says_what_to_do(left, command, tmp_path):
    data_dir = shutil.copytree(left, tmp_path / "data")

    told = command("prognosis", "--as-of", "2024-04-30", "--data-dir", str(data_dir))

    assert told.returncode == 1
    assert f"Kør `pladsprognose run --data-dir {data_dir}` med --full-refresh" in told.stderr
    assert sealed(data_dir) == sealed(left)
