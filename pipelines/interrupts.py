"""Ctrl-C: where it must wait for a moment, and where another hears it.

Not here: what a run says when it is interrupted (`faults`).
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Any


@contextmanager
def waiting_interrupts() -> Iterator[None]:
    """Ctrl-C waits until the body is done, so that what belongs together is done together."""
    waiting: list[tuple[int, FrameType | None]] = []
    with _handled_by(lambda number, frame: waiting.append((number, frame))) as before:
        yield
    if waiting and callable(before):
        before(*waiting[0])


@contextmanager
def plain_interrupts() -> Iterator[None]:
    """Ctrl-C comes as Python's own KeyboardInterrupt, which libraries know how to stop on."""
    with _handled_by(signal.default_int_handler):
        yield


@contextmanager
def _handled_by(handler: Any) -> Iterator[Any]:
    """Let `handler` answer Ctrl-C in the body; gives the handler before. Only the main thread is ever interrupted."""
    if threading.current_thread() is not threading.main_thread():
        yield None
        return
    before = signal.signal(signal.SIGINT, handler)
    try:
        yield before
    finally:
        signal.signal(signal.SIGINT, before)
