"""Whether what has left the house still lies as it left: sealed editions against their manifests and the register.

Not here: what may leave (`privacy`), how an edition is sealed (`publishing.sealing`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipelines.errors import ApprovalError
from pipelines.operations.doctor.words import Result, of_error, result
from pipelines.privacy.register import Register
from pipelines.publishing.manifest import is_as_sealed
from pipelines.settings import DataDirectory


def check_editions(data: DataDirectory) -> Iterator[Result]:
    """The register's own chain, then each edition that it names and each that lies there."""
    try:
        register = Register(data.release_register)
        releases, seals = register.releases(), register.seals()
    except ApprovalError as error:
        yield of_error("editions", "act", error)
        return
    except (ValueError, KeyError, TypeError):
        yield result("editions", "act", "register_unreadable")
        return
    folders = {register.folder(release.edition): release for release in releases}
    missing = [folder for folder in folders if not folder.is_dir()]
    changed = [
        folder
        for folder, release in folders.items()
        if folder.is_dir() and not is_as_sealed(folder, release, seals.get(release.edition))
    ]
    unknown = sorted(set(sealed_folders(data)) - folders.keys())
    for sentence, found in (("edition_missing", missing), ("edition_changed", changed), ("edition_unknown", unknown)):
        if found:
            yield result("editions", "act", sentence, names=_names(data, found))
    if not (missing or changed or unknown):
        yield result("editions", "in_order", "editions", count=len(releases))


def sealed_folders(data: DataDirectory) -> list[Path]:
    """Every folder of a prognosis or of a month's packs."""
    return [*data.published.glob("prognoser/*/[!.]*"), *data.published.glob("datapakker/[!.]*")]


def _names(data: DataDirectory, folders: Sequence[Path]) -> str:
    return ", ".join(folder.relative_to(data.published).as_posix() for folder in sorted(folders))
