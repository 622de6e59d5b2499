"""`demo`: a synthetic municipality through the whole job, approved by itself and marked as a demonstration."""

from __future__ import annotations

from datetime import date

from pipelines.commands import command
from pipelines.launch import run_job
from pipelines.progress import Progress
from pipelines.publishing.summary import summary_text
from pipelines.settings import DataDirectory, Language, RunSettings
from pipelines.synthetic import generate
from pipelines.vintages import approve_vintage, publish_month, publish_vintage

FIRST_EDITION, LAST_EDITION = 202201, 202504
AS_OF = date(2025, 4, 30)
FIGURES_FROM = date(2025, 1, 31)
APPROVER = "demonstration"


def run_demonstration(
    data: DataDirectory, size: str, seed: int, language: Language, progress: Progress, *, as_json: bool
) -> str:
    """Generate, run, approve and publish; returns the short table and where the results lie."""
    deliveries = data.root / "leverancer"
    with progress.step("Skriv leverancer") as step:
        step.rows = generate(deliveries, size, seed, FIRST_EDITION, LAST_EDITION, single_edition=False).rows
    settings = RunSettings(
        data=data,
        deliveries=deliveries,
        as_of=AS_OF,
        seed=seed,
        language=language,
        example_figures_known_from=FIGURES_FROM,
    )
    workspace, _ = run_job(settings, progress)
    vintage_id = workspace.vintage_id or ""
    with progress.step("Godkend prognosen") as step:
        step.rows = approve_vintage(data, vintage_id, APPROVER, is_demonstration=True)
    with progress.step("Udgiv 1. prognose") as step:
        edition = publish_vintage(data, vintage_id, "prognose1", None, language)
        step.rows = len(list(edition.iterdir()))
    with progress.step("Udgiv datapakker") as step:
        packs = publish_month(data, vintage_id, None, None, language)
        step.rows = len(list(packs.rglob("*.pdf")))
    summary = summary_text(data.analysis, vintage_id, language, as_json=as_json)
    if as_json:
        return summary
    return f"{summary}\n\n{_places(data, edition, packs, language)}"


def _places(data: DataDirectory, edition: object, packs: object, language: Language) -> str:
    index = f"{packs}/index.html"
    if language == "en":
        said = ("The paper", "Data packs", "For analysis", "The run's report", "To review it")
    else:
        said = ("Udvalgets papir", "Datapakker", "Til analyse", "Kørslens rapport", "Se den igennem")
    shown = zip(said, (edition, index, data.analysis, data.reports, command(data, "review")), strict=True)
    return "\n".join(f"{name + ':':<18} {place}" for name, place in shown)
