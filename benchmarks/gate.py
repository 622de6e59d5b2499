"""One ledger file through the gate into `raw`, beside DuckDB's own `read_csv` of the same file in the same run.

    python -m benchmarks.gate gate|plain <folder>          one of the two, as a child process that is measured

Each is a fresh process that starts, reads the file and has its rows committed in a database on disk; they take turns,
and the medians are compared. Not here: a whole municipality (`stages`, `plain_sql`).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import duckdb

from benchmarks.printing import Cell, print_table

LINES = (30_000, 300_000)
REPEATS = 3
THREADS: dict[str, str | bool | int | float | list[str]] = {"threads": 2}
FILE = "omkostninger_202609.csv"
HEADER = (
    "bilagsnummer;bilagslinje;bogfoeringsdato;regnskabsaar;periode_fra;periode_til;konto;art;bevillingsomraade;"
    "institutionsnummer;tilbudstype;placering_id;beloeb;engangspost;saerlig_aarsag;tekst\r\n"
)
READ_CSV = """
    create table posting as select * from read_csv(
        ?, delim = ';', header = true, dateformat = '%d-%m-%Y', decimal_separator = ',', thousands = '.',
        types = {'beloeb': 'DECIMAL(18,2)'})
"""


@dataclass(frozen=True)
class Reading:
    """What one process took: wall seconds, processor seconds with its own children's, and the two peaks in MB."""

    wall: float
    processor: float
    peak_mb: float
    child_peak_mb: float


def write_ledger(path: Path, lines: int) -> None:
    """A ledger of this many lines; the same bytes each time, and no two lines alike."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEADER)
        for number in range(lines):
            amount = f"{number * 7919 % 9_000_000 / 100 - 1000:,.2f}".translate(str.maketrans(",.", ".,"))
            file.write(
                f"B{number // 3:07};{number % 3 + 1};{number % 30 + 1:02}-09-2026;2026;01-09-2026;30-09-2026;"
                f"3.22.08.{number % 9:02};4.7;Special undervisning;10{1000 + number % 60};specialklasse;"
                f"P{number % 5000};{amount};nej;;Takst for pladsen, måned {number % 12 + 1}\r\n"
            )


def read_plain(folder: Path) -> None:
    """What an analyst would write."""
    with duckdb.connect(str(folder / "plain.duckdb"), config=THREADS) as connection:
        connection.execute(READ_CSV, [str(folder / "leverancer" / FILE)])


def read_through_gate(folder: Path) -> None:
    """The file into `raw`; RuntimeError when it is not accepted whole."""
    # So late, that the plain way does not pay for what it does not use.
    from pipelines.settings import DataDirectory  # noqa: PLC0415
    from pipelines.sources.landing import land  # noqa: PLC0415

    with duckdb.connect(str(folder / "warehouse.duckdb"), config=THREADS) as connection:
        (entry,) = land(connection, folder / "leverancer", DataDirectory(folder / "var"), "bench")
    if entry.outcome != "ACCEPT":
        raise RuntimeError(f"bogføringen blev {entry.outcome}: {dict(entry.reasons)}")


WAYS = {"plain": read_plain, "gate": read_through_gate}


def measured(way: str, folder: Path) -> Reading:
    """One way in a process of its own, on a folder without its traces."""
    for path in ("plain.duckdb", "warehouse.duckdb"):
        (folder / path).unlink(missing_ok=True)
    shutil.rmtree(folder / "var", ignore_errors=True)
    started = time.perf_counter()
    child = subprocess.Popen([sys.executable, "-m", "benchmarks.gate", way, str(folder)], stdout=subprocess.PIPE)
    said = child.stdout.read() if child.stdout else b""
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    wall = time.perf_counter() - started
    if child.returncode:
        raise RuntimeError(f"{way} stoppede med kode {child.returncode}")
    peak, child_peak = said.split()
    return Reading(wall, usage.ru_utime + usage.ru_stime, float(peak) / 1024, float(child_peak) / 1024)


def own_peak() -> int:
    """The largest memory of this process, in kB; what `wait4` tells begins with that of the one that started it."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))


def compare_gate(root: Path) -> None:
    """Measure both ways at each size and print them with their ratios."""
    table: list[list[Cell]] = []
    for lines in LINES:
        folder = root / f"ledger-{lines}"
        (folder / "leverancer").mkdir(parents=True)
        write_ledger(folder / "leverancer" / FILE, lines)
        turns = [{way: measured(way, folder) for way in WAYS} for _ in range(REPEATS)]
        typical = {way: [turn[way] for turn in turns] for way in WAYS}
        wall, processor = (
            {way: median(getattr(reading, kind) for reading in typical[way]) for way in WAYS}
            for kind in ("wall", "processor")
        )
        peaks = [max(getattr(reading, kind) for reading in typical["gate"]) for kind in ("peak_mb", "child_peak_mb")]
        size = (folder / "leverancer" / FILE).stat().st_size / 1024**2
        ratios = [wall["gate"] / wall["plain"], processor["gate"] / processor["plain"]]
        plain_peak = max(reading.peak_mb for reading in typical["plain"])
        table.append([str(lines), size, wall["gate"], wall["plain"], *ratios, *map(round, (*peaks, plain_peak))])
    print_table(
        f"En bogføring gennem porten ved siden af read_csv (2 tråde, medianen af {REPEATS})",
        [
            "Linjer", "MB", "Porten, s", "read_csv, s", "Forhold", "Forhold, processor", "Kørslen, MB",
            "Læseprocessen, MB", "read_csv, MB",
        ],
        table,
    )  # fmt: skip


if __name__ == "__main__":
    import resource

    WAYS[sys.argv[1]](Path(sys.argv[2]))
    print(own_peak(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
