"""Whether the machine is as it should be: program, disk, rights, keys and configuration.

Not here: what lies in the data directory (`integrity`).
"""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path

from pipelines.errors import ConfigurationError
from pipelines.municipality import load_municipality
from pipelines.operations.backup_key import KEY_FILE_VARIABLE, read_backup_key
from pipelines.operations.doctor.words import Result, of_error, result
from pipelines.operations.locked import LOCKS, locked_versions
from pipelines.settings import DataDirectory
from pipelines.sources.catalogue import catalogue
from pipelines.version import SOURCE_ROOT

OLDEST_PYTHON = (3, 11)
SHOWN = 5
MEGABYTE = 1_000_000
LEAST_FREE = 500 * MEGABYTE
OTHERS, WRITABLE_BY_ALL = 0o077, 0o002


def check_machine(data: DataDirectory, environment: Mapping[str, str]) -> Iterator[Result]:
    """Program, disk, rights, keys and configuration."""
    yield versions()
    yield free_disk(data)
    yield rights(data)
    yield backup_key(data, environment)
    yield configuration(data)


def versions() -> Result:
    """Python and each package against the lock."""
    python = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info < OLDEST_PYTHON:
        return result("versions", "act", "old_python", python=python)
    if not (SOURCE_ROOT / LOCKS[0]).is_file():
        return result("versions", "look", "no_lock", python=python)
    pins = locked_versions(SOURCE_ROOT)
    other = sorted(name for name, versions in pins.items() if _installed(name) not in versions)
    if other:
        return result("versions", "act", "other_versions", count=len(other), names=", ".join(other[:SHOWN]))
    return result("versions", "in_order", "versions", python=python, count=len(pins))


def _installed(name: str) -> str | None:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return None


def free_disk(data: DataDirectory) -> Result:
    """Room for a run, which builds what is published anew beside the old, and lets the warehouse grow."""
    free = shutil.disk_usage(data.root).free
    built = [data.warehouse, *data.published.rglob("*.duckdb"), *data.published.rglob("*.parquet")]
    needed = LEAST_FREE + sum(path.stat().st_size for path in built if path.is_file())
    state = "act" if free < needed else "look" if free < 3 * needed else "in_order"
    facts = {"free": free // MEGABYTE, "needed": needed // MEGABYTE}
    return result("disk", state, "disk" if state == "in_order" else "little_disk", **facts)  # type: ignore[arg-type]


def rights(data: DataDirectory) -> Result:
    """What only its owner may read, and what nobody else may write."""
    closed = [folder for folder in (data.restricted, data.warehouse.parent, data.judgements.parent) if folder.is_dir()]
    within = [path for path in sorted(data.restricted.rglob("*")) if not path.is_symlink()]
    opened = [path for path in (*closed, *within) if _mode(path) & OTHERS]
    told = [path for path in (data.published, data.reports) if path.is_dir()]
    writable = [path for path in (data.root, *told) if _mode(path) & WRITABLE_BY_ALL]
    if opened:
        return result("rights", "act", "open_to_others", count=len(opened), names=_names(opened, data), root=data.root)
    if writable:
        return result("rights", "act", "writable_by_all", names=_names(writable, data), root=data.root)
    strange = [path for path in (data.root, *told, *closed, *within) if not os.access(path, os.R_OK | os.W_OK)]
    if strange:
        return result("rights", "act", "not_ours", count=len(strange), names=_names(strange, data))
    return result("rights", "in_order", "rights")


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def _names(paths: list[Path], data: DataDirectory) -> str:
    """The first folders or files; a file in restricted/ by its folder, since its own name is a delivery's."""
    shown = [path if path.is_dir() else path.parent for path in paths]
    return ", ".join(sorted({path.relative_to(data.root).as_posix() for path in shown})[:SHOWN])


def backup_key(data: DataDirectory, environment: Mapping[str, str]) -> Result:
    """Whether a backup could be made with what the environment says."""
    named = environment.get(KEY_FILE_VARIABLE)
    try:
        read_backup_key(data, Path(named) if named else None, environment)
    except ConfigurationError as error:
        return of_error("backup_key", "look", error)
    return result("backup_key", "in_order", "backup_key")


def configuration(data: DataDirectory) -> Result:
    """The kommune.yaml of the latest run."""
    if not data.configuration.is_file():
        return result("configuration", "in_order", "no_configuration")
    try:
        load_municipality(data.configuration, catalogue=catalogue())
    except ConfigurationError as error:
        return of_error("configuration", "act", error)
    return result("configuration", "in_order", "configuration")
