"""Thousands of damaged deliveries of every source through the reading process: a verdict each, and no wrong row."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from random import Random

import pytest
from damaged_workbooks import damaged, known_workbook, objections_to_workbook
from known_rows import EDITION, known_delivery
from mutants import mutant
from objections import differences, objections_to_text

from pipelines.sources.assessment import Assessment
from pipelines.sources.codes import RefusalError, load_codes
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.deliveries import DeliveryName
from pipelines.sources.reader import Reader

MUTANTS = int(os.environ.get("MUTANTS", "2000"))
"""`make fuzz` asks for more."""
SOUND_SHARE = 10
WORKBOOK_SHARE = 5
BROKEN_DOWN = ("READ_ABORTED", "READ_TIMEOUT")
CONTRACTS = load_contracts()
Judged = tuple[str, str | Assessment]


def chance(what: str, source: str) -> Random:
    """The same chances each time, others for each source."""
    return Random(f"{what} {source}")  # noqa: S311 - chance for tests, not for secrets


def read(content: bytes, contract: Contract, reader: Reader, suffix: str = "csv") -> str | Assessment:
    """The code of the refusal, or what was found."""
    reader.incoming.write_bytes(content)
    try:
        return reader.assess(reader.incoming, DeliveryName(contract.source, EDITION, 0, suffix), {})
    except RefusalError as refusal:
        return refusal.code


def no_verdict(found: str) -> bool:
    """Whether the reading broke down, or said something that no file may get."""
    return found in BROKEN_DOWN or load_codes()[found].outcome != "REJECT"


def objections(done: str, content: bytes, contract: Contract, found: str | Assessment) -> Iterator[str]:
    """What is wrong about the verdict on a mutant."""
    if isinstance(found, Assessment):
        yield from objections_to_text(content, contract, found)
        if done == "cut" and not content.endswith(b"\n") and found.outcome == "ACCEPT":
            yield "cut off, and nobody is told"
    elif no_verdict(found):
        yield f"no verdict but {found}"


@pytest.mark.parametrize("source", CONTRACTS)
def test_what_is_known_of_a_sound_delivery_is_what_is_loaded(source: str, reader: Reader) -> None:
    contract, rng = CONTRACTS[source], chance("sound", source)
    for _ in range(SOUND_SHARE):
        known = known_delivery(contract, rng)
        found = read(known.text.encode(), contract, reader)
        assert isinstance(found, Assessment)
        assert found.outcome == "ACCEPT"
        assert not any(kind.is_float() for block in found.fitting() for kind in block.dtypes)
        rows = [row for block in found.fitting() for row in block.sort("row_number").iter_rows(named=True)]
        assert [differences(row, values) for row, values in zip(rows, known.values, strict=True)] == [[]] * len(rows)


@pytest.mark.parametrize("source", CONTRACTS)
def test_every_mutant_is_judged_and_no_wrong_row_is_loaded(source: str, reader: Reader) -> None:
    contract, rng = CONTRACTS[source], chance("mutants", source)
    objected: list[str] = []
    verdicts: Counter[str] = Counter()
    for number in range(MUTANTS // len(CONTRACTS)):
        done, content = mutant(known_delivery(contract, rng), rng)
        found = read(content, contract, reader)
        verdicts[found.outcome if isinstance(found, Assessment) else "REJECT"] += 1
        objected += [f"{number} ({done}): {said}" for said in objections(done, content, contract, found)]
    assert objected == []
    # A list of harms that nothing survives, or that harms nothing, proves little.
    assert all(verdicts[outcome] for outcome in ("ACCEPT", "QUARANTINE", "REJECT"))


@pytest.mark.parametrize("source", CONTRACTS)
def test_every_damaged_workbook_is_judged_and_no_wrong_value_is_loaded(source: str, reader: Reader) -> None:
    contract, rng = CONTRACTS[source], chance("workbooks", source)
    objected: list[str] = []
    for number in range(MUTANTS // WORKBOOK_SHARE // len(CONTRACTS)):
        done, content = damaged(known_workbook(known_delivery(contract, rng), contract, rng), rng)
        found = read(content, contract, reader, "xlsx")
        if isinstance(found, Assessment):
            objected += [f"{number} ({done}): {said}" for said in objections_to_workbook(content, contract, found)]
        elif no_verdict(found):
            objected.append(f"{number} ({done}): no verdict but {found}")
    assert objected == []
