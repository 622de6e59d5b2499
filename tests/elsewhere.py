"""Another place to run the command from: a process can be sent there before it begins (`ready_command`)."""

from __future__ import annotations

import os
import time
from datetime import UTC, datetime, timedelta


def elsewhere() -> None:
    """Be on an island where the date is another, in no language, on the night the clocks change, with one thread."""
    tonight, tomorrow = (f"J{(datetime.now(UTC) + timedelta(days=days)).timetuple().tm_yday}" for days in (0, 1))
    os.environ |= {"TZ": f"<+14>-14<+15>,{tonight},{tomorrow}", "LC_ALL": "C", "LANG": "C",
                   "POLARS_MAX_THREADS": "1", "OMP_NUM_THREADS": "1"}  # fmt: skip
    time.tzset()
    os.sched_setaffinity(0, [min(os.sched_getaffinity(0))])  # so many threads does DuckDB use
