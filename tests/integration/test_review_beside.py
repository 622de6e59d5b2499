"""Two vintages, or a scenario and the baseline, side by side on the review page."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import duckdb
import pytest
from accessible import broken_rules, chromium
from review_browser import Browser, served

pytestmark = pytest.mark.xdist_group("review")

DEARER = """
create temp table dearer as select * replace (
    'andet' as vintage_id, 'dyrere' as scenario,
    mean_kr + if(offer_type in ('ALL', 'specialskole') and fiscal_year = 2024, 1500000, 0) as mean_kr,
    full_year_places + if(offer_type in ('ALL', 'specialskole') and fiscal_year = 2024, 2, 0) as full_year_places
) from forecast.fiscal_year;
insert into forecast.fiscal_year select * from dearer;
insert into forecast.vintage
select * replace ('andet' as vintage_id, 'dyrere' as scenario, created_at + interval 1 hour as created_at)
from forecast.vintage;
insert into forecast.deviation select * replace ('andet' as vintage_id) from forecast.deviation;
insert into forecast.scenario_effect by name
select
    'andet' as vintage_id, 'dyrere' as scenario, 2024 as fiscal_year, 1 as step_order, step, 1500000 as mean_kr,
    1000000 as p025_kr, 1200000 as p10_kr, 1500000 as p50_kr, 1800000 as p90_kr, 2000000 as p975_kr,
    2 as full_year_places, 2024 as price_level_year
from (values ('baseline'), ('prices'), ('scenario')) as step (step);
"""
"""A scenario that makes the year's special schools 1.5 million dearer and two places larger."""


@pytest.fixture
def scenario(published_copy: Path) -> str:
    """The newest baseline, beside which a scenario has been made."""
    with duckdb.connect(str(published_copy / "published" / "analyse.duckdb")) as connection:
        ((vintage,),) = connection.execute("select vintage_id from forecast.vintage").fetchall()
        for statement in filter(str.strip, DEARER.split(";")):
            connection.execute(statement)
    return str(vintage)


def lines_of(browser: Browser, code: str, query: str) -> dict[str, dict[str, str]]:
    text = browser.ask(f"/ved-siden-af/{code}.csv?{query}").content.decode("utf-8-sig")
    return {line[next(iter(line))]: line for line in csv.DictReader(io.StringIO(text), delimiter=";")}


def test_a_scenario_stands_beside_the_baseline_with_the_difference_in_each_line(
    browser: Browser, scenario: str
) -> None:
    page = browser.ask("/ved-siden-af").text
    assert "<h1>Scenariet »dyrere« ved siden af grundprognosen</h1>" in page
    query = f"en={scenario}&anden=andet&aar=2024"
    offers = lines_of(browser, "side_tilbudstype", query)
    assert offers["Specialskoler"]["Forskel (kr.)"] == offers["I alt"]["Forskel (kr.)"] == "1500000"
    assert {line["Forskel (kr.)"] for name, line in offers.items() if name not in ("Specialskoler", "I alt")} == {"0"}
    assert offers["I alt"]["Forskel i helårspladser"] == "2,0"
    years = lines_of(browser, "side_aar", query)
    assert [line["Forskel (kr.)"] for line in years.values()] == ["1500000", "0", "0", "0", "0"]
    steps = lines_of(browser, "scenarie_trin", query)
    assert steps["2024"]["Virkning på udgiften (kr.)"] == "1500000"
    turned = lines_of(browser, "side_aar", f"en=andet&anden={scenario}&aar=2024")
    assert turned["2024"]["Forskel (kr.)"] == "-1500000"


def test_one_forecast_alone_says_how_to_make_another_and_unknown_ones_are_not_found(browser: Browser) -> None:
    assert "pladsprognose prognosis" in browser.ask("/ved-siden-af").text
    for query in ("anden=findes-ikke", "en=%27--", "anden=andet&aar=2013"):
        assert browser.ask(f"/ved-siden-af?{query}").status == 404
    assert browser.ask("/ved-siden-af/side_aar.csv").status == 404


@pytest.mark.chromium
@pytest.mark.usefixtures("scenario")
def test_others_are_chosen_by_keyboard_in_a_form_that_keeps_the_rules(published_copy: Path) -> None:
    with served(published_copy) as browser, chromium() as screen:
        page = screen.new_page()
        page.goto(browser.door.link)
        page.wait_for_url(f"{browser.door.address.origin}/")
        page.goto(f"{browser.door.address.origin}/ved-siden-af")
        page.focus("#en")
        page.keyboard.press("ArrowUp")
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("en=andet"))
        assert broken_rules(screen, [page.url]) == []
