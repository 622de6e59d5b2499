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


def told(tmp_path: Path, rest: str, name: str = "plan") -> str:
    path = tmp_path / "scenarie.yaml"
    path.write_text(f"navn: {name}\n{rest}", encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_scenario(path)
    return str(caught.value)


def test_every_place_that_does_not_hold_is_named_at_once(tmp_path: Path) -> None:
    said = told(tmp_path, "haandtag:\n  - {hvad: vejret, faktor: 11, fra: 2025-02-30}\n", "ADVARSEL")
    assert said.splitlines()[0] == "scenarie.yaml har 4 fejl:"
    for place in ("linje 1, navn: ", "haandtag nr. 1.hvad: ", "haandtag nr. 1.faktor", "haandtag nr. 1.fra: forventet"):
        assert place in said


def test_a_file_of_other_letters_is_told(tmp_path: Path) -> None:
    path = tmp_path / "scenarie.yaml"
    path.write_bytes("navn: æ\n".encode("latin-1"))
    with pytest.raises(ConfigurationError, match="UTF-8"):
        load_scenario(path)


def test_a_lever_between_two_factors_is_phased_in_whole(tmp_path: Path) -> None:
    path = tmp_path / "scenarie.yaml"
    lever = "{hvad: indstillinger, faktor: [0.9, 0.95], fra: 2025-08-15, indfaset: 2025-12-10}"
    path.write_text(f"navn: plan\nhaandtag:\n  - {lever}\n")
    assert load_scenario(path).levers == (Lever("referrals", (0.9, 0.95), date(2025, 8, 15), date(2025, 12, 10)),)


ALIKE = "{{hvad: indstillinger, faktor: 0.9, fra: 2025-08-01, indfaset: {}}}"


@pytest.mark.parametrize(
    ("rest", "said"),
    [
        ("haandtag:\n  - {hvad: priser, faktor: 1.1, fra: 2025-08-01, indfaset: 2025-08-01}\n", "efter fra"),
        ("haandtag:\n  - {hvad: priser, faktor: [1.1, 0.9], fra: 2025-08-01}\n", "det mindste først"),
        ("haandtag:\n  - {hvad: priser, faktor: [0.9], fra: 2025-08-01}\n", "det mindste først"),
        (
            "haandtag:\n  - {hvad: priser, faktor: .inf, fra: 2025-08-01}\n",
            "haandtag nr. 1.faktor nr. 1: forventet et tal",
        ),
        ("haandtag:\n  - {hvad: priser, faktor: 1, fra: 2199-08-01}\n", "1990 til 2100"),
        (
            "haandtag:\n  - {hvad: priser, faktor: 1, fra: 2026-01-01, tilbudstype: specialskole}\n",
            "kun ved afgang og tilbage",
        ),
        (
            f"haandtag:\n  - {ALIKE.format('2026-08-01')}\n  - {ALIKE.format('2026-02-01')}\n",
            "to håndtag af samme slags begynder samme dag",
        ),
        (
            (
                "haandtag:\n  - {hvad: priser, faktor: 1.1, fra: 2025-08-01}\n"
                "maal: {haandtag: priser, fra: 2025-08-01, regnskabsaar: 2026}\n"
            ),
            "målets håndtag talt med",
        ),
        ("flytninger:\n  - {fra: 2026-08-01, fra_tilbudstype: dagbehandling, pris_pr_plads: inf}\n", "pris_pr_plads"),
        ("flytninger:\n  - {fra: 2026-08-01, fra_tilbudstype: dagbehandling, fast_udgift: 1e300}\n", "højst være 100"),
        ("maal: {haandtag: priser, fra: 2026-01-01, regnskabsaar: 2026, ramme: nan}\n", "maal.ramme"),
        ("navn: igen\n", "linje 2, navn: nøglen står to gange"),
    ],
)
def test_what_is_wrong_is_said_in_its_own_words(tmp_path: Path, rest: str, said: str) -> None:
    assert said in told(tmp_path, rest)


def test_the_baselines_name_is_its_own(tmp_path: Path) -> None:
    assert "ikke »baseline«" in told(
        tmp_path, "maal: {haandtag: afgang, fra: 2026-01-01, regnskabsaar: 2026}\n", "baseline"
    )


def test_every_shipped_scenario_is_read_and_the_published_schema_is_the_files() -> None:
    shipped = [load_scenario(path) for path in sorted(EXAMPLES.glob("*.yaml"))]
    assert [scenario.name for scenario in shipped if scenario.moves] == [
        "anden_tilbudsblanding", "flere_egne_pladser", "skole_lukker",
    ]  # fmt: skip
    assert [scenario.name for scenario in shipped if scenario.goal] == ["inden_for_rammen"]
    assert [scenario.name for scenario in shipped if scenario.levers] == [
        "faerre_bevillinger", "faerre_indstillinger", "flere_tilbage", "indfaset_handleplan",
    ]  # fmt: skip
    published = json.loads((EXAMPLES / "scenarie.schema.json").read_text(encoding="utf-8"))
    assert published == ScenarioFile.model_json_schema()


@pytest.mark.parametrize("place", ["til_tilbudstype", "fra_tilbudstype"])
def test_an_offer_type_that_is_none_is_told_with_those_there_are(tmp_path: Path, place: str) -> None:
    known = "fra_institution: '1001', pris_pr_plads: 1"
    said = told(tmp_path, f"flytninger:\n  - {{fra: 2026-08-01, {known}, {place}: specialskoler}}\n")
    assert f"flytninger nr. 1.{place}: værdien kendes ikke" in said
    assert "specialskole, " in said


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
        ("", "filen: scenariet ændrer og spørger om intet"),
        ("flytninger:\n  - {fra: 2026-08-01}\n", "flytninger nr. 1: "),
        ("flytninger:\n  - {fra: 2026-08-01, fra_tilbudstype: dagbehandling, lukker: true}\n", "flytninger nr. 1: "),
        ("maal: {haandtag: vejret, fra: 2026-01-01, regnskabsaar: 2026}\n", "maal.haandtag: "),
        ("maal: {haandtag: priser, fra: 2026-01-01, regnskabsaar: 2026, sikkerhed: 0.7}\n", "maal.sikkerhed: "),
    ],
)
def test_a_move_or_goal_that_does_not_hold_is_named(tmp_path: Path, rest: str, place: str) -> None:
    assert place in told(tmp_path, rest)
