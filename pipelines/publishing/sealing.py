"""A folder that appears whole or not at all, and never changes afterwards.

Not here: what is in it (`edition`).
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from pipelines.errors import ApprovalError

DRAFT_PREFIX = ".udgave-"
READ_ONLY, NOTHING_ADDED = 0o444, 0o555
"""Rights of a sealed file, and of a sealed folder."""


@contextmanager
def draft_folder(parent: Path) -> Iterator[Path]:
    """A hidden folder beside where the edition will lie; gone afterwards unless it was sealed."""
    parent.mkdir(parents=True, exist_ok=True)
    for leftover in sorted(parent.glob(f"{DRAFT_PREFIX}*")):  # of a killed run
        shutil.rmtree(leftover)
    draft = Path(tempfile.mkdtemp(prefix=DRAFT_PREFIX, dir=parent))
    try:
        draft.chmod(0o755)
        yield draft
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def write_files(draft: Path, files: Mapping[str, bytes]) -> None:
    """Write the files into the draft."""
    for name, content in files.items():
        (draft / name).write_bytes(content)


def seal(draft: Path, folder: Path) -> None:
    """Make the draft durable and read-only, and give it its name in one rename."""
    for path in sorted(draft.rglob("*")):
        if path.is_file():
            path.chmod(READ_ONLY)
        sync(path)
    sync(draft)
    draft.rename(folder)
    for path in sorted([folder, *(path for path in folder.rglob("*") if path.is_dir())]):
        path.chmod(NOTHING_ADDED)  # once it has its name: a draft that is left over must be possible to remove
    sync(folder.parent)


def refuse_other_content(folder: Path, draft: Path) -> None:
    """ApprovalError naming the files in which a sealed folder differs from the draft that would replace it."""
    sealed, asked = ({path.name: path.read_bytes() for path in place.iterdir()} for place in (folder, draft))
    different = sorted(name for name in sealed.keys() | asked.keys() if sealed.get(name) != asked.get(name))
    if different:
        raise ApprovalError(
            f"Udgaven {folder.name} er forseglet og bliver ikke ændret; {len(different)} filer ville blive anderledes "
            f"eller komme til: {', '.join(different)}. Opsætningen eller programmet er ændret siden: lav en ny "
            "prognose og udgiv den.",
            f"The edition {folder.name} is sealed and is not changed; {len(different)} files would be different or "
            f"new: {', '.join(different)}. The settings or the program changed since: make a new prognosis and "
            "publish it.",
        )


def sync(path: Path) -> None:
    """Make a file's content, or the names in a folder, durable."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
