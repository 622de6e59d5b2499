"""The registers fit together, and hold the awkward cases that reality holds."""

import polars as pl

from pipelines.synthetic import Municipality
from pipelines.synthetic.days import day_of, last_day
from pipelines.synthetic.registers import NEVER

LEISURE = "special_sfo_klub"


def test_every_decision_has_its_referral_and_every_place_its_decision(small: Municipality):
    referrals, decisions = small.registers["indstillinger"].rows, small.registers["visitationer"].rows
    assert decisions.join(referrals, on="indstilling_id", how="anti").is_empty()
    with_decision = small.registers["placeringer"].rows.filter(pl.col("afgoerelse_id").is_not_null())
    assert with_decision.join(decisions, on="afgoerelse_id", how="anti").is_empty()


def test_keys_are_unique(small: Municipality):
    for register in small.registers.values():
        keys = [column.name for column in register.contract.key]
        assert not register.rows.select(keys).is_duplicated().any(), register.source
    assert not small.postings.select("bilagsnummer", "bilagslinje").is_duplicated().any()


def test_no_spell_ends_before_it_begins_and_no_end_is_entered_before_its_spell(city: Municipality):
    rows = city.placements
    assert (rows["slutdato"] >= rows["startdato"]).all()
    assert (rows["slut_registreret_dato"] >= rows["registreret_dato"]).all()


def test_a_leisure_place_runs_beside_a_school_place(city: Municipality):
    now = city.placements.filter(pl.col("startdato") <= day_of(2025, 3, 1), pl.col("slutdato") >= day_of(2025, 3, 1))
    leisure, school = now.filter(pl.col("tilbudstype") == LEISURE), now.filter(pl.col("tilbudstype") != LEISURE)
    assert leisure.height > 400
    assert leisure.join(school, on="cpr", how="anti").is_empty()


def test_own_places_fill_up_and_the_rest_is_bought(city: Municipality):
    owners = {p.id: p.is_own for p in city.town.institutions.by_id.values()}
    now = city.placements.filter(pl.col("startdato") <= day_of(2025, 9, 30), pl.col("slutdato") >= day_of(2025, 9, 30))
    classes = now.filter(pl.col("tilbudstype") == "specialklasse")
    own = classes["institutionsnummer"].replace_strict(owners, return_dtype=pl.Boolean)
    assert 0.5 <= own.mean() <= 0.9


def test_the_school_that_closes_hands_its_children_to_its_successor(city: Municipality):
    closing = next(p for p in city.town.institutions.by_id.values() if p.is_closing and p.kind == "folkeskole")
    last, first = day_of(2023, 7, 31), day_of(2023, 8, 1)
    rows = city.placements
    left = rows.filter(
        pl.col("institutionsnummer") == closing.id, pl.col("slutdato") == last, pl.col("slutaarsag") == "skift_tilbud"
    )
    came = rows.filter(pl.col("institutionsnummer") == closing.successor_id, pl.col("startdato") == first)
    assert rows.filter(pl.col("institutionsnummer") == closing.id, pl.col("slutdato") > last).is_empty()
    assert left.height > 10
    assert set(left["cpr"]) & set(came["cpr"])


def test_other_municipalities_children_bring_income(small: Municipality):
    income = small.postings.filter(pl.col("art").str.starts_with("7"))
    assert (income["beloeb"] < 0).all()
    foreign = small.placements.filter(pl.col("betalingskommune") != small.town.size.code)
    assert set(income["placering_id"]) <= set(foreign["placering_id"])


def test_postings_come_late_and_some_in_the_supplementary_period(city: Municipality):
    bills = city.postings.filter(pl.col("bilagsnummer").str.starts_with("B"))
    lag = bills["bogfoeringsdato"] - bills["periode_til"]
    assert 10 <= lag.mean() <= 35
    january = bills.filter(
        pl.col("bogfoeringsdato").is_between(day_of(2025, 1, 1), day_of(2025, 1, 31)), pl.col("regnskabsaar") == 2024
    )
    assert january.height > 500


def test_the_ledger_has_credits_one_offs_unmapped_accounts_and_bills_without_a_place(city: Municipality):
    rows, chart = city.postings, set(city.registers["kontoplan"].rows["konto"])
    assert rows.filter(pl.col("bilagsnummer").str.ends_with("-K"))["beloeb"].max() < 0
    assert rows.filter(pl.col("engangspost") == "ja").height >= 3
    assert 0 < rows.filter(~pl.col("konto").is_in(list(chart))).height < 0.01 * rows.height
    assert rows.filter(pl.col("bilagsnummer").str.starts_with("B"), pl.col("placering_id").is_null()).height > 0


def test_every_year_has_every_kind_of_budget_row(small: Municipality):
    kinds = {"vedtaget", "tillaegsbevilling", "omplacering", "overfoersel", "forventet_aendring", "reserveret"}
    rows = small.registers["budget"].rows
    for year in (2024, 2025, 2026):
        assert set(rows.filter(pl.col("budgetaar") == year)["budgettype"]) == kinds
    moved = rows.filter(pl.col("budgettype") == "omplacering").group_by("budgetaar").agg(pl.col("beloeb").sum())
    assert moved["beloeb"].to_list() == [0.0] * len(moved)
    adopted = rows.filter(pl.col("helaarspladser").is_not_null())
    assert ((adopted["helaarspladser"] * adopted["enhedspris"] - adopted["beloeb"]).abs() < 0.01).all()


def test_a_board_case_keeps_the_statutory_clock(city: Municipality):
    rows = city.registers["klager"].rows.join(city.registers["visitationer"].rows, on="afgoerelse_id", suffix="_a")
    told = pl.max_horizontal(pl.col("afgoerelsesdato") + 2, "known_a")
    assert rows.filter(pl.col("modtaget_dato") - told > 28).is_empty()
    upheld = rows.filter(pl.col("genvurdering_udfald") == "medhold")
    assert (upheld["naevn_dato"] == NEVER).all()
    kept = rows.filter(pl.col("genvurdering_udfald") == "fastholdt")
    assert (kept["videresendt_dato"] - kept["genvurdering_dato"]).max() <= 14


def test_the_action_plan_has_the_totals_of_2020(small: Municipality):
    april = small.registers["indsatsplan"].rows.filter(pl.col("statusdato") == day_of(2020, 4, 23))
    assert (april["afsat"].sum(), april["disponeret"].sum()) == (35_075_000.0, 28_365_000.0)
    assert april["forventet_effekt"].str.contains("(eksempel)", literal=True).all()


def test_some_spells_are_one_day_long_and_some_begin_on_a_leap_day(city: Municipality):
    rows = city.placements
    one_day = rows.filter(pl.col("startdato") == pl.col("slutdato"))
    assert pl.from_epoch(one_day["startdato"], time_unit="d").dt.strftime("%m-%d").is_in(["12-31"]).any()
    assert rows.filter(pl.col("startdato") == day_of(2024, 2, 29)).height > 0


def test_the_grade_in_an_extract_is_that_of_the_extracts_last_day(small: Municipality):
    register = small.registers["placeringer"]
    july, august = register.cut(last_day(202507)), register.cut(last_day(202508))
    both = july.join(august, on="placering_id", suffix="_8").filter(
        pl.col("slutdato_8").is_null(), ~pl.col("klassetrin").is_in(["dagtilbud", "10"])
    )
    assert both.height > 100
    assert (both["klassetrin_8"].cast(pl.Int64) == both["klassetrin"].cast(pl.Int64) + 1).all()
