"""What the command `erase` says: how much of each kind, and what is left for a person to do. Not here: the erasing."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.erasing import Answer
from pipelines.numbers import format_count
from pipelines.publishing.summary import fixed_width
from pipelines.settings import Language

WORDS: dict[Language, dict[str, str]] = {
    "da": {
        "head": "Sted|Antal",
        "rows": "Rækker, {source}",
        "links": "Linjer, der mister sagens nummer og teksten, {source}",
        "texts": "Fritekster",
        "aside": "Rækker, der er sat til side",
        "kept": "Filer, som de blev afleveret (hele filen slettes)",
        "lists": "Linjer i arbejdslister",
        "vault": "Pseudonym",
        "boern": "Børn, hvis sager er slut, og hvis frist er nået",
        "leverancer": "Filer, som de blev afleveret",
        "fritekst": "Filers frie tekst",
        "sat_til_side": "Lister over rækker, der er sat til side",
        "arbejdslister": "Dages arbejdslister",
        "none_overdue": "Intet er holdt længere, end det må.",
        "nothing": "Der er ikke registreret noget om det nummer.",
        "was_erased": "Barnet er slettet; der er intet tilbage.",
        "trial": "Prøve: intet er slettet.",
        "done": "Slettet. Kør `pladsprognose run`, så tallene bliver gjort op uden barnet. Ligger barnet stadig i "
        "mappen med leverancer, holdes rækkerne ude (ERASED).",
        "by_hand": "Sagens nummer står i {file}, linje {lines}. Det har et menneske skrevet; ret det, eller lad det "
        "stå med en grund.",
        "missed": "Loggen over sletninger kunne ikke lægges i {folder}. Kopiér restricted/sletninger.jsonl dertil, før "
        "der gendannes fra en kopi der, eller tag en ny kopi.",
        "lifted": "Sletningen er ophævet. Rækker om barnet tages med igen, når de afleveres; `run --full-refresh` "
        "læser også de gamle filer i mappen igen.",
    },
    "en": {
        "head": "Place|Count",
        "rows": "Rows, {source}",
        "links": "Lines that lose the case number and the text, {source}",
        "texts": "Free texts",
        "aside": "Rows set aside",
        "kept": "Files as they were delivered (the whole file is deleted)",
        "lists": "Lines of working lists",
        "vault": "Pseudonym",
        "boern": "Children whose cases are over and whose time is up",
        "leverancer": "Files as they were delivered",
        "fritekst": "Free text of files",
        "sat_til_side": "Lists of rows set aside",
        "arbejdslister": "Days of working lists",
        "none_overdue": "Nothing has been held longer than it may.",
        "nothing": "Nothing is held about that number.",
        "was_erased": "The child has been erased; nothing is left.",
        "trial": "Trial: nothing was deleted.",
        "done": "Erased. Run `pladsprognose run` to have the figures made without the child. If the child is still in "
        "the folder of deliveries, the rows are held back (ERASED).",
        "by_hand": "The number of the case stands in {file}, line {lines}. A person wrote it; correct it, or let it "
        "stand for a reason.",
        "missed": "The log of erasures could not be put in {folder}. Copy restricted/sletninger.jsonl there before a "
        "backup there is restored, or take a new backup.",
        "lifted": "The erasure is lifted. Rows about the child are taken again when delivered; `run --full-refresh` "
        "also reads the old files of the folder anew.",
    },
}


def answer_text(answer: Answer, language: Language, *, of_none: str = "nothing") -> str:
    """How much of each kind, and what is to be done."""
    words = WORDS[language]
    if not answer.counts:
        return words["was_erased" if answer.was_erased else of_none]
    rows = [[_place(kind, language), format_count(count)] for kind, count in answer.counts.items() if count]
    table = fixed_width(words["head"].split("|"), rows)
    return "\n".join([*table, "", words["done" if answer.is_done else "trial"], *_to_do(answer, language)])


def answer_content(answer: Answer) -> dict[str, object]:
    """The same as data."""
    return {
        "counts": dict(answer.counts),
        "erased": answer.is_done,
        "was_erased": answer.was_erased,
        "by_hand": {file: list(lines) for file, lines in answer.by_hand.items()},
        "folders_without_log": [str(folder) for folder in answer.missed],
    }


def _place(kind: str, language: Language) -> str:
    word, _, source = kind.partition(":")
    return WORDS[language][word].format(source=source)


def _to_do(answer: Answer, language: Language) -> Iterator[str]:
    words = WORDS[language]
    for file, lines in answer.by_hand.items():
        yield words["by_hand"].format(file=file, lines=", ".join(map(str, lines)))
    for folder in answer.missed:
        yield words["missed"].format(folder=folder)
