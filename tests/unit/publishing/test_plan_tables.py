"""The annex on the action plan."""

from __future__ import annotations

from pathlib import Path

import pytest
from example_file import PLAN, Example, write_example

from forecasting.questions.programme_test import _nothing_sentence, _sentence
from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.method_effects import MethodTest, method_sentences
from pipelines.publishing.plan_tables import plan_sentences, plan_table, plan_text_table, saving_table
from pipelines.publishing.published_file import open_published
from pipelines.publishing.table import cell_text

STYLE = Style("da", "tkr", "budget_minus_forventet")


@pytest.fixture
def prognosis(tmp_path: Path) -> Prognosis:
    return read(tmp_path, Example())


def read(folder: Path, example: Example) -> Prognosis:
    with open_published(write_example(folder / "analyse.duckdb", example)) as published:
        return published.prognosis("f3a91c07")


def printed(prognosis: Prognosis) -> list[list[str]]:
    table = plan_table(prognosis, STYLE)
    assert table is not None
    return [[cell_text(v, c, STYLE) for v, c in zip(row.values, table.columns, strict=True)] for row in table.rows]


def test_the_plan_of_2020_has_28365_of_35075_thousand_committed_which_is_80_9_per_cent(prognosis):
    total = printed(prognosis)[-1]
    assert (total[0], total[2], total[3], total[5]) == ("I alt", "35.075", "28.365", "80,9\u00a0%")
    said = next(iter(plan_sentences(prognosis, STYLE))).replace("\u00a0", " ")
    assert said == "Der er disponeret 28.365 t.kr. af de afsatte 35.075 t.kr.: 80,9 %."


def test_the_latest_status_up_to_the_as_of_day_is_printed_with_words_for_temperature_and_progress(prognosis):
    rows = printed(prognosis)
    assert [row[0] for row in rows] == ["Eksempel 1", "Eksempel 2", "I alt"]
    assert [row[1] for row in rows] == ["Grøn", "Gul", "–"]
    assert [rows[0][7], rows[0][8], rows[1][7]] == ["3\u00a0af\u00a08", "–", "–"]


def test_an_initiative_that_is_not_on_plan_is_named(prognosis):
    assert list(plan_sentences(prognosis, STYLE))[1] == "Kræver opmærksomhed (gul): Eksempel 2."


def test_whether_a_method_moves_referrals_is_said_in_the_words_of_its_test(prognosis):
    said = [words.replace("\u00a0", " ") for words in list(plan_sentences(prognosis, STYLE))[2:]]
    assert said == [
        _sentence("Aktionslæring", (9, 3), -0.21, (-0.34, -0.06), 0.19),
        _sentence("Co-teaching", (8, 1), -0.05, (-0.36, 0.41), 0.43),
        _nothing_sentence("Konflikthåndtering", 2, 0),
    ]
    assert "21 % færre indstillinger end ventet efter de andre (6 % til 34 %)" in said[0]


def test_methods_of_which_nothing_can_be_seen_are_said_together():
    seen = (("co-teaching", 0.43), ("m", 0.62))
    (said,) = method_sentences([MethodTest(code, 7, 1, -0.1, -0.3, 0.3, visible) for code, visible in seen], "da")
    assert said.replace("\u00a0", " ") == (
        "Det kan ikke ses, om disse metoder flytter indstillingerne: Co-teaching (7 i gang, 1 ikke begyndt), "
        "m (7 i gang, 1 ikke begyndt). Kun fald på mindst ca. 43 % til 62 % kunne være set; mindre kan være der, "
        "uden at tallene viser dem."
    )


def test_the_approved_texts_are_printed_as_they_are(prognosis):
    table = plan_text_table(prognosis, STYLE)
    assert table is not None
    assert [row.values for row in table.rows] == [
        ("Eksempel 1", "Fortsætter", "Forløb for lærere", "Færre indstillinger", "=1+1"),
        ("Eksempel 2", "Tilpasses", "–", "–", "Rekruttering"),
    ]


def test_without_a_plan_there_is_no_annex(tmp_path):
    prognosis = read(tmp_path, Example(action_plan=[]))
    assert plan_table(prognosis, STYLE) is None
    assert plan_text_table(prognosis, STYLE) is None
    assert list(plan_sentences(prognosis, STYLE)) == []


def test_planned_is_held_against_realised_saving_where_any_is_reported_and_else_the_table_says_so(tmp_path, prognosis):
    assert saving_table(prognosis, STYLE) is None
    unsaid = plan_table(prognosis, STYLE)
    assert unsaid is not None
    assert unsaid.notes[-1].startswith("Ingen indsats har indberettet, hvad der er sparet")

    # 1,500 thousand are planned by the second initiative alone; it reports 900, the first none: 600 are missing
    reported = [(*row[:-1], 900_000 if row[0] in ("b", "ALL") else None) for row in PLAN]
    (tmp_path / "told").mkdir()
    told = read(tmp_path / "told", Example(action_plan=reported))
    table = saving_table(told, STYLE)
    assert table is not None
    cells = [[cell_text(v, c, STYLE) for v, c in zip(row.values, table.columns, strict=True)] for row in table.rows]
    assert cells == [["Eksempel 2", "1.500", "900", "600"], ["I alt", "1.500", "900", "600"]]
    said = plan_table(told, STYLE)
    assert said is not None
    assert not said.notes[-1].startswith("Ingen indsats")
