"""The columns that users and other programs rely on; more may be added, none may go."""

import duckdb
import published_models
import pytest

from pipelines.assets.stable_views import stable_columns, write_stable_views

INTERVAL = "mean_kr p025_kr p10_kr p50_kr p90_kr p975_kr"
EFFECTS = (
    "population_effect_kr share_effect_kr timing_effect_kr mix_effect_kr index_effect_kr price_effect_kr "
    "one_off_effect_kr unexplained_effect_kr"
)
PROMISED = {
    "mart.activity_monthly": "month provider_id district_id offer_type children_count full_year_places starts_count "
    "ends_count",
    "mart.spend_monthly": "fiscal_year month grant_area district_id offer_type booked_kr committed_kr one_off_kr",
    "mart.referral_monthly": "month district_id referral_type received_count granted_count alternative_count "
    "refused_count returned_count withdrawn_count open_count median_case_days p90_case_days",
    "mart.complaint_monthly": "month received_count reconsidered_in_favour_count forwarded_count "
    "board_confirmed_count board_changed_count board_remitted_count board_dismissed_count board_withdrawn_count",
    "mart.segregation": "census_date measure view district_id grade special_count pupils_count share",
    "mart.transitions_yearly": "school_year grade intake_rate exit_rate return_rate is_approximation",
    "mart.budget_position": "fiscal_year grant_area district_id offer_type as_of adopted_kr supplementary_kr "
    "reallocated_kr carried_over_kr corrected_kr reserved_kr expected_change_kr expected_corrected_kr "
    "planned_full_year_places planned_unit_price_kr",
    "mart.expectation_figure": "fiscal_year month area_id offer_type expected_places expected_unit_price_kr "
    "expected_kr actual_places frozen_at agreed_by",
    "mart.visitation_commitment": "round decision_month offer_type decided_places cost_this_year_kr "
    "cost_next_year_kr pending_places pending_cost_this_year_kr",
    "mart.capacity": "",
    "mart.unit_cost": "",
    "mart.offer_price": "",
    "mart.billing_control": "",
    "mart.action_plan": "status_date fiscal_year initiative allocated_kr committed_kr spent_kr temperature phase",
    "mart.programme": "",
    "mart.early_signs": "",
    "mart.survey": "",
    "forecast.vintage": "vintage_id as_of_date created_at data_fingerprint code_version seed scenario status "
    "approved_by approved_at method_summary",
    "forecast.activity": "vintage_id scenario month district_id offer_type measure mean p025 p10 p50 p90 p975",
    "forecast.cost": f"vintage_id scenario month district_id offer_type {INTERVAL}",
    "forecast.fiscal_year": f"vintage_id scenario fiscal_year grant_area district_id offer_type component {INTERVAL} "
    "full_year_places unit_price_kr",
    "forecast.deviation": "vintage_id fiscal_year grant_area district_id offer_type adopted_kr corrected_kr "
    "budget_kr spend_to_date_kr expected_kr p10_kr p90_kr deviation_kr ordinary_operation_kr carry_over_kr "
    f"{EFFECTS} previous_vintage_id",
    "forecast.bridge": "vintage_id starts_in start_vintage_id ends_in fiscal_year grant_area district_id offer_type "
    f"start_kr end_kr difference_kr start_places end_places {EFFECTS} adjustment_effect_kr",
    "forecast.adjustment": "vintage_id reason made_by made_at expires withdrawn_at",
    "forecast.accuracy": "origin horizon level method n error mase wape bias coverage_80 coverage_95 pinball "
    "interval_width",
    "forecast.alarm": "series stream district_id period came_count expected_cases low_cases high_cases is_alarm "
    "event_name false_alarm_rate",
    "forecast.event_test": "series effect false_alarm_rate smallest_visible_effect sentence_da",
    "meta.delivery": "",
    "meta.finding": "",
    "meta.example_query": "",
}


@pytest.mark.parametrize("table", PROMISED)
def test_a_published_table_has_the_columns_it_promises(table: str) -> None:
    assert set(PROMISED[table].split()) <= published_models.declared_tables()[table].keys()


def test_a_stable_view_keeps_its_columns_when_its_table_gains_one() -> None:
    tables = published_models.declared_tables()
    with duckdb.connect() as connection:
        for schema in ("mart", "forecast"):
            connection.execute(f"create schema {schema}")
        for table, columns in stable_columns().items():
            definition = ", ".join(f'"{name}" {tables[table][name]}' for name in columns)
            connection.execute(f"create table {table} (gained integer, {definition})")
        write_stable_views(connection, "memory")
        for table, columns in stable_columns().items():
            view = connection.execute(f"select * from stable.{table.partition('.')[2]}").description
            assert [name for name, *_ in view or []] == columns


@pytest.mark.parametrize("table", published_models.declared_tables())
def test_kroner_are_decimals_with_two_places_and_stand_beside_their_price_level(table: str) -> None:
    columns = published_models.declared_tables()[table]
    kroner = {name for name in columns if name.endswith("_kr")}
    assert {columns[name].replace(" ", "") for name in kroner} <= {"decimal(18,2)"}
    assert not kroner or "price_level_year" in columns


@pytest.mark.parametrize("table", published_models.declared_tables())
def test_counts_are_integers(table: str) -> None:
    columns = published_models.declared_tables()[table]
    assert {data_type for name, data_type in columns.items() if name.endswith("_count")} <= {"integer"}
