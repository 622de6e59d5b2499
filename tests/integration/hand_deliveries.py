"""The deliveries of the hand-written municipality, and a run of them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from ready_command import Command

DELIVERIES = Path(__file__).parent / "hand_municipality" / "deliveries"


def after_a_run(command: Command, deliveries: Path, data_dir: Path, as_of: date = date(2024, 4, 30)) -> Path:
    """The data directory after a run of the deliveries."""
    arguments = ["--deliveries", str(deliveries), "--as-of", f"{as_of}", "--data-dir", str(data_dir), "--quiet"]
    finished = command("run", *arguments)
    assert finished.returncode == 0, f"{finished.returncode}\n{finished.stderr[-4000:]}"
    return data_dir
