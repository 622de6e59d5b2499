"""Who gets in behind a trusted proxy that has logged them in: off unless the command is given a file that says so.

The proxy is known by its address and a secret, the page by its public addresses, a person by a name and groups that
the proxy sets. Groups give a role; none gives none. Every role has pages of its own, with a form token of its own. Not
here: the login itself (the proxy's), what a role may do (`reviewer`).
"""

from __future__ import annotations

import secrets
import stat
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv6Address
from pathlib import Path
from urllib.parse import urlsplit

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from pipelines.errors import ConfigurationError, UsageError
from pipelines.judgements.wording import problem_of
from pipelines.review.door import STYLE, guarded, strange
from pipelines.review.layouts import message_page, style_sheet
from pipelines.review.reviewer import Reviewer, Role, owned
from pipelines.settings import Language

USER, GROUPS, SECRET = "x-remote-user", "x-remote-groups", "x-proxy-secret"
SHORTEST_SECRET = 32
MOST_ROOMS = 500
"""So many people's pages are kept; then all are made anew, and forms that were open must be opened again."""
Pages = Callable[[Reviewer, str], ASGIApp]


class Entry(BaseModel):
    """A part of the file: unknown keys are problems."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class GroupEntry(Entry):
    """What a group of the proxy may do; `egne` are an area leader's areas or a school leader's institution numbers."""

    gruppe: str = Field(min_length=1)
    rolle: Role
    egne: tuple[str, ...] = ()


class ProxyFile(Entry):
    """The whole file."""

    adresser: tuple[str, ...] = Field(min_length=1)
    proxyer: tuple[IPv4Address | IPv6Address, ...] = Field(min_length=1)
    hemmelighed_fil: Path
    grupper: tuple[GroupEntry, ...] = Field(min_length=1)


@dataclass(frozen=True)
class Proxy:
    """The proxies that are believed, their secret, the page's public origins by host, and what groups may do."""

    addresses: frozenset[str]
    secret: str
    origins: Mapping[str, str]
    groups: tuple[GroupEntry, ...]

    def is_known(self, request: Request) -> bool:
        """Whether the request comes from the proxy, and from nobody who pretends to be it."""
        told = request.headers.getlist(SECRET)
        is_there = request.client is not None and request.client.host in self.addresses
        return is_there and len(told) == 1 and secrets.compare_digest(told[0].encode(), self.secret.encode())

    def reviewer(self, request: Request) -> Reviewer | None:
        """Who was logged in, with the role of the first line that names a group of theirs; None without one."""
        names, groups = request.headers.getlist(USER), request.headers.getlist(GROUPS)
        if len(names) != 1 or len(groups) != 1 or problem_of(names[0], "by") is not None:
            return None
        mine = {group.strip() for group in groups[0].split(",")}
        found = [entry for entry in self.groups if entry.gruppe in mine]
        if not found:
            return None
        role = found[0].rolle
        return Reviewer(names[0], role, frozenset(own for entry in found if entry.rolle == role for own in entry.egne))


@dataclass(frozen=True)
class ProxyDoor:
    """Stands before the pages of each; whatever does not come from the proxy is refused before it is read."""

    pages_of: Pages
    proxy: Proxy
    language: Language
    rooms: dict[Reviewer, ASGIApp] = field(default_factory=dict)

    @property
    def link(self) -> str:
        """The address to print: the proxy's, not ours."""
        return next(iter(self.proxy.origins.values())) + "/"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at the door, or show in."""
        request = Request(scope)
        answer = self._refusal(request) or self._answer(request)
        await answer(scope, receive, guarded(send))

    def _refusal(self, request: Request) -> Response | None:
        if not self.proxy.is_known(request):
            return message_page("no_proxy", 403, self.language)
        return strange(request, self.proxy.origins, self.language)

    def _answer(self, request: Request) -> ASGIApp:
        if request.url.path == STYLE:
            return Response(style_sheet(), media_type="text/css")
        reviewer = self.proxy.reviewer(request)
        if reviewer is None:
            return message_page("no_role", 403, self.language)
        if reviewer not in self.rooms:
            if len(self.rooms) >= MOST_ROOMS:
                self.rooms.clear()
            self.rooms[reviewer] = self.pages_of(reviewer, secrets.token_urlsafe(32))
        return self.rooms[reviewer]


def load_proxy(path: Path) -> Proxy:
    """The proxy that a file describes; ConfigurationError says every place of it that does not hold."""
    try:
        file = ProxyFile.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except ValidationError as error:
        raise _wrong(path, ", ".join(".".join(map(str, one["loc"])) or "filen" for one in error.errors())) from None
    except (OSError, yaml.YAMLError, ValueError):
        raise _wrong(path, "filen") from None
    origins = {urlsplit(address).netloc: address.rstrip("/") for address in file.adresser}
    if any(urlsplit(origin).scheme != "https" or origin != f"https://{host}" for host, origin in origins.items()):
        raise _wrong(path, "adresser")
    for number, entry in enumerate(file.grupper):
        try:
            owned(entry.rolle, entry.egne, "egne")
        except UsageError:
            raise _wrong(path, f"grupper.{number}.egne") from None
    return Proxy(frozenset(map(str, file.proxyer)), _secret(path, file.hemmelighed_fil), origins, file.grupper)


def _secret(path: Path, place: Path) -> str:
    """What the proxy says to be known: long enough, and readable by the service account alone."""
    found = path.parent / place
    try:
        is_private = stat.S_ISREG(found.lstat().st_mode) and not found.stat().st_mode & 0o077
        secret = found.read_text(encoding="ascii").strip() if is_private else ""
    except (OSError, ValueError):
        secret = ""
    if len(secret) < SHORTEST_SECRET:
        raise _wrong(path, "hemmelighed_fil")
    return secret


def _wrong(path: Path, places: str) -> ConfigurationError:
    return ConfigurationError(
        f"{path.name}: disse steder passer ikke: {places}. Filen har adresser (https://…, uden sti), proxyer "
        f"(IP-adresser), hemmelighed_fil (mindst {SHORTEST_SECRET} tegn, kun læsbar for tjenesten: chmod 600) og "
        "grupper (gruppe, rolle og for area og school egne).",
        f"{path.name}: these places do not hold: {places}. The file has adresser (https://…, without a path), proxyer "
        f"(IP addresses), hemmelighed_fil (at least {SHORTEST_SECRET} characters, readable by the service alone: chmod "
        "600) and grupper (gruppe, rolle and for area and school egne).",
    )
