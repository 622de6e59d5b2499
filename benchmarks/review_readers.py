"""`python -m benchmarks.review_readers --data-dir var/demo [--readers 50]`: many readers while a run publishes.

Each reader goes from page to page of a copy of the data directory, one question at a time, while a forecast with
another seed is made and published beside them; they stop when all have seen it. Every answer must be a page, and each
first page of one forecast or the other. 1 where any is not. Not here: the server (`review_server`).
"""

from __future__ import annotations

import argparse
import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from http import HTTPStatus
from http.client import HTTPException
from itertools import cycle
from pathlib import Path
from statistics import median
from threading import Lock

from benchmarks.machine import machine_text
from benchmarks.review_server import ReviewServer, review_server

PAGES = ("/", "/prognoser", "/fund", "/hvor-godt", "/justeringer", "/forklaringer", "/godkendelse", "/ved-siden-af",
         "/hvad-hvis")  # fmt: skip
VINTAGE = re.compile(rb'href="/prognose/([0-9a-f]{12})["/]')


@dataclass
class Seen:
    """What all readers were answered, and the vintages that first pages led to."""

    answers: Counter[str] = field(default_factory=Counter)
    seconds: list[float] = field(default_factory=list)
    vintages: Counter[str] = field(default_factory=Counter)
    published: str = ""
    noting: Lock = field(default_factory=Lock)

    def note(self, path: str, server: ReviewServer, name: str) -> str:
        """Ask, and note what came; the vintage of a first page."""
        try:
            answer = server.ask(path, name)
        except (OSError, HTTPException) as error:
            with self.noting:
                self.answers[type(error).__name__] += 1
            return ""
        found = VINTAGE.search(answer.content) if path == "/" else None
        shown = found[1].decode() if found else ""
        with self.noting:
            self.answers[str(answer.status)] += 1
            self.seconds.append(answer.seconds)
            self.vintages.update([shown] if path == "/" else [])
        return shown


def main(arguments: list[str]) -> int:
    """Let the readers read while the forecast is made, and print what they were answered."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review_readers", description="Læsere under en kørsel.")
    parser.add_argument("--data-dir", type=Path, default=Path("var/demo"))
    parser.add_argument("--readers", type=int, default=50)
    options = parser.parse_args(arguments)
    sys.stdout.write(f"{machine_text()}\n\n")
    with tempfile.TemporaryDirectory(prefix="pladsprognose-readers-") as folder:
        data_dir = Path(shutil.copytree(options.data_dir, Path(folder) / "data", symlinks=True))
        seen = Seen()
        with review_server(data_dir) as server, ThreadPoolExecutor(options.readers) as readers:
            reading = [readers.submit(read, server, f"Læser {number}", seen) for number in range(options.readers)]
            seen.published = publish_another(data_dir)
            for each in reading:
                each.result()
    sys.stdout.write(
        f"{options.readers} læsere, {sum(seen.answers.values())} svar: {dict(seen.answers)}; median "
        f"{median(seen.seconds):.1f} s, langsomste {max(seen.seconds):.1f} s; forsider: {dict(seen.vintages)}\n"
    )
    return seen.answers.keys() != {str(HTTPStatus.OK.value)} or len(seen.vintages) != len({"before", "after"})


def read(server: ReviewServer, name: str, seen: Seen) -> None:
    """One reader: from page to page until the first one shows what was published."""
    for path in cycle(PAGES):
        shown = seen.note(path, server, name)
        if path == "/" and seen.published and shown in (seen.published, ""):
            return


def publish_another(data_dir: Path) -> str:
    """A forecast with another seed, made and published; its id."""
    (report, *_) = sorted((data_dir / "reports").glob("run-*.json"))
    as_of = json.loads(report.read_text(encoding="utf-8"))["as_of"]
    command = [sys.executable, "-m", "pipelines", "prognosis", "--as-of", as_of, "--seed", "77", "--json", "--quiet"]
    made = subprocess.run([*command, "--data-dir", str(data_dir)], stdout=subprocess.PIPE, text=True, check=True)
    return str(json.loads(made.stdout)["vintage_id"])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
