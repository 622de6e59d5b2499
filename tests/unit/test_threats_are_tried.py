"""The threat model names modules and tests; each is there, so that it says no more than is done."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
NAMED = re.compile(r"`([^`\s]+)`")


def test_every_module_and_test_that_the_threat_model_names_is_there():
    named = set(NAMED.findall((ROOT / "docs" / "trusselsmodel.md").read_text("utf-8")))
    paths = {name for name in named if name.startswith(("pipelines/", "tests/"))}
    tests = {name for name in named if name.startswith("test_")}
    defined = set(
        re.findall(r"def (test_\w+)", "".join(path.read_text("utf-8") for path in ROOT.glob("tests/**/*.py")))
    )

    assert (len(paths) > 15, len(tests) > 40) == (True, True)
    assert sorted(path for path in paths if not (ROOT / path).exists()) == []
    assert sorted(tests - defined) == []
