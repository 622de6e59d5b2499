"""What earlier releases mean for a new edition: what stays hidden, and what readers know already.

A figure hidden once for a period stays hidden for that period. A figure is *known* when the same figure has been
shown: of the same line and period, as seen from the same day; a past period is the same from whatever later day.
Not here: the register itself (`privacy.register`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from pipelines.privacy.disclosure import MARKER, Status
from pipelines.privacy.release import Release

YEAR_COLUMNS = {"places_last": -1, "places_this": 0, "places_next": 1, "places_second": 2, "places_third": 3}
COUNT_COLUMNS = {"count_last": -1, "count_this": 0}


@dataclass(frozen=True)
class Before:
    """Keys of figures that were hidden and of figures that are known; one may be both."""

    hidden: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()

    def __contains__(self, key: str) -> bool:
        return key in self.hidden or key in self.known

    def status(self, key: str) -> Status:
        """Whether a figure may still be hidden, stays hidden, or is out."""
        if key in self.known:
            return "known"
        return "hidden" if key in self.hidden else "printed"


@dataclass(frozen=True)
class Earlier:
    """Earlier releases, asked about one kind of figure at a time."""

    releases: tuple[Release, ...] = ()
    of_packs: frozenset[str] = frozenset()
    """Lines that the packs of the same month hide of an area, whether they have left or not."""
    edition: str = ""
    """The name of the edition that is being made: year, kind, vintage, and its language where that is not Danish."""

    @property
    def replaced(self) -> str:
        """The newest earlier edition of the same report in the same language, which this one corrects; or nothing."""
        found = [release.edition for release in self.releases if _report(release.edition) == _report(self.edition)]
        return found[-1] if self.edition and found else ""

    def lines(self, year: int, as_of: date) -> Before:
        """Lines by offer type whose places in a year have been hidden or are known."""
        hidden, known = set(), set()
        for release in self.releases:
            for column, offset in YEAR_COLUMNS.items():
                if release.fiscal_year + offset == year:
                    cells = {
                        row: printed for row, printed in release.column("aktivitet", column).items() if row != "ALL"
                    }
                    hidden |= {row for row, printed in cells.items() if printed == MARKER}
                    if _seen_from(release.as_of, year) == _seen_from(as_of, year):
                        known |= {row for row, printed in cells.items() if printed != MARKER}
        return Before(frozenset(hidden), frozenset(known))

    def frozen(self, year: int, frozen_year: int, as_of: date) -> Before:
        """The same of places at a frozen share; what is hidden of the frozen year itself stays hidden with it."""
        same_year = [release for release in self.releases if release.fiscal_year == year]
        printed = _before(same_year, "aktivitet", as_of, "places_frozen")
        hidden = printed.hidden | self.lines(frozen_year, as_of).hidden
        return Before(hidden - {"ALL"}, printed.known - {"ALL"})

    def districts(self, year: int, as_of: date) -> Before:
        """Districts whose places of a budget year have been hidden or are known."""
        same_year = [release for release in self.releases if release.fiscal_year == year]
        return _before(same_year, "distrikter", as_of, "places")

    def areas(self, year: int, as_of: date) -> Before:
        """Grant areas whose expected accounts of a year have been hidden or are known."""
        same_year = [release for release in self.releases if release.fiscal_year == year]
        return _before(same_year, "bevillingsomraader", as_of)

    def components(self, year: int, as_of: date) -> Before:
        """Parts of a year as seen from the same day."""
        same_day = [release for release in self.releases if (release.fiscal_year, release.as_of) == (year, as_of)]
        return _before(same_day, "bestanddele", as_of)

    def counts(self, table: str, event: str, year: int) -> Iterator[tuple[int, int | None]]:
        """Last month and count of an event's cumulated counts that have been printed; None where it was hidden."""
        for release in self.releases:
            for column, offset in COUNT_COLUMNS.items():
                printed = release.printed(table, event, column)
                if release.fiscal_year + offset == year and printed:
                    yield release.as_of.month, None if printed == MARKER else int(printed)


def _report(edition: str) -> tuple[str, ...]:
    """What an edition is one of: year and kind, and the language."""
    return tuple(edition.split("-")[::2])


def _before(releases: list[Release], table: str, as_of: date, column: str = "expected") -> Before:
    cells = [
        (row, printed, release.as_of) for release in releases for row, printed in release.column(table, column).items()
    ]
    return Before(
        frozenset(row for row, printed, _ in cells if printed == MARKER),
        frozenset(row for row, printed, day in cells if printed != MARKER and day == as_of),
    )


def _seen_from(as_of: date, year: int) -> date | None:
    """The day a year's figure is seen from; None once the year is over and the figure is what happened."""
    return None if as_of >= date(year, 12, 31) else as_of
