from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl
import pytest
from flow import make_flow
from frames import ASSUMED, EXACT, area, made, posting, price, spell

from forecasting import Options, Scenario, project
from forecasting.given.scenario import Lever, Move
from forecasting.judged.calibration import fit_widths
from forecasting.ledger.corrections import Corrections
from forecasting.questions.level_truth import came_by_level
from forecasting.told.level_flow import leaned
from forecasting.told.level_ledger import corrections_by_lane
from forecasting.told.level_members import provider_classes
from forecasting.told.level_table import LEVEL
from forecasting.world import World

APRIL = date(2025, 4, 30)
TOLD = {"simulate_intake": False, "simulate_exits": False, "paths": 20, "tells_levels": True}


def house(name, kind, owner, valid_from=date(2010, 1, 1)):
    return {"institution_id": name, "valid_from": valid_from, "institution_type": kind, "owner": owner}


HOUSES = [house("A", "folkeskole", "egen"), house("B", "opholdssted", "privat")]


def pupil(name, grade, provider="A", **other):
    """A child that was in a grade on 1 October 2024."""
    return spell(
        name, date(2023, 8, 1), provider_id=provider, birth_month=date(2018 - grade, 3, 1), grade=str(grade),
        grade_reference_date=date(2024, 10, 1), is_in_own_place=provider == "A", **other,
    )  # fmt: skip


def told(as_of=APRIL, **rows):
    rows = {"institutions": HOUSES, "offer_areas": [area(2025)], **rows}
    return project(made(as_of, **rows), ASSUMED, Options(**TOLD))


def by_member(frame, dimension, year=2025):
    rows = frame.filter(fiscal_year=year, dimension=dimension).select("member", "full_year_places", "mean_kr")
    return {member: (places, kr) for member, places, kr in rows.iter_rows()}


def share(days, kr_per_day):
    places = (Decimal(days) / 365).quantize(Decimal("0.0001"))
    return places, Decimal(days * kr_per_day).quantize(Decimal("0.01"))


def test_a_child_changes_band_on_the_first_of_august_and_takes_its_kroner_along():
    # grade 3 until the summer, then 4; the eldest leaves grade 9 and the place on 31 July
    spells = [pupil("p1", 3), pupil("p2", 9, "B", end_date=date(2025, 7, 31), end_known_date=date(2025, 4, 1))]
    levels = told(spells=spells, prices=[price("p1", 1000.0), price("p2", 2000.0)]).levels

    assert levels.schema == pl.Schema(LEVEL)
    whole = (Decimal("1.5808"), Decimal("789000.00"))
    assert by_member(levels, "grade_band") == {
        "ALL": whole, "stage_lower": share(212, 1000), "stage_middle": share(153, 1000),
        "stage_upper": share(212, 2000),
    }  # fmt: skip
    assert by_member(levels, "institution_type") == {
        "ALL": whole, "folkeskole": share(365, 1000), "opholdssted": share(212, 2000)
    }  # fmt: skip
    assert by_member(levels, "provider_group") == {"ALL": whole, "egen": share(365, 1000), "privat": share(212, 2000)}
    assert by_member(levels, "own_bought") == {"ALL": whole, "own": share(365, 1000), "bought": share(212, 2000)}


def test_notice_after_the_summer_belongs_to_the_band_of_the_last_day():
    leaver = pupil(
        "p1", 3, end_date=date(2025, 7, 31), end_known_date=date(2025, 7, 1), notice_from=date(2025, 8, 1),
        notice_to=date(2025, 8, 31),
    )  # fmt: skip
    levels = told(spells=[leaver], prices=[price("p1", 1000.0)]).levels

    # 212 days in the place and 31 of notice
    assert by_member(levels, "grade_band")["stage_lower"] == (Decimal("0.5808"), Decimal("243000.00"))
    assert "stage_middle" not in by_member(levels, "grade_band")


def test_an_own_class_costs_each_band_by_the_days_of_its_children_past_and_ahead():
    # one of grade 0 all year, one of grade 8 until 30 June: 365 + 181 days, month by month
    own = {
        "provider_id": "A", "offer_type": "specialskole", "service": "undervisning", "valid_from": date(2020, 1, 1),
        "valid_to": None, "settlement_form": "klasse", "kr_per_year": 365_000.0, "children_per_class": 8,
    }  # fmt: skip
    spells = [pupil("p1", 0), pupil("p2", 8, end_date=date(2025, 6, 30), end_known_date=date(2025, 4, 1))]
    levels = told(spells=spells, own_offers=[own]).levels

    # 1000 kr a day: half each for 181 days, then all of it
    assert by_member(levels, "grade_band")["stage_upper"][1] == Decimal("90500.00")
    assert by_member(levels, "grade_band")["stage_lower"][1] == Decimal("274500.00")
    assert by_member(levels, "own_bought")["own"][1] == by_member(levels, "own_bought")["ALL"][1]


def test_a_class_costs_what_it_costs_on_each_path_and_more_of_it_where_a_band_has_more_children():
    kr = np.array([[[60.0], [40.0]], [[60.0], [40.0]], [[60.0], [40.0]]])
    places = np.array([[[3.0], [1.0]], [[3.0], [2.0]], [[0.0], [0.0]]])
    found = leaned(kr, places)[:, :, 0]

    # 2 and 1 places on the mean path: 60 x 1.5 against 40 x 1, then 60 x 1.5 against 40 x 2; nobody: as usual
    assert found.tolist() == [
        [pytest.approx(9000 / 130), pytest.approx(4000 / 130)], [pytest.approx(9000 / 170), pytest.approx(8000 / 170)],
        [60.0, 40.0],
    ]  # fmt: skip


def test_a_bill_is_its_childs_else_its_providers_else_its_types_else_no_places():
    # in January at A one of grade 2 all month and one of grade 5 from the 17th: 31 and 15 days; at B one of grade 8
    spells = [pupil("p1", 2), pupil("p2", 5) | {"start_date": date(2025, 1, 17)}, pupil("p3", 8, "B")]
    service = {"service_month": date(2025, 1, 1), "service_from": date(2025, 1, 1), "service_to": date(2025, 1, 31)}
    bills = [
        posting(date(2025, 2, 1), "7000.00", placement_id="p3", provider_id="B", **service),
        posting(date(2025, 2, 1), "4600.00", **service),
        posting(date(2025, 2, 1), "7700.00", provider_id=None, **service),
        posting(date(2025, 2, 1), "500.00", provider_id=None, offer_type="ikke_fordelt", **service),
        posting(date(2025, 2, 1), "-900.00", spend_kind="income", **service),
    ]
    levels = told(date(2025, 12, 31), spells=spells, postings=bills).levels

    # 4600 in 46 days; 7700 in 77 days of all three
    assert {name: kr for name, (_, kr) in by_member(levels, "grade_band").items()} == {
        "ALL": Decimal("18900.00"), "stage_lower": Decimal("6200.00"), "stage_middle": Decimal("3000.00"),
        "stage_upper": Decimal("10100.00"), "ikke_fordelt": Decimal("-400.00"),
    }  # fmt: skip
    assert by_member(levels, "institution_type")["folkeskole"][1] == Decimal("9200.00")
    assert by_member(levels, "own_bought")["bought"][1] == Decimal("10100.00")


def test_a_quarters_bill_follows_its_child_from_one_stage_to_the_next():
    """July to September at 9,000; the child is in grade 3 until August."""
    service = {"service_month": date(2025, 9, 1), "service_from": date(2025, 7, 1), "service_to": date(2025, 9, 30)}
    bill = posting(date(2025, 10, 5), "9000.00", placement_id="p1", provider_id="B", **service)
    levels = told(date(2025, 12, 31), spells=[pupil("p1", 3, "B")], postings=[bill]).levels

    kr = {name: kr for name, (_, kr) in by_member(levels, "grade_band").items()}
    assert kr == {"ALL": Decimal("9000.00"), "stage_lower": Decimal("3000.00"), "stage_middle": Decimal("6000.00")}


def test_a_correction_lies_in_one_lane_of_its_type_as_often_as_the_lane_costs():
    """Two types in three classes' lanes; of the first type's cost 0, 3 and 1 quarters, of the second's nothing."""
    world = World.of(
        made(APRIL, spells=[pupil("p1", 2), pupil("p2", 2, offer_type="specialklasse")]), ASSUMED, Options(**TOLD)
    )
    leaves = pl.DataFrame({"district_id": ["D1", "D1"], "offer_type": list(world.offers)})
    late = Corrections(leaves, np.tile([-100.0, 50.0], (4000, 1)))

    found = corrections_by_lane(world, late, np.array([0.0, 0.0, 30.0, 0.0, 10.0, 0.0]))

    assert set(np.unique(found)) == {-100.0, 0.0}
    assert found.sum(axis=1).tolist() == [-100.0] * 4000
    assert (found[:, 2] < 0).mean() == pytest.approx(0.75, abs=0.03)
    assert (found[:, 4] < 0).mean() == pytest.approx(0.25, abs=0.03)


def test_a_provider_is_what_its_row_of_the_day_says_and_without_one_what_its_spells_say():
    rows = [
        house("A", "folkeskole", "egen"), house("A", "specialskole", "privat", date(2025, 1, 1)),
        house("A", "andet", "region", date(2026, 1, 1)), house("C", "dagbehandling", "privat", date(2026, 1, 1)),
    ]  # fmt: skip
    spells = [pupil("p1", 1), pupil("p2", 1, "B"), pupil("p3", 1, "ukendt"), spell("p4", APRIL, provider_id="D")]
    spells[-1]["is_in_own_place"] = True
    found = provider_classes(World.of(made(APRIL, institutions=rows, spells=spells), ASSUMED, EXACT))

    assert found.rows() == [
        ("A", "specialskole", "privat", "bought"), ("B", "ukendt", "ukendt", "bought"),
        ("C", "dagbehandling", "privat", "bought"), ("D", "ukendt", "egen", "own"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def flow_inputs():
    flow = make_flow(3, scale=0.3)
    return flow.inputs(date(2024, 4, 30))


BOTH = Scenario(
    "begge", (Lever("prices", 1.2, date(2025, 4, 1)),),
    (Move(date(2024, 8, 1), from_offer="dagbehandling", share=0.5, place_kr=400_000, fixed_kr=100_000),),
)  # fmt: skip


@pytest.mark.parametrize(
    "chosen", [{}, {"lines": {("specialskole", "year"): "naive_last_month"}}, {"scenario": BOTH}], ids=str
)
def test_members_sum_to_the_years_total_and_what_is_for_no_place_is_what_the_other_components_say(flow_inputs, chosen):
    found = project(flow_inputs, ASSUMED, Options(paths=40, tells_levels=True, **chosen))
    total = found.fiscal_year.filter(component="total", grant_area="ALL", district_id="ALL", offer_type="ALL")
    key = ["fiscal_year", "dimension"]
    sums = (pl.col("mean_kr", "full_year_places").filter(pl.col("member") != "ALL").sum().name.suffix("_sum"),)
    whole = found.levels.filter(member="ALL").join(found.levels.group_by(key).agg(sums), on=key)

    assert whole.height == 20
    assert whole["mean_kr"].equals(whole["mean_kr_sum"].cast(whole["mean_kr"].dtype), check_names=False)
    assert (whole["full_year_places"] == whole["full_year_places_sum"]).all()
    both = whole.join(total, on="fiscal_year", suffix="_told")
    for name in ("mean_kr", "p025_kr", "p10_kr", "p50_kr", "p90_kr", "p975_kr", "full_year_places"):
        assert (both[name] == both[f"{name}_told"]).all()
    loose = ["income", "other", "one_off", "adjustment"]
    apart = found.fiscal_year.filter(
        pl.col("component").is_in(loose), grant_area="ALL", district_id="ALL", offer_type="ALL"
    ).group_by("fiscal_year").agg(kr=pl.col("mean_kr").sum())  # fmt: skip
    rest = found.levels.filter(pl.col("fiscal_year") > 2024, member="ikke_fordelt", dimension="grade_band")
    beside = apart.filter(pl.col("fiscal_year") > 2024).join(rest, on="fiscal_year", how="left")
    own, egen = (found.levels.filter(member=name).drop("dimension", "member") for name in ("own", "egen"))
    means = ["fiscal_year", "full_year_places", "mean_kr"]
    assert own.select(means).equals(egen.select(means))
    # each of some fifty leaves is rounded to the øre
    assert beside.select((pl.col("kr") - pl.col("mean_kr").fill_null(0)).abs().max()).item() < 1


def test_levels_are_told_only_where_they_are_asked_for_and_move_nothing_else(flow_inputs):
    with_levels = project(flow_inputs, ASSUMED, Options(paths=20, tells_levels=True))
    without = project(flow_inputs, ASSUMED, Options(paths=20))

    assert without.levels.is_empty()
    for name in ("activity", "cost", "fiscal_year", "deviation"):
        assert getattr(with_levels, name).equals(getattr(without, name))


def test_what_came_is_the_days_of_the_year_and_the_kroner_that_it_booked():
    spells = [pupil("p1", 3), pupil("p2", 9, "B", end_date=date(2024, 7, 31), end_known_date=date(2024, 7, 1))]
    bills = [
        posting(date(2024, 3, 31), "1000.00", placement_id="p1"),
        posting(date(2024, 9, 30), "3000.00", placement_id="p2", provider_id="B", service_month=date(2024, 7, 1)),
        posting(date(2024, 3, 31), "-50.00", spend_kind="income"),
        posting(date(2024, 3, 31), "70.00", is_one_off=True),
    ]
    came = came_by_level(made(APRIL, spells=spells, postings=bills, institutions=HOUSES), ASSUMED, 2024)
    rows = came.filter(dimension="own_bought").select("fiscal_year", "member", "full_year_places", "cost_kr").rows()

    # p2 was there 213 days of a leap year
    assert rows == [(2024, "bought", pytest.approx(213 / 366), 3000.0), (2024, "own", 1.0, 1000.0)]
    # on 1 October 2024 p1 was in grade 3: in March it was in grade 2, of the same band
    bands = {row["member"]: row["cost_kr"] for row in came.filter(dimension="grade_band").iter_rows(named=True)}
    assert bands == {"stage_lower": 1000.0, "stage_upper": 3000.0}


def test_the_widths_of_the_other_levels_do_not_depend_on_these():
    rng = np.random.default_rng(1)
    names = ["total", "offer_type", "district", "own_bought"] * 6
    scored = pl.DataFrame(
        {
            "origin": [date(2018 + at // 4, 4, 30) for at in range(len(names))], "horizon": "year", "level": names,
            "s80": rng.uniform(0, 2, len(names)), "s95": rng.uniform(0, 2, len(names)),
        }
    )  # fmt: skip
    alone = fit_widths(scored.filter(pl.col("level") != "own_bought")).factors
    together = fit_widths(scored).factors

    assert {key: together[key] for key in alone} == alone
    assert ("year", "own_bought") in together
