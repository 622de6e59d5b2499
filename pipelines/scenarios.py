"""Reads a scenario: a named set of levers, moves and perhaps a goal, in YAML, validated as a whole.

    navn: faerre_indstillinger
    haandtag:
      - {hvad: indstillinger, faktor: 0.9, fra: 2025-08-01, indfaset: 2026-08-01}
    flytninger:
      - {fra: 2026-08-01, fra_institution: "1001", lukker: true}
    maal: {haandtag: indstillinger, fra: 2025-08-01, regnskabsaar: 2026, ramme: 135000000}

The schema of the file is published beside the examples. Not here: what a lever does (`forecasting.given.scenario`), how
an answer is said (`scenario_words`).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Literal, Self, get_args

import yaml
from pydantic import BaseModel, ConfigDict, Field, JsonValue, ValidationError, field_validator, model_validator

from forecasting.given.scenario import Goal, Lever, LeverKind, Move, Scenario
from forecasting.given.terms import ALL
from pipelines.errors import ConfigurationError
from pipelines.municipality.model import OfferType

Driver = Literal["indstillinger", "bevillinger", "afgang", "priser"]
KINDS: dict[Driver, LeverKind] = {
    "indstillinger": "referrals",
    "bevillinger": "approvals",
    "afgang": "exits",
    "priser": "prices",
}

OFFER_TYPES = ", ".join(get_args(OfferType))
CERTAINTIES: list[JsonValue] = [0.5, 0.9, 0.975]


class Entry(BaseModel):
    """A part of the file: unknown keys are problems."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LeverEntry(Entry):
    """One lever as written: what it moves, the factor, the day it begins and, if phased in, the day it is whole."""

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


class MoveEntry(Entry):
    """Places that are elsewhere from a day on: whose, how large a share, where to, and what a new own place costs."""

    fra: date
    fra_institution: str | None = None
    fra_tilbudstype: OfferType | None = None
    kun_koebte: bool = False
    kun_nye: bool = False
    andel: float = Field(default=1, gt=0, le=1)
    til_institution: str | None = None
    til_tilbudstype: OfferType | None = None
    pris_pr_plads: float | None = Field(default=None, ge=0)
    fast_udgift: float = Field(default=0, ge=0)
    lukker: bool = False

    @model_validator(mode="after")
    def holds_together(self) -> Self:
        """What a move needs is said where it is used."""
        if list(self.move().problems()):
            raise ValueError("flytning")
        return self

    def move(self) -> Move:
        """The move as the forecast knows it."""
        return Move(
            self.fra,
            self.fra_institution,
            self.fra_tilbudstype,
            self.kun_koebte,
            self.kun_nye,
            self.andel,
            self.til_institution,
            self.til_tilbudstype,
            self.pris_pr_plads,
            self.fast_udgift,
            self.lukker,
        )


class GoalEntry(Entry):
    """How far may a lever go, for a year to stay in its frame; no frame is the expected corrected budget."""

    haandtag: Driver
    fra: date
    regnskabsaar: int = Field(ge=1990, le=2100)
    bevillingsomraade: str = ALL
    ramme: float | None = Field(default=None, ge=0)
    sikkerhed: float = Field(default=0.5, json_schema_extra={"enum": CERTAINTIES})

    @field_validator("sikkerhed")
    @classmethod
    def is_a_published_quantile(cls, value: float) -> float:
        """The certainties that the published tables have."""
        if value not in CERTAINTIES:
            raise ValueError("sikkerhed")
        return value

    def goal(self) -> Goal:
        """The goal as the forecast knows it."""
        return Goal(
            KINDS[self.haandtag], self.fra, self.regnskabsaar, self.bevillingsomraade, self.ramme, self.sikkerhed
        )


class ScenarioFile(Entry):
    """The whole file: levers, moves or a goal, or all of them."""

    navn: str = Field(pattern=r"^[a-z0-9_]{1,40}$")
    haandtag: tuple[LeverEntry, ...] = ()
    flytninger: tuple[MoveEntry, ...] = ()
    maal: GoalEntry | None = None

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """A scenario that changes and asks nothing is the baseline."""
        if not (self.haandtag or self.flytninger or self.maal):
            raise ValueError("haandtag")
        return self

    def scenario(self) -> Scenario:
        """The scenario as the forecast knows it."""
        levers = tuple(lever for entry in self.haandtag for lever in entry.levers())
        moves = tuple(entry.move() for entry in self.flytninger)
        return Scenario(self.navn, levers, moves, None if self.maal is None else self.maal.goal())


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
        return ScenarioFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8"))).scenario()
    except ValidationError as error:
        places = ", ".join(".".join(str(part) for part in problem["loc"]) or "filen" for problem in error.errors())
        raise ConfigurationError(
            f"{path.name}: {error.error_count()} steder passer ikke: {places}. "
            f"Et håndtag har hvad ({', '.join(KINDS)}), faktor (0–10), fra (ÅÅÅÅ-MM-DD) og evt. en senere indfaset. "
            "En flytning har fra og fra_institution eller fra_tilbudstype; lukker gælder en hel institution, og "
            "pris_pr_plads står ikke sammen med til_institution. Et mål har haandtag, fra og regnskabsaar. "
            f"Tilbudstyper: {OFFER_TYPES}. "
            "Skemaet scenarie.schema.json siger resten.",
            f"{path.name}: {error.error_count()} places do not fit: {places}. "
            f"A lever has hvad ({', '.join(KINDS)}), faktor (0–10), fra (YYYY-MM-DD) and if need be a later indfaset. "
            "A move has fra and fra_institution or fra_tilbudstype; lukker is about a whole institution, and "
            "pris_pr_plads does not go with til_institution. A goal has haandtag, fra and regnskabsaar. "
            f"Offer types: {OFFER_TYPES}. "
            "The schema scenarie.schema.json says the rest.",
        ) from None
    except (yaml.YAMLError, ValueError) as error:
        raise ConfigurationError(
            f"{path.name} kan ikke bruges som scenarie ({type(error).__name__}). Filen skal være YAML i UTF-8, og hver "
            "dato skal findes i kalenderen.",
            f"{path.name} cannot be used as a scenario ({type(error).__name__}). The file must be YAML in UTF-8, and "
            "each date must be in the calendar.",
        ) from None
