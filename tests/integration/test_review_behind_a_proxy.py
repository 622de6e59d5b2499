"""The review page behind a trusted proxy: who is believed, who is refused, and that each has pages of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from threading import Thread
from urllib.parse import urlencode

import pytest
from review_browser import Browser, fields_of, served

from pipelines.errors import ConfigurationError
from pipelines.review.newest_file import NewestFile
from pipelines.review.proxy import load_proxy
from pipelines.review.service import Server, listening, proxied
from pipelines.settings import DataDirectory
from pipelines.vintages import approve_vintage

pytestmark = pytest.mark.xdist_group("review")

SECRET, HOST = "s" * 40, "prognose.kommune.example"
FILE = """
adresser: [https://prognose.kommune.example]
proxyer: [{proxy}]
hemmelighed_fil: hemmelighed
grupper:
  - {{gruppe: Okonomi, rolle: finance}}
  - {{gruppe: Godkendere, rolle: approver}}
  - {{gruppe: Skole 2002, rolle: school, egne: ["2002"]}}
  - {{gruppe: Alle, rolle: reader}}
"""
IDA = {"Host": HOST, "X-Proxy-Secret": SECRET, "X-Remote-User": "Ida Controller", "X-Remote-Groups": "Alle, Okonomi"}
FORM = {"Origin": f"https://{HOST}", "Content-Type": "application/x-www-form-urlencoded"}
Asked = tuple[int, str]


def file_of(folder: Path, text: str, secret: str = SECRET, mode: int = 0o600) -> Path:
    (folder / "proxy.yaml").write_text(text, encoding="utf-8")
    (folder / "hemmelighed").unlink(missing_ok=True)
    (folder / "hemmelighed").write_text(secret + "\n", encoding="ascii")
    (folder / "hemmelighed").chmod(mode)
    return folder / "proxy.yaml"


class Proxied:
    """The server behind a proxy, asked with exactly these headers."""

    def __init__(self, port: int) -> None:
        self.port = port

    def ask(self, path: str, headers: dict[str, str] | list[tuple[str, str]], method: str = "GET",
            fields: dict[str, str] | None = None) -> Asked:  # fmt: skip
        connection = HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        body = urlencode(fields or {}).encode()
        for name, value in headers.items() if isinstance(headers, dict) else headers:
            connection.putheader(name, value)
        connection.putheader("Content-Length", str(len(body)))
        connection.endheaders(body)
        answer = connection.getresponse()
        found = answer.status, answer.read().decode(errors="replace")
        connection.close()
        return found


@pytest.fixture(params=["127.0.0.1"])
def server(published_copy: Path, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Proxied]:
    data = DataDirectory(published_copy)
    proxy = load_proxy(file_of(tmp_path, FILE.format(proxy=request.param)))
    with listening("127.0.0.1", 0, is_proxied=True) as listener:
        running = Server(proxied(NewestFile(data, "da"), proxy, partial(approve_vintage, data)), lambda _: None)
        thread = Thread(target=running.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            yield Proxied(listener.getsockname()[1])
        finally:
            running.should_exit = True
            thread.join()


def test_who_is_logged_in_gets_the_pages_of_their_group_and_stands_in_the_audit_file(
    server: Proxied, published_copy: Path
) -> None:
    assert server.ask("/", IDA)[0] == 200
    leader = IDA | {"X-Remote-User": "Per Skoleleder", "X-Remote-Groups": "Skole 2002"}
    assert [server.ask(path, leader)[0] for path in ("/", "/prognoser", "/sager/revisitation")] == [303, 404, 200]
    lines = map(json.loads, (published_copy / "restricted" / "audit.jsonl").read_bytes().splitlines())
    assert [(line["by"], line["role"], line.get("own"), line["page"]) for line in lines] == [
        (IDA["X-Remote-User"], "finance", None, "/"), ("Per Skoleleder", "school", ["2002"], "/sager/revisitation"),
    ]  # fmt: skip
    everyone = IDA | {"X-Remote-Groups": "Alle"}
    assert [server.ask(path, everyone)[0] for path in ("/udgivelser", "/fund", "/sager")] == [200, 404, 404]
    for groups in ("", "Fremmede", "okonomi", "Okonomi2"):
        status, text = server.ask("/", IDA | {"X-Remote-Groups": groups})
        assert (status, "Forventet regnskab" in text) == (403, False)


@pytest.mark.parametrize(
    "headers",
    [
        {name: IDA[name] for name in IDA if name != "X-Proxy-Secret"},
        IDA | {"X-Proxy-Secret": SECRET[:-1]},
        IDA | {"X-Proxy-Secret": ""},
        [*IDA.items(), ("X-Proxy-Secret", SECRET)],
        [*IDA.items(), ("X-Remote-User", "En anden")],
        [*IDA.items(), ("X-Remote-Groups", "Godkendere")],
        {name: IDA[name] for name in IDA if name != "X-Remote-User"},
        IDA | {"X-Remote-User": ""},
        IDA | {"X-Remote-User": "x" * 200},
    ],
)
def test_who_pretends_to_be_the_proxy_or_two_people_is_refused(
    server: Proxied, headers: dict[str, str] | list[tuple[str, str]]
) -> None:
    status, text = server.ask("/", headers)
    assert (status, "Forventet regnskab" in text) == (403, False)


@pytest.mark.parametrize("server", ["10.1.2.3"], indirect=True)
def test_the_secret_from_another_address_than_the_proxys_is_refused(server: Proxied) -> None:
    assert server.ask("/", IDA)[0] == 403
    assert server.ask("/", IDA | {"X-Forwarded-For": "10.1.2.3", "Forwarded": "for=10.1.2.3"})[0] == 403


def test_only_the_public_address_and_forms_of_its_own_pages_are_answered(server: Proxied) -> None:
    for host in ("evil.example", f"{HOST}:8443", "", f"{HOST}.evil.example"):
        assert server.ask("/", IDA | {"Host": host})[0] == 400
    for origin in (f"http://{HOST}", "https://evil.example", "null"):
        assert server.ask("/", IDA | {"Origin": origin})[0] == 403
    held = fields_of(server.ask("/juster", IDA)[1])
    assert server.ask("/skriv/virkning", IDA | FORM, "POST", held)[0] == 422
    other = IDA | {"X-Remote-User": "En anden"}
    assert server.ask("/skriv/virkning", other | FORM, "POST", held)[0] == 403, "the token is Ida's own"
    assert server.ask("/skriv/virkning", IDA | {"Content-Type": FORM["Content-Type"]}, "POST", held)[0] == 403


def test_without_a_proxy_nobody_may_say_who_they_are(published_copy: Path) -> None:
    with served(published_copy, role="finance") as browser:
        browser.enter()
        for name in ("X-Remote-User", "X-Remote-Groups", "x-remote-anything"):
            assert browser.ask("/", **{name: "approver"}).status == 403
        assert browser.ask("/").status == 200
        assert Browser(browser.door).ask("/", **IDA | {"Host": ""}).status in (400, 403)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        (FILE.format(proxy="10.0.0.1").replace("https:", "http:"), "adresser"),
        (FILE.format(proxy="10.0.0.1").replace("example]", "example/sti]"), "adresser"),
        (FILE.format(proxy="proxy.local"), "proxyer"),
        (FILE.format(proxy="10.0.0.1").replace("approver", "chef"), r"grupper\.1\.rolle"),
        (FILE.format(proxy="10.0.0.1").replace(', egne: ["2002"]', ""), r"grupper\.2\.egne"),
        (FILE.format(proxy="10.0.0.1") + "ekstra: 1\n", "ekstra"),
    ],
)
def test_a_file_that_does_not_hold_says_where(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises(ConfigurationError, match=place):
        load_proxy(file_of(tmp_path, text))


@pytest.mark.parametrize(("secret", "mode"), [("s" * 31, 0o600), (SECRET, 0o640), (SECRET, 0o604)])
def test_a_secret_that_is_short_or_that_others_can_read_is_refused(tmp_path: Path, secret: str, mode: int) -> None:
    with pytest.raises(ConfigurationError, match="hemmelighed_fil"):
        load_proxy(file_of(tmp_path, FILE.format(proxy="10.0.0.1"), secret, mode))
