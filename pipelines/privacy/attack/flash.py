"""The attack on what only a flash note has: counts by group and months, beside each other and beside earlier notes.

A row's key is series, stream, district and months, so every reader can subtract those that hang together.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from pipelines.privacy.attack.objection import Objection
from pipelines.privacy.attack.shape import name_of, number
from pipelines.privacy.release import Release

TABLE, ALL = "varsel", "ALL"
Key = tuple[str, str, str, str]


def flash_objections(release: Release, earlier: Sequence[Release]) -> Iterator[Objection]:
    """Differences of fewer children than may be told, and counts that an earlier note has hidden."""
    counts = _counts(release)
    for row, cells in release.tables.get(TABLE, {}).items():
        if cells["came"] == release.marker and cells["of"] and cells["usual"] != release.marker:
            yield Objection(TABLE, name_of(release, TABLE, row), "T12", "det ventede er en del af det skjulte", "usual")
    for row, why, technique in (*_within(release, counts), *_since(release, counts, earlier)):
        yield Objection(TABLE, name_of(release, TABLE, row), technique, why, "came")


def _within(release: Release, counts: Mapping[Key, int]) -> Iterator[tuple[str, str, str]]:
    """One group taken from another of the same months, one period from another, and the others than those granted."""
    for (series, stream, district, months), count in counts.items():
        key, whole = f"{series}|{stream}|{district}|{months}", counts.get((series, ALL, ALL, months))
        of = number(release.printed(TABLE, key, "of"))
        if series == "residence":
            shown = sum(n for (kind, _, _, when), n in counts.items() if (kind, when) == (series, months))
            whole = None if of is None else int(of) - shown + count
        elif of is not None and of - count < release.threshold:
            yield key, "de andre end de bevilgede er under tærsklen", "T2"
        if (stream, district) != (ALL, ALL) and whole is not None and whole - count < release.threshold:
            yield key, "resten er under tærsklen", "T2"
    for one, other in combinations(counts, 2):
        if one[:3] == other[:3] and _is_nested(one, other) and abs(counts[one] - counts[other]) < release.threshold:
            yield "|".join(one), "forskellen på to perioder er under tærsklen", "T8"


def _since(release: Release, counts: Mapping[Key, int], earlier: Sequence[Release]) -> Iterator[tuple[str, str, str]]:
    for old in earlier:
        before = _counts(old)
        for key, count in counts.items():
            row = "|".join(key)
            if old.printed(TABLE, row, "came") == old.marker:
                yield row, f"tallet er skjult i {old.edition}", "T7"
            for other, was in before.items():
                is_less = abs(count - was) < release.threshold
                if key[:3] == other[:3] and key != other and _is_nested(key, other) and is_less:
                    yield row, f"forskellen til {old.edition} er under tærsklen", "T8"


def _counts(release: Release) -> dict[Key, int]:
    """The counts that are printed, by series, stream, district and months."""
    found = {}
    for row, printed in release.column(TABLE, "came").items():
        count, parts = number(printed), row.split("|")
        if count is not None and len(parts) == 4:  # noqa: PLR2004 - the parts of a key
            found[parts[0], parts[1], parts[2], parts[3]] = int(count)
    return found


def _is_nested(one: Key, other: Key) -> bool:
    """Whether either period has all the months of the other."""
    (first, _, last), (from_, _, to) = one[3].partition("-"), other[3].partition("-")
    return (first <= from_ and to <= last) or (from_ <= first and last <= to)
