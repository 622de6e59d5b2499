"""Does it work? What the test of each method says of referrals from the schools that run it, in a sentence each.

Not here: the test (`forecast.programme_effect`). It is of all schools together and needs many referrals, so nothing is
known of one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
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

    @property
    def is_unseen(self) -> bool:
        """Whether the interval of its effect holds none."""
        return self.low is not None and self.high is not None and self.low <= 0 <= self.high


def read_methods(
    rows: Callable[[str, dict[str, Any]], Sequence[Mapping[str, Any]]], where: dict[str, Any]
) -> tuple[MethodTest, ...]:
    """The tests of a vintage; none where no programmes are delivered."""
    return tuple(MethodTest(**row) for row in rows(METHODS, where))


def method_sentences(tests: Sequence[MethodTest], language: Language) -> Iterator[str]:
    """What is said of each method; those of which nothing could be seen are said together."""
    unseen = [test for test in tests if test.is_unseen]
    yield from (_sentence(test, language) for test in tests if not (test.is_unseen and len(unseen) > 1))
    if len(unseen) > 1:
        methods = ", ".join(
            text("method_effect", "method", language, method=name("programme", test.method, language),
                 started=test.started, waiting=test.waiting)
            for test in unseen
        )  # fmt: skip
        least, most = (_percent(end([test.visible or 0 for test in unseen]), language) for end in (min, max))
        yield text("method_effect", "unseen_together", language, methods=methods, least=least, most=most)


def _sentence(test: MethodTest, language: Language) -> str:
    """Whether the method moves referrals and how much, or the least that could have been seen."""
    said = {"method": name("programme", test.method, language), "started": test.started, "waiting": test.waiting}
    if test.effect is None or test.low is None or test.high is None or test.visible is None:
        return text("method_effect", "nothing", language, **said)
    if test.is_unseen:
        return text("method_effect", "unseen", language, **said, visible=_percent(test.visible, language))
    nearest, farthest = (_percent(end, language) for end in sorted((test.low, test.high), key=abs))
    return text("method_effect", "fewer" if test.effect < 0 else "more", language, **said,
                effect=_percent(test.effect, language), nearest=nearest, farthest=farthest)  # fmt: skip


def _percent(share: float, language: Language) -> str:
    return share_text(abs(Decimal(str(share))), 0, language)
