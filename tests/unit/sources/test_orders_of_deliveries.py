"""Six deliveries leave the same in `raw` whatever order they come in, and duplicates change nothing.

Every set of the six is landed on from each of its files as the last one: 192 landings show that no set knows which of
its files came last, and so that all 720 orders agree. Three whole orders are landed too; `PLADSPROGNOSE_ORDERS=720`
lands them all.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from functools import cache
from itertools import combinations, islice, permutations
from pathlib import Path

import duckdb
import pytest
from literal_deliveries import INSTITUTIONS, PLACEMENT_HEADER, PLACEMENTS, REFERRAL_HEADER, REFERRALS, text

from pipelines.municipality import Municipality
from pipelines.privacy.pseudonyms import open_vault
from pipelines.settings import DataDirectory
from pipelines.sources.contract import load_contracts
from pipelines.sources.intake import Intake
from pipelines.sources.landing import land_folder
from pipelines.sources.raw_tables import create_raw_tables
from pipelines.sources.reader import Reader, open_reader

NEW_SCHOOL = "101003;01-08-2026;Den nye skole;folkeskole;egen;Nord;Område 1\n"
OTHER_NUMBER = PLACEMENTS[1].replace("020216-5002", "020216-5010")
ENDED = PLACEMENTS[0].replace("01-08-2026;;", "01-08-2026;30-09-2026;")
CHANGED = PLACEMENTS[2].replace(";B;", ";A;")
FILES = {
    # names an institution that only the later list has
    "indstillinger_202609.csv": text(REFERRAL_HEADER, *REFERRALS, "I4;040415-4004;06-09-2026;101003;101001;Nord;ny;;3"),
    "institutioner_202609.csv": INSTITUTIONS,
    "institutioner_202610.csv": INSTITUTIONS + NEW_SCHOOL,
    "placeringer_202609.csv": text(PLACEMENT_HEADER, *PLACEMENTS),
    # an original, and its correction: another CPR number, an end, and a row deleted
    "placeringer_202610.csv": text(PLACEMENT_HEADER, PLACEMENTS[0], OTHER_NUMBER, CHANGED),
    "placeringer_202610_v2.csv": text(PLACEMENT_HEADER, ENDED, OTHER_NUMBER),
}
ORDERS = int(os.environ.get("PLADSPROGNOSE_ORDERS", "3"))
Picture = dict[str, list[tuple[object, ...]]]


class Inbox:
    """A data directory and the warehouse in it, into which single files are landed by a reader that all share."""

    def __init__(self, root: Path, reader: Reader) -> None:
        self.root = root
        self._reader = reader
        self._data = DataDirectory(root)
        self._data.warehouse.parent.mkdir(parents=True, exist_ok=True)

    def copied_to(self, root: Path) -> Inbox:
        shutil.copytree(self.root, root)
        return Inbox(root, self._reader)

    def land(self, *files: str, named: str = "") -> Picture:
        """Land the files, and show what then lies in `raw`."""
        folder = self.root / "folder"
        folder.mkdir()
        for file in files:
            (folder / (named or file)).write_text(FILES[file], encoding="utf-8")
        with duckdb.connect(str(self._data.warehouse)) as connection, open_vault(self._data) as vault:
            create_raw_tables(connection)
            land_folder(Intake(connection, self._data, vault, Municipality(), self._reader, "run-1"), folder)
            shutil.rmtree(folder)
            return {name: connection.execute(query).fetchall() for name, query in queries().items()}


@cache
def queries() -> dict[str, str]:
    """All that the models read, without pseudonyms and receipt numbers."""
    counting = "select source, edition, version, outcome, rows_loaded, rows_quarantined, reasons, warnings"
    found = {"deliveries": f"{counting} from raw.current_delivery order by all"}
    for contract in load_contracts().values():
        if contract.source in {name.split("_")[0] for name in FILES}:
            shown = (
                f"raw.current_delivery inner join raw.{contract.table}_shown using (delivery_id) "
                f"inner join raw.{contract.table} using (row_hash)"
            )
            fields = ", ".join(c.field for c in contract.warehouse_columns if c.field != "child_id")
            birth = ", birth_month" if contract.has_child else ""
            found[contract.table] = f"select edition, version, row_number, {fields}{birth} from {shown} order by all"
            if contract.has_child:
                key = contract.key[0].field
                found[f"{contract.table} by child"] = (
                    f"select list_sort(list(distinct edition || ' ' || {key})) as cases from {shown} "
                    "group by child_id order by cases"
                )
    return found


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Reader]:
    with open_reader(tmp_path_factory.mktemp("reader") / "modtaget") as opened:
        yield opened


@pytest.fixture(scope="module")
def at_once(reader: Reader, tmp_path_factory: pytest.TempPathFactory) -> Inbox:
    inbox = Inbox(tmp_path_factory.mktemp("at_once") / "data", reader)
    inbox.land(*FILES)
    return inbox


def test_no_set_of_deliveries_knows_which_of_them_came_last(at_once: Inbox, reader: Reader, tmp_path: Path) -> None:
    states = {frozenset[str](): Inbox(tmp_path / "empty", reader)}
    for size in range(1, len(FILES) + 1):
        for files in map(frozenset, combinations(FILES, size)):
            pictures = []
            for last in sorted(files):
                name = f"{'-'.join(sorted(files))}-{last}".replace("_2026", "").replace(".csv", "")
                states[files] = states[files - {last}].copied_to(tmp_path / name)
                pictures.append(states[files].land(last))
            assert all(picture == pictures[0] for picture in pictures), sorted(files)
    assert pictures[0] == at_once.land()


def test_a_whole_order_leaves_what_all_at_once_leave(at_once: Inbox, reader: Reader, tmp_path: Path) -> None:
    for number, order in enumerate(islice(permutations(FILES), 0, None, 720 // ORDERS)):
        inbox = Inbox(tmp_path / str(number), reader)
        for file in order:
            picture = inbox.land(file)
        assert picture == at_once.land(), order
        shutil.rmtree(inbox.root)


def test_duplicates_of_all_files_under_any_name_change_nothing(at_once: Inbox, tmp_path: Path) -> None:
    inbox = at_once.copied_to(tmp_path / "data")
    inbox.land(*FILES)
    for file in FILES:
        inbox.land(file, named=f"kopi af {file}")
        picture = inbox.land(file, named=file.upper())
    assert picture == at_once.land()
