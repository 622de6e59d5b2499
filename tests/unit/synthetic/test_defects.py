"""Faults planted by `generate --defects` come to what their listing says."""

from __future__ import annotations

import csv
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest

from pipelines.settings import DataDirectory
from pipelines.sources.landing import land
from pipelines.sources.ledger import DeliveryReport
from pipelines.synthetic import generate

MONTHS = (202411, 202412)
SEED = 7
WAYS_OF_GENERATING = {"alle udgaver": False, "én udgave": True}


def listed(folder: Path) -> list[dict[str, str]]:
    with (folder / "defects.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module", params=WAYS_OF_GENERATING.values(), ids=WAYS_OF_GENERATING)
def folder(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("deliveries")
    generate(out, "small", SEED, *MONTHS, single_edition=request.param, defects=True)
    return out


@pytest.fixture(scope="module")
def landed(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, DeliveryReport]]:
    data = DataDirectory(tmp_path_factory.mktemp("data"))
    with duckdb.connect(":memory:") as warehouse:
        yield {entry.file: entry for entry in land(warehouse, folder, data, "run-1")}


def test_every_file_gets_the_codes_and_counts_of_the_listing_and_no_others(
    folder: Path, landed: Mapping[str, DeliveryReport]
) -> None:
    said: dict[str, Counter[str]] = defaultdict(Counter)
    outcomes: dict[str, set[str]] = defaultdict(set)
    for fault in listed(folder):
        outcomes[fault["file"]].add(fault["outcome"])
        if fault["outcome"] in ("QUARANTINE", "REJECT"):
            said[fault["file"]][fault["code"]] += int(fault["rows"]) if fault["outcome"] == "QUARANTINE" else 1
    assert {file: entry.reasons for file, entry in landed.items() if entry.reasons} == {
        file: dict(codes) for file, codes in said.items()
    }
    for file, expected in outcomes.items():
        assert landed[file].outcome == ("QUARANTINE" if "QUARANTINE" in expected else expected.pop()), file


def test_warnings_are_those_of_the_listing(folder: Path, landed: Mapping[str, DeliveryReport]) -> None:
    warned = {(fault["file"], fault["code"]) for fault in listed(folder) if fault["outcome"] == "ACCEPT_WARN"}
    assert {(entry.file, code) for entry in landed.values() for code in entry.warnings} == warned


def test_the_listing_itself_is_no_delivery(landed: Mapping[str, DeliveryReport]) -> None:
    assert landed["defects.csv"].outcome == "IGNORE"


def test_the_same_seed_plants_the_same_faults_and_other_files_are_as_without(folder: Path, tmp_path: Path) -> None:
    is_single = len(list(folder.glob("placeringer_*.csv"))) == 1
    for name, defects in (("again", True), ("sound", False)):
        generate(tmp_path / name, "small", SEED, *MONTHS, single_edition=is_single, defects=defects)
    assert digests(tmp_path / "again") == digests(folder)
    spoiled, sound = digests(folder), digests(tmp_path / "sound")
    assert {name for name in spoiled if spoiled[name] != sound.get(name)} == {
        "defects.csv", *(fault["file"] for fault in listed(folder))
    }  # fmt: skip
