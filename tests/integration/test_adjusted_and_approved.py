"""The whole story on the hand-written municipality: adjust, make the forecast again, explain, approve, publish."""

from __future__ import annotations

import getpass
import json
import re
import shlex
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from accessible import chromium, rules_broken_on
from playwright.sync_api import BrowserContext, Page
from ready_command import Command
from review_browser import Browser, served

from pipelines.audit import broken_line
from pipelines.settings import DataDirectory

pytestmark = pytest.mark.xdist_group("hand_municipality")

CELL = {"aar": "2024", "omraade": "Specialundervisning", "distrikt": "Nord", "tilbud": "specialskole"}
WRITTEN = {"stoerrelse": "-1", "begrundelse": "En gruppe hjemtages fra august", "udloeber": "2024-12-31"}
COMMENT = "Hvem er på vej?"
EXPLAINED = "Flere børn i specialskole end i 2023, <b>fra 1. august</b>"
SEE_OTHER = 303
SEEN = ("correct_rows", "view")


@pytest.fixture
def data_dir(hand_data_dir: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(hand_data_dir, tmp_path / "data", symlinks=True))


@pytest.fixture
def screen() -> Iterator[BrowserContext]:
    with chromium() as screen:
        yield screen


def opened(browser: Browser, screen: BrowserContext) -> Page:
    """The first page, by way of the link."""
    page = screen.new_page()
    page.goto(browser.door.link)
    page.wait_for_url(f"{browser.door.address.origin}/")
    return page


def tab_to(page: Page, wanted: str | re.Pattern[str]) -> None:
    """To the next link, field or button of these words or this name, by keyboard alone."""
    said = wanted if isinstance(wanted, re.Pattern) else re.compile(re.escape(wanted))
    for _ in range(300):
        page.keyboard.press("Tab")
        here = page.evaluate("[document.activeElement.textContent.trim(), document.activeElement.id]")
        if any(map(said.fullmatch, here)):
            return
    raise AssertionError(f"{wanted} cannot be reached by keyboard")


def enter(page: Page, wanted: str) -> None:
    """Where the link or button leads."""
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def adjust(data_dir: Path, screen: BrowserContext) -> None:
    """By keyboard from the link to the figure of one district's special schools, and on to an adjustment of it."""
    with served(data_dir, name="controller") as browser:
        page = opened(browser, screen)
        for words in ("Gå bag tallene", "Specialskoler", "Nord"):
            enter(page, words)
        tab_to(page, "tekst")
        page.keyboard.insert_text(COMMENT)
        enter(page, "Gem bemærkningen")
        assert page.inner_text("blockquote .written") == COMMENT
        assert rules_broken_on(page) == []
        enter(page, "Lav en justering")
        chosen = {name: page.input_value(f"#{name}") for name in CELL}
        assert chosen == CELL
        tab_to(page, "fra")
        page.keyboard.type("august")
        tab_to(page, "maade-beloeb")
        page.keyboard.press("ArrowRight")
        for name, words in WRITTEN.items():
            tab_to(page, name)
            if page.input_value(f"#{name}") != words:
                page.keyboard.type(words)
        enter(page, "Se virkningen")
        assert page.inner_text("tbody tr:first-child td:nth-of-type(2)") == "−301.306"
        assert rules_broken_on(page) == []
        kept = (data_dir / "judgements" / "judgements.jsonl").read_text(encoding="utf-8").splitlines()
        assert [json.loads(line)["kind"] for line in kept] == ["comment"], "nothing is saved before its effect was seen"
        enter(page, "Gem justeringen")
        page.wait_for_selector("text=virker først, når prognosen laves igen")
        page.click("main a[href^='/justeringer/']")
        page.wait_for_selector("form[action='/skriv/tilbagetraekning']")
        assert rules_broken_on(page) == []


def explain(data_dir: Path, screen: BrowserContext) -> None:
    """By keyboard: the explanation of special teaching, which the paper prints."""
    with served(data_dir, name="controller") as browser:
        page = opened(browser, screen)
        again = "Den er lavet igen som af samme dag: der ventes 301.306 kr. mindre end i den forrige"
        assert again in page.inner_text("main").replace("\N{NO-BREAK SPACE}", " ")
        assert "Det er den første prognose" not in page.inner_text("main")
        enter(page, "Forklaringer")
        tab_to(page, re.compile(r"Forklar: Specialundervisning: merforbrug .*"))
        page.keyboard.press("Enter")
        page.keyboard.press("Tab")
        page.keyboard.insert_text(EXPLAINED)
        enter(page, "Gem forklaringen")
        assert EXPLAINED in page.inner_text("main blockquote")


def approve(data_dir: Path, screen: BrowserContext) -> list[str]:
    """By keyboard, as another, who sees the comment; returns the command that the page then says is next."""
    with served(data_dir, name="chef", role="approver") as browser:
        page = opened(browser, screen)
        enter(page, "Godkendelse")
        assert COMMENT in page.inner_text("main blockquote")
        enter(page, "Prøv udgaven (op til et minut)")
        assert re.search(r"angrebet fandt intet. \d+ af \d+ felter er skjult", page.inner_text("#angreb + p"))
        assert rules_broken_on(page) == []
        tab_to(page, "begrundelse")
        page.keyboard.insert_text("Set efter med distriktet")
        enter(page, "Godkend prognosen")
        page.wait_for_url("**/godkendelse?gemt=godkendelse*")
        return shlex.split(page.inner_text(".headline code"))


def approval_by(data_dir: Path, name: str) -> tuple[int, str]:
    with served(data_dir, name=name, role="approver") as browser:
        browser.enter()
        page = browser.ask("/godkendelse").text
        fields = {"maerke": browser.door.access.token, "set": seen(browser), "prognose": vintage_of(page)}
        answer = browser.send("/skriv/godkendelse", fields | {"begrundelse": "Set efter med distriktet"})
        return answer.status, answer.text


def seen(browser: Browser) -> str:
    vintage = vintage_of(browser.ask("/godkendelse").text)
    return browser.form(f"/prognose/{vintage}/budget")["set"]


def vintage_of(page: str) -> str:
    found = re.search(r"Prognose ([0-9a-f]{12})", page)
    assert found
    return found[1]


def totals(data_dir: Path) -> dict[str, list[Decimal]]:
    with duckdb.connect(str(data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
        rows = connection.execute("""
            select component, mean_kr, full_year_places from forecast.fiscal_year
            inner join meta.publication using (vintage_id)
            where fiscal_year = 2024 and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
        """).fetchall()
    return {component: [kr, places] for component, kr, places in rows}


def effects(data_dir: Path) -> dict[str, Decimal]:
    """The causes of the special schools' deviation from the budget."""
    with duckdb.connect(str(data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
        found = connection.execute("""
            select columns('_effect_kr$') from forecast.deviation inner join meta.publication using (vintage_id)
            where fiscal_year = 2024 and grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
        """)
        names = [column[0] for column in found.description or ()]
        return {name: kr for name, kr in zip(names, found.fetchone() or (), strict=True) if "change" not in name}


@pytest.mark.chromium
def test_from_an_adjustment_to_a_published_paper(command: Command, data_dir: Path, screen: BrowserContext) -> None:
    before, causes = totals(data_dir), effects(data_dir)
    adjust(data_dir, screen)
    status, said = approval_by(data_dir, "chef")
    assert (status, "regner ikke med justeringerne" in said) == (409, True)

    again = ("prognosis", "--as-of", "2024-04-30", "--data-dir", str(data_dir), "--quiet", "--json")
    assert command(*again).returncode == 0
    after = totals(data_dir)
    # one place less in 153 days of 366 at the price of the cell, 2,463,600.00 / 3.4180 places = 720,772.38
    assert after["adjustment"] == [Decimal("-301306.49"), Decimal("-0.4180")]
    assert after["total"] == [before["total"][0] - Decimal("301306.49"), before["total"][1] - Decimal("0.4180")]
    assert {name: after[name] for name in before if name not in ("adjustment", "total")} == {
        name: before[name] for name in before if name not in ("adjustment", "total")
    }
    # told beside the causes, none of which it moves; the deviation is 301,306.49 better
    beside = dict.fromkeys(("unexplained_effect_kr", "adjustment_effect_kr"), Decimal("301306.49"))
    assert effects(data_dir) == {name: kr + beside.get(name, 0) for name, kr in causes.items()}

    explain(data_dir, screen)
    for maker in (getpass.getuser().upper(), "Controller"):
        status, said = approval_by(data_dir, maker)
        assert (status, "en anden end" in said) == (409, True)
    program, *publish = approve(data_dir, screen)
    with served(data_dir) as browser:
        browser.enter()
        frozen = browser.ask("/forklaringer").text
        assert "ligger fast" in frozen
        assert "<textarea" not in frozen

    assert (Path(program).name, publish[0]) == ("pladsprognose", "publish")
    published = command(*publish)
    assert published.returncode == 0, published.stderr
    paper = (Path(published.stdout.strip()) / "prognose.html").read_text(encoding="utf-8")
    assert "Forvaltningens forklaring" in paper
    assert "Specialundervisning: Flere børn i specialskole end i 2023, &lt;b&gt;fra 1. august&lt;/b&gt;" in paper
    assert "En gruppe hjemtages fra august" in paper
    assert "Specialskoler, august–december" in paper
    lines = (data_dir / "restricted" / "audit.jsonl").read_text(encoding="utf-8").splitlines()
    noted = [line for line in map(json.loads, lines) if line["action"] not in SEEN]
    acts = [(line["action"], line["by"]) for line in noted]
    me = getpass.getuser()
    assert acts[-7:] == [
        ("comment", "controller"), ("adjustment", "controller"), ("prognosis", me), ("explanation", "controller"),
        ("try_edition", "chef"), ("approval", "chef"), ("publish", me),
    ]  # fmt: skip
    report = data_dir / "reports" / f"run-{noted[-5]['run_id']}.json"
    assert json.loads(report.read_text(encoding="utf-8"))["vintage_id"] == publish[publish.index("--vintage") + 1]
    assert noted[-1]["edition"] == f"2024/{Path(published.stdout.strip()).name}"
    assert broken_line(DataDirectory(data_dir)) is None
    assert command(*publish).returncode == 0
    assert len((data_dir / "restricted" / "audit.jsonl").read_bytes().splitlines()) == len(lines), "it left once"
