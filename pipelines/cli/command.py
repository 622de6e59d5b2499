"""The command `pladsprognose`: options in, results on stdout, progress and messages on stderr.

Thin on purpose: each command reads its options and calls the station that does the work; exit codes are `errors`'s.
"""

from __future__ import annotations

import atexit
import gc
import json
import sys
from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from pipelines.cli.compare import compare
from pipelines.cli.erase import erase
from pipelines.cli.expectation import expectation
from pipelines.cli.operations import backup, dependencies, doctor, restore
from pipelines.cli.options import (
    AsOf,
    Config,
    CutOffs,
    DataDir,
    Json,
    Lang,
    Period,
    Quiet,
    Scenario,
    Seed,
    Size,
    read_day,
    tell,
)
from pipelines.cli.price import price
from pipelines.cli.pseudonym import pseudonym, rotate_key
from pipelines.cli.quarantine import hold, quarantine
from pipelines.cli.review import review
from pipelines.cli.visitation import visitation
from pipelines.errors import INTERRUPTED, InterruptedRunError, UsageError
from pipelines.faults import readable
from pipelines.progress import Progress
from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory, RunSettings, language, language_asked_for

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Prognose, budgetopfølgning og ledelsesinformation for kommunens specialområde.",
)
app.add_typer(quarantine, name="quarantine")
app.add_typer(hold, name="hold")
app.add_typer(expectation, name="expectation")
OBJECTS_BETWEEN_SEARCHES = 100_000  # what a run makes mostly stays to its end, so a search for garbage finds little


@app.command()
def generate(
    out: Annotated[Path, typer.Option("--out", help="Mappe leverancerne skrives i.")],
    size: Size = "small",
    seed: Seed = 1,
    first: Annotated[int, typer.Option("--from", help="Første måned, ÅÅÅÅMM.")] = 202201,
    last: Annotated[int, typer.Option("--to", help="Sidste måned, ÅÅÅÅMM.")] = 202512,
    single_edition: Annotated[
        bool, typer.Option("--single-edition", help="Kun én udgave af hvert øjebliksbillede.")
    ] = False,
    defects: Annotated[
        bool, typer.Option("--defects", help="Plant fejl i de nyeste filer; defects.csv ved siden af siger hvilke.")
    ] = False,
    quiet: Quiet = False,
) -> None:
    """Skriv en kunstig kommunes leverancer."""
    from pipelines.synthetic import generate as write_deliveries

    with Progress(quiet=quiet).step("Skriv leverancer") as step:
        step.rows = write_deliveries(out, size, seed, first, last, single_edition=single_edition, defects=defects).rows
    print(out)


@app.command()
def run(
    deliveries: Annotated[Path, typer.Option("--deliveries", help="Mappen med leverancer.")],
    as_of: AsOf,
    cutoff: CutOffs = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    config: Config = None,
    scenario: Scenario = None,
    seed: Seed = 1,
    full_refresh: Annotated[
        bool, typer.Option("--full-refresh", help="Indlæs forfra fra mappen; prognoserne bevares.")
    ] = False,
    lang: Lang = "da",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Leverancer bliver til prognose mod budget."""
    from pipelines.launch import run_job
    from pipelines.unattended.alarm_notice import tell_of_alarm

    settings = RunSettings(
        data=DataDirectory(data_dir),
        deliveries=existing_folder(deliveries),
        as_of=as_of,
        cut_offs=read_cut_offs(cutoff or []),
        config=config,
        scenario=scenario,
        seed=seed,
        language=language(lang),
        full_refresh=full_refresh,
    )
    workspace, exit_code = run_job(settings, Progress(quiet=quiet, language=settings.language))
    show_summary(workspace.data, workspace.vintage_id, settings, as_json)
    tell_of_alarm(workspace)
    raise typer.Exit(exit_code)


@app.command()
def prognosis(
    as_of: AsOf,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    config: Config = None,
    scenario: Scenario = None,
    seed: Seed = 1,
    lang: Lang = "da",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Kun fremskrivning, på det der er indlæst; giver et udkast."""
    from pipelines.launch import run_projection

    settings = RunSettings(
        data=DataDirectory(data_dir),
        as_of=as_of,
        config=config,
        scenario=scenario,
        seed=seed,
        language=language(lang),
    )
    workspace = run_projection(settings, Progress(quiet=quiet, language=settings.language))
    show_summary(workspace.data, workspace.vintage_id, settings, as_json)


@app.command()
def backtest(
    origins: Annotated[
        list[str] | None, typer.Option("--origins", help="Dage at se fra, fx 2024-04-30; kommaer eller gentaget.")
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    seed: Seed = 1,
    lang: Lang = "da",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Vis hvor godt fremskrivningen har ramt, ved siden af enkle metoder; --origins måler fra andre dage."""
    from pipelines.publishing.summary import accuracy_text

    if not origins:
        print(accuracy_text(DataDirectory(data_dir).analysis, language(lang), as_json=as_json))
        return
    from pipelines.backtesting import accuracy_from

    days = [read_day(text.strip()) for entry in origins for text in entry.split(",") if text.strip()]
    chosen = language(lang)
    progress = Progress(quiet=quiet, language=chosen)
    print(accuracy_from(DataDirectory(data_dir), days, seed, progress, chosen, as_json=as_json))


COMMANDS = (price, visitation, compare, pseudonym, rotate_key, erase, backup, restore, doctor, dependencies, review)
for command in COMMANDS:
    app.command()(command)


@app.command()
def approve(
    vintage: Annotated[str, typer.Option("--vintage", help="Prognosens id.")],
    by: Annotated[str, typer.Option("--by", help="Hvem der godkender; en anden end den der lavede den.")],
    because: Annotated[str, typer.Option("--because", help="Hvad godkendelsen bygger på.")] = "",
    data_dir: DataDir = DEFAULT_DATA_DIR,
    quiet: Quiet = False,
) -> None:
    """Godkend en prognose, så den kan udgives."""
    from pipelines.vintages import approve_vintage

    with Progress(quiet=quiet).step("Godkend prognosen") as step:
        step.rows = approve_vintage(DataDirectory(data_dir), vintage, by, because)
    print(vintage)


@app.command(name="publish")
def publish_edition(
    kind: Annotated[str, typer.Option("--kind", help="budget, prognose1–3, regnskab, flash eller datapakke.")],
    vintage: Annotated[str, typer.Option("--vintage", help="Prognosens id; en datapakke behøver intet.")] = "",
    period: Period = None,
    by: Annotated[str, typer.Option("--by", help="Datapakker: hvem der udgiver dem; ellers brugeren.")] = "",
    only_attack: Annotated[
        bool, typer.Option("--only-attack", help="Skriv og angrib, også et udkast, men udgiv intet.")
    ] = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    config: Config = None,
    lang: Lang = "da",
) -> None:
    """Udgiv en godkendt prognose til udvalget, eller en måneds datapakker til områder og skoler."""
    from pipelines.vintages import publish, try_publication

    asked = (DataDirectory(data_dir), kind, vintage, period, config, language(lang))
    print(try_publication(*asked) if only_attack else publish(*asked, by))


@app.command()
def demo(
    size: Size = "small",
    seed: Seed = 1,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
    as_json: Json = False,
    quiet: Quiet = False,
) -> None:
    """Kør det hele for en kunstig kommune."""
    from pipelines.demonstration import run_demonstration

    chosen = language(lang)
    progress = Progress(quiet=quiet, language=chosen)
    print(run_demonstration(DataDirectory(data_dir), size, seed, chosen, progress, as_json=as_json))


@app.command()
def init(
    out: Annotated[Path, typer.Option("--out", help="Mappe til kommune.yaml; tidligere leverancer i den ses efter.")],
    lang: Lang = "da",
) -> None:
    """Skriv en kommenteret kommune.yaml, og sig hvad leverancerne mangler."""
    from pipelines.initiation import initiate

    print(initiate(out, language(lang)))


def existing_folder(path: Path) -> Path:
    """The folder itself; UsageError when there is none."""
    if not path.is_dir():
        raise UsageError(
            f"Mappen »{path}« findes ikke. Angiv mappen med leverancer.",
            f'The folder "{path}" does not exist. Give the folder of the deliveries.',
        )
    return path


def read_cut_offs(entries: list[str]) -> dict[str, date]:
    """`KILDE=ÅÅÅÅ-MM-DD` entries by source; UsageError names every entry that does not fit."""
    from pipelines.sources.contract import load_contracts

    found: dict[str, date] = {}
    wrong = []
    for entry in entries:
        source, _, day = entry.partition("=")
        try:
            found[source] = date.fromisoformat(day)
        except ValueError:
            wrong.append(entry)
        if source not in load_contracts():
            wrong.append(entry)
    if wrong:
        raise UsageError(
            f"--cutoff skal være KILDE=ÅÅÅÅ-MM-DD med en kendt kilde; dette passer ikke: {', '.join(wrong)}",
            f"--cutoff must be SOURCE=YYYY-MM-DD with a known source; this does not fit: {', '.join(wrong)}",
        )
    return found


def show_summary(data: DataDirectory, vintage_id: str | None, settings: RunSettings, as_json: bool) -> None:
    """Print the short table of a vintage against the budget."""
    from pipelines.assets.analysis import publication_folder
    from pipelines.publishing.scenario_answer import scenario_content, scenario_lines
    from pipelines.publishing.summary import summary_text

    published = publication_folder(data, settings.as_of) / "analyse.duckdb"
    said = summary_text(published, vintage_id or "", settings.language, as_json=as_json)
    if settings.scenario is not None and as_json:
        content = {**json.loads(said), **scenario_content(published, vintage_id or "")}
        said = json.dumps(content, ensure_ascii=False, indent=2)
    elif settings.scenario is not None:
        said = "\n".join([said, *scenario_lines(published, vintage_id or "", settings.language)])
    print(said)


def main() -> None:
    """Run the command; every error becomes a message on stderr and its exit code."""
    gc.set_threshold(OBJECTS_BETWEEN_SEARCHES)
    atexit.register(gc.freeze)
    try:
        app()
    except SystemExit as ended:
        if ended.code == InterruptedRunError.exit_code:
            print(INTERRUPTED[language_asked_for(sys.argv)], file=sys.stderr)
        raise
    except Exception as error:  # noqa: BLE001 - the outermost door: nothing may reach the terminal with its values
        shown = readable(error)
        tell(shown.said(language_asked_for(sys.argv)), sys.stderr)
        raise SystemExit(shown.exit_code) from None
