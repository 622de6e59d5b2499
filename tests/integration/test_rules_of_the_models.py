"""The rules of the dbt models, each proved by a dbt unit test with numbers worked out by hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.dbt_runner import prove_rules
from pipelines.settings import DataDirectory

pytestmark = pytest.mark.xdist_group("hand_municipality")
RULES_AT_LEAST = 50


def test_every_rule_of_the_models_holds(hand_data_dir: Path) -> None:
    result = prove_rules(DataDirectory(hand_data_dir))

    broken = [entry.node.name for entry in result.result if entry.status != "pass"]
    assert broken == []
    assert len(result.result) >= RULES_AT_LEAST
