"""What people have declared about how one file is to be read, beside its contract.

The mark of it and of the program's own reading lies with the judgement in `raw.delivery`: a file for which either has
changed since is judged anew (`second_reading`). Not here: where the declarations come from (`municipality`, `rulings`),
what they do to the text of a file (`dialect`, `corrections`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pydantic import TypeAdapter

from pipelines.municipality import ColumnName, Correction, Municipality, ValueTranslation
from pipelines.sources.contract import load_contracts
from pipelines.sources.corrections import correction_id
from pipelines.sources.deliveries import DeliveryName
from pipelines.version import reading_version

MARK_LENGTH = 16


@dataclass(frozen=True)
class Guidance:
    """The guidance of one file: the names and words of its day, single errors, and by code the released rows.

    `our_code` is the municipality's own code where it is declared and the source says who pays, else empty.
    """

    names: tuple[ColumnName, ...] = ()
    values: tuple[ValueTranslation, ...] = ()
    corrections: tuple[Correction, ...] = ()
    released: Mapping[str, Sequence[int]] = field(default_factory=dict)
    our_code: str = ""

    @property
    def mark(self) -> str:
        """What tells one way of reading a file from another, the program's or what is declared."""
        said = [
            reading_version(),
            self.our_code,
            *(repr(entry) for entry in (*self.names, *self.values)),
            *(correction_id(entry) for entry in self.corrections),
            *(repr((code, sorted(rows))) for code, rows in sorted(self.released.items())),
        ]
        return hashlib.sha256("\n".join(said).encode()).hexdigest()[:MARK_LENGTH]


NO_GUIDANCE = Guidance()
GUIDANCE = TypeAdapter(Guidance)
"""To and from JSON, for the process in which files are read."""


def guidance_of(name: DeliveryName, municipality: Municipality, released: Mapping[str, Sequence[int]]) -> Guidance:
    """What is declared about a file: all of its source that holds on the edition's last day."""
    day = name.edition_date
    return Guidance(
        names=tuple(e for e in municipality.kolonnenavne if e.kilde == name.source and e.holds_on(day)),
        values=tuple(e for e in municipality.vaerdier if e.kilde == name.source and e.holds_on(day)),
        corrections=tuple(e for e in municipality.rettelser if e.kilde == name.source and is_about(e, name)),
        released=released,
        our_code=(municipality.kommunekode or "") if load_contracts()[name.source].payer else "",
    )


def is_about(entry: Correction, name: DeliveryName) -> bool:
    """Whether the edition may still have the error."""
    return entry.sidste_udgave is None or name.edition <= entry.sidste_udgave
