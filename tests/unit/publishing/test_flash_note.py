"""The flash note: one page of what came, what it costs and how often that is false; quiet otherwise."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import pikepdf
import pytest
from example_file import write_example
from flash_example import SURGE, VINTAGE, FlashExample, write_flash_example

from pipelines.errors import ApprovalError, UsageError
from pipelines.municipality import Municipality
from pipelines.privacy.attack.flash import flash_objections
from pipelines.privacy.attack.pdf_document import pdf_texts
from pipelines.privacy.register import Register
from pipelines.privacy.release import Release, read_release
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.edition import publish_edition
from pipelines.publishing.flash.paper import write_flash_paper
from pipelines.publishing.flash.reading import flash_prognosis
from pipelines.publishing.paper import Paper
from pipelines.publishing.published_file import open_published
from pipelines.settings import DataDirectory
from pipelines.unattended.alarm_notice import alarm_notice

TOWN = Municipality(navn="Fiktiv Kommune")
QUIET = tuple((*row[:-1], False) for row in SURGE)
SCHOOL = "referrals|school|ALL|202503-202503"


def paper_of(folder: Path, example: FlashExample, language="da", earlier: tuple[Release, ...] = ()) -> Paper:
    with open_published(write_flash_example(folder / f"made-{language}.duckdb", example)) as source:
        return write_flash_paper(flash_prognosis(source, VINTAGE), TOWN, language, Earlier(earlier))


def changed(**counts: int) -> tuple:
    """The surge with other counts, by series, stream and period."""
    return tuple((*row[:4], counts.get("_".join((*row[:2], row[3])), row[4]), *row[5:]) for row in SURGE)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("flash")
    source = write_flash_example(folder / "analyse.duckdb")
    return publish_edition(source, VINTAGE, "flash", TOWN, folder / "prognoser", Register(folder / "u.jsonl"), "da")


def test_a_note_is_one_accessible_page_attacked_sealed_and_registered(edition: Path) -> None:
    assert edition.parts[-2:] == ("2025", "flash-f3a91c07")
    names = {path.name for path in edition.iterdir()}
    assert {"hastenotat.pdf", "hastenotat.html", "hastenotat.xlsx", "varsel.csv", "manifest.json"} <= names
    manifest = json.loads((edition / "manifest.json").read_text())
    assert (manifest["kind"], manifest["checks"]["attack"][-1]) == ("flash", "T13")
    assert Register(edition.parents[2] / "u.jsonl").releases() == (read_release(edition),)
    with pikepdf.open(edition / "hastenotat.pdf") as pdf, pdf.open_metadata() as metadata:
        assert (len(pdf.pages), metadata["pdfuaid:part"]) == (1, "1")


def test_it_says_what_came_what_it_costs_how_often_that_is_false_and_what_brings_it_back(edition: Path) -> None:
    said = " ".join(" ".join(pdf_texts(edition / "hastenotat.pdf")).split())
    assert "Indstillinger i alt, marts 2025: 143 kom, 98 var ventet (95 %: 71–129)." in said
    assert "Indstillinger til skoletilbud, marts 2025: 101 kom, 61 var ventet" in said
    assert "Det forventede regnskab for 2025 er 784 t.kr. højere" in said  # 136,924 - 136,140
    assert "2026 bliver 3.410 t.kr. dyrere, og 2027 5.700 t.kr. dyrere." in said  # 145,310 - 141,900
    assert "ligger i Specialundervisning, som bliver 794 t.kr. dyrere" in said
    assert "Kommer der i de næste måneder 51 indstillinger færre" in said  # 391 - 340
    assert "omkring 10 helårspladser færre" in said  # 3,410,000 at 345,000 a place
    assert "i 25 % af årene, omkring hvert 4. år" in said
    assert "Er der en grund, der går over" in said
    assert "fra 9 tidligere dage, har vores prognose af årets udgift ramt 0,9 % forkert i gennemsnit." in said


def test_without_a_surprise_there_is_no_note(tmp_path: Path) -> None:
    with pytest.raises(ApprovalError, match="intet at melde"):
        paper_of(tmp_path, FlashExample(QUIET))
    older = write_example(tmp_path / "older.duckdb")
    with open_published(older) as source, pytest.raises(UsageError, match="ikke holdt op mod en tidligere"):
        flash_prognosis(source, VINTAGE)


def test_accounts_that_have_moved_too_far_are_told_of_though_nothing_unexpected_has_come(tmp_path: Path) -> None:
    paper = paper_of(tmp_path, FlashExample(QUIET, limit_kr=Decimal(500_000)))
    assert paper.headline.startswith("Det forventede regnskab for 2025 er 784")
    assert paper.headline.endswith("grænsen for besked er 500\N{NO-BREAK SPACE}t.kr.")
    assert any("inden for det ventede" in finding for finding in paper.findings)


def test_a_dip_that_an_event_tells_of_is_an_event_and_no_success(tmp_path: Path) -> None:
    dip = changed(referrals_ALL_month=40, referrals_school_month=20, referrals_daycare_month=20,
                  referrals_ALL_since=288)  # fmt: skip
    paper = paper_of(tmp_path, FlashExample(dip, event="Nedlukning"))
    assert paper.headline.startswith("Indstillinger i alt, marts 2025: kun 40 kom")
    assert "»Nedlukning«" in paper.findings[0]
    assert "ikke en virkning af indsatsen" in paper.findings[0]
    assert not any("en grund, der går over" in finding for finding in paper.findings)
    assert paper_of(tmp_path, FlashExample(dip, event="Nedlukning"), "en").headline.endswith("(95 %: 71–129).")


@pytest.mark.parametrize(
    "counts",
    [
        {"referrals_school_month": 3},
        {"referrals_daycare_month": 2, "referrals_school_month": 141},
        {"referrals_school_since": 104},
    ],
)
def test_few_children_are_hidden_and_so_is_what_leaves_few(tmp_path: Path, counts: dict[str, int]) -> None:
    rows = changed(**counts)
    if "referrals_school_since" in counts:
        rows = tuple((*row[:-1], True) if row[:2] == ("referrals", "school") else row for row in rows)
    table = paper_of(tmp_path, FlashExample(rows)).tables["varsel"]
    printed = {row.key: table.value(row, "came") for row in table.rows}
    assert printed[SCHOOL] == "[d]"
    assert printed["referrals|ALL|ALL|202503-202503"] == 143


def test_a_note_with_hidden_counts_stands_the_attack(tmp_path: Path) -> None:
    source = write_flash_example(tmp_path / "analyse.duckdb", FlashExample(changed(referrals_school_month=3)))
    folder = publish_edition(source, VINTAGE, "flash", TOWN, tmp_path / "out", Register(tmp_path / "u.jsonl"), "en")
    cells = read_release(folder).tables["varsel"][SCHOOL]
    assert (cells["came"], cells["of"], cells["usual"], cells["told"]) == ("[d]", "", "61", "\N{EN DASH}")


def test_where_few_were_granted_what_was_expected_of_them_is_hidden_with_them(tmp_path: Path) -> None:
    table = paper_of(tmp_path, FlashExample(changed(grants_ALL_month=72))).tables["varsel"]  # two of 74 were not
    row = next(row for row in table.rows if row.key == "grants|ALL|ALL|202503-202503")
    assert {table.value(row, key) for key in ("came", "of", "usual", "band_low", "band_high")} == {"[d]"}


def test_where_all_alarms_are_of_few_children_only_that_there_is_one_is_said(tmp_path: Path) -> None:
    few = changed(referrals_ALL_month=3, referrals_school_month=2, referrals_daycare_month=1)
    assert "for få børn til at blive vist" in paper_of(tmp_path, FlashExample(few)).headline


def test_what_an_earlier_note_printed_may_not_leave_few_children(tmp_path: Path, edition: Path) -> None:
    sealed = read_release(edition)
    key, whole = "referrals|ALL|ALL|202502-202503", dict(sealed.tables["varsel"])
    whole[key] = {**whole["referrals|ALL|ALL|202503-202503"], "came": "146"}
    before = Release(**{**sealed.__dict__, "edition": "2025/flash-b1", "tables": {"varsel": {key: whole[key]}}})
    table = paper_of(tmp_path, FlashExample(), earlier=(before,)).tables["varsel"]
    assert {table.value(row, "came") for row in table.rows if row.key.startswith("referrals")} == {"[d]"}
    found = [objection for objection in flash_objections(sealed, (before,)) if objection.technique == "T8"]
    assert [objection.table for objection in found] == ["varsel"]
    assert list(flash_objections(sealed, ())) == []


def test_the_attack_finds_a_rest_and_a_difference_of_few(edition: Path) -> None:
    sealed = read_release(edition)
    all_of = "{}|ALL|ALL|202503-202503"
    for row, came in ((SCHOOL, "140"), (all_of.format("grants"), "72"), (all_of.format("referrals"), "389")):
        tables = {"varsel": {**sealed.tables["varsel"], row: {**sealed.tables["varsel"][row], "came": came}}}
        assert list(flash_objections(Release(**{**sealed.__dict__, "tables": tables}), ()))


def test_the_notice_says_what_the_note_says_once_and_how_to_make_it(tmp_path: Path) -> None:
    data = DataDirectory(tmp_path / "var")
    data.published.mkdir(parents=True)
    write_flash_example(data.analysis)
    with duckdb.connect(str(data.analysis)) as connection:
        connection.execute("create table if not exists meta.publication as select 'f3a91c07' as vintage_id")
    notice = alarm_notice(data, TOWN, datetime(2020, 1, 1))
    assert notice is not None
    assert notice.heading == "pladsprognose: Hastenotat, april 2025"
    assert notice.text.startswith("Indstillinger i alt, marts 2025: 143 kom, 98 var ventet")
    assert "publish --vintage f3a91c07 --kind flash" in notice.text
    assert alarm_notice(data, TOWN, datetime(2030, 1, 1)) is None  # made before the run
    told_before(data, "series = 'referrals' and stream = 'ALL'")
    assert alarm_notice(data, TOWN, datetime(2020, 1, 1)) is not None  # that of schools is new
    told_before(data, "stream = 'school'")
    assert alarm_notice(data, TOWN, datetime(2020, 1, 1)) is None


def told_before(data: DataDirectory, which: str) -> None:
    """An earlier vintage, held against the same, had these alarms of the note too."""
    with duckdb.connect(str(data.analysis)) as connection:
        for table, chosen in (("forecast.vintage", "true"), ("forecast.alarm", f"is_alarm and {which}")):
            earlier = ", created_at - interval 1 day as created_at" if table == "forecast.vintage" else ""
            connection.execute(
                f"insert into {table} by name select * replace ('0e0e0e0e' as vintage_id{earlier}) from {table} "
                f"where vintage_id = '{VINTAGE}' and {chosen}"
            )
