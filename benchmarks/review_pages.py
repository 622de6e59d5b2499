"""`python -m benchmarks.review_pages --data-dir var/demo-city`: how long each kind of page takes, and how large it is.

Every address that the pages lead to is asked for, but of one kind no more than some; each several times, after once for
the drawings. Seconds are the server's, from the question to the last byte on the same machine. 1 where a page is slower
or larger than it may be. Not here: the server (`review_server`), many readers at once (`review_readers`).
"""

from __future__ import annotations

import argparse
import re
import sys
from collections import defaultdict
from dataclasses import dataclass
from html import unescape
from http import HTTPStatus
from pathlib import Path
from statistics import median

from benchmarks.machine import machine_text
from benchmarks.review_server import ReviewServer, review_server

SLOWEST, LARGEST = 0.3, 300_000
"""A page's most seconds and bytes; a file to keep may take as long as it takes."""
TIMES, OF_A_KIND = 3, 4
FILES = (".csv", ".xlsx", ".pdf", ".docx", ".html", ".css")


@dataclass(frozen=True)
class Asked:
    """One address: the seconds of the middle one, processor seconds each, bytes; how long it took the first time."""

    path: str
    seconds: float
    processor: float
    size: int
    first: float


def main(arguments: list[str]) -> int:
    """Measure the pages of a data directory and print a line a kind."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.review_pages", description="Gennemsynets sider.")
    parser.add_argument("--data-dir", type=Path, default=Path("var/demo-city"))
    options = parser.parse_args(arguments)
    sys.stdout.write(f"{machine_text()}\n\n")
    with review_server(options.data_dir) as server:
        found = measured(server)
    sys.stdout.write("| slags | adresser | median ms | langsomste ms | heraf CPU ms | første gang ms | største kB |\n")
    sys.stdout.write("|---|--:|--:|--:|--:|--:|--:|\n")
    for kind, asked in found.items():
        slowest = max(asked, key=lambda one: one.seconds)
        sys.stdout.write(
            f"| {kind} | {len(asked)} | {median(one.seconds for one in asked) * 1000:.0f} | "
            f"{slowest.seconds * 1000:.0f} | {slowest.processor * 1000:.0f} | "
            f"{max(one.first for one in asked) * 1000:.0f} | {max(one.size for one in asked) / 1000:.0f} |\n"
        )
    pages = [one for kind, asked in found.items() for one in asked if not kind.endswith(FILES)]
    over = [one.path for one in pages if one.seconds > SLOWEST or one.size > LARGEST]
    sys.stdout.write(f"\n{len(pages)} sider, {len(over)} over {SLOWEST * 1000:.0f} ms eller {LARGEST / 1000:.0f} kB\n")
    sys.stdout.writelines(f"{path}\n" for path in over)
    return bool(over)


def measured(server: ReviewServer) -> dict[str, list[Asked]]:
    """Every kind of address that the first page leads to, however many steps away, with those that were asked."""
    found: dict[str, list[Asked]] = defaultdict(list)
    waiting, seen = ["/"], {"/"}
    while waiting:
        path = waiting.pop(0)
        if len(found[kind_of(path)]) >= OF_A_KIND:
            continue
        asked, content = ask(server, path)
        found[kind_of(path)].append(asked)
        if not kind_of(path).endswith(FILES):
            led = [unescape(one) for one in re.findall(r'href="(/[^"#]*)', content.decode())]
            waiting += [one for one in dict.fromkeys(led) if one not in seen]
            seen.update(led)
    return dict(sorted(found.items()))


def ask(server: ReviewServer, path: str) -> tuple[Asked, bytes]:
    """One address, several times; SystemExit where it does not answer as it should."""
    first = server.ask(path)
    if first.status != HTTPStatus.OK:
        raise SystemExit(f"{path}: {first.status}")
    before = server.processor_seconds()
    seconds = [server.ask(path).seconds for _ in range(TIMES)]
    spent = (server.processor_seconds() - before) / TIMES
    return Asked(path, median(seconds), spent, len(first.content), first.seconds), first.content


def kind_of(path: str) -> str:
    """An address without its vintage, its table, its excerpt and other names of the data."""
    place, _, excerpt = path.partition("?")
    place = re.sub(r"/[0-9a-f]{12}\b", "/{prognose}", place)
    place = re.sub(
        r"(/\{prognose\}(?:/celle|/hvor-godt)?|/ved-siden-af|/liste)/(?!celle$|hvor-godt$)\w+", r"\1/{tabel}", place
    )
    place = re.sub(r"^/udgivelser/.*(\.\w+)$", r"/udgivelser/{fil}\1", place)
    steps = len([part for part in excerpt.split("&") if part])
    return f"{place} ({steps} valg)" if place.endswith("/celle") else place


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
