"""What the attack found: which cell, by which technique and how. Never a figure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Objection:
    """One thing a reader could find out, or see, that the edition must not give away."""

    table: str
    line: str
    technique: str
    how: str
    column: str = ""
    """The key of its column, as the manifest has it; nothing where it is more than one cell."""

    def sentence(self) -> str:
        """In Danish, for the person who publishes."""
        cell = f"{self.table}, »{self.line}«" + (f", kolonnen {self.column}" if self.column else "")
        return f"{cell}: {self.how} ({self.technique})"
