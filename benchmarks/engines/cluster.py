"""A PostgreSQL of one's own for as long as it is needed: no port, no password, gone afterwards.

It listens on a socket in a folder that only this user may enter. A municipality's own server is named otherwise, by
`PLADSPROGNOSE_LAKE_CATALOGUE` (`docs/andre-motorer.md`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

OWNER = "postgres"
PROGRAMS = Path("/usr/lib/postgresql")


@contextmanager
def postgresql() -> Iterator[str]:
    """How to connect to an empty database of a new server; FileNotFoundError when PostgreSQL is not installed."""
    programs = newest_programs()
    folder = Path(tempfile.mkdtemp(prefix="pladsprognose-pg-"))
    try:
        if os.geteuid() == 0:
            shutil.chown(folder, OWNER)
        start = f"-c listen_addresses='' -c unix_socket_directories='{folder}'"
        as_owner(programs / "initdb", "-D", folder / "data", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C")
        as_owner(programs / "pg_ctl", "-D", folder / "data", "-l", folder / "log", "-o", start, "-w", "start")
        try:
            yield f"dbname=postgres host={folder} user={OWNER}"
        finally:
            as_owner(programs / "pg_ctl", "-D", folder / "data", "-m", "fast", "-w", "stop")
    finally:
        shutil.rmtree(folder)


def newest_programs() -> Path:
    """The folder of the server's programs, of the highest version there is."""
    found = sorted(PROGRAMS.glob("*/bin/initdb"), key=lambda path: int(path.parent.parent.name))
    if not found:
        raise FileNotFoundError(f"PostgreSQL er ikke installeret: der er intet initdb under {PROGRAMS}.")
    return found[-1].parent


def as_owner(*command: str | Path) -> None:
    """Run a program as the server's owner, since PostgreSQL refuses to be root; CalledProcessError when it fails."""
    prefix = ["runuser", "-u", OWNER, "--"] if os.geteuid() == 0 else []
    subprocess.run([*prefix, *map(str, command)], check=True, stdout=subprocess.DEVNULL, cwd="/")
