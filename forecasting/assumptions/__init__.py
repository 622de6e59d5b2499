"""What we assume before a municipality's own history speaks: dated, sourced YAML files beside this module.

Loaded once into frozen objects and passed in; no number of the model stands in code. Every prior says how many
observed cases it is worth, so that a large municipality outweighs it and a small one leans on it.
"""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Annotated, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

Share = Annotated[float, Field(ge=0, le=1)]
Positive = Annotated[float, Field(gt=0)]


class Sourced(BaseModel):
    """A file of assumptions: from which day they are ours and what they rest on."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    valid_from: date
    source: str


class Steps(BaseModel):
    """A distribution over days, in steps."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    days: tuple[int, ...]
    shares: tuple[Share, ...]

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if len(self.days) != len(self.shares) or abs(sum(self.shares) - 1) > 1e-9:  # noqa: PLR2004 - float noise
            raise ValueError("days and shares must be equally many, and the shares must add up to 1")
        return self


class EndLags(BaseModel):
    """Days from an end to the day it was known, for ends at the school year's end and for others."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    school_year: Steps
    immediate: Steps


class Registration(Sourced):
    """How late starts and ends become known."""

    end_lag_days: EndLags
    start_lag_days: Steps
    weight: Positive
    window_days: int


class Band(BaseModel):
    """A band of grades on 31 July and the share that leaves then."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    up_to: int
    school_year_end: Share


class ContinuesShare(BaseModel):
    """The share of leavers who go on in another special place."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    school_year_end: Share
    immediate: Share


class Exits(Sourced):
    """How children leave a place."""

    bands: tuple[Band, ...]
    postponed_school_start: Share
    pace_weight: Positive
    immediate_per_year: Positive
    month_weight: Positive
    continues_share: ContinuesShare
    weight: Positive
    pool_weight: Positive
    drift_per_year: Positive


class Decision(BaseModel):
    """From referral to start."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    months_to_decision: tuple[Share, ...]
    weight: Positive
    approval: Share
    approval_weight: Positive
    offer_weight: Positive
    first_august: tuple[Share, ...] = Field(min_length=12, max_length=12)
    first_august_weight: Positive
    days_to_start: int


class TakeUp(BaseModel):
    """Whether a grant becomes a placement, and how soon the placement is known."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    share: Share
    days_to_placement: Positive
    weight: Positive


class Intake(Sourced):
    """New children: level, growth, age profile, and the way from referral to start."""

    growth_per_year: float
    growth_sd: Positive
    damping_per_year: Share
    random_walk_per_year: Positive
    window_months: int = Field(ge=12)
    register_months: int = Field(ge=1)
    overdispersion: Positive
    age_profile: tuple[float, ...]
    age_weight: Positive
    district_weight: Positive
    unlisted_district_sd: Positive
    month_weight: Positive
    decision: Decision
    take_up: TakeUp


class Prices(Sourced):
    """The price path after the last known rate."""

    index_per_year: float
    index_sd: float = Field(ge=0)
    index_weight_years: Positive
    index_weight_rates: Positive
    other_sd: float = Field(ge=0)
    provider_step_sd: float = Field(ge=0)
    provider_step_weight: Positive
    lent_sd: float = Field(ge=0)
    lent_weight: Positive
    billing_month_sd: float = Field(ge=0)
    billing_drift_sd: float = Field(ge=0)


class OwnPlaces(Sourced):
    """How own places grow from year to year, where nobody has told."""

    growth_per_year: float
    step_sd: float = Field(ge=0)
    weight: Positive


class Budgets(Sourced):
    """What a budget edition assumes where a delivery is missing."""

    population_change_per_year: Share


class Assumptions(BaseModel):
    """All that is assumed; `load_assumptions()` gives the shipped ones, `model_copy(update=...)` others."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    registration: Registration
    exits: Exits
    intake: Intake
    prices: Prices
    own_places: OwnPlaces
    budgets: Budgets

    @property
    def bands(self) -> tuple[int, ...]:
        """Highest grade of each band of grades but the last."""
        return tuple(band.up_to for band in self.exits.bands[:-1])


def load_assumptions() -> Assumptions:
    """The assumptions shipped with the package; pydantic lists every problem of a file at once."""
    here = files(__name__)
    return Assumptions.model_validate(
        {
            name: yaml.safe_load((here / f"{name}.yml").read_text(encoding="utf-8"))
            for name in ("registration", "exits", "intake", "prices", "own_places", "budgets")
        }
    )
