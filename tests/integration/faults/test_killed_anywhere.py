"""SIGKILL at steps, renames and commits: what was published stands, and the next run makes up for it."""

from __future__ import annotations

import signal
from functools import partial
from pathlib import Path

import pytest
from standing import FAULTS, Installation, evenly, is_short
from struck import LASTING, Places, kill_at, kill_at_call

pytestmark = [pytest.mark.xdist_group("struck runs"), pytest.mark.strace]

AT_MOMENTS = pytest.param(
    "dræbt ved trin og omdøbning", lambda places: len(places.moments), kill_at, id="steps and renames"
)
AT_COMMITS = pytest.param(
    "dræbt ved fsync", lambda places: places.calls_of_busiest_thread(LASTING), partial(kill_at_call, LASTING),
    id="commits",
)  # fmt: skip


@pytest.mark.parametrize(("kind", "times", "kill"), [AT_MOMENTS] if is_short() else [AT_MOMENTS, AT_COMMITS])
def test_killed_anywhere(installation: Installation, places: Places, tmp_path: Path, tried, kind, times, kill) -> None:
    assert {"before step landing", "after step published__analyse", "before rename .duckdb"} <= set(places.moments)

    for number in evenly(times(places), FAULTS):
        ended = installation.trial(tmp_path / "trial").holds_after(partial(kill, number))
        assert ended == -signal.SIGKILL
        tried(kind, f"nr. {number} af {times(places)}", ended)
