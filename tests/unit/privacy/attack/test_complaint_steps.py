"""Steps of a complaint with a deadline: those in time, those late, and the rest, which follow another law."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from small_editions import attacked, paper_of, prognosis_of, unhide, write

from pipelines.publishing.content import EventCount

MONTHS = [(year, month) for year in (2024, 2025) for month in range(1, 5)]


def counted(**steps: int) -> tuple[EventCount, ...]:
    """So many of each step in January to April of either year, all of them in January."""
    return tuple(
        EventCount(code, {month: count if month[1] == 1 else 0 for month in MONTHS}) for code, count in steps.items()
    )


def test_none_without_a_deadline_is_not_told_by_subtraction_and_the_attack_would_find_it(tmp_path: Path) -> None:
    exact = replace(prognosis_of(1), complaints=counted(received=30, asked_in_time=22, asked_late=8, forwarded=20,
                                                        sent_in_time=9, sent_late=6))  # fmt: skip
    paper = paper_of(exact)
    write(paper, tmp_path)
    table = paper.tables["klager"]
    shown = {row.key: table.value(row, "count_this") for row in table.rows}
    # 30 - 22 - 8 leave none, so the fewest are hidden; 20 - 9 - 6 leave five, which are not few
    assert shown == {"received": 30, "asked_in_time": 22, "asked_late": "[d]", "forwarded": 20, "sent_in_time": 9,
                     "sent_late": 6}  # fmt: skip
    assert attacked(paper, tmp_path) == []
    unhide(tmp_path, "klager", "asked_late", {"count_this": "8", "count_last": "8"})
    assert {each.technique for each in attacked(paper, tmp_path)} == {"T2"}
