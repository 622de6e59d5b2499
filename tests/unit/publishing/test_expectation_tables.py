"""The annex on expectation figures: what the areas expect, the central reserve, and how they tie to the prognosis."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from example_file import Example, write_example

from pipelines.municipality import Municipality
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.expectation_tables import expectation_sentences
from pipelines.publishing.paper import write_paper
from pipelines.publishing.published_file import open_published

FIGURES = {"specialskole": ("100.0", 50_000, 55_000, 0), "specialklasse": ("90.5", 68_000, 70_000, 0),
           "ikke_fordelt": (None, 0, 5_000, 1_840), "ALL": ("190.5", 118_000, 130_000, 1_840)}  # fmt: skip


def paper_of(tmp_path, municipality=None, **changes):
    file = write_example(tmp_path / "analyse.duckdb", Example(**({"expectations": FIGURES} | changes)))
    with open_published(file) as source:
        prognosis = source.prognosis("f3a91c07")
    return write_paper(prognosis, "prognose1", municipality or Municipality(), "da", Earlier(()))


def amounts(table, column):
    return {row.key: table.value(row, column) for row in table.rows}


def test_lines_and_reserve_are_the_corrected_budget_and_the_reserve_is_what_no_area_has(tmp_path):
    table = paper_of(tmp_path, Municipality(offentliggjort_i="årsberetningen")).tables["forventningstal"]
    agreed = amounts(table, "agreed")
    assert agreed["specialskole"] == Decimal(50_000_000)
    assert (agreed["RESERVE"], agreed["ALL"]) == (Decimal(12_000_000), Decimal(130_000_000))
    assert sum(amount for key, amount in agreed.items() if key != "ALL") == agreed["ALL"]
    assert amounts(table, "expected")["ALL"] == Decimal(136_924_000)
    # 130,000,000 - 136,924,000; the lines' deviations and the reserve add up to it.
    deviation = amounts(table, "deviation")
    assert deviation["ALL"] == Decimal(-6_924_000)
    assert sum(amount for key, amount in deviation.items() if key != "ALL") == deviation["ALL"]


def test_the_steps_lead_from_the_areas_to_the_deviation_of_the_prognosis(tmp_path):
    paper = paper_of(tmp_path)
    steps = amounts(paper.tables["sammenhaeng"], "amount")
    # 118,000 + 12,000 = 130,000; + 750 reserved and 1,090 else = 131,840, the first page's budget; - 136,924 = -5,084.
    assert [int(amount / 1000) for amount in steps.values()] == [
        118_000,
        12_000,
        130_000,
        750,
        1_090,
        131_840,
        136_924,
        -5_084,
    ]
    assert steps["deviation"] == paper.prognosis.total.deviation_kr


@pytest.mark.parametrize(
    ("version", "said"),
    [(1, "låst 31. januar 2025 (version 1, Direktøren)"), (None, "det vedtagne budget (31. januar 2025)")],
)
def test_the_annex_says_who_froze_the_figures_or_that_nobody_has(tmp_path, version, said):
    paper = paper_of(tmp_path, version=version)
    first, second, *_ = (words.replace("\N{NO-BREAK SPACE}", " ")
                         for words in expectation_sentences(paper.prognosis, paper.style))  # fmt: skip
    assert first.startswith(
        "Prognosen er 6.924 t.kr. over det korrigerede budget på 130.000 t.kr."
    )  # 136,924 - 130,000
    assert said in second
    assert ("forventningstal er låst" in paper.tables["forventningstal"].basis) is (version is not None)


@pytest.mark.parametrize(
    ("types", "unsplit", "said"),
    [
        # 118,000 agreed; 125,000 of 130,000 for the types is 7,000 more, 5,000 is on no type: 12,000 in all
        ((55_000, 70_000), 5_000,
         ("Den centrale reserve er 12.000 t.kr.: det korrigerede budget ud over det, områderne regner med. "
          "Tilbudstypernes budget er 7.000 t.kr. over områdernes tal; 5.000 t.kr. af budgettet er ikke ført")),
        # 117,000 - 118,000 = -1,000 for the types, and -600: 1,600 too little
        ((50_000, 67_000), -600,
         ("Den centrale reserve er negativ: områderne regner tilsammen med 1.600 t.kr. mere, end det korrigerede "
          "budget rummer. Tilbudstypernes budget er 1.000 t.kr. under områdernes tal; −600 t.kr. af budgettet er ")),
    ],
)  # fmt: skip
def test_the_reserve_is_explained_by_what_it_is_made_of(tmp_path, types, unsplit, said):
    school, classes = types
    figures = {"specialskole": ("100.0", 50_000, school, 0), "specialklasse": ("90.5", 68_000, classes, 0),
               "ikke_fordelt": (None, 0, unsplit, 0),
               "ALL": ("190.5", 118_000, school + classes + unsplit, 0)}  # fmt: skip
    paper = paper_of(tmp_path, expectations=figures)
    sentences = [
        words.replace("\N{NO-BREAK SPACE}", " ") for words in expectation_sentences(paper.prognosis, paper.style)
    ]
    assert any(sentence.startswith(said) for sentence in sentences), sentences


def test_a_note_on_intervals_stands_only_where_an_interval_does(tmp_path):
    groups = ({"kategori": "Skoler", "tilbudstyper": ("specialskole", "specialklasse")},)
    tables = paper_of(tmp_path, Municipality(rapportkategorier=groups)).tables
    with_note = {
        code for code, table in tables.items() if any("Intervallet for en række" in note for note in table.notes)
    }
    assert with_note == {"tilbudstyper"}


def test_a_line_with_few_children_is_hidden_here_as_in_every_other_table(tmp_path):
    tables = paper_of(tmp_path).tables
    hidden = {key for key, value in amounts(tables["aktivitet"], "places_this").items() if value == "[d]"}
    assert "enkeltintegration" in hidden  # 3.2 places
    for column in ("expected_places", "places", "agreed", "expected", "deviation"):
        shown = amounts(tables["forventningstal"], column)
        assert {key for key, value in shown.items() if value == "[d]"} == hidden


def test_without_any_figures_the_annex_is_not_there(tmp_path):
    paper = paper_of(tmp_path, expectations={})
    assert not {"forventningstal", "sammenhaeng"} & paper.tables.keys()
    assert list(expectation_sentences(replace(paper.prognosis, expectations=None), paper.style)) == []
