"""What the figures were measured on: without it a second says nothing."""

from __future__ import annotations

import os
import platform
from datetime import datetime
from importlib.metadata import version

PACKAGES = ("duckdb", "polars", "dbt-core", "dagster")


def machine_text() -> str:
    """Day, processor cores, memory, how busy the machine is, and the versions that matter for speed."""
    memory_gb = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    packages = ", ".join(f"{name} {version(name)}" for name in PACKAGES)
    return (
        f"{datetime.now():%d-%m-%Y %H:%M} · {os.cpu_count()} kerner · {memory_gb:.0f} GB · "
        f"belastning ved start {os.getloadavg()[0]:.1f} · Python {platform.python_version()} · {packages}"
    )
