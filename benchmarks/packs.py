"""`python -m benchmarks.packs DATA_DIR`: how long all packs of a month take, attack and all, from a published file.

Nothing of the data directory is changed: the packs are made in a folder of their own, with no earlier releases. Not
here: a year of packs under attack (`attack_year`).
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from pipelines.municipality import load_municipality
from pipelines.privacy.register import Register
from pipelines.publishing.packs.publication import publish_packs
from pipelines.settings import DataDirectory

GOAL_SECONDS = 60


def main(arguments: list[str]) -> int:
    """Make the newest month's packs; 1 where they take longer than the goal."""
    data = DataDirectory(Path(arguments[0]))
    municipality = load_municipality(data.configuration if data.configuration.is_file() else None)
    with tempfile.TemporaryDirectory(prefix="pladsprognose-packs-") as root:
        began, worked = time.monotonic(), time.process_time()
        register = Register(Path(root) / "udgivelser.jsonl")
        folder = publish_packs(data.analysis, None, municipality, Path(root) / "datapakker", register, "da")
        seconds, processor = time.monotonic() - began, time.process_time() - worked
        packs = sum(path.is_dir() for path in folder.iterdir())
    sys.stdout.write(f"{packs} pakker: {seconds:.1f} s, heraf processor {processor:.1f} s (mål {GOAL_SECONDS} s)\n")
    return int(seconds > GOAL_SECONDS)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
