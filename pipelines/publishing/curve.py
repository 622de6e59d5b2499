"""Whether the curve is broken: what the test of the last twelve months says of each series, in a sentence each.

The one home of these words: the paper prints them, and `forecast.event_test` keeps them as `sentence_da`.

Not here: the test (`forecast.event_test`). Its effects are of all months together, so nothing is known of a child.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipelines.publishing.numbers import share_text
from pipelines.publishing.texts import text
from pipelines.settings import Language

CURVE = """
-- one row per series that was asked whether it has changed in the year up to the as-of day
select
    series, effect, interval_low, interval_high, smallest_visible_effect as visible
from forecast.event_test
where vintage_id = $vintage_id
order by case series when 'referrals' then 1 when 'age_adjusted_share' then 2 else 3 end, series
"""


@dataclass(frozen=True)
class CurveTest:
    """A series, how much it has changed as a share, the ends of what that may be, and the least that could be seen.

    All are None where there are too few months.
    """

    series: str
    effect: float | None
    interval_low: float | None
    interval_high: float | None
    visible: float | None


def read_curve(
    rows: Callable[[str, dict[str, Any]], Sequence[Mapping[str, Any]]], where: dict[str, Any]
) -> tuple[CurveTest, ...]:
    """The tests of a vintage; none where none was made."""
    return tuple(CurveTest(**row) for row in rows(CURVE, where))


def curve_sentences(tests: Sequence[CurveTest], language: Language) -> list[str]:
    """A sentence for each series; a municipality without the series has none."""
    return [curve_sentence(test, language) for test in tests]


def curve_sentence(test: CurveTest, language: Language) -> str:
    """Whether a break is seen and how large, or the least that could be seen."""
    name = text("curve_series", test.series, language)
    if None in (test.effect, test.interval_low, test.interval_high, test.visible):
        return text("curve", "too_short", language, name=name)
    effect, low, high, visible = (float(value or 0) for value in
                                  (test.effect, test.interval_low, test.interval_high, test.visible))  # fmt: skip
    seen = _percent(visible, language)
    if low <= 0 <= high:
        return text("curve", "unseen", language, name=name, visible=seen)
    nearest, farthest = (_percent(end, language) for end in sorted((low, high), key=abs))
    return text("curve", "lower" if effect < 0 else "higher", language, name=name, effect=_percent(effect, language),
                nearest=nearest, farthest=farthest, visible=seen)  # fmt: skip


def _percent(share: float, language: Language) -> str:
    return share_text(abs(Decimal(str(share))), 0, language)
