from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from pipelines.privacy.disclosure import Cell, coarse_steps, keys_to_merge


def cell(key: str, *counts: int, families: tuple[str, ...] = ()) -> Cell:
    return Cell(key, tuple(Decimal(count) for count in counts), frozenset(families))


def test_lines_that_all_reach_the_threshold_are_all_shown() -> None:
    assert keys_to_merge([cell("a", 5), cell("b", 12)], 5) == frozenset()


def test_a_small_line_takes_the_smallest_other_line_with_it_until_they_reach_the_threshold() -> None:
    lines = [cell("a", 4), cell("b", 9), cell("c", 30)]
    assert keys_to_merge(lines, 5) == {"a", "b"}


def test_two_small_lines_that_reach_the_threshold_together_take_nobody_with_them() -> None:
    assert keys_to_merge([cell("a", 3), cell("b", 4), cell("c", 30)], 5) == {"a", "b"}


def test_a_line_with_nobody_is_a_small_line() -> None:
    assert keys_to_merge([cell("a", 0), cell("b", 6), cell("c", 30)], 5) == {"a", "b"}


def test_a_line_that_was_small_in_one_of_its_years_is_merged() -> None:
    assert "a" in keys_to_merge([cell("a", 12, 4), cell("b", 9, 9), cell("c", 30, 31)], 5)


def test_the_hidden_part_of_a_grant_area_cannot_be_found_by_subtracting_its_shown_lines() -> None:
    lines = [
        cell("a", 4, families=("skole",)),
        cell("b", 40, families=("skole",)),
        cell("c", 3, families=("dagtilbud",)),
        cell("d", 20, families=("dagtilbud",)),
        cell("e", 25, families=("dagtilbud",)),
    ]
    assert keys_to_merge(lines, 5) == {"a", "b", "c", "d"}


def test_steps_that_are_too_small_join_the_step_before_them() -> None:
    steps = coarse_steps({"known": Decimal(200), "decided": Decimal(3), "pending": Decimal(6)}, 5)
    assert steps == (("known", "decided"), ("pending",))


def test_a_first_step_that_is_too_small_joins_the_one_after_it() -> None:
    steps = coarse_steps({"known": Decimal(2), "decided": Decimal(7), "pending": Decimal(8)}, 5)
    assert steps == (("known", "decided"), ("pending",))


tables = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 12), st.sampled_from(("x", "y", "z"))), min_size=1, max_size=9
)


@given(tables, st.integers(3, 10))
def test_no_shown_line_and_no_difference_is_below_the_threshold(
    rows: list[tuple[int, int, str]], threshold: int
) -> None:
    lines = [cell(f"k{place}", a, b, families=(family,)) for place, (a, b, family) in enumerate(rows)]
    hidden = keys_to_merge(lines, threshold)
    assert all(min(line.counts) >= threshold for line in lines if line.key not in hidden)
    for family in ("x", "y", "z", None):
        members = [line for line in lines if family is None or family in line.families]
        part = [line for line in members if line.key in hidden]
        # a family whose lines are all hidden shows nothing of its own to subtract from
        if part and len(part) < len(members):
            assert all(sum(line.counts[year] for line in part) >= threshold for year in (0, 1))


@given(tables, st.integers(3, 10))
def test_the_order_of_the_lines_changes_nothing(rows: list[tuple[int, int, str]], threshold: int) -> None:
    lines = [cell(f"k{place}", a, b, families=(family,)) for place, (a, b, family) in enumerate(rows)]
    assert keys_to_merge(lines, threshold) == keys_to_merge(lines[::-1], threshold)
