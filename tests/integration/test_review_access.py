"""Who gets in to the review page, tried over real HTTP: one browser, once, and from here."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from ready_command import REPOSITORY, Command
from review_browser import Browser, served

pytestmark = pytest.mark.xdist_group("review")

INSIDE = ("/", "/prognoser", "/fund", "/prognose/x", "/prognose/x/budget", "/prognose/x/budget.csv")


@pytest.fixture
def stranger(published_copy: Path) -> Iterator[Browser]:
    with served(published_copy) as browser:
        yield browser


@pytest.fixture
def browser(stranger: Browser) -> Browser:
    stranger.enter()
    return stranger


def test_the_link_opens_once_and_gives_a_session_no_script_and_no_other_page_can_use(stranger: Browser) -> None:
    link = stranger.door.link.removeprefix(stranger.door.address.origin)
    assert stranger.ask(link, "HEAD").status == 403, "a program that looks at a link must not spend it"
    opened = stranger.ask(link)
    assert opened.status == 200
    cookie = {part.strip() for part in opened.headers["Set-Cookie"].split(";")[1:]}
    assert cookie == {"HttpOnly", "Path=/", "SameSite=strict"}
    assert "url=/" in opened.text
    again = stranger.ask(link)
    assert again.status == 403
    assert "Set-Cookie" not in again.headers
    assert "pladsprognose review" in again.text


def test_of_many_who_come_at_once_with_the_link_one_is_let_in(stranger: Browser) -> None:
    link = stranger.door.link.removeprefix(stranger.door.address.origin)
    with ThreadPoolExecutor(8) as pool:
        statuses = [answer.status for answer in pool.map(stranger.ask, [link] * 16)]
    assert sorted(statuses) == [200, *[403] * 15]


def test_without_the_session_nothing_is_shown(stranger: Browser) -> None:
    stranger.ask(stranger.door.link.removeprefix(stranger.door.address.origin))
    name = f"pladsprognose-{stranger.door.address.port}"
    for cookie in ("", f"{name}=", f"{name}=None", f"{name}=æ".encode().decode("latin-1"), f"{name}={'a' * 43}"):
        for path in INSIDE:
            answer = stranger.ask(path, Cookie=cookie)
            assert answer.status == 403
            assert "Forventet regnskab" not in answer.text


def test_only_the_printed_address_is_answered(browser: Browser) -> None:
    port = browser.door.address.port
    for host in (f"localhost:{port}", "127.0.0.1", f"evil.example:{port}", "", f"127.0.0.1:{port}.evil.example"):
        assert browser.ask("/", host=host).status == 400
    assert browser.ask("/").status == 200


def test_no_other_page_can_ask(browser: Browser) -> None:
    port = browser.door.address.port
    for origin in ("http://evil.example", "null", f"https://127.0.0.1:{port}", f"http://127.0.0.1:{port + 1}"):
        assert browser.ask("/", Origin=origin).status == 403
    assert browser.ask("/", Origin=browser.door.address.origin).status == 200


def test_nothing_can_be_sent(browser: Browser) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND"):
        answer = browser.ask("/", method)
        assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_names_in_an_address_reach_neither_files_nor_statements(browser: Browser) -> None:
    for name in ("../../kommune.yaml", "..%2f..%2fkommune.yaml", "%2e%2e/%2e%2e/etc/passwd", "'%20or%201=1--", "%00",
                 "x%22;drop%20table%20forecast.vintage", "æ".encode().hex(), "a" * 5000):  # fmt: skip
        for path in (f"/{name}", f"/prognose/{name}", f"/prognose/{name}/budget", f"/prognose/{name}/budget.csv"):
            answer = browser.ask(path)
            assert answer.status == 404, path
            assert "Traceback" not in answer.text
    assert browser.ask("/fund/").status == 404
    assert browser.ask("/").status == 200


def test_no_answer_may_be_kept_framed_or_run_and_none_says_what_serves_it(browser: Browser) -> None:
    answers = [browser.ask(path, method) for path, method in
               (("/", "GET"), ("/", "HEAD"), ("/x", "GET"), ("/", "POST"), ("/stil.css", "GET"))]  # fmt: skip
    answers += [browser.ask("/", host="evil.example"), Browser(browser.door).ask("/")]
    for answer in answers:
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert "Server" not in answer.headers


def test_the_command_prints_its_link_alone_and_ctrl_c_ends_it_quietly(published_copy: Path) -> None:
    arguments = [sys.executable, "-m", "pipelines", "review", "--data-dir", str(published_copy), "--lang", "en"]
    stops = {"preexec_fn": lambda: signal.signal(signal.SIGINT, signal.default_int_handler)}
    with subprocess.Popen(
        arguments, cwd=REPOSITORY, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **stops
    ) as running:
        assert running.stdout is not None
        link = running.stdout.readline()
        assert link.startswith("http://127.0.0.1:")
        os.kill(running.pid, signal.SIGINT)
        rest, said = running.communicate(timeout=20)
    assert (running.returncode, rest) == (0, "")
    assert said == "The link works once. Ctrl-C ends.\n"


def test_what_cannot_be_served_is_said_before_anything_is(command: Command, published_copy: Path) -> None:
    outside = command("review", "--data-dir", str(published_copy), "--host", "0.0.0.0")  # noqa: S104 - refused
    assert (outside.returncode, outside.stdout) == (2, "")
    assert "--host 0.0.0.0" in outside.stderr
    empty = command("review", "--data-dir", str(published_copy / "published"))
    assert (empty.returncode, empty.stdout) == (2, "")
    assert "pladsprognose run" in empty.stderr
