"""What each check says when all is in order and when it is not, and what to do; and how the answers are shown.

Not here: when something is in order (the checks).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pipelines.errors import PladsprognoseError
from pipelines.operations.doctor.sentences import SENTENCES, Text
from pipelines.settings import LANGUAGES, Language

State = Literal["in_order", "look", "act"]
STATES: Mapping[Language, Mapping[State, str]] = {
    "da": {"in_order": "I orden", "look": "Se på", "act": "Gør nu"},
    "en": {"in_order": "In order", "look": "Look at", "act": "Act now"},
}
CHECKS: Mapping[str, Text] = {
    "versions": {"da": "Programmet", "en": "Program"},
    "disk": {"da": "Disk", "en": "Disk"},
    "rights": {"da": "Rettigheder", "en": "Rights"},
    "backup_key": {"da": "Kopiernes nøgle", "en": "Key of the backups"},
    "configuration": {"da": "kommune.yaml", "en": "kommune.yaml"},
    "active": {"da": "Kørsel i gang", "en": "Run going on"},
    "warehouse": {"da": "Datalager", "en": "Warehouse"},
    "kept_warehouse": {"da": "Kopi af datalageret", "en": "Copy of the warehouse"},
    "vault": {"da": "Pseudonymer", "en": "Pseudonyms"},
    "raw": {"da": "Rå leverancer", "en": "Raw deliveries"},
    "published": {"da": "Offentliggjort", "en": "Published"},
    "audit": {"da": "Hvem gjorde hvad", "en": "Who did what"},
    "erasures": {"da": "Sletninger", "en": "Erasures"},
    "judgements": {"da": "Justeringer", "en": "Adjustments"},
    "leftovers": {"da": "Efterladt", "en": "Left behind"},
    "editions": {"da": "Forseglede udgaver", "en": "Sealed editions"},
    "run": {"da": "Sidste kørsel", "en": "Last run"},
    "holds": {"da": "Filer, der venter", "en": "Files that wait"},
    "quarantine": {"da": "Sat til side", "en": "Set aside"},
    "sources": {"da": "Kilder", "en": "Sources"},
    "backup": {"da": "Sikkerhedskopi", "en": "Backup"},
    "lock": {"da": "Låsen", "en": "Lock"},
    "packages": {"da": "Pakker", "en": "Packages"},
    "files": {"da": "Deres filer", "en": "Their files"},
    "licences": {"da": "Licenser", "en": "Licences"},
    "reasons": {"da": "Grunde", "en": "Reasons"},
    "advisories": {"da": "Kendte sårbarheder", "en": "Known vulnerabilities"},
}
ALL_IN_ORDER = {"da": "Alt er i orden.", "en": "All is in order."}
COUNTED = {
    "da": "Skal gøres nu: {act}. Bør ses på: {look}.",
    "en": "To be done now: {act}. To be looked at: {look}.",
}


@dataclass(frozen=True)
class Result:
    """One answer: which check, how it stands, what is said and what to do in each language."""

    check: str
    state: State
    said: Mapping[Language, str]
    to_do: Mapping[Language, str]


def result(check: str, state: State, sentence: str, **facts: object) -> Result:
    """The answer of a check, its sentence with its facts."""
    return worded(check, state, SENTENCES[sentence], **facts)


def worded(check: str, state: State, sentence: tuple[Text, Text], **facts: object) -> Result:
    """The same for a sentence that is not the doctor's own."""
    said, to_do = sentence
    return Result(
        check,
        state,
        {language: said[language].format_map(facts) for language in LANGUAGES},
        {language: to_do[language].format_map(facts) for language in LANGUAGES},
    )


def of_error(check: str, state: State, error: PladsprognoseError) -> Result:
    """The answer that an error gives, which says what to do itself."""
    return Result(
        check, state, {language: error.said(language) for language in LANGUAGES}, dict.fromkeys(LANGUAGES, "")
    )


def results_text(results: Sequence[Result], language: Language) -> str:
    """One line an answer, and how many need someone."""
    width = max(len(word) for word in STATES[language].values())
    lines = [
        f"{STATES[language][found.state]:<{width}}  {CHECKS[found.check][language]}: "
        f"{' '.join(f'{found.said[language]} {found.to_do[language]}'.split())}"
        for found in results
    ]
    counts = {state: sum(found.state == state for found in results) for state in ("act", "look")}
    return "\n".join(
        [*lines, "", COUNTED[language].format_map(counts) if any(counts.values()) else ALL_IN_ORDER[language]]
    )


def results_content(results: Sequence[Result], language: Language) -> list[dict[str, Any]]:
    """The same as data."""
    return [
        {
            "check": found.check,
            "state": found.state,
            "message": found.said[language],
            "to_do": found.to_do[language],
        }
        for found in results
    ]


def exit_code(results: Sequence[Result]) -> int:
    """1 when something must be done."""
    return int(any(found.state == "act" for found in results))
