"""What a reader finds out of who came and who went back by school year: shares beside hidden counts, and old ones.

The years add up to nothing, so there is no more to work out than what stands in a row.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.shape import number
from pipelines.privacy.release import Release

TABLE = "tilbagevenden"
COUNTS = ("intake_count", "stock_count", "return_count")
SHARES = {"intake_share": ("intake_count",), "return_share": ("stock_count", "return_count")}


def stay_objections(release: Release, earlier: Sequence[Release]) -> Iterator[Objection]:
    """The rows of the table, one by one."""
    for row, cells in release.tables.get(TABLE, {}).items():
        for share, parts in SHARES.items():
            if release.marker in [cells[part] for part in parts] and number(cells[share]) is not None:
                yield Objection(TABLE, row, "T6", "andelen viser et skjult tal")
        there, back = number(cells["stock_count"]), number(cells["return_count"])
        if there is not None and back is not None and there - back < release.threshold:
            yield Objection(TABLE, row, "T11", "alle eller næsten alle i gruppen er vendt tilbage")
        for old in earlier:
            pairs = [(number(cells[part]), number(old.printed(TABLE, row, part))) for part in COUNTS]
            if any(None not in pair and 0 < abs((pair[0] or 0) - (pair[1] or 0)) < release.threshold for pair in pairs):
                yield Objection(TABLE, row, "T8", f"forskellen fra {old.edition} er få børn")
            if any(old.printed(TABLE, row, column) == old.marker != printed for column, printed in cells.items()):
                yield Objection(TABLE, row, "T7", f"tallet er skjult i {old.edition}")
