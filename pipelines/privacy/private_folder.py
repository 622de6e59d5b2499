"""Folders that only their owner may open. Not here: what lies in them."""

from __future__ import annotations

from pathlib import Path


def private_folder(folder: Path) -> Path:
    """The folder, made if needed, open to its owner only."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder
