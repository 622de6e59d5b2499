"""The review page served for real on a free port, and a browser that says exactly the headers it is told to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from threading import Thread

from pipelines.review.door import ENTRANCE, Door
from pipelines.review.service import Server, door_to, listening
from pipelines.settings import DataDirectory, Language


@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    content: bytes

    @property
    def text(self) -> str:
        return self.content.decode()


@dataclass
class Browser:
    door: Door
    cookies: dict[str, str] = field(default_factory=dict)

    def ask(self, path: str, method: str = "GET", host: str | None = None, **headers: str) -> Answer:
        connection = HTTPConnection(self.door.address.host, self.door.address.port, timeout=20)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", self.door.address.place if host is None else host)
        for name, value in (self.cookies | headers).items():
            connection.putheader(name, value)
        connection.endheaders()
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer

    def enter(self) -> Answer:
        """Open the link and keep the session it gives."""
        answer = self.ask(f"{ENTRANCE}{self.door.access.key}")
        self.cookies = {"Cookie": answer.headers["Set-Cookie"].split(";")[0]}
        return answer


@contextmanager
def served(data_dir: Path, language: Language = "da") -> Iterator[Browser]:
    """A browser before the door of a running server."""
    with listening("127.0.0.1", 0) as listener:
        door = door_to(DataDirectory(data_dir), listener, language)
        running = Server(door, lambda _: None)
        thread = Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield Browser(door)
        finally:
            running.should_exit = True
            thread.join()
