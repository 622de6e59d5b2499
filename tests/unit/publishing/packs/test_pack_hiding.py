"""What of a month is hidden; the figures are in `month_example` and were judged by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from month_example import CHILDREN, LAST_YEAR, Example, write_month_example

from pipelines.errors import ApprovalError, UsageError
from pipelines.municipality import Municipality
from pipelines.publishing.earlier import Before
from pipelines.publishing.packs.content import Month
from pipelines.publishing.packs.figure_keys import folder_name, told_by
from pipelines.publishing.packs.hiding import Hiding
from pipelines.publishing.packs.month_file import read_month
from pipelines.publishing.published_file import open_published

APRIL = date(2025, 4, 1)


def of_april(hidden: frozenset[str]) -> set[str]:
    return {key.removesuffix(" 2025-04-01") for key in hidden if key.endswith("2025-04-01")}


def test_a_small_figure_goes_with_its_other_area_and_another_line_in_each(hiding: Hiding) -> None:
    # Syd has three in specialboernehave; the municipality's eight are printed, so Nord's five go too; the totals of
    # both areas are printed, so one more line goes in both. Not mellemform: Syd's seven less five more are two, which
    # is something and small; specialskole's fourteen less five are nine
    expected = {f"{area} {code}" for area in ("Nord", "Syd") for code in ("specialboernehave", "specialskole")}
    assert {key for key in of_april(hiding.hidden()) if not key.startswith("skole-")} == expected


def test_last_years_month_is_judged_by_its_own_figures(hiding: Hiding) -> None:
    assert not any(key.endswith(LAST_YEAR.isoformat()) for key in hiding.hidden())


def test_a_figure_hidden_before_stays_hidden_and_one_shown_before_cannot_hide_another(month: Month) -> None:
    parts = {area: area for area in month.areas}
    before = Before(hidden=frozenset({f"Nord specialskole {LAST_YEAR}"}))
    assert f"Nord specialskole {LAST_YEAR}" in Hiding(month, parts, 5, before).hidden()
    known = Before(known=frozenset({f"{area} specialskole {APRIL}" for area in parts}))
    hidden = of_april(Hiding(month, parts, 5, known).hidden())
    assert not {"Nord specialskole", "Syd specialskole"} & hidden
    assert {"Nord specialklasse", "Syd specialklasse"} <= hidden  # the next line with enough to hide behind


def test_money_leaves_out_what_is_hidden_now_or_was_earlier_in_the_year(hiding: Hiding) -> None:
    # Nord's special schools are hidden in April for the sake of Syd's three
    assert hiding.money_types("Nord", hiding.hidden()) == ("specialklasse",)
    assert hiding.money_types("Nord", frozenset()) == ("specialklasse", "specialskole")
    assert hiding.money_types("Nord", frozenset({"Nord specialskole 2025-02-01"})) == ("specialklasse",)


def test_an_area_that_is_alone_with_its_small_total_stops_everything(tmp_path: Path) -> None:
    # Syd has four children in all: what everyone knows of the municipality leaves nothing to hide them behind
    few = {**CHILDREN, "D3": ((0, 0, 4, 0, 0), (6, 7, 20, 15, 10))}
    path = write_month_example(tmp_path / "few.duckdb", Example(children=few))
    with open_published(path) as source:
        month = read_month(source, None, Municipality())
    one_area = replace(
        month, areas={"Syd": ("D3",)}, use={key: use for key, use in month.use.items() if key[1] == "D3"}
    )
    with pytest.raises(ApprovalError, match="rapportkategorier"):
        Hiding(one_area, {"Syd": "Syd"}, 5, Before(known=frozenset({f"ALL ALL {APRIL}"}))).hidden()


def test_a_difference_tells_of_both_years_and_the_budget_of_nobody() -> None:
    assert told_by("Nord", "boern", "specialskole", "children_change", APRIL) == (
        "Nord specialskole 2025-04-01", "Nord specialskole 2024-04-01",
    )  # fmt: skip
    assert told_by("Nord", "boern", "specialskole", "children_all", APRIL) == ("ALL specialskole 2025-04-01",)
    assert told_by("Nord", "forventning", "specialskole", "expected", APRIL) == ()


def test_a_month_that_is_not_over_or_not_known_is_a_wrong_call(month_file: Path) -> None:
    with open_published(month_file) as source:
        for period in (date(2025, 5, 1), date(2019, 1, 1)):
            with pytest.raises(UsageError, match=r"opgjort pr\. 2025-04-30"):
                read_month(source, period, Municipality())


def test_a_long_code_has_a_folder_of_its_own_and_no_area_has_a_schools() -> None:
    names = [folder_name("Ærø, Åbenrå og Øster Å " * 6 + end) for end in ("1", "2")]
    assert len({*names}) == 2
    assert max(map(len, names)) < 120
    assert folder_name("skole-100001") != "skole-100001"


@pytest.mark.parametrize("code", ["..", "../..", "/etc", "a/b", "C:\\x", "=1+1", "<b>"])
def test_a_code_leads_to_no_other_folder(code: str) -> None:
    assert not set(folder_name(code)) & set("./\\:<> ")
