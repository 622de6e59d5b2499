"""The commands that pages and messages print: each can be copied and run as it stands, from the folder one stands in.

Not here: when which is printed (the pages and messages themselves).
"""

from __future__ import annotations

import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory

NAME, OPTION = "pladsprognose", "--data-dir"
ON_DATA = re.compile(
    rf"\b{NAME} (?:(?:hold|quarantine|expectation) \w+|approve|backtest|backup|doctor|erase|price|prognosis|pseudonym"
    r"|publish|restore|review|run|visitation)\b"
)
"""The commands that work on a data directory, as sentences name them."""


def command(data: DataDirectory, *words: str) -> str:
    """A command of ours on a data directory."""
    return shlex.join([program(), *words, *_on(data.root)])


def runnable(text: str, folder: Path) -> str:
    """A text whose commands are said with the data directory that they are to work on."""
    said = shlex.join(_on(folder))
    return ON_DATA.sub(lambda found: f"{found[0]} {said}" if said else found[0], text)


def folder_asked_for(arguments: Sequence[str]) -> Path:
    """The data directory of a command line, also when it stops before its options are read; else the usual one."""
    told = [given for option, given in pairwise(arguments) if option == OPTION]
    told += [argument.partition("=")[2] for argument in arguments if argument.startswith(f"{OPTION}=")]
    return Path(told[-1]) if told else DEFAULT_DATA_DIR


def _on(folder: Path) -> list[str]:
    return [] if folder == DEFAULT_DATA_DIR else [OPTION, str(folder)]


def program() -> str:
    """What our program is called here: its name where the shell finds it, else as it was started."""
    started = Path(sys.argv[0])
    if shutil.which(NAME):
        return NAME
    beside = Path(sys.executable).with_name(NAME)
    return str(started if started.name == NAME else beside if beside.is_file() else NAME)
