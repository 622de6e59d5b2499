"""The tree of errors that a user can meet, each with its exit code.

    PladsprognoseError
    ├── UsageError           2  the command was called wrongly
    ├── ConfigurationError   2  kommune.yaml, a scenario or the key does not hold
    ├── SourceError          1  a required delivery is missing, rejected or held
    ├── FindingError         1  a critical finding blocks publication
    ├── ApprovalError        1  a vintage may not be approved or published as asked
    ├── JudgementError       1  what people said of a forecast cannot be read, or cannot be taken as it is
    ├── BackupError          1  a backup cannot be made or restored as it should be
    ├── RunActiveError       3  another run holds the data directory
    ├── InternalError        4  our own fault, with an id to report
    │   └── StorageError     4  the disk does not take or give what it should
    └── InterruptedRunError  130  someone pressed Ctrl-C

A message says what, where, how many, what was expected and what to do, and never a value from a delivery.
"""

from __future__ import annotations

import uuid
from pathlib import Path

INTERRUPTED = {"da": "Afbrudt. Kør kommandoen igen.", "en": "Interrupted. Run the command again."}


class PladsprognoseError(Exception):
    """Base of every error that is shown to a user, in Danish and English; `exit_code` is the command's."""

    exit_code = 4

    def __init__(self, message: str, message_en: str) -> None:
        super().__init__(message)
        self.message = message
        self.message_en = message_en

    def said(self, language: str) -> str:
        """What is shown to a reader of the language."""
        return self.message_en if language == "en" else self.message


class UsageError(PladsprognoseError):
    """The command was called with arguments that do not fit together."""

    exit_code = 2


def nothing_loaded(root: Path) -> UsageError:
    """A command that needs what a run has loaded came before the first run."""
    return UsageError(
        f"Der er intet indlæst i »{root}«. Kør `pladsprognose run` først.",
        f'Nothing is loaded in "{root}". Run `pladsprognose run` first.',
    )


class ConfigurationError(PladsprognoseError):
    """A configuration file or key does not hold; all its problems are in one message."""

    exit_code = 2


class SourceError(PladsprognoseError):
    """A required delivery is missing, rejected or held; nothing was published."""

    exit_code = 1


class FindingError(PladsprognoseError):
    """A critical finding blocks what comes after it."""

    exit_code = 1


class ApprovalError(PladsprognoseError):
    """A vintage may not be approved or published as asked."""

    exit_code = 1


class JudgementError(PladsprognoseError):
    """What people said of a forecast cannot be read, or cannot be taken as it is; nothing was saved."""

    exit_code = 1


class BackupError(PladsprognoseError):
    """A backup cannot be made or restored as it should be; nothing was restored."""

    exit_code = 1


class RunActiveError(PladsprognoseError):
    """Another run is active in the same data directory."""

    exit_code = 3


class InterruptedRunError(PladsprognoseError):
    """Someone pressed Ctrl-C; nothing is half-published."""

    exit_code = 130


class InternalError(PladsprognoseError):
    """A fault of the product itself; the message carries an id that the run's report has too."""

    exit_code = 4

    def __init__(self, message: str, message_en: str) -> None:
        fault_id = uuid.uuid4().hex[:8]
        super().__init__(f"Fejl {fault_id}: {message}", f"Error {fault_id}: {message_en}")


class StorageError(InternalError):
    """A full disk, missing rights or a failing disk; what was published stands."""
