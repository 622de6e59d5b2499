"""A school that has closed is in the year before of the one that carries it on, if nobody can take it out again."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from month_example import LAST_YEAR, Example, write_month_example

from pipelines.municipality import Municipality
from pipelines.privacy.attack import Pupils, pack_objections
from pipelines.privacy.release import Release
from pipelines.publishing.earlier import Before
from pipelines.publishing.packs.content import Month
from pipelines.publishing.packs.joined import parts_of_joined, without_joined
from pipelines.publishing.packs.month_file import read_month
from pipelines.publishing.published_file import open_published

CLASSES, OFTEN = f"skole-S3 specialklasse {LAST_YEAR}", f"skole-S3 fravaer_over_10_pct {LAST_YEAR}"


def month_of(folder: Path, own: int, closed: int) -> Month:
    """S4 closed on 31 July 2024 into S3; the two had 21 of the 47 in special classes."""
    at_schools = {"S1": (24, 16), "S2": (3, 10), "S3": (28, own), "S4": (0, closed)}
    example = Example(at_schools=at_schools, closed={"S4": "S3"})
    with open_published(write_month_example(folder / "analyse.duckdb", example)) as source:
        return read_month(source, None, Municipality())


def test_the_year_before_has_the_children_of_both_and_no_total_moves(tmp_path: Path) -> None:
    month = month_of(tmp_path, 12, 9)
    assert [unit.code for unit in month.at.units] == ["S1", "S2", "S3"]
    assert month.at.children[LAST_YEAR, "S3", "specialklasse"] == 21
    of_month = [count for (when, _, _), count in month.at.children.items() if when == LAST_YEAR]
    assert sum(of_month) == month.in_municipality(LAST_YEAR, ("specialklasse",)).children == 47
    # 52 of S3 and S4 together, as in S3's area: the 46 of 450 and the 6 of 50
    assert month.absence["fravaer_over_10_pct", LAST_YEAR, "S3"].part == 52
    assert month.absence["fravaer_over_10_pct", LAST_YEAR, "S3"].whole == 500
    assert month.absence["fravaer_over_10_pct", LAST_YEAR, "area Syd"].part == 52


@pytest.mark.parametrize(
    ("own", "closed", "hidden_then", "hidden"),
    [
        (12, 9, set(), set()),
        (18, 3, set(), {CLASSES}),
        (21, 0, set(), {CLASSES}),  # a place for 30 and nobody in it is a small figure too
        (12, 9, {f"skole-S4 specialklasse {LAST_YEAR}"}, {CLASSES}),
        (12, 9, {f"skole-S4 fravaer_over_10_pct {LAST_YEAR}"}, {OFTEN}),
    ],
)
def test_a_figure_of_which_a_part_was_small_or_hidden_is_not_told(
    tmp_path: Path, own: int, closed: int, hidden_then: set[str], hidden: set[str]
) -> None:
    before = Before(hidden=frozenset(hidden_then))
    assert without_joined(month_of(tmp_path, own, closed), before, 5).hidden - hidden_then == hidden


@pytest.mark.parametrize(
    ("closed_then", "joined_now", "is_found"),
    # S3 told 12 then: what S4 hid is the difference; of 21 less 12 and 9 nothing is left; 15 less 12 leaves S4's 3
    [("[d]", "21", True), ("9", "21", False), (None, "15", True), ("[d]", "[d]", False)],
)
def test_the_attack_takes_the_closed_school_out_again(
    tmp_path: Path, closed_then: str | None, joined_now: str, is_found: bool
) -> None:
    old = release(date(2024, 4, 30), {"skole-S3": ("12", ""), "skole-S4": (closed_then or "", "")})
    new = release(date(2025, 4, 30), {"skole-S3": ("28", joined_now)})
    joined = parts_of_joined(month_of(tmp_path, 12, 9))
    (tmp_path / "draft").mkdir()
    found = pack_objections(tmp_path / "draft", new, (old,), Pupils(joined=joined))
    assert any(each.table == "skole-S3/tilbud" and "nedlagt" in each.how for each in found) == is_found


def release(as_of: date, schools: dict[str, tuple[str, str]]) -> Release:
    """The packs of some schools, with their special classes this year and last."""
    columns = ("children_this", "children_last")
    tables = {
        f"{school}/tilbud": {"specialklasse": dict(zip(columns, counts, strict=True))}
        for school, counts in schools.items()
    }
    return Release(f"datapakker/{as_of:%Y-%m}", as_of.year, as_of, 5, "[d]", None, {}, tables)
