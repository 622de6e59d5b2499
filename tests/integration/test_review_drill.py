"""Behind a figure of the review page: the lines add up to it, every figure says what it is, every table can be had."""

from __future__ import annotations

import csv
import io
import json
import re
from decimal import Decimal
from html import unescape
from pathlib import Path
from urllib.parse import quote

import duckdb
import openpyxl
import pytest
from review_browser import Browser

pytestmark = pytest.mark.xdist_group("review")

DIMENSIONS = {
    "efter_bevillingsomraade": "grant_area", "efter_tilbudstype": "offer_type", "efter_distrikt": "district_id",
}  # fmt: skip
CELLS = {"": {}, "&tilbud=specialskole": {"offer_type": "specialskole"}, "&distrikt=Nord": {"district_id": "Nord"}}

WHOLE = re.compile(r".+\. Opgjort pr\. 30\.\s?april 2024\. Kilde: (?:mart|forecast|meta)\..+\.")
"""What a figure says of itself: its meaning, its day and where it stands."""


@pytest.fixture
def base(published_copy: Path) -> str:
    ((vintage,),) = asked(published_copy, "select vintage_id from forecast.vintage where scenario = 'baseline'")
    return f"/prognose/{vintage}"


def asked(published_copy: Path, query: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(published_copy / "published" / "analyse.duckdb"), read_only=True) as connection:
        return connection.execute(query).fetchall()


def lines_of(browser: Browser, address: str) -> list[dict[str, str]]:
    answer = browser.ask(address)
    assert answer.status == 200, address
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


@pytest.mark.parametrize(("narrowed", "fixed"), CELLS.items())
@pytest.mark.parametrize(("code", "dimension"), DIMENSIONS.items())
def test_the_lines_below_a_cell_are_those_of_the_published_file_and_end_in_the_cell(
    browser: Browser, base: str, published_copy: Path, code: str, dimension: str, narrowed: str, fixed: dict[str, str]
) -> None:
    where = {field: "ALL" for field in DIMENSIONS.values() if field != dimension} | fixed
    conditions = " and ".join(f"{field} = '{value}'" for field, value in where.items() if field != dimension)
    expected = asked(published_copy, f"""
        select round(mean_kr) from forecast.fiscal_year
        where fiscal_year = 2024 and component = 'total' and {conditions}
            and (mean_kr <> 0 or full_year_places <> 0 or p90_kr <> 0 or {dimension} = 'ALL')
    """)  # fmt: skip
    if dimension in fixed:
        assert browser.ask(f"{base}/celle/{code}.csv?aar=2024{narrowed}").status == 404
        return
    lines = lines_of(browser, f"{base}/celle/{code}.csv?aar=2024{narrowed}")
    shown = [Decimal(line["Forventet regnskab (kr.)"]) for line in lines]
    assert sorted(kr for kr in shown if kr) == sorted(kr for (kr,) in expected if kr)
    assert abs(sum(shown[:-1]) - shown[-1]) <= len(shown), "the total stands last"


def test_an_adjustment_of_some_months_stands_in_those_months_of_its_cell_and_of_what_holds_it(
    browser: Browser, base: str, published_copy: Path
) -> None:
    with duckdb.connect(str(published_copy / "published" / "analyse.duckdb")) as connection:
        connection.execute("""
            insert into forecast.adjustment by name
            select vintage_id, 'a' as adjustment_id, 2024 as fiscal_year, 'Specialundervisning' as grant_area,
                'Nord' as district_id, 'specialskole' as offer_type, 8 as first_month, 12 as last_month,
                153000 as effect_kr, 'To nye' as reason, 'controller' as made_by, now() as made_at,
                2024 as price_level_year
            from forecast.vintage
        """)  # 1,000 a day in 153 days
    days = {8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
    for cell in ("", "&distrikt=Nord", "&distrikt=Nord&tilbud=specialskole"):
        lines = lines_of(browser, f"{base}/celle/efter_maaned.csv?aar=2024{cell}")
        told = {line["Måned"]: line["Justering (kr.)"] for line in lines if line["Justering (kr.)"]}
        assert told == {f"2024-{month:02}-01": f"{1000 * count}" for month, count in days.items()}, cell
    assert "Justering" not in str(lines_of(browser, f"{base}/celle/efter_maaned.csv?aar=2024&distrikt=Syd")[0])


def test_a_component_can_be_followed_to_the_districts_it_lies_in(browser: Browser, base: str) -> None:
    parts = lines_of(browser, f"{base}/celle/efter_led.csv?aar=2024")
    known = {line["Del af årets regnskab"]: line["Forventet regnskab (kr.)"] for line in parts}
    lines = lines_of(browser, f"{base}/celle/efter_distrikt.csv?aar=2024&led=known")
    assert lines[-1]["Forventet regnskab (kr.)"] == known["Kendte placeringer, resten af året"]
    assert len(lines) > 2


@pytest.mark.parametrize(
    ("code", "dimension", "parameter"),
    [("aaret_trin", "grade_band", "trin"), ("aaret_institutionstype", "institution_type", "type"),
     ("aaret_udbydergruppe", "provider_group", "gruppe"), ("aaret_egne_koebte", "own_bought", "koeb")],
)  # fmt: skip
def test_the_whole_year_is_divided_by_stage_and_provider_and_each_part_can_be_followed_year_by_year(
    browser: Browser, base: str, published_copy: Path, code: str, dimension: str, parameter: str
) -> None:
    expected = asked(published_copy, f"""
        select member, round(mean_kr)::int, round(p10_kr)::int, round(p90_kr)::int from forecast.level
        where fiscal_year = 2024 and dimension = '{dimension}'
    """)  # fmt: skip
    lines = lines_of(browser, f"{base}/celle/{code}.csv?aar=2024")
    shown = [tuple(int(kr) for kr in list(line.values())[2:5]) for line in lines]
    assert sorted(shown) == sorted(tuple(kr) for _, *kr in expected)
    assert abs(sum(mean for mean, *_ in shown[:-1]) - shown[-1][0]) <= len(shown)
    assert shown[-1][0] == sum(int(line["Forventet regnskab (kr.)"]) for line in lines_of(
        browser, f"{base}/celle/efter_tilbudstype.csv?aar=2024")[-1:])  # fmt: skip
    (member, kr), *_ = [(member, kr) for member, *kr in expected if member not in ("ALL", "ikke_fordelt")]
    years = lines_of(browser, f"{base}/celle/delen_efter_aar.csv?aar=2024&{parameter}={member}")
    assert tuple(int(kr) for kr in list(years[0].values())[2:5]) == tuple(kr)
    assert f"{parameter}={member}" in browser.ask("/").text, "the overview leads on to it"
    for unknown in (f"{parameter}=nogen", f"{parameter}={member}&led=known", f"{parameter}={member}&omraade=nogen"):
        assert browser.ask(f"{base}/celle?aar=2024&{unknown}").status == 404


def test_a_month_and_a_provider_group_are_followed_to_what_lies_in_them(
    browser: Browser, base: str, published_copy: Path
) -> None:
    months = lines_of(browser, f"{base}/celle/efter_maaned.csv?aar=2024")
    ((places,),) = asked(published_copy, """
        select mean * 366 / 31 from forecast.activity where measure = 'full_year_places' and month = date '2024-03-01'
            and district_id = 'ALL' and offer_type = 'ALL' and scenario = 'baseline'
    """)  # fmt: skip
    march = next(line for line in months if line["Måned"] == "2024-03-01")
    assert march["Pladser i gennemsnit"] == f"{places:.1f}".replace(".", ",")
    own = lines_of(browser, f"{base}/celle/maaned_tilbudstype.csv?aar=2024&maaned=2024-03")
    assert own[-1]["Ydelser i måneden (kr.)"] == march["Ydelser i måneden (kr.)"]
    areas = lines_of(browser, f"{base}/celle/maaned_bevillingsomraade.csv?aar=2024&maaned=2024-03")
    assert areas[-1]["Bogført i måneden (kr.)"] == march["Bogført i måneden (kr.)"]
    area = quote(areas[0]["Bevillingsområde"])
    below = lines_of(browser, f"{base}/celle/bevillingsomraade_maaned.csv?aar=2024&omraade={area}")
    assert (
        next(list(line.values())[1:] for line in below if line["Måned"] == "2024-03-01") == list(areas[0].values())[1:]
    )
    groups = lines_of(browser, f"{base}/celle/efter_udbydergruppe.csv?aar=2024")
    inside = lines_of(browser, f"{base}/celle/efter_udbyder.csv?aar=2024&gruppe=egen")
    assert inside[-1]["Helårspladser til dato"] == groups[0]["Helårspladser til dato"]


def test_a_month_is_followed_to_its_components_and_a_component_to_its_months_and_both_to_the_districts(
    browser: Browser, base: str, published_copy: Path
) -> None:
    service, june = "Ydelser i måneden (kr.)", "&maaned=2024-06"
    parts = lines_of(browser, f"{base}/celle/maaned_led.csv?aar=2024{june}")
    expected = asked(published_copy, """
        select known_kr, decided_kr, pending_kr, expected_intake_kr, transport_kr, mean_kr from forecast.cost
        where month = date '2024-06-01' and (district_id, offer_type, scenario) = ('ALL', 'ALL', 'baseline')
    """)  # fmt: skip
    assert [line[service] for line in parts] == [f"{kr:.0f}" for kr in expected[0] if kr]
    assert abs(sum(int(line[service]) for line in parts[:-1]) - int(parts[-1][service])) <= len(parts)
    months = lines_of(browser, f"{base}/celle/led_maaned.csv?aar=2024&led=known")
    assert next(line[service] for line in months if line["Måned"] == "2024-06-01") == f"{expected[0][0]:.0f}"
    for code in ("led_maaned_tilbudstype", "led_maaned_distrikt"):
        below = lines_of(browser, f"{base}/celle/{code}.csv?aar=2024&led=known{june}")
        assert (below[-1][service], len(below) > 2) == (f"{expected[0][0]:.0f}", True)
    page = browser.ask(f"{base}/celle?aar=2024{june}").text
    assert "maaned=2024-06&amp;led=known" in page
    for unknown in ("&led=other&maaned=2024-06", "&omraade=Specialundervisning&maaned=2024-06"):
        assert browser.ask(f"{base}/celle?aar=2024{unknown}").status == 404, "these have no months"


def test_every_step_down_opens_says_the_way_back_and_stays_small(browser: Browser, base: str) -> None:
    path, steps = f"{base}/celle?aar=2024", 0
    while path and steps < 6:
        answer = browser.ask(path)
        assert (answer.status, len(answer.content) < 300_000) == (200, True), path
        way = re.findall(r'<nav class="path".*?</nav>', answer.text, re.DOTALL)[0]
        assert f'href="{base}"' in way
        assert way.count("<li>") == path.count("=") + 1
        below = [unescape(found) for found in re.findall(r'<th scope="row"><a href="([^"]+)"', answer.text)]
        path, steps = max((found for found in below if "aar=2024" in found), key=len, default=""), steps + 1
    assert steps > 2


@pytest.mark.parametrize(
    "unknown",
    ["aar=2013", "aar=x", "distrikt=D99", "tilbud=%27%20or%201%3D1--", "led=alt", "gruppe=nogen", "maaned=2024-13",
     "maaned=2023-01", "omraade=..%2F..%2Fkommune.yaml"],
)  # fmt: skip
def test_a_cell_that_no_vintage_has_is_not_found(browser: Browser, base: str, unknown: str) -> None:
    for address in (f"{base}/celle?{unknown}", f"{base}/celle/efter_distrikt.csv?{unknown}"):
        assert browser.ask(address).status == 404
    assert browser.ask(f"{base}/celle/efter_distrikt.exe?aar=2024").status == 404


def test_every_figure_says_what_it_is_of_which_day_and_from_where(browser: Browser, base: str) -> None:
    pages = ["/", f"{base}/celle?aar=2024", f"{base}/celle?aar=2024&koeb=own", "/hvor-godt", "/prognoser", "/fund"]
    pages += sorted(set(re.findall(rf'href="({base}/[a-z_]+)"', browser.ask("/").text)))
    assert len(pages) > 12
    for path in pages:
        text = browser.ask(path).text
        headers = re.findall(r'(?<!<tr>)<th scope="col" class="number">(.*?)</th>', text.replace("<tr>\n", "<tr>"))
        assert headers or 'class="number"' not in text
        for header in [*headers, *re.findall(r"<dt>(<button.*?)</dt>", text)]:
            said = re.search(r'aria-describedby="(\w+)">.*popover id="\1">([^<]+)<', header)
            assert said, (path, header)
            assert WHOLE.fullmatch(said[2]), said[2]


def test_every_table_behind_every_kind_of_spot_can_be_had_as_a_workbook(browser: Browser, base: str) -> None:
    excerpts = ("", "&led=known", "&maaned=2024-06", "&maaned=2024-06&led=known", "&gruppe=egen", "&koeb=own",
                "&omraade=Specialundervisning")  # fmt: skip
    codes = set()
    for excerpt in excerpts:
        page = browser.ask(f"{base}/celle?aar=2024{excerpt}").text
        for path in map(unescape, re.findall(r'href="([^"]+\.xlsx\?[^"]+)"', page)):
            code = path.partition("/celle/")[2].partition(".")[0]
            if code not in codes:
                assert browser.ask(path).content.startswith(b"PK"), path
            codes.add(code)
    assert {"aaret_trin", "bevillingsomraade_maaned", "led_maaned_distrikt", "efter_udbyder"} <= codes


def test_the_lists_and_tables_behind_can_be_had_and_no_name_in_them_runs(
    browser: Browser, base: str, published_copy: Path
) -> None:
    path = published_copy / "published" / "analyse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("update mart.provider set provider_name = '=1+1|' || provider_name")
    below = f"{base}/celle/efter_udbyder"
    assert all(line["Udbyder"].startswith("'=1+1|") for line in lines_of(browser, f"{below}.csv?gruppe=egen")[:-1])
    book = openpyxl.load_workbook(io.BytesIO(browser.ask(f"{below}.xlsx?gruppe=egen").content))
    cells = [cell for row in book["Til dato efter udbyder"].iter_rows() for cell in row]
    assert any(str(cell.value).startswith("=1+1|") and cell.data_type == "s" for cell in cells)
    assert {cell.value for cell in cells if cell.data_type == "f"} <= {
        str(cell.value) for cell in cells if str(cell.value).startswith("=SUM(")
    }
    cover = [str(row[0]) for row in book.worksheets[0].iter_rows(values_only=True)]
    assert any("Kommunens egne" in line for line in cover), "the cover says which excerpt it is"
    for name in ("prognoser", "fund", "kilder"):
        assert lines_of(browser, f"/liste/{name}.csv")
        assert browser.ask(f"/liste/{name}.xlsx").content.startswith(b"PK")
    lines = [json.loads(line) for line in (published_copy / "restricted" / "audit.jsonl").read_text().splitlines()]
    noted = [line for line in lines if line["action"] == "download"]
    assert {"table": "efter_udbyder", "format": "xlsx", "excerpt": "aar=2024&gruppe=egen"}.items() <= noted[1].items()
    assert [line["table"] for line in noted[2:]] == ["prognoser", "prognoser", "fund", "fund", "kilder", "kilder"]


def test_the_ways_from_the_budget_and_from_the_forecast_before_lead_to_the_cell_in_a_picture_and_a_table(
    browser: Browser, base: str, published_copy: Path
) -> None:
    path = published_copy / "published" / "analyse.duckdb"
    with duckdb.connect(str(path)) as connection:
        zero = ", ".join(
            f"change_{effect}_effect_kr = 0"
            for effect in ("population", "timing", "mix", "index", "one_off", "unexplained", "adjustment")
        )
        connection.execute(f"""
            update forecast.deviation set
                previous_vintage_id = vintage_id, previous_expected_kr = expected_kr - 1000000, change_kr = -1000000,
                change_share_effect_kr = -1250000, change_price_effect_kr = 250000, {zero}
        """)
    ((budget, expected),) = asked(published_copy, """
        select round(budget_kr), round(expected_kr) from forecast.deviation where fiscal_year = 2024
            and (grant_area, district_id, offer_type) = ('ALL', 'ALL', 'ALL')
    """)  # fmt: skip
    way = lines_of(browser, f"{base}/celle/fra_budget.csv?aar=2024")
    assert (way[0]["Nået til (kr.)"], way[-1]["Nået til (kr.)"]) == (f"{budget:.0f}", f"{expected:.0f}")
    change = lines_of(browser, f"{base}/celle/fra_forrige.csv?aar=2024")
    assert [line["Mere (+) eller mindre (−) udgift (kr.)"] for line in change] == ["", "1250000", "-250000", "1000000"]
    page = browser.ask(f"{base}/celle?aar=2024").text
    assert page.count('<svg role="img" aria-label="Vandfaldsdiagram') == 2
    assert "Forrige prognose, 30." in page
    assert 'aria-label="Vandfaldsdiagram' in browser.ask("/").text


def test_from_a_figure_to_an_adjustment_of_it_keeps_what_was_chosen(browser: Browser, base: str) -> None:
    page = browser.ask(f"{base}/celle?aar=2024&tilbud=specialskole").text
    (address,) = re.findall(r'href="(/juster\?[^"]+)"', page)
    form = browser.form(unescape(address))
    assert (form["aar"], form["omraade"], form["distrikt"], form["tilbud"]) == (
        "2024", "Specialundervisning", "ALL", "specialskole")  # fmt: skip


def test_the_funnel_counts_each_step_of_the_last_twelve_months_and_is_drawn(
    browser: Browser, base: str, published_copy: Path
) -> None:
    (expected,) = asked(published_copy, """
        select sum(received_count), sum(granted_count + alternative_count + refused_count),
            sum(granted_count + alternative_count), sum(started_count)
        from mart.referral_monthly where district_id = 'ALL' and referral_type in ('ny', 'aendring')
            and month between date '2023-05-01' and date '2024-04-01'
    """)  # fmt: skip
    lines = lines_of(browser, f"{base}/celle/tragt.csv?aar=2024")
    assert [int(line["Antal"]) for line in lines] == [*expected]
    assert f'aria-label="Indstillet: {expected[0]} (100' in browser.ask(f"{base}/celle?aar=2024").text
    for narrowed in ("aar=2025", "aar=2024&tilbud=specialskole", "aar=2024&led=known"):
        assert browser.ask(f"{base}/celle/tragt.csv?{narrowed}").status == 404
