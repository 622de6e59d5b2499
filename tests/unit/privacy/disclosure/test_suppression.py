"""Which figures are hidden. Intervals are checked with another program (scipy's) than the one that chose."""

from __future__ import annotations

from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from pipelines.privacy.disclosure import CannotHideError, Cell, Relation, hidden_keys

FIVE = Decimal(5)


def count(key: str, value: int | str, status: str = "printed", cost: int | None = None) -> Cell:
    return Cell(key, Decimal(value), status, FIVE, Decimal(value) + 1 if cost is None else Decimal(cost))


def total(value: int) -> Cell:
    return Cell("total", Decimal(value), "known")


def test_where_every_figure_is_large_enough_nothing_is_hidden() -> None:
    cells = [count("a", 5), count("b", 12), total(17)]
    assert hidden_keys(cells, [Relation.plain_sum("total", ["a", "b"])]) == frozenset()


def test_a_small_figure_in_no_sum_is_hidden_alone() -> None:
    assert hidden_keys([count("a", 4), count("b", 12)], []) == {"a"}


def test_nobody_is_a_small_figure() -> None:
    assert hidden_keys([count("a", 0), count("b", 12)], []) == {"a"}


def test_a_small_figure_takes_the_cheapest_other_of_its_sum_with_it() -> None:
    cells = [count("a", 3), count("b", 9), count("c", 30), total(42)]
    assert hidden_keys(cells, [Relation.plain_sum("total", ["a", "b", "c"])]) == {"a", "b"}


def test_two_small_figures_that_are_too_few_together_take_a_third_with_them() -> None:
    # a + b = 3: whoever knows the sum knows that neither is five
    cells = [count("a", 1), count("b", 2), count("c", 8), count("d", 40), total(51)]
    assert hidden_keys(cells, [Relation.plain_sum("total", ["a", "b", "c", "d"])]) == {"a", "b", "c"}


def test_equal_costs_are_settled_by_key() -> None:
    cells = [count("a", 3), count("c", 9), count("b", 9), total(21)]
    relations = [Relation.plain_sum("total", ["a", "b", "c"])]
    assert hidden_keys(cells, relations) == hidden_keys(cells[::-1], relations) == {"a", "b"}


def test_in_a_table_with_two_ways_of_adding_up_four_corners_are_hidden() -> None:
    #        x   y  sum
    #  u     2  20   22      hiding the corner of u and x alone, or two in a row, gives it away down the column
    #  v    30  40   70
    cells = [count("ux", 2), count("uy", 20), count("vx", 30), count("vy", 40)]
    sums = [Relation.plain_sum(name, parts) for name, parts in
            (("u", ["ux", "uy"]), ("v", ["vx", "vy"]), ("x", ["ux", "vx"]), ("y", ["uy", "vy"]))]  # fmt: skip
    known = [Cell(name, Decimal(value), "known") for name, value in (("u", 22), ("v", 70), ("x", 32), ("y", 60))]
    assert hidden_keys(cells + known, sums) == {"ux", "uy", "vx", "vy"}


def test_a_line_whose_money_is_known_at_two_prices_needs_a_third() -> None:
    # places add up and so does money at 1 and 2 a place: two unknown figures in two sums are no longer unknown
    cells = [count("a", 3), count("b", 9), count("c", 12), count("d", 60)]
    places = Relation(dict.fromkeys("abcd", Decimal(1)))
    money = Relation({"a": Decimal(1), "b": Decimal(2), "c": Decimal(3), "d": Decimal(4)})
    assert hidden_keys(cells, [places]) == {"a", "b"}
    assert hidden_keys(cells, [places, money]) == {"a", "b", "c"}


def test_a_figure_hidden_before_stays_hidden_and_one_that_is_out_helps_no_one() -> None:
    relations = [Relation.plain_sum("total", ["a", "b", "c"])]
    assert hidden_keys([count("a", 8, "hidden"), count("b", 9), count("c", 30), total(47)], relations) == {"a"}
    cells = [count("a", 3), count("b", 9, "known"), count("c", 30), total(42)]
    assert hidden_keys(cells, relations) == {"a", "c"}


def test_a_figure_that_nothing_can_hide_is_named() -> None:
    cells = [count("a", 3), count("b", 9, "known"), total(12)]
    with pytest.raises(CannotHideError) as refused:
        hidden_keys(cells, [Relation.plain_sum("total", ["a", "b"])])
    assert refused.value.key == "a"


def interval(key: str, cells: list[Cell], relations: list[Relation], hidden: frozenset[str]) -> tuple[float, float]:
    """What a reader must think possible: another program, from values instead of changes."""
    keys = [cell.key for cell in cells]
    bounds = [(0, None) if cell.key in hidden else (float(cell.value),) * 2 for cell in cells]
    matrix = [[float(relation.weights.get(name, 0)) for name in keys] for relation in relations]
    right = np.array(matrix) @ np.array([float(cell.value) for cell in cells])
    ends = []
    for sense in (1.0, -1.0):
        cost = [sense if name == key else 0.0 for name in keys]
        found = linprog(cost, A_eq=matrix, b_eq=right, bounds=bounds, method="highs")
        ends.append(float("inf") if found.status == 3 else sense * found.fun)
    return ends[0], ends[1]


@st.composite
def tables(draw: st.DrawFn) -> tuple[list[Cell], list[Relation]]:
    """Lines by two columns with totals both ways, some hidden before."""
    height, width = draw(st.integers(2, 4)), draw(st.integers(2, 4))
    sizes = st.one_of(st.integers(0, 6), st.integers(7, 60))
    cells = [
        count(f"{row}.{column}", draw(sizes), draw(st.sampled_from(("printed",) * 6 + ("hidden",))))
        for row in range(height)
        for column in range(width)
    ]
    rows = [Relation({f"{row}.{column}": Decimal(1) for column in range(width)}) for row in range(height)]
    columns = [Relation({f"{row}.{column}": Decimal(1) for row in range(height)}) for column in range(width)]
    return cells, rows + columns


@settings(max_examples=40)
@given(tables())
def test_every_small_figure_may_be_nothing_and_may_be_five_and_no_hidden_one_is_known_to_be_small(
    table: tuple[list[Cell], list[Relation]],
) -> None:
    cells, relations = table
    try:
        hidden = hidden_keys(cells, relations)
    except CannotHideError as refused:
        # only where everything is hidden and the totals still tell
        low, high = interval(refused.key, cells, relations, frozenset(cell.key for cell in cells))
        assert low > 1e-6 or high < 5 - 1e-6
        return
    for cell in cells:
        if cell.value < 5:
            assert cell.key in hidden
        if cell.key in hidden:
            low, high = interval(cell.key, cells, relations, hidden)
            assert low >= 5 - 1e-6 or (low <= 1e-6 and high >= 5 - 1e-6)


@settings(max_examples=20)
@given(tables(), st.randoms(use_true_random=False))
def test_the_order_of_figures_and_sums_changes_nothing(table: tuple[list[Cell], list[Relation]], order: object) -> None:
    cells, relations = table

    def answer(given_cells: list[Cell], given_relations: list[Relation]) -> object:
        try:
            return hidden_keys(given_cells, given_relations)
        except CannotHideError as refused:
            return refused.key

    first = answer(cells, relations)
    order.shuffle(cells)
    order.shuffle(relations)
    assert answer(cells, relations) == first
