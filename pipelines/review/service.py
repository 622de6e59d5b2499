"""The page's server: listens on this machine only, prints its link and ends quietly on Ctrl-C.

Nothing is logged: an address names vintages and tables, and the link holds the key. Not here: who gets in (`door`),
what is answered (`pages`).
"""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from ipaddress import ip_address
from threading import Lock

import duckdb
import uvicorn

from pipelines.errors import PladsprognoseError, UsageError, nothing_loaded
from pipelines.review.desk import Approve
from pipelines.review.door import Access, Address, Door
from pipelines.review.newest_file import NewestFile
from pipelines.review.overview import overview_page
from pipelines.review.pages import pages
from pipelines.review.proxy import Proxy, ProxyDoor
from pipelines.review.reviewer import Reviewer
from pipelines.review.what_if_pages import Asked
from pipelines.settings import DataDirectory, Language

LOCALHOST = "127.0.0.1"
LONGEST_GOODBYE = 2  # seconds that a page under way is given when the server ends


def serve(
    data: DataDirectory,
    host: str,
    port: int,
    language: Language,
    announce: Callable[[str], None],
    entrance: Reviewer | Proxy,
    approve: Approve,
) -> None:
    """Show the pages until Ctrl-C, to one browser or to whom a proxy has logged in; `announce` gets the link.

    UsageError for another machine's address, a port in use, and a data directory in which nothing is published yet.
    """
    if not data.analysis.is_file():
        raise nothing_loaded(data.root)
    is_proxied = isinstance(entrance, Proxy)
    with listening(host, port, is_proxied=is_proxied) as listener, suppress(KeyboardInterrupt):
        door: Door | ProxyDoor
        file = NewestFile(data, language)
        if isinstance(entrance, Proxy):
            door = proxied(file, entrance, approve)
        else:
            door = door_to(file, listener, entrance, approve)
        make_ready(file)
        Server(door, announce).run(sockets=[listener])


def listening(host: str, port: int, *, is_proxied: bool = False) -> socket.socket:
    """A socket that takes connections from this machine, or behind a proxy from where it can be reached.

    Port 0 is any that is free.
    """
    name = host if is_proxied else loopback(host)
    found = socket.socket(socket.AF_INET6 if ":" in name else socket.AF_INET, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((name, port))
    except OSError:
        found.close()
        raise UsageError(
            f"Port {port} på {name} er optaget eller må ikke bruges. Vælg en anden med --port, eller udelad den.",
            f"Port {port} on {name} is taken or may not be used. Choose another with --port, or leave it out.",
        ) from None
    found.listen()
    return found


def loopback(host: str) -> str:
    """The host as an address of this machine; UsageError for any other."""
    name = LOCALHOST if host == "localhost" else host
    with suppress(ValueError):
        if ip_address(name).is_loopback:
            return name
    raise UsageError(
        f"--host {host}: siden viser tal, der ikke er beskyttet, og kan kun vises på denne maskine. "
        f"Udelad --host, eller brug {LOCALHOST}.",
        f"--host {host}: the page shows figures that are not protected and can only be shown on this machine. "
        f"Leave --host out, or use {LOCALHOST}.",
    )


def make_ready(file: NewestFile) -> None:
    """Make the newest vintage's first page and read its draws before anyone asks; what is unreadable, its page says."""
    with suppress(PladsprognoseError, duckdb.Error):
        found = file.paper(None)
        if found is not None:
            overview_page(*found, file.language, reviewer=Reviewer("", "reader"), demonstration=file.demonstration)
            Asked.of(file)


def door_to(file: NewestFile, listener: socket.socket, reviewer: Reviewer, approve: Approve) -> Door:
    """The pages behind their door, at the address that the socket has."""
    host, port = listener.getsockname()[:2]
    access = Access()
    return Door(pages(file, reviewer, access.token, approve), Address(host, port), access, file.language)


def proxied(file: NewestFile, proxy: Proxy, approve: Approve) -> ProxyDoor:
    """The pages of each who was logged in, which share the published file and act one at a time."""
    acting = Lock()
    return ProxyDoor(lambda who, token: pages(file, who, token, approve, acting), proxy, file.language)


class Server(uvicorn.Server):
    """The server: no log, no word of what it is made of, no proxy believed; says its link once Ctrl-C is heard too."""

    def __init__(self, door: Door | ProxyDoor, announce: Callable[[str], None]) -> None:
        super().__init__(
            uvicorn.Config(
                door,
                access_log=False,
                log_config=None,
                log_level="critical",
                lifespan="off",
                ws="none",
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=LONGEST_GOODBYE,
            )
        )
        self.door, self.announce = door, announce

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen, and say so."""
        await super().startup(sockets)
        self.announce(self.door.link)
