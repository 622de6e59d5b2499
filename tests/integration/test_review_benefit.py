"""Whether adjustments have helped, on the page and in the file: two closed years' forecasts worked out by hand."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import duckdb
import pytest
from review_browser import Browser

pytestmark = pytest.mark.xdist_group("review")

EARLIER = """
create temp table made (vintage_id varchar, as_of date, scenario varchar, year int, total_kr int, adjusted_kr int);
insert into made values
    ('hjalp', '2023-04-30', 'baseline', 2023, 95000, -10000),
    ('skadede', '2023-08-31', 'baseline', 2023, 100000, 20000),
    ('lige', '2023-10-31', 'baseline', 2023, 94900, 10000),
    ('ingen', '2023-11-30', 'baseline', 2023, 90000, 0),
    ('tanke', '2023-11-30', 'dyrere', 2023, 95000, -10000),
    ('i_gang', '2024-01-31', 'baseline', 2024, 95000, -10000);
insert into forecast.vintage
select vintage.* replace (made.vintage_id as vintage_id, as_of as as_of_date, made.scenario as scenario)
from forecast.vintage as vintage cross join made;
insert into forecast.fiscal_year
select cell.* replace (
    made.vintage_id as vintage_id, year as fiscal_year,
    if(component = 'total', total_kr, adjusted_kr) as mean_kr
)
from forecast.fiscal_year as cell cross join made
where fiscal_year = 2024 and component in ('total', 'adjustment')
    and (grant_area, district_id, offer_type) = ('ALL', 'ALL', 'ALL');
create temp table judged (
    vintage_id varchar, adjustment_id varchar, district_id varchar, first_month int, total_kr int, effect_kr int
);
insert into judged values
    ('hjalp', 'a', 'ALL', 8, 70000, -10000), ('skadede', 'a', 'ALL', 8, 99000, -10000),
    ('skadede', 'b', 'ALL', null, 99000, 20000), ('hjalp', 'c', 'Fjern', null, 70000, 5000),
    ('i_gang', 'd', 'ALL', null, 70000, 5000);
insert into forecast.fiscal_year
select distinct cell.* replace (
    judged.vintage_id as vintage_id, 2023 as fiscal_year, judged.district_id as district_id, total_kr as mean_kr
)
from forecast.fiscal_year as cell cross join judged
where cell.fiscal_year = 2024 and component = 'total' and cell.vintage_id not in (select vintage_id from made)
    and (grant_area, cell.district_id, offer_type) = ('Specialundervisning', 'ALL', 'specialskole');
insert into forecast.adjustment by name
select vintage_id, adjustment_id, if(vintage_id = 'i_gang', 2024, 2023) as fiscal_year,
    'Specialundervisning' as grant_area, district_id, 'specialskole' as offer_type, first_month,
    if(first_month is null, null, 12) as last_month, effect_kr, 'grund' as reason, 'controller' as made_by,
    timestamp '2023-05-01 09:00:00' as made_at, 2023 as price_level_year
from judged
"""
"""Forecasts of 2023 that helped, harmed and did neither; and three that have nothing to tell of.

Adjustments of one cell, each told by the first forecast that counted with it; one of a cell without accounts, and one
of a year under way."""
FROM_JANUARY = """
insert into mart.spend_monthly by name
select 2023 as fiscal_year, month, 'ALL' as grant_area, 'ALL' as district_id, 'ALL' as offer_type, kr as booked_kr,
    0 as committed_kr, 0 as one_off_kr, 2023 as price_level_year
from (values (date '2023-01-01', 700), (date '2023-02-01', -700)) as posted (month, kr)
"""
"""A ledger that begins in January and comes to the same; that of the deliveries begins in December."""

# The accounts of 2023 in the deliveries: N01, N02 and N18 for December, 32,550 + 24,800 + 32,550 = 89,900.
TOLD = [
    "2023 | lige | 94.900 | 84.900 | 89.900 | 5.000 | 5.000 | Nej",
    "2023 | skadede | 100.000 | 80.000 | 89.900 | 10.100 | 9.900 | Nej",
    "2023 | hjalp | 95.000 | 105.000 | 89.900 | 5.100 | 15.100 | Ja",
]


# Of these N01 and N18 for special schools: 65,100. By adjustment a 70,000 was expected, and 80,000 without it.
CELL = "2023, Specialundervisning, Specialskoler"
BY_ADJUSTMENT = [
    f"{CELL}, august–december | hjalp | 70.000 | 80.000 | 65.100 | 4.900 | 14.900 | Ja",
    f"{CELL} | skadede | 99.000 | 79.000 | 65.100 | 33.900 | 13.900 | Nej",
    "Alle justeringer |  | – | – | – | 38.800 | 28.800 | Nej",
]


def shown(page: str, table: str) -> list[list[str]]:
    """The rows of the page's table of this title, in order."""
    (own,) = [part for part in page.replace("\N{NO-BREAK SPACE}", " ").split("<h3")[1:] if f">{table}<" in part]
    return [
        re.findall(r"<t[hd][^>]*>(?:<a [^>]*>)?([^<]*)<", row)
        for row in own.partition("<tbody>")[2].partition("</tbody>")[0].split("<tr")[1:]
    ]


def kept(browser: Browser, code: str) -> list[list[str]]:
    text = browser.ask(f"/liste/{code}.csv").content.decode("utf-8-sig")
    return [list(line.values()) for line in csv.DictReader(io.StringIO(text), delimiter=";")]


def test_a_closed_years_accounts_say_whether_its_adjustments_helped(browser: Browser, published_copy: Path) -> None:
    path = str(published_copy / "published" / "analyse.duckdb")
    with duckdb.connect(path) as connection:
        for statement in EARLIER.split(";\n"):
            connection.execute(statement)
    assert "når et år med justeringer er afsluttet" in browser.ask("/justeringer").text, "half a year is none"
    with duckdb.connect(path) as connection:
        connection.execute(FROM_JANUARY)
    page = browser.ask("/justeringer").text
    whole = shown(page, "Alle justeringer i en prognose")
    assert [" | ".join([*row[:2], *row[3:]]) for row in whole] == TOLD
    assert [row[2] for row in whole] == ["31. oktober 2023", "31. august 2023", "30. april 2023"]
    single = shown(page, "Justering for justering")
    assert [" | ".join([*row[:2], *row[3:]]) for row in single] == BY_ADJUSTMENT
    assert [" | ".join([*row[:2], *row[3:]]) for row in kept(browser, "gavn")] == [
        line.replace(".", "") for line in TOLD
    ]
    assert len(kept(browser, "gavn_justeringer")) == len(BY_ADJUSTMENT)
