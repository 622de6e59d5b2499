"""Each technique finds what only it is there for: one thing is spoilt in a sound edition's written files."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from small_editions import OUTCOMES, PRICES, TYPES, Prognosis, attacked, paper_of, prognosis, unhide, write

from pipelines.municipality import Municipality
from pipelines.privacy.attack import objections
from pipelines.privacy.attack.equations import System
from pipelines.privacy.release import Release, read_release
from pipelines.publishing.content import Component, Interval
from pipelines.publishing.dominance import Concentration, Dearest
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.paper import Paper, write_paper
from pipelines.publishing.since_last import SinceLast

LARGE = dict(zip(TYPES, (20, 24, 40, 120, 95, 31, 14, 85, 9), strict=True))


def made(changes: dict[str, tuple[str, str, str]] | None = None, as_of: date = date(2025, 4, 30),
         referrals: dict[str, int] | None = None) -> Prognosis:  # fmt: skip
    """Nine types with enough children in every year, but for the changes; so many referrals every month."""
    places = {code: tuple(Decimal(count) for _ in range(3)) for code, count in LARGE.items()}
    places |= {code: tuple(Decimal(count) for count in counts) for code, counts in (changes or {}).items()}
    parts = {"known": Decimal(90), "decided": Decimal(12), "pending": Decimal(9), "unbilled": Decimal(15)}
    monthly = dict.fromkeys(OUTCOMES, 10) | (referrals or {})
    counts = {code: {(year, month): monthly[code] for year in (as_of.year - 1, as_of.year) for month in range(1, 13)}
              for code in OUTCOMES}  # fmt: skip
    prices = {code: Decimal(price * 1000) for code, price in PRICES.items()}
    return prognosis(places, prices, parts, counts, as_of)


@pytest.fixture
def paper() -> Paper:
    return paper_of(made({"intern_skole": ("14", "3.4", "14")}))


@pytest.fixture
def folder(paper: Paper, tmp_path: Path) -> Path:
    write(paper, tmp_path / "draft")
    return tmp_path / "draft"


def techniques(paper: Paper, folder: Path, earlier: tuple[Release, ...] = ()) -> set[str]:
    return {objection.technique for objection in attacked(paper, folder, earlier)}


def test_a_sound_edition_is_accepted(paper: Paper, folder: Path) -> None:
    assert attacked(paper, folder) == []


def test_t1_a_small_figure_in_plain_sight(paper: Paper, folder: Path) -> None:
    unhide(folder, "aktivitet", "intern_skole", {"places_this": "3,4"})
    assert "T1" in techniques(paper, folder)


def test_t1_zero_is_a_small_figure_too(paper: Paper, folder: Path) -> None:
    unhide(folder, "indstillinger", "granted", {"count_this": "0"})
    assert techniques(paper, folder) == {"T1"}


def test_t2_subtraction_finds_the_only_hidden_line_of_a_year(tmp_path: Path) -> None:
    paper = paper_of(made({"intern_skole": ("3.4", "14", "14")}))
    release = write(paper, tmp_path)
    (other,) = (row for row, printed in release.column("aktivitet", "places_last").items()
                if printed == "[d]" and row != "intern_skole")  # fmt: skip
    unhide(tmp_path, "aktivitet", other, {"places_last": f"{LARGE[other]},0", "places_change": "0,0"})
    found = attacked(paper, tmp_path)
    assert [(objection.line, objection.technique) for objection in found] == [("Interne skoler", "T2")]
    assert "3" not in found[0].how


def test_t3_two_sums_together_determine_what_neither_does_alone() -> None:
    system = System()
    for key in "ab":
        system.hide(key)
    system.print("count", 12, 0)
    system.print("money", 21, 0)
    system.relate({"count": -1.0, "a": 1.0, "b": 1.0})
    system.relate({"money": -1.0, "a": 1.0, "b": 2.0})
    assert system.by_subtraction() == set()
    assert system.by_elimination() == {"a", "b"}
    low, high = system.interval("a") or (0.0, 0.0)
    assert (round(low, 6), round(high, 6)) == (3, 3)


def test_t4_two_hidden_lines_that_are_too_few_together(tmp_path: Path) -> None:
    # 1.2 and 2.1 hidden in the same year: whoever has the total knows that both are below five
    paper = paper_of(made({"intern_skole": ("1.2", "14", "14"), "basisplads": ("2.1", "20", "20")}))
    release = write(paper, tmp_path)
    hidden = {row for row, printed in release.column("aktivitet", "places_last").items() if printed == "[d]"}
    assert len(hidden) == 3
    (third,) = hidden - {"intern_skole", "basisplads"}
    unhide(tmp_path, "aktivitet", third, {"places_last": f"{LARGE[third]},0", "places_change": "0,0"})
    assert techniques(paper, tmp_path) <= {"T4", "T11"} != set()


def test_t6_prices_tell_what_counts_alone_do_not(tmp_path: Path) -> None:
    # single integration counts in no total, but its money does in its grant area's: with a price a place it is found
    paper = paper_of(made({"enkeltintegration": ("9", "3.4", "9")}))
    release = write(paper, tmp_path)
    hidden = [row for row, printed in release.column("aktivitet", "places_this").items() if printed == "[d]"]
    assert len(hidden) == 3
    shown = hidden[0]
    line = {"places": f"{LARGE[shown]},0", "price": f"{PRICES[shown]}000"}
    money = dict.fromkeys(("budget", "expected", "low", "high"), f"{LARGE[shown] * PRICES[shown]}000")
    unhide(tmp_path, "tilbudstyper", shown, {**line, **money, "deviation": "0"})
    places = {"places_this": line["places"], "places_planned": line["places"], "places_change": "0,0"}
    unhide(tmp_path, "aktivitet", shown, places)
    found = [(objection.line, objection.technique) for objection in attacked(paper, tmp_path)]
    assert found == [("Enkeltintegration", "T6")]


def test_t6_a_change_beside_a_hidden_year(paper: Paper, folder: Path) -> None:
    unhide(folder, "aktivitet", "intern_skole", {"places_change": "-10,6"})
    assert techniques(paper, folder) == {"T6"}


def test_t7_a_line_hidden_before_is_shown_now(paper: Paper, tmp_path: Path) -> None:
    first = write(paper, tmp_path / "first", "2025/first")
    second = paper_of(made({"intern_skole": ("14", "6.4", "14")}, date(2025, 7, 31)))
    write(second, tmp_path / "second", "2025/second")
    assert techniques(second, tmp_path / "second", (first,)) == {"T7"}


def test_t7_other_headings_of_the_same_figures_give_a_hidden_line_away(tmp_path: Path) -> None:
    # first a heading of two types, then the large one alone: the difference is the small one
    exact = made({"intern_skole": ("14", "14", "3.4")})
    heading = {"kategori": "Intern og dag", "tilbudstyper": ["intern_skole", "dagbehandling"]}
    joint = Municipality(rapportkategorier=(heading,))
    first = write(paper_of(exact, (), joint), tmp_path / "first", "2025/first", joint)
    careless = write_paper(exact, "prognose1", Municipality(), "da", Earlier())
    write(careless, tmp_path / "second", "2025/second")
    hidden = read_release(tmp_path / "second").column("aktivitet", "places_next")
    assert hidden["intern_skole"] == "[d]"
    if hidden["dagbehandling"] != "[d]":
        assert techniques(careless, tmp_path / "second", (first,)) == {"T7"}
    careful = paper_of(exact, (first,))
    write(careful, tmp_path / "third", "2025/third")
    assert attacked(careful, tmp_path / "third", (first,)) == []


def test_t8_the_same_count_to_two_months_gives_what_came_between(tmp_path: Path) -> None:
    # two withdrawn a month: eight by April, fourteen by July; six between. One a month: four, then seven; three between
    first = write(paper_of(made(referrals={"withdrawn": 2})), tmp_path / "first", "2025/first")
    later = made(as_of=date(2025, 7, 31), referrals={"withdrawn": 2})
    counts = {**later.referrals[-1].by_month, (2025, 5): 1, (2025, 6): 1, (2025, 7): 1}
    later = replace(
        later,
        referrals=(*later.referrals[:-1], replace(later.referrals[-1], by_month=counts)),
        complaints=(*later.complaints[:-1], replace(later.complaints[-1], by_month=counts)),
    )
    careless = paper_of(later)
    write(careless, tmp_path / "second", "2025/second")
    assert techniques(careless, tmp_path / "second", (first,)) == {"T8"}
    careful = paper_of(later, (first,))
    release = write(careful, tmp_path / "third", "2025/third")
    assert release.printed("indstillinger", "withdrawn", "count_this") == "[d]"
    assert release.printed("klager", "changed", "count_this") == "[d]"
    assert attacked(careful, tmp_path / "third", (first,)) == []


def test_t2_decisions_less_those_in_time_are_the_late_ones(tmp_path: Path) -> None:
    # six decisions a month of which one is late: four by April, which 24 - 20 would tell
    few = paper_of(made(referrals={"granted": 2, "alternative": 2, "refused": 2}))
    release = write(few, tmp_path / "draft")
    assert [release.printed("indstillinger", code, "count_this") for code in ("in_time", "late")] == ["[d]", "[d]"]
    unhide(tmp_path / "draft", "indstillinger", "in_time", {"count_this": "20"})
    assert "T2" in techniques(few, tmp_path / "draft")


def test_t6_a_share_of_what_is_hidden(tmp_path: Path) -> None:
    few = paper_of(made(referrals={"granted": 2, "alternative": 2, "refused": 2}))
    release = write(few, tmp_path / "draft")
    assert release.printed("sagstider", "count_this", "share_in_time") == "[d]"
    unhide(tmp_path / "draft", "sagstider", "count_this", {"share_in_time": "83,33"})
    assert "T6" in techniques(few, tmp_path / "draft")


def test_t6_complaints_per_decision_where_a_kind_of_decision_is_hidden(tmp_path: Path) -> None:
    few = paper_of(made(referrals={"granted": 12, "alternative": 1, "refused": 3}))
    release = write(few, tmp_path / "draft")
    assert release.printed("indstillinger", "alternative", "count_this") == "[d]"
    assert release.printed("sagstider", "count_this", "complaint_share") == "[d]"
    unhide(tmp_path / "draft", "sagstider", "count_this", {"complaint_share": "12,50"})
    assert "T6" in techniques(few, tmp_path / "draft")


def test_t9_the_same_figure_in_two_tables(paper: Paper, folder: Path) -> None:
    unhide(folder, "aktivitet", "specialskole", {"places_this": "96,0"})
    assert "T9" in techniques(paper, folder)


def test_t10_a_reader_who_knows_one_child_of_another_line_learns_no_more() -> None:
    # five between two lines: whoever knows of one child in the other is left with nothing to five less one
    system = System()
    for key in "ab":
        system.hide(key)
    system.print("count", 5, 0)
    system.relate({"count": -1.0, "a": 1.0, "b": 1.0})
    assert system.interval("a", {"b": (1.0, None)}) == pytest.approx((0, 4))


def test_t12_an_amount_beside_hidden_places(paper: Paper, folder: Path) -> None:
    unhide(folder, "tilbudstyper", "intern_skole", {"expected": "2380000"})
    assert "T12" in techniques(paper, folder)


def dominated(first: int, second: int) -> Prognosis:
    """31 places in day treatment at 340,000 are 10,540,000; so many of them are the two dearest children's."""
    lines = {code: Dearest(Decimal(LARGE[code] * PRICES[code] * 1000), Decimal(90_000)) for code in TYPES}
    lines["dagbehandling"] = Dearest(Decimal(10_540_000), Decimal(first), Decimal(second))
    return replace(made(), concentration=Concentration({("places", "ALL", code): (line, line)
                                                        for code, line in lines.items()}))  # fmt: skip


@pytest.mark.parametrize(
    ("first", "second", "is_hidden"),
    # half of it; the other 10,540,000 - 5,000,000 - 5,000,000 = 540,000 is more than a tenth of the dearest, then less
    [(5_269_999, 0, False), (5_270_000, 0, True), (5_000_000, 5_000_000, False), (5_030_000, 5_010_000, True)],
)
def test_t12_a_line_of_many_children_of_which_one_is_most_is_hidden_with_another(
    tmp_path: Path, first: int, second: int, is_hidden: bool
) -> None:
    paper = paper_of(dominated(first, second))
    release = write(paper, tmp_path)
    hidden = [row for row, printed in release.column("tilbudstyper", "expected").items() if printed == "[d]"]
    assert ("dagbehandling" in hidden, len(hidden) > 1) == (is_hidden, is_hidden)
    # next year's places too, or a budget edition of the same day could not hide its kroner
    assert (release.printed("aktivitet", "dagbehandling", "places_next") == "[d]") == is_hidden
    assert attacked(paper, tmp_path) == []


def test_t12_kroner_of_which_one_child_is_most(tmp_path: Path) -> None:
    paper = paper_of(dominated(9_000_000, 500_000))
    shown = replace(paper_of(made()), dearest=paper.dearest)
    write(shown, tmp_path / "shown")
    found = [(each.technique, each.table, each.line) for each in attacked(shown, tmp_path / "shown")]
    assert found == [("T12", "tilbudstyper", "Dagbehandling")]
    release = write(paper, tmp_path / "hidden")
    hidden = [row for row, printed in release.column("tilbudstyper", "expected").items() if printed == "[d]"]
    for other in (row for row in hidden if row != "dagbehandling"):
        kroner, places = str(LARGE[other] * PRICES[other] * 1000), f"{LARGE[other]},0"
        money = dict.fromkeys(("budget", "expected", "low", "high"), kroner) | {"deviation": "0"}
        unhide(tmp_path / "hidden", "tilbudstyper", other,
               {**money, "places": places, "price": str(PRICES[other] * 1000)})  # fmt: skip
        unhide(tmp_path / "hidden", "aktivitet", other, {"places_this": places, "places_planned": places})
    assert {each.technique for each in attacked(paper, tmp_path / "hidden")} == {"T12"}


def test_t13_what_looks_like_a_person_number(paper: Paper, folder: Path) -> None:
    unhide(folder, "tilbudstyper", "specialskole", {"offer_type": "Skolen for 010115-1234"})
    assert "T13" in techniques(paper, folder)


def test_figures_that_are_public_already_are_only_searched_for_what_may_never_leave(tmp_path: Path) -> None:
    municipality = Municipality(offentliggjort_i="sag 37")
    paper = paper_of(made({"intern_skole": ("14", "3.4", "14")}), (), municipality)
    release = write(paper, tmp_path, municipality=municipality)
    assert release.printed("aktivitet", "intern_skole", "places_this") == "3,4"
    assert objections(tmp_path, release, (), paper.prices) == []


@pytest.mark.parametrize(
    ("line", "change_kr", "is_found"),
    # before: 12 decided and 9 pending places at 400,000, and no newcomers expected; a place costs 283,000 on average
    [("on_the_way", -500_000, False), ("on_the_way", -7_500_000, True), ("unknown", 900_000, True),
     ("unknown", 2_000_000, False), ("coming", -500_000, False), ("coming", -7_500_000, True)],
)  # fmt: skip
def test_t8_a_line_of_the_change_that_two_papers_tell_to_be_of_few_children(
    tmp_path: Path, line: str, change_kr: int, is_found: bool
) -> None:
    before = made(as_of=date(2025, 1, 31))
    old = write(paper_of(before), tmp_path / "old", "2025/old")
    now = made()
    total = now.total.expected.mean_kr
    since = SinceLast(
        before.total.expected.mean_kr, total, {line: Decimal(change_kr), "price": Decimal(-change_kr)}, {}
    )
    intake = Component("expected_intake", Interval(Decimal(0), Decimal(0), Decimal(0)), Decimal(0))
    old.tables["bestanddele"]["expected_intake"] = {"expected": "0"}
    now = replace(now, since_last=since, previous_as_of=date(2025, 1, 31), components=(*now.components, intake))
    paper = paper_of(now, (old,))
    write(paper, tmp_path / "new")
    found = attacked(paper, tmp_path / "new", (old,))
    assert any(each.table == "siden_sidst" for each in found) == is_found


@pytest.mark.parametrize(
    ("cells", "found"),
    [
        ({}, set()),
        ({"return_count": "4"}, {"T1"}),
        ({"return_count": "[d]"}, {"T6"}),
        ({"stock_count": "14"}, {"T11"}),
        ({"intake_count": "[d]"}, {"T6"}),
    ],
)
def test_a_school_year_that_tells_of_few_who_came_or_went_back(
    folder: Path, cells: dict[str, str], found: set[str]
) -> None:
    row = {"school_year": "2023/24", "intake_count": "37", "intake_share": "0,8", "stock_count": "269"}
    row |= {"return_count": "12", "return_share": "4,5"}
    release = read_release(folder)
    spoilt = replace(release, tables={**release.tables, "tilbagevenden": {"2023/24": row | cells}})
    assert {each.technique for each in objections(folder, spoilt, (), {}) if each.table == "tilbagevenden"} == found
    hidden = replace(
        release, tables={"tilbagevenden": {"2023/24": row | {"intake_count": "[d]", "intake_share": "[d]"}}}
    )
    told = {each.technique for each in objections(folder, spoilt, (hidden,), {}) if each.table == "tilbagevenden"}
    assert told - found == {"T7"}
    then = replace(release, tables={"tilbagevenden": {"2023/24": row | {"stock_count": "271"}}})
    late = {each.technique for each in objections(folder, spoilt, (then,), {}) if each.table == "tilbagevenden"}
    assert late - found == (set() if "stock_count" in cells else {"T8"})
