"""The deliveries of the hand-written municipality, and a run of them."""

from __future__ import annotations

from pathlib import Path

from ready_command import Command

DELIVERIES = Path(__file__).parent / "hand_municipality" / "deliveries"


def after_a_run(command: Command, deliveries: Path, data_dir: Path) -> Path:
    """The data directory after a run of the deliveries as of 30 April 2024."""
    arguments = ["--deliveries", str(deliveries), "--as-of", "2024-04-30", "--data-dir", str(data_dir), "--quiet"]
    finished = command("run", *arguments)
    assert finished.returncode == 0, f"{finished.returncode}\n{finished.stderr[-4000:]}"
    return data_dir
