"""The command `expectation`: the areas' expectation figures, from proposal to frozen.

Thin on purpose: options in, tables on stdout. What is decided and noted is in `expectation_figures.agreement`.
"""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated

import typer

from pipelines.cli.options import DataDir, Json, Lang, read_day, tell
from pipelines.settings import DEFAULT_DATA_DIR, DataDirectory, language

expectation = typer.Typer(no_args_is_help=True, help="Områdernes forventningstal: foreslå, aftal, lås og se.")

Year = Annotated[int, typer.Option("--year", help="Budgetåret.")]
Number = Annotated[int, typer.Option("--proposal", help="Forslagets nummer, som »expectation show« viser det.")]
By = Annotated[str, typer.Option("--by", help="Hvem der gør det: navn eller funktion.")]
Reason = Annotated[str, typer.Option("--reason", help="Hvorfor; gemmes og vises.")]


@expectation.command("propose")
def propose_figures(
    year: Year,
    by: By,
    as_of: Annotated[
        date | None,
        typer.Option("--as-of", parser=read_day, help="Kun det, der var kendt den dag; ellers den seneste kørsels."),
    ] = None,
    without_plan: Annotated[
        bool, typer.Option("--without-plan", help="Træk ikke handleplanens besparelse fra; budgettet har den med.")
    ] = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
    as_json: Json = False,
) -> None:
    """Regn årets tal ud pr. område og tilbudstype af budget, børnetal og handleplan; resten er central reserve."""
    from pipelines.expectation_figures.agreement import propose
    from pipelines.expectation_figures.words import figures_content, figures_text

    standing = propose(DataDirectory(data_dir), year, by, as_of, with_plan=not without_plan)
    show_json(figures_content(standing)) if as_json else tell(figures_text(standing, language(lang)))


@expectation.command("show")
def show_figures(
    year: Year,
    version: Annotated[
        int | None, typer.Option("--version", help="En låst version; ellers det nyeste forslag.")
    ] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
    as_json: Json = False,
) -> None:
    """Vis årets tal, reserven, hvem der har aftalt hvad, og hvad der er låst."""
    from pipelines.expectation_figures.agreement import shown
    from pipelines.expectation_figures.words import figures_content, figures_text

    standing = shown(DataDirectory(data_dir), year, version)
    show_json(figures_content(standing)) if as_json else tell(figures_text(standing, language(lang)))


@expectation.command("agree")
def agree_figures(
    year: Year,
    proposal: Number,
    area: Annotated[str, typer.Option("--area", help="Området, som det hedder i institutioner.")],
    by: By,
    role: Annotated[str, typer.Option("--role", help="Den aftalendes funktion, fx områdeleder.")],
    reason: Annotated[str, typer.Option("--reason", help="Kommentaren til aftalen; gemmes og vises.")],
    figure: Annotated[
        list[str] | None,
        typer.Option("--figure", help="Et andet tal: TILBUDSTYPE=PLADSER eller TILBUDSTYPE=PLADSERxPRIS; gentages."),
    ] = None,
    replaces: Annotated[int | None, typer.Option("--replaces", help="Den aftale, som denne afløser.")] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
) -> None:
    """Noter et områdes aftale om forslaget, eventuelt med andre tal; reserven tager forskellen."""
    from pipelines.expectation_figures.agreement import agree
    from pipelines.expectation_figures.words import noted_text

    data = DataDirectory(data_dir)
    agreement = agree(data, year, proposal, area, by, role, reason, figure or [], replaces)
    tell(noted_text(agreement, language(lang)))


@expectation.command("freeze")
def freeze_figures(
    year: Year,
    proposal: Number,
    by: By,
    reason: Reason,
    on: Annotated[
        date | None, typer.Option("--on", parser=read_day, help="Dagen tallene gælder fra; ellers i dag.")
    ] = None,
    replaces: Annotated[int | None, typer.Option("--replaces", help="Den version, som denne afløser.")] = None,
    data_dir: DataDir = DEFAULT_DATA_DIR,
    lang: Lang = "da",
    as_json: Json = False,
) -> None:
    """Lås tallene, når alle områder har aftalt; senere budgetændringer går til reserven."""
    from pipelines.expectation_figures.agreement import freeze
    from pipelines.expectation_figures.words import figures_content, frozen_text

    standing = freeze(DataDirectory(data_dir), year, proposal, by, reason, on, replaces)
    show_json(figures_content(standing)) if as_json else tell(frozen_text(standing, language(lang)))


def show_json(content: object) -> None:
    """Print data as readable JSON."""
    print(json.dumps(content, ensure_ascii=False, indent=2))
