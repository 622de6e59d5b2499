"""The first day: a commented `kommune.yaml`, and what a folder of back files lacks.

Not here: the configuration's shape (`municipality`), the reading of rows (`sources`).
"""

from __future__ import annotations

from pathlib import Path

from pipelines.errors import UsageError
from pipelines.initiation.folder import FolderReview, SourceReview, review_folder
from pipelines.initiation.words import configuration_text, review_text
from pipelines.municipality import load_municipality, sample_text
from pipelines.settings import Language
from pipelines.sources.catalogue import catalogue

__all__ = ["FolderReview", "SourceReview", "initiate", "review_folder", "review_text", "write_configuration"]

CONFIGURATION = "kommune.yaml"


def initiate(folder: Path, language: Language) -> str:
    """Write `kommune.yaml` unless there is one, hold the folder against the contracts, and tell both."""
    is_new = write_configuration(folder)
    told = configuration_text(folder / CONFIGURATION, language, is_new=is_new)
    municipality = load_municipality(folder / CONFIGURATION, catalogue())
    return f"{told}\n{review_text(review_folder(folder, municipality.kolonnenavne), language)}"


def write_configuration(folder: Path) -> bool:
    """Whether a commented `kommune.yaml` was written; one that is there is never touched."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(
            f"--out skal være en mappe, men »{folder}« er en fil. Angiv en mappe.",
            f'--out must be a folder, but "{folder}" is a file. Give a folder.',
        )
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with (folder / CONFIGURATION).open("x", encoding="utf-8") as file:
            file.write(sample_text())
    except FileExistsError:
        return False
    return True
