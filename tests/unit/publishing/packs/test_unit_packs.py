"""What a school's pack holds; the figures are in `month_example`."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from pipelines.municipality import Municipality
from pipelines.publishing.content import Style
from pipelines.publishing.packs.charts import places_chart
from pipelines.publishing.packs.content import Month, Ratio, Unit, Units
from pipelines.publishing.packs.document import pack_content
from pipelines.publishing.packs.figure_keys import unit_part
from pipelines.publishing.packs.hiding import Hiding
from pipelines.publishing.packs.pack import unit_pack
from pipelines.publishing.packs.words import places_chart_sentence
from pipelines.publishing.table import Column, Row, Table

APRIL, LAST_APRIL = date(2025, 4, 1), date(2024, 4, 1)
STYLE = Style("da", "tkr", "budget_minus_forventet")


def at_schools(hidden: frozenset[str]) -> set[str]:
    return {key for key in hidden if key.startswith(("skole-", "klynge-"))}


def test_a_small_figure_at_a_school_goes_with_the_smallest_other(hiding: Hiding) -> None:
    # three at S2; the three schools have all 55 special class children, so S1's 24 go too, and S3's 28 stay
    assert at_schools(hiding.hidden()) == {f"skole-S1 specialklasse {APRIL}", f"skole-S2 specialklasse {APRIL}"}


def test_children_elsewhere_are_protected_like_those_at_a_school(month: Month, hiding: Hiding) -> None:
    # S2 has 6 and S3 23, so two are elsewhere: who adds up the schools could say so
    children = {**month.at.children, (APRIL, "S2", "specialklasse"): 6, (APRIL, "S3", "specialklasse"): 23}
    some = replace(month.at, children=children, elsewhere=frozenset({"specialklasse"}))
    found = at_schools(replace(hiding, month=replace(month, at=some)).hidden())
    assert [key for key in found if key.endswith(APRIL.isoformat())]


def test_a_school_is_told_of_by_its_own_figures(month: Month, hiding: Hiding) -> None:
    third = next(unit for unit in month.at.units if unit.code == "S3")
    pack = unit_pack(month, third, hiding.hidden(), Municipality(), STYLE)
    assert pack.folder == "skole-S3"
    # (460 + 110 + 70) of 500 pupils' 20 days; (935 + 640) of 24.000 in the municipality
    said = pack.headline.replace("\N{NO-BREAK SPACE}", " ")
    assert (
        said == "Fraværet på S3 var 6,4 % i april 2025 mod 6,4 % i samme måned året før; i hele kommunen var det 6,6 %."
    )
    assert pack.findings == [
        "S3 har 28 børn i specialklasse ved udgangen af april 2025 mod 21 for et år siden.",
        "10,4\N{NO-BREAK SPACE}% af eleverne havde over 10 % fravær; i hele kommunen 10,2\N{NO-BREAK SPACE}%.",
        "Der er 30 pladser i specialklasse.",
    ]
    assert list(pack.tables) == ["tilbud", "fravaer", "fravaer_maaneder"]


def test_a_pack_without_behind_is_one_page_with_a_chart(month: Month, hiding: Hiding) -> None:
    pack = unit_pack(month, month.at.units[0], hiding.hidden(), Municipality(), STYLE)
    content = pack_content(pack)
    assert content["sections"] == []
    assert [block["kind"] for block in content["summary"]] == ["chart", "table", "table"]


def test_a_sentence_says_nothing_of_a_hidden_figure(month: Month, hiding: Hiding) -> None:
    second = next(unit for unit in month.at.units if unit.code == "S2")
    pack = unit_pack(month, second, hiding.hidden(), Municipality(), STYLE)
    said = [sentence for sentence in (pack.headline, *pack.findings) if "specialklasse" in sentence]
    assert said == ["Der er 30 pladser i specialklasse."]


def test_a_school_of_few_pupils_has_no_averages_of_them(month: Month, hiding: Hiding) -> None:
    first = month.at.units[0]
    few = {key: Ratio(ratio.part, Decimal(19)) for key, ratio in month.absence.items() if key[2] == first.code}
    changed = replace(month, absence={**month.absence, **few})
    pack = unit_pack(changed, first, hiding.hidden(), Municipality(), STYLE)
    assert list(pack.tables) == ["tilbud"]


def test_a_clusters_folder_is_its_own(month: Month) -> None:
    cluster = Unit("cluster", "../K1", "../K1", "D1", {"basisplads": 12})
    assert unit_part(cluster) == "klynge-%2E%2E%2FK1"
    at = Units((cluster,), {(APRIL, "../K1", "basisplads"): 8}, frozenset())
    pack = unit_pack(replace(month, at=at), cluster, frozenset(), Municipality(), STYLE)
    assert pack.headline == "Klynge ../K1 har 8 børn på basisplads ved udgangen af april 2025 mod 0 for et år siden."
    assert pack.findings == ["Der er 12 pladser på basisplads."]


def test_a_unit_without_absence_has_a_chart_of_what_is_shown_of_its_children_and_places() -> None:
    columns = (Column("offer_type", "Tilbudstype", "text"), Column("children_last", "april 2024", "count"),
               Column("children_this", "april 2025", "count"), Column("capacity", "Pladser", "count"))  # fmt: skip
    rows = (Row("specialskole", ("Specialskoler", 36, 40, 43)), Row("mellemform", ("Mellemformer", "[d]", "[d]", 12)))
    table = Table("tilbud", "Børn", "Antal", columns, rows, ())
    style = Style("da", "tkr", "budget_minus_forventet")
    assert places_chart_sentence(table, style) == (
        "Søjler over børn og pladser. Specialskoler, april 2024: 36; Specialskoler, april 2025: 40; "
        "Specialskoler, Pladser: 43; Mellemformer, Pladser: 12."
    )
    drawn = places_chart(table, style)
    assert all(f">{figure}<" in drawn for figure in ("36", "40", "43", "12"))
