"""The commands that pages print: each can be copied and run as it stands, from the folder the page was started in.

Not here: when a page prints which (`desk_views`, `beside_pages`).
"""

from __future__ import annotations

import shlex
import shutil
import sys
from pathlib import Path

from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory

NAME = "pladsprognose"


def command(data: DataDirectory, *words: str) -> str:
    """A command of ours on a data directory."""
    folder = [] if data.root == DEFAULT_DATA_DIR else ["--data-dir", str(data.root)]
    return shlex.join([program(), *words, *folder])


def program() -> str:
    """What our program is called here: its name where the shell finds it, else as it was started."""
    started = Path(sys.argv[0])
    if shutil.which(NAME):
        return NAME
    beside = Path(sys.executable).with_name(NAME)
    return str(started if started.name == NAME else beside if beside.is_file() else NAME)
