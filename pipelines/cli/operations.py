"""The commands `backup`, `restore`, `doctor` and `dependencies`: options in, what was done and found on stdout.

Thin on purpose: the work is in `operations`.
"""

from __future__ import annotations

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.options import DataDir, Json, Lang, Quiet, tell
from pipelines.commands import folder_asked_for, runnable
from pipelines.numbers import format_count
from pipelines.progress import Progress
from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory, Language, language
from pipelines.version import SOURCE_ROOT

KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key-file",
        envvar="PLADSPROGNOSE_BACKUP_KEY_FILE",
        help="Filen med kopiernes nøgle, uden for datamappen; ellers tages PLADSPROGNOSE_BACKUP_KEY.",
    ),
]
MEGABYTE = 1_000_000
WORDS: dict[Language, dict[str, str]] = {
    "da": {
        "backup": "Filer kopieret: {files} ({megabytes} MB).",
        "restore": "Filer gendannet, alle som de blev kopieret: {files}. Se efter med `pladsprognose doctor`.",
        "without_key": "Pseudonymernes nøgle er ikke i kopien: sæt PLADSPROGNOSE_KEY, før I kører.",
    },
    "en": {
        "backup": "Files copied: {files} ({megabytes} MB).",
        "restore": "Files restored, all as they were copied: {files}. Check with `pladsprognose doctor`.",
        "without_key": "The key of the pseudonyms is not in the backup: set PLADSPROGNOSE_KEY before you run.",
    },
}


def backup(
    out: Annotated[Path, typer.Option("--out", help="Ny fil, eller en mappe; på en anden disk end datamappen.")],
    data_dir: DataDir = DEFAULT_DATA_DIR,
    key_file: KeyFile = None,
    lang: Lang = "da",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Tag en krypteret sikkerhedskopi af det hele i én fil."""
    from pipelines.operations.backup import write_backup
    from pipelines.operations.backup_key import read_backup_key

    data = DataDirectory(data_dir)
    secret = read_backup_key(data, key_file, os.environ)
    chosen = language(lang)
    made = write_backup(data, out, secret)
    say("backup", chosen, quiet=quiet, files=made.files, megabytes=-(-made.bytes // MEGABYTE))
    content = {
        "file": str(made.path),
        "made_at": f"{made.made_at.isoformat()}Z",
        "files": made.files,
        "bytes": made.bytes,
        "sha256": made.sha256,
    }
    print(json.dumps(content, ensure_ascii=False, indent=2) if as_json else made.path)


def restore(
    source: Annotated[Path, typer.Option("--from", help="Sikkerhedskopien.")],
    data_dir: Annotated[Path, typer.Option("--data-dir", help="En tom mappe, eller en, der ikke findes.")],
    key_file: KeyFile = None,
    erasures: Annotated[
        Path | None,
        typer.Option("--erasures", help="Loggen over sletninger, når den ikke ligger ved siden af kopien."),
    ] = None,
    lang: Lang = "da",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Genopbyg en datamappe fra en sikkerhedskopi."""
    from pipelines.operations.backup_key import read_backup_key
    from pipelines.operations.restore import restore_backup

    data = DataDirectory(data_dir)
    chosen = language(lang)
    manifest = restore_backup(source, data, read_backup_key(data, key_file, os.environ), erasures)
    say("restore", chosen, quiet=quiet, files=len(manifest.files))
    if not manifest.holds_pseudonym_key:
        say("without_key", chosen, quiet=quiet)
    content = {
        "data_dir": str(data_dir),
        "made_at": manifest.made_at.isoformat(),
        "code_version": manifest.code_version,
        "files": len(manifest.files),
        "holds_pseudonym_key": manifest.holds_pseudonym_key,
    }
    print(json.dumps(content, ensure_ascii=False, indent=2) if as_json else data_dir)


def doctor(data_dir: DataDir = DEFAULT_DATA_DIR, lang: Lang = "da", as_json: Json = False) -> None:
    """Se efter, om alt er i orden, og sig hvad der skal gøres."""
    from pipelines.operations.doctor import examine
    from pipelines.operations.doctor.words import exit_code, results_content, results_text

    chosen = language(lang)
    results = list(examine(DataDirectory(data_dir), os.environ, datetime.now(UTC).replace(tzinfo=None)))
    if as_json:
        content = {"exit_code": exit_code(results), "checks": results_content(results, chosen)}
        print(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        tell(results_text(results, chosen))
    raise typer.Exit(exit_code(results))


def dependencies(
    advisories: Annotated[
        Path | None,
        typer.Option("--advisories", help="Mappe eller zip med kendte sårbarheder (OSV), hentet på en anden maskine."),
    ] = None,
    lang: Lang = "da",
    as_json: Json = False,
) -> None:
    """Se efter, om pakkerne er dem, der er låst, og om nogen har kendte sårbarheder; uden netværk."""
    from pipelines.operations.dependencies.told import examine, table_content, table_text
    from pipelines.operations.doctor.words import exit_code, results_content, results_text

    chosen = language(lang)
    packages, results = examine(SOURCE_ROOT, advisories, datetime.now(UTC).date())
    if as_json:
        checks = results_content(results, chosen)
        content = {"exit_code": exit_code(results), "packages": table_content(packages), "checks": checks}
        print(json.dumps(content, ensure_ascii=False, indent=2))
    else:
        print(table_text(packages, chosen), results_text(results, chosen), sep="\n\n")
    raise typer.Exit(exit_code(results))


def say(name: str, chosen: Language, *, quiet: bool, **counts: int) -> None:
    """A sentence on stderr, unless quiet."""
    shown = {key: format_count(count) for key, count in counts.items()}
    said = runnable(WORDS[chosen][name].format_map(shown), folder_asked_for(sys.argv))
    Progress(quiet=quiet, language=chosen).say(said, markup=False)
