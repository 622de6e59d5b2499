"""What one municipality has let out: its sealed editions, from its register or from the folders it has handed over.

A register whose lines do not follow each other, or an edition that is not as it was sealed, is refused. Not here: how
municipalities are held against each other (`tables`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from pipelines.errors import ApprovalError, UsageError
from pipelines.privacy.register import Register
from pipelines.privacy.release import MANIFEST, Release, read_release
from pipelines.publishing.manifest import is_as_sealed
from pipelines.publishing.sealed_record import FORECASTS, sealed_of

FOLLOW_UPS = (*FORECASTS, "regnskab")
BUDGET = "budget"
BASELINE = "baseline"


@dataclass(frozen=True)
class Sealed:
    """An edition with what its manifest says of it."""

    release: Release
    manifest: Mapping[str, Any]

    @property
    def made_at(self) -> datetime:
        """When its forecast was made."""
        return datetime.fromisoformat(self.manifest["created_at"])


@dataclass(frozen=True)
class Released:
    """A municipality's sealed editions of the baseline, in the order they left."""

    editions: tuple[Sealed, ...]

    @property
    def name(self) -> str:
        """The municipality, as its newest edition calls it."""
        return str(self.editions[-1].manifest["municipality"])

    @property
    def is_demonstration(self) -> bool:
        """Whether any of the figures are made up."""
        return any(edition.manifest["is_demonstration"] for edition in self.editions)

    def known_on(self, as_of: date | None) -> Released:
        """The same without what is as of a later day."""
        return Released(tuple(one for one in self.editions if as_of is None or one.release.as_of <= as_of))

    @cached_property
    def releases(self) -> tuple[Release, ...]:
        """The editions as they were printed."""
        return tuple(edition.release for edition in self.editions)

    def newest(self, kinds: tuple[str, ...]) -> Sealed | None:
        """The edition of these kinds with the latest as-of day; one that corrects another replaces it."""
        years = sorted({release.fiscal_year for release in self.releases})
        found = [release for year in years for kind, release in sealed_of(self.releases, year).items() if kind in kinds]
        chosen = max(found, key=lambda release: (release.as_of, release.fiscal_year), default=None)
        return next((edition for edition in self.editions if edition.release is chosen), None)


def released_by(place: Path) -> Released:
    """What has left a data directory, or lies in a folder of sealed editions; UsageError where there is nothing."""
    register = Register(place / "published" / "udgivelser.jsonl")
    if register.path.is_file():
        left = [release for release in register.releases() if kind_of(release) in (*FOLLOW_UPS, BUDGET)]
        seals = register.seals()
        found = [_sealed(register.folder(one.edition), one, seals.get(one.edition)) for one in left]
    else:
        found = sorted(_handed_over(place), key=lambda edition: (edition.release.as_of, edition.made_at))
    kept = tuple(edition for edition in found if edition.manifest["scenario"] == BASELINE)
    if not kept:
        raise UsageError(
            f"»{place}« har ingen udgivne prognoser. Angiv en datamappe, eller en mappe med forseglede udgaver.",
            f'"{place}" has no published forecasts. Give a data directory, or a folder of sealed editions.',
        )
    return Released(kept)


def _handed_over(place: Path) -> Iterator[Sealed]:
    """The sealed editions anywhere in a folder; those of data packs are of other figures."""
    for path in sorted(place.rglob(MANIFEST)):
        if json.loads(path.read_text(encoding="utf-8")).get("kind") in (*FOLLOW_UPS, BUDGET):
            yield _sealed(path.parent)


def _sealed(folder: Path, registered: Release | None = None, seal: str | None = None) -> Sealed:
    """The edition in a folder; ApprovalError where it is not what was sealed, or not what the register has."""
    if not is_as_sealed(folder, registered, seal):
        edition = f"{folder.parent.name}/{folder.name}"
        raise ApprovalError(
            f"Udgaven {edition} er ikke, som den blev forseglet, og sammenlignes ikke. Hent den igen dér, den kom fra.",
            f"The edition {edition} is not as it was sealed, and is not compared. Get it again where it was published.",
        )
    return Sealed(read_release(folder), json.loads((folder / MANIFEST).read_text(encoding="utf-8")))


def kind_of(release: Release) -> str:
    """Which paper an edition is; the name of a month of data packs is its month."""
    return release.edition.rpartition("/")[2].split("-")[0]
