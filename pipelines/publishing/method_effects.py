"""Does it work? What the test of each method says of referrals from the schools that run it, in a sentence each.

Not here: the test (`forecast.programme_effect`). It is of all schools together and needs many referrals, so nothing is
known of one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipelines.publishing.numbers import share_text
from pipelines.publishing.texts import name, text
from pipelines.settings import Language

METHODS = """
-- one row per method of the programmes
select
    method, started_count as started, waiting_count as waiting, effect, interval_low as low, interval_high as high,
    smallest_visible_effect as visible
from forecast.programme_effect
where vintage_id = $vintage_id
order by method
"""


@dataclass(frozen=True)
class MethodTest:
    """A method, the schools that run it and those that are to, and its effect on referrals as a share with its ends.

    The shares are None where nothing can be said.
    """

    method: str
    started: int
    waiting: int
    effect: float | None
    low: float | None
    high: float | None
    visible: float | None


def read_methods(
    rows: Callable[[str, dict[str, Any]], Sequence[Mapping[str, Any]]], where: dict[str, Any]
) -> tuple[MethodTest, ...]:
    """The tests of a vintage; none where no programmes are delivered."""
    return tuple(MethodTest(**row) for row in rows(METHODS, where))


def method_sentence(test: MethodTest, language: Language) -> str:
    """Whether the method moves referrals and how much, or the least that could have been seen."""
    said = {"method": name("programme", test.method, language), "started": test.started, "waiting": test.waiting}
    if test.effect is None or test.low is None or test.high is None or test.visible is None:
        return text("method_effect", "nothing", language, **said)
    if test.low <= 0 <= test.high:
        return text("method_effect", "unseen", language, **said, visible=_percent(test.visible, language))
    nearest, farthest = (_percent(end, language) for end in sorted((test.low, test.high), key=abs))
    return text("method_effect", "fewer" if test.effect < 0 else "more", language, **said,
                effect=_percent(test.effect, language), nearest=nearest, farthest=farthest)  # fmt: skip


def _percent(share: float, language: Language) -> str:
    return share_text(abs(Decimal(str(share))), 0, language)
