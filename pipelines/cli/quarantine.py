"""The commands `hold` and `quarantine`: what waits for a person, and what the person decides.

Thin on purpose: options in, tables on stdout. What is decided and noted is in `verdicts`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from pipelines.cli.options import DataDir, Json, Lang, tell
from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory, language

quarantine = typer.Typer(no_args_is_help=True, help="Rækker, der er sat til side: hvor, hvorfor, og hvad I gør.")
hold = typer.Typer(no_args_is_help=True, help="Filer, der er skrumpet og venter på et ja eller nej.")

File = Annotated[str, typer.Option("--file", help="Filens navn.")]
Code = Annotated[str | None, typer.Option("--code", help="Kun rækker med denne kode.")]
Rows = Annotated[str | None, typer.Option("--rows", help="Rækkenumre i filen, fx 5,9-12.")]
By = Annotated[str, typer.Option("--by", help="Hvem der bestemmer det: funktion eller navn.")]
Reason = Annotated[str, typer.Option("--reason", help="Hvorfor; gemmes og vises.")]


@hold.command("list")
def list_holds(data_dir: DataDir = DEFAULT_DATA_DIR, lang: Lang = "da", as_json: Json = False) -> None:
    """Vis de filer, der venter, og hvad de har mistet."""
    from pipelines.verdicts import held_files
    from pipelines.waiting_words import held_content, held_text

    waiting = held_files(DataDirectory(data_dir))
    if as_json:
        show_json(held_content(waiting))
    else:
        tell(held_text(waiting, language(lang)))


@hold.command("release")
def release_hold(file: File, by: By, reason: Reason, data_dir: DataDir = DEFAULT_DATA_DIR, lang: Lang = "da") -> None:
    """Sig ja: filen læses ind ved næste kørsel."""
    from pipelines.verdicts import rule_on_file
    from pipelines.waiting_words import rows_words, words

    chosen = language(lang)
    entry = rule_on_file(DataDirectory(data_dir), file, "accept_file", by, reason)
    tell(words("accepted", chosen, file=entry.file.file, rows=rows_words(entry.file.rows_in, chosen)))


@hold.command("refuse")
def refuse_hold(file: File, by: By, reason: Reason, data_dir: DataDir = DEFAULT_DATA_DIR, lang: Lang = "da") -> None:
    """Sig nej: filen læses ikke ind, og den udgave, den skulle afløse, gælder."""
    from pipelines.verdicts import rule_on_file
    from pipelines.waiting_words import words

    chosen = language(lang)
    entry = rule_on_file(DataDirectory(data_dir), file, "refuse_file", by, reason)
    tell(words("refused", chosen, file=entry.file.file, replaces=entry.replaces.file))


@quarantine.command("list")
def list_quarantine(
    data_dir: DataDir = DEFAULT_DATA_DIR,
    with_history: Annotated[bool, typer.Option("--all", help="Også ældre udgaver af øjebliksbilleder.")] = False,
    lang: Lang = "da",
    as_json: Json = False,
) -> None:
    """Vis, hvad der er sat til side: pr. kilde, fil og kode, hvor mange, hvor længe, hvor mange kroner."""
    from pipelines.sources.quarantine import grouped
    from pipelines.verdicts import quarantined_rows
    from pipelines.waiting_words import quarantine_content, quarantine_text

    groups = grouped(quarantined_rows(DataDirectory(data_dir), with_history=with_history))
    if as_json:
        show_json(quarantine_content(groups, language(lang)))
    else:
        tell(quarantine_text(groups, language(lang)))


@quarantine.command("show")
def show_quarantine(
    file: Annotated[str | None, typer.Option("--file", help="Kun denne fil.")] = None,
    code: Code = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
    as_json: Json = False,
) -> None:
    """Vis rækkerne i én fil eller med én kode: nummer, kolonne, grund, og hvor selve rækken står."""
    from pipelines.errors import UsageError
    from pipelines.verdicts import quarantined_rows
    from pipelines.waiting_words import rows_content, rows_text

    if file is None and code is None:
        raise UsageError("Angiv --file eller --code.", "Give --file or --code.")
    data = DataDirectory(data_dir)
    rows = [
        row
        for row in quarantined_rows(data, with_history=True)
        if (file is None or row.file == Path(file).name) and code in (None, row.code)
    ]
    if as_json:
        show_json(rows_content(rows, data, language(lang)))
    else:
        tell(rows_text(rows, data, language(lang)))


@quarantine.command("release")
def release_rows(
    file: File,
    by: By,
    reason: Reason,
    rows: Rows = None,
    code: Code = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
) -> None:
    """Frigiv rækker, der er rigtige, som de står; de læses ind ved næste kørsel."""
    rule_and_tell(data_dir, "release_rows", file, rows, code, by, reason, lang)


@quarantine.command("withdraw")
def withdraw_rows(
    file: File,
    by: By,
    reason: Reason,
    rows: Rows = None,
    code: Code = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
) -> None:
    """Tag en frigivelse tilbage; rækkerne sættes til side igen ved næste kørsel."""
    rule_and_tell(data_dir, "withdraw_rows", file, rows, code, by, reason, lang)


def rule_and_tell(
    data_dir: Path,
    action: Literal["release_rows", "withdraw_rows"],
    file: str,
    rows: str | None,
    code: str | None,
    by: str,
    reason: str,
    lang: str,
) -> None:
    """Rule on rows and say how many."""
    from pipelines.verdicts import row_numbers, rule_on_rows
    from pipelines.waiting_words import ruled_text

    chosen = language(lang)
    ruled = rule_on_rows(DataDirectory(data_dir), file, row_numbers(rows), code, action, by, reason)
    tell(ruled_text(action, ruled.rows, ruled.left, chosen))


def show_json(content: Any) -> None:
    """Print data as readable JSON."""
    print(json.dumps(content, ensure_ascii=False, indent=2))
