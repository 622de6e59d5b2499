"""What a line of the lock must be, and what is wrong with one that is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.operations.locked import Pin, locked_versions, read_lock, without_reason

ROOT = Path(__file__).resolve().parents[3]
HASH = "--hash=sha256:" + "0f" * 32


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        (f"polars==2.1.0 \\\n    {HASH} \\\n    {HASH}", None),
        (f"Ruamel.YAML[jinja2]==0.19.1 ; python_version >= '3' \\\n    {HASH}  # a reason", None),
        ("polars==2.1.0", "no_hash"),
        ("polars==2.1.0 --hash=md5:0f0f", "no_hash"),
        (f"polars==2.1.0 {HASH[:-1]}", "no_hash"),
        (f"polars>=2.1.0 {HASH}", "not_one_version"),
        (f"polars==2.* {HASH}", "not_one_version"),
        (f"polars==2.1.0,!=2.2 {HASH}", "not_one_version"),
        (f"polars {HASH}", "not_one_version"),
        (f"polars @ https://example.org/polars.whl {HASH}", "names_a_place"),
        (f"polars==2.1.0 {HASH} --index-url https://example.org", "names_a_place"),
        ("--extra-index-url https://example.org/simple", "names_a_place"),
        ("-e .", "names_a_place"),
        ("./polars.whl", "not_one_version"),
    ],
)
def test_a_line_is_one_version_with_its_hash_and_no_place(tmp_path, line, fault):
    (tmp_path / "lock").write_text(f"# written by hand\n\n{line}\n")

    assert [fault for _, fault in read_lock(tmp_path / "lock").faults] == ([fault] if fault else [])


def test_names_are_compared_by_pep_503_and_conditions_by_this_machine(tmp_path):
    (tmp_path / "lock").write_text(f"Ruamel.YAML==1.0 {HASH}\npywin32==300 ; sys_platform == 'win32' {HASH}\n")

    assert read_lock(tmp_path / "lock").pins == (Pin("ruamel-yaml", "1.0", True), Pin("pywin32", "300", False))


def test_where_it_is_developed_the_other_lock_may_hold_another_version(tmp_path):
    (tmp_path / "requirements.lock").write_text(f"click==8.5 {HASH}\nrich==15 {HASH}\n")
    assert locked_versions(tmp_path) == {"click": ("8.5",), "rich": ("15",)}

    (tmp_path / "requirements-dev.lock").write_text(f"click==8.4 {HASH}\nrich==15 {HASH}\npytest==9 {HASH}\n")
    assert locked_versions(tmp_path) == {"click": ("8.5", "8.4"), "rich": ("15",)}


def test_a_requirement_without_a_reason_is_named(tmp_path):
    (tmp_path / "requirements.in").write_text("# What runs\n-r other.in\nnumpy\npolars==2  # moves\nscipy #\n\n")

    assert without_reason(tmp_path / "requirements.in") == ["numpy", "scipy #"]


@pytest.mark.parametrize("name", ["requirements", "requirements-dev"])
def test_our_own_locks_are_sound_and_every_requirement_has_its_reason(name):
    lock = read_lock(ROOT / f"{name}.lock")

    assert (lock.faults, without_reason(ROOT / f"{name}.in")) == ((), [])
    assert len(lock.pins) > 100
