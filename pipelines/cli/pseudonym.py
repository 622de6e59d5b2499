"""The commands `pseudonym` and `rotate-key`: what is held about one child, and another key; with a reason, noted."""

from __future__ import annotations

import os
import sys
from getpass import getpass
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import DataDir, Json, Lang
from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory, language


def pseudonym(
    by: Annotated[str, typer.Option("--by", help="Hvem der slår op: funktion eller navn.")],
    reason: Annotated[str, typer.Option("--reason", help="Hvorfor; noteres sammen med hvem og hvornår.")],
    out: Annotated[
        Path | None,
        typer.Option("--out", help="Skriv alt, der er registreret, i denne fil (JSON), som til en indsigt."),
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
    as_json: Json = False,
) -> None:
    """Slå et barn op på CPR-nummer, der skrives som svar eller på standardinput, aldrig i kommandoen."""
    from pipelines.cli.quarantine import show_json
    from pipelines.lookups import WORDS, content_of, held_text, look_up, read_number, write_held

    chosen = language(lang)
    number = read_number(getpass("CPR: ") if sys.stdin.isatty() else sys.stdin.readline())
    held = look_up(DataDirectory(data_dir), number, by, reason)
    if out is not None:
        write_held(held, out)
    if as_json:
        show_json({"sager": content_of(held)["sager"], "antal": held.count})
    else:
        print(held_text(held, chosen))
        if out is not None:
            print(WORDS[chosen]["written"].format(path=out))


def rotate_key(
    by: Annotated[str, typer.Option("--by", help="Hvem der skifter nøglen: funktion eller navn.")],
    reason: Annotated[str, typer.Option("--reason", help="Hvorfor; noteres sammen med hvem og hvornår.")],
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
) -> None:
    """Skift pseudonymernes nøgle; børnenes numre, prognoser, godkendelser og sletninger bliver stående."""
    from pipelines.key_change import WORDS, change_key

    words = WORDS[language(lang)]
    missed = change_key(DataDirectory(data_dir), by, reason, os.environ)
    print(words["changed"])
    for folder in missed:
        print(words["missed"].format(folder=folder), file=sys.stderr)
