from __future__ import annotations

import sqlite3
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import ConfigurationError
from pipelines.privacy.pseudonyms import KEY_VARIABLE, open_vault
from pipelines.settings import DataDirectory

KEY = {KEY_VARIABLE: "k" * 32}
OTHER_KEY = {KEY_VARIABLE: "o" * 32}
NUMBERS = pl.Series(["0101154001", "0202165002", "0101154001"])


def test_the_same_number_has_the_same_pseudonym_now_and_in_a_later_run(tmp_path: Path):
    data = DataDirectory(tmp_path)
    with open_vault(data, KEY) as vault:
        first = vault.pseudonyms(NUMBERS).to_list()
        vault.commit()
    with open_vault(data, KEY) as vault:
        assert vault.pseudonyms(NUMBERS).to_list() == first
    assert first[0] == first[2] != first[1]


def test_pseudonyms_are_random_so_two_vaults_share_none(tmp_path: Path):
    with open_vault(DataDirectory(tmp_path / "a"), KEY) as one, open_vault(DataDirectory(tmp_path / "b"), KEY) as two:
        assert not set(one.pseudonyms(NUMBERS)) & set(two.pseudonyms(NUMBERS))


def test_pseudonyms_of_a_run_that_did_not_end_are_dropped(tmp_path: Path):
    data = DataDirectory(tmp_path)
    with open_vault(data, KEY) as vault:
        lost = set(vault.pseudonyms(NUMBERS))
    with open_vault(data, KEY) as vault:
        assert not lost & set(vault.pseudonyms(NUMBERS))


def test_a_wrong_key_refuses_to_run(tmp_path: Path):
    data = DataDirectory(tmp_path)
    with open_vault(data, KEY):
        pass
    with pytest.raises(ConfigurationError, match="en anden"), open_vault(data, OTHER_KEY):
        pass


def test_a_key_file_with_a_damaged_byte_refuses_to_run_and_is_not_repeated(tmp_path: Path):
    data = DataDirectory(tmp_path)
    with open_vault(data, {}):
        pass
    key = data.restricted / "noegle"
    content = key.read_bytes()
    key.write_bytes(content[:5] + b"\xe3" + content[6:])

    with pytest.raises(ConfigurationError, match="en anden end den") as told, open_vault(data, {}):
        pass
    assert content[6:20].decode() not in str(told.getrepr(chain=True))


def test_a_short_key_refuses_to_run(tmp_path: Path):
    with (
        pytest.raises(ConfigurationError, match="for kort"),
        open_vault(DataDirectory(tmp_path), {KEY_VARIABLE: "kort"}),
    ):
        pass


def test_the_first_run_makes_a_key_file_that_only_its_owner_reads(tmp_path: Path):
    data = DataDirectory(tmp_path)
    with open_vault(data, {}):
        pass
    key_file = data.restricted / "noegle"
    assert key_file.stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(key_file.read_text().strip())) == 32


def test_a_lost_key_file_is_not_replaced_by_a_new_one(tmp_path: Path):
    data = DataDirectory(tmp_path)
    with open_vault(data, {}):
        pass
    (data.restricted / "noegle").unlink()
    with pytest.raises(ConfigurationError, match="mangler"), open_vault(data, {}):
        pass


def test_a_key_file_that_others_read_refuses_to_run(tmp_path: Path):
    data = DataDirectory(tmp_path)
    with open_vault(data, {}):
        pass
    (data.restricted / "noegle").chmod(0o644)
    with pytest.raises(ConfigurationError, match="0600"), open_vault(data, {}):
        pass


def test_the_vault_holds_neither_number_nor_an_unkeyed_hash_of_it(tmp_path: Path):
    data = DataDirectory(tmp_path)
    with open_vault(data, KEY) as vault:
        vault.pseudonyms(NUMBERS)
        vault.commit()
    path = data.restricted / "vault" / "vault.sqlite"
    assert b"0101154001" not in path.read_bytes()
    with sqlite3.connect(path) as connection:
        assert connection.execute("select count(*) from child").fetchone() == (2,)


def test_a_number_is_known_once_some_delivery_has_named_it(tmp_path: Path):
    data = DataDirectory(tmp_path)
    with open_vault(data, KEY) as vault:
        assert not vault.is_known("0101154001")
        vault.pseudonyms(NUMBERS)
        assert vault.is_known("0101154001")
        vault.commit()
    with open_vault(data, KEY) as vault:
        assert vault.is_known("0101154001")
        assert not vault.is_known("0303174003")
