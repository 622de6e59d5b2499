"""What to write instead of a name that is not known: of a column in `kommune.yaml`, of a file in the folder.

Not here: what a file's name may be (`deliveries`), which columns are missing (`table`) or have gone since the edition
before (`drift`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from difflib import get_close_matches
from pathlib import Path

from pipelines.sources.contract import load_contracts

EXAMPLE_SOURCE, EXAMPLE_MONTH = "placeringer", "202609"
MONTH = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])(?![0-9])")
SUFFIXES = (".csv", ".xlsx")
SCHOOL_YEAR = re.compile(r"20\d\d[/_-](?:20)?\d\d")
LIKENESS = 0.5
SOURCE_LIKENESS = 0.7


def naming_advice(
    source: str, missing: Sequence[str], unknown: Sequence[str], header: Sequence[str] = ()
) -> dict[str, str]:
    """The sentences in both languages; where the file has no unknown column there is nothing to pair."""
    if other := source_of(header):
        return {
            "unknown_da": f" Kolonnerne er dem, »{other}« har: er filen gemt under et forkert navn?",
            "unknown_en": f' The columns are those of "{other}": was the file saved under a wrong name?',
        }
    if not unknown:
        return {
            "unknown_da": " Bed afsenderen om at tage den med.",
            "unknown_en": " Ask the sender to include it.",
        }
    names = ", ".join(f"»{name}«" for name in unknown)
    lines = " ".join(paste_line(source, column, name) for column, name in likely_pairs(missing, unknown))
    return {
        "unknown_da": f" Filen har {names}, som ikke kendes. "
        "Tilføj et alias i kilde-opsætningen, hvis det er den samme. "
        f"I kommune.yaml under kolonnenavne: {lines}",
        "unknown_en": f" The file has {names}, which is not known. Add an alias if it is the same. "
        f"In kommune.yaml under kolonnenavne: {lines}",
    }


def source_of(header: Sequence[str]) -> str | None:
    """The source all of whose required columns a header has; None when it is none or several."""
    fitting = [
        contract.source
        for contract in load_contracts().values()
        if {column.name for column in contract.columns if column.required or column.key} <= set(header)
    ]
    return fitting[0] if len(fitting) == 1 else None


def likely_pairs(missing: Sequence[str], unknown: Sequence[str]) -> list[tuple[str, str]]:
    """Each missing column with the unknown one that is most like it; the only two belong together anyway."""
    if len(missing) == len(unknown) == 1:
        return [(missing[0], unknown[0])]
    near = [(column, get_close_matches(column, unknown, n=1, cutoff=LIKENESS)) for column in missing]
    return [(column, found[0]) for column, found in near if found] or [(missing[0], unknown[0])]


def paste_line(source: str, column: str, name: str) -> str:
    """The entry of `kolonnenavne`; a school year in the name stands for that of the edition."""
    return f'{{kilde: {source}, kolonne: {column}, hedder: "{SCHOOL_YEAR.sub("{skoleaar}", name)}"}}'


def name_advice(file: str) -> dict[str, str]:
    """What a file should be called: by its own source, else by the one most like it, else by any of them."""
    word = re.split(r"[_\-. 0-9]", file.lower(), maxsplit=1)[0]
    known = list(load_contracts())
    near = get_close_matches(word, known, n=1, cutoff=SOURCE_LIKENESS)
    source = near[0] if near else "KILDE"
    month = MONTH.search(file)
    hints = [_source_hint(word, near, known), _suffix_hint(file)]
    return {
        "source": source,
        "source_en": near[0] if near else "SOURCE",
        "example": f"{near[0] if near else EXAMPLE_SOURCE}_{month[0] if month else EXAMPLE_MONTH}.csv",
        "hint_da": "".join(da for da, _ in hints),
        "hint_en": "".join(en for _, en in hints),
    }


def _source_hint(word: str, near: Sequence[str], known: Sequence[str]) -> tuple[str, str]:
    if word in known:
        return "", ""
    if near:
        return f" Mente I kilden »{near[0]}«?", f' Did you mean the source "{near[0]}"?'
    names = ", ".join(known)
    return f" Kilderne er {names}.", f" The sources are {names}."


def _suffix_hint(file: str) -> tuple[str, str]:
    if Path(file).suffix.lower() in SUFFIXES:
        return "", ""
    return " Gem filen som .csv eller .xlsx.", " Save the file as .csv or .xlsx."
