"""A paper's annex about areas and the packs of its month hide the same lines, whichever leaves first."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from month_example import write_month_example

from pipelines.municipality import Municipality, PackArea
from pipelines.privacy.release import Release
from pipelines.publishing.packs.figure_keys import printed_before
from pipelines.publishing.packs.lines_to_hide import lines_to_hide
from pipelines.publishing.published_file import open_published


def paper(**places: str) -> Release:
    rows = {row.replace("_", "|"): {"area_line": row, "places": printed} for row, printed in places.items()}
    tables = {"forventning_omraader": rows}
    return Release("2025/prognose1-a", 2025, date(2025, 2, 28), 5, "[d]", None, {}, tables)


def test_the_paper_hides_what_the_packs_hide_of_an_area_and_nothing_of_a_school(tmp_path: Path) -> None:
    # Syd has three in specialboernehave: it goes in both areas, and specialskole with it (test_pack_hiding).
    with open_published(write_month_example(tmp_path / "analyse.duckdb")) as source:
        assert lines_to_hide(source, Municipality(), ()) == {"specialboernehave", "specialskole"}
        unknown = (PackArea(navn="Alle", omraader=("Nord", "Vest")),)
        assert lines_to_hide(source, Municipality(datapakkeomraader=unknown), ()) == {"ALL"}


def test_what_a_paper_has_shown_of_an_area_is_known_in_every_month_it_tells_of() -> None:
    before = printed_before([paper(Nord_specialskole="20,0", Syd_specialskole="20,0", Nord_mellemform="[d]")])
    assert before.known == {f"{area} specialskole 2025-0{month}-01" for area in ("Nord", "Syd") for month in (1, 2)}
    assert before.hidden == frozenset()
