from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from forecasting.given.scenario import Goal, Lever, Move
from pipelines.errors import ConfigurationError
from pipelines.scenarios import ScenarioFile, load_scenario

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


@pytest.mark.parametrize(
    "content",
    [b"navn: plan\nhaandtag:\n  - {hvad: priser, faktor: 1.1, fra: 2025-02-30}\n", "navn: æ\n".encode("latin-1")],
)
def test_a_day_that_is_none_and_a_file_of_other_letters_are_told(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "scenarie.yaml"
    path.write_bytes(content)
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_scenario(path)


def test_a_lever_is_phased_in_by_even_steps_of_its_effect(tmp_path: Path) -> None:
    path = tmp_path / "scenarie.yaml"
    lever = "{hvad: indstillinger, faktor: 0.8, fra: 2025-08-15, indfaset: 2025-12-10}"
    path.write_text(f"navn: plan\nhaandtag:\n  - {lever}\n")
    levers = load_scenario(path).levers

    # four months: 0.95, 0.90, 0.85, 0.80 of what would have come, each step over the one before
    days = [date(2025, 9, 1), date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 10)]
    assert [lever.from_date for lever in levers] == days
    assert [lever.factor for lever in levers] == pytest.approx([0.95, 0.90 / 0.95, 0.85 / 0.90, 0.80 / 0.85])


def test_a_lever_is_not_whole_before_it_begins(tmp_path: Path) -> None:
    path = tmp_path / "scenarie.yaml"
    path.write_text("navn: plan\nhaandtag:\n  - {hvad: priser, faktor: 1.1, fra: 2025-08-01, indfaset: 2025-08-01}\n")
    with pytest.raises(ConfigurationError, match=r"haandtag\.0"):
        load_scenario(path)


def test_every_shipped_scenario_is_read_and_the_published_schema_is_the_files() -> None:
    shipped = [load_scenario(path) for path in sorted(EXAMPLES.glob("*.yaml"))]
    assert [scenario.name for scenario in shipped if scenario.moves] == ["flere_egne_pladser", "skole_lukker"]
    assert [scenario.name for scenario in shipped if scenario.goal] == ["inden_for_rammen"]
    assert [scenario.name for scenario in shipped if scenario.levers] == ["faerre_indstillinger", "indfaset_handleplan"]
    published = json.loads((EXAMPLES / "scenarie.schema.json").read_text(encoding="utf-8"))
    assert published == ScenarioFile.model_json_schema()


@pytest.mark.parametrize("place", ["til_tilbudstype", "fra_tilbudstype"])
def test_an_offer_type_that_is_none_is_told_with_those_there_are(tmp_path: Path, place: str) -> None:
    path = tmp_path / "scenarie.yaml"
    known = "fra_institution: '1001', pris_pr_plads: 1"
    path.write_text(f"navn: plan\nflytninger:\n  - {{fra: 2026-08-01, {known}, {place}: specialskoler}}\n")
    with pytest.raises(ConfigurationError, match=rf"flytninger\.0\.{place}.*specialskole, "):
        load_scenario(path)


def test_a_move_and_a_goal_are_read_as_they_say(tmp_path: Path) -> None:
    path = tmp_path / "scenarie.yaml"
    path.write_text(
        "navn: plan\n"
        "flytninger:\n"
        "  - {fra: 2026-08-01, fra_tilbudstype: dagbehandling, kun_koebte: true, andel: 0.5, pris_pr_plads: 310000}\n"
        "maal: {haandtag: afgang, fra: 2026-01-01, regnskabsaar: 2026, ramme: 5000000, sikkerhed: 0.9}\n"
    )
    scenario = load_scenario(path)
    move = Move(date(2026, 8, 1), from_offer="dagbehandling", is_bought=True, share=0.5, place_kr=310_000)
    assert scenario.moves == (move,)
    assert scenario.goal == Goal("exits", date(2026, 1, 1), 2026, frame_kr=5_000_000, certainty=0.9)


@pytest.mark.parametrize(
    ("rest", "place"),
    [
        ("", "filen"),
        ("flytninger:\n  - {fra: 2026-08-01}\n", r"flytninger\.0"),
        ("flytninger:\n  - {fra: 2026-08-01, fra_tilbudstype: dagbehandling, lukker: true}\n", r"flytninger\.0"),
        ("maal: {haandtag: vejret, fra: 2026-01-01, regnskabsaar: 2026}\n", r"maal\.haandtag"),
        ("maal: {haandtag: priser, fra: 2026-01-01, regnskabsaar: 2026, sikkerhed: 0.7}\n", r"maal\.sikkerhed"),
    ],
)
def test_a_move_or_goal_that_does_not_hold_is_named(tmp_path: Path, rest: str, place: str) -> None:
    path = tmp_path / "scenarie.yaml"
    path.write_text(f"navn: plan\n{rest}")
    with pytest.raises(ConfigurationError, match=f"steder passer ikke: {place}"):
        load_scenario(path)
