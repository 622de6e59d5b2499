"""Who may see what: each role against each address, leaders their own cases alone, and a line for each view."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

import duckdb
import pytest
from accessible import broken_rules, chromium
from review_browser import served

from pipelines.audit import broken_line
from pipelines.review.reviewer import ROLES, Role
from pipelines.settings import DataDirectory

pytestmark = pytest.mark.xdist_group("review")

COLUMNS = (
    "slags;sag;runde;distrikt;tilbudstype;institutionsnummer;startdato;venter_siden;dage;over_fristen;koster_i_aar"
)
CASES = f"""{COLUMNS};indstillende_institution
indstilling;I-NORD;2024-05;Nord;specialskole;;;2024-04-01;29;nej;120000,50;1001
indstilling;I-SYD;2024-05;Syd;ikke_fordelt;;;2024-01-01;120;ja;80000,00;2002
revisitation;P-NORD;;Nord;specialskole;1001;;2024-05-01;-1;nej;;
revisitation;P-SYD;;Syd;specialklasse;2002;;2024-03-01;60;nej;;
"""
BILLS = """institutionsnummer;distrikt;tilbudstype;aarsag;placering_id;faktureret;forventet;forskel
2002;Syd;specialskole;mangler;P-REGNING;0,00;5000,00;-5000,00
A40;Nord;specialskole;mangler;P-NORD;0,00;7000,00;-7000,00
"""
ADJUSTED = """
insert into forecast.adjustment by name
select
    vintage_id, 'a-' || district as adjustment_id, 2024 as fiscal_year, 'ALL' as grant_area,
    district as district_id, 'specialskole' as offer_type, -250000 as effect_kr, 'Klasse i ' || district as reason,
    'controller' as made_by
from forecast.vintage cross join (values ('Nord'), ('Syd')) as district (district)
"""
OWN: dict[Role, frozenset[str]] = {"area": frozenset({"OMR-NORD"}), "school": frozenset({"2002"})}
FIGURES = ("/prognoser", "/hvor-godt", "/fund", "/ved-siden-af", "/hvad-hvis", "/justeringer", "/juster",
           "/forklaringer", "/godkendelse",
           "/prognose/{vintage}", "/prognose/{vintage}/tilbudstyper", "/prognose/{vintage}/tilbudstyper.csv",
           "/prognose/{vintage}/celle?aar=2024", "/prognose/{vintage}/celle/efter_distrikt.xlsx?aar=2024",
           "/liste/prognoser.csv")  # fmt: skip
WAITING = ("/sager", "/sager/indstilling", "/sager/bevilling", "/sager/start", "/sager/revisitation")
SEALED = ("/udgivelser", "/udgivelser/2024/prognose1-x/prognose.pdf")
OUTSIDE = ("manifest.json", "../prognose1-x/prognose.pdf", "../../../analyse.duckdb", "../../../../kommune.yaml",
           "/etc/passwd", "..", ".")  # fmt: skip
ELSEWHERE = (
    *(
        f"/udgivelser/2024/prognose1-x/{path.replace('/', slash).replace('.', dot)}"
        for path in OUTSIDE for slash in ("/", "%2f", "%5c", "%252f") for dot in (".", "%2e", "%252e")
    ),
    "/udgivelser/../restricted/audit.jsonl", "/udgivelser/%2e%2e/as_of/analyse.duckdb",
)  # fmt: skip
"""Ways out of a sealed edition, plain and said in a roundabout way."""
WRITING = (
    "virkning",
    "justering",
    "tilbagetraekning",
    "bemaerkning",
    "forklaring",
    "scenarie",
    "scenarietilbage",
    "godkendelse",
)
KINDS = ("revisitation", "indstilling", "bevilling", "start")
SEES_FIGURES = {"finance", "approver", "visitation"}
SEES_CASES = {"finance", "visitation", "area", "school"}


@pytest.fixture
def data_dir(published_copy: Path) -> Path:
    """A published file with the lists of its run and one sealed edition beside it."""
    data, as_of = DataDirectory(published_copy), "2024-04-30"
    for path, text in ((data.restricted / "visitation" / as_of / "sager.csv", CASES),
                       (data.restricted / "afregning" / as_of / "regninger_der_ikke_passer.csv", BILLS),
                       (data.editions / "2024" / "prognose1-x" / "prognose.pdf", "%PDF"),
                       (data.editions / "2024" / "prognose1-x" / "manifest.json", "{}"),
                       (data.editions / "2024" / "prognose1-kladde" / "prognose.pdf", "%PDF")):  # fmt: skip
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    with duckdb.connect(str(data.analysis)) as connection:
        connection.execute("update mart.district set area_id = 'OMR-' || upper(district_id)")
        connection.execute("update forecast.vintage set is_demonstration = true")
    return published_copy


def vintage_in(data_dir: Path) -> str:
    with duckdb.connect(str(DataDirectory(data_dir).analysis), read_only=True) as connection:
        ((vintage,),) = connection.execute("select vintage_id from forecast.vintage").fetchall()
    return str(vintage)


def noted(data_dir: Path) -> list[dict[str, object]]:
    path = data_dir / "restricted" / "audit.jsonl"
    return [json.loads(line) for line in path.read_bytes().splitlines()] if path.is_file() else []


@pytest.mark.parametrize("role", ROLES)
def test_each_role_opens_what_it_is_for_each_view_is_noted_and_the_rest_is_not_there(
    data_dir: Path, role: Role
) -> None:
    vintage = vintage_in(data_dir)
    allowed = {
        **dict.fromkeys(FIGURES, role in SEES_FIGURES), "/egne": role in OWN, "/egne/": False,
        **dict.fromkeys(WAITING, role in SEES_CASES),
        "/sager/regning": role == "finance", **dict.fromkeys(SEALED, True),
        "/udgivelser/2024/prognose1-kladde/prognose.pdf": False, **dict.fromkeys(ELSEWHERE, False),
    }  # fmt: skip
    with served(data_dir, role=role, own=OWN.get(role, frozenset())) as browser:
        browser.enter()
        found = {path: browser.ask(path.format(vintage=vintage)) for path in allowed}
        assert {path: one.status for path, one in found.items()} == {
            path: 200 if opens else 404 for path, opens in allowed.items()
        }
        shown = [one.text for one in found.values() if one.status == 200 and "html" in one.headers["Content-Type"]]
        assert all("Demonstration med opdigtede tal." in page for page in shown), "whoever approved it"
        lines = noted(data_dir)
        opened = [path.format(vintage=vintage).partition("?")[0] for path, opens in allowed.items() if opens]
        assert [line["page"] for line in lines] == opened, "each that was seen, and none that was refused"
        assert [line["excerpt"] for line in lines if "excerpt" in line] == ["aar=2024"] * (2 * (role in SEES_FIGURES))
        assert {(line["by"], line["role"], *line.get("own", [])) for line in lines} == {
            ("controller", role, *OWN.get(role, []))
        }
        for path in ("/prognoser?hvem=KANARIE", f"/prognose/{vintage}/celle?aar=2024&tilbud=KANARIE", "/sager/KANARIE"):
            browser.ask(path)
        assert "KANARIE" not in str(noted(data_dir)), "only what the file has is noted"
        assert broken_line(DataDirectory(data_dir)) is None
        first = browser.ask("/")
        expected = 200 if role in SEES_FIGURES else 303
        assert first.status == expected
        if expected == 303:
            assert first.headers["Location"] == ("/egne" if role in OWN else "/udgivelser")
        if role not in SEES_FIGURES:
            sent = {"maerke": browser.door.access.token}
            assert {browser.send(f"/skriv/{name}", sent).status for name in WRITING} == {404}


@pytest.mark.parametrize(
    ("role", "own", "waiting", "reviews"),
    [
        ("finance", (), {"I-NORD", "I-SYD"}, {"P-NORD", "P-SYD"}),
        ("visitation", (), {"I-NORD", "I-SYD"}, {"P-NORD", "P-SYD"}),
        ("area", ("OMR-NORD",), {"I-NORD"}, {"P-NORD"}),
        ("area", ("OMR-NORD", "OMR-SYD"), {"I-NORD", "I-SYD"}, {"P-NORD", "P-SYD"}),
        ("area", ("OMR-VEST",), set(), set()),
        ("school", ("2002",), {"I-SYD"}, {"P-SYD"}),
        ("school", ("OMR-NORD",), set(), set()),
    ],
)
def test_leaders_see_the_cases_of_their_own_alone_and_every_view_is_a_line_of_the_audit_file(
    data_dir: Path, role: Role, own: tuple[str, ...], waiting: set[str], reviews: set[str]
) -> None:
    with served(data_dir, role=role, own=frozenset(own), name="Ida Leder") as browser:
        browser.enter()
        for kind, expected in {"indstilling": waiting, "revisitation": reviews}.items():
            text = browser.ask(f"/sager/{kind}").text
            assert {case for case in ("I-NORD", "I-SYD", "P-NORD", "P-SYD") if f">{case}<" in text} == expected
            assert ".csv" not in text
            line = noted(data_dir)[-1]
            assert line.get("own", []) == sorted(own)
            assert line.items() >= {
                "by": "Ida Leder", "action": "view_cases", "role": role, "list": kind,
                "rows": len(expected), "as_of": "2024-04-30",
            }.items()  # fmt: skip
    assert broken_line(DataDirectory(data_dir)) is None


@pytest.mark.parametrize(
    ("role", "own", "others", "query"),
    [
        ("area", "OMR-NORD", ("Syd", "OMR-SYD"), """
            select activity.district_id, max_by(children_count, month), sum(ends_count)::int,
                any_value(round(mean_kr / 1000))::int
            from mart.activity_monthly as activity
            inner join forecast.fiscal_year as cell on activity.district_id = cell.district_id
            where year(month) = 2024 and provider_id = 'ALL' and activity.offer_type = 'ALL'
                and activity.district_id = 'Nord' and fiscal_year = 2024 and component = 'total' and grant_area = 'ALL'
                and cell.offer_type = 'ALL' and scenario = 'baseline' and month <= date '2024-04-30'
            group by activity.district_id"""),
        ("school", "A10", ("Syd", "Nord", "A20"), """
            select 'april 2024', children_count, ends_count from mart.activity_monthly
            where month = date '2024-04-01' and provider_id = 'A10' and district_id = 'ALL' and offer_type = 'ALL'"""),
    ],
)  # fmt: skip
def test_leaders_see_the_figures_of_their_own_alone_and_every_view_is_a_line_of_the_audit_file(
    data_dir: Path, role: Role, own: str, others: tuple[str, ...], query: str
) -> None:
    with duckdb.connect(str(DataDirectory(data_dir).analysis)) as connection:
        connection.execute("update forecast.vintage set status = 'approved'")
        connection.execute(ADJUSTED)
        ((label, *figures),) = connection.execute(query).fetchall()
    with served(data_dir, role=role, own=frozenset({own}), name="Ida Leder") as browser:
        browser.enter()
        text = browser.ask("/egne").text
        (row,) = [row for row in text.split("<tr>") if f'<th scope="row">{label}</th>' in row]
        shown = re.findall(r'<td class="number">([^<]+)</td>', row)
        assert {f"{figure:,}".replace(",", ".") for figure in figures} <= {*shown}
        assert ("Klasse i Nord" in text, "−250" in text) == (role == "area", role == "area"), "what is adjusted is said"
        assert not [other for other in others if f">{other}<" in text]
        assert ".csv" not in text
        assert noted(data_dir)[-1].items() >= {"action": "view_own", "role": role, "own": [own]}.items()
        assert text.count('<th scope="col" class="number"><button') > 4
        assert '</th><th scope="col" class="number">' not in text.replace('class="number"><button', ""), "all explained"
    with served(data_dir, role=role, own=frozenset({"ukendt"})) as browser:
        browser.enter()
        assert "er ikke i leverancerne" in browser.ask("/egne").text
    assert broken_line(DataDirectory(data_dir)) is None


def test_a_cell_leads_on_to_its_own_cases_for_those_who_may_see_them_and_the_view_is_noted(data_dir: Path) -> None:
    cell = "tilbud=specialskole&distrikt=Nord"
    for role, kinds in (("visitation", KINDS), ("finance", (*KINDS, "regning")), ("approver", ())):
        sees = bool(kinds)
        with served(data_dir, role=role) as browser:
            browser.enter()
            page = browser.ask(f"/prognose/{vintage_in(data_dir)}/celle?aar=2024&{cell}").text
            links = re.findall(r'href="(/sager/[^"]+)"', page)
            assert links == [f"/sager/{kind}?distrikt=Nord&amp;tilbud=specialskole" for kind in kinds]
            pending = f"/prognose/{vintage_in(data_dir)}/celle?aar=2024&led=pending"
            assert (['href="/sager/indstilling"' in browser.ask(pending).text]) == [sees]
    with served(data_dir, role="visitation") as browser:
        browser.enter()
        text = browser.ask("/sager/indstilling?distrikt=Nord&tilbud=specialskole").text
        assert [case for case in ("I-NORD", "I-SYD") if case in text] == ["I-NORD"]
        assert "Distrikt: <strong>Nord</strong>" in text
        line = noted(data_dir)[-1]
        assert (line["rows"], line["excerpt"]) == (1, "distrikt=Nord&tilbud=specialskole")
        for path in ("/sager/indstilling?distrikt=KANARIE", "/sager/indstilling?tilbud=KANARIE"):
            assert browser.ask(path).status == 404
        assert "KANARIE" not in str(noted(data_dir))


def test_bills_are_those_of_the_cell_that_one_comes_from_and_of_its_providers(data_dir: Path) -> None:
    bills = DataDirectory(data_dir).misfit_bills(date(2024, 4, 30))
    with served(data_dir, role="finance") as browser:
        browser.enter()

        def shown(query: str) -> list[str]:
            return re.findall(r">(P-[A-Z]+)<", browser.ask(f"/sager/regning{query}").text)

        assert shown("") == ["P-REGNING", "P-NORD"]
        assert shown("?distrikt=Nord&tilbud=specialskole") == ["P-NORD"]
        assert shown("?tilbud=basisplads") == []
        # A40 belongs to another municipality, 2002 to nobody that the deliveries know
        group = f"/prognose/{vintage_in(data_dir)}/celle?aar=2024&gruppe=anden_kommune"
        links = re.findall(r'href="(/sager/[^"]+)"', browser.ask(group).text)
        assert links == [f"/sager/{kind}?gruppe=anden_kommune" for kind in (*KINDS, "regning") if kind != "indstilling"]
        assert shown("?gruppe=anden_kommune") == ["P-NORD"]
        assert browser.ask("/sager/indstilling?gruppe=anden_kommune").status == 404, "not placed anywhere yet"
        bills.write_text(BILLS.replace("distrikt;", "", 1), encoding="utf-8")
        assert "har ikke skrevet listen" in browser.ask("/sager/regning?distrikt=Nord").text, "of an older program"


def test_what_is_sealed_stands_newest_first_and_says_what_it_replaces(data_dir: Path) -> None:
    made = {"b": ("2024-04-30", "05-20"), "a": ("2024-04-30", "05-27"), "c": ("2024-01-31", "06-01")}
    for name, (as_of, approved) in made.items():
        folder = DataDirectory(data_dir).editions / "2024" / f"prognose1-{name}"
        folder.mkdir()
        told = {"as_of": as_of, "approved_at": f"2024-{approved}T09:00:00"}
        told |= {"replaces": "2024/prognose1-b"} if name == "a" else {}
        (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    with served(data_dir, role="reader") as browser:
        browser.enter()
        text = browser.ask("/udgivelser").text
        assert re.findall(r"<h2>2024: prognose1-(\w)</h2>", text) == ["a", "b", "c", "x"]
        assert text.count("Erstatter 2024/prognose1-b.") == 1


def test_a_list_says_days_and_amounts_as_people_write_them_and_has_nothing_to_keep(data_dir: Path) -> None:
    with served(data_dir, role="finance") as browser:
        browser.enter()
        text = browser.ask("/sager/indstilling").text
        assert all(said in text for said in ("Specialskoler", "Ikke oplyst", ">120.001<", ">01.04.2024<"))
        assert all(f">{said}<" in browser.ask("/sager/regning").text for said in ("−5.000", "Mangler"))
        for path in ("/sager/indstilling.csv", "/sager/indstilling.xlsx", "/liste/sager.csv", "/sager/..%2fsager.csv"):
            assert browser.ask(path).status == 404
        assert browser.ask("/sager/indstilling?side=2").status == 404
        assert browser.ask("/sager/indstilling").headers["Cache-Control"] == "no-store"


def test_without_the_lists_of_the_run_the_page_says_so(published_copy: Path) -> None:
    with served(published_copy, role="visitation") as browser:
        browser.enter()
        assert "har ikke skrevet listen" in browser.ask("/sager/bevilling").text


@pytest.mark.chromium
def test_the_pages_of_leaders_cases_and_what_is_sealed_keep_the_rules_and_so_does_the_page_without_access(
    data_dir: Path,
) -> None:
    with chromium() as screen:
        for role, own in (("school", "A10"), ("area", "OMR-NORD")):
            with served(data_dir, role=role, own=frozenset({own})) as browser:
                place, page = browser.door.address.origin, screen.new_page()
                page.goto(browser.door.link)
                page.wait_for_url(f"{place}/egne")
                assert page.locator("main table").count() > 1, "one with figures"
                paths = ("/egne", "/sager", "/sager/revisitation", "/udgivelser", "/findes-ikke")
                assert broken_rules(screen, [f"{place}{path}" for path in paths[: 5 if role == "school" else 1]]) == []
                screen.clear_cookies()
                if role == "area":
                    assert broken_rules(screen, [f"{place}/"]) == [], "without the session"
