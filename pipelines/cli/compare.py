"""The command `compare`: municipalities beside each other, from what each has released."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import Json, Lang, read_day
from pipelines.settings import language


def compare(
    folders: Annotated[
        list[Path], typer.Argument(help="Kommunernes datamapper, eller mapper med de forseglede udgaver, de har sendt.")
    ],
    until: Annotated[
        date | None,
        typer.Option("--as-of", parser=read_day, help="Kun udgaver opgjort til og med dagen; ellers de nyeste."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="Skriv også regneark, webside og CSV i denne mappe.")
    ] = None,
    lang: Lang = "da",
    as_json: Json = False,
) -> None:
    """Sæt kommuner ved siden af hinanden, kun efter det, de selv har udgivet."""
    from pipelines.publishing.compared.written import compared, compared_json, compared_text, write_compared

    found = compared(folders, until, language(lang))
    if out is not None:
        write_compared(found, out)
    print(compared_json(found) if as_json else compared_text(found))
