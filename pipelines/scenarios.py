"""Reads a scenario: a named set of levers in YAML, validated as a whole.

    navn: faerre_indstillinger
    haandtag:
      - {hvad: indstillinger, faktor: 0.9, fra: 2025-08-01, indfaset: 2026-08-01}

The schema of the file is published beside the examples. Not here: what a lever does (`forecasting.scenario`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from forecasting.scenario import Lever, LeverKind, Scenario, ScenarioError
from pipelines.errors import ConfigurationError

Driver = Literal["indstillinger", "bevillinger", "afgang", "priser"]
KINDS: dict[Driver, LeverKind] = {
    "indstillinger": "referrals",
    "bevillinger": "approvals",
    "afgang": "exits",
    "priser": "prices",
}


class LeverEntry(BaseModel):
    """One lever as written: what it moves, the factor, the day it begins and, if phased in, the day it is whole."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hvad: Driver
    faktor: float = Field(ge=0, le=10)
    fra: date
    indfaset: date | None = None

    @model_validator(mode="after")
    def phased_in_after_it_begins(self) -> Self:
        """A lever cannot hold whole before it begins."""
        if self.indfaset is not None and self.indfaset <= self.fra:
            raise ValueError("indfaset")
        return self

    def levers(self) -> Iterator[Lever]:
        """The lever, or month by month the even steps from none of it on `fra` to all of it on `indfaset`."""
        whole = self.indfaset or self.fra
        months = (whole.year - self.fra.year) * 12 + whole.month - self.fra.month
        reached = 1.0
        for step in range(1, months + 1):
            month = self.fra.year * 12 + self.fra.month - 1 + step
            level = 1 + (self.faktor - 1) * step / months
            day = whole if step == months else date(month // 12, month % 12 + 1, 1)
            yield Lever(KINDS[self.hvad], level / reached, day)
            reached = level
        if months == 0:
            yield Lever(KINDS[self.hvad], self.faktor, whole)


class ScenarioFile(BaseModel):
    """The whole file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    navn: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    haandtag: tuple[LeverEntry, ...] = Field(min_length=1)


def load_scenario(path: Path | None) -> Scenario:
    """The scenario of the file, the baseline without one; ConfigurationError lists every place that does not hold."""
    if path is None:
        return Scenario()
    if not path.is_file():
        raise ConfigurationError(
            f"Scenariet »{path}« findes ikke. Angiv en YAML-fil med --scenario.",
            f'The scenario "{path}" does not exist. Give a YAML file with --scenario.',
        )
    try:
        entries = ScenarioFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        levers = tuple(lever for entry in entries.haandtag for lever in entry.levers())
        return Scenario(entries.navn, levers)
    except ValidationError as error:
        places = ", ".join(".".join(str(part) for part in problem["loc"]) or "filen" for problem in error.errors())
        raise ConfigurationError(
            f"{path.name}: {error.error_count()} steder passer ikke: {places}. "
            f"Et håndtag har hvad ({', '.join(KINDS)}), faktor (0–10), fra (ÅÅÅÅ-MM-DD) og evt. en senere indfaset.",
            f"{path.name}: {error.error_count()} places do not fit: {places}. "
            f"A lever has hvad ({', '.join(KINDS)}), faktor (0–10), fra (YYYY-MM-DD) and if need be a later indfaset.",
        ) from None
    except (yaml.YAMLError, ScenarioError) as error:
        raise ConfigurationError(
            f"{path.name} kan ikke bruges som scenarie ({type(error).__name__}).",
            f"{path.name} cannot be used as a scenario ({type(error).__name__}).",
        ) from None
