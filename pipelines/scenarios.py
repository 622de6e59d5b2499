"""Reads a scenario: a named set of levers in YAML, validated as a whole.

    navn: faerre_indstillinger
    haandtag:
      - {hvad: indstillinger, faktor: 0.9, fra: 2025-08-01}

Not here: what a lever does to the forecast (`forecasting.scenario`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

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
    """One lever as written: what it moves, the factor and the day from which it holds."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hvad: Driver
    faktor: float = Field(ge=0, le=10)
    fra: date


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
        raise ConfigurationError(f"Scenariet »{path}« findes ikke. Angiv en YAML-fil med --scenario.")
    try:
        entries = ScenarioFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
        levers = tuple(Lever(KINDS[entry.hvad], entry.faktor, entry.fra) for entry in entries.haandtag)
        return Scenario(entries.navn, levers)
    except ValidationError as error:
        places = ", ".join(".".join(str(part) for part in problem["loc"]) or "filen" for problem in error.errors())
        raise ConfigurationError(
            f"{path.name}: {error.error_count()} steder passer ikke: {places}. "
            f"Et håndtag har hvad ({', '.join(KINDS)}), faktor (0–10) og fra (ÅÅÅÅ-MM-DD)."
        ) from None
    except (yaml.YAMLError, ScenarioError) as error:
        raise ConfigurationError(f"{path.name} kan ikke bruges som scenarie ({type(error).__name__}).") from None
