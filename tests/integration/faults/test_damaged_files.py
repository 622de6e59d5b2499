"""A byte that changes, or an end that is cut off, in a file the next run builds on: found, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from standing import FAULTS, Installation, Trial, evenly, is_short

pytestmark = pytest.mark.xdist_group("struck runs")
Damage = Callable[[Path, int], None]


def flip(path: Path, at: int) -> None:
    content = bytearray(path.read_bytes())
    content[at] ^= 1 << at % 8
    path.write_bytes(content)


def cut(path: Path, at: int) -> None:
    path.write_bytes(path.read_bytes()[:at])


def warehouse_of(trial: Trial) -> Path:
    return trial.data_dir / "warehouse" / "warehouse.duckdb"


def published_of(trial: Trial) -> Path:
    return (trial.data_dir / "published" / "analyse.duckdb").resolve()


FILES, DAMAGES = [warehouse_of, published_of], [flip, cut]


EVERY = [(file_of, happen) for file_of in FILES for happen in DAMAGES]


@pytest.mark.parametrize(("file_of", "happen"), [EVERY[0], EVERY[-1]] if is_short() else EVERY)
def test_the_next_run_makes_up_for_a_damaged_file(
    installation: Installation, tmp_path: Path, tried, file_of, happen: Damage
) -> None:
    size = file_of(installation.trial(tmp_path / "trial")).stat().st_size

    for at in evenly(size - 1, FAULTS):
        trial = installation.trial(tmp_path / "trial")
        happen(file_of(trial), at)
        again = trial.run()
        assert again.returncode == 0, again.stderr[-2000:]
        trial.is_as_undisturbed()
        tried(f"{happen.__name__} {file_of.__name__}", f"byte {at} af {size}", again.returncode)
