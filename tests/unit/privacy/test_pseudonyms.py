from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from pipelines import chain
from pipelines.errors import ConfigurationError
from pipelines.privacy.erasures import Erasure, add_erasure, erased, erasure_log, of_another_key
from pipelines.privacy.keys import KEY_VARIABLE
from pipelines.privacy.pseudonyms import open_vault, vault_fingerprints
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


AGAIN = {KEY_VARIABLE: f"{'k' * 32} {'n' * 32}"}
"""The same key with a new part."""
WHEN = datetime(2026, 11, 23, 12, 0)


def with_an_erased_child(data: DataDirectory) -> list[str]:
    """Two children, one of whom is erased with a case; the pseudonyms they had."""
    with open_vault(data, KEY) as vault:
        children = vault.pseudonyms(NUMBERS).to_list()
        vault.commit()
        child, case = vault.digest(NUMBERS[1]), vault.case_mark("placement_id", "P-7")
        vault.forget([child])
    add_erasure(data, Erasure(WHEN, "drift", "erase", "retention", child, (case,)))
    return children


def holds(data: DataDirectory, environment: dict[str, str], child: str) -> None:
    with open_vault(data, environment) as vault:
        found = erased(data, vault)
        assert vault.child_id(NUMBERS[0]) == child
        assert (found.is_child(NUMBERS[1]), found.is_child(NUMBERS[0])) == (True, False)
        assert (found.is_case("placement_id", "P-7"), found.is_case("placement_id", "P-8")) == (True, False)
    assert of_another_key(data) == 0
    assert chain.broken_line(chain.lines_of(erasure_log(data))) is None


def test_with_a_new_key_children_keep_their_pseudonyms_and_the_erased_stay_away(tmp_path: Path):
    data = DataDirectory(tmp_path)
    kept, *_ = with_an_erased_child(data)
    for environment in (AGAIN, AGAIN, {KEY_VARIABLE: f"{AGAIN[KEY_VARIABLE]} {'m' * 32}"}):
        holds(data, environment, kept)


def test_the_vault_says_which_keys_came_before_also_where_an_older_version_changed_it(tmp_path: Path):
    data = DataDirectory(tmp_path)
    with open_vault(data, KEY):
        before = vault_fingerprints(data)
    with open_vault(data, AGAIN):
        pass
    now = vault_fingerprints(data)
    assert (len(now), now[1:]) == (2, before)

    with closing(sqlite3.connect(tmp_path / "restricted" / "vault" / "vault.sqlite")) as connection:
        connection.execute("delete from key_fingerprint where fingerprint = ?", before)
        connection.commit()
    with open_vault(data, AGAIN):
        pass
    assert vault_fingerprints(data) == now


def test_the_old_key_alone_opens_nothing_after_and_finds_no_child_in_the_files(tmp_path: Path):
    data = DataDirectory(tmp_path)
    with_an_erased_child(data)
    with open_vault(data, KEY) as vault:
        old = [vault.digest(number) for number in NUMBERS.unique()]
    with open_vault(data, AGAIN):
        pass
    files = b"".join(path.read_bytes() for path in data.restricted.rglob("*") if path.is_file())
    assert not any(mark.encode() in files or bytes.fromhex(mark) in files for mark in old)
    for environment in (KEY, {KEY_VARIABLE: "n" * 32}):
        with pytest.raises(ConfigurationError, match="en anden"), open_vault(data, environment):
            pass


def test_a_change_of_key_that_was_stopped_is_ended_by_the_next_to_open_the_vault(tmp_path: Path):
    data = DataDirectory(tmp_path)
    kept, *_ = with_an_erased_child(data)
    log = erasure_log(data)
    before, draft = log.read_bytes(), log.with_name(f".{log.name}")

    draft.write_bytes(before[:20])  # killed while the log was written
    holds(data, AGAIN, kept)

    log.rename(draft)  # killed when the vault was done and the log had not its name
    log.write_bytes(before)
    holds(data, AGAIN, kept)
    assert not draft.exists()


def test_a_log_of_erasures_that_was_changed_keeps_the_key(tmp_path: Path):
    data = DataDirectory(tmp_path)
    with_an_erased_child(data)
    add_erasure(data, Erasure(WHEN, "drift", "lift", "retention", "00"))
    log = erasure_log(data)
    log.write_bytes(log.read_bytes().replace(b"drift", b"andre", 1))
    with pytest.raises(ConfigurationError, match="er ændret"), open_vault(data, AGAIN):
        pass
