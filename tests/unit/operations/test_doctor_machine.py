"""What is said of a machine: rights, keys and packages."""

from __future__ import annotations

import pytest

from pipelines.operations.doctor import machine
from pipelines.operations.doctor.sentences import SENTENCES
from pipelines.operations.doctor.words import CHECKS, exit_code, result, results_text
from pipelines.settings import DataDirectory


@pytest.fixture
def data(tmp_path):
    data = DataDirectory(tmp_path / "data")
    for folder in (data.restricted / "vault", data.warehouse.parent, data.published, data.reports):
        folder.mkdir(parents=True, mode=0o700)
    data.restricted.chmod(0o700)
    file = data.restricted / "vault" / "navn 0101011234.csv"
    file.touch(mode=0o600)
    return data


def test_what_is_closed_is_in_order(data):
    assert machine.rights(data).state == "in_order"


@pytest.mark.parametrize("name", ["restricted", "restricted/vault", "warehouse"])
def test_a_folder_that_others_can_read_is_named(data, name):
    (data.root / name).chmod(0o750)

    found = machine.rights(data)

    assert (found.state, name in found.said["da"]) == ("act", True)


def test_a_file_that_others_can_read_is_named_by_its_folder(data):
    (data.restricted / "vault" / "navn 0101011234.csv").chmod(0o604)

    found = machine.rights(data)

    assert (found.state, found.said["en"]) == ("act", "1 files or folders are open to others: restricted/vault.")


def test_a_folder_where_anyone_can_write_is_named(data):
    data.published.chmod(0o777)

    assert machine.rights(data).said["en"] == "Anyone can write in published."


def test_the_key_of_the_backups_is_tried(data, tmp_path):
    key = tmp_path / "key"
    key.touch(mode=0o600)
    key.write_text("0f" * 32)

    assert machine.backup_key(data, {}).state == "look"
    assert machine.backup_key(data, {"PLADSPROGNOSE_BACKUP_KEY_FILE": str(key)}).state == "in_order"
    assert machine.backup_key(data, {"PLADSPROGNOSE_BACKUP_KEY_FILE": str(tmp_path / "gone")}).state == "look"


def test_a_configuration_that_does_not_hold_is_said(data):
    assert machine.configuration(data).state == "in_order"

    data.configuration.write_text("taerskel: mange\n")
    assert machine.configuration(data).state == "act"


def test_a_package_of_another_version_than_both_locks_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(machine, "SOURCE_ROOT", tmp_path)
    assert machine.versions().state == "look"

    (tmp_path / "requirements.lock").write_text("polars==0.0.1 \\\n    --hash=sha256:00\nno-such-package==1.0\n")
    found = machine.versions()
    assert (found.state, "no-such-package, polars" in found.said["da"]) == ("act", True)


def test_the_packages_here_are_those_of_the_locks():
    assert machine.versions().state == "in_order"


def test_every_sentence_has_both_languages_and_the_same_facts():
    def facts(text):
        return {part.split("}")[0] for part in text.split("{")[1:]}

    assert all(set(names) == {"da", "en"} and all(names.values()) for names in CHECKS.values())
    for said, to_do in SENTENCES.values():
        assert facts(said["da"]) == facts(said["en"])
        assert facts(to_do["da"]) == facts(to_do["en"])
        assert bool(to_do["da"]) == bool(to_do["en"])


def test_only_what_must_be_done_now_is_an_error():
    calm = [result("audit", "in_order", "audit", count=3), result("quarantine", "look", "aside", count=2, files=1)]
    urgent = [*calm, result("backup", "act", "no_backup")]

    assert (exit_code(calm), exit_code(urgent)) == (0, 1)
    assert results_text(calm[:1], "en") == "In order  Who did what: 3 lines can be read.\n\nAll is in order."
    assert results_text(urgent, "da").splitlines()[-1] == "Skal gøres nu: 1. Bør ses på: 1."
