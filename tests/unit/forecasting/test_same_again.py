"""The same papers, assumptions and seed give the same forecast to the last bit, whichever process makes it."""

import subprocess
import sys
from pathlib import Path

MADE = """
import hashlib
from datetime import date
from flow import make_flow
from frames import ASSUMED
from forecasting import Options, project
inputs = make_flow(3, scale=0.3).inputs(date(2024, 4, 30))
found = project(inputs, ASSUMED, Options(paths=20, seed=3, tells_levels=True))
for frame in (found.path_totals, found.fiscal_year, found.levels, found.cost, found.activity):
    print(hashlib.sha256(frame.write_csv(float_precision=17).encode()).hexdigest())
"""


def test_two_processes_make_the_same_bits():
    def made():
        return subprocess.run(
            [sys.executable, "-c", MADE], cwd=Path(__file__).parent, capture_output=True, text=True, check=True
        ).stdout

    assert made() == made()
