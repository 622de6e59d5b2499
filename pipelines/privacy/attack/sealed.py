"""The attack on what an edition repeats of earlier ones: only what they printed, and nothing of a line hidden now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.shape import name_of, number
from pipelines.privacy.release import Release

TABLE, LINES, ACCOUNTS, OLD = "aarets_prognoser", "tilbudstyper", "accounts_last", "as_of_"


def sealed_objections(release: Release, earlier: Sequence[Release]) -> Iterator[Objection]:
    """Figures of earlier editions that those did not print, and figures beside a line that is hidden."""
    for row, cells in release.tables.get(TABLE, {}).items():
        is_hidden = release.printed(LINES, row, "expected") == release.marker
        for column, printed in cells.items():
            if number(printed) is None or column == "offer_type":
                continue
            if is_hidden:
                yield Objection(TABLE, name_of(release, TABLE, row), "T12", "et tal vises ved en skjult linje", column)
            elif not _was_printed(release, earlier, row, column, printed):
                how = "tallet stod ikke i den udgave, det er fra"
                yield Objection(TABLE, name_of(release, TABLE, row), "T7", how, column)


def _was_printed(release: Release, earlier: Sequence[Release], row: str, column: str, printed: str) -> bool:
    """Whether an edition of the day said the same; accounts may be restated, so that they were told is enough."""
    if column == ACCOUNTS:
        before = [old for old in earlier if old.fiscal_year == release.fiscal_year - 1 and "/regnskab-" in old.edition]
        return any(number(old.printed(LINES, row, "expected")) is not None for old in before)
    if column.startswith(OLD):
        same = [old for old in earlier
                if old.fiscal_year == release.fiscal_year and f"{OLD}{old.as_of}" == column]  # fmt: skip
        return printed in [old.printed(LINES, row, "expected") for old in same]
    return printed == release.printed(LINES, row, column)
