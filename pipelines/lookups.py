"""Looking a child up by its CPR number: for an access request, or to find a child's cases; asked for with a reason.

Who looked up, when and why is noted before anything is shown; the number itself is noted nowhere. Not here: what is
held (`sources.data_subject`).
"""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

from pipelines.audit import note
from pipelines.errors import UsageError
from pipelines.numbers import format_count
from pipelines.privacy.pseudonyms import open_vault
from pipelines.publishing.summary import fixed_width
from pipelines.settings import DataDirectory, Language
from pipelines.sources.contract import load_contracts
from pipelines.sources.data_subject import NUMBER_LENGTH, Held, held_about
from pipelines.sources.restricted_files import write_private
from pipelines.verdicts import loaded_warehouse, stated

ACTION = "look_up_child"
MOST_CASES = 6
WORDS: dict[Language, dict[str, str]] = {
    "da": {
        "nothing": "Der er ikke registreret noget om det nummer.",
        "head": "Kilde|Rækker|Numre",
        "texts": "Fritekst, {source}",
        "aside": "Sat til side, {source}",
        "more": " og {count} flere",
        "written": "Alt, der er registreret, står i {path}. Filen indeholder personoplysninger: giv den kun til den, "
        "der har ret til den, og slet den bagefter.",
    },
    "en": {
        "nothing": "Nothing is held about that number.",
        "head": "Source|Rows|Numbers",
        "texts": "Free text, {source}",
        "aside": "Set aside, {source}",
        "more": " and {count} more",
        "written": "All that is held stands in {path}. The file holds personal data: give it only to whoever has a "
        "right to it, and delete it afterwards.",
    },
}


def read_number(text: str) -> str:
    """Ten digits as typed, with or without a hyphen or blanks; UsageError, which does not repeat it, for others."""
    number = text.strip().replace("-", "").replace(" ", "")
    if len(number) != NUMBER_LENGTH or not (number.isascii() and number.isdigit()):
        raise UsageError(
            "Skriv barnets CPR-nummer på ti cifre som svar eller på standardinput, aldrig som en del af kommandoen.",
            "Give the child's CPR number of ten digits when asked or on standard input, never as part of the command.",
        )
    return number


def look_up(data: DataDirectory, number: str, by: str, reason: str) -> Held:
    """All that is held about the child; noted first. UsageError without a reason, or when nothing is loaded."""
    made_by, why = stated(by, "--by"), stated(reason, "--reason")
    with loaded_warehouse(data) as connection, open_vault(data) as vault:
        note(data, datetime.now(UTC).replace(tzinfo=None, microsecond=0), made_by, ACTION, why)
        return held_about(connection, data, number, vault.child_id(number))


def write_held(held: Held, path: Path) -> None:
    """Everything as readable JSON in a file that its owner alone can read; UsageError where it cannot be written."""
    text = json.dumps(content_of(held), ensure_ascii=False, indent=2, default=str)
    try:
        write_private(path, text.encode())
    except OSError as error:
        raise UsageError(
            f"Der kan ikke skrives i »{path}«. Angiv en fil i en mappe, der findes.",
            f'"{path}" cannot be written. Give a file in a folder that exists.',
        ) from error


def content_of(held: Held) -> dict[str, object]:
    """What is held under the names that deliveries have."""
    parts = asdict(held)
    names = {"cases": "sager", "rows": "raekker", "texts": "fritekst", "aside": "sat_til_side"}
    return {names[part]: content for part, content in parts.items()}


def held_text(held: Held, language: Language) -> str:
    """How much is held of each source, and the numbers of the child's cases."""
    words = WORDS[language]
    if not held.count:
        return words["nothing"]
    lines = [(source, rows, _numbers(source, held, words["more"])) for source, rows in held.rows.items()]
    lines += [(words["texts"].format(source=source), rows, "") for source, rows in held.texts.items()]
    lines += [(words["aside"].format(source=file), rows, "") for file, rows in held.aside.items()]
    rows = [[name, format_count(len(found)), numbers] for name, found, numbers in lines]
    return "\n".join(fixed_width(words["head"].split("|"), rows, text_places=(0, 2)))


def _numbers(source: str, held: Held, more: str) -> str:
    """The child's case numbers that a source gives, the first of them where they are many."""
    key = load_contracts()[source].key
    cases = held.cases.get(key[0].field, ()) if len(key) == 1 else ()
    rest = len(cases) - MOST_CASES
    return ", ".join(cases[:MOST_CASES]) + (more.format(count=rest) if rest > 0 else "")
