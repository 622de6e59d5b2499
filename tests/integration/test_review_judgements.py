"""What people say on the review page, over real HTTP: adjust, withdraw, comment, explain; and what is refused."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest
from judged import act, adjustment
from review_browser import Browser, fields_of, served

from pipelines.judgements.acts import Cell
from pipelines.judgements.store import add, read_judgements
from pipelines.settings import DataDirectory

pytestmark = pytest.mark.xdist_group("review")

WANTED = {
    "aar": "2024", "omraade": "Specialundervisning", "distrikt": "ALL", "tilbud": "specialskole", "maade": "beloeb",
    "stoerrelse": "1.250.000", "begrundelse": "En skole lukker i maj", "link": "https://kommunen.dk/sag/24-1234",
    "udloeber": "2024-12-31",
}  # fmt: skip
SAVED, FORM = 303, "application/x-www-form-urlencoded"


@pytest.fixture
def browser(published_copy: Path) -> Iterator[Browser]:
    with served(published_copy) as browser:
        browser.enter()
        yield browser


def filled(browser: Browser, **changed: str) -> dict[str, str]:
    return browser.form("/juster") | WANTED | changed


def saved(browser: Browser, **changed: str) -> str:
    """Save an adjustment by way of its effect; returns its id."""
    shown = browser.send("/skriv/virkning", filled(browser, **changed))
    assert shown.status == 200, shown.text
    answer = browser.send("/skriv/justering", fields_of(shown.text))
    assert answer.status == SAVED, answer.text
    return str(answer.headers["Location"]).partition("#")[2]


def lines(data_dir: Path, *path: str) -> list[dict[str, object]]:
    found = data_dir.joinpath(*path)
    return [json.loads(line) for line in found.read_bytes().splitlines()] if found.is_file() else []


def acts(data_dir: Path) -> list[dict[str, object]]:
    return lines(data_dir, "judgements", "judgements.jsonl")


def test_the_effect_on_the_cell_its_area_and_the_whole_is_shown_before_anything_is_saved(
    browser: Browser, published_copy: Path
) -> None:
    page = browser.send("/skriv/virkning", filled(browser)).text
    rows = [re.findall(r">([^<>]+)</t[hd]>", row) for row in re.findall(r"<tr>.*?</tr>", page, re.DOTALL)[1:]]
    lines_shown = ["2024, Specialundervisning, Specialskoler", "2024, Specialundervisning", "2024, I alt"]
    assert [row[0] for row in rows] == lines_shown
    assert [" | ".join(row[1:]) for row in rows] == [  # expected by the forecast worked out by hand, + 1,250,000
        "3.613.800 | 1.250.000 | 4.863.800 | 2.580.000 | −1.033.800 | −2.283.800",
        "5.426.259 | 1.250.000 | 6.676.259 | 4.354.000 | −1.072.259 | −2.322.259",
        "5.639.779 | 1.250.000 | 6.889.779 | 4.754.000 | −885.779 | −2.135.779",
    ]
    assert acts(published_copy) == []


def test_places_are_counted_at_the_price_of_the_cell_and_a_factor_moves_what_is_expected_of_it(
    browser: Browser,
) -> None:
    places = browser.send("/skriv/virkning", filled(browser, maade="pladser", stoerrelse="-1,5")).text
    assert "−1,5 pladser à 510.085 kr. om året" in places
    assert ">−765.128<" in places  # 1.5 x 510,085.11
    factor = browser.send("/skriv/virkning", filled(browser, maade="faktor", stoerrelse="0,9")).text
    assert ">−361.380<" in factor  # a tenth of 3,613,800
    some = filled(browser, maade="pladser", stoerrelse="-1,5", fra="8")
    months = browser.send("/skriv/virkning", some).text
    assert "Specialskoler, august–december: −1,5 pladser à 510.085 kr. om året" in months
    assert ">−319.848<" in months  # 765,127.665 x 153 days of 366


def test_an_adjustment_stands_in_the_list_says_when_it_takes_effect_and_is_withdrawn_not_deleted(
    browser: Browser, published_copy: Path
) -> None:
    made = saved(browser)
    page = browser.ask("/justeringer?gemt=justering").text
    assert "En skole lukker i maj" in page
    assert "virker først, når prognosen laves igen" in page
    assert "pladsprognose prognosis --as-of 2024-04-30 --data-dir" in page
    assert "Se dem, og lav den igen" in browser.ask("/").text
    form = browser.form(f"/justeringer/{made}") | {"begrundelse": "Skolen lukker ikke"}
    assert browser.send("/skriv/tilbagetraekning", form).status == SAVED
    page = browser.ask("/justeringer").text
    assert "Trukket tilbage" in page
    assert "Skolen lukker ikke" in page
    assert "pladsprognose prognosis" not in page, "the forecast counts with none, as it should"
    assert "Se dem, og lav den igen" not in browser.ask("/").text
    assert [act["kind"] for act in acts(published_copy)] == ["adjustment", "withdrawal"]
    noted = [line for line in lines(published_copy, "restricted", "audit.jsonl") if line["action"] != "view"]
    assert [(line["action"], line["by"], line["reason"]) for line in noted] == [
        ("adjustment", "controller", "En skole lukker i maj"), ("withdrawal", "controller", "Skolen lukker ikke"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"tilbud": "basisplads"}, "findes ikke i det bevillingsområde"),
        ({"omraade": "ALL"}, "findes ikke i det bevillingsområde"),
        ({"distrikt": "Intetsteds"}, "findes ikke i det bevillingsområde"),
        ({"aar": "1066"}, "findes ikke i det bevillingsområde"),
        ({"aar": "\u0662\u0660\u0662\u0664"}, "findes ikke i det bevillingsområde"),
        ({"maade": "gæt"}, "skal vælges"),
        ({"fra": "13"}, "skal være måneder i året"),
        ({"fra": "9", "til": "3"}, "skal ligge før den sidste måned"),
        ({"stoerrelse": "meget"}, "skal være et tal"),
        ({"stoerrelse": "1e9"}, "skal være et tal"),
        ({"stoerrelse": "NaN"}, "skal være et tal"),
        ({"stoerrelse": "0"}, "ændrer intet"),
        ({"stoerrelse": "99.999.999.999"}, "uden for det"),
        ({"stoerrelse": "10,005"}, "for mange decimaler"),
        ({"maade": "faktor", "stoerrelse": "1.050"}, "uden for det"),
        ({"maade": "faktor", "stoerrelse": "1,0"}, "ændrer intet"),
        ({"maade": "pladser", "tilbud": "intern_skole", "stoerrelse": "1"}, "ingen pris pr. plads"),
        ({"begrundelse": " \n"}, "skal udfyldes"),
        ({"begrundelse": "x" * 1001}, "er for lang"),
        ({"begrundelse": "Vedr. 010115-4001"}, "ligner et CPR-nummer"),
        ({"begrundelse": "1 barn på 7 år flytter til"}, "årstal"),
        ({"link": "javascript:alert(1)"}, "begynder med https://"),
        ({"udloeber": "2024-04-29"}, "på eller efter opgørelsesdagen"),
        ({"udloeber": "2031-01-01"}, "på eller efter opgørelsesdagen"),
        ({"udloeber": "snart"}, "skal være en dag"),
    ],
)
def test_what_does_not_hold_is_named_by_its_field_and_nothing_is_saved(
    browser: Browser, published_copy: Path, changed: dict[str, str], said: str
) -> None:
    for address in ("/skriv/virkning", "/skriv/justering"):
        answer = browser.send(address, filled(browser, **changed))
        assert (answer.status, said in answer.text) == (422, True), address
        assert 'role="alert"' in answer.text
    assert acts(published_copy) == []


def test_hostile_text_comes_out_as_text(browser: Browser) -> None:
    hostile = "</textarea><script>alert(x)</script>' \" {{ x * x }} =HYPERLINK(x) ./../ æøå \u2028"
    saved(browser, begrundelse=hostile, link='https://x.dk/"><img/src=x>')
    for page in (
        browser.ask("/justeringer").text,
        browser.send("/skriv/ret", filled(browser, begrundelse=hostile)).text,
    ):
        assert "<script" not in page
        assert "<img" not in page
        assert "&lt;script&gt;alert(x)" in page
        assert "{{ x * x }}" in page


def test_a_form_is_taken_only_with_the_sessions_token_from_our_own_page_and_in_a_size_a_person_writes(
    browser: Browser, published_copy: Path
) -> None:
    form = filled(browser)
    origin = browser.door.address.origin
    refused = [
        (browser.send("/skriv/justering", form | {"maerke": "x" * 43}), 403),
        (browser.send("/skriv/justering", {name: form[name] for name in form if name != "maerke"}), 403),
        (browser.send("/skriv/justering", form, Origin="http://evil.example"), 403),
        (browser.send("/skriv/justering", form, Origin="null"), 403),
        (browser.send("/skriv/justering", form, Origin=origin.replace("http:", "https:")), 403),
        (browser.send("/skriv/justering", form, Cookie=""), 403),
        (browser.send("/skriv/justering", form, **{"Content-Type": "text/plain"}), 400),
        (browser.send("/skriv/justering", form, **{"Content-Type": "multipart/form-data; boundary=x"}), 400),
        (browser.send("/skriv/justering", form | {"begrundelse": "x" * 40_000}), 413),
        (browser.send("/skriv/justering", {f"f{number}": "" for number in range(40)}), 400),
        (browser.ask("/skriv/justering"), 405),
        (browser.send("/justeringer", form), 405),
        (browser.send("/skriv/noget", form), 404),
    ]
    assert [answer.status for answer, _ in refused] == [status for _, status in refused]
    without_origin = browser.ask(
        "/skriv/justering", "POST", content=b"maerke=x", **{"Content-Type": FORM, "Content-Length": "8"}
    )
    assert without_origin.status == 403
    assert acts(published_copy) == []


def test_an_approved_forecast_says_that_it_must_be_made_again_and_an_expired_adjustment_that_it_counts_no_more(
    browser: Browser, published_copy: Path
) -> None:
    with duckdb.connect(str(published_copy / "published" / "analyse.duckdb")) as connection:
        connection.execute("update forecast.vintage set status = 'approved', approved_by = 'chef'")
    assert "Lav den igen" not in browser.ask("/godkendelse").text
    saved(browser)
    page = browser.ask("/godkendelse").text
    assert "Prognosen er godkendt, men regner ikke med justeringerne" in page
    assert [name in page for name in ("prognosis --as-of 2024-04-30", "--kind prognose1")] == [True, True]
    gone = adjustment(text="Gjaldt i marts", as_of=date(2024, 3, 31), expires=date(2024, 4, 29))
    add(DataDirectory(published_copy), gone, read_judgements(DataDirectory(published_copy)).last)
    (card,) = re.findall(rf'<article class="card expired" id="{gone.act_id}">.*?</article>',
                         browser.ask("/justeringer").text, re.DOTALL)  # fmt: skip
    assert "Udløbet" in card
    assert "virker først" not in card, "the forecast rightly does not count with it"
    assert "Udløbne justeringer, der ikke tæller: 2024, Specialundervisning, Specialskoler" in (
        browser.ask("/godkendelse").text
    )


def test_the_cell_and_the_month_that_a_reader_came_from_stand_in_the_form(browser: Browser) -> None:
    vintage = browser.form("/juster")["prognose"]
    page = browser.ask(f"/prognose/{vintage}/celle?aar=2024&tilbud=specialskole&distrikt=Nord&maaned=2024-06").text
    (address,) = re.findall(r'href="(/juster\?[^"]+)"', page)
    form = browser.form(html.unescape(address))
    assert [form[name] for name in ("aar", "distrikt", "tilbud", "fra", "til")] == [
        "2024", "Nord", "specialskole", "6", "6",
    ]  # fmt: skip
    assert browser.form("/juster?fra=13&til=x")["fra"] == ""


def test_two_tabs_on_the_same_cell_are_shown_each_others_and_neither_is_lost(
    browser: Browser, published_copy: Path
) -> None:
    first, second = (
        fields_of(browser.send("/skriv/virkning", filled(browser, begrundelse=why)).text)
        for why in ("Den ene", "Den anden")
    )
    assert browser.send("/skriv/justering", first).status == SAVED
    refused = browser.send("/skriv/justering", second)
    assert refused.status == 409
    assert "En anden var her imens" in refused.text
    assert "Den ene" in refused.text
    assert "Den anden" in refused.text
    assert len(acts(published_copy)) == 1
    assert browser.send("/skriv/justering", fields_of(refused.text)).status == SAVED
    assert [act["text"] for act in acts(published_copy)] == ["Den ene", "Den anden"]


def test_an_adjustment_is_withdrawn_once(browser: Browser, published_copy: Path) -> None:
    made = saved(browser)
    forms = [browser.form(f"/justeringer/{made}") | {"begrundelse": why} for why in ("En grund", "En anden grund")]
    assert [browser.send("/skriv/tilbagetraekning", form).status for form in forms] == [SAVED, 409]
    assert len(acts(published_copy)) == 2
    unknown = forms[0] | {"justering": "f" * 12}
    assert browser.send("/skriv/tilbagetraekning", unknown).status == 404


def test_a_comment_stands_by_its_table(browser: Browser) -> None:
    vintage = fields_of(browser.ask("/juster").text)["prognose"]
    table = f"/prognose/{vintage}/tilbudstyper"
    assert browser.send("/skriv/bemaerkning", browser.form(table) | {"tekst": "Se på priserne"}).status == SAVED
    assert "Se på priserne" in browser.ask(table).text
    assert "Se på priserne" not in browser.ask(f"/prognose/{vintage}/budget").text
    bad = browser.send("/skriv/bemaerkning", browser.form(table) | {"tekst": "010115-4001"})
    assert (bad.status, "ligner et CPR-nummer" in bad.text) == (422, True)
    assert browser.send("/skriv/bemaerkning", browser.form(table) | {"sted": "findes_ikke"}).status == 404


def test_a_comment_on_a_cell_is_seen_there_from_the_cells_it_lies_within_and_by_the_one_who_approves(
    browser: Browser, published_copy: Path
) -> None:
    base = f"/prognose/{browser.form('/juster')['prognose']}/celle"
    cell = f"{base}?aar=2024&tilbud=specialskole&distrikt=Nord"
    answer = browser.send("/skriv/bemaerkning", browser.form(cell) | {"tekst": "To er på vej"})
    assert (answer.status, answer.headers["Location"]) == (SAVED, f"{cell}&gemt=bemaerkning#bemaerkninger")
    seen = (cell, f"{base}?aar=2024", f"{base}?aar=2024&distrikt=Nord", "/godkendelse")
    assert ["To er på vej" in browser.ask(path).text for path in seen] == [True] * 4
    assert f'href="{html.escape(cell)}"' in browser.ask("/godkendelse").text
    others = (f"{base}?aar=2025", f"{base}?aar=2024&distrikt=Syd", f"{cell}&led=known")
    assert ["To er på vej" in browser.ask(path).text for path in others] == [False] * 3
    for place in ("celle?aar=2024&tilbud=findes_ikke", "celle?distrikt=Nord&aar=2024", "celle", "../celle?aar=2024"):
        form = browser.form(cell) | {"sted": place, "tekst": "x"}
        assert browser.send("/skriv/bemaerkning", form).status == 404
    assert len(acts(published_copy)) == 1


def test_an_explanation_stands_by_its_deviation_and_two_do_not_overwrite_each_other(
    browser: Browser, published_copy: Path
) -> None:
    form = browser.form("/forklaringer") | {
        "aar": "2024", "omraade": "Specialundervisning", "distrikt": "ALL", "tilbud": "ALL", "tekst": "Flere børn",
    }  # fmt: skip
    assert browser.send("/skriv/forklaring", form).status == SAVED
    again = browser.send("/skriv/forklaring", form | {"tekst": "Færre børn"})
    assert (again.status, "Flere børn" in again.text, "Færre børn" in again.text) == (409, True, True)
    assert browser.send("/skriv/forklaring", form | {"omraade": "Andet"}).status == 404
    assert [act["text"] for act in acts(published_copy)] == ["Flere børn"]


def test_what_was_explained_before_the_forecast_was_made_again_stands_ready_to_be_saved_again(
    browser: Browser, published_copy: Path
) -> None:
    cell = Cell(2024, "Specialundervisning", "ALL", "ALL")
    add(DataDirectory(published_copy), act(kind="explanation", cell=cell, text="Som sidst", vintage_id="v0"), "")
    page = browser.ask("/forklaringer").text
    assert ">Som sidst</textarea>" in page
    assert page.count("Teksten fra en tidligere af samme dag") == 1
    assert "<blockquote>" not in page, "it is not said of this forecast until it is saved"


def test_each_role_can_do_what_it_is_for_and_no_more(published_copy: Path) -> None:
    addresses = {"virkning": "adjust", "tilbagetraekning": "adjust", "bemaerkning": "comment", "forklaring": "explain",
                 "godkendelse": "approve"}  # fmt: skip
    allowed = {
        "visitation": {"comment"},
        "finance": {"adjust", "comment", "explain"},
        "approver": {"comment", "approve"},
    }
    for role, rights in allowed.items():
        with served(published_copy, role=role) as browser:
            browser.enter()
            token = browser.form("/juster")["maerke"] if role == "finance" else browser.door.access.token
            for name, right in addresses.items():
                refused = browser.send(f"/skriv/{name}", {"maerke": token}).status == 403
                assert refused is (right not in rights), (role, name)
            for page in ("/juster", "/justeringer", "/forklaringer", "/godkendelse"):
                answer = browser.ask(page)
                assert answer.status == 200
                assert ("<form" in answer.text) is (
                    (page == "/juster" and "adjust" in rights)
                    or (page == "/forklaringer" and "explain" in rights)
                    or (page == "/godkendelse" and "approve" in rights)
                ), (role, page)  # fmt: skip
    assert acts(published_copy) == []


def test_a_download_is_noted_with_who_and_what(browser: Browser, published_copy: Path) -> None:
    vintage = browser.form("/juster")["prognose"]
    for kind in ("csv", "xlsx"):
        assert browser.ask(f"/prognose/{vintage}/budget.{kind}").status == 200
    noted = [line for line in lines(published_copy, "restricted", "audit.jsonl") if line["action"] != "view"]
    assert [(line["by"], line["action"], line["vintage_id"], line["table"], line["format"]) for line in noted] == [
        ("controller", "download", vintage, "budget", kind) for kind in ("csv", "xlsx")
    ]


def test_a_store_that_was_changed_says_so_on_the_page_and_takes_nothing(browser: Browser, published_copy: Path) -> None:
    saved(browser)
    saved(browser, tilbud="specialklasse")
    form = filled(browser)
    store = published_copy / "judgements" / "judgements.jsonl"
    store.write_bytes(store.read_bytes().replace(b"1250000", b"9250000", 1))
    for answer in (browser.ask("/justeringer"), browser.send("/skriv/justering", form)):
        assert answer.status == 409
        assert "Linje 2 i judgements/judgements.jsonl er ændret" in answer.text
    assert browser.ask("/").status == 200


def test_in_english_the_pages_with_forms_are_english(published_copy: Path) -> None:
    with served(published_copy, "en") as browser:
        browser.enter()
        saved(browser, stoerrelse="1,250,000")
        pages = [browser.ask(path).text for path in ("/justeringer", "/juster", "/forklaringer", "/godkendelse")]
        pages.append(browser.send("/skriv/virkning", filled(browser, stoerrelse="x", link="x")).text)
    for page in pages:
        assert not re.search("[æøåÆØÅ]", page)
    assert "DKK +1,250,000" in pages[0]


def test_what_is_sent_and_refused_says_so_and_why(browser: Browser, published_copy: Path) -> None:
    form = filled(browser)
    with served(published_copy, role="visitation") as other:
        other.enter()
        answer = other.send("/skriv/virkning", form | {"maerke": other.door.access.token})
        assert (answer.status, "<h1>Afvist: intet er gemt</h1>" in answer.text) == (403, True)
        assert "Din rolle kan læse her" in answer.text
    (published_copy / "published" / "analyse.duckdb").unlink()
    gone = browser.send("/skriv/virkning", form)
    assert (gone.status, "<h1>Afvist: intet er gemt</h1>" in gone.text) == (409, True)
    assert "Der er ingen udgivet fil" in gone.text
    assert "Der er ikke noget at vise endnu" in browser.ask("/juster").text
