"""The command `review`: the internal pages for finance, on this machine, with a link that works once."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from pipelines.cli_options import DataDir, Lang
from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory, language

UNTIL = {"da": "Linket virker én gang. Ctrl-C slutter.", "en": "The link works once. Ctrl-C ends."}


def review(
    host: Annotated[str, typer.Option("--host", help="Denne maskines adresse.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="Porten; ellers en, der er ledig.")] = 0,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
) -> None:
    """Vis prognosen som interne sider på denne maskine; skriver et link, der virker én gang."""
    from pipelines.review.service import serve

    chosen = language(lang)

    def announce(link: str) -> None:
        print(link, flush=True)
        print(UNTIL[chosen], file=sys.stderr, flush=True)

    serve(DataDirectory(data_dir), host, port, chosen, announce)
