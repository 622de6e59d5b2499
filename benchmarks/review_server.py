"""The review page as others have it: the command in a process of its own, behind a made-up proxy, asked over HTTP.

Not here: what is measured (`review_pages`, `review_readers`).
"""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

HOST, GROUP = "prognose.kommune.example", "Okonomi"
FILE = """adresser: [https://{host}]
proxyer: [127.0.0.1]
hemmelighed_fil: hemmelighed
grupper: [{{gruppe: {group}, rolle: finance}}]
"""
LONGEST = 600
"""Seconds that an answer is waited for: late is not an error."""


@dataclass(frozen=True)
class Answer:
    """What came, and the seconds from the question to its last byte."""

    status: int
    content: bytes
    seconds: float


@dataclass(frozen=True)
class ReviewServer:
    """A running server that believes in whoever knows the secret."""

    pid: int
    port: int
    secret: str

    def ask(self, path: str, name: str = "controller") -> Answer:
        """The answer to one who is logged in as finance; OSError where none came."""
        who = {"Host": HOST, "X-Proxy-Secret": self.secret, "X-Remote-User": name, "X-Remote-Groups": GROUP}
        began = time.perf_counter()
        connection = HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        connection.request("GET", path, headers=who)
        answer = connection.getresponse()
        content = answer.read()
        connection.close()
        return Answer(answer.status, content, time.perf_counter() - began)

    def processor_seconds(self) -> float:
        """What the server has used so far, in hundredths of a second."""
        fields = Path(f"/proc/{self.pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def review_server(data_dir: Path) -> Iterator[ReviewServer]:
    """The server of a data directory until it is no longer needed."""
    with TemporaryDirectory(prefix="pladsprognose-bench-") as folder, socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port, secret, file = chosen.getsockname()[1], secrets.token_hex(20), Path(folder) / "proxy.yaml"
        file.write_text(FILE.format(host=HOST, group=GROUP), encoding="utf-8")
        kept = Path(folder) / "hemmelighed"
        kept.touch(0o600)
        kept.write_text(secret, encoding="ascii")
        chosen.close()
        command = [sys.executable, "-m", "pipelines", "review", "--proxy", str(file), "--port", str(port)]
        with subprocess.Popen([*command, "--data-dir", str(data_dir)], stdout=subprocess.PIPE) as running:
            try:
                if running.stdout is None or not running.stdout.readline():
                    raise SystemExit("the review page did not start")
                yield ReviewServer(running.pid, port, secret)
            finally:
                running.terminate()
