from __future__ import annotations

import os
import signal

import pytest

from pipelines.interrupts import plain_interrupts, waiting_interrupts


@pytest.fixture(autouse=True)
def python_answers_ctrl_c():
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def press_ctrl_c() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_what_belongs_together_is_done_before_ctrl_c_is_heard():
    done = []

    def replace_both() -> None:
        with waiting_interrupts():
            press_ctrl_c()
            done.append("both")

    with pytest.raises(KeyboardInterrupt):
        replace_both()

    assert done == ["both"]


def test_an_error_in_what_belongs_together_is_told_rather_than_ctrl_c():
    def fail() -> None:
        with waiting_interrupts():
            press_ctrl_c()
            raise OSError("full")

    with pytest.raises(OSError, match="full"):
        fail()


def test_a_library_hears_ctrl_c_from_python_and_the_answer_before_comes_back():
    heard = []
    signal.signal(signal.SIGINT, lambda *_: heard.append("ours"))

    with pytest.raises(KeyboardInterrupt), plain_interrupts():
        press_ctrl_c()
    press_ctrl_c()

    assert heard == ["ours"]
