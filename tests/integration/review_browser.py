"""The review page served for real on a free port, and a browser that says exactly the headers it is told to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from html.parser import HTMLParser
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

from pipelines.review.door import ENTRANCE, Door
from pipelines.review.newest_file import NewestFile
from pipelines.review.reviewer import Reviewer, Role
from pipelines.review.service import Server, door_to, listening
from pipelines.settings import DataDirectory, Language
from pipelines.vintages import approve_vintage


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

    def ask(
        self, path: str, method: str = "GET", host: str | None = None, content: bytes = b"", **headers: str
    ) -> Answer:
        connection = HTTPConnection(self.door.address.host, self.door.address.port, timeout=60)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        connection.putheader("Host", self.door.address.place if host is None else host)
        for name, value in (self.cookies | headers).items():
            connection.putheader(name, value)
        connection.endheaders(content or None)
        response = connection.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        connection.close()
        return answer

    def send(self, path: str, fields: Mapping[str, str], **headers: str) -> Answer:
        """Send a form as a browser does, with the page's own address as its origin."""
        body = urlencode(fields).encode()
        known = {
            "Origin": self.door.address.origin, "Content-Type": "application/x-www-form-urlencoded",
            "Content-Length": str(len(body)),
        }  # fmt: skip
        return self.ask(path, "POST", content=body, **known | headers)

    def form(self, path: str) -> dict[str, str]:
        """What the last form of a page holds by itself: its hidden fields and what is chosen in it."""
        return fields_of(self.ask(path).text)

    def enter(self) -> Answer:
        """Open the link and keep the session it gives."""
        answer = self.ask(f"{ENTRANCE}{self.door.access.key}")
        self.cookies = {"Cookie": answer.headers["Set-Cookie"].split(";")[0]}
        return answer


class Forms(HTMLParser):
    """The fields of each form of a page as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, str]] = []
        self.inside = ""
        self.has_chosen = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name") or ""
        if tag == "form":
            self.forms.append({})
        elif not self.forms:
            return
        elif tag == "input" and (given.get("type") != "radio" or "checked" in given):
            self.forms[-1][name] = given.get("value") or ""
        elif tag in ("select", "textarea"):
            self.inside, self.has_chosen = name, False
            self.forms[-1][name] = ""
        elif tag == "option" and ("selected" in given or not self.has_chosen):
            self.forms[-1][self.inside] = given.get("value") or ""
            self.has_chosen = True

    def handle_endtag(self, tag: str) -> None:
        self.inside = "" if tag in ("select", "textarea") else self.inside

    def handle_data(self, data: str) -> None:
        if self.inside and self.get_starttag_text() and self.get_starttag_text().startswith("<textarea"):
            self.forms[-1][self.inside] += data


def fields_of(page: str) -> dict[str, str]:
    """The fields of the page's last form."""
    found = Forms()
    found.feed(page)
    return found.forms[-1]


@contextmanager
def served(
    data_dir: Path,
    language: Language = "da",
    name: str = "controller",
    role: Role = "finance",
    own: frozenset[str] = frozenset(),
) -> Iterator[Browser]:
    """A browser before the door of a running server."""
    data = DataDirectory(data_dir)
    with listening("127.0.0.1", 0) as listener:
        file, approve = NewestFile(data, language), partial(approve_vintage, data)
        door = door_to(file, listener, Reviewer(name, role, own), approve)
        running = Server(door, lambda _: None)
        thread = Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield Browser(door)
        finally:
            running.should_exit = True
            thread.join()
