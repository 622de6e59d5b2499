"""Reads a scenario: a named set of levers, moves and perhaps a goal, in YAML, validated as a whole.

    navn: faerre_indstillinger
    haandtag:
      - {hvad: indstillinger, faktor: [0.9, 0.95], fra: 2025-08-01, indfaset: 2026-08-01}
    flytninger:
      - {fra: 2026-08-01, fra_institution: "1001", lukker: true}
    maal: {haandtag: indstillinger, fra: 2025-08-01, regnskabsaar: 2026, ramme: 135000000}

The schema of the file is published beside the examples. Not here: what a lever does (`forecasting.given.scenario`), how
an answer is said (`scenario_words`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    WithJsonSchema,
    field_validator,
    model_validator,
)
from pydantic_core import PydanticCustomError

from forecasting.given.scenario import (
    BASELINE,
    HIGHEST_FACTOR,
    HIGHEST_KR,
    OF_TYPES,
    Goal,
    Lever,
    LeverKind,
    Move,
    RepeatedLeverError,
    Scenario,
)
from forecasting.given.terms import ALL
from pipelines.errors import ConfigurationError
from pipelines.municipality.configuration_file import read_as
from pipelines.municipality.model import OfferType

Driver = Literal["indstillinger", "bevillinger", "afgang", "tilbage", "priser"]
KINDS: dict[Driver, LeverKind] = {
    "indstillinger": "referrals",
    "bevillinger": "approvals",
    "afgang": "exits",
    "tilbage": "returns",
    "priser": "prices",
}

CERTAINTIES: list[JsonValue] = [0.5, 0.9, 0.975]
Factor = Annotated[float, Field(ge=0, le=HIGHEST_FACTOR, allow_inf_nan=False)]
Kroner = Annotated[float, Field(ge=0, le=HIGHEST_KR, allow_inf_nan=False)]
FIRST_YEAR, LAST_YEAR = 1990, 2100


def _in_reach(day: date) -> date:
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise PydanticCustomError("far_day", "")
    return day


def _ends(factor: object) -> object:
    """A factor as its two ends; two that are written are the least and the most it may come to."""
    if not isinstance(factor, list):
        return (factor, None)
    if len(factor) != 2:  # noqa: PLR2004 - the ends
        raise PydanticCustomError("interval", "")
    return tuple(factor)


Day = Annotated[date, AfterValidator(_in_reach)]
NUMBER: dict[str, JsonValue] = {"type": "number", "minimum": 0, "maximum": HIGHEST_FACTOR}
INTERVAL: dict[str, JsonValue] = {"type": "array", "items": NUMBER, "minItems": 2, "maxItems": 2}
Ends = Annotated[
    tuple[Factor, Factor | None],
    BeforeValidator(_ends),
    WithJsonSchema({"anyOf": [NUMBER, INTERVAL], "title": "Faktor"}),
]


class Entry(BaseModel):
    """A part of the file: unknown keys are problems."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class LeverEntry(Entry):
    """One lever as written: what it moves, the factor, the day it begins and, if phased in, the day it is whole.

    Two factors are the least and the most it is thought to come to.
    """

    hvad: Driver
    faktor: Ends
    fra: Day
    indfaset: Day | None = None
    tilbudstype: OfferType | None = None

    @model_validator(mode="after")
    def holds_together(self) -> Self:
        """A lever cannot hold whole before it begins, and the least comes first."""
        if self.indfaset is not None and self.indfaset <= self.fra:
            raise PydanticCustomError("phased_in", "")
        if self.faktor[1] is not None and self.faktor[0] > self.faktor[1]:
            raise PydanticCustomError("interval", "")
        if self.tilbudstype is not None and KINDS[self.hvad] not in OF_TYPES:
            raise PydanticCustomError("lever_type", "")
        return self

    def lever(self) -> Lever:
        """The lever as the forecast knows it."""
        low, high = self.faktor
        return Lever(KINDS[self.hvad], low if high is None else (low, high), self.fra, self.indfaset, self.tilbudstype)


class MoveEntry(Entry):
    """Places that are elsewhere from a day on: whose, how large a share, where to, and what a new own place costs."""

    fra: Day
    fra_institution: str | None = None
    fra_tilbudstype: OfferType | None = None
    kun_koebte: bool = False
    kun_nye: bool = False
    andel: float = Field(default=1, gt=0, le=1, allow_inf_nan=False)
    til_institution: str | None = None
    til_tilbudstype: OfferType | None = None
    pris_pr_plads: Kroner | None = None
    fast_udgift: Kroner = 0
    lukker: bool = False

    @model_validator(mode="after")
    def holds_together(self) -> Self:
        """What a move needs is said where it is used."""
        if list(self.move().problems()):
            raise PydanticCustomError("move", "")
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
    fra: Day
    regnskabsaar: int = Field(ge=FIRST_YEAR, le=LAST_YEAR)
    bevillingsomraade: str = ALL
    ramme: Kroner | None = None
    sikkerhed: float = Field(default=0.5, json_schema_extra={"enum": CERTAINTIES})

    @field_validator("sikkerhed")
    @classmethod
    def is_a_published_quantile(cls, value: float) -> float:
        """The certainties that the published tables have."""
        if value not in CERTAINTIES:
            raise PydanticCustomError("certainty", "")
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

    @field_validator("navn")
    @classmethod
    def is_not_the_baselines(cls, value: str) -> str:
        """The forecast without a scenario has that name."""
        if value == BASELINE:
            raise PydanticCustomError("scenario_name", "")
        return value

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """A scenario that changes and asks nothing is the baseline; a lever written twice is one too many."""
        if not (self.haandtag or self.flytninger or self.maal):
            raise PydanticCustomError("empty_scenario", "")
        try:
            self.scenario()
        except RepeatedLeverError:
            raise PydanticCustomError("repeated_lever", "") from None
        return self

    def scenario(self) -> Scenario:
        """The scenario as the forecast knows it."""
        levers = tuple(entry.lever() for entry in self.haandtag)
        moves = tuple(entry.move() for entry in self.flytninger)
        return Scenario(self.navn, levers, moves, None if self.maal is None else self.maal.goal())


KEYS = sorted({name for part in (ScenarioFile, LeverEntry, MoveEntry, GoalEntry) for name in part.model_fields})


def load_scenario(path: Path | None) -> Scenario:
    """The scenario of the file, the baseline without one; ConfigurationError lists every place that does not hold."""
    if path is None:
        return Scenario()
    if not path.is_file():
        raise ConfigurationError(
            f"Scenariet »{path}« findes ikke. Angiv en YAML-fil med --scenario.",
            f'The scenario "{path}" does not exist. Give a YAML file with --scenario.',
        )
    return read_as(ScenarioFile, path, KEYS).scenario()
