"""Whether adjustments have helped, on the page and in the file: two closed years' forecasts worked out by hand."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import duckdb
import pytest
from review_browser import Browser

pytestmark = pytest.mark.xdist_group("hand_municipality")

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
    and (grant_area, district_id, offer_type) = ('ALL', 'ALL', 'ALL')
"""
"""Forecasts of 2023 that helped, harmed and did neither; and three that have nothing to tell of."""

# The accounts of 2023 in the deliveries: N01, N02 and N18 for December, 32,550 + 24,800 + 32,550 = 89,900.
TOLD = [
    "2023 | lige | 94.900 | 84.900 | 89.900 | 5.000 | 5.000 | Nej",
    "2023 | skadede | 100.000 | 80.000 | 89.900 | 10.100 | 9.900 | Nej",
    "2023 | hjalp | 95.000 | 105.000 | 89.900 | 5.100 | 15.100 | Ja",
]


def test_a_closed_years_accounts_say_whether_its_adjustments_helped(browser: Browser, published_copy: Path) -> None:
    assert "når et år med justeringer er afsluttet" in browser.ask("/justeringer").text
    with duckdb.connect(str(published_copy / "published" / "analyse.duckdb")) as connection:
        for statement in EARLIER.split(";\n"):
            connection.execute(statement)
    page = (
        browser.ask("/justeringer").text.replace("\N{NO-BREAK SPACE}", " ").partition("Har justeringerne hjulpet?")[2]
    )
    rows = [re.findall(r"<t[hd][^>]*>(?:<a [^>]*>)?([^<]+)<", row) for row in page.split("<tr>")[2:]]
    assert [" | ".join([*row[:2], *row[3:]]) for row in rows] == TOLD
    assert [row[2] for row in rows] == ["31. oktober 2023", "31. august 2023", "30. april 2023"]
    text = browser.ask("/liste/gavn.csv").content.decode("utf-8-sig")
    kept = [list(line.values()) for line in csv.DictReader(io.StringIO(text), delimiter=";")]
    assert [" | ".join([*row[:2], *row[3:]]) for row in kept] == [line.replace(".", "") for line in TOLD]
