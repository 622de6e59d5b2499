"""The hand-written municipality seen again a month later, when nothing more has been delivered."""

from __future__ import annotations

import re
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from review_browser import served

from pipelines.sources.raw_tables import ADDED_TO_A_CONTRACT

pytestmark = pytest.mark.xdist_group("hand_municipality")
CAUSES = "^(model|correction|in_place|decided|pending|unknown|adjustment|price|bills|one_off|other).*_(places|kr)$"


@pytest.fixture(scope="module")
def a_month_later(command, hand_data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data_dir = tmp_path_factory.mktemp("a_month_later") / "data"
    shutil.copytree(hand_data_dir, data_dir, symlinks=True)
    with duckdb.connect(str(data_dir / "warehouse" / "warehouse.duckdb")) as warehouse:
        for table, column in ADDED_TO_A_CONTRACT:  # as an earlier version loaded it
            warehouse.execute(f"alter table {table} drop column {column.split()[0]}")
    answer = command("prognosis", "--as-of", "2024-05-31", "--data-dir", str(data_dir), "--quiet")
    assert answer.returncode == 0, answer.stderr
    return data_dir


def test_made_again_the_last_forecast_is_what_it_was_and_only_the_bills_that_did_not_come_have_changed(
    a_month_later: Path,
) -> None:
    # Of the 132,300 of transport expected after 30 April, 31 of 245 days have passed and none of it is booked:
    # 16,740. No child's place, no price and nothing that was known on 30 April is otherwise.
    with duckdb.connect(str(a_month_later / "published" / "analyse.duckdb"), read_only=True) as connection:
        found = connection.execute(
            f"select columns('{CAUSES}') from forecast.vintage_change "
            "where fiscal_year = 2024 and district_id = 'ALL' and offer_type = 'ALL'"
        )
        names = [column[0] for column in found.description]
        (row,) = found.fetchall()
        (query,) = connection.execute(
            "select query_sql from meta.example_query where query_id = 'hvad_er_kendt_siden_sidst'"
        ).fetchone()
        analysts_see = connection.execute(query).fetchall()

    told = {name: value for name, value in zip(names, row, strict=True) if value}
    assert {name: value for name, value in told.items() if abs(value) > Decimal("0.01")} == {
        "bills_kr": Decimal("-16740.00")
    }
    assert analysts_see[0] == (2024, "bills_kr", Decimal("-16740.00"))


@pytest.mark.parametrize(("language", "title"), [("da", "siden sidste prognose"), ("en", "since the last forecast")])
def test_the_review_page_says_what_has_changed_and_what_it_is_due_to(
    a_month_later: Path, language: str, title: str
) -> None:
    with served(a_month_later, language) as browser:
        browser.enter()
        page = browser.ask("/").text

    table = page[page.index(title) :]
    lines = re.findall(r"<tr.*?</tr>", table[: table.index("</table>")], re.DOTALL)
    figures = [re.sub(r"[.,]", "", found) for line in lines for found in re.findall(r">([^<>]*\d[^<>]*)<", line)[-2:]]
    # last forecast and this year and next, the transport that nobody has billed, this forecast; no line of an øre
    assert figures[-6:] == ["5639779", "6088077", "−16740", "0", "5623039", "6088077"]
