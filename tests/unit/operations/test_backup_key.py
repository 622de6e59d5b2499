"""Where the key of the backups may lie, and what it must be."""

from __future__ import annotations

import pytest

from pipelines.errors import ConfigurationError
from pipelines.operations.backup_key import read_backup_key
from pipelines.settings import DataDirectory

KEY = "0f" * 32


def key_file(folder, text=KEY, mode=0o600):
    path = folder / "key"
    path.write_text(text + "\n")
    path.chmod(mode)
    return path


def test_the_file_that_is_named_counts_before_the_environment(tmp_path):
    data = DataDirectory(tmp_path / "data")
    environment = {"PLADSPROGNOSE_BACKUP_KEY": "aa" * 32}

    assert read_backup_key(data, key_file(tmp_path), environment) == b"\x0f" * 32
    assert read_backup_key(data, None, environment) == b"\xaa" * 32


def test_a_key_in_the_data_folder_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="ville gå tabt"):
        read_backup_key(DataDirectory(tmp_path), key_file(tmp_path), {})


def test_a_key_that_others_may_read_is_refused(tmp_path):
    with pytest.raises(ConfigurationError, match="0600"):
        read_backup_key(DataDirectory(tmp_path / "data"), key_file(tmp_path, mode=0o640), {})


@pytest.mark.parametrize(
    "text", ["", "kort", "g" * 64, "0f" * 31, "0f" * 33, "hemmeligt ord, som er langt nok til 32 tegn"]
)
def test_a_key_that_could_be_guessed_is_refused_and_not_repeated(tmp_path, text):
    with pytest.raises(ConfigurationError) as told:
        read_backup_key(DataDirectory(tmp_path), None, {"PLADSPROGNOSE_BACKUP_KEY": text})

    assert not text or text not in told.value.message


def test_a_missing_key_file_is_named(tmp_path):
    with pytest.raises(ConfigurationError, match=r"nowhere\.key"):
        read_backup_key(DataDirectory(tmp_path), tmp_path / "nowhere.key", {})
