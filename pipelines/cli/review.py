"""The command `review`: the internal pages for finance, on this machine, with a link that works once."""

from __future__ import annotations

import getpass
import sys
from enum import StrEnum
from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import DataDir, Lang
from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory, language

UNTIL = {"da": "Linket virker én gang. Ctrl-C slutter.", "en": "The link works once. Ctrl-C ends."}

PROXIED = {"da": "Kun proxyen får svar. Ctrl-C slutter.", "en": "Only the proxy is answered. Ctrl-C ends."}


class RoleOption(StrEnum):
    """What may be done on the pages."""

    READER = "reader"
    FINANCE = "finance"
    APPROVER = "approver"
    VISITATION = "visitation"
    AREA = "area"
    SCHOOL = "school"


def review(
    host: Annotated[str, typer.Option("--host", help="Denne maskines adresse.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Porten; ellers en, der er ledig.")] = 0,
    name: Annotated[str, typer.Option("--as", help="Hvem du er; ellers den, du er logget ind som.")] = "",
    role: Annotated[
        RoleOption,
        typer.Option(
            "--role",
            help="finance retter og forklarer, approver godkender, visitation ser sager, area og school deres egne, "
            "reader det udgivne.",
        ),
    ] = RoleOption.FINANCE,
    own: Annotated[
        list[str] | None,
        typer.Option("--own", help="Områdelederens område eller skolelederens institutionsnummer; kan gentages."),
    ] = None,
    proxy: Annotated[
        Path | None,
        typer.Option("--proxy", help="Filen om den proxy, der logger brugerne ind; ellers kun denne maskine."),
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
) -> None:
    """Vis prognosen som interne sider på denne maskine; skriver et link, der virker én gang."""
    from pipelines.judgements.wording import named
    from pipelines.review.proxy import load_proxy
    from pipelines.review.reviewer import Reviewer, owned
    from pipelines.review.service import serve
    from pipelines.vintages import approve_vintage

    chosen, data = language(lang), DataDirectory(data_dir)
    alone = Reviewer(named(name or getpass.getuser(), "--as"), role.value, owned(role.value, own or (), "--own"))
    entrance = alone if proxy is None else load_proxy(proxy)

    def announce(link: str) -> None:
        print(link, flush=True)
        print(UNTIL[chosen] if proxy is None else PROXIED[chosen], file=sys.stderr, flush=True)

    serve(data, host, port, chosen, announce, entrance, partial(approve_vintage, data))
