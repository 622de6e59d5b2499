"""The year before is told in the areas of today: districts that have changed area, and areas that have become one."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from month_example import Example, write_month_example

from pipelines.municipality import Municipality
from pipelines.privacy.register import Register
from pipelines.publishing.packs.content import Month
from pipelines.publishing.packs.month_file import read_month
from pipelines.publishing.packs.publication import publish_packs
from pipelines.publishing.published_file import open_published

SPLIT = {"D1": "Nord", "D2": "Syd", "D3": "Syd", "UKENDT": "UKENDT"}
"""The old north had D1 and D2; D2 is the south's now."""
ONE = {"D1": "Midt", "D2": "Midt", "D3": "Midt", "UKENDT": "UKENDT"}
CLASSES = ("specialklasse",)


def read(folder: Path, districts: dict[str, str]) -> Month:
    with open_published(write_month_example(folder / "analyse.duckdb", Example(districts=districts))) as source:
        return read_month(source, None, Municipality())


@pytest.mark.parametrize(
    ("districts", "children"),
    [
        # special classes in April 2024 and 2025: D1 18 and 20, D2 9 and 10, D3 20 and 25
        ({"D1": "Nord", "D2": "Nord", "D3": "Syd", "UKENDT": "UKENDT"}, {"Nord": (27, 30), "Syd": (20, 25)}),
        (SPLIT, {"Nord": (18, 20), "Syd": (29, 35)}),
        (ONE, {"Midt": (47, 55)}),
    ],
)
def test_an_area_has_the_history_of_the_districts_it_has_today_and_no_total_moves(
    tmp_path: Path, districts: dict[str, str], children: dict[str, tuple[int, int]]
) -> None:
    month = read(tmp_path, districts)
    months = (month.last_year, month.period)
    found = {area: tuple(month.in_area(when, area, CLASSES).children for when in months) for area in month.areas}
    assert found == children
    assert tuple(month.in_municipality(when, CLASSES).children for when in months) == (47, 55)


def test_areas_that_have_become_one_have_one_pack_and_a_schools_pack_is_one_page(tmp_path: Path) -> None:
    source = write_month_example(tmp_path / "analyse.duckdb", Example(districts=ONE))
    sealed = publish_packs(
        source, None, Municipality(), tmp_path / "out", Register(tmp_path / "udgivelser.jsonl"), "da"
    )
    lines = (sealed / "Midt" / "boern.csv").read_text(encoding="utf-8-sig").splitlines()
    assert next(line.split(";")[1:4] for line in lines if line.startswith("Specialklasser")) == ["47", "55", "8"]
    for school in sealed.glob("skole-*"):
        with pypdfium2.PdfDocument(school / "datapakke.pdf") as pdf:
            assert len(pdf) == 1
