"""The what-if page over real HTTP: with and without a script, saved as a scenario that can be run, and by whom."""

from __future__ import annotations

import html
import json
import re
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from accessible import chromium, rules_broken_on
from review_browser import Browser, fields_of, served

from forecasting import Lever, Scenario
from forecasting.given.scenario import Goal
from pipelines.scenarios import load_scenario

pytestmark = pytest.mark.xdist_group("review")

PAGE, SAVED, UNUSABLE, REFUSED = "/hvad-hvis", 303, 422, 403
DEARER = f"{PAGE}?priser=10&fra=2025-01-01"


@pytest.fixture
def data_dir(published_copy: Path, hand_data_dir: Path) -> Path:
    shutil.copytree(hand_data_dir / "draws", published_copy / "draws")
    shutil.copy(hand_data_dir / "kommune.yaml", published_copy)
    return published_copy


@pytest.fixture
def browser(data_dir: Path) -> Iterator[Browser]:
    with served(data_dir) as browser:
        browser.enter()
        yield browser


def years(page: str) -> dict[str, list[str]]:
    """The printed figures of each year, in the order of the columns."""
    rows = re.findall(r"<tr><th scope=\"row\">(\d{4})</th>(.*?)</tr>", page, re.DOTALL)
    return {year: re.findall(r"<td class=\"number\">(.*?)</td>", cells) for year, cells in rows}


def noted(data_dir: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in (data_dir / "restricted" / "audit.jsonl").read_bytes().splitlines()]


def test_nothing_changed_is_the_forecast_and_dearer_places_cost_their_part_of_a_whole_year(browser: Browser) -> None:
    page = browser.ask(PAGE).text
    plain = years(page)
    assert list(plain) == ["2024", "2025", "2026", "2027", "2028"]
    assert "Intet er ændret" in page
    assert all(cells[0] == cells[1] and cells[4] == "0" for cells in plain.values())
    # by hand: 5,639,779 are expected against a budget of 4,754,000
    assert [plain["2024"][at] for at in (1, 6, 7)] == ["5.639.779", "4.754.000", "−885.779"]
    dearer = years(browser.ask(DEARER).text)
    assert dearer["2024"] == plain["2024"]
    # nothing of the later years has been, and all of it is places: a tenth of each
    changes = [cells[4] for cells in dearer.values()]
    assert changes == ["0", "608.808", "629.110", "643.935", "666.965"]
    assert dearer["2025"][1] == "6.696.885"
    assert dearer["2025"][2] == "6.616.150–6.793.229", "each end a tenth above 6,014,682 and 6,175,663"
    kept = browser.ask(DEARER.replace(PAGE, f"{PAGE}/aarene.csv"))
    (heads, _, year, *_) = [line.split(";") for line in kept.content.decode("utf-8-sig").splitlines()]
    found = dict(zip(heads, year, strict=True))
    told = ("Med ændringerne (kr.)", "80 %-interval, nedre (kr.)", "80 %-interval, øvre (kr.)")
    assert [found[head] for head in ("År", *told)] == ["2025", "6696885", "6616150", "6793229"]
    assert browser.ask(f"{PAGE}/aarene.xlsx?priser=10").content[:2] == b"PK"
    assert browser.ask(f"{PAGE}/aarene.csv?priser=KANARIE").status == 404


def test_what_keeps_a_frame_is_found_and_said_and_the_years_are_told_with_it(browser: Browser) -> None:
    asked = f"{PAGE}?maal_hvad=priser&fra=2025-01-01&maal_aar=2026&maal_ramme=6.000.000&maal_sikkerhed=0.9"
    page = browser.ask(asked).text
    said = re.search(r"Rammen for 2026 på 6,0 mio. kr. .*? hvis priserne fra 01.01.2025 bliver ([\d,]+) %", page)
    assert said is not None
    # 90 in 100 courses are below 6,434,176 unchanged, and all of the year is places
    assert said.group(1) == "93,2"
    high = years(page)["2026"][2].partition("–")[2]
    assert 5_990_000 < int(high.replace(".", "")) <= 6_000_000
    without = browser.ask(f"{PAGE}?maal_hvad=priser&maal_aar=2027")
    assert without.status == UNUSABLE
    assert "mangler: året har intet budget" in without.text


def test_a_saved_scenario_is_a_file_that_the_forecast_reads_and_the_saving_is_noted(
    browser: Browser, data_dir: Path, tmp_path: Path
) -> None:
    asked = f"{DEARER}&plan_hvad=indstillinger&plan_mindst=-10&plan_mest=-5&plan_fra=2024-08-01&plan_ind=12"
    form = fields_of(browser.ask(asked).text)
    answer = browser.send("/skriv/scenarie", form | {"navn": "dyrere_med_plan"})
    assert answer.status == SAVED, answer.text
    page = browser.ask(str(answer.headers["Location"])).text
    assert "Gemt." in page
    assert "Indstillinger mellem −10 og −5 % fra august 2024, helt fra august 2025" in page
    address = re.search(r'href="(/hvad-hvis/\w+\.yaml)"', page)
    assert address is not None
    fetched = browser.ask(address.group(1))
    assert fetched.headers["Content-Disposition"] == 'attachment; filename="dyrere_med_plan.yaml"'
    (tmp_path / "fetched.yaml").write_bytes(fetched.content)
    plan = Lever("referrals", (0.9, 0.95), date(2024, 8, 1), date(2025, 8, 1))
    dearer = Lever("prices", 1.1, date(2025, 1, 1))
    assert load_scenario(tmp_path / "fetched.yaml") == Scenario("dyrere_med_plan", (dearer, plan))
    assert "Navn" in browser.send("/skriv/scenarie", form | {"navn": "dyrere_med_plan"}).text
    assert browser.ask("/hvad-hvis/x.yaml").status == 404
    done = [(line["action"], line["by"], line["reason"]) for line in noted(data_dir) if line["action"] != "view"]
    assert done == [("scenario", "controller", "dyrere_med_plan"), ("download", "controller", "")]


def test_a_saved_scenario_is_withdrawn_with_a_reason_and_stays_in_the_list(browser: Browser, data_dir: Path) -> None:
    form = fields_of(browser.ask(DEARER).text)
    assert browser.send("/skriv/scenarie", form | {"navn": "dyrere"}).status == SAVED
    form = fields_of(browser.ask(PAGE).text)
    file = f"{PAGE}/{form['scenarie']}.yaml"
    refused = browser.send("/skriv/scenarietilbage", form | {"begrundelse": "  "})
    assert refused.status == UNUSABLE
    assert "<details open>" in refused.text
    withdrawn = browser.send("/skriv/scenarietilbage", form | {"begrundelse": "Prisen var forkert"})
    assert withdrawn.status == SAVED
    page = browser.ask(str(withdrawn.headers["Location"])).text
    assert "<strong>dyrere</strong>" in page
    assert "Prisen var forkert" in page
    assert "--scenario" not in page, "there is none to simulate"
    assert browser.ask(file).status == 404
    again = browser.send("/skriv/scenarietilbage", form | {"begrundelse": "To gange"})
    assert (again.status, "En anden har rettet det samme" in again.text) == (409, True)
    assert browser.send("/skriv/scenarietilbage", form | {"scenarie": "x", "begrundelse": "y"}).status == 404
    done = [(line["action"], line["reason"]) for line in noted(data_dir) if line["action"] != "view"]
    assert done == [("scenario", "dyrere"), ("withdrawal", "Prisen var forkert")]
    form = fields_of(browser.ask(DEARER).text)
    assert browser.send("/skriv/scenarie", form | {"navn": "dyrere"}).status == SAVED, "the name is free again"


def test_a_goal_is_saved_as_a_goal(browser: Browser, tmp_path: Path) -> None:
    asked = f"{PAGE}?maal_hvad=priser&fra=2025-01-01&maal_aar=2026&maal_ramme=6.000.000&maal_sikkerhed=0.9&priser=3"
    form = fields_of(browser.ask(asked).text)
    page = browser.ask(str(browser.send("/skriv/scenarie", form | {"navn": "ramme"}).headers["Location"])).text
    (address,) = re.findall(r'href="(/hvad-hvis/\w+\.yaml)"', page)
    (tmp_path / "fetched.yaml").write_bytes(browser.ask(address).content)
    goal = Goal("prices", date(2025, 1, 1), 2026, frame_kr=6_000_000.0, certainty=0.9)
    assert load_scenario(tmp_path / "fetched.yaml") == Scenario("ramme", goal=goal)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ("indstillinger=KANARIE", "Indstillinger</a>: skal være et tal"),
        ("priser=500", "Priser</a>: er uden for"),
        ("fra=2024-04-01&priser=1", "skal vælges på listen"),
        ("blanding=10&blanding_fra=specialskole&blanding_til=specialskole", "er den samme type"),
        ("egne=10&egne_type=specialskole", "Pris pr. plads om året, kr.</a>: skal være et tal"),
        ("indstillinger=-5&plan_hvad=indstillinger&plan_mest=-5", "begynder samme måned som den samme ændring"),
    ],
)
def test_what_does_not_hold_is_said_at_its_field_and_not_noted(
    browser: Browser, data_dir: Path, changed: str, said: str
) -> None:
    answer = browser.ask(f"{PAGE}?{changed}")
    assert answer.status == UNUSABLE
    assert said in html.unescape(answer.text)
    assert "/skriv/scenarie" not in answer.text
    assert "excerpt" not in noted(data_dir)[-1]


def test_without_draws_the_page_says_how_they_are_made_and_only_finance_may_save(
    published_copy: Path, data_dir: Path
) -> None:
    with served(data_dir, role="approver") as browser:
        browser.enter()
        page = browser.ask(DEARER)
        assert page.status == 200
        assert "/skriv/scenarie" not in page.text
        form = {"maerke": browser.door.access.token, "navn": "x", "priser": "10"}
        assert browser.send("/skriv/scenarie", form).status == REFUSED
        assert "connect-src 'self'" in page.headers["Content-Security-Policy"]
        assert "script-src" not in browser.ask("/").headers["Content-Security-Policy"]
    shutil.rmtree(data_dir / "draws")
    with served(published_copy) as browser:
        browser.enter()
        page = browser.ask(PAGE)
        assert page.status == 200
        assert "pladsprognose prognosis --as-of 2024-04-30" in page.text


@pytest.mark.chromium
def test_the_years_follow_a_slider_and_the_page_keeps_the_rules(data_dir: Path) -> None:
    with served(data_dir) as browser, chromium() as screen:
        place, page = browser.door.address.origin, screen.new_page()
        said: list[str] = []
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(browser.door.link)
        page.wait_for_url(f"{place}/")
        page.goto(f"{place}{DEARER}")
        assert rules_broken_on(page) == []
        page.goto(f"{place}{PAGE}?fra=2025-01-01")
        slider = page.locator("#priser + input[type=range]")
        page.evaluate("document.title = 'the same page'")
        slider.fill("10")
        page.locator("#tal", has_text="6.696.885").wait_for()
        assert (page.locator("#priser").input_value(), page.title()) == ("10", "the same page")
        page.locator("#gem button").wait_for()
        page.keyboard.press("Tab")
        page.locator("#priser").press("ArrowUp")
        page.locator("#regnet", has_text="Priser +10,5 %").wait_for()
        assert page.url.startswith(f"{place}{PAGE}?priser=10.5&fra=2025-01-01&"), "to be kept or sent on"
        assert said == []
