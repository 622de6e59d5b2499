"""What the review page shows of a real run: every figure, the newest file, and a kind word where there is none."""

from __future__ import annotations

import csv
import io
import os
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from pathlib import Path

import duckdb
import openpyxl
import pytest
from accessible import broken_rules, chromium, rules_broken_on
from judged import adjustment
from playwright.sync_api import Page
from review_browser import Browser, served

from pipelines.judgements.store import add, read_judgements
from pipelines.privacy.disclosure import MARKER
from pipelines.publishing.texts import name
from pipelines.review.newest_file import NewestFile
from pipelines.settings import DataDirectory

pytestmark = pytest.mark.xdist_group("review")

Change = Callable[..., None]


@pytest.fixture
def publish(published_copy: Path) -> Change:
    """Put a changed file in the place of the published one, as a run does."""

    def change(*statements: str) -> None:
        path, built = published_copy / "published" / "analyse.duckdb", published_copy / "built.duckdb"
        shutil.copy(path, built)
        with duckdb.connect(str(built)) as connection:
            for statement in statements:
                connection.execute(statement)
        built.replace(path)

    return change


def asked(published_copy: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(published_copy / "published" / "analyse.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


@pytest.mark.filterwarnings("error")  # a warning would stand in the terminal of the one who reads
def test_every_page_and_file_that_is_pointed_to_opens_says_it_is_internal_and_needs_nothing_from_outside(
    browser: Browser,
) -> None:
    found, waiting = {}, ["/"]
    while waiting:
        path = waiting.pop()
        found[path] = answer = browser.ask(path)
        assert answer.status == 200, path
        if answer.headers["Content-Type"].startswith("text/html"):
            assert ("Internt: små tal er ikke skjult" in answer.text) is (path != "/udgivelser"), path
            assert not re.search(r"<script|<style|\sstyle=|\son\w+=|(?:href|src)=\"(?!/|#)", answer.text)
            pointed = {unescape(path) for path in re.findall(r'href="(/[^"]*)"', answer.text)}
            waiting += {path for path in pointed if "/celle?" not in path} - found.keys() - set(waiting)
    kinds = [path.rpartition(".")[2] for path in found if "." in path]
    assert kinds.count("csv") == kinds.count("xlsx") > 8
    assert {"/", "/prognoser", "/fund", "/stil.css"} <= found.keys()


def test_in_english_the_pages_own_words_are_english(published_copy: Path) -> None:
    with served(published_copy, "en") as browser:
        browser.enter()
        for path, title in {"/": "Expected accounts 2024", "/prognoser": "Forecasts", "/x": "no such page"}.items():
            page = browser.ask(path).text
            assert title in page
            assert "Internal: small figures are not hidden" in page
            assert not re.search("[æøåÆØÅ]", re.sub(r"<dd>.*?</dd>|<th scope=.row.*?</th>", "", page))


def test_figures_of_few_children_are_shown_as_the_published_file_has_them(
    browser: Browser, published_copy: Path
) -> None:
    ((vintage, offer, places),) = asked(published_copy, """
        select vintage_id, offer_type, full_year_places from forecast.fiscal_year
        where component = 'total' and grant_area = 'ALL' and district_id = 'ALL' and fiscal_year = 2024
            and full_year_places between 0.1 and 4.9
        order by full_year_places, offer_type limit 1
    """)  # fmt: skip
    line = name("offer_type", str(offer), "da")
    shown = f"{places:.1f}".replace(".", ",")
    page = browser.ask(f"/prognose/{vintage}/tilbudstyper").text
    assert re.search(rf'<th scope="row">(?:<a [^>]*>)?{line}(?:</a>)?</th><td class="number">{shown}</td>', page)
    assert MARKER not in page
    answer = browser.ask(f"/prognose/{vintage}/tilbudstyper.csv")
    assert f'filename="internt-{vintage}-tilbudstyper.csv"' in answer.headers["Content-Disposition"]
    lines = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))
    assert [cells[1] for cells in lines if cells[0] == line] == [shown]
    book = openpyxl.load_workbook(io.BytesIO(browser.ask(f"/prognose/{vintage}/tilbudstyper.xlsx").content))
    assert {"Tilbudstyper", "Data"} <= set(book.sheetnames)
    assert any("små tal er ikke skjult" in str(row[0]) for row in book.worksheets[0].iter_rows(values_only=True))


def test_the_first_screen_answers_in_words_how_much_how_sure_why_and_what_has_changed(browser: Browser) -> None:
    page = browser.ask("/").text
    asked_for = re.findall(r"<dt><button [^>]*>([^<]+\?)</button>.*</dt>\s*<dd>([^<]+)</dd>", page)
    assert [question for question, _ in asked_for][:4] == [
        "Hvor meget?", "Hvor sikkert?", "Hvorfor?", "Hvad er ændret?",
    ]  # fmt: skip
    assert page.index("<dl") < page.index("<svg")


def test_a_file_that_is_replaced_while_pages_are_open_is_the_one_shown_next_and_no_reader_is_refused(
    browser: Browser, publish: Change
) -> None:
    assert "udkast, ikke godkendt" in browser.ask("/").text
    assert "udkast, ikke godkendt" in browser.ask("/").text, "kept, it is the same"
    with ThreadPoolExecutor(50) as readers:
        waiting = [readers.submit(browser.ask, "/prognoser") for _ in range(100)]
        for _ in range(5):
            publish("update forecast.vintage set method_summary = method_summary || '.'")
        assert {each.result().status for each in waiting} == {200}
    publish("update forecast.vintage set status = 'approved', approved_by = 'økonomichef', approved_at = created_at")
    assert "udkast, ikke godkendt" not in browser.ask("/").text
    assert "Godkendt, økonomichef" in browser.ask("/prognoser").text


def test_a_paper_is_kept_until_the_file_or_the_configuration_is_another(published_copy: Path, publish: Change) -> None:
    data = DataDirectory(published_copy)
    file = NewestFile(data, "da")
    first = file.paper(None)
    assert first
    assert file.paper(first[0].prognosis.vintage.vintage_id) is file.paper(None) is first
    assert file.paper("findes_ikke") is None
    before = data.analysis.stat()
    publish("update forecast.vintage set status = 'approved', approved_by = 'økonomichef', approved_at = created_at")
    os.utime(data.analysis, ns=(before.st_atime_ns, before.st_mtime_ns))
    second = file.paper(None)
    assert second
    assert [found[0].prognosis.vintage.status for found in (first, second)] == ["draft", "approved"]
    data.configuration.write_text("enhed: kr\n", encoding="utf-8")
    third = file.paper(None)
    assert third
    assert [found[0].style.unit for found in (second, third)] == ["tkr", "kr"]


def test_vintages_stand_newest_first_and_an_older_one_says_so(
    browser: Browser, publish: Change, published_copy: Path
) -> None:
    ((vintage,),) = asked(published_copy, "select vintage_id from forecast.vintage where scenario = 'baseline'")
    columns = "(vintage_id, as_of_date, created_at, data_fingerprint, code_version, seed, scenario, status)"
    publish(f"""
        insert into forecast.vintage {columns}
        select 'nyere', as_of_date + 31, created_at, 'f', code_version, 1, 'baseline', 'draft' from forecast.vintage
    """)
    listed = re.findall(r'href="/prognose/(\w+)"', browser.ask("/prognoser").text)
    assert listed == ["nyere", vintage]
    assert "ikke den nyeste" in browser.ask(f"/prognose/{vintage}").text
    unbudgeted = browser.ask("/")
    assert unbudgeted.status == 503
    assert "Prognosen nyere har intet budget" in unbudgeted.text


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("drop table meta.finding", "ældre udgave af programmet"),
        ("alter table forecast.vintage drop column is_demonstration", "ældre udgave af programmet"),
        ("delete from forecast.vintage", "har ingen prognose"),
    ],
)
def test_a_file_that_lacks_something_is_a_page_with_what_to_do(
    browser: Browser, publish: Change, statement: str, said: str
) -> None:
    publish(statement)
    answer = browser.ask("/")
    assert (answer.status, said in answer.text, "pladsprognose run" in answer.text) == (503, True, True)
    assert "Error" not in answer.text


def test_a_file_that_is_half_there_or_gone_is_a_page_with_what_to_do(browser: Browser, published_copy: Path) -> None:
    path = published_copy / "published" / "analyse.duckdb"
    whole = path.read_bytes()
    for left in (whole[: len(whole) // 2], whole[:100], b"", b"nothing of the kind" * 1000):
        path.write_bytes(left)
        answer = browser.ask("/")
        assert answer.status == 503
        assert "pladsprognose run" in answer.text
    path.unlink()
    assert browser.ask("/fund").status == 503
    path.write_bytes(whole)
    assert browser.ask("/").status == 200


@pytest.mark.chromium
def test_every_kind_of_page_keeps_every_rule_of_accessibility(published_copy: Path) -> None:
    with served(published_copy) as browser, chromium() as screen:
        place, first = browser.door.address.origin, screen.new_page()
        first.goto(browser.door.link)
        first.wait_for_url(f"{place}/")
        places = first.eval_on_selector_all("nav a", "links => links.map(link => link.href)")
        assert len(places) == 11
        tables = [
            f"{places[0]}/{code}" for code in ("maaneder", "aarsager", "celle?tilbud=specialskole", "celle?gruppe=egen")
        ]
        assert broken_rules(screen, [*places, *tables, f"{place}/juster", f"{place}/findes-ikke"]) == []
        first.keyboard.press("Tab")
        assert first.evaluate("document.activeElement.hash") == "#indhold", "the way past the menu comes first"
        assert answers_that_break_rules(first, published_copy) == []


def answers_that_break_rules(page: Page, data_dir: Path) -> list[str]:
    """What is broken on the pages that say no: to a comment, to one of two who save at once, and without a file."""
    origin, data = page.url.partition("/prognose")[0].rstrip("/"), DataDirectory(data_dir)
    page.click("a[href*='/tilbudstyper']")
    page.fill("#tekst", "010115-4001")
    page.click("form[action='/skriv/bemaerkning'] button")
    page.wait_for_selector("#tekst-fejl")
    broken = rules_broken_on(page)
    page.goto(f"{origin}/juster?aar=2024&omraade=Specialundervisning&tilbud=specialskole")
    for field, words in {"stoerrelse": "1.000", "begrundelse": "En skole lukker"}.items():
        page.fill(f"#{field}", words)
    page.click("form[action='/skriv/virkning'] button")
    page.wait_for_selector("#effect")
    broken += rules_broken_on(page)
    add(data, adjustment(text="En anden kom først"), read_judgements(data).last)
    page.click("form[action='/skriv/justering'] button")
    page.wait_for_selector("text=En anden var her imens")
    broken += rules_broken_on(page)
    data.analysis.unlink()
    page.goto(f"{origin}/fund")
    return broken + rules_broken_on(page)
