"""The same deliveries give the same published tables in whatever order, portions and number of times they come."""

from __future__ import annotations

import csv
import hashlib
import shutil
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest

from pipelines.municipality import Municipality
from pipelines.privacy.pseudonyms import open_vault
from pipelines.settings import DataDirectory
from pipelines.sources.intake import Intake
from pipelines.sources.landing import land_folder
from pipelines.sources.raw_tables import create_raw_tables
from pipelines.sources.reader import open_reader

if TYPE_CHECKING:
    from conftest import Published

HAND_MUNICIPALITY = Path(__file__).resolve().parents[1] / "integration" / "hand_municipality" / "deliveries"
AS_OF = "2024-04-30"
# the files were received at other times, and once more under other names
RECEIPT = frozenset({"created_at"})
EDITIONS = [f"{year}{month:02d}" for year in range(2019, 2025) for month in range(1, 13)][4:64]

pytestmark = pytest.mark.xdist_group("order of arrival")
Run = Callable[[Path, str, Path], "Published"]


@pytest.fixture(scope="module")
def corrected(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The hand-written municipality with a correction of April: a row deleted, another CPR number for a child."""
    folder = tmp_path_factory.mktemp("corrected") / "folder"
    shutil.copytree(HAND_MUNICIPALITY, folder)
    rows = read(folder / "placeringer_202404.csv")
    rows = [row | {"cpr": "1010155011"} if row["placering_id"] == "P10" else row for row in rows]
    write(folder / "placeringer_202404_v2.csv", [row for row in rows if row["placering_id"] != "P20"])
    return folder


@pytest.fixture(scope="module")
def at_once(corrected: Path, run: Run, tmp_path_factory: pytest.TempPathFactory) -> Published:
    return run(corrected, AS_OF, tmp_path_factory.mktemp("at_once") / "data")


def test_a_row_that_the_newest_edition_deletes_is_a_deletion_with_its_day(corrected, at_once, run, tmp_path):
    its_spell = (
        "select children_count from mart.activity_monthly where month = date '2023-10-01' "
        "and provider_id = 'A20' and district_id = 'Nord' and offer_type = 'specialklasse'"
    )
    told = "select edition_date, appeared_count, changed_count, vanished_count from meta.edition_change"
    found = "select finding_count from meta.finding where source = 'placeringer' and check_code = 'ROW_VANISHED'"

    # spells P14, P18 and P19 got an end, P07 and P12 another review, P10 another number, P17 is new
    assert at_once.rows(f"{told} where source = 'placeringer' and edition = 202404") == [(date(2024, 4, 30), 1, 6, 1)]
    assert at_once.rows(found) == [(1,)]
    assert at_once.rows(its_spell) == []
    before = run(corrected, "2024-03-31", tmp_path / "before")
    assert before.rows(its_spell) == [(1,)]
    assert before.rows(found) == []


def test_corrections_before_originals_and_every_file_again_in_no_order_change_nothing(
    corrected, at_once, run, tmp_path
):
    files = sorted((path for path in corrected.iterdir() if path.name != "kommune.yaml"), reverse=True)
    again = [renamed(path, tmp_path) for path in sorted(files, key=shuffled)]
    receive([[file] for file in [*files, *again]], DataDirectory(tmp_path / "data"), tmp_path)

    assert run(corrected, AS_OF, tmp_path / "data").tables(without_columns=RECEIPT) == tables_of(at_once)


def test_sixty_monthly_editions_one_by_one_are_the_sixty_at_once(run, tmp_path):
    folder = tmp_path / "folder"
    shutil.copytree(HAND_MUNICIPALITY, folder)
    for source in ("placeringer", "indstillinger", "visitationer"):
        cut_into_editions(folder, source)
    at_once = run(folder, AS_OF, tmp_path / "at_once")
    by_edition = [sorted(folder.glob(f"*_{edition}*")) for edition in EDITIONS]
    late = by_edition.pop(40)
    receive([*by_edition, late], DataDirectory(tmp_path / "one_by_one"), tmp_path)

    assert len(list(folder.glob("placeringer_*.csv"))) == len(EDITIONS) == 60
    assert run(folder, AS_OF, tmp_path / "one_by_one").tables(without_columns=RECEIPT) == tables_of(at_once)


def shuffled(path: Path) -> str:
    return hashlib.sha256(path.name.encode()).hexdigest()


def tables_of(published: Published) -> object:
    return published.tables(without_columns=RECEIPT)


def receive(portions: Iterable[Iterable[Path]], data: DataDirectory, place: Path) -> None:
    """Land each portion of files into the data directory in a landing of its own, all through one reader."""
    data.warehouse.parent.mkdir(parents=True, exist_ok=True)
    with open_reader(data.restricted / "modtaget") as reader:
        for portion in portions:
            inbox = place / "inbox"
            inbox.mkdir()
            for file in portion:
                shutil.copy(file, inbox)
            with duckdb.connect(str(data.warehouse)) as connection, open_vault(data) as vault:
                create_raw_tables(connection)
                land_folder(Intake(connection, data, vault, Municipality(), reader, "earlier"), inbox)
            shutil.rmtree(inbox)


def renamed(path: Path, place: Path) -> Path:
    """The same bytes under a name that says nothing."""
    return Path(shutil.copy(path, place / f"kopi af {path.name}"))


def cut_into_editions(folder: Path, source: str) -> None:
    """In place of two editions one for each month in which something new was shown, and one a month of the children."""
    newest = read(folder / f"{source}_202404.csv")
    for path in folder.glob(f"{source}_*.csv"):
        path.unlink()
    before: list[dict[str, str]] = []
    for edition in EDITIONS:
        rows = [shown_in(row, last_day(edition)) for row in newest if day(row["registreret_dato"]) <= last_day(edition)]
        if source == "placeringer":
            first = {"placering_id": "P00", "startdato": "01-08-2018", "registreret_dato": "01-06-2018"}
            rows = [newest[0] | first | {"cpr": "0101102222", "bemaerkninger": f"udtræk {edition}"}, *rows]
        if rows != before:
            write(folder / f"{source}_{edition}.csv", rows)
        before = rows


def shown_in(row: dict[str, str], last: date) -> dict[str, str]:
    """The row as an extract of the day shows it: an end that was registered later is not there yet."""
    is_later = bool(row.get("slut_registreret_dato")) and day(row["slut_registreret_dato"]) > last
    late = ("slut_registreret_dato", "slutdato", "slutaarsag") if is_later else ()
    if row.get("trukket_dato") and day(row["trukket_dato"]) > last:
        late = ("trukket_dato",)
    return row | dict.fromkeys(late, "")


def last_day(edition: str) -> date:
    year, month = divmod(int(edition) + (1 if edition[4:] != "12" else 89), 100)
    return date.fromordinal(date(year, month, 1).toordinal() - 1)


def day(text: str) -> date:
    return datetime.strptime(text, "%d-%m-%Y").date()


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file, delimiter=";"))


def write(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
