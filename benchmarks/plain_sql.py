"""Load and marts beside the same work as a plain DuckDB script, on the same files in the same run.

The script reads every CSV edition and makes activity, booked spend and budget position from the newest one. It is
what an analyst would write; it must give the pipeline's totals, or the comparison says nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.demonstration import Demonstration
from benchmarks.printing import Cell, print_table
from pipelines.demonstration import AS_OF
from pipelines.municipality import load_municipality
from pipelines.numbers import format_count, format_decimal

THREADS = 2
REPEATS = 3
HERE = Path(__file__).parent
LOAD, MARTS = "Modtag leverancer", "Byg ledelsesinformation"
TYPED = ("placeringer", "omkostninger", "budget", "kontoplan")
SAME_TOTALS = {
    "helårspladser": (
        "select month, full_year_places from {schema}activity_monthly where (provider_id, district_id, offer_type)"
        " = ('ALL', 'ALL', 'ALL') and month >= date '2022-01-01' order by 1"
    ),
    "bogført": (
        "select fiscal_year, sum(booked_kr) from {schema}spend_monthly where (grant_area, district_id, offer_type)"
        " = ('ALL', 'ALL', 'ALL') group by 1 having sum(booked_kr) <> 0 order by 1"
    ),
    "budget": (
        "select fiscal_year, expected_corrected_kr from {schema}budget_position"
        " where (grant_area, district_id, offer_type) = ('ALL', 'ALL', 'ALL') order by 1"
    ),
}
MORE = (
    "Rørledningen gør mere end skriptet: bedømmer hver fil og række mod kontrakten, lægger rækker til side med grund,",
    "bytter CPR ud før første skrivning, husker hvad hver udgave viste, og bygger hele datalageret: det kendte på den",
    "valgte dag og på tilbageblikkets dage, priser pr. dag, egne tilbud i klasser, sager, alle marts og deres prøver.",
)


@dataclass(frozen=True)
class PlainRun:
    """One run of the script: seconds of load and marts, rows and bytes read, and its totals by name."""

    load_seconds: float
    mart_seconds: float
    rows: int
    read_mb: float
    totals: dict[str, list[tuple[object, ...]]]


def compare_with_plain_sql(run: Demonstration) -> None:
    """Print seconds and ratios, and whether the totals agree."""
    plain = [run_plain_sql(run.deliveries, AS_OF) for _ in range(REPEATS)]
    load, marts = median(p.load_seconds for p in plain), median(p.mart_seconds for p in plain)
    ours = {LOAD: run.seconds_of(LOAD), MARTS: run.seconds_of(MARTS)}
    lines: list[list[Cell]] = [
        [LOAD, ours[LOAD], load, ours[LOAD] / load],
        [MARTS, ours[MARTS], marts, ours[MARTS] / marts],
        ["I alt", sum(ours.values()), load + marts, sum(ours.values()) / (load + marts)],
    ]
    print_table(
        f"{run.size}: rørledningen ved siden af ren SQL ({format_count(plain[0].rows)} rækker, "
        f"{format_decimal(plain[0].read_mb, 0)} MB CSV, {THREADS} tråde, medianen af {REPEATS})",
        ["Trin", "pladsprognose, s", "Ren SQL, s", "Forhold"],
        lines,
        places=2,
    )
    print("Samme tal: " + ", ".join(f"{name} {verdict}" for name, verdict in agreement(run, plain[0]).items()))
    print("\n".join(MORE), flush=True)


def run_plain_sql(folder: Path, as_of: date) -> PlainRun:
    """Run both scripts in a database in memory."""
    with duckdb.connect(config={"threads": THREADS}) as connection:
        code = load_municipality(folder / "kommune.yaml").kommunekode
        connection.execute("set variable folder = ?", [str(folder)])
        connection.execute("set variable as_of = ?::date", [as_of])
        connection.execute("set variable municipality = ?", [code])
        started = time.perf_counter()
        connection.execute((HERE / "plain_load.sql").read_text(encoding="utf-8"))
        load_untyped(connection, folder)
        loaded = time.perf_counter()
        connection.execute((HERE / "plain_marts.sql").read_text(encoding="utf-8"))
        done = time.perf_counter()
        found = connection.execute(
            "select sum(estimated_size) from duckdb_tables() where table_name not like '%\\_monthly' escape '\\' "
            "and table_name <> 'budget_position'"
        ).fetchone()
        totals = {name: connection.execute(query.format(schema="")).fetchall() for name, query in SAME_TOTALS.items()}
    read_mb = sum(path.stat().st_size for path in folder.glob("*.csv")) / 1024**2
    return PlainRun(loaded - started, done - loaded, int(found[0]) if found else 0, read_mb, totals)


def load_untyped(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """The other CSV sources as text, since the pipeline reads them too."""
    for source in sorted({path.stem.split("_")[0] for path in folder.glob("*.csv")} - set(TYPED)):
        connection.execute(
            f"create table delivered_{source} as select * from read_csv(?, delim = ';', header = true, "
            "all_varchar = true, filename = true, union_by_name = true)",
            [str(folder / f"{source}_*.csv")],
        )


def agreement(run: Demonstration, plain: PlainRun) -> dict[str, str]:
    """For each total: the same figures as published, or the largest relative difference."""
    with duckdb.connect(str(run.published), read_only=True) as connection:
        ours = {
            name: connection.execute(query.format(schema="mart.")).fetchall() for name, query in SAME_TOTALS.items()
        }
    return {name: verdict(plain.totals[name], ours[name]) for name in SAME_TOTALS}


def verdict(theirs: list[tuple[object, ...]], ours: list[tuple[object, ...]]) -> str:
    """`ja`, or how far apart the totals lie over the keys of both."""
    left, right = ({row[0]: float(str(row[1])) for row in rows} for rows in (theirs, ours))
    if left.keys() != right.keys():
        return f"forskellige perioder ({len(left)} og {len(right)})"
    worst = max((abs(left[key] - right[key]) / max(abs(right[key]), 1e-9) for key in left), default=0.0)
    return "ja" if worst < 1e-6 else f"op til {format_decimal(worst * 100, 3)} % fra hinanden"  # noqa: PLR2004
