"""The forecast's error beside plain lines, pooled over synthetic municipalities and origins, by commands alone.

Each municipality is generated from its own seed and run as a user runs it; the figures are those of the published
forecast.accuracy. The generator shares no code with the forecast, but both were made by the same hands: this is our
own world, not proof of how well another is forecast. Not here: how an error is scored (`forecasting.backtest`).
"""

from __future__ import annotations

import subprocess
from itertools import product
from pathlib import Path

import duckdb
import polars as pl
import yaml

from benchmarks.demonstration import command
from benchmarks.printing import Cell, percent, print_table
from pipelines.numbers import format_decimal

FIRST_EDITION, LAST_EDITION, AS_OF = 202101, 202603, "2026-03-31"
"""A year of ledger before the first origin, and a full accounts year after the last."""
ORIGINS, PATHS = 8, 200
OURS, NAIVE, BARE = "pladsprognose", "naive_last_month", "known_and_decided"
LEVELS = {"total": "Pladser i alt", "offer_type": "Pladser pr. tilbudstype", "total_kr": "Udgift i alt"}
HORIZONS = {"year": "i år", "next_year": "næste år"}
ALL_CUT_OFFS = "alle"
HEADER = (
    "", "n", "Fejl", "Naiv", "Fejl/naiv", "Bedste enkle", "Fejl/bedste", "Skævhed", "80 %", "95 %", "Bredde 80 %",
    "Naivs bredde",
)  # fmt: skip


def measure_accuracy(root: Path, size: str, seeds: tuple[int, ...]) -> pl.DataFrame:
    """The accuracy rows of one municipality a seed."""
    frames = []
    for seed in seeds:
        published = run_municipality(root / f"accuracy-{size}-{seed}", size, seed)
        frames.append(read_accuracy(published, seed))
        print(f"Kommune {seed} af {len(seeds)} er kørt.", flush=True)
    return pl.concat(frames)


def run_municipality(folder: Path, size: str, seed: int) -> Path:
    """Generate and run one municipality with many origins; returns the published file."""
    deliveries, data = folder / "leverancer", folder / "data"
    period = ("--from", str(FIRST_EDITION), "--to", str(LAST_EDITION))
    subprocess.run(
        command("generate", "--out", str(deliveries), "--size", size, "--seed", str(seed), *period, "--quiet"),
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    settings = yaml.safe_load((deliveries / "kommune.yaml").read_text(encoding="utf-8"))
    settings["prognose"] |= {"tilbageblik_antal": ORIGINS, "stier": PATHS}
    config = folder / "kommune.yaml"
    config.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    subprocess.run(
        command(
            "run", "--deliveries", str(deliveries), "--as-of", AS_OF, "--data-dir", str(data), "--config", str(config),
            "--seed", str(seed), "--quiet",
        ),
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    return data / "published" / "analyse.duckdb"


def read_accuracy(published: Path, seed: int) -> pl.DataFrame:
    """Every method's scores by origin, horizon and level."""
    with duckdb.connect(str(published), read_only=True) as connection:
        rows = connection.execute(
            "select origin, horizon, level, method, n, wape, bias, coverage_80, coverage_95, interval_width "
            "from forecast.accuracy order by origin, horizon, level, method"
        ).pl()
    return rows.with_columns(seed=pl.lit(seed), cut_off=pl.col("origin").dt.strftime("%d-%m"))


def print_accuracy(size: str, scores: pl.DataFrame) -> None:
    """Print error, ratios and coverage: all cut-off days together, then each."""
    seeds, origins = scores["seed"].n_unique(), scores["origin"].n_unique()
    print(f"\n{size}: {seeds} kommuner, {origins} dage der ses fra; fejl i procent af det, der kom (WAPE)")
    for cut_off in (ALL_CUT_OFFS, *sorted(scores["cut_off"].unique())):
        chosen = scores if cut_off == ALL_CUT_OFFS else scores.filter(pl.col("cut_off") == cut_off)
        lines = [line for level in LEVELS for horizon in HORIZONS if (line := accuracy_line(chosen, level, horizon))]
        print_table(f"Set fra {cut_off}", HEADER, lines)
    print(
        "Bredde 80 %: intervallets bredde i procent af tallet. Naivs bredde: så bredt skulle den naive linjes interval "
        "have været\nfor at dække 80 % her; den kan først regnes bagefter. Bedste enkle vælges også bagefter."
    )
    print(f"Kun kendt og besluttet, fejl/naiv: {bare_ratios(scores)}", flush=True)


def accuracy_line(scores: pl.DataFrame, level: str, horizon: str) -> list[Cell] | None:
    """One row of the table; None where nothing was scored."""
    chosen = scores.filter(pl.col("level") == level, pl.col("horizon") == horizon)
    ours, naive = (chosen.filter(pl.col("method") == method) for method in (OURS, NAIVE))
    if ours.is_empty():
        return None
    error, naive_error = mean(ours, "wape"), mean(naive, "wape")
    best, best_error = best_plain(chosen)
    return [
        f"{LEVELS[level]}, {HORIZONS[horizon]}", int(ours["n"].sum()), percent(error, 2), percent(naive_error, 2),
        format_decimal(error / naive_error, 2), best, format_decimal(error / best_error, 2),
        percent(mean(ours, "bias"), 2), percent(mean(ours, "coverage_80"), 0), percent(mean(ours, "coverage_95"), 0),
        percent(mean(ours, "interval_width")), percent(needed_width(naive)) if level != "offer_type" else None,
    ]  # fmt: skip


def mean(rows: pl.DataFrame, column: str) -> float:
    """The plain mean over origins and municipalities."""
    return float(rows[column].to_numpy().mean())


def best_plain(rows: pl.DataFrame) -> tuple[str, float]:
    """The plain line with the smallest mean error, known only afterwards."""
    plain = rows.filter(~pl.col("method").is_in([OURS, BARE]))
    errors = plain.group_by("method").agg(pl.col("wape").mean()).sort("wape", "method")
    return str(errors["method"][0]), float(errors["wape"][0])


def needed_width(naive: pl.DataFrame) -> float:
    """The width of an interval around the naive line that would have held 80 % of what came."""
    return 2 * float(naive["bias"].abs().quantile(0.8, interpolation="linear") or 0.0)


def bare_ratios(scores: pl.DataFrame) -> str:
    """Error over naive of what is known and decided alone, without simulated intake and exits."""
    parts = []
    for (level, title), (horizon, when) in product(LEVELS.items(), HORIZONS.items()):
        chosen = scores.filter(pl.col("level") == level, pl.col("horizon") == horizon)
        bare, naive = (mean(chosen.filter(pl.col("method") == method), "wape") for method in (BARE, NAIVE))
        parts.append(f"{title.lower()} {when} {format_decimal(bare / naive, 2)}")
    return ", ".join(parts)
