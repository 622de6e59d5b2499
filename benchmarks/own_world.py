"""Our own synthetic municipality as the forecast sees it: its deliveries landed once, each day's frames read out.

The deliveries go through the gate and the warehouse as in a run, with the days of the measurement as the days looked
from; what a run does besides (expectations, marts, publishing) is left out. Not here: how it is scored (`conditions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Literal

from forecasting import Inputs
from forecasting.questions.backtest import Truth
from pipelines.assets.backtests import read_origins
from pipelines.assets.landing import take_in, write_control
from pipelines.assets.origins import write_origins
from pipelines.assets.warehouse import build_knowledge
from pipelines.progress import Progress
from pipelines.resources import Workspace, held_data_directory, opened_warehouse
from pipelines.settings import DataDirectory, RunSettings
from pipelines.synthetic import generate

FIRST_EDITION, LAST_EDITION, AS_OF = 201801, 202603, date(2026, 3, 31)
"""A year of ledger before the first origin, and a full accounts year after the last."""
Size = Literal["small", "city"]


def own_town(
    folder: Path, size: Size, seed: int, slowdown_year: int | None, days: Sequence[date]
) -> list[tuple[Inputs, Truth]]:
    """What the municipality of a seed knew on each of `days`, and what has come since."""
    deliveries, data = folder / "leverancer", DataDirectory(folder / "data")
    generate(deliveries, size, seed, FIRST_EDITION, LAST_EDITION, slowdown_year=slowdown_year)
    workspace = Workspace(RunSettings(data, AS_OF, deliveries, seed=seed), f"maaling-{seed}")
    municipality = workspace.municipality
    with held_data_directory(data):
        with workspace.warehouse() as connection:
            take_in(connection, workspace)
            write_control(connection, municipality, AS_OF)
            write_origins(connection, workspace.settings, municipality, days)
        build_knowledge(workspace, Progress(quiet=True))
        with opened_warehouse(data) as connection:
            return read_origins(connection, municipality, AS_OF)
