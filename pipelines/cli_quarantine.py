"""The commands `hold` and `quarantine`: what waits for a person, and what the person decides.

Thin on purpose: options in, tables on stdout. What is decided and noted is in `verdicts`.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.numbers import format_count
from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory

hold = typer.Typer(no_args_is_help=True, help="Filer, der er skrumpet og venter på et ja eller nej.")

DataDir = Annotated[Path, typer.Option("--data-dir", envvar="PLADSPROGNOSE_DATA_DIR", help="Mappe til alt der laves.")]
Json = Annotated[bool, typer.Option("--json", help="Skriv resultatet som JSON.")]
File = Annotated[str, typer.Option("--file", help="Filens navn.")]
By = Annotated[str, typer.Option("--by", help="Hvem der bestemmer det: funktion eller navn.")]
Reason = Annotated[str, typer.Option("--reason", help="Hvorfor; gemmes og vises.")]


@hold.command("list")
def list_holds(data_dir: DataDir = DEFAULT_DATA_DIR, as_json: Json = False) -> None:
    """Vis de filer, der venter, og hvad de har mistet."""
    from pipelines.publishing.summary import fixed_width
    from pipelines.verdicts import held_files

    waiting = held_files(DataDirectory(data_dir))
    if as_json:
        content = [
            {
                "file": entry.file.file, "source": entry.file.source, "edition": str(entry.file.edition),
                "rows": entry.file.rows_fitting, "replaces": entry.replaces.file,
                "rows_before": entry.replaces.rows_fitting, "since": entry.since.isoformat(),
                "sha256": entry.file.sha256,
            }
            for entry in waiting
        ]  # fmt: skip
        show_json(content)
        return
    if not waiting:
        print("Ingen filer venter.")
        return
    rows = [
        [
            entry.file.file, entry.replaces.file, format_count(entry.replaces.rows_fitting),
            format_count(entry.file.rows_fitting), f"{entry.since:%d-%m-%Y}",
        ]
        for entry in waiting
    ]  # fmt: skip
    print("\n".join(fixed_width(["Fil", "Afløser", "Rækker før", "Rækker nu", "Siden"], rows, text_places=(0, 1))))
    print(
        "\nEr tabet rigtigt: pladsprognose hold release --file <fil> --by <hvem> --reason <hvorfor>. "
        "Ellers hold refuse, eller bed om et nyt udtræk."
    )


@hold.command("release")
def release_hold(file: File, by: By, reason: Reason, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Sig ja: filen læses ind ved næste kørsel."""
    from pipelines.verdicts import rule_on_file

    entry = rule_on_file(DataDirectory(data_dir), file, "accept_file", by, reason)
    print(f"{entry.file.file} er frigivet og læses ind ved næste kørsel ({format_count(entry.file.rows_in)} rækker).")


@hold.command("refuse")
def refuse_hold(file: File, by: By, reason: Reason, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Sig nej: filen læses ikke ind, og den udgave, den skulle afløse, gælder."""
    from pipelines.verdicts import rule_on_file

    entry = rule_on_file(DataDirectory(data_dir), file, "refuse_file", by, reason)
    print(f"{entry.file.file} læses ikke ind. {entry.replaces.file} gælder, til der kommer en ny fil.")


def show_json(content: Any) -> None:
    """Print data as readable JSON."""
    print(json.dumps(content, ensure_ascii=False, indent=2))
