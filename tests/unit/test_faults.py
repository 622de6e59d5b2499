from __future__ import annotations

import errno

import pytest

from pipelines.errors import FindingError, InternalError, InterruptedRunError, RunActiveError, StorageError
from pipelines.faults import readable


class WrappedByDagsterError(Exception):
    def __init__(self, cause: BaseException) -> None:
        super().__init__("wrapped")
        self.user_exception = cause


def caused(outer: Exception, cause: BaseException) -> Exception:
    outer.__cause__ = cause
    return outer


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (WrappedByDagsterError(FindingError("Et fund", "A finding")), FindingError),
        (WrappedByDagsterError(KeyboardInterrupt()), InterruptedRunError),
        (caused(RuntimeError("Parsing"), OSError(errno.ENOSPC, "No space left on device")), StorageError),
        (PermissionError(errno.EACCES, "Permission denied", "var/published"), StorageError),
        (RuntimeError("IO Error: Could not set lock on file: Conflicting lock is held"), RunActiveError),
        (RuntimeError("IO Error: Could not write file"), StorageError),
    ],
)
def test_what_stopped_the_work_is_found_behind_what_was_raised(error, kind):
    assert type(readable(error)) is kind


def test_a_file_that_may_not_be_written_is_named():
    assert "»var/published« må ikke" in readable(PermissionError(errno.EACCES, "denied", "var/published")).message


def test_our_own_fault_tells_where_it_is_and_no_value():
    try:
        int("250390-1234")
    except ValueError as error:
        shown = readable(caused(RuntimeError("model 250390-1234"), error))

    assert type(shown) is InternalError
    assert "(ValueError)" in shown.message
    assert "test_faults.py:" in shown.message
    assert "250390" not in shown.message


def test_an_error_that_was_told_before_is_told_as_it_was():
    told = FindingError("Et fund", "A finding")
    told.__cause__ = WrappedByDagsterError(told)

    assert readable(told) is told
    assert readable(WrappedByDagsterError(told)) is told
