"""Who gets in: one browser on this machine, with a link that can be used once.

Every request must be for the very address that was printed, come from no other page and carry the session that the
link gave; a form must also say that it comes from a page of ours. Every answer says that nothing may be kept, run,
framed or fetched from elsewhere.
Cookies do not tell ports apart, so the session's name holds the port.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pipelines.review.layouts import granted_page, message_page
from pipelines.settings import Language

ENTRANCE = "/adgang/"
STYLE = "/stil.css"
READING, SENDING = ("GET", "HEAD"), ("POST",)
PRETENDED = "x-remote-"
"""How headers begin that say who someone is; without a proxy nobody may send any."""
WRITING = "/skriv/"
"""What changes something lies under this address and takes nothing but forms of our own pages."""
POLICY = "Content-Security-Policy"
"""What a page may run and fetch: nothing, unless the page itself says otherwise (`what_if_pages`)."""
HEADERS = {
    POLICY: "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",  # with no-referrer a browser sends our own forms with the origin `null`
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def guarded(send: Send) -> Send:
    """What sends an answer with all that every answer must say."""

    async def send_guarded(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(raw=message["headers"])
            headers.update({name: said for name, said in HEADERS.items() if name != POLICY or POLICY not in headers})
        await send(message)

    return send_guarded


def strange(request: Request, origins: Mapping[str, str], language: Language) -> Response | None:
    """What is said to one who asks at another address, from another page, or for what cannot be done there.

    `origins` are those of our own pages, by the host that they are asked at; a form must say which it comes from.
    """
    hosts, said = request.headers.getlist("host"), request.headers.getlist("origin")
    allowed = SENDING if request.url.path.startswith(WRITING) else READING
    if len(hosts) != 1 or hosts[0] not in origins:
        return message_page("wrong_host", 400, language)
    if any(origin != origins[hosts[0]] for origin in said):
        return message_page("wrong_origin", 403, language)
    if request.method not in allowed:
        return message_page("wrong_method", 405, language, {"Allow": ", ".join(allowed)})
    if request.method in SENDING and not said:
        return message_page("wrong_origin", 403, language)
    return None


@dataclass(frozen=True)
class Address:
    """Where the page is: a loopback address and its port."""

    host: str
    port: int

    @property
    def place(self) -> str:
        """As a browser names it in `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """As a browser names it in `Origin`."""
        return f"http://{self.place}"


@dataclass
class Access:
    """The one-time key of the link, and the session it is changed into."""

    key: str | None = field(default_factory=lambda: secrets.token_urlsafe(32))
    session: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    """Stands in every form of the session, so that no other page can send one."""

    def spend(self, given: str) -> bool:
        """Whether this is the key; if so it is gone."""
        if self.key is None or not secrets.compare_digest(given.encode(), self.key.encode()):
            return False
        self.key = None
        return True

    def knows(self, given: str) -> bool:
        """Whether this is the session."""
        return secrets.compare_digest(given.encode(), self.session.encode())


@dataclass(frozen=True)
class Door:
    """Stands before the pages; one request is judged at a time, so a key cannot be spent twice at once."""

    pages: ASGIApp
    address: Address
    access: Access
    language: Language

    @property
    def link(self) -> str:
        """The link to print."""
        return f"{self.address.origin}{ENTRANCE}{self.access.key}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at the door, or let the request through."""
        answer = self._answer(Request(scope)) or self.pages
        await answer(scope, receive, guarded(send))

    def _answer(self, request: Request) -> Response | None:
        """What is said at the door; None for a request that may go on."""
        refusal, path = self._refusal(request), request.url.path
        if refusal is not None:
            return refusal
        if path.startswith(ENTRANCE) and request.method == "GET" and self.access.spend(path.removeprefix(ENTRANCE)):
            return self._let_in()
        if path != STYLE and not self.access.knows(request.cookies.get(self._session_name, "")):
            return message_page("no_access", 403, self.language)
        return None

    def _refusal(self, request: Request) -> Response | None:
        """What is said to one who asks at another address, from another page, or for what cannot be done there."""
        if any(name.startswith(PRETENDED) for name in request.headers):
            return message_page("no_proxy", 403, self.language)
        return strange(request, {self.address.place: self.address.origin}, self.language)

    @property
    def _session_name(self) -> str:
        return f"pladsprognose-{self.address.port}"

    def _let_in(self) -> Response:
        """A page that goes on by itself: a browser that came from elsewhere brings its session only from our own."""
        answer = granted_page(self.language)
        answer.set_cookie(self._session_name, self.access.session, httponly=True, samesite="strict", path="/")
        return answer
