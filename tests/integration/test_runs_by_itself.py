"""Nobody gives a command: Dagster's own daemon watches the folder, runs what has come, and tells of what stopped."""

from __future__ import annotations

import csv
import email
import email.policy
import json
import os
import shutil
import signal
import socketserver
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from datetime import time as time_of_day
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from zoneinfo import ZoneInfo

import dagster as dg
import duckdb
import pytest
from hand_deliveries import DELIVERIES

from pipelines.definitions import definitions
from pipelines.unattended.watching import look_every_morning, packs_fall_due, reports_fall_due

REPOSITORY = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 900
MAIL_REPLIES = {"EHLO": "250 test", "MAIL": "250 ok", "RCPT": "250 ok", "DATA": "354 go on", "QUIT": "221 bye"}


class MailServer(socketserver.StreamRequestHandler):
    """Takes every mail (RFC 5321) and keeps it with the server."""

    def handle(self) -> None:
        self.say("220 test")
        for line in iter(self.rfile.readline, b""):
            verb = line.decode().strip().upper()[:4]
            self.say(MAIL_REPLIES.get(verb, "500 unknown"))
            if verb == "DATA":
                lines = iter(self.rfile.readline, b".\r\n")
                self.server.taken.append(b"".join(lines).decode())
                self.say("250 kept")
            if verb == "QUIT":
                return

    def say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


class Webhook(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.server.taken.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        pass


@contextmanager
def served(server: socketserver.BaseServer) -> Iterator[tuple[list, int]]:
    server.taken = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.taken, server.server_address[1]
    server.shutdown()
    server.server_close()


def waited_for(found: Callable[[], object], log: Path) -> object:
    """What is found before patience ends."""
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        if value := found():
            return value
        time.sleep(0.5)
    raise AssertionError(log.read_text(errors="replace")[-3000:])


@contextmanager
def daemon(folder: Path, environment: dict[str, str]) -> Iterator[Path]:
    """`dagster-daemon run` as docs/drift.md says, in a group of its own."""
    log, home = folder / "daemon.log", folder / "home"
    home.mkdir()
    shutil.copy(REPOSITORY / "dagster.yaml", home)
    program = [sys.executable, "-m", "dagster._daemon", "run", "-m", "pipelines.definitions"]
    with log.open("wb") as words:
        process = subprocess.Popen(
            program, cwd=folder, stdout=words, stderr=words, start_new_session=True,
            env=os.environ | environment | {"DAGSTER_HOME": str(home), "PYTHONPATH": str(REPOSITORY)},
        )  # fmt: skip
    try:
        yield log
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait(30)


@dataclass(frozen=True)
class Story:
    """What a morning left: half a delivery first, then all of it."""

    folder: Path
    stopped: dict
    mail: str
    post: dict
    finished: dict
    notices: int

    @property
    def data(self) -> Path:
        return self.folder / "data"


@pytest.fixture(scope="module")
def story(tmp_path_factory):
    folder = tmp_path_factory.mktemp("installation")
    incoming, data = folder / "leverancer", folder / "data"
    shutil.copytree(DELIVERIES, incoming, ignore=shutil.ignore_patterns("placeringer_*"))
    with (
        served(socketserver.TCPServer(("127.0.0.1", 0), MailServer)) as (mails, mail_port),
        served(HTTPServer(("127.0.0.1", 0), Webhook)) as (posts, web_port),
    ):
        with (incoming / "kommune.yaml").open("a", encoding="utf-8") as file:
            file.write("\ndrift:\n  besked_til: [specialoekonomi@kommunen.example]\n")
            file.write(f"  mailserver: '127.0.0.1:{mail_port}'\n")
        environment = {
            "PLADSPROGNOSE_DATA_DIR": str(data), "PLADSPROGNOSE_DELIVERIES": str(incoming),
            "PLADSPROGNOSE_AS_OF": "2024-04-30", "PLADSPROGNOSE_SECONDS_BETWEEN_LOOKS": "1",
            "PLADSPROGNOSE_WEBHOOK": f"http://127.0.0.1:{web_port}/",
        }  # fmt: skip
        with daemon(folder, environment) as log:
            waited_for(lambda: mails and posts, log)
            stopped = reports(data)[-1]
            for path in DELIVERIES.glob("placeringer_*"):
                shutil.copy(path, incoming)
            waited_for(lambda: len(reports(data)) > 1, log)
        return Story(folder, stopped, mails[0], posts[0], reports(data)[-1], len(mails) + len(posts))


def reports(data: Path) -> list[dict]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(data.glob("reports/run-*.json"))]


def test_half_a_delivery_stops_and_those_named_hear_what_the_report_says(story):
    assert story.stopped["exit_code"] == 1
    assert "»placeringer«" in story.stopped["message"]
    mail = email.message_from_string(story.mail, policy=email.policy.default)
    assert (mail["To"], mail["Subject"]) == ("specialoekonomi@kommunen.example", "pladsprognose: prognose stoppede")
    assert mail.get_content().replace("\r\n", "\n").startswith(story.stopped["message"])
    assert story.post["text"].startswith(story.stopped["message"])


def test_the_rest_of_it_is_run_with_as_the_command_would_have(story, hand_municipality):
    assert story.finished["exit_code"] == 0
    with duckdb.connect(str(story.data / "published" / "analyse.duckdb"), read_only=True) as connection:
        whole = "select mean_kr from forecast.fiscal_year where component = 'total' order by all"
        assert connection.execute(whole).fetchall() == hand_municipality.execute(whole).fetchall()


def test_what_went_well_is_told_to_nobody(story):
    assert story.notices == 2  # one mail and one post, of what stopped


def test_neither_dagster_nor_the_notices_keep_a_childs_number(story):
    with (DELIVERIES / "placeringer_202404.csv").open(encoding="utf-8-sig", newline="") as file:
        numbers = {row["cpr"].encode() for row in csv.DictReader(file, delimiter=";")}
    kept = [path for path in (story.folder / "home").rglob("*") if path.is_file()]
    assert len(numbers) > 10
    assert kept
    for content in (*(path.read_bytes() for path in kept), (story.folder / "daemon.log").read_bytes()):
        assert not [number for number in numbers if number in content]


def asked_on(schedule, job, day):
    """The run that a schedule asks for on a morning, its configuration held against the job; none where it skips."""
    morning = datetime.combine(day, time_of_day(6), tzinfo=ZoneInfo("Europe/Copenhagen"))
    found = schedule.evaluate_tick(dg.build_schedule_context(scheduled_execution_time=morning)).run_requests
    for request in found:
        assert dg.validate_run_config(definitions.resolve_job_def(job), request.run_config)
    return [request.run_key for request in found]


def test_the_mornings_ask_for_what_is_due_in_a_form_that_the_jobs_take(tmp_path, monkeypatch):
    monkeypatch.setenv("PLADSPROGNOSE_DELIVERIES", str(tmp_path))
    monkeypatch.setenv("PLADSPROGNOSE_DATA_DIR", str(tmp_path / "data"))
    (tmp_path / "kommune.yaml").write_text("drift:\n  datapakkedag: 12\n", encoding="utf-8")

    assert asked_on(reports_fall_due, "prognose", date(2025, 5, 1)) == ["prognose1 2025-04-30"]
    assert asked_on(reports_fall_due, "prognose", date(2025, 5, 2)) == []
    assert asked_on(packs_fall_due, "datapakker", date(2025, 5, 12)) == ["datapakker 202504"]
    assert asked_on(packs_fall_due, "datapakker", date(2025, 5, 13)) == []
    assert asked_on(look_every_morning, "tilsyn", date(2025, 5, 13)) == ["tilsyn 2025-05-13"]
