"""A year of editions in one go: three months of made-up packs, each seen by a reader who has them all."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from small_packs import made_up, month_of

from pipelines.privacy.attack.together import attacked_together
from pipelines.privacy.release import Release

MONTHS = [date(2025, number, 1) for number in (2, 3, 4)]

pytestmark = pytest.mark.xdist_group("attack")


@pytest.fixture(scope="module")
def releases(tmp_path_factory: pytest.TempPathFactory) -> list[Release]:
    found = list[Release]()
    for period in MONTHS:
        name = f"{period:%Y%m}"
        release = made_up(month_of(3, period), found).write(tmp_path_factory.mktemp(name), name)
        found.append(replace(release, edition=f"datapakker/{name}", as_of=period.replace(day=28)))
    return found


def test_months_published_one_after_the_other_open_nothing_together(releases: list[Release]) -> None:
    attacked = list(attacked_together(releases))
    assert [each.objections for each in attacked] == [()] * len(MONTHS)
    assert all(each.shown > each.hidden > 0 for each in attacked)


def test_a_later_month_that_prints_what_an_earlier_hides_opens_it(releases: list[Release]) -> None:
    # the same month again without a care: everything but what is small itself is printed
    month = month_of(3, MONTHS[-1])
    careless = {
        code: {row: {column: _printed(month, code, row, column, cell) for column, cell in cells.items()}
               for row, cells in rows.items()}
        for code, rows in releases[-1].tables.items()
    }  # fmt: skip
    later = replace(releases[-1], edition="datapakker/202504-2", tables=careless)
    found = {each.edition: each.objections for each in attacked_together([*releases, later])}
    assert found["datapakker/202504"]


def _printed(month, code: str, row: str, column: str, cell: str) -> str:
    part, _, table = code.partition("/")
    types = next((line.counted for line in month.lines if line.key == row), ())
    if cell != "[d]" or (table, column) != ("boern", "children_this") or not types:
        return cell
    count = month.in_area(month.period, part, types).children
    return str(count) if count >= 5 else cell
