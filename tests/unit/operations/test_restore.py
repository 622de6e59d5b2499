"""Archives that only someone with the key could have made, and that no backup is like: none of them is restored."""

from __future__ import annotations

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Sequence
from pathlib import Path

import pytest

from pipelines.errors import BackupError, PladsprognoseError, UsageError
from pipelines.operations.backup import write_backup
from pipelines.operations.restore import restore_backup
from pipelines.operations.sealed_stream import SealingWriter
from pipelines.settings import DataDirectory

SECRET = bytes(range(32))
ROOT = ("data", tarfile.DIRTYPE, "")
FILE = ("data/a.txt", tarfile.REGTYPE, "a")
Entry = tuple[str, bytes, str]


def manifest(entries: Sequence[Entry]) -> Entry:
    content = {
        "made_at": "2026-01-31T12:00:00Z",
        "code_version": "1",
        "holds_pseudonym_key": False,
        "files": {name: hashlib.sha256(text.encode()).hexdigest() for name, kind, text in entries if kind == b"0"},
        "folders_and_links": [name for name, kind, _ in entries if kind != b"0"],
    }
    return ("manifest.json", tarfile.REGTYPE, json.dumps(content))


def archive(path: Path, entries: Sequence[Entry]) -> Path:
    with path.open("wb") as file:
        writer = SealingWriter(file, SECRET)
        with tarfile.open(fileobj=writer, mode="w|") as tar:
            for name, kind, text in entries:
                entry = tarfile.TarInfo(name)
                entry.type = kind
                entry.mode = 0o700
                if kind == tarfile.REGTYPE:
                    entry.size = len(text)
                else:
                    entry.linkname = text
                tar.addfile(entry, io.BytesIO(text.encode()))
        writer.finish()
    return path


def test_an_archive_of_the_right_shape_is_restored(tmp_path):
    entries = [ROOT, FILE, ("data/b", tarfile.SYMTYPE, "a.txt")]
    backup = archive(tmp_path / "x.backup", [*entries, manifest(entries)])

    restore_backup(backup, DataDirectory(tmp_path / "new"), SECRET)

    assert (tmp_path / "new" / "b").read_text() == "a"


OUTWARD = [
    ("data/../outside.txt", tarfile.REGTYPE, "x"),
    ("../outside.txt", tarfile.REGTYPE, "x"),
    ("/outside.txt", tarfile.REGTYPE, "x"),
    ("data//a.txt", tarfile.REGTYPE, "x"),
    ("outside.txt", tarfile.REGTYPE, "x"),
    ("data/link", tarfile.SYMTYPE, "../outside.txt"),
    ("data/link", tarfile.SYMTYPE, "/etc"),
    ("data/link", tarfile.SYMTYPE, ".."),
    ("data/hard", tarfile.LNKTYPE, "data/a.txt"),
    ("data/pipe", tarfile.FIFOTYPE, ""),
    ("data/device", tarfile.CHRTYPE, ""),
    ("data/a.txt", tarfile.REGTYPE, "twice"),
    ("data/nowhere/b.txt", tarfile.REGTYPE, "x"),
]


@pytest.mark.parametrize("entry", OUTWARD, ids=lambda entry: f"{entry[0]} {entry[1].decode()} {entry[2]}")
def test_nothing_is_written_outside_and_nothing_odd_is_made(tmp_path, entry):
    place = tmp_path / "place"
    place.mkdir()
    entries = [ROOT, FILE, entry]
    backup = archive(tmp_path / "x.backup", [*entries, manifest(entries)])

    with pytest.raises(BackupError):
        restore_backup(backup, DataDirectory(place / "new"), SECRET)

    assert list(place.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["place", "x.backup"]


def test_a_file_behind_a_link_is_not_written_through_it(tmp_path):
    entries = [ROOT, ("data/d", tarfile.DIRTYPE, ""), ("data/l", tarfile.SYMTYPE, "d"), ("data/l/x", b"0", "x")]
    backup = archive(tmp_path / "x.backup", [*entries, manifest(entries)])

    with pytest.raises(BackupError):
        restore_backup(backup, DataDirectory(tmp_path / "new"), SECRET)


@pytest.mark.parametrize(
    "entries",
    [
        [ROOT, FILE],
        [ROOT, FILE, manifest([ROOT])],
        [ROOT, manifest([ROOT, FILE])],
        [ROOT, FILE, manifest([ROOT, ("data/a.txt", b"0", "b")])],
        [ROOT, manifest([ROOT, FILE]), FILE],
        [ROOT, FILE, ("manifest.json", b"0", "{}")],
    ],
    ids=["no manifest", "one more", "one less", "another content", "after the end", "empty manifest"],
)
def test_what_the_manifest_does_not_say_is_not_restored(tmp_path, entries):
    backup = archive(tmp_path / "x.backup", entries)

    with pytest.raises(BackupError):
        restore_backup(backup, DataDirectory(tmp_path / "new"), SECRET)

    assert not (tmp_path / "new").exists()


def installation(folder: Path) -> DataDirectory:
    (folder / "restricted" / "vault").mkdir(parents=True, mode=0o700)
    (folder / "restricted" / "vault" / "v").write_bytes(bytes(200_000))
    (folder / "published" / "parquet-1").mkdir(parents=True)
    (folder / "published" / "parquet").symlink_to("parquet-1")
    for odd in (b"bad\xff", "to\nlinjer æøå".encode(), b"l" * 250, b"empty"):
        (folder / os.fsdecode(odd)).write_bytes(odd[:-5])
    (folder / Path("/".join(["d" * 200] * 8))).mkdir(parents=True)
    sealed = folder / "published" / "paper.pdf"
    sealed.write_text("x")
    sealed.chmod(0o444)
    return DataDirectory(folder)


def test_names_contents_links_and_rights_come_back(tmp_path):
    data = installation(tmp_path / "old")
    backup = write_backup(data, tmp_path / "x.backup", SECRET)
    new = tmp_path / "new"

    restore_backup(backup.path, DataDirectory(new), SECRET)

    found = {
        path.relative_to(new).as_posix(): (path.lstat().st_mode, path.is_file() and path.read_bytes())
        for path in new.rglob("*")
        if path.name != "audit.jsonl"
    }
    there = {
        path.relative_to(data.root).as_posix(): (path.lstat().st_mode, path.is_file() and path.read_bytes())
        for path in data.root.rglob("*")
        if path.name not in ("audit.jsonl", "run.lock")
    }
    assert found == there
    assert backup.path.stat().st_mode & 0o777 == 0o600
    assert backup.path.stat().st_size == backup.bytes


def test_nothing_is_written_over_anything(tmp_path):
    data = installation(tmp_path / "old")
    taken = tmp_path / "taken"
    taken.mkdir()
    (taken / "something").write_text("x")
    backup = write_backup(data, tmp_path / "x.backup", SECRET)
    before = backup.path.read_bytes()

    for refused in (
        lambda: restore_backup(backup.path, DataDirectory(taken), SECRET),
        lambda: restore_backup(backup.path, DataDirectory(taken / "something"), SECRET),
        lambda: restore_backup(backup.path, DataDirectory(Path("/proc")), SECRET),
        lambda: restore_backup(tmp_path / "none.backup", DataDirectory(tmp_path / "new"), SECRET),
        lambda: write_backup(data, backup.path, SECRET),
        lambda: write_backup(data, data.root / "x.backup", SECRET),
        lambda: write_backup(data, tmp_path / "nowhere" / "x.backup", SECRET),
        lambda: write_backup(DataDirectory(tmp_path / "new"), tmp_path, SECRET),
    ):
        with pytest.raises(UsageError):
            refused()

    assert backup.path.read_bytes() == before
    assert [path.name for path in taken.iterdir()] == ["something"]
    assert not (tmp_path / "new").exists()


@pytest.mark.parametrize("target", ["/etc", "../elsewhere", "published/parquet-1"])
def test_a_link_that_leads_elsewhere_stops_the_backup(tmp_path, target):
    data = installation(tmp_path / "old")
    (data.root / "odd").symlink_to(target)

    with pytest.raises(UsageError, match="odd"):
        write_backup(data, tmp_path / "x.backup", SECRET)

    assert sorted(path.name for path in tmp_path.iterdir()) == ["old"]


def test_a_file_that_changes_while_it_is_copied_stops_the_backup(tmp_path, monkeypatch):
    data = installation(tmp_path / "old")
    vault = data.restricted / "vault" / "v"
    real_read = tarfile.copyfileobj

    def read_while_another_writes(source, *rest, **more):
        if rest[1] == 200_000:
            vault.write_bytes(bytes(100_000))
        return real_read(source, *rest, **more)

    monkeypatch.setattr(tarfile, "copyfileobj", read_while_another_writes)

    with pytest.raises(PladsprognoseError, match="blev ændret"):
        write_backup(data, tmp_path / "x.backup", SECRET)

    assert not (tmp_path / "x.backup").exists()
