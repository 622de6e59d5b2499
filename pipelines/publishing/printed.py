"""What the files of any publication need of it: words, facts and tables. How a paper or pack comes by them is its own.

Not here: what is hidden (`protection`, `packs.hiding`) and the files themselves (`document`, `workbook`, `csv_files`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from pipelines.publishing.content import Style
from pipelines.publishing.table import Table


class Printed(Protocol):
    """Protected words and tables in the reader's language."""

    @property
    def title(self) -> str:
        """The title on page 1 and on the workbook's cover."""

    @property
    def municipality_name(self) -> str:
        """Whose figures they are."""

    @property
    def style(self) -> Style:
        """Language, unit of money and sign."""

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        """What page 1 says of the figures: what they are, as of when, from where."""

    @property
    def headline(self) -> str:
        """The one bold sentence."""

    @property
    def findings(self) -> Sequence[str]:
        """The sentences a reader can repeat."""

    @property
    def demonstration(self) -> str:
        """What made-up figures say of themselves; empty for real ones."""

    @property
    def tables(self) -> Mapping[str, Table]:
        """Every table by its code."""

    @property
    def made_at(self) -> datetime:
        """The moment the files say they were made at: the same for the same content."""

    @property
    def made_of(self) -> str:
        """Which data the figures come from, for a workbook's properties."""
