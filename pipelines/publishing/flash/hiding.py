"""What of a note's counts may be shown: none of few children, nor what leaves few of another that is shown.

A month and all months since the forecast before leave those between them; a stream leaves the other; districts leave
the rest; an earlier note of the same group leaves the months that only one of them has.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.privacy.release import Release
from pipelines.publishing.flash.content import ALL, GRANTS, REFERRALS, RESIDENCE, Flash, Group
from pipelines.publishing.table import HiddenCell

CAME = "varsel"
COUNTED = {REFERRALS: ("came",), **dict.fromkeys((GRANTS, RESIDENCE), ("came", "of", "usual", "band_low", "band_high"))}
"""What was expected of referrals is the forecast's; of grants and districts it is a share of as many as came."""
Months = tuple[str, str]


def hidden_counts(flash: Flash, threshold: int, earlier: Sequence[Release]) -> frozenset[HiddenCell]:
    """The cells that must not be printed."""
    told = flash.told()
    hidden: set[str] = set()
    for series in sorted({group.series for group in told} - {RESIDENCE}):
        ours = [group for group in told if group.series == series]
        streams = [group for group in ours if group.stream != ALL]
        if _is_small([group for group in ours if group.stream == ALL], threshold, earlier):
            hidden |= {group.key for group in ours}
        elif any(_is_small(of_stream, threshold, earlier) for of_stream in _streams_beside(flash, streams)):
            hidden |= {group.key for group in streams}
    districts = [group for group in told if group.series == RESIDENCE]
    if districts and _leaves_few(districts, threshold, earlier):
        hidden |= {group.key for group in districts}
    return frozenset((CAME, key, column) for key in hidden for column in COUNTED[key.split("|")[0]])


def _streams_beside(flash: Flash, told: Sequence[Group]) -> Iterator[list[Group]]:
    """Each stream of the series, also the one that is not told of, in the periods of those that are."""
    periods = {(group.series, group.period) for group in told}
    ours = [group for group in flash.groups if group.stream != ALL and (group.series, group.period) in periods]
    for name in sorted({group.stream for group in ours}):
        yield [group for group in ours if group.stream == name]


def _leaves_few(districts: Sequence[Group], threshold: int, earlier: Sequence[Release]) -> bool:
    """Whether any of the districts has few, or all the others together."""
    names = {group.district for group in districts}
    if any(_is_small([g for g in districts if g.district == name], threshold, earlier) for name in names):
        return True
    rests = []
    for key in sorted({(group.first, group.last) for group in districts}):
        ours = [group for group in districts if (group.first, group.last) == key]
        rests.append((ours[0].of or 0) - sum(group.came for group in ours))
    return any(count < threshold for count in (*rests, *_between(rests)))


def _is_small(groups: Sequence[Group], threshold: int, earlier: Sequence[Release]) -> bool:
    """Whether the group has few in any of its periods or between them, of those that came or of the others."""
    parts = [[group.came for group in groups]]
    if any(group.of is not None for group in groups):
        parts.append([(group.of or 0) - group.came for group in groups])
    counts = [count for part in parts for count in (*part, *_between(part))]
    return any(count < threshold for count in counts) or any(
        difference < threshold for group in groups for difference in _apart(group, earlier)
    )


def _between(counts: Sequence[int]) -> list[int]:
    """What one period has beyond the other."""
    return [abs(counts[0] - counts[1])] if len(counts) == 2 else []  # noqa: PLR2004 - a month and all since


def _apart(group: Group, earlier: Sequence[Release]) -> Iterator[int]:
    """What the group has beyond what an earlier note printed of it, where one's months are within the other's."""
    own = (f"{group.first:%Y%m}", f"{group.last:%Y%m}")
    for release in earlier:
        for row, printed in release.column(CAME, "came").items():
            whose, _, months = row.rpartition("|")
            first, _, last = months.partition("-")
            if whose == group.whose and (first, last) != own and _is_within(own, (first, last)):
                yield 0 if printed == release.marker else abs(group.came - int(printed))


def _is_within(one: Months, other: Months) -> bool:
    """Whether either has all the months of the other."""
    return (one[0] <= other[0] and other[1] <= one[1]) or (other[0] <= one[0] and one[1] <= other[1])
