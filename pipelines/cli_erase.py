"""The command `erase`: all that is held about one child is deleted, on a ground that is noted; or a trial that counts.

Thin on purpose: the work is in `erasing`.
"""

from __future__ import annotations

import sys
from getpass import getpass
from typing import Annotated

import typer

from pipelines.cli_options import DataDir, Json, Lang
from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory, language


def erase(
    by: Annotated[str, typer.Option("--by", help="Hvem der sletter: funktion eller navn.")],
    ground: Annotated[str, typer.Option("--ground", help="Hjemlen for sletningen; noteres med hvem og hvornår.")],
    pseudonym: Annotated[
        str | None, typer.Option("--pseudonym", help="Barnets pseudonym; ellers spørges der om CPR-nummeret.")
    ] = None,
    from_stdin: Annotated[
        bool, typer.Option("--cpr-from-stdin", help="Læs CPR-nummeret på standardinput uden at spørge.")
    ] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Tæl kun, hvad der ville blive slettet.")] = False,
    lifted: Annotated[bool, typer.Option("--lift", help="Ophæv en sletning, så barnet kan komme ind igen.")] = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
    as_json: Json = False,
) -> None:
    """Slet alt om et barn; CPR-nummeret skrives som svar eller på standardinput, aldrig i kommandoen."""
    from pipelines.cli_quarantine import show_json
    from pipelines.erasing import Request, lift
    from pipelines.erasing import erase as erase_child
    from pipelines.erasing_words import WORDS, answer_content, answer_text
    from pipelines.lookups import read_number

    chosen, data = language(lang), DataDirectory(data_dir)
    number = None
    if pseudonym is None:
        asks = sys.stdin.isatty() and not from_stdin
        number = read_number(getpass("CPR: ") if asks else sys.stdin.readline())
    request = Request(by, ground, number, pseudonym)
    if lifted:
        missed = lift(data, request)
        print("\n".join([WORDS[chosen]["lifted"], *(WORDS[chosen]["missed"].format(folder=each) for each in missed)]))
        return
    answer = erase_child(data, request, is_trial=dry_run)
    if as_json:
        show_json(answer_content(answer))
    else:
        print(answer_text(answer, chosen))
