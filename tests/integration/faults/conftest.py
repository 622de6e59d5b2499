"""The installation that faults are tried on, where its run can be struck, and how many trials are asked for."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from published_tables import rows_of_its_own
from standing import Installation
from struck import Places, note_places


@pytest.fixture(scope="session")
def installation(earlier_data_dir: Path, hand_data_dir: Path) -> Installation:
    """The hand-written municipality before its last two deliveries had come."""
    return Installation(earlier_data_dir, rows_of_its_own(hand_data_dir))


@pytest.fixture(scope="session")
def places(tmp_path_factory: pytest.TempPathFactory, installation: Installation) -> Places:
    """Where the run of the next state can be struck."""
    folder = tmp_path_factory.mktemp("places")
    done = installation.trial(folder / "data").run(partial(note_places, folder))
    assert done.returncode == 0, done.stderr
    return Places(folder)


@pytest.fixture(scope="session")
def tried() -> Callable[[str, str, int], None]:
    """Note a trial that held: its kind, where it was struck, how it ended; added to the file that FAULTS_TOLD names."""
    told = os.environ.get("FAULTS_TOLD")

    def note(kind: str, where: str, ended: int) -> None:
        if told:
            with Path(told).open("a", encoding="utf-8") as file:
                file.write(f"{kind}\t{where}\t{ended}\n")

    return note
