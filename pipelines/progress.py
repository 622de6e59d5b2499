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
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    steps: list[Step] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Colour only where a person looks: on a terminal."""
        self._console = Console(file=self.stream, highlight=False, soft_wrap=True)

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Time a step; the body sets `rows`. A step that fails is named and the error goes on."""
        step = Step(name)
        started = time.perf_counter()
        with self._waiting(name):
            try:
                yield step
            except BaseException:
                self.say(f"[red]✗[/red] {name}")
                raise
        step.seconds = round(time.perf_counter() - started, 3)
        self.steps.append(step)
        self.say(
            f"[green]✓[/green] {name:<34}{format_count(step.rows):>12} rækker{format_decimal(step.seconds, 1):>8} s"
        )

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
