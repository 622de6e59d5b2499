"""Publishes a month of packs again and again, each time killed at a moment of its own.

`python killed_publication.py FILE OUT MOMENT…`: a moment is how many times the run has come to writing in the register
or to giving the edition its name; 0 lets the run end by itself. Each run is a process of its own.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from pipelines.municipality import Municipality
from pipelines.privacy.register import Register
from pipelines.publishing.packs.publication import publish_packs
from pipelines.publishing.sealing import DRAFT_PREFIX


def kill_at(moment: int) -> None:
    """Kill this process just before it has come so far."""
    come = [0]

    def hear(event: str, arguments: tuple[object, ...]) -> None:
        is_named = event == "os.rename" and DRAFT_PREFIX in str(arguments[0])
        is_registered = event == "open" and str(arguments[0]).endswith(".jsonl") and "a" in str(arguments[1])
        come[0] += is_named or is_registered
        if come[0] == moment and (is_named or is_registered):
            os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hear)


if __name__ == "__main__":
    for moment in sys.argv[3:]:
        child = os.fork()
        if child == 0:
            if int(moment):
                kill_at(int(moment))
            out = Path(sys.argv[2])
            register = Register(out / "udgivelser.jsonl")
            publish_packs(Path(sys.argv[1]), None, Municipality(), out / "datapakker", register, "da")
            os._exit(0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n")
