"""Nobody gives a command: Dagster's own daemon watches the folder, runs what has come, and tells of what it should.

A run that stopped, and a surge: October 2023 with two fifths more referrals to school than any October before.
"""

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
from hand_deliveries import after_a_run
from surge_deliveries import AFTER, BEFORE, SURGE, write_surge_deliveries

from pipelines.definitions import definitions
from pipelines.privacy.attack.pdf_document import pdf_texts
from pipelines.unattended.watching import look_every_morning, packs_fall_due, reports_fall_due

REPOSITORY = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.xdist_group("runs by itself")
PATIENCE_SECONDS = 900
PLACES, REFERRALS = (f"{source}_{AFTER:%Y%m}.csv" for source in ("placeringer", "indstillinger"))
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
                self.server.taken.append(b"".join(line.removeprefix(b".") for line in lines).decode())
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
    """What October left: a file that broke off, then all that was usual, then the referrals nobody had expected."""

    folder: Path
    reports: list[dict]
    mails: list[str]
    posts: list[dict]

    @property
    def data(self) -> Path:
        return self.folder / "data"


@pytest.fixture(scope="module")
def story(command, tmp_path_factory) -> Story:
    folder = tmp_path_factory.mktemp("installation")
    data = after_a_run(command, write_surge_deliveries(folder / "july", BEFORE), folder / "data", BEFORE)
    incoming, begun = write_surge_deliveries(folder / "leverancer", AFTER), len(reports(data))
    with (
        served(socketserver.TCPServer(("127.0.0.1", 0), MailServer)) as (mails, mail_port),
        served(HTTPServer(("127.0.0.1", 0), Webhook)) as (posts, web_port),
    ):
        with (incoming / "kommune.yaml").open("a", encoding="utf-8") as file:
            file.write("\ndrift:\n  besked_til: [specialoekonomi@kommunen.example]\n")
            file.write(f"  mailserver: '127.0.0.1:{mail_port}'\n")
        whole = (incoming / PLACES).read_text(encoding="utf-8")
        (incoming / PLACES).write_text(whole[:60], encoding="utf-8")
        environment = {
            "PLADSPROGNOSE_DATA_DIR": str(data), "PLADSPROGNOSE_DELIVERIES": str(incoming),
            "PLADSPROGNOSE_AS_OF": AFTER.isoformat(), "PLADSPROGNOSE_SECONDS_BETWEEN_LOOKS": "1",
            "PLADSPROGNOSE_WEBHOOK": f"http://127.0.0.1:{web_port}/",
        }  # fmt: skip
        with daemon(folder, environment) as log:
            waited_for(lambda: mails and posts, log)
            (incoming / PLACES).write_text(whole, encoding="utf-8")
            waited_for(lambda: len(reports(data)) > begun + 1, log)
            more = write_surge_deliveries(folder / "more", AFTER, SURGE) / REFERRALS
            shutil.copy(more, incoming / REFERRALS.replace(".csv", "_v2.csv"))
            waited_for(lambda: len(mails) > 1 and len(posts) > 1, log)
        return Story(folder, reports(data)[begun:], mails, posts)


def reports(data: Path) -> list[dict]:
    return [json.loads(path.read_text(encoding="utf-8")) for path in sorted(data.glob("reports/run-*.json"))]


def test_half_a_delivery_stops_and_those_named_hear_what_the_report_says(story):
    stopped = story.reports[0]
    assert stopped["exit_code"] == 1
    assert "»placeringer«" in stopped["message"]
    mail = email.message_from_string(story.mails[0], policy=email.policy.default)
    assert (mail["To"], mail["Subject"]) == ("specialoekonomi@kommunen.example", "pladsprognose: prognose stoppede")
    assert mail.get_content().replace("\r\n", "\n").startswith(stopped["message"])
    assert story.posts[0]["text"].startswith(stopped["message"])


def test_the_rest_of_it_is_run_with_and_what_went_as_expected_is_told_to_nobody(story):
    assert [report["exit_code"] for report in story.reports] == [1, 0, 0]
    assert (len(story.mails), len(story.posts)) == (2, 2)  # of what stopped, and of what was not expected


def test_two_fifths_more_referrals_in_october_are_told_of_by_that_months_run(story):
    with duckdb.connect(str(story.data / "published" / "analyse.duckdb"), read_only=True) as connection:
        alarm = connection.execute(
            "select from_month, came_count, event_name from forecast.alarm where vintage_id = ? and is_alarm "
            "and series = 'referrals' and stream = 'school' and period = 'month'", [story.reports[2]["vintage_id"]],
        ).fetchall()  # fmt: skip
        quiet = connection.execute(
            "select count(*) filter (is_alarm), count(*) >= 20 from forecast.alarm where vintage_id = ?",
            [story.reports[1]["vintage_id"]],
        ).fetchall()
    assert alarm == [(date(2023, 10, 1), 420, None)]  # 300 and two fifths
    assert quiet == [(0, True)]
    mail = email.message_from_string(story.mails[1], policy=email.policy.default)
    assert mail["Subject"] == "pladsprognose: Hastenotat, oktober 2023"
    assert "Indstillinger til skoletilbud, oktober 2023: 420 kom, " in mail.get_content()
    assert story.posts[1]["text"].splitlines() == mail.get_content().splitlines()


def test_the_note_of_it_can_be_published(story, command):
    where, vintage = ("--data-dir", str(story.data)), story.reports[2]["vintage_id"]
    assert command("approve", "--vintage", vintage, "--by", "controller", *where).returncode == 0
    note = command("publish", "--vintage", vintage, "--kind", "flash", *where)
    assert note.returncode == 0, note.stderr
    said = " ".join(" ".join(pdf_texts(Path(note.stdout.strip()) / "hastenotat.pdf")).split())
    assert "Indstillinger til skoletilbud, oktober 2023: 420 kom, " in said


def test_neither_dagster_nor_the_notices_keep_a_childs_number(story):
    with (story.folder / "leverancer" / PLACES).open(encoding="utf-8", newline="") as file:
        numbers = {row["cpr"].encode() for row in csv.DictReader(file, delimiter=";")}
    kept = [path for path in (story.folder / "home").rglob("*") if path.is_file()]
    assert len(numbers) > 10
    assert kept
    for content in (*(path.read_bytes() for path in kept), (story.folder / "daemon.log").read_bytes()):
        assert not [number for number in numbers if number in content]
    for notice in (*story.mails, *(post["text"] for post in story.posts)):
        assert not [number for number in numbers if number.decode() in notice]


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
