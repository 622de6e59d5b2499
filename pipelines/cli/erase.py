"""The command `erase`: all about one child, or all whose time is up, is deleted on a ground; or counted.

Thin on purpose: the work is in `erasing`.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipelines.cli.options import DataDir, Json, Lang, tell
from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory, Language, language

if TYPE_CHECKING:
    from pipelines.erasing import Answer


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
    expired: Annotated[
        bool, typer.Option("--expired", help="Slet i stedet alt, hvis frist er nået (opbevaring i kommune.yaml).")
    ] = False,
    lifted: Annotated[bool, typer.Option("--lift", help="Ophæv en sletning, så barnet kan komme ind igen.")] = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
    as_json: Json = False,
) -> None:
    """Slet alt om et barn, eller alt, hvis frist er nået; CPR-nummeret skrives som svar, aldrig i kommandoen."""
    from pipelines.erasing import Request, erase_overdue, lift
    from pipelines.erasing import erase as erase_child

    chosen, data = language(lang), DataDirectory(data_dir)
    if expired:
        show(erase_overdue(data, by, ground, is_trial=dry_run), chosen, "none_overdue", as_json=as_json)
        return
    request = Request(by, ground, None if pseudonym else asked_number(from_stdin=from_stdin), pseudonym)
    if lifted:
        show_lifted(lift(data, request), chosen)
    else:
        show(erase_child(data, request, is_trial=dry_run), chosen, "nothing", as_json=as_json)


def asked_number(*, from_stdin: bool) -> str:
    """The CPR number as it was typed, or as it came on standard input."""
    from pipelines.lookups import read_number

    return read_number(getpass("CPR: ") if sys.stdin.isatty() and not from_stdin else sys.stdin.readline())


def show(answer: Answer, chosen: Language, of_none: str, *, as_json: bool) -> None:
    """Print what was or would be deleted."""
    from pipelines.cli.quarantine import show_json
    from pipelines.erasing_words import answer_content, answer_text

    if as_json:
        show_json(answer_content(answer))
    else:
        tell(answer_text(answer, chosen, of_none=of_none))


def show_lifted(missed: Sequence[Path], chosen: Language) -> None:
    """Print that an erasure was lifted, and which folders could not be told."""
    from pipelines.erasing_words import WORDS

    print("\n".join([WORDS[chosen]["lifted"], *(WORDS[chosen]["missed"].format(folder=each) for each in missed)]))
