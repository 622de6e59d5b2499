"""What must hold after a fault, whatever it was: nothing lost, nothing half, nothing told.

A trial starts from a data directory that has published an earlier state, strikes the run of the next one, looks at what
stands, and runs once more without cleaning up.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from hand_deliveries import DELIVERIES
from published_tables import Tables, rows_of_its_own
from ready_command import pladsprognose

AS_OF = "2024-04-30"
CPR = re.compile(r"\b\d{6}-?\d{4}\b")
OURS = (0, 1, 4, 130)
"""What a run that is not killed may end with."""
SHORT = "1"
FAULTS = int(os.environ.get("FAULTS", SHORT))
"""How many trials of a kind; `make faults` asks for more of more kinds."""
Struck = Callable[[], None]


@dataclass(frozen=True)
class Installation:
    """A data directory with an earlier state published, and what an undisturbed run of the next one publishes."""

    earlier: Path
    undisturbed: Tables

    @cached_property
    def before_tables(self) -> Tables:
        """The tables that were published earlier."""
        return rows_of_its_own(self.earlier)

    def trial(self, folder: Path) -> Trial:
        """A copy of it to strike."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.earlier, folder, symlinks=True)
        return Trial(self, folder)


@dataclass(frozen=True)
class Trial:
    """One copy, struck once."""

    installation: Installation
    data_dir: Path

    def run(self, struck: Struck | None = None) -> subprocess.CompletedProcess[str]:
        """The run of the next state."""
        arguments = ["--deliveries", str(DELIVERIES), "--as-of", AS_OF, "--data-dir", str(self.data_dir), "--quiet"]
        return pladsprognose("run", *arguments, beforehand=struck)

    def holds_after(self, struck: Struck) -> int:
        """Strike the run, see that all holds, and run again; the exit code of the run that was struck."""
        ended = self.run(struck)
        assert ended.returncode < 0 or ended.returncode in OURS, ended.stderr[-2000:]
        assert "Traceback" not in ended.stderr, ended.stderr[-2000:]
        assert not CPR.search(ended.stderr + ended.stdout)
        self.stands(finished=ended.returncode == 0)
        again = self.run()
        assert again.returncode == 0, again.stderr[-2000:]
        self.is_as_undisturbed()
        return ended.returncode

    def stands(self, *, finished: bool) -> None:
        """What is published is whole: the new, or else what was there."""
        tables = rows_of_its_own(self.data_dir)
        if finished or tables != self.installation.before_tables:
            assert differing(tables, self.installation.undisturbed) == []

    def is_as_undisturbed(self) -> None:
        """The tables are those of a run that nothing disturbed, and nothing of the struck one lies about."""
        assert differing(rows_of_its_own(self.data_dir), self.installation.undisturbed) == []
        assert list(self.data_dir.rglob("*.tmp")) == []
        assert not (self.data_dir / "restricted" / "modtaget").exists()
        hidden = [path.name for path in (self.data_dir / "published").glob(".*")]
        assert hidden == []


def is_short() -> bool:
    """Whether only the kinds of every day are asked for."""
    return "FAULTS" not in os.environ


def differing(tables: Tables, others: Tables) -> list[str]:
    """The names of the tables that are not the same."""
    return sorted(name for name in tables.keys() | others.keys() if tables.get(name) != others.get(name))


def evenly(number: int, wanted: int) -> list[int]:
    """`wanted` numbers from 1 to `number`, evenly apart; all of them when there are no more."""
    if number <= wanted:
        return list(range(1, number + 1))
    return sorted({1 + round((at + 0.5) * (number - 1) / wanted) for at in range(wanted)})
