"""kommune.yaml: what it may say, what it means, and how all its problems are told at once."""

from contextlib import suppress
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import get_args

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.errors import ConfigurationError
from pipelines.municipality import Municipality, control_rows, load_municipality, model, sample_text
from pipelines.settings import Language
from pipelines.sources.contract import load_contracts
from pipelines.sources.raw_tables import create_raw_tables

DAY = date(2026, 4, 30)


def load(folder: Path, text: str) -> Municipality:
    path = folder / "kommune.yaml"
    path.write_text(text, encoding="utf-8")
    return load_municipality(path)


def problems(folder: Path, text: str, language: Language = "da") -> list[str]:
    with pytest.raises(ConfigurationError) as caught:
        load(folder, text)
    return [line.split(". ", 1)[1] for line in caught.value.said(language).splitlines()[1:]]


def uncommented_sample() -> str:
    """The sample with its examples in use instead of the empty keys above them."""
    examples = [line.removeprefix("#-") for line in sample_text().splitlines() if line.startswith("#-")]
    index = next(line for line in examples if line.lstrip().startswith("prisindeks"))
    return "\n".join([line for line in examples if line != index] + ["prognose:", index])


def test_without_a_file_the_defaults_hold() -> None:
    municipality = load_municipality(None)
    assert (municipality.kommunekode, municipality.taerskel, municipality.enhed) == (None, 5, "tkr")
    assert municipality.fortegn == "budget_minus_forventet"
    assert municipality.prognosekalender.day("prognose1", 2025) == date(2025, 4, 30)


def test_the_sample_is_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, sample_text()) == Municipality()


def test_the_examples_in_the_sample_hold(tmp_path: Path) -> None:
    municipality = load(tmp_path, uncommented_sample())
    assert municipality.kommunekode == "210"
    assert [entry.tilbudstype for entry in municipality.bevillingsomraader] == ["specialskole", "specialboernehave"]
    assert [category.kategori for category in municipality.rapportkategorier][-1] == "Befordring"
    assert municipality.prognose.prisindeks == {2026: Decimal("0.031"), 2027: Decimal("0.028")}
    assert municipality.justeringer[0].beloeb == Decimal(-250000)


def test_an_empty_file_is_the_defaults(tmp_path: Path) -> None:
    assert load(tmp_path, "") == load(tmp_path, "# kun en kommentar\n") == Municipality()


@pytest.mark.parametrize("written", ["0751", '"0751"', "751", '"751"'])
def test_a_municipality_code_is_the_same_with_and_without_a_zero(tmp_path: Path, written: str) -> None:
    assert load(tmp_path, f"kommunekode: {written}").kommunekode == "751"  # YAML alone reads 0751 as 489


@pytest.mark.parametrize("written", ["75", "07510", "København", "099", "7.5"])
def test_a_code_that_is_none_is_a_problem(tmp_path: Path, written: str) -> None:
    assert problems(tmp_path, f"kommunekode: {written}") == [
        'linje 1, kommunekode: forventet tre cifre, fx "101" eller "0101". Ret koden, eller lad den være tom.'
    ]


def test_every_problem_of_the_file_is_told_at_once_in_the_order_of_its_lines(tmp_path: Path) -> None:
    text = (
        "taerskel: 50\n"
        "enhed: tusind\n"
        "prognose: {stier: mange, prisindeks: {2026: 3.1}}\n"
        "justeringer:\n"
        "  - {regnskabsaar: 2026, bevillingsomraade: A, beloeb: 1, faktor: 2, begrundelse: '', oprettet: 2026-04-30,\n"
        "     udloeber: 2026-04-29}\n"
    )
    assert problems(tmp_path, text) == [
        "linje 1, taerskel: tallet må højst være 10. Ret det.",
        "linje 2, enhed: værdien kendes ikke. Forventet: kr, tkr, mio. Vælg en af dem.",
        "linje 3, prognose.prisindeks.2026: tallet må højst være 0.5. Ret det.",
        "linje 3, prognose.stier: forventet et helt tal. Ret værdien.",
        "linje 5, justeringer nr. 1.begrundelse: teksten er tom. Udfyld den.",
        "linje 5, justeringer nr. 1.faktor: forventet enten beloeb eller faktor. Udfyld den ene og slet den anden.",
        "linje 5, justeringer nr. 1.oprettet_af: nøglen mangler. Tilføj den.",
        "linje 6, justeringer nr. 1.udloeber: datoen skal ligge efter oprettet. Ret datoen.",
    ]


def test_problems_are_told_in_english_when_asked(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, "taerskel: 2", "en")
    assert told == "line 1, taerskel: the number must be at least 3. Correct it."


def test_a_misspelt_key_is_a_problem_with_a_guess(tmp_path: Path) -> None:
    (told,) = problems(tmp_path, "tærskel: 5")
    assert told == "linje 1, tærskel: nøglen kendes ikke. Ret eller slet den (mente du taerskel?)."


def test_a_key_given_twice_is_a_problem(tmp_path: Path) -> None:
    assert problems(tmp_path, "taerskel: 5\ntaerskel: 6") == [
        "linje 2, taerskel: nøglen står to gange. Behold den ene."
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("frister: ja", "frister: forventet nøgler med værdier"),
        ("frister: {sagsbehandling_dage: 0}", "sagsbehandling_dage: tallet skal være mindst 1"),
        ("rapportkategorier: {a: b}", "rapportkategorier: forventet en liste"),
        ("rapportkategorier: [{kategori: Alt}]", "nr. 1.ydelser: kategorien er tom"),
        ("bevillingsomraader: [{tilbudstype: skole, bevillingsomraade: A}]", "nr. 1.tilbudstype: værdien kendes ikke"),
        ("bevillingsomraader: [{tilbudstype: specialskole}]", "nr. 1.bevillingsomraade: nøglen mangler"),
        ('prognosekalender: {prognose1: "02-29"}', "prognose1: forventet måned og dag"),
        ('prognosekalender: {prognose2: "04-30"}', "prognose2: dagen skal ligge efter"),
        ("prognose: {simuler_tilgang: måske}", "simuler_tilgang: forventet ja eller nej"),
        ("prognose: {tilbageblik_antal: -1}", "tilbageblik_antal: tallet skal være mindst 0"),
        ("budget: {plan_mindst: 0.5, plan_hoejst: 0.4}", "plan_hoejst: andelen er mindre end den før den"),
        ("hastenotat: {falsk_alarm: 0}", "falsk_alarm: tallet skal være mindst 0.01"),
        ("hastenotat: {regnskab_flyttes: 0}", "regnskab_flyttes: tallet skal være større end 0"),
        ("prognose: {prisindeks: {2026: 0,031}}", "prisindeks.031: forventet et tal"),
    ],
)
def test_each_setting_is_held_to_its_rule(tmp_path: Path, text: str, told: str) -> None:
    assert any(told in problem for problem in problems(tmp_path, text))


ADJUSTMENT = (
    "justeringer: [{{regnskabsaar: 2026, bevillingsomraade: A, {change}, begrundelse: aftale, oprettet_af: controller, "
    "oprettet: {made}, udloeber: 2026-12-31}}]"
)


@pytest.mark.parametrize(
    ("change", "made", "told"),
    [
        ("beloeb: 1.500", "2026-01-01", "beloeb: forventet højst 2 decimaler og intet tusindtalsskilletegn"),
        ("beloeb: 1.500.000", "2026-01-01", "beloeb: forventet et tal uden tusindtalsskilletegn"),
        ("distrikt: Nord", "2026-01-01", "faktor: forventet enten beloeb eller faktor"),
        ("faktor: 0", "2026-01-01", "faktor: tallet skal være større end 0"),
        ("beloeb: 1", "01-01-2026", "oprettet: forventet en dato som 2026-04-30"),
        ("beloeb: 1", "2026", "oprettet: forventet en dato som 2026-04-30"),
        ("beloeb: 1", "2026-12-31", "udloeber: datoen skal ligge efter oprettet"),
    ],
)
def test_an_adjustment_has_one_change_a_reason_and_an_end(tmp_path: Path, change: str, made: str, told: str) -> None:
    assert any(told in problem for problem in problems(tmp_path, ADJUSTMENT.format(change=change, made=made)))


@pytest.mark.parametrize(
    "key", ["begrundelse", "oprettet_af", "oprettet", "udloeber", "regnskabsaar", "bevillingsomraade"]
)
def test_an_adjustment_without_its_provenance_is_refused(tmp_path: Path, key: str) -> None:
    given_keys = {
        "regnskabsaar": "2026", "bevillingsomraade": "A", "beloeb": "-1,50", "begrundelse": "aftale",
        "oprettet_af": "controller", "oprettet": "2026-01-01", "udloeber": "2026-12-31",
    }  # fmt: skip
    lines = [f"    {name}: {value}" for name, value in given_keys.items() if name != key]
    told = problems(tmp_path, "justeringer:\n  -\n" + "\n".join(lines))
    assert [problem.split(", ", 1)[1] for problem in told] == [f"justeringer nr. 1.{key}: nøglen mangler. Tilføj den."]


def test_an_adjustment_counts_from_the_day_it_was_made_to_its_last_day(tmp_path: Path) -> None:
    municipality = load(tmp_path, ADJUSTMENT.format(change='beloeb: "-1,50"', made="2026-02-01"))
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 12, 31), date(2027, 1, 1)]
    assert [len(municipality.active_adjustments(day)) for day in days] == [0, 1, 1, 0]
    assert municipality.justeringer[0].beloeb == Decimal("-1.50")


def test_one_place_under_two_headings_is_refused(tmp_path: Path) -> None:
    text = (
        "rapportkategorier:\n"
        "  - {kategori: Skoler, tilbudstyper: [specialskole]}\n"
        "  - {kategori: Kørsel, ydelser: [befordring]}\n"
    )
    (told,) = problems(tmp_path, text)
    assert "»Skoler« / »Kørsel«" in told


def test_a_service_can_be_a_heading_when_the_others_name_theirs(tmp_path: Path) -> None:
    text = (
        "rapportkategorier:\n"
        "  - {kategori: Skoler, tilbudstyper: [specialskole], ydelser: [undervisning, fritid]}\n"
        "  - {kategori: Kørsel, ydelser: [befordring]}\n"
    )
    assert len(load(tmp_path, text).rapportkategorier) == 2


def test_two_areas_of_one_offer_type_need_two_first_days(tmp_path: Path) -> None:
    entry = "  - {{tilbudstype: specialskole, bevillingsomraade: {}, gyldig_fra: {}}}\n"
    dated = "bevillingsomraader:\n" + entry.format("A", "2024-01-01") + entry.format("B", "2025-01-01")
    assert len(load(tmp_path, dated).bevillingsomraader) == 2
    (told,) = problems(tmp_path, dated.replace("2025", "2024"))
    assert "to områder gælder fra samme dag for: specialskole" in told


def test_a_file_that_is_not_there_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="pladsprognose init") as caught:
        load_municipality(tmp_path / "kommune.yaml")
    assert caught.value.exit_code == 2


@pytest.mark.parametrize("content", [b"navn: [a", b"navn: \xe6\xff", b"a: 'b\n", b"\x00"])
def test_a_file_that_is_not_yaml_says_where(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "kommune.yaml").write_bytes(content)
    with pytest.raises(ConfigurationError, match="linje"):
        load_municipality(tmp_path / "kommune.yaml")


def test_references_are_refused_before_they_can_unfold(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="henvisninger"):
        load(tmp_path, "navn: &a x\nkommunekode: *a\n")


@given(text=st.text(max_size=200))
def test_whatever_the_file_says_it_is_read_or_its_problems_are_told(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    path = tmp_path_factory.mktemp("any") / "kommune.yaml"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    with suppress(ConfigurationError):  # any other error would be a fault of ours
        assert isinstance(load_municipality(path), Municipality)


def test_code_lists_are_those_of_the_contracts() -> None:
    contracts = load_contracts()
    assert get_args(model.OfferType) == contracts["placeringer"].column("tilbudstype").codes
    assert get_args(model.InstitutionType) == contracts["institutioner"].column("institutionstype").codes
    assert get_args(model.Service) == contracts["takster"].column("ydelse").codes


def test_control_rows_fit_the_control_tables(tmp_path: Path) -> None:
    rows = control_rows(load(tmp_path, uncommented_sample()), DAY)
    with duckdb.connect() as connection:
        create_raw_tables(connection)
        for table, values in rows.items():
            marks = ", ".join("?" * len(values[0]))
            connection.executemany(f"insert into control.{table} values ({marks})", values)
            assert connection.execute(f"select count(*) from control.{table}").fetchone() == (len(values),)


def test_control_rows_say_what_the_file_says(tmp_path: Path) -> None:
    text = (
        "kommunekode: 0210\nnavn: Nordby\nopdigtet: ja\ntaerskel: 7\nfrister: {sagsbehandling_dage: 60}\n"
        "bevillingsomraader: [{tilbudstype: specialskole, bevillingsomraade: A}]\n"
        "rapportkategorier: [{kategori: Hjem, tilbudstyper: [intern_skole], "
        "institutionstyper: [opholdssted, doegninstitution]}]\n"
        "prognose: {prisindeks: {2026: 0.031}}\n"
    )
    assert control_rows(load(tmp_path, text), DAY) == {
        "municipality": [("210", "Nordby", False, 60, 7, True)],
        "grant_area_map": [("specialskole", "A", date(1990, 1, 1))],
        "report_category": [
            ("Hjem", 1, "intern_skole", "opholdssted", None),
            ("Hjem", 1, "intern_skole", "doegninstitution", None),
        ],
        "grant_area_name": [],
        "price_index": [(2026, Decimal("0.031"), "kommune.yaml")],
    }


def test_a_missing_code_is_left_for_the_run_to_infer() -> None:
    assert control_rows(Municipality(), DAY)["municipality"] == [("", "Kommunen", True, 90, 5, False)]


EVENT = "haendelser:\n  - {{navn: Luk, serier: [{series}], fra: 2020-03-12, til: {til}, {rest}begrundelse: Lukket}}\n"


def event(series: str = "indstillinger", til: str = "2020-06-30", rest: str = "") -> str:
    return EVENT.format(series=series, til=til, rest=rest)


def test_an_event_is_left_out_or_a_dip_that_is_caught_up(tmp_path: Path) -> None:
    dip = "behandling: dyk, niveau: 0.2, indhentes: 0,6, indhentes_maaneder: 6, "
    (read,) = load(tmp_path, event(rest=dip.replace("0,6", "0.6"))).haendelser
    assert (read.behandling, read.niveau, read.indhentes, read.indhentes_maaneder) == (
        "dyk", Decimal("0.2"), Decimal("0.6"), 6,
    )  # fmt: skip
    (plain,) = load(tmp_path, event("afgang, udgift")).haendelser
    assert (plain.behandling, plain.serier, plain.niveau) == ("udelad", ("afgang", "udgift"), None)


@pytest.mark.parametrize(
    ("text", "place", "said"),
    [
        (event(til="2020-03-01"), "til", "sidste dag ligger før den første"),
        (event("afgang", rest="behandling: dyk, niveau: 0.5, "), "behandling", "kun indstillinger kan have et dyk"),
        (event(rest="behandling: dyk, "), "niveau", "niveau hører til dyk"),
        (event(rest="niveau: 0.5, "), "niveau", "niveau hører til dyk"),
        (event(rest="indhentes: 0.5, indhentes_maaneder: 6, "), "indhentes", "hører sammen og til dyk"),
        (event(rest="behandling: dyk, niveau: 0, indhentes: 0.5, "), "indhentes_maaneder", "hører sammen"),
        (event("vejret"), "serier", "Forventet: indstillinger, afgoerelser, afgang, udgift"),
        (event(""), "serier", "listen er tom"),
    ],
)
def test_an_event_that_does_not_hold_says_what_to_do(tmp_path: Path, text: str, place: str, said: str) -> None:
    (problem,) = problems(tmp_path, text)
    assert f"haendelser nr. 1.{place}" in problem
    assert said in problem


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("kolonner: [budget, forventet, interval]", "disse skal altid være med: afvigelse"),
        ("kolonner: [budget, forventet, interval, afvigelse, budget]", "en kolonne står to gange"),
        ("kolonner: [budget, forventet, interval, afvigelse, vedtaget, forbrug, aendring, korrigeret]",
         "der er plads til 7 kolonner, og der står 8"),
        ("enhed: kr\nkolonner: [budget, forventet, interval, afvigelse, vedtaget, forbrug, aendring]",
         "der er plads til 6 kolonner, og der står 7"),
        ("kolonner: [budget, forventet, interval, afvigelse, resultat]", "værdien kendes ikke"),
        # of a special cause only what is public already: it may be one child's
        ("saerlig_aarsag: Ukraine\nkolonner: [budget, forventet, interval, afvigelse, heraf]",
         "heraf og eksklusive kræver saerlig_aarsag og offentliggjort_i"),
    ],
)  # fmt: skip
def test_columns_that_the_paper_s_first_table_cannot_have_are_refused(tmp_path: Path, lines: str, said: str) -> None:
    (found,) = problems(tmp_path, lines)
    assert said in found


def test_the_columns_keep_the_municipality_s_own_order(tmp_path: Path) -> None:
    found = load(tmp_path, "kolonner: [vedtaget, budget, forventet, afvigelse, interval]")
    assert found.kolonner == ("vedtaget", "budget", "forventet", "afvigelse", "interval")


def test_reports_have_the_municipality_s_own_names(tmp_path: Path) -> None:
    assert load(tmp_path, "rapportnavne: {prognose1: ØKV1}").rapportnavne == {"prognose1": "ØKV1"}
    assert load(tmp_path, "stednavne: {O1: Område Nord}").stednavne == {"O1": "Område Nord"}
    (found,) = problems(tmp_path, "rapportnavne: {prognose4: ØKV4}")
    assert "kendes ikke" in found
