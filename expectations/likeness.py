"""Whether the newest edition of a source looks like those before it: rows, kroner, filled columns and mix of codes.

A measure is unlike when it lies outside a robust band round what it was before: the median, give or take five times
the spread that half of the earlier editions stay within, and never less than a plain share. Snapshots are held by their
change from edition to edition, since they grow; sources that come month by month by their level. What the same month
brought a year ago is usual too: new budgets and rates come once a year. Not here: what the
editions were (the pipelines count them), rules about single rows (one module a source).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from expectations.check import Rule
from expectations.result import CheckResult

FEWEST_BEFORE = 5
"""With fewer earlier values there is no telling what is usual."""
WIDTH = 5
NORMAL = 1.4826  # turns the median distance from the median into a standard deviation
LONGEST_MEMORY = 24
ONE_YEAR = 100  # between editions ååååmm


@dataclass(frozen=True)
class Portrait:
    """What one edition adds up to: `filled` by column the share that has a value, `mix` by column each code's share."""

    edition: int
    rows: int
    kr: float | None = None
    filled: Mapping[str, float] = field(default_factory=dict)
    mix: Mapping[str, Mapping[str, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class Floors:
    """The least that counts as unlike, however steady the editions before were; rows and kroner as a logarithm."""

    rows: float
    kr: float
    filled: float
    mix: float


SNAPSHOT = Floors(rows=0.05, kr=0.05, filled=0.05, mix=0.05)
MONTHLY = Floors(rows=0.5, kr=0.75, filled=0.2, mix=0.25)


def likeness_results(source: str, kind: str, owner: str, portraits: Sequence[Portrait]) -> list[CheckResult]:
    """The checks of the newest portrait against those before it; none where too few came before."""
    told = list(portraits)[-LONGEST_MEMORY:]
    if len(told) <= FEWEST_BEFORE + 1:
        return []
    is_snapshot = kind == "snapshot"
    floors = SNAPSHOT if is_snapshot else MONTHLY
    newest = told[-1]
    chance = 1 / math.sqrt(newest.rows or 1)  # what the draw of so few rows moves a share by itself
    answers = [(ROWS, _amount([(p.edition, p.rows) for p in told], floors.rows + chance, is_snapshot=is_snapshot))]
    kroner = [(p.edition, p.kr) for p in told if p.kr is not None and p.kr > 0]
    if len(kroner) == len(told):
        answers.append((KR, _amount(kroner, floors.kr + chance, is_snapshot=is_snapshot)))
    results = [_told(source, owner, rule, newest.edition, verdict) for rule, verdict in answers]
    columns = {
        FILLED: {
            column: _share([(p.edition, p.filled[column]) for p in told if column in p.filled], floors.filled + chance,
                           is_snapshot=is_snapshot)
            for column in newest.filled
        },
        MIX: {
            column: _mix([(p.edition, p.mix[column]) for p in told if column in p.mix], floors.mix + chance)
            for column in newest.mix
        },
    }  # fmt: skip
    return results + [
        _told_columns(source, owner, rule, newest.edition, sorted(found.items()))
        for rule, found in columns.items()
        if found
    ]


def band(before: Sequence[float], floor: float) -> tuple[float, float]:
    """What is usual: the median of what was before, give or take its spread, at least `floor`."""
    middle = median(before)
    spread = NORMAL * median(abs(value - middle) for value in before)
    width = max(WIDTH * spread, floor)
    return middle - width, middle + width


Series = Sequence[tuple[int, float]]
"""What a measure was, by edition, oldest first."""
Verdict = tuple[float, float, float] | None
"""The value and what it should lie between; None where it is like those before."""


def usual(series: Series, floor: float) -> tuple[float, float]:
    """The band of the newest from those before it, wide enough for what the same month brought a year ago."""
    *before, (newest, _) = series
    low, high = band([value for _, value in before], floor)
    year_ago = [value for edition, value in before if edition == newest - ONE_YEAR]
    return min([low, *(value - floor for value in year_ago)]), max([high, *(value + floor for value in year_ago)])


def _amount(values: Series, floor: float, *, is_snapshot: bool) -> Verdict:
    """Rows or kroner: the newest against the change from the one before, or against the level of all before."""
    *before, (_, newest) = values
    if is_snapshot:
        reference = before[-1][1]
        low, high = usual([(edition, math.log(other / one)) for (_, one), (edition, other) in pairwise(values)], floor)
    else:
        reference = median(value for _, value in before)
        low, high = usual([(edition, math.log(value / reference)) for edition, value in values], floor)
    low, high = reference * math.exp(low), reference * math.exp(high)
    return None if low <= newest <= high else (newest, low, high)


def _share(values: Series, floor: float, *, is_snapshot: bool) -> Verdict:
    if len(values) <= FEWEST_BEFORE + 1:
        return None
    *before, (_, newest) = values
    if is_snapshot:
        low, high = usual([(edition, other - one) for (_, one), (edition, other) in pairwise(values)], floor)
        low, high = before[-1][1] + low, before[-1][1] + high
    else:
        low, high = usual(values, floor)
    return None if low <= newest <= high else (newest, max(low, 0.0), min(high, 1.0))


def _mix(mixes: Sequence[tuple[int, Mapping[str, float]]], floor: float) -> Verdict:
    """How much of the mix has moved since the edition before, against how much usually does."""
    if len(mixes) <= FEWEST_BEFORE + 1:
        return None
    moves = [(edition, distance(one, other)) for (_, one), (edition, other) in pairwise(mixes)]
    newest, (_, high) = moves[-1][1], usual(moves, floor)
    return None if newest <= high else (newest, 0.0, high)


def distance(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The share of the rows that would have to change code for the one mix to become the other."""
    return sum(abs(one.get(code, 0.0) - other.get(code, 0.0)) for code in sorted({*one, *other})) / 2


def _told(source: str, owner: str, rule: Rule, edition: int, verdict: Verdict) -> CheckResult:
    da, en = rule.da, rule.en
    if verdict is not None:
        value, low, high = verdict
        expected = f"{_danish(low)} til {_danish(high)}"
        da = f"{edition}: {_danish(value)} {UNITS[rule.code][0]}; efter de forrige udgaver ventes {expected}"
        en = f"{edition}: {value:,.0f} {UNITS[rule.code][1]}; the editions before suggest {low:,.0f} to {high:,.0f}"
    return CheckResult(
        source, rule.code, rule.severity, verdict is None, int(verdict is not None), 1, da, en, rule.consequence_da,
        rule.consequence_en, owner, rule.question,
    )  # fmt: skip


def _told_columns(
    source: str, owner: str, rule: Rule, edition: int, found: Sequence[tuple[str, Verdict]]
) -> CheckResult:
    unlike = [(column, *verdict) for column, verdict in found if verdict is not None]
    da, en = rule.da, rule.en
    if unlike:
        listed = [
            (column, f"{_percent(value)} ({_percent(low)}-{_percent(high)})") for column, value, low, high in unlike
        ]
        columns = ", ".join(f"{column} {figures} pct." for column, figures in listed)
        da = f"{edition}: {UNITS[rule.code][0]}: {columns}; i parentes det, de forrige udgaver lader vente"
        columns = ", ".join(f"{column} {figures} per cent" for column, figures in listed)
        en = f"{edition}: {UNITS[rule.code][1]}: {columns}; in brackets what the editions before suggest"
    return CheckResult(
        source, rule.code, rule.severity, not unlike, len(unlike), len(found), da, en, rule.consequence_da,
        rule.consequence_en, owner, rule.question,
    )  # fmt: skip


def _danish(value: float) -> str:
    return f"{value:,.0f}".replace(",", ".")


def _percent(share: float) -> str:
    return f"{share * 100:.0f}"


UNITS = {
    "ROWS_UNLIKE": ("rækker", "rows"),
    "KR_UNLIKE": ("kr. i alt", "kr. in total"),
    "FILLED_UNLIKE": ("andel udfyldt", "share filled"),
    "MIX_UNLIKE": (
        "så meget af fordelingen er flyttet siden udgaven før",
        "so much of the mix has moved since the edition before",
    ),
}
ROWS = Rule(
    "ROWS_UNLIKE",
    "advarsel",
    da="Antallet af rækker ligner de forrige udgavers",
    en="The number of rows is like that of the editions before",
    consequence_da="Mangler eller gentager udtrækket rækker, flytter aktivitet og udgift sig, uden at noget er sket.",
    consequence_en="If the extract lacks or repeats rows, activity and cost move though nothing has happened.",
    question="analytisk",
)
KR = Rule(
    "KR_UNLIKE",
    "advarsel",
    da="Beløbet i alt ligner de forrige udgavers",
    en="The total amount is like that of the editions before",
    consequence_da="Forbrug eller budget kan være delvist, dobbelt eller i en anden enhed.",
    consequence_en="Spending or budget may be partial, doubled or in another unit.",
    question="analytisk",
)
FILLED = Rule(
    "FILLED_UNLIKE",
    "advarsel",
    da="Kolonnerne er udfyldt så ofte som i de forrige udgaver",
    en="Columns are filled as often as in the editions before",
    consequence_da="Det, der bygger på kolonnen, hviler på færre eller andre rækker end før.",
    consequence_en="What builds on the column rests on fewer or other rows than before.",
    question="analytisk",
)
MIX = Rule(
    "MIX_UNLIKE",
    "advarsel",
    da="Koderne fordeler sig som i de forrige udgaver",
    en="Codes are distributed as in the editions before",
    consequence_da="En kode kan have skiftet betydning, så tal pr. tilbudstype eller art ikke kan følges over tid.",
    consequence_en="A code may have changed meaning, so that figures by type cannot be followed over time.",
    question="analytisk",
)
