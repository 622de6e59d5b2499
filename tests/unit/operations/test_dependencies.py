"""What is said of installed packages and of advisories; the advisories are written by hand after the OSV schema."""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import date

import pytest

from pipelines.errors import ConfigurationError
from pipelines.operations.dependencies.advisories import is_affected, look_up
from pipelines.operations.dependencies.installed import examine_packages
from pipelines.operations.dependencies.sentences import SENTENCES
from pipelines.operations.dependencies.told import examine, table_text
from pipelines.operations.doctor.words import exit_code, results_text

HELLO = "sha256=WJG1tSLV3whtD_CxEPvZ0hu0_HFjrzTQgoai6Eb2vgM"  # openssl dgst -sha256 of "hello\n", base64url
LOCK_HASH = "--hash=sha256:" + "0f" * 32
TODAY = date(2026, 11, 23)


def packed(site, name, record, *, version="1.0", metadata="License: MIT\n"):
    folder = site / f"{name}-{version}.dist-info"
    folder.mkdir(parents=True)
    (folder / "METADATA").write_text(f"Metadata-Version: 2.4\nName: {name}\nVersion: {version}\n{metadata}")
    if record is not None:
        (folder / "RECORD").write_text(record + f"{folder.name}/RECORD,,\n")


@pytest.fixture
def site(tmp_path):
    """Two packages of one namespace, each with its own module and both with the same first file."""
    site = tmp_path / "site"
    for name in ("town", "harbour"):
        (site / "city").mkdir(parents=True, exist_ok=True)
        (site / "city" / f"{name}.py").write_text("hello\n")
        packed(site, name, f"city/{name}.py,{HELLO},6\ncity/__init__.py,{HELLO if name == 'town' else 'sha256=A'},6\n")
    (site / "city" / "__init__.py").write_text("hello\n")
    return site


def look(site, locked):
    return {package.name: package for package in examine_packages(locked, [str(site)])}


def test_a_file_that_two_packages_bring_is_whole_as_one_of_them_left_it(site):
    found = look(site, {"town": ("1.0",), "harbour": ("1.0",)})

    assert [(found[name].files, found[name].changed) for name in found] == [(2, ()), (2, ())]
    assert look(site, {"harbour": ("1.0",)})["harbour"].changed == ("__init__.py",)


@pytest.mark.parametrize("damage", ["changed", "gone", "unhashed", "weak"])
def test_a_file_that_is_not_as_installed_is_named(site, damage):
    path, record = site / "city" / "town.py", site / "town-1.0.dist-info" / "RECORD"
    if damage == "changed":
        path.write_text("hello!\n")
    elif damage == "gone":
        path.unlink()
    else:
        record.write_text(
            record.read_text().replace(f"town.py,{HELLO}", f"town.py,{'' if damage == 'unhashed' else 'md5=A'}")
        )

    assert look(site, {"town": ("1.0",)})["town"].changed == ("town.py",)


@pytest.mark.parametrize(
    ("metadata", "licence"),
    [
        ("License-Expression: MIT OR Apache-2.0\nLicense: other\n", "MIT OR Apache-2.0"),
        ("License: Dual\nClassifier: License :: OSI Approved :: BSD License\n", "BSD License"),
        ("License: BSD\n        with a long text\n", "BSD"),
        ("", None),
    ],
)
def test_a_licence_is_what_the_package_says_itself(tmp_path, metadata, licence):
    packed(tmp_path, "town", "", metadata=metadata)

    assert look(tmp_path, {"town": ("1.0",)})["town"].licence == licence


def affected(*events, versions=(), kind="ECOSYSTEM", name="requests", ecosystem="PyPI"):
    ranges = [{"type": kind, "events": list(events)}] if events else []
    return {"package": {"ecosystem": ecosystem, "name": name}, "ranges": ranges, "versions": list(versions)}


REQUESTS = affected({"introduced": "2.3.0"}, {"fixed": "2.31.0"})  # as published for CVE-2023-32681
URLLIB3 = affected(  # as published for CVE-2023-43804, its events out of order
    {"introduced": "2.0.0"}, {"fixed": "2.0.6"}, {"fixed": "1.26.17"}, {"introduced": "0"}
)
LAST = affected({"introduced": "0"}, {"last_affected": "1.4"})
LIMITED = affected({"introduced": "1.0"}, {"limit": "2.0"})
LISTED = affected(versions=["1.0", "1.2.post1", "2004d-old"])
UNREADABLE = affected({"introduced": "0"}, {"fixed": "2004d-old"})
COMMITS = affected({"introduced": "0"}, kind="GIT", versions=["1.0"])


@pytest.mark.parametrize(
    ("entry", "version", "verdict"),
    [
        *((REQUESTS, version, verdict) for version, verdict in (("2.2.1", False), ("2.3", True), ("2.30.0", True))),
        *(
            (REQUESTS, version, verdict)
            for version, verdict in (("2.31.0rc1", True), ("2.31", False), ("2.32.5", False))
        ),
        *((URLLIB3, version, verdict) for version, verdict in (("0.1a1", True), ("1.26.16", True), ("1.26.17", False))),
        *((URLLIB3, version, verdict) for version, verdict in (("1.26.20", False), ("2.0.5", True), ("2.8.0", False))),
        *((LAST, version, verdict) for version, verdict in (("1.4.0", True), ("1.4.post1", False), ("1.5", False))),
        *((LIMITED, version, verdict) for version, verdict in (("0.9", False), ("1.9", True), ("2.0", False))),
        *((LISTED, version, verdict) for version, verdict in (("1.0.0", True), ("1.2-1", True), ("1.1", False))),
        *((COMMITS, version, verdict) for version, verdict in (("1.0", True), ("1.1", False))),
        (UNREADABLE, "1.0", None),
        (affected(), "1.0", None),
        (affected({"introduced": "0"}, {"fixed": "1.0"}, versions=["1.1"]), "1.1", True),
    ],
)
def test_a_version_is_affected_as_the_schema_says(entry, version, verdict):
    assert is_affected(version, entry) is verdict


def advisory(name, *entries, **more):
    return {"id": name, "modified": "2026-11-20T08:00:00Z", "summary": f"On {name}", "affected": list(entries), **more}


ADVISORIES = [
    advisory("GHSA-a", REQUESTS, aliases=["CVE-2023-32681"]),
    advisory("GHSA-b", REQUESTS, withdrawn="2026-01-01T00:00:00Z"),
    advisory("GHSA-c", affected({"introduced": "0"}, ecosystem="npm")),
    advisory("PYSEC-d", affected({"introduced": "0"}, name="Ruamel_YAML"), summary="Two\nlines \x1b[31m"),
    advisory("PYSEC-e", UNREADABLE),
    advisory("PYSEC-f", LAST, affected({"introduced": "2.30"}, {"fixed": "2.30.1"})),
]
LOCKED = {"requests": ("2.30.0",), "ruamel-yaml": ("0.19.1",), "polars": ("2.1.0",)}


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_folder_and_a_zip_of_advisories_say_the_same(tmp_path, form):
    source = tmp_path / "osv"
    source.mkdir()
    for each in ADVISORIES:
        (source / f"{each['id']}.json").write_text(json.dumps(each))
    if form == "zip":
        source = shutil.make_archive(str(tmp_path / "all"), "zip", source)

    found = look_up(LOCKED, tmp_path / source)

    assert [(hit.name, hit.advisory, hit.is_unclear) for hit in found.hits] == [
        ("requests", "GHSA-a", False),
        ("requests", "PYSEC-e", True),
        ("requests", "PYSEC-f", False),
        ("ruamel-yaml", "PYSEC-d", False),
    ]
    assert (found.count, found.unreadable, found.newest[:10]) == (5, 0, "2026-11-20")
    assert (found.hits[0].aliases, found.hits[0].fixed) == (("CVE-2023-32681",), ("2.31.0",))
    assert found.hits[3].summary == "Two lines [31m"


@pytest.fixture
def root(tmp_path):
    (tmp_path / "requirements.lock").write_text(f"town==1.0 {LOCK_HASH}\nharbour==1.0 {LOCK_HASH}\n")
    (tmp_path / "requirements.in").write_text("town  # where it is\n")
    return tmp_path


def states(found):
    return {result.check: result.state for result in found[1]}


def test_without_advisories_it_is_said_that_nobody_looked(root, site):
    found = examine(root, None, TODAY, [str(site)])

    assert states(found) == dict.fromkeys(("lock", "packages", "files", "licences", "reasons"), "in_order") | {
        "advisories": "look"
    }
    assert exit_code(found[1]) == 0
    assert "Kendte sårbarheder: Der er ikke slået op. Hent https://osv" in results_text(found[1], "da")
    assert table_text(found[0], "en").splitlines()[2] == "town     1.0     1.0   2      MIT"


@pytest.mark.parametrize("fault", ["lock", "packages", "files", "licences", "reasons"])
def test_each_fault_is_an_error(root, site, fault):
    version, licence = "1.1" if fault == "packages" else "1.0", "" if fault == "licences" else "License: MIT\n"
    (site / "town-1.0.dist-info" / "METADATA").write_text(f"Name: town\nVersion: {version}\n{licence}")
    if fault == "lock":
        (root / "requirements.lock").write_text(f"town==1.0\nharbour==1.0 {LOCK_HASH}\n")
    if fault == "files":
        (site / "harbour-1.0.dist-info" / "RECORD").unlink()
    if fault == "reasons":
        (root / "requirements.in").write_text("town\n")

    found = examine(root, None, TODAY, [str(site)])

    assert (states(found)[fault], exit_code(found[1])) == ("act", 1)


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (advisory("GHSA-a", affected({"introduced": "0"}, {"fixed": "2"}, name="Town")), "act"),
        (advisory("GHSA-a", affected({"introduced": "0"}, {"fixed": "1"}, name="Town")), "in_order"),
        (advisory("GHSA-a", affected({"introduced": "2"}, name="town"), modified="2026-10-20T00:00:00Z"), "look"),
        (advisory("GHSA-a", affected({"introduced": "0"}, ecosystem="npm")), "act"),
        ({"id": "GHSA-a"}, "act"),
        (["not an advisory"], "act"),
    ],
)
def test_a_hit_an_old_copy_and_an_empty_one_are_told_apart(root, site, content, state):
    with zipfile.ZipFile(root / "all.zip", "w") as copy:
        copy.writestr("GHSA-a.json", json.dumps(content))

    _, results = examine(root, root / "all.zip", TODAY, [str(site)])

    assert next(result.state for result in results if result.check == "advisories") == state


def test_a_copy_that_is_no_zip_is_refused(root):
    (root / "all.zip").write_text("<html>")
    for name in ("all.zip", "gone"):
        with pytest.raises(ConfigurationError, match="hverken en mappe"):
            look_up(LOCKED, root / name)


def test_every_sentence_of_the_audit_has_both_languages_and_the_same_facts():
    def facts(text):
        return sorted(part.split("}")[0] for part in text.split("{")[1:])

    for said, to_do in SENTENCES.values():
        assert facts(said["da"]) == facts(said["en"])
        assert bool(to_do["da"]) == bool(to_do["en"])
