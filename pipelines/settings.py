"""Where a run happens: read once from the command and the environment into frozen settings.

Not here: what a municipality decides (`municipality`), what the forecast assumes (`forecasting/assumptions`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Literal

from pipelines.errors import UsageError

Language = Literal["da", "en"]
LANGUAGES: tuple[Language, ...] = ("da", "en")
DEFAULT_DATA_DIR = Path("var")


@dataclass(frozen=True)
class DataDirectory:
    """The folder that holds all that is produced, and where in it each thing lies."""

    root: Path

    @property
    def restricted(self) -> Path:
        """Raw deliveries, vault, quarantine and working lists: lawful case workers only."""
        return self.root / "restricted"

    def working_lists(self, kind: str, as_of: date) -> Path:
        """The folder of a day's working lists of one kind."""
        return self.restricted / kind / as_of.isoformat()

    def open_cases(self, as_of: date) -> Path:
        """The list of what waits for the visitation unit, by case number."""
        return self.working_lists("visitation", as_of) / "sager.csv"

    def misfit_bills(self, as_of: date) -> Path:
        """The list of bills that do not fit."""
        return self.working_lists("afregning", as_of) / "regninger_der_ikke_passer.csv"

    @property
    def editions(self) -> Path:
        """Sealed editions, protected: a folder a fiscal year, in it one an edition."""
        return self.published / "prognoser"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file that only the pipeline opens."""
        return self.root / "warehouse" / "warehouse.duckdb"

    @property
    def kept_warehouse(self) -> Path:
        """The folder of the warehouse as the last command that ended left it, named by its sha256."""
        return self.warehouse.parent / "sidste_hele"

    @property
    def draws(self) -> Path:
        """The draws of the newest forecasts, from which the review page reckons what-ifs; never published."""
        return self.root / "draws"

    @property
    def published(self) -> Path:
        """Internal publications for authorised staff: no person rows."""
        return self.root / "published"

    @property
    def analysis(self) -> Path:
        """The published DuckDB file of the newest as-of day."""
        return self.published / "analyse.duckdb"

    @property
    def release_register(self) -> Path:
        """Every edition that has left, with its figures as printed; lines are only added."""
        return self.published / "udgivelser.jsonl"

    @property
    def judgements(self) -> Path:
        """What people have said of forecasts; lines are only added, and none is published."""
        return self.root / "judgements" / "judgements.jsonl"

    @property
    def reports(self) -> Path:
        """One JSON report a run."""
        return self.root / "reports"

    @property
    def dbt_target(self) -> Path:
        """Dbt's manifest and compiled models."""
        return self.root / "dbt"

    @property
    def configuration(self) -> Path:
        """The kommune.yaml of the latest run, kept for what is published later."""
        return self.root / "kommune.yaml"

    @property
    def reading_configuration(self) -> Path:
        """The kommune.yaml that deliveries were last read by, also in a run that stopped; absent without one."""
        return self.restricted / "kommune.yaml"

    @property
    def lock_file(self) -> Path:
        """Names the run that is active; a second run exits with code 3."""
        return self.root / "run.lock"


@dataclass(frozen=True)
class RunSettings:
    """One run: which deliveries (None: only what is loaded), as known on which day, with which seed and scenario."""

    data: DataDirectory
    as_of: date
    deliveries: Path | None = None
    cut_offs: Mapping[str, date] = field(default_factory=dict)
    config: Path | None = None
    scenario: Path | None = None
    seed: int = 1
    language: Language = "da"
    full_refresh: bool = False
    example_figures_known_from: date | None = None
    """For a demonstration: the day its made-up agreements on expectation figures are frozen."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str], as_of: date | None = None) -> RunSettings:
        """What a run looks at that no command has started: today, unless it is told otherwise."""
        told = environment.get("PLADSPROGNOSE_AS_OF")
        return cls(
            data=DataDirectory(Path(environment.get("PLADSPROGNOSE_DATA_DIR", DEFAULT_DATA_DIR))),
            deliveries=Path(environment.get("PLADSPROGNOSE_DELIVERIES", "leverancer")),
            as_of=as_of or (date.fromisoformat(told) if told else date.today()),
        )

    def cut_off(self, source: str) -> date:
        """The last day on which a fact of `source` may have become known."""
        return self.cut_offs.get(source, self.as_of)


def language(code: str) -> Language:
    """The language asked for; UsageError when it is not one we have."""
    if code == "da":
        return "da"
    if code == "en":
        return "en"
    raise UsageError(
        "--lang skal være da eller en.",
        "--lang must be da or en.",
    )


def language_asked_for(arguments: Sequence[str]) -> Language:
    """What the command is to speak, also when it stops before its options are read; Danish unless English is asked."""
    told = [given for option, given in pairwise(arguments) if option == "--lang"]
    told += [argument.removeprefix("--lang=") for argument in arguments if argument.startswith("--lang=")]
    return "en" if told[-1:] == ["en"] else "da"
