"""From whatever stopped the work to the one error a person can read.

Four causes are told apart: an error that is meant for the user, Ctrl-C, a disk that does not take or give what it
should, and our own fault. What a foreign error says is read but never shown: it may hold delivered values. Not here:
the errors and their exit codes (`errors`).
"""

from __future__ import annotations

import errno
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import isgeneratorfunction
from pathlib import Path
from typing import ParamSpec, TypeVar, cast

from pipelines.errors import InternalError, InterruptedRunError, PladsprognoseError, RunActiveError, StorageError

DISK_FAULTS = (
    (
        errno.ENOSPC,
        (errno.ENOSPC, errno.EDQUOT, errno.EFBIG),
        ("No space left on device", "Disk quota exceeded", "File too large"),
    ),
    (errno.EACCES, (errno.EACCES, errno.EPERM, errno.EROFS), ("Permission denied", "Read-only file system")),
    (
        errno.EIO,
        (errno.EIO,),
        ("IO Error: ", "Could not write file", "Could not sync", "Input/output error", "while replaying WAL"),
    ),
)
P = ParamSpec("P")
Made = TypeVar("Made")
HELD_WORDS = "Could not set lock on file"
DEEPEST_PLACES = 8


def readably(step: Callable[P, Made]) -> Callable[P, Made]:
    """A step that stops on our own words alone: whoever runs it may keep and show what it hears."""

    @wraps(step)
    def answering(*args: P.args, **kwargs: P.kwargs) -> Made:
        with in_words():
            return step(*args, **kwargs)

    @wraps(step)
    def yielding(*args: P.args, **kwargs: P.kwargs) -> Iterator[object]:
        with in_words():
            yield from cast("Iterator[object]", step(*args, **kwargs))

    return cast("Callable[P, Made]", yielding) if isgeneratorfunction(step) else answering


@contextmanager
def in_words() -> Iterator[None]:
    """Whatever stops the work inside is the one error that a person can read, with nothing of what caused it."""
    try:
        yield
    except Exception as error:  # noqa: BLE001 - a foreign error may hold delivered values
        raise readable(error) from None


def readable(error: BaseException) -> PladsprognoseError:
    """The error to show for what stopped the work, from its outermost cause that can be told apart."""
    root = error
    for cause in _causes(error):
        root = cause
        if isinstance(cause, PladsprognoseError):
            return cause
        if not isinstance(cause, Exception):
            return InterruptedRunError(
                "Afbrudt. Intet nyt er offentliggjort. Kør kommandoen igen.",
                "Interrupted. Nothing new is published. Run the command again.",
            )
        told = of_the_disk(cause, str(cause))
        if told is not None:
            return told
    return _own_fault(root)


def of_the_disk(error: object, text: str) -> PladsprognoseError | None:
    """The error to show where an error or its text says that the disk is the cause; else None."""
    if HELD_WORDS in text:
        return RunActiveError(
            "Datalageret er åbent i et andet program. Luk det, og kør kommandoen igen.",
            "The warehouse is open in another program. Close it and run the command again.",
        )
    number = disk_number(error, text)
    if number == errno.ENOSPC:
        return _disk(
            "Disken er fuld. Skaf plads, og kør kommandoen igen.",
            "The disk is full. Make room and run the command again.",
        )
    if number == errno.EACCES:
        place = error.filename if isinstance(error, OSError) else None
        which = f"»{place}«" if place else "En fil eller mappe i datamappen"
        which_en = f'"{place}"' if place else "A file or folder in the data folder"
        return _disk(
            f"{which} må ikke læses eller skrives. Giv rettigheder, og kør kommandoen igen.",
            f"{which_en} may not be read or written. Give rights and run the command again.",
        )
    if number == errno.EIO:
        return _disk(
            "Disken kan ikke læses eller skrives, eller en fil er ødelagt. `pladsprognose doctor` siger hvilken.",
            "The disk cannot be read or written, or a file is damaged. `pladsprognose doctor` says which.",
        )
    return None


def disk_number(error: object, text: str) -> int | None:
    """ENOSPC for a full disk, EACCES for a closed one, EIO for a broken one; None when the disk is not the cause."""
    found = error.errno if isinstance(error, OSError) else None
    for number, same, words in DISK_FAULTS:
        if found in same or any(word in text for word in words):
            return number
    return None


def _disk(message: str, message_en: str) -> StorageError:
    return StorageError(
        f"{message} Det, der var offentliggjort, står som før.", f"{message_en} What was published stands as before."
    )


def _own_fault(error: BaseException) -> InternalError:
    """Where something of ours broke: its kind and the places in the code, never its own text."""
    frames = traceback.extract_tb(error.__traceback__)[-DEEPEST_PLACES:]
    places = "\n".join(f"  {Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
    kind = type(error).__name__
    return InternalError(
        f"Noget i programmet gik galt ({kind}). Meld det med disse linjer:\n{places}",
        f"Something in the program went wrong ({kind}). Report it with these lines:\n{places}",
    )


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error, then what it was raised for, and so on; Dagster names the cause in a field of its own."""
    found: BaseException | None = error
    while found is not None:
        yield found
        found = getattr(found, "user_exception", None) or found.__cause__
