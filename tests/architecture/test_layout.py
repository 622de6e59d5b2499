"""The tree keeps its shape: what stands at the top, how long a file and a function may be, which words stay out."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("pipelines", "forecasting", "expectations")
FILE_LINES, FUNCTION_LINES = 300, 40
FOREIGN_MARKS = re.compile(r"/(?:work|root|home/[a-z]+)/|pythonhosted|\bpypi\b|\bcpr: ?\d{6}")


def tracked_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def product_modules() -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def test_the_folders_of_the_row_stand_at_the_top() -> None:
    for name in ("pipelines", "dbt_project", "expectations", "forecasting", "tests", "dagster.yaml", "pyproject.toml"):
        assert (ROOT / name).exists(), name


def test_no_file_is_longer_than_a_stranger_can_read() -> None:
    long = {p.name: n for p in product_modules() if (n := len(p.read_text().splitlines())) > FILE_LINES}
    assert long == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {}
    for path in product_modules():
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                length = (node.end_lineno or node.lineno) - node.lineno + 1
                if length > FUNCTION_LINES:
                    long[f"{path.name}:{node.name}"] = length
    assert long == {}


def test_every_module_opens_by_saying_what_belongs_in_it() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in product_modules()
        if path.read_text().strip() and not ast.get_docstring(ast.parse(path.read_text()))
    ]
    assert silent == []


def test_the_repository_names_no_machine_and_no_registry() -> None:
    found = []
    for path in tracked_files():
        if path.suffix in {".py", ".sql", ".md", ".yml", ".yaml", ".toml", ".in", ".lock", ".csv", ".typ", ""}:
            text = path.read_text(encoding="utf-8", errors="ignore")
            found += [
                f"{path.relative_to(ROOT)}: {m.group()}" for m in FOREIGN_MARKS.finditer(text) if path != Path(__file__)
            ]
    assert found == []


def test_every_test_file_has_a_name_of_its_own() -> None:
    """Two of one name cannot be collected in one run, though each can alone."""
    names = [path.name for path in tracked_files() if path.name.startswith("test_")]
    assert sorted(names) == sorted(set(names))


@pytest.mark.xdist_group("one process")
def test_tests_of_one_group_are_kept_in_one_process(request: pytest.FixtureRequest) -> None:
    """What a group shares, such as a municipality that is run once, is then made once."""
    is_grouped = getattr(request.config.option, "loadgroup", False)
    assert not is_grouped or request.node.nodeid.endswith("@one process")


def test_every_decision_has_a_number_of_its_own() -> None:
    """Two land under one number when each took the next free, and then a reference points at both."""
    titles = {path.name[:4]: path.read_text().split()[1] for path in sorted((ROOT / "docs/decisions").glob("*.md"))}
    assert len(titles) == len(list((ROOT / "docs/decisions").glob("*.md")))
    assert all(number == title for number, title in titles.items())
    named = re.findall(r"decisions/(\d{4})", " ".join(path.read_text() for path in ROOT.rglob("docs/*.md")))
    assert set(named + re.findall(r"decisions/(\d{4})", (ROOT / "CHANGELOG.md").read_text())) <= set(titles)
