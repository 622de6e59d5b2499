"""What people have declared about how one file is to be read, beside its contract.

The mark of it lies with the judgement in `raw.delivery`: a file whose guidance has changed since is judged anew
(`second_reading`). Not here: where the declarations come from (`rulings`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MARK_LENGTH = 16


@dataclass(frozen=True)
class Guidance:
    """The guidance of one file: by code the numbers of the rows that are released from it."""

    released: Mapping[str, Sequence[int]] = field(default_factory=dict)

    @property
    def mark(self) -> str:
        """What tells one guidance from another; empty where nothing is declared."""
        if not self.released:
            return ""
        said = repr(sorted((code, sorted(rows)) for code, rows in self.released.items()))
        return hashlib.sha256(said.encode()).hexdigest()[:MARK_LENGTH]


NO_GUIDANCE = Guidance()
