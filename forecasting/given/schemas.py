"""The columns that the forecast reads, frame by frame. Meaning: docs/ and the warehouse's models.

A frame may hold more columns than these; they are left behind, pseudonyms among them, so that no result can depend
on them. Not here: how a frame is checked (`inputs`), how it is made (the warehouse's intermediate models); the columns
of a table that is written stand beside what writes it.
"""

from __future__ import annotations

import polars as pl

from forecasting.given.terms import MONEY, PLACES, Schema

SPELLS: Schema = {
    "placement_id": pl.String,
    "child_label": pl.String,
    "birth_month": pl.Date,
    "provider_id": pl.String,
    "district_id": pl.String,
    "is_paid_by_us": pl.Boolean,
    "is_in_own_place": pl.Boolean,
    "offer_type": pl.String,
    "is_in_total": pl.Boolean,
    "rate_group": pl.String,
    "start_date": pl.Date,
    "end_date": pl.Date,
    "end_known_date": pl.Date,
    "end_reason": pl.String,
    "grade": pl.String,
    "grade_reference_date": pl.Date,
    "decision_id": pl.String,
    "known_date": pl.Date,
    "notice_from": pl.Date,
    "notice_to": pl.Date,
}
PRICES: Schema = {
    "placement_id": pl.String, "service": pl.String, "valid_from": pl.Date, "valid_to": pl.Date,
    "kr_per_day": pl.Float64, "settlement_form": pl.String,
}  # fmt: skip
OWN_OFFERS: Schema = {
    "provider_id": pl.String, "offer_type": pl.String, "service": pl.String, "valid_from": pl.Date,
    "valid_to": pl.Date, "settlement_form": pl.String, "kr_per_year": pl.Float64, "children_per_class": pl.Int32,
}  # fmt: skip
CAPACITY: Schema = {
    "provider_id": pl.String, "offer_type": pl.String, "valid_from": pl.Date, "valid_to": pl.Date,
    "place_count": pl.Int32, "is_own": pl.Boolean,
}  # fmt: skip
RATES: Schema = {
    "institution_id": pl.String, "offer_type": pl.String, "rate_group": pl.String, "service": pl.String,
    "valid_from": pl.Date, "valid_to": pl.Date, "unit": pl.String, "amount_kr": pl.Float64,
    "settlement_form": pl.String,
}  # fmt: skip
INSTITUTIONS: Schema = {
    "institution_id": pl.String, "valid_from": pl.Date, "institution_type": pl.String, "owner": pl.String,
}  # fmt: skip
REFERRALS: Schema = {
    "referral_id": pl.String,
    "child_label": pl.String,
    "birth_month": pl.Date,
    "received_date": pl.Date,
    "known_date": pl.Date,
    "district_id": pl.String,
    "referral_type": pl.String,
    "requested_offer_type": pl.String,
    "grade": pl.String,
    "withdrawn_date": pl.Date,
    "decision_date": pl.Date,
    "decision_known_date": pl.Date,
    "granted_offer_type": pl.String,
    "granted_from": pl.Date,
    "status": pl.String,
}
GRANTS: Schema = {
    "decision_id": pl.String,
    "referral_id": pl.String,
    "child_label": pl.String,
    "birth_month": pl.Date,
    "grade": pl.String,
    "grade_reference_date": pl.Date,
    "district_id": pl.String,
    "offer_type": pl.String,
    "provider_id": pl.String,
    "rate_group": pl.String,
    "start_date": pl.Date,
    "decision_date": pl.Date,
    "referral_type": pl.String,
}
POPULATION: Schema = {"census_year": pl.Int32, "district_id": pl.String, "age": pl.Int32, "people_count": pl.Int64}
BUDGET_POPULATION: Schema = {
    "fiscal_year": pl.Int32, "district_id": pl.String, "age": pl.Int32, "people_count": pl.Int64,
}  # fmt: skip
"""The people of each budget's year as they were best known on the day that it was adopted."""
POSTINGS: Schema = {
    "fiscal_year": pl.Int32,
    "posting_date": pl.Date,
    "service_from": pl.Date,
    "service_to": pl.Date,
    "service_month": pl.Date,
    "grant_area": pl.String,
    "district_id": pl.String,
    "offer_type": pl.String,
    "provider_id": pl.String,
    "placement_id": pl.String,
    "spend_kind": pl.String,
    "amount_kr": MONEY,
    "is_one_off": pl.Boolean,
}
BUDGET: Schema = {
    "fiscal_year": pl.Int32,
    "grant_area": pl.String,
    "district_id": pl.String,
    "offer_type": pl.String,
    "adopted_kr": MONEY,
    "carried_over_kr": MONEY,
    "corrected_kr": MONEY,
    "expected_corrected_kr": MONEY,
    "planned_full_year_places": PLACES,
    "planned_unit_price_kr": MONEY,
    "price_level_year": pl.Int32,
}
OFFER_AREAS: Schema = {"fiscal_year": pl.Int32, "offer_type": pl.String, "grant_area": pl.String}
ADJUSTMENTS: Schema = {
    "fiscal_year": pl.Int32,
    "grant_area": pl.String,
    "district_id": pl.String,
    "offer_type": pl.String,
    "year_share": pl.Float64,
    "amount_kr": MONEY,
    "places": pl.Float64,
    "factor": pl.Float64,
    "expires": pl.Date,
}
INPUTS: dict[str, Schema] = {
    "spells": SPELLS,
    "prices": PRICES,
    "own_offers": OWN_OFFERS,
    "capacity": CAPACITY,
    "rates": RATES,
    "institutions": INSTITUTIONS,
    "referrals": REFERRALS,
    "grants": GRANTS,
    "population": POPULATION,
    "budget_population": BUDGET_POPULATION,
    "postings": POSTINGS,
    "budget": BUDGET,
    "offer_areas": OFFER_AREAS,
    "adjustments": ADJUSTMENTS,
}
REQUIRED: dict[str, tuple[str, ...]] = {
    "spells": ("placement_id", "child_label", "provider_id", "offer_type", "start_date", "is_paid_by_us"),
    "prices": ("placement_id", "service", "valid_from", "kr_per_day"),
    "own_offers": ("provider_id", "offer_type", "service", "valid_from", "settlement_form", "kr_per_year"),
    "capacity": ("provider_id", "offer_type", "valid_from", "place_count", "is_own"),
    "rates": ("institution_id", "offer_type", "rate_group", "service", "valid_from", "unit", "amount_kr"),
    "institutions": ("institution_id", "valid_from"),
    "referrals": ("referral_id", "child_label", "received_date", "referral_type", "status"),
    "grants": ("decision_id", "child_label", "offer_type", "start_date"),
    "population": ("census_year", "district_id", "age", "people_count"),
    "budget_population": ("fiscal_year", "district_id", "age", "people_count"),
    "postings": ("fiscal_year", "posting_date", "grant_area", "spend_kind", "amount_kr"),
    "budget": ("fiscal_year", "grant_area", "expected_corrected_kr"),
    "offer_areas": ("fiscal_year", "offer_type", "grant_area"),
    "adjustments": ("fiscal_year",),
}
KEYS: dict[str, tuple[str, ...]] = {
    "spells": ("placement_id",),
    "prices": ("placement_id", "service", "valid_from"),
    "own_offers": ("provider_id", "offer_type", "service", "valid_from"),
    "capacity": ("provider_id", "offer_type", "valid_from"),
    "institutions": ("institution_id", "valid_from"),
    "referrals": ("referral_id",),
    "grants": ("decision_id",),
    "population": ("census_year", "district_id", "age"),
    "budget_population": ("fiscal_year", "district_id", "age"),
    "offer_areas": ("fiscal_year", "offer_type"),
}
"""What identifies a row; the other frames are lists of amounts."""
