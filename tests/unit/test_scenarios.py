from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from forecasting.scenario import Lever
from pipelines.errors import ConfigurationError
from pipelines.scenarios import load_scenario

EXAMPLES = Path(__file__).parents[2] / "examples" / "scenarier"


def test_the_shipped_example_is_read_as_it_says() -> None:
    scenario = load_scenario(EXAMPLES / "faerre_indstillinger.yaml")
    assert scenario.name == "faerre_indstillinger"
    assert scenario.levers == (Lever("referrals", 0.9, date(2025, 8, 1)), Lever("prices", 1.02, date(2026, 1, 1)))


def test_every_place_that_does_not_hold_is_named_at_once(tmp_path: Path) -> None:
    path = tmp_path / "scenarie.yaml"
    path.write_text("navn: ADVARSEL\nhaandtag:\n  - {hvad: vejret, faktor: 11, fra: 2025-08-01}\n")
    with pytest.raises(ConfigurationError, match=r"navn.*haandtag\.0\.hvad.*haandtag\.0\.faktor"):
        load_scenario(path)
