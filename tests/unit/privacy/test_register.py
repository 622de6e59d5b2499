from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import ApprovalError
from pipelines.privacy.register import Register
from pipelines.privacy.release import Line, Release


def release(edition: str) -> Release:
    lines = {"specialskole": Line(("specialskole",), ("Undervisning",), is_in_total=True)}
    tables = {"aktivitet": {"specialskole": {"offer_type": "Specialskoler", "places_this": "[d]"}}}
    return Release(edition, 2025, date(2025, 4, 30), 5, "[d]", None, lines, tables)


def leave(register: Register, leaving: Release) -> None:
    with register.leaving(leaving):
        register.folder(leaving.edition).mkdir(parents=True, exist_ok=True)


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path / "published" / "udgivelser.jsonl")


def test_a_register_that_is_not_there_is_empty(register: Register) -> None:
    assert register.releases() == ()


def test_releases_come_back_as_they_were_added_and_only_once(register: Register) -> None:
    for edition in ("2025/a", "2025/b", "2025/a"):
        leave(register, release(edition))
    assert register.releases() == (release("2025/a"), release("2025/b"))


def test_the_hash_of_a_manifest_is_kept_when_its_edition_has_left_also_by_a_run_that_was_killed(
    register: Register,
) -> None:
    with register.leaving(release("2025/a")):
        written(register, "2025/a")
    with suppress(KeyboardInterrupt), register.leaving(release("2025/b")):
        written(register, "2025/b")
        raise KeyboardInterrupt
    register.settle()
    # sha256 of "abc": FIPS 180-2
    sha = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
    assert register.seals() == {"2025/a": sha, "2025/b": sha}


def written(register: Register, edition: str) -> None:
    register.folder(edition).mkdir(parents=True)
    (register.folder(edition) / "manifest.json").write_text("abc")


def test_what_had_left_before_an_edition_is_known_also_later(register: Register) -> None:
    for edition in ("2025/a", "2025/b"):
        leave(register, release(edition))
    assert register.releases_before("2025/b") == (release("2025/a"),)
    assert register.releases_before("2025/c") == register.releases()


def test_an_edition_of_the_same_name_with_other_content_is_another_release(register: Register) -> None:
    leave(register, release("2025/a"))
    leave(register, replace(release("2025/a"), threshold=3))
    assert len(register.releases()) == 2


@pytest.mark.parametrize("change", ["[d]", "specialskole", '"threshold": 5'])
def test_a_line_that_has_been_changed_stops_everything(register: Register, change: str) -> None:
    for edition in ("2025/a", "2025/b", "2025/c"):
        leave(register, release(edition))
    first, *others = register.path.read_text().splitlines(keepends=True)
    register.path.write_text(first.replace(change, change[:-1] + "4") + "".join(others))
    with pytest.raises(ApprovalError, match="linje 2 passer ikke med linjen før"):
        register.releases()


def test_a_line_that_has_been_taken_out_stops_everything(register: Register) -> None:
    for edition in ("2025/a", "2025/b", "2025/c"):
        leave(register, release(edition))
    first, _, *others = register.path.read_text().splitlines(keepends=True)
    register.path.write_text(first + "".join(others))
    with pytest.raises(ApprovalError, match="linje 2"):
        register.releases()


def test_half_a_line_from_a_killed_run_is_replaced_by_the_next(register: Register) -> None:
    leave(register, release("2025/a"))
    with register.path.open("a", encoding="utf-8") as file:
        file.write('{"before": "æ')
    leave(register, release("2025/b"))
    assert register.releases() == (release("2025/a"), release("2025/b"))


def killed_before_its_folder_has_its_name(register: Register, leaving: Release) -> None:
    with pytest.raises(KeyboardInterrupt), register.leaving(leaving):
        raise KeyboardInterrupt


def test_what_a_killed_run_was_about_to_let_out_is_taken_back_by_the_next(register: Register) -> None:
    leave(register, release("2025/a"))
    killed_before_its_folder_has_its_name(register, release("2025/b"))
    assert register.releases()[-1] == release("2025/b")
    register.settle()
    register.settle()
    assert register.releases() == (release("2025/a"),)
    leave(register, release("2025/b"))
    assert register.releases() == (release("2025/a"), release("2025/b"))


def test_what_a_killed_run_did_let_out_stays_also_when_its_folder_is_gone_later(register: Register) -> None:
    killed_before_its_folder_has_its_name(register, release("2025/a"))
    register.folder("2025/a").mkdir(parents=True)
    register.settle()
    register.folder("2025/a").rmdir()
    register.settle()
    assert register.releases() == (release("2025/a"),)


def test_editions_lie_beside_the_register_packs_by_themselves(register: Register) -> None:
    assert register.folder("2025/prognose1-x") == register.path.parent / "prognoser" / "2025" / "prognose1-x"
    assert register.folder("datapakker/202504") == register.path.parent / "datapakker" / "202504"
