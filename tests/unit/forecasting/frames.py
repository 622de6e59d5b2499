"""Literal frames for the tests: a row is written with what matters to the rule, the rest is plain."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import numpy as np
import polars as pl

from forecasting import Inputs, Options, load_assumptions, project
from forecasting.given.schemas import INPUTS
from forecasting.prices.day_prices import ProviderSteps, draw_index

ASSUMED = load_assumptions()
EXACT = Options(simulate_intake=False, simulate_exits=False, paths=20)


def spell(placement_id, start, end=None, **other):
    row = {
        "placement_id": placement_id, "child_label": placement_id, "birth_month": date(2014, 3, 1),
        "provider_id": "A", "district_id": "D1", "is_paid_by_us": True, "is_in_own_place": False,
        "offer_type": "specialskole", "is_in_total": True, "rate_group": "1", "start_date": start, "end_date": end,
        "end_known_date": start if end else None, "known_date": start,
    }  # fmt: skip
    return row | other


def price(placement_id, kr_per_day, valid_from=date(2010, 1, 1), valid_to=None, service="undervisning", form="takst"):
    return {
        "placement_id": placement_id, "service": service, "valid_from": valid_from, "valid_to": valid_to,
        "kr_per_day": kr_per_day, "settlement_form": form,
    }  # fmt: skip


def posting(posted, amount, **other):
    row = {
        "fiscal_year": posted.year, "posting_date": posted, "service_month": posted.replace(day=1),
        "grant_area": "Special", "district_id": "D1", "offer_type": "specialskole", "provider_id": "A",
        "spend_kind": "placement", "amount_kr": Decimal(amount), "is_one_off": False,
    }  # fmt: skip
    return row | other


def budget(fiscal_year, kr, **other):
    row = {
        "fiscal_year": fiscal_year, "grant_area": "Special", "district_id": "ALL", "offer_type": "ALL",
        "adopted_kr": Decimal(kr), "carried_over_kr": Decimal(0), "corrected_kr": Decimal(kr),
        "expected_corrected_kr": Decimal(kr), "price_level_year": fiscal_year,
    }  # fmt: skip
    return row | other


def area(fiscal_year, offer_type="specialskole", grant_area="Special"):
    return {"fiscal_year": fiscal_year, "offer_type": offer_type, "grant_area": grant_area}


def made(as_of, cut_offs=None, **rows):
    """Inputs of literal rows by frame."""
    frames = {name: pl.DataFrame(listed, schema=INPUTS[name]) for name, listed in rows.items()}
    return Inputs.from_frames(frames, as_of, cut_offs)


def exact(as_of, previous=None, options=EXACT, **rows):
    """The forecast with nothing simulated."""
    return project(made(as_of, **rows), ASSUMED, options, previous)


def flat_index(world):
    """No growth of prices, on every path."""
    paths = world.options.paths
    still = ASSUMED.prices.model_copy(update={"index_sd": 0.0, "index_per_year": 0.0})
    steps = ProviderSteps((), np.ones((paths, 0)), 0.0)
    return draw_index(world.horizon, {}, still, paths, 1, world.levers, steps)


def cell(frame, fiscal_year, component="total", column="mean_kr", offer="ALL", district="ALL", grant_area="ALL"):
    """One figure of a fiscal_year frame."""
    return frame.filter(
        pl.col("fiscal_year") == fiscal_year, pl.col("component") == component, pl.col("offer_type") == offer,
        pl.col("district_id") == district, pl.col("grant_area") == grant_area,
    )[column].item()  # fmt: skip


def month(frame, first, measure="full_year_places", offer="ALL", district="ALL"):
    """The mean of one month of an activity frame."""
    return frame.filter(
        pl.col("month") == first, pl.col("measure") == measure, pl.col("offer_type") == offer,
        pl.col("district_id") == district,
    )["mean"].item()  # fmt: skip
