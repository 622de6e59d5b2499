"""What has too few children for a data pack of its own and has one together with others.

Not here: what is done with it (`publishing.packs`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from pydantic import Field
from pydantic_core import PydanticCustomError

from pipelines.municipality.section import Section, Text


class PackArea(Section):
    """Areas with few children that have a data pack together, under a name of their own."""

    navn: Text
    omraader: Annotated[tuple[Text, ...], Field(min_length=1)]

    @property
    def members(self) -> tuple[str, ...]:
        """What is put together."""
        return self.omraader


class PackClusters(Section):
    """Clusters of day-care with few children that have a data pack together, under a name of their own."""

    navn: Text
    klynger: Annotated[tuple[Text, ...], Field(min_length=1)]

    @property
    def members(self) -> tuple[str, ...]:
        """What is put together."""
        return self.klynger


def refuse_put_together_twice(entries: Sequence[PackArea | PackClusters]) -> None:
    """PydanticCustomError for a name that two have, and for an area or a cluster that is in two."""
    for found in ([entry.navn for entry in entries], [code for entry in entries for code in entry.members]):
        doubled = sorted({name for name in found if found.count(name) > 1})
        if doubled:
            raise PydanticCustomError("doubled_pack_area", "", {"names": ", ".join(doubled)})
