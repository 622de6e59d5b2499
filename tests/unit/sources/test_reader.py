from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from literal_deliveries import POSTING_HEADER, POSTINGS, text

from pipelines.privacy.keys import KEY_VARIABLE
from pipelines.sources import landing
from pipelines.sources import reader as reading
from pipelines.sources.assessment import Assessment
from pipelines.sources.codes import RefusalError
from pipelines.sources.deliveries import DeliveryName
from pipelines.sources.reader import Limits, Reader, open_reader

NAME = DeliveryName("omkostninger", 202609, 0, "csv")
POSTING_FILE = "omkostninger_202609.csv"
CONTENT = text(POSTING_HEADER, *POSTINGS).encode()


@pytest.fixture
def handover(tmp_path: Path) -> Path:
    return tmp_path / "modtaget"


@pytest.fixture
def started() -> Callable[[], list[int]]:
    """The reading processes started by the test."""
    before = set(reading_processes())
    return lambda: [process for process in reading_processes() if process not in before]


def reading_processes() -> Iterator[int]:
    """The reading processes that this one has started."""
    for folder in Path("/proc").iterdir():
        if folder.name.isdecimal() and is_ours(folder):
            yield int(folder.name)


def is_ours(folder: Path) -> bool:
    try:
        parent = (folder / "stat").read_text().rpartition(")")[2].split()[1]
        return int(parent) == os.getpid() and b"reader_process" in (folder / "cmdline").read_bytes()
    except OSError:
        return False


def assess(reader: Reader, content: bytes = CONTENT) -> Assessment:
    reader.incoming.write_bytes(content)
    reader.incoming.chmod(0o600)
    return reader.assess(reader.incoming, NAME, {})


def refusal_of(reader: Reader) -> RefusalError:
    with pytest.raises(RefusalError) as caught:
        assess(reader)
    return caught.value


def test_a_file_is_read_in_another_process_which_is_kept_for_the_next(handover, started):
    with open_reader(handover) as reader:
        (first,) = started()  # it gets ready before there is a file
        assert assess(reader).loaded_count == 3
        assert assess(reader).loaded_count == 3
        assert started() == [first]
    assert not started()


def test_a_file_that_takes_too_long_is_refused_and_its_process_ended(handover, started):
    with open_reader(handover, Limits(seconds=0)) as reader:
        refusal = refusal_of(reader)
        assert (refusal.code, refusal.facts) == ("READ_TIMEOUT", {"seconds": "0"})
        assert not started()


def test_a_file_that_needs_too_much_memory_is_refused_and_the_next_gets_a_fresh_process(handover):
    with open_reader(handover, Limits(memory_bytes=100_000_000)) as reader:
        assert [refusal_of(reader).code for _ in range(2)] == ["READ_ABORTED"] * 2


@pytest.mark.parametrize("sign", [signal.SIGKILL, signal.SIGSEGV])
def test_a_process_that_was_killed_before_a_file_is_replaced(handover, started, sign):
    with open_reader(handover) as reader:
        assess(reader)
        (first,) = started()
        os.kill(first, sign)
        assert assess(reader).loaded_count == 3
        assert first not in started()


def test_the_rows_set_aside_are_found_again_in_a_fresh_process(handover, started):
    with open_reader(handover) as reader:
        aside = assess(reader, CONTENT.replace(b"4.000,56", b"1.5")).aside
        (first,) = started()
        os.kill(first, signal.SIGKILL)
        assert reader.cells(aside["row_number"])["cells"].to_list() == [
            POSTINGS[1].replace("4.000,56", "1.5").split(";")
        ]


def test_the_process_does_not_know_the_pseudonyms_key(handover, started, monkeypatch):
    monkeypatch.setenv(KEY_VARIABLE, "en meget hemmelig nøgle på 32 tegn")
    with open_reader(handover) as reader:
        assess(reader)
        (process,) = started()
        assert KEY_VARIABLE.encode() not in Path(f"/proc/{process}/environ").read_bytes()


def test_nothing_of_the_files_is_left_where_they_were_handed_over(handover):
    with open_reader(handover) as reader:
        assess(reader)
        assert {path.stat().st_mode & 0o077 for path in handover.iterdir()} == {0}
    assert not handover.exists()


def test_a_landing_goes_on_when_files_cannot_be_read_in_time(folder, landed, monkeypatch):
    (folder / POSTING_FILE).write_bytes(CONTENT)
    monkeypatch.setattr(landing, "open_reader", open_reader)
    monkeypatch.setattr(reading, "LIMITS", Limits(seconds=0))
    assert {file: dict(report.reasons) for file, report in landed().items()} == {
        "institutioner_202609.csv": {"READ_TIMEOUT": 1}, POSTING_FILE: {"READ_TIMEOUT": 1},
    }  # fmt: skip
    monkeypatch.undo()
    assert {report.outcome for report in landed().values()} == {"ACCEPT"}
