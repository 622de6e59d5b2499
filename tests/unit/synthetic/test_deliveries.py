"""What is written: bytes, editions, names and columns."""

from hashlib import sha256
from pathlib import Path

import polars as pl
import pytest

from pipelines.errors import UsageError
from pipelines.municipality import load_municipality
from pipelines.sources.contract import load_contracts
from pipelines.synthetic import generate

FIRST, LAST = 202409, 202501


def digests(folder: Path) -> dict[str, str]:
    return {path.name: sha256(path.read_bytes()).hexdigest() for path in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("deliveries")
    generate(out, "small", 7, FIRST, LAST)
    return out


def read(path: Path) -> pl.DataFrame:
    return pl.read_csv(path, separator=";", infer_schema=False)


def test_the_same_seed_gives_the_same_bytes(folder: Path, tmp_path: Path):
    generate(tmp_path, "small", 7, FIRST, LAST)
    assert digests(tmp_path) == digests(folder)


def test_another_seed_gives_other_bytes(folder: Path, tmp_path: Path):
    generate(tmp_path, "small", 8, FIRST, LAST)
    mine, other = digests(folder), digests(tmp_path)
    assert mine["placeringer_202501.csv"] != other["placeringer_202501.csv"]


def test_a_longer_period_adds_files_and_changes_none(folder: Path, tmp_path: Path):
    generate(tmp_path, "small", 7, FIRST, 202603)
    longer = digests(tmp_path)
    shorter = {name: digest for name, digest in digests(folder).items() if name != "kommune.yaml"}
    assert shorter == {name: longer[name] for name in shorter}


def test_every_source_is_delivered_with_exactly_the_columns_of_its_contract(folder: Path):
    contracts = load_contracts()
    delivered = {path.name.split("_")[0] for path in folder.iterdir() if path.name != "kommune.yaml"}
    assert delivered == set(contracts) - {"trivsel"}  # well-being comes in June
    for path in folder.glob("*.csv"):
        names = [column.name for column in contracts[path.name.split("_")[0]].columns]
        assert read(path).columns == names


def test_codes_are_those_of_the_contract_and_required_fields_are_filled(folder: Path):
    for path in folder.glob("*_202501.csv"):
        rows = read(path)
        for column in load_contracts()[path.name.split("_")[0]].columns:
            values = rows[column.name]
            assert not (column.required and values.is_null().any()), (path.name, column.name)
            assert not column.codes or values.drop_nulls().is_in(list(column.codes)).all(), (path.name, column.name)


def test_an_edition_holds_only_what_was_registered_by_its_last_day(folder: Path):
    rows = read(folder / "placeringer_202411.csv").with_columns(
        pl.col("registreret_dato", "slut_registreret_dato").str.to_date("%d-%m-%Y")
    )
    last = pl.date(2024, 11, 30)
    assert rows.filter((pl.col("registreret_dato") > last) | (pl.col("slut_registreret_dato") > last)).is_empty()
    assert rows.filter(pl.col("slut_registreret_dato").is_null() & pl.col("slutdato").is_not_null()).is_empty()


def test_a_register_that_did_not_change_is_not_delivered_again(folder: Path):
    assert [p.name for p in sorted(folder.glob("takster_*"))] == [
        "takster_202409.csv",
        "takster_202410.csv",
        "takster_202411.csv",
    ]
    assert [p.name for p in sorted(folder.glob("befolkning_*"))] == ["befolkning_202409.csv"]


def test_postings_lie_in_the_month_of_their_file(folder: Path):
    for month in ("202409", "202412", "202501"):
        posted = read(folder / f"omkostninger_{month}.csv")["bogfoeringsdato"]
        assert (posted.str.slice(6, 4) + posted.str.slice(3, 2)).unique().to_list() == [month]


def test_a_single_edition_holds_the_history_in_one_file_a_register(tmp_path: Path):
    generate(tmp_path, "small", 7, FIRST, LAST, single_edition=True)
    assert [p.name for p in tmp_path.glob("placeringer_*")] == ["placeringer_202501.csv"]
    assert len(list(tmp_path.glob("omkostninger_*"))) == 5
    starts = read(tmp_path / "placeringer_202501.csv")["startdato"].str.to_date("%d-%m-%Y")
    assert starts.dt.year().min() < 2017


def test_the_configuration_is_valid_and_names_the_municipality(folder: Path):
    municipality = load_municipality(folder / "kommune.yaml")
    assert municipality.kommunekode == "897"
    (adjustment,) = municipality.justeringer
    assert (adjustment.oprettet.year, adjustment.oprettet.month) == (2025, 4)


@pytest.mark.parametrize("size", ["town", "900", "1e5", "-2000", "800000"])
def test_an_unknown_size_is_refused(tmp_path: Path, size: str):
    with pytest.raises(UsageError, match="small, city"):
        generate(tmp_path, size, 1, FIRST, LAST)
    assert not any(tmp_path.iterdir())


def test_an_island_of_1500_has_a_school_that_closes_and_a_thirtieth_of_the_children(tmp_path: Path):
    generate(tmp_path, "1500", 7, LAST, LAST)
    ours = read(tmp_path / "placeringer_202501.csv").filter(betalingskommune="899")
    assert ours["bopaelsdistrikt"].n_unique() == 1
    assert 10 < ours["cpr"].n_unique() < 100
    closed = read(tmp_path / "institutioner_202501.csv")["gyldig_til"].replace("", None).drop_nulls()
    assert len(closed) == 2  # the school and its club


def test_a_folder_with_deliveries_of_another_municipality_is_refused_and_left_as_it_was(tmp_path: Path):
    (tmp_path / "placeringer_202502.csv").write_text("placering_id\n")
    before = digests(tmp_path)
    with pytest.raises(UsageError, match=r"1 leverancer.*placeringer_202502\.csv"):
        generate(tmp_path, "small", 7, LAST, LAST)
    assert digests(tmp_path) == before
