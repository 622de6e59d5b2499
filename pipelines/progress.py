"""What a run tells while it works: one line a step on stderr, and the figures of `reports/run-<id>.json`.

Not here: results, which go to stdout.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from rich.console import Console

from pipelines.numbers import format_count, format_decimal
from pipelines.settings import Language

# What each step is called on the screen; a run's report always has the Danish names.
STEPS_IN_ENGLISH = {
    "Bedøm på tidligere dage": "Judge on earlier days",
    "Byg det kendte på hver dag": "Build what was known on each day",
    "Byg fremskrivningens tabeller": "Build the tables of the projection",
    "Byg ledelsesinformation": "Build management information",
    "Fremskriv": "Project",
    "Godkend prognosen": "Approve the prognosis",
    "Hold op mod sidste prognose": "Hold against the last prognosis",
    "Modtag leverancer": "Take in deliveries",
    "Offentliggør": "Publish",
    "Prøv forventninger": "Test expectations",
    "Prøv om kurven er knækket": "Test whether the curve is broken",
    "Skriv arbejdslister": "Write working lists",
    "Skriv regninger, der ikke passer": "Write the bills that do not fit",
    "Skriv visitationens lister": "Write the visitation unit's lists",
    "Skriv leverancer": "Write deliveries",
    "Udgiv 1. prognose": "Publish the 1st prognosis",
    "Udgiv datapakker": "Publish data packs",
}


@dataclass
class Step:
    """One step of a run: its name, the rows it handled and the seconds it took."""

    name: str
    rows: int = 0
    seconds: float = 0.0


@dataclass
class Progress:
    """Collects the steps of one run and shows them as they come; `quiet` shows nothing."""

    quiet: bool = False
    language: Language = "da"
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Colour only where a person looks: on a terminal."""
        self._console = Console(file=self.stream, highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time a step; the body sets `rows`. A step that fails is named and the error goes on."""
        step, shown = Step(name), STEPS_IN_ENGLISH[name] if self.language == "en" else name
        started = time.perf_counter()
        with self._waiting(shown):
            try:
                yield step
            except BaseException:
                self.say(f"[red]✗[/red] {shown}")
                raise
        step.seconds = round(time.perf_counter() - started, 3)
        self.steps.append(step)
        count = f"{format_count(step.rows):>12} {'rows' if self.language == 'en' else 'rækker'}"
        self.say(f"[green]✓[/green] {shown:<34}{count}{format_decimal(step.seconds, 1):>8} s")

    def say(self, text: str, *, markup: bool = True) -> None:
        """Show one line, unless quiet."""
        if not self.quiet:
            self._console.print(text, markup=markup)

    @contextmanager
    def _waiting(self, name: str) -> Iterator[None]:
        if self.quiet or not self._console.is_terminal:
            yield
            return
        with self._console.status(name):
            yield
