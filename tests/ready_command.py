"""The real command in a process of its own that need not import its libraries first: it is forked where they lie ready.

Importing them takes as long as running the hand-written municipality. What is imported is what a run imports; nothing
has been run in the process that is forked.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkServerContext
from pathlib import Path
from subprocess import CompletedProcess

Command = Callable[..., CompletedProcess[str]]
REPOSITORY = Path(__file__).resolve().parents[1]


@cache
def ready() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(["pipelines.cli.command", "pipelines.launch", "great_expectations"])
    return context


def pladsprognose(*arguments: str, beforehand: Callable[[], None] | None = None) -> CompletedProcess[str]:
    """Run the command with these arguments; `beforehand` is called in its process just before."""
    (said, says), (told, tells) = ready().Pipe(duplex=False), ready().Pipe(duplex=False)
    process = ready().Process(target=_run, args=(arguments, says, tells, beforehand))
    process.start()
    says.close()
    tells.close()
    with ThreadPoolExecutor(2) as readers:
        stdout, stderr = readers.map(_text, (said, told))
    process.join()
    assert process.exitcode is not None
    return CompletedProcess(arguments, process.exitcode, stdout, stderr)


def _text(said: Connection) -> str:
    with said, open(said.fileno(), encoding="utf-8", closefd=False) as stream:
        return stream.read()


def _run(
    arguments: tuple[str, ...], says: Connection, tells: Connection, beforehand: Callable[[], None] | None
) -> None:
    for stream, descriptor in ((says, 1), (tells, 2)):
        os.dup2(stream.fileno(), descriptor)
        stream.close()
    os.environ["NO_COLOR"] = "1"
    os.chdir(REPOSITORY)
    sys.argv = ["pladsprognose", *arguments]
    if beforehand:
        beforehand()
    from pipelines.__main__ import main  # noqa: PLC0415 - in the process that runs it

    main()
