"""Which files have shrunk so much that they wait for a yes.

The rule looks at editions, not at arrivals: given the files of a source it says the same whatever order they came in.
Not here: who said yes (`rulings`), what is written about a held file (`intake`, `second_reading`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from pipelines.sources.contract import SourceKind
from pipelines.sources.receipts import Standing

SHRINK_FROM_ROWS = 50
"""Below this a fifth is a handful of rows, which come and go for good reasons."""


def shrunk_files(files: Sequence[Standing], kind: SourceKind, accepted: Collection[str]) -> Mapping[str, Standing]:
    """By sha256 each file of one source that lost a fifth of its rows, with the file that it would replace.

    A snapshot replaces what was current in the edition before it, or an earlier version of its own; a file of another
    kind only an earlier version of its own. A file that waits replaces nothing, so the next is held against what still
    counts. `accepted` are the files that someone said yes to.
    """
    held: dict[str, Standing] = {}
    last: dict[int, Standing] = {}
    for file in sorted(files, key=lambda standing: standing.order):
        line = 0 if kind == "snapshot" else file.edition
        before = last.get(line)
        if before and has_shrunk(before.rows_fitting, file.rows_fitting) and file.sha256 not in accepted:
            held[file.sha256] = before
        else:
            last[line] = file
    return held


def has_shrunk(before: int, now: int) -> bool:
    """Whether a file with so many rows has lost a fifth of them."""
    return before >= SHRINK_FROM_ROWS and (before - now) * 5 >= before
