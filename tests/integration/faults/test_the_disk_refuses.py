"""The disk refuses a write, a sync, a rename or an opening: survived or said in words, with nothing half-published."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from standing import FAULTS, Installation, evenly, is_short
from struck import LASTING, OPENINGS, RENAMES, WRITES, Places, refuse_call

pytestmark = [pytest.mark.xdist_group("struck runs"), pytest.mark.strace]

ONCE, FROM_THEN_ON = ("",), ("+",)
REFUSALS = [
    pytest.param(WRITES, "EIO", id="a write fails"),
    pytest.param(WRITES, "ENOSPC", id="no space for a write"),
    pytest.param(LASTING, "EIO", id="a sync fails"),
    pytest.param(RENAMES, "EIO", id="a rename fails"),
    pytest.param(OPENINGS, "EMFILE", id="too many open files"),
]


@pytest.mark.parametrize(("calls", "error"), REFUSALS[:1] if is_short() else REFUSALS)
def test_refused_once_or_from_then_on(
    installation: Installation, places: Places, tmp_path: Path, tried, calls: str, error: str
) -> None:
    number_of_calls = places.calls_of_busiest_thread(calls)

    for number in evenly(number_of_calls, FAULTS):
        for when in FROM_THEN_ON if is_short() else ONCE + FROM_THEN_ON:
            struck = partial(refuse_call, calls, error, f"{number}{when}")
            ended = installation.trial(tmp_path / "trial").holds_after(struck)
            tried(f"{error} ved {calls}", f"nr. {number}{when} af {number_of_calls}", ended)
