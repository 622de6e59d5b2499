"""What a new operator would look at, looked at: the machine, the files, and how the work goes.

Nothing is changed and nothing is repaired. While a run goes on, the data directory is its own, and only the machine is
looked at. Not here: the single checks (`machine`, `integrity`, `editions`, `routine`) and their words (`words`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from pipelines.errors import RunActiveError, nothing_loaded
from pipelines.operations.doctor.editions import check_editions
from pipelines.operations.doctor.integrity import check_files
from pipelines.operations.doctor.machine import check_machine
from pipelines.operations.doctor.routine import check_routine
from pipelines.operations.doctor.words import Result, of_error
from pipelines.resources import held_data_directory
from pipelines.settings import DataDirectory


def examine(data: DataDirectory, environment: Mapping[str, str], now: datetime) -> Iterator[Result]:
    """Every check, in the order a person would take them; `now` is UTC."""
    if not data.root.is_dir():
        raise nothing_loaded(data.root)
    yield from check_machine(data, environment)
    try:
        with held_data_directory(data, as_it_is=True):
            damaged = list(check_files(data, environment))
            yield from damaged
            yield from check_editions(data)
            yield from check_routine(data, now, may_ask=not any(result.check == "warehouse" for result in damaged))
    except RunActiveError as error:
        yield of_error("active", "look", error)
