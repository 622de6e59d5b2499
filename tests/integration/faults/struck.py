"""The command struck on its way: killed at a moment, or refused by the disk at a system call.

A moment is one of the places in a run where its state is another just before than just after: a step of the job, a
file that gets its name, a data base that is made lasting. Each function here is called in the process that is to run
the command, just before it does. Not here: what must hold afterwards (`damage`).
"""

from __future__ import annotations

import ctypes
import os
import re
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from dagster._core.execution.plan import execute_plan

Hear = Callable[[str], None]
LASTING, WRITES = "fsync,fdatasync", "pwrite64"
RENAMES, OPENINGS = "rename,renameat,renameat2", "openat"
MOMENTS, CALLS = "moments.txt", "calls.txt"
CALL = re.compile(r"(?P<thread>\d+) +(?P<name>\w+)\(")
PR_SET_PTRACER, ANYONE = 0x59616D61, -1
TRACER = "TracerPid:"
SECONDS_TO_ATTACH = 20


@dataclass(frozen=True)
class Places:
    """Where an undisturbed run could have been struck, as `note_places` wrote it into a folder."""

    folder: Path

    @cached_property
    def moments(self) -> list[str]:
        """Its moments, in their order."""
        return (self.folder / MOMENTS).read_text(encoding="utf-8").splitlines()

    def calls_of_busiest_thread(self, calls: str) -> int:
        """How many of these system calls it made; strace counts those of each thread for itself."""
        lines = (self.folder / CALLS).read_text(encoding="utf-8", errors="replace").splitlines()
        made = [CALL.match(line) for line in lines]
        threads = Counter(call["thread"] for call in made if call and call["name"] in calls.split(","))
        return max(threads.values())


def note_places(folder: Path) -> None:
    """Write down each moment and each system call of the run."""
    lines = (folder / MOMENTS).open("a", encoding="utf-8", buffering=1)
    _hear_moments(lambda moment: print(moment, file=lines))
    everything = f"{LASTING},{WRITES},{RENAMES},{OPENINGS}"
    _trace(f"trace={everything}", everything, folder / CALLS)


def kill_at(number: int) -> None:
    """Kill the process at the moment with this number, counted from 1."""
    come = [0]

    def hear(_moment: str) -> None:
        come[0] += 1
        if come[0] == number:
            os.kill(os.getpid(), signal.SIGKILL)

    _hear_moments(hear)


def _hear_moments(hear: Hear) -> None:
    """Before and after each step; before and after each file that gets its name."""
    run_step = execute_plan.dagster_event_sequence_for_step
    own, renamed = os.getpid(), [False]

    def stepping(step_context: object) -> Iterator[object]:
        name = step_context.step.key  # type: ignore[attr-defined]
        hear(f"before step {name}")
        yield from run_step(step_context)  # type: ignore[arg-type]
        hear(f"after step {name}")

    def listening(event: str, arguments: tuple[object, ...]) -> None:
        if os.getpid() != own:
            return
        if renamed[0]:
            renamed[0] = False
            hear("after rename")
        if event == "os.rename":
            hear(f"before rename {Path(str(arguments[1])).suffix}")
            renamed[0] = True

    execute_plan.dagster_event_sequence_for_step = stepping  # type: ignore[assignment]
    sys.addaudithook(listening)


def kill_at_call(calls: str, number: int) -> None:
    """Kill the process as it comes to one of these system calls for the time with this number."""
    _trace(f"inject={calls}:signal=KILL:when={number}", calls)


def refuse_call(calls: str, error: str, when: str) -> None:
    """Let the system calls fail with an error of `errno.h`, `when` as strace says it: `7`, `7+` or `1+50`."""
    _trace(f"inject={calls}:error={error}:when={when}", calls)


def _trace(what: str, calls: str, kept: Path = Path(os.devnull)) -> None:
    """Have strace hold this process and its threads from here on."""
    ctypes.CDLL(None).prctl(PR_SET_PTRACER, ANYONE, 0, 0, 0)
    line = ["strace", "-f", "-qq", "-e", f"trace={calls}", "-e", what, "-o", str(kept), "-p", str(os.getpid())]
    subprocess.Popen(line, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    patience = time.monotonic() + SECONDS_TO_ATTACH
    while not _is_traced():
        if time.monotonic() > patience:
            raise TimeoutError("strace has not come")
        time.sleep(0.01)


def _is_traced() -> bool:
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(line for line in status.splitlines() if line.startswith(TRACER)).split()[1] != "0"
