"""Complaints step by step, from edition to edition: what is hidden for a step's sake withstands who has them all."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from small_editions import attacked, paper_of, prognosis_of, vintage, write

from pipelines.publishing.content import EventCount

MONTHS = [(year, month) for year in (2024, 2025) for month in range(1, 13)]


def complaints(seed: int) -> tuple[EventCount, ...]:
    """A few complaints a month, most in time, some without a deadline; half of them forwarded."""
    draw = random.Random(seed)  # noqa: S311 - made-up figures
    found: dict[str, dict[tuple[int, int], int]] = {}

    def step(whole: str, in_time: str, late: str, counts: dict[tuple[int, int], int]) -> None:
        timed = {when: sum(draw.random() < 0.85 for _ in range(count)) for when, count in counts.items()}
        early = {when: sum(draw.random() < 0.7 for _ in range(count)) for when, count in timed.items()}
        found.update({whole: counts, in_time: early, late: {when: timed[when] - early[when] for when in timed}})

    received = {when: draw.randint(0, 4) for when in MONTHS}
    step("received", "asked_in_time", "asked_late", received)
    forwarded = {when: sum(draw.random() < 0.5 for _ in range(count)) for when, count in received.items()}
    step("forwarded", "sent_in_time", "sent_late", forwarded)
    return tuple(EventCount(code, counts) for code, counts in found.items())


@pytest.mark.parametrize("seed", [2, 3, 5])
def test_a_step_hidden_in_april_is_not_known_to_be_something_since(tmp_path: Path, seed: int) -> None:
    # at most as many in time to April as were received: in July that left between one and four since
    prognosis, earlier = replace(prognosis_of(1), complaints=complaints(seed)), ()
    for month in (4, 7):
        paper = paper_of(replace(prognosis, vintage=vintage(date(2025, month, 30))), earlier)
        folder = tmp_path / str(month)
        release = write(paper, folder, edition=f"2025/{month}")
        assert [found for found in attacked(paper, folder, earlier) if found.table.lower().startswith("klager")] == []
        earlier = (*earlier, release)
