"""`make bench-forecast`, or `python -m benchmarks.forecast [--only other,own,…] [--towns N] [--folder F]`.

The forecast alone, in two worlds. Goes on where it was stopped and prints `docs/forecast-scores.md` from what is kept.
Not here: the measuring (`forecast_scores`), the tables (`score_tables`).
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from benchmarks.conditions import CONDITIONS
from benchmarks.forecast_scores import measure_towns
from benchmarks.score_tables import print_tables

FOLDER = Path("benchmarks/scores")
"""What the tables in the docs were printed from; kept in the repository, so that a later version is held against it."""
TOWNS = 29
"""Seven accounts years each: 203 origins a cut-off."""


def read_arguments(arguments: list[str]) -> argparse.Namespace:
    """The options; argparse explains wrong ones and exits with 2."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.forecast", description="Prognosens træfsikkerhed.")
    parser.add_argument(
        "--only",
        type=lambda text: text.split(","),
        default=list(CONDITIONS),
        help=f"kun nogle vilkår, adskilt af komma: {', '.join(CONDITIONS)}",
    )
    parser.add_argument(
        "--towns", type=int, default=TOWNS, help="kommuner for hvert vilkår (frø 2, 4, 6, …); 0 viser kun det målte"
    )
    parser.add_argument(
        "--folder", type=Path, default=FOLDER, help="hvor målingerne gemmes; det, der er målt, måles ikke igen"
    )
    return parser.parse_args(arguments)


def main(arguments: list[str]) -> None:
    """Measure what is lacking, and print what there is."""
    options = read_arguments(arguments)
    measure_towns(options.folder, options.only, options.towns)
    print_tables(options.folder, options.only)


if __name__ == "__main__":
    main(sys.argv[1:])
