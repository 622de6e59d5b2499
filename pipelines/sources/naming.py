"""What to write in `kommune.yaml` when a column has got another name: both columns named, and a line to paste.

Not here: which columns are missing (`table`) or have gone since the edition before (`drift`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches

SCHOOL_YEAR = re.compile(r"20\d\d[/_-](?:20)?\d\d")
LIKENESS = 0.5


def naming_advice(source: str, missing: Sequence[str], unknown: Sequence[str]) -> dict[str, str]:
    """The sentences in both languages; empty where the file has no column that is not known."""
    if not unknown:
        return {"unknown_da": "", "unknown_en": ""}
    names = ", ".join(f"»{name}«" for name in unknown)
    lines = " ".join(paste_line(source, column, name) for column, name in likely_pairs(missing, unknown))
    return {
        "unknown_da": f" Filen har {names}, som ikke kendes. "
        "Tilføj et alias i kilde-opsætningen, hvis det er den samme. "
        f"I kommune.yaml under kolonnenavne: {lines}",
        "unknown_en": f" The file has {names}, which is not known. Add an alias if it is the same. "
        f"In kommune.yaml under kolonnenavne: {lines}",
    }


def likely_pairs(missing: Sequence[str], unknown: Sequence[str]) -> list[tuple[str, str]]:
    """Each missing column with the unknown one that is most like it; the only two belong together anyway."""
    if len(missing) == len(unknown) == 1:
        return [(missing[0], unknown[0])]
    near = [(column, get_close_matches(column, unknown, n=1, cutoff=LIKENESS)) for column in missing]
    return [(column, found[0]) for column, found in near if found] or [(missing[0], unknown[0])]


def paste_line(source: str, column: str, name: str) -> str:
    """The entry of `kolonnenavne`; a school year in the name stands for that of the edition."""
    return f'{{kilde: {source}, kolonne: {column}, hedder: "{SCHOOL_YEAR.sub("{skoleaar}", name)}"}}'
