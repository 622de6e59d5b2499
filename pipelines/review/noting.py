"""Whoever looks is noted: one line of the audit file for each page, list and file, written before it is given.

An address that answers holds only names that the published file has. Of what stands after its question mark a page
tells what it found there, and nothing else is noted. Not here: what is said of a forecast, which is noted as it is kept
(`judgements.store`, `vintages`).
"""

from __future__ import annotations

import getpass
from collections.abc import Awaitable, Callable, Iterable, Iterator
from inspect import iscoroutinefunction
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from pipelines.audit import note
from pipelines.judgements.acts import now
from pipelines.review.reviewer import Reviewer
from pipelines.settings import DataDirectory

GOES_ON = 303


def tell(request: Request, action: str = "view", **what: object) -> None:
    """Let the line of this request say more than its address: which action it is, and of what."""
    request.state.told = {"action": action, **what}


def noted(routes: Iterable[Route], data: DataDirectory, reviewer: Reviewer) -> Iterator[Route]:
    """The same addresses; what they answer is noted, but for what only leads on to another and says nothing."""
    for route in routes:
        yield Route(
            route.path, _noting(route.endpoint, data, reviewer), methods=[*(route.methods or ())], name=route.name
        )


def _noting(
    answered: Callable[[Request], Any], data: DataDirectory, reviewer: Reviewer
) -> Callable[[Request], Awaitable[Response]]:
    async def endpoint(request: Request) -> Response:
        found = answered(request) if iscoroutinefunction(answered) else run_in_threadpool(answered, request)
        answer: Response = await found
        if answer.status_code != GOES_ON or hasattr(request.state, "told"):
            await run_in_threadpool(_note, request, data, reviewer)
        return answer

    return endpoint


def _note(request: Request, data: DataDirectory, reviewer: Reviewer) -> None:
    told = {"action": "view"} | getattr(request.state, "told", {})
    who = {"user": getpass.getuser(), "role": reviewer.role, "page": request.url.path}
    narrow = {"own": sorted(reviewer.own)} if reviewer.own else {}
    note(data, now(), reviewer.name, told.pop("action"), "", **who | narrow | told)
