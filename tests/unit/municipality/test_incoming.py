"""What kommune.yaml may say of deliveries, held against the sources."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.errors import ConfigurationError
from pipelines.municipality import Municipality, load_municipality, sample_text
from pipelines.sources.catalogue import catalogue

CORRECTION = """\
rettelser:
  - kilde: {kilde}
    noegle: {noegle}
    felt: {felt}
    fra: "{fra}"
    til: "{til}"
    begrundelse: {begrundelse}
    oprettet_af: controller
    oprettet: 2026-04-30
    gaelder_til: {gaelder_til}
"""
FACTS = {
    "kilde": "omkostninger", "noegle": "{bilagsnummer: B1, bilagslinje: 1}", "felt": "beloeb", "fra": "1,00",
    "til": "2,00", "begrundelse": "Tastefejl", "gaelder_til": "2026-12-31",
}  # fmt: skip


def load(folder: Path, text: str) -> Municipality:
    path = folder / "kommune.yaml"
    path.write_text(text, encoding="utf-8")
    return load_municipality(path, catalogue=catalogue())


def problem(folder: Path, text: str) -> str:
    with pytest.raises(ConfigurationError) as caught:
        load(folder, text)
    return caught.value.message


def test_a_correction_names_a_row_a_value_and_who_and_until_when(tmp_path):
    (entry,) = load(tmp_path, CORRECTION.format(**FACTS)).rettelser
    assert entry.noegle == {"bilagsnummer": "B1", "bilagslinje": "1"}
    assert (entry.felt, entry.fra, entry.til, entry.gaelder_til) == ("beloeb", "1,00", "2,00", date(2026, 12, 31))


@pytest.mark.parametrize(("changed", "said"), [
    ({"kilde": "omkostning"}, "kilden kendes ikke. Ret navnet (mente du omkostninger?)"),
    ({"felt": "beløb"}, "kilden har ingen sådan kolonne. Ret navnet (mente du beloeb?)"),
    ({"felt": "tekst"}, "kolonnen rummer CPR-numre eller fri tekst"),
    ({"noegle": "{bilagsnummer: B1}"}, "noegle skal nævne netop kolonnerne bilagsnummer, bilagslinje"),
    ({"kilde": "placeringer", "noegle": "{placering_id: P1}", "felt": "cpr"}, "kolonnen rummer CPR-numre"),
    ({"til": "010115-4001"}, "der står et CPR-nummer"),
    ({"begrundelse": "Gælder 0101154001"}, "der står et CPR-nummer"),
    ({"gaelder_til": "2026-04-30"}, "datoen skal ligge efter oprettet"),
])  # fmt: skip
def test_a_correction_that_cannot_be_meant_is_told_with_its_line_and_without_its_value(tmp_path, changed, said):
    message = problem(tmp_path, CORRECTION.format(**FACTS | changed))
    assert said in message
    assert "linje" in message
    assert "4001" not in message


def test_two_corrections_of_one_value_are_one_too_many(tmp_path):
    text = CORRECTION.format(**FACTS)
    assert "nr. 1 / 2" in problem(tmp_path, text + text.removeprefix("rettelser:\n"))


def test_a_value_means_one_thing_on_a_day(tmp_path):
    entry = "  - {{kilde: omkostninger, kolonne: engangspost, fra: {}, til: {}, gyldig_fra: {}}}\n"
    later = "vaerdier:\n" + entry.format("X", "ja", "2024-01-01") + entry.format("x", "nej", "2025-01-01")
    assert "nr. 1 / 2" in problem(tmp_path, later)
    ended = later.replace("gyldig_fra: 2024-01-01", "gyldig_til: 2024-12-31")
    assert len(load(tmp_path, ended).vaerdier) == 2


def test_no_person_is_translated_and_a_piece_needs_a_separator(tmp_path):
    assert "CPR-numre" in problem(tmp_path, "vaerdier: [{kilde: placeringer, kolonne: cpr, fra: a, til: b}]")
    name = "kolonnenavne: [{{kilde: omkostninger, kolonne: konto, hedder: Streng, {}}}]"
    for half in ("stykke: 2", 'skilletegn: "-"'):
        assert "skilletegn og stykke hører sammen" in problem(tmp_path, name.format(half))


def test_a_column_that_is_named_after_the_year_has_the_name_of_the_editions_year(tmp_path):
    text = 'kolonnenavne: [{kilde: placeringer, kolonne: klassetrin, hedder: "Trin {skoleaar}"}]'
    (entry,) = load(tmp_path, text).kolonnenavne
    assert entry.spellings(date(2025, 7, 31)) == ("Trin 2024/25", "Trin 2024/2025", "Trin 2024-25", "Trin 24/25")
    assert entry.spellings(date(2025, 8, 31))[0] == "Trin 2025/26"


def test_the_samples_examples_of_deliveries_name_sources_and_columns_that_there_are(tmp_path):
    sample = sample_text().split("# --- Leverancerne")[1]
    examples = "\n".join(line.removeprefix("#-") for line in sample.splitlines() if line.startswith("#-"))
    municipality = load(tmp_path, examples)
    counts = [
        len(getattr(municipality, name)) for name in ("kolonnenavne", "vaerdier", "omdoebte_omraader", "rettelser")
    ]
    assert counts == [4, 3, 1, 1]


@pytest.mark.parametrize("name", ["opus", "prisme"])
def test_the_example_dialects_hold(name):
    path = Path(__file__).parents[3] / "examples" / "dialekter" / name / "kommune.yaml"
    assert load_municipality(path, catalogue=catalogue()).kolonnenavne
