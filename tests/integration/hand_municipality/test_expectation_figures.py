"""The areas' figures of 2024 from proposal to follow-up by the real command; the numbers are worked out on paper.

Known on 10 October 2023, when the budget was adopted, are the children of 2023: in Vest (Syd) 351 of school age and 192
younger, in Øst (Nord) 406 of school age. Expected for 2024 are 362, 198 and 417.
"""

from __future__ import annotations

import json
import shutil
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

pytestmark = pytest.mark.xdist_group("hand_municipality")
DELIVERIES = Path(__file__).parent / "deliveries"
CORRECTED = Decimal("4574000.00")
FIGURES = {
    # 250,000 x 198/192; 700,000 x 362/351; 600,000 x 417/406, for only Øst's children were in day treatment in 2023.
    ("Vest", "basisplads"): "257812.50",
    ("Vest", "specialklasse"): "721937.32",
    ("Øst", "dagbehandling"): "616256.16",
    # 2,400,000 by days in 2023: Vest 365 + 3 x 153 = 824, Øst 212 + 365 + 365 + 1 = 943 and 200,000 of its own.
    ("Vest", "specialskole"): "1154259.24",
    ("Øst", "specialskole"): "1520935.54",
    # Nobody was in the club in 2023: 144,000 by the children, 362 and 417 of 779.
    ("Vest", "special_sfo_klub"): "69013.66",
    ("Øst", "special_sfo_klub"): "79171.91",
}
"""Together 4,419,386.33: the reserve has 4,574,000 - 4,419,386.33 = 154,613.67."""


@pytest.fixture(scope="module")
def town(command, hand_data_dir, tmp_path_factory):
    """The municipality's data directory for these tests to change, and how to ask of it."""
    data_dir = Path(shutil.copytree(hand_data_dir, tmp_path_factory.mktemp("figures") / "data", symlinks=True))

    def ask(*arguments, code=0):
        answer = command("expectation", arguments[0], "--year", "2024", *arguments[1:], "--data-dir", str(data_dir))
        assert answer.returncode == code, answer.stderr
        return answer.stdout or answer.stderr

    return data_dir, ask


@pytest.fixture(scope="module")
def followed(command, town):
    """What is published after two freezes, one of them known only after the day that is looked from."""
    data_dir, ask = town
    propose = ("propose", "--by", "Budgetkontoret", "--json")
    agree = ("agree", "--role", "områdeleder", "--reason", "Aftalt på mødet")
    vest = (*agree, "--area", "Vest", "--by", "Lederen i Vest")
    oest = (*agree, "--area", "Øst", "--by", "Lederen i Øst")
    freeze = ("freeze", "--by", "Direktøren", "--reason", "Budgetaftale")
    first = ("--proposal", str(json.loads(ask(*propose, "--without-plan"))["proposal"]))
    # 1.25 places at the budget's 466,666.67 kr. are 583,333.34: 138,603.98 less than proposed.
    ask(*vest, *first, "--figure", "specialklasse=1,25")
    ask(*oest, *first)
    ask(*freeze, *first, "--on", "2024-04-30")
    assert "er allerede låst som version 1" in ask(*oest, *first, "--replaces", "1", code=2)
    second = ("--proposal", str(json.loads(ask(*propose))["proposal"]))
    ask(*vest, *second)
    ask(*oest, *second)
    assert "skriv --replaces 1" in ask(*freeze, *second, "--on", "2024-05-01", code=2)
    ask(*freeze, *second, "--replaces", "1", "--on", "2024-05-01")
    run = ("run", "--deliveries", str(DELIVERIES), "--as-of", "2024-04-30", "--full-refresh", "--quiet")
    finished = command(*run, "--data-dir", str(data_dir))
    assert finished.returncode == 0, finished.stderr
    with duckdb.connect(str(data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
        yield connection


def year_kr(connection, area, offer="ALL", column="expected_kr"):
    query = f"select sum({column}) from mart.expectation_figure where fiscal_year = 2024 and area_id = ?"
    return connection.execute(f"{query} and offer_type = ?", [area, offer]).fetchone()[0]


def test_the_proposal_is_budget_times_children_and_the_reserve_is_the_rest_to_the_oere(town):
    _, ask = town
    proposed = json.loads(ask("propose", "--by", "Budgetkontoret", "--without-plan", "--json"))
    assert {(line["area"], line["offer_type"]): line["year_kr"] for line in proposed["figures"]} == FIGURES
    assert (proposed["areas_kr"], proposed["reserve_kr"], proposed["corrected_kr"]) == (
        "4419386.33", "154613.67", "4574000.00",
    )  # fmt: skip
    # The plan's latest status has 150,000 kr. of savings, of a single initiative: they lie in the reserve.
    with_plan = json.loads(ask("propose", "--by", "Budgetkontoret", "--json"))
    assert (with_plan["plan_kr"], with_plan["reserve_kr"]) == ("150000.00", "304613.67")


def test_what_does_not_exist_is_refused_with_what_does(town):
    _, ask = town
    number = str(json.loads(ask("propose", "--by", "Budgetkontoret", "--json"))["proposal"])
    leader = ("--by", "Lederen", "--role", "områdeleder", "--reason", "Aftalt")
    agree = ("agree", "--proposal", number, *leader)
    assert "Områder: Vest, Øst." in ask(*agree, "--area", "Nord", code=2)
    unknown = ask(*agree, "--area", "Vest", "--figure", "dagbehandling=2", code=2)
    assert "Tilbudstyper: basisplads, special_sfo_klub, specialklasse, specialskole." in unknown
    for unclear in ("mange", "1.500"):  # thousands or decimals
        said = ask(*agree, "--area", "Vest", "--figure", f"specialskole={unclear}", code=2)
        assert "TILBUDSTYPE=PLADSER" in said
    twice = ("--figure", "specialskole=5", "--figure", "specialskole=6")
    assert "to gange" in ask(*agree, "--area", "Vest", *twice, code=2)
    assert "Det er " + number in ask("agree", "--proposal", "999", *leader, "--area", "Vest", code=2)
    assert "År med budget: 2023, 2024." in ask("propose", "--by", "x", "--year", "2031", code=2)
    assert "Years with one: 2024." in ask("show", "--year", "2031", "--lang", "en", code=2)
    assert "--by indeholder et CPR-nummer" in ask("propose", "--by", "0101201234", code=2)


def test_nothing_is_overwritten_or_frozen_unseen(town):
    data_dir, ask = town
    number = str(json.loads(ask("propose", "--by", "Budgetkontoret", "--json"))["proposal"])
    agree = ("agree", "--proposal", number, "--role", "områdeleder", "--reason", "Aftalt", "--area", "Vest")
    assert "noteret" in ask(*agree, "--by", "Lederen")
    second = ask(*agree, "--by", "Stedfortræderen", code=2)
    before = json.loads(ask("show", "--json"))["agreements"][0]["agreement"]
    assert f"aftale {before} af Lederen" in second
    assert "noteret" in ask(*agree, "--by", "Stedfortræderen", "--replaces", str(before))
    freeze = ("freeze", "--proposal", number, "--by", "Direktøren", "--reason", "Budgetaftale")
    assert f"Disse områder har ikke aftalt forslag {number}: Øst." in ask(*freeze, code=2)
    noted = [json.loads(line) for line in (data_dir / "restricted" / "audit.jsonl").read_text().splitlines()]
    assert [entry["by"] for entry in noted if entry["action"] == "agree_figures"][-2:] == ["Lederen", "Stedfortræderen"]


def test_areas_and_reserve_are_the_corrected_budget_and_keep_the_freeze_known_on_the_day(followed):
    vest, oest, reserve = (year_kr(followed, area) for area in ("Vest", "Øst", "RESERVE"))
    assert year_kr(followed, "Vest", "specialklasse") == Decimal("583333.34")
    assert vest + oest == Decimal("4419386.33") - Decimal("138603.98")
    assert reserve == Decimal("154613.67") + Decimal("138603.98")
    assert vest + oest + reserve == year_kr(followed, "ALL") == CORRECTED
    rows = followed.execute(
        "select distinct frozen_at::varchar, agreed_by, version from mart.expectation_figure "
        "where fiscal_year = 2024 and area_id = 'Vest' and expected_kr is not null"
    ).fetchall()
    assert rows == [("2024-04-30", "Lederen i Vest, områdeleder", 1)]
    # Nobody has agreed on 2023: what was adopted is expected, and it says so.
    (said,) = followed.execute("select distinct agreed_by from mart.expectation_figure where fiscal_year = 2023 "
                               "and expected_kr is not null").fetchone()  # fmt: skip
    assert said == "kommunalbestyrelsen (vedtaget budget)"


def test_the_areas_forecast_is_the_prognosis_line_by_line(followed):
    lines = followed.execute(
        "select f.grant_area, f.offer_type, t.areas_forecast_kr + t.other_forecast_kr, f.mean_kr, t.deviation_kr, "
        "d.deviation_kr from forecast.fiscal_year f left join mart.expectation_tie t using (fiscal_year, grant_area, "
        "offer_type) left join forecast.deviation d using (fiscal_year, grant_area, district_id, offer_type) "
        "where fiscal_year = 2024 and f.district_id = 'ALL' and f.component = 'total'"
    ).fetchall()
    assert all(told == line for _, _, told, line, _, _ in lines)
    assert all(told == line for _, _, _, _, told, line in lines if line is not None)
    # Expected 4,574,000 and 180,000 not decided yet, forecast 5,639,779.38: 885,779.38 too much.
    assert year_kr(followed, "ALL", column="deviation_kr") == CORRECTED - Decimal("5639779.38")
    assert ("ALL", "ALL", Decimal("-885779.38")) in [(area, offer, told) for area, offer, _, _, told, _ in lines]


def test_a_month_shows_what_was_used_and_what_it_cost(followed):
    # Dagbehandling in April: P12 and P15 all month, 30 x 830 + 30 x 865 = 50,850 kr.; nothing is known of May yet.
    rows = followed.execute(
        "select month(month), actual_places, actual_kr, forecast_places from mart.expectation_figure "
        "where area_id = 'Øst' and offer_type = 'dagbehandling' and month in ('2024-04-01', '2024-05-01') order by 1"
    ).fetchall()
    assert rows[0][:3] == (4, Decimal("2.0000"), Decimal("50850.00"))
    assert rows[1][:3] == (5, None, None)
