"""Whether every erasure is done, and the log of them whole. Not here: the erasing (`sources.erasure`)."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines import chain
from pipelines.errors import UsageError
from pipelines.operations.doctor.words import Result, of_error
from pipelines.privacy.erasures import erasure_log, erasure_mark
from pipelines.settings import DataDirectory


def erasures(data: DataDirectory) -> Iterator[Result]:
    """What somebody must do about erasures; nothing where nothing is to be done."""
    if erasure_mark(data).exists():
        yield of_error("erasures", "act", unfinished())
    line = chain.broken_line(chain.lines_of(erasure_log(data)), passes_cut_off=True)
    if line is not None:
        yield of_error("erasures", "act", changed(line))


def unfinished() -> UsageError:
    """An erasure that was cut off."""
    return UsageError(
        "En sletning blev afbrudt. Kør `pladsprognose erase` igen, eller `pladsprognose run`, som gør den færdig.",
        "An erasure was cut off. Run `pladsprognose erase` again, or `pladsprognose run`, which finishes it.",
    )


def changed(line: int) -> UsageError:
    """A log in which a line was changed, put in or taken out."""
    return UsageError(
        f"Linje {line} i restricted/sletninger.jsonl følger ikke den før: en linje er ændret eller fjernet. Sammenlign "
        "med loggen ved siden af sikkerhedskopierne, og spørg, hvem der har haft adgang til filen.",
        f"Line {line} of restricted/sletninger.jsonl does not follow the one before: one is changed or gone. Compare "
        "with the log beside the backups, and ask who has had access to the file.",
    )
