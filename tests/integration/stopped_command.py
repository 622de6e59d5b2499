"""The command, stopped when it gets somewhere: `python stopped_command.py HOW EVENT TEXT command options`.

EVENT is one of Python's audit events, and TEXT is part of its first argument: `import dagster`, `open ….sql`,
`os.rename ….duckdb`. HOW is `ctrl-c`, as a terminal sends it to the whole process group, `kill`, as the kernel does, or
`full`, where no file may grow any more. Python tells of the event just before it happens.
"""

from __future__ import annotations

import os
import resource
import runpy
import signal
import sys


def stop(how: str) -> None:
    if how == "ctrl-c":
        os.killpg(0, signal.SIGINT)
    elif how == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    elif how == "full":
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))


def stop_at(how: str, event: str, text: str) -> None:
    """Stop at the first such event of this process, which becomes a group of its own as a terminal makes one."""
    waits = [True]

    def hear(heard: str, arguments: tuple[object, ...]) -> None:
        if waits and heard == event and text in str(arguments[0]):
            waits.clear()
            stop(how)

    os.setsid()
    signal.signal(signal.SIGINT, signal.default_int_handler)  # also where the tests themselves run in the background
    sys.addaudithook(hear)


if __name__ == "__main__":
    stop_at(*sys.argv[1:4])
    sys.argv[1:] = sys.argv[4:]
    runpy.run_module("pipelines", run_name="__main__")
