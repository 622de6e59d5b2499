"""The options that several commands share: how they are written, read and explained."""

from __future__ import annotations

import sys
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, TextIO

import typer

from pipelines.commands import folder_asked_for, runnable
from pipelines.settings import language_asked_for


def tell(text: str, stream: TextIO | None = None) -> None:
    """Print a result or a message whose commands can be run as they stand."""
    print(runnable(text, folder_asked_for(sys.argv)), file=stream)


def read_day(text: str) -> date:
    """A day as 2025-04-30 or 30-04-2025."""
    for form in ("%Y-%m-%d", "%d-%m-%Y"):
        try:
            return datetime.strptime(text, form).date()
        except ValueError:
            continue
    told = {"da": "en dag skrives ÅÅÅÅ-MM-DD, fx 2025-04-30.", "en": "write a day as YYYY-MM-DD, e.g. 2025-04-30."}
    raise typer.BadParameter(told[language_asked_for(sys.argv)])


def read_month(text: str) -> date:
    """A month as 202504; its first day."""
    try:
        return datetime.strptime(text, "%Y%m").date()
    except ValueError:
        told = {"da": "en måned skrives ÅÅÅÅMM, fx 202504.", "en": "write a month as YYYYMM, e.g. 202504."}
        raise typer.BadParameter(told[language_asked_for(sys.argv)]) from None


AsOf = Annotated[date, typer.Option("--as-of", parser=read_day, help="Dagen der ses fra, ÅÅÅÅ-MM-DD.")]
DataDir = Annotated[Path, typer.Option("--data-dir", envvar="PLADSPROGNOSE_DATA_DIR", help="Mappe til alt der laves.")]
Config = Annotated[Path | None, typer.Option("--config", help="kommune.yaml; ellers den i leverancemappen.")]
Period = Annotated[
    date | None,
    typer.Option("--period", parser=read_month, help="Datapakkernes måned, ÅÅÅÅMM; ellers den nyeste hele."),
]
Scenario = Annotated[Path | None, typer.Option("--scenario", help="Scenarie i YAML.")]
Seed = Annotated[int, typer.Option("--seed", help="Frø til de simulerede forløb.")]
CutOffs = Annotated[list[str] | None, typer.Option("--cutoff", help="KILDE=ÅÅÅÅ-MM-DD; kan gentages.")]
Lang = Annotated[str, typer.Option("--lang", help="da eller en.")]
Json = Annotated[bool, typer.Option("--json", help="Skriv resultatet som JSON.")]
Quiet = Annotated[bool, typer.Option("--quiet", help="Vis ingen fremdrift.")]
Size = Annotated[
    str,
    typer.Option(
        "--size", help="small (ca. 50.000 indbyggere), city (ca. 640.000) eller, for generate, et antal indbyggere."
    ),
]
