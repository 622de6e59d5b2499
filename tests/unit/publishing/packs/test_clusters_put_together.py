"""Clusters of day-care with too few children for a pack each have one together; what each alone showed is known."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from month_example import Example, write_month_example

from pipelines.errors import UsageError
from pipelines.municipality import Municipality, PackClusters
from pipelines.privacy.register import Register
from pipelines.publishing.earlier import Before
from pipelines.publishing.packs.content import Month
from pipelines.publishing.packs.hiding import Hiding
from pipelines.publishing.packs.month_file import read_month
from pipelines.publishing.packs.publication import publish_packs
from pipelines.publishing.published_file import open_published

APRIL, LAST_APRIL = date(2025, 4, 1), date(2024, 4, 1)
DAY_CARE = {"B1": ("K1", 2, 6), "B2": ("K2", 2, 5), "B3": ("K2", 1, 1), "B4": ("K3", 3, 2)}
"""April 2025: two, three and three children, eight of eight in the municipality; April 2024: six, six and two of 14."""
TOGETHER = (PackClusters(navn="Nord i alt", klynger=("K1", "K2", "K3")),)


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_month_example(tmp_path_factory.mktemp("day_care") / "analyse.duckdb", Example(day_care=DAY_CARE))


def published(file: Path, out: Path, *together: PackClusters) -> Path:
    municipality = Municipality(navn="Fiktiv Kommune", datapakkeklynger=together)
    return publish_packs(file, None, municipality, out / "datapakker", Register(out / "udgivelser.jsonl"), "da")


def month_of(file: Path, *together: PackClusters) -> Month:
    with open_published(file) as source:
        return read_month(source, None, Municipality(datapakkeklynger=together))


def test_clusters_with_few_children_have_no_pack_and_both_message_and_page_say_what_helps(
    file: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = published(file, tmp_path)
    assert not list(folder.glob("klynge-*"))
    assert "Klynge K1, Klynge K2, Klynge K3" in caplog.text
    assert "lægges sammen med andre i kommune.yaml (datapakkeklynger)" in caplog.text
    page = (folder / "index.html").read_text(encoding="utf-8")
    assert "Børnene i de klynger og skoler, der står her, er med i områdets pakke." in page


def test_put_together_they_have_one_pack_that_shows_what_they_have_in_all(file: Path, tmp_path: Path) -> None:
    folder = published(file, tmp_path, *TOGETHER)
    with (folder / "klynge-Nord%20i%20alt" / "tilbud.csv").open(encoding="utf-8-sig", newline="") as table:
        _, row = csv.reader(table, delimiter=";")
    assert row == ["Specialbørnehaver", "14", "8", "-6", "40"]


def test_no_total_moves_and_each_is_there_behind_the_pack(file: Path) -> None:
    month = month_of(file, *TOGETHER)
    kind = "specialboernehave"
    assert [month.at.children[APRIL, code, kind] for code in ("Nord i alt", "K1", "K2", "K3")] == [8, 2, 3, 3]
    assert [unit.code for unit in month.at.units if unit.kind == "cluster"] == ["Nord i alt"]
    assert dict(month.at.members["Nord i alt"]) == {code: frozenset({kind}) for code in ("K1", "K2", "K3")}


def test_what_two_showed_alone_would_tell_of_the_third_so_all_together_is_hidden(file: Path) -> None:
    month, kind = month_of(file, *TOGETHER), f"specialboernehave {LAST_APRIL}"
    parts = {area: area for area in month.areas}
    out = Before(known=frozenset({f"klynge-K1 {kind}", f"klynge-K2 {kind}"}))  # six and six of 14: two are left
    assert f"klynge-Nord%20i%20alt {kind}" not in Hiding(month, parts, 5, Before()).hidden()
    assert f"klynge-Nord%20i%20alt {kind}" in Hiding(month, parts, 5, out).hidden()


@pytest.mark.parametrize(
    ("name", "cluster", "told"), [("Nord", "K9", "K9 findes ikke"), ("K3", "K1", "K3 er allerede en klynge")]
)
def test_clusters_that_are_not_there_or_a_name_that_is_one_are_a_wrong_call(
    file: Path, name: str, cluster: str, told: str
) -> None:
    with pytest.raises(UsageError, match=rf"{told}.*Klyngerne er K1, K2, K3"):
        month_of(file, PackClusters(navn=name, klynger=(cluster,)))
