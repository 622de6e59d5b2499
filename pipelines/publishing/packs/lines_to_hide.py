"""Which lines the packs of a file's newest month hide in an area: what a paper's annex about areas may not show.

A paper and the packs of its month hide the same lines, whichever leaves first.
"""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.errors import ApprovalError, UsageError
from pipelines.municipality import Municipality
from pipelines.privacy.release import Release
from pipelines.publishing.content import ALL
from pipelines.publishing.packs.figure_keys import folder_name, printed_before
from pipelines.publishing.packs.hiding import Hiding
from pipelines.publishing.packs.joined import without_joined
from pipelines.publishing.packs.month_file import read_month
from pipelines.publishing.published_file import PublishedFile


def lines_to_hide(file: PublishedFile, municipality: Municipality, releases: Sequence[Release]) -> frozenset[str]:
    """The lines, offer types and totals (`ALL`) hidden of any area this year; `ALL` too where no packs can be made."""
    try:
        month = read_month(file, None, municipality)
        parts = {area: folder_name(area) for area in month.areas}
        before = without_joined(month, printed_before(releases), municipality.taerskel)
        hidden = Hiding(month, parts, municipality.taerskel, before).hidden()
    except (ApprovalError, UsageError):
        return frozenset({ALL})
    places, year = frozenset(parts.values()), f"{month.period.year}-"
    told = (key.split(" ") for key in hidden)
    return frozenset(" ".join(what) for place, *what, when in told if place in places and when.startswith(year))
