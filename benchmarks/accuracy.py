"""The forecast's error beside plain lines, pooled over synthetic municipalities and origins, by commands alone.

Each municipality is generated from its own seed, run as a user runs it, and measured by `backtest --origins` from the
six days of practice. The generator shares no code with the forecast, but both were made by the same hands: this is our
own world, not proof of how well another is forecast. Not here: how an error is scored (`forecasting.backtest`).
"""

from __future__ import annotations

import io
import json
import subprocess
from itertools import product
from pathlib import Path

import polars as pl
import yaml

from benchmarks.demonstration import command
from benchmarks.printing import Cell, percent, print_table
from pipelines.numbers import format_decimal

FIRST_EDITION, LAST_EDITION, AS_OF = 201801, 202603, "2026-03-31"
"""A year of ledger before the first origin, and a full accounts year after the last."""
ORIGIN_YEARS = range(2019, 2026)
CUT_OFFS = {"small": ("03-31", "04-30", "06-30", "07-31", "09-30", "10-31"), "city": ("04-30", "07-31", "10-31")}
PATHS = 200
OURS, NAIVE, BARE = "pladsprognose", "naive_last_month", "known_and_decided"
STANDARD = ("seasonal_naive_drift", "exponential_smoothing", "theta")
LEVELS = {
    "total": "Pladser i alt", "offer_type": "Pladser pr. tilbudstype", "district": "Pladser pr. distrikt",
    "total_kr": "Udgift i alt", "offer_type_kr": "Udgift pr. tilbudstype", "district_kr": "Udgift pr. distrikt",
}  # fmt: skip
HORIZONS = {"year": "i år", "next_year": "næste år"}
ALL_CUT_OFFS = "alle"
HEADER = (
    "", "Dage", "Tal", "Fejl", "Naiv", "Fejl/naiv", "Standard", "Fejl/standard", "Skævhed", "80 %", "95 %",
    "Bredde 80 %", "Naivs bredde",
)  # fmt: skip


def measure_accuracy(root: Path, size: str, seeds: tuple[int, ...]) -> pl.DataFrame:
    """The accuracy rows of one municipality a seed."""
    frames = []
    for seed in seeds:
        scores = run_municipality(root / f"accuracy-{size}-{seed}", size, seed)
        frames.append(scores.with_columns(seed=pl.lit(seed), cut_off=pl.col("origin").dt.strftime("%d-%m")))
        print(f"Kommune {len(frames)} af {len(seeds)} er kørt.", flush=True)
    return pl.concat(frames)


def run_municipality(folder: Path, size: str, seed: int) -> pl.DataFrame:
    """Generate and run one municipality, and measure it from every origin: rows of forecast.accuracy."""
    deliveries, data = folder / "leverancer", folder / "data"
    period = ("--from", str(FIRST_EDITION), "--to", str(LAST_EDITION))
    run("generate", "--out", str(deliveries), "--size", size, "--seed", str(seed), *period, "--quiet")
    settings = yaml.safe_load((deliveries / "kommune.yaml").read_text(encoding="utf-8"))
    settings["prognose"] |= {"tilbageblik_antal": 0, "stier": PATHS}
    config = folder / "kommune.yaml"
    config.write_text(yaml.safe_dump(settings, allow_unicode=True), encoding="utf-8")
    place = ("--data-dir", str(data), "--seed", str(seed), "--quiet")
    run("run", "--deliveries", str(deliveries), "--as-of", AS_OF, "--config", str(config), *place)
    days = ",".join(f"{year}-{day}" for year in ORIGIN_YEARS for day in CUT_OFFS[size])
    return read_scores(run("backtest", "--origins", days, "--json", *place))


def run(*arguments: str) -> str:
    """What a command of ours writes on stdout."""
    return subprocess.run(command(*arguments), check=True, capture_output=True, text=True).stdout


def read_scores(text: str) -> pl.DataFrame:
    """Every method's scores by origin, horizon and level, as `backtest --origins --json` writes them."""
    rows = pl.read_json(io.StringIO(json.dumps(json.loads(text))))
    return rows.with_columns(pl.col("origin").str.to_date())


def print_accuracy(size: str, scores: pl.DataFrame) -> None:
    """Print error, ratios and coverage: all cut-off days together, then each."""
    seeds, origins = scores["seed"].n_unique(), scores["origin"].n_unique()
    print(f"\n{size}: {seeds} kommuner, {origins} dage der ses fra; fejl i procent af det, der kom (WAPE)")
    for cut_off in (ALL_CUT_OFFS, *sorted(scores["cut_off"].unique(), key=lambda day: day[::-1])):
        chosen = scores if cut_off == ALL_CUT_OFFS else scores.filter(pl.col("cut_off") == cut_off)
        lines = [line for level in LEVELS for horizon in HORIZONS if (line := accuracy_line(chosen, level, horizon))]
        print_table(f"Set fra {cut_off}", HEADER, lines)
    print(
        "Tal: hvor mange tal dækningen er målt på. Naivs bredde: så bredt skulle den naive linjes interval have været "
        "for at\ndække 80 % her; den kan først regnes bagefter. Standard: den bedste af tre standardmetoder, også "
        "valgt bagefter."
    )
    print(f"Kun kendt og besluttet, fejl/naiv: {bare_ratios(scores)}", flush=True)


def accuracy_line(scores: pl.DataFrame, level: str, horizon: str) -> list[Cell] | None:
    """One row of the table; None where nothing was scored."""
    chosen = scores.filter(pl.col("level") == level, pl.col("horizon") == horizon)
    ours, naive = (chosen.filter(pl.col("method") == method) for method in (OURS, NAIVE))
    if ours.is_empty():
        return None
    error, naive_error, standard_error = mean(ours, "wape"), mean(naive, "wape"), best_standard(chosen)
    return [
        f"{LEVELS[level]}, {HORIZONS[horizon]}", ours.height, int(ours["n"].sum()), percent(error, 2),
        percent(naive_error, 2), format_decimal(error / naive_error, 2), percent(standard_error, 2),
        format_decimal(error / standard_error, 2), percent(mean(ours, "bias"), 2), percent(covered(ours, "80"), 0),
        percent(covered(ours, "95"), 0), percent(mean(ours, "interval_width")),
        percent(needed_width(naive)) if level in ("total", "total_kr") else None,
    ]  # fmt: skip


def mean(rows: pl.DataFrame, column: str) -> float:
    """The plain mean over origins and municipalities."""
    return float(rows[column].to_numpy().mean())


def covered(rows: pl.DataFrame, promise: str) -> float:
    """Share of all numbers that their interval held."""
    return float((rows[f"coverage_{promise}"] * rows["n"]).sum() / rows["n"].sum())


def best_standard(rows: pl.DataFrame) -> float:
    """The smallest mean error of the standard methods, known only afterwards."""
    errors = rows.filter(pl.col("method").is_in(STANDARD)).group_by("method").agg(pl.col("wape").mean())
    return float(errors["wape"].to_numpy().min())


def needed_width(naive: pl.DataFrame) -> float:
    """The width of an interval around the naive line that would have held 80 % of what came."""
    return 2 * float(naive["bias"].abs().quantile(0.8, interpolation="linear") or 0.0)


def bare_ratios(scores: pl.DataFrame) -> str:
    """Error over naive of what is known and decided alone, without simulated intake and exits."""
    parts = []
    for level, (horizon, when) in product(("total", "total_kr"), HORIZONS.items()):
        chosen = scores.filter(pl.col("level") == level, pl.col("horizon") == horizon)
        bare, naive = (mean(chosen.filter(pl.col("method") == method), "wape") for method in (BARE, NAIVE))
        parts.append(f"{LEVELS[level].lower()} {when} {format_decimal(bare / naive, 2)}")
    return ", ".join(parts)
