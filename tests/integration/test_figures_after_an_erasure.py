"""After a child is erased a run goes through: what came in is accounted for, and the kroner are where they were."""

from __future__ import annotations

import io
import shutil
import sys
from functools import partial
from pathlib import Path

import duckdb
import pytest
from hand_deliveries import DELIVERIES

pytestmark = pytest.mark.xdist_group("hand_municipality")

BOOKED = """
select sum(booked_kr) from mart.spend_monthly
where grant_area = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
"""
CHILDREN = """
select children_count from mart.activity_monthly
where month = '2024-04-01' and provider_id = 'ALL' and district_id = 'ALL' and offer_type = 'ALL'
"""


def typed(text: str) -> None:
    sys.stdin = io.StringIO(text)


def figures(data_dir: Path) -> tuple[object, object]:
    with duckdb.connect(str(data_dir / "published" / "analyse.duckdb"), read_only=True) as connection:
        return connection.execute(BOOKED).fetchone(), connection.execute(CHILDREN).fetchone()


def test_a_run_counts_without_the_child_and_with_all_kroner(command, hand_data_dir, tmp_path):
    data_dir = Path(shutil.copytree(hand_data_dir, tmp_path / "data", symlinks=True))
    booked, (children,) = figures(data_dir)
    place = ("--data-dir", str(data_dir))
    gone = command("erase", "--by", "dpo", "--ground", "Artikel 17", *place, beforehand=partial(typed, "0206125001"))
    assert gone.returncode == 0, gone.stderr

    again = command("run", "--deliveries", str(DELIVERIES), "--as-of", "2024-04-30", *place, "--quiet")
    assert again.returncode == 0, again.stderr  # nothing_is_lost among the checks
    assert figures(data_dir) == (booked, (children - 1,))
