from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

from month_example import write_month_example

from pipelines.privacy.register import Register

SCRIPT = Path(__file__).parent / "killed_publication.py"
REPOSITORY = Path(__file__).parents[4]


def runs(file: Path, out: Path, *moments: int) -> list[int]:
    """The exit codes of as many publications, each killed at its moment."""
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(file), str(out), *map(str, moments)],
        env=os.environ | {"PYTHONPATH": str(REPOSITORY)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [int(line) for line in done.stdout.split()]


def test_however_a_publication_is_killed_the_next_makes_one_sealed_edition_and_registers_it_once(
    tmp_path: Path,
) -> None:
    file = write_month_example(tmp_path / "month.duckdb")
    # written down, but the folder has no name yet; then (that line taken back, and written anew) named, not confirmed
    assert runs(file, tmp_path, 2, 4, 0) == [-signal.SIGKILL, -signal.SIGKILL, 0]
    (folder,) = (tmp_path / "datapakker").iterdir()
    assert folder.name == "202504"
    assert json.loads((folder / "manifest.json").read_text())["checks"]["against"] == []
    assert [release.edition for release in Register(tmp_path / "udgivelser.jsonl").releases()] == ["datapakker/202504"]
