"""What all tests share: a test that needs a system program runs where the program is found, and is named where not."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from hypothesis import settings
from ready_command import Command, pladsprognose

settings.register_profile("pladsprognose", deadline=None)
settings.load_profile("pladsprognose")

PROGRAMS = {
    "chromium": ("chromium", "chromium-browser"),
    "libreoffice": ("soffice", "libreoffice"),
    "strace": ("strace",),
    "postgresql": ("pg_ctl", "pg_ctlcluster"),
    "java": ("java",),
}


def missing_programs() -> dict[str, str]:
    """Marker by marker the program that this machine lacks."""
    missing = {marker: names[0] for marker, names in PROGRAMS.items() if not any(map(shutil.which, names))}
    return missing if has_writer() else missing | {"writer": "LibreOffice Writer"}


def has_writer() -> bool:
    """Debian has LibreOffice in parts; the one that reads documents has no command of its own."""
    office = shutil.which("soffice")
    return office is not None and Path(office).resolve().with_name("libswlo.so").is_file()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = missing_programs()
    for item in items:
        for marker, program in missing.items():
            if item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"needs {program}, which this machine lacks"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    left_out = terminalreporter.stats.get("skipped", [])
    if left_out:
        terminalreporter.write_sep("-", "left out on this machine")
        for report in left_out:
            terminalreporter.write_line(f"{report.nodeid}: {report.longrepr[-1]}")


@pytest.fixture(scope="session")
def command() -> Command:
    """The command `pladsprognose`: its arguments in, its exit code and what it said out."""
    return pladsprognose
