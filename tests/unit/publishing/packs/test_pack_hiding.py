"""What of a month is hidden; the figures are in `month_example` and were judged by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
from month_example import CHILDREN, LAST_YEAR, Example, write_month_example

from pipelines.errors import ApprovalError, UsageError
from pipelines.municipality import Municipality, PackArea
from pipelines.publishing.content import ALL, Style
from pipelines.publishing.earlier import Before
from pipelines.publishing.packs.content import NOBODY, Month, Ratio, Use
from pipelines.publishing.packs.counted import tellable_waits
from pipelines.publishing.packs.figure_keys import REVIEWS, folder_name, told_by
from pipelines.publishing.packs.hiding import Hiding
from pipelines.publishing.packs.month_file import read_month
from pipelines.publishing.packs.pack import area_pack
from pipelines.publishing.packs.tables import area_tables, expectation_table, sign_table
from pipelines.publishing.published_file import open_published

APRIL = date(2025, 4, 1)
STYLE = Style("da", "tkr", "budget_minus_forventet")


def of_april(hidden: frozenset[str]) -> set[str]:
    return {key.removesuffix(" 2025-04-01") for key in hidden if key.endswith("2025-04-01")}


def test_a_small_figure_goes_with_its_other_area_and_another_line_in_each(hiding: Hiding) -> None:
    # Syd has three in specialboernehave; the municipality's eight are printed, so Nord's five go too; the totals of
    # both areas are printed, so one more line goes in both. Not mellemform: Syd's seven less five more are two, which
    # is something and small; specialskole's fourteen less five are nine
    expected = {f"{area} {code}" for area in ("Nord", "Syd") for code in ("specialboernehave", "specialskole")}
    assert {key for key in of_april(hiding.hidden()) if not key.startswith("skole-")} == expected


def test_last_years_month_is_judged_by_its_own_figures(hiding: Hiding) -> None:
    assert not any(key.endswith(LAST_YEAR.isoformat()) for key in hiding.hidden())


def test_a_figure_hidden_before_stays_hidden_and_one_shown_before_cannot_hide_another(month: Month) -> None:
    parts = {area: area for area in month.areas}
    before = Before(hidden=frozenset({f"Nord specialskole {LAST_YEAR}"}))
    assert f"Nord specialskole {LAST_YEAR}" in Hiding(month, parts, 5, before).hidden()
    known = Before(known=frozenset({f"{area} specialskole {APRIL}" for area in parts}))
    hidden = of_april(Hiding(month, parts, 5, known).hidden())
    assert not {"Nord specialskole", "Syd specialskole"} & hidden
    assert {"Nord specialklasse", "Syd specialklasse"} <= hidden  # the next line with enough to hide behind


def test_money_leaves_out_what_is_hidden_now_or_was_earlier_in_the_year(hiding: Hiding) -> None:
    # Nord's special schools are hidden in April for the sake of Syd's three
    assert hiding.money_types("Nord", hiding.hidden()) == ("specialklasse",)
    assert hiding.money_types("Nord", frozenset()) == ("specialklasse", "specialskole")
    assert hiding.money_types("Nord", frozenset({"Nord specialskole 2025-02-01"})) == ("specialklasse",)


def test_a_month_whose_first_edition_gives_a_corrected_small_figure_away_is_refused_for_that_reason(
    tmp_path: Path,
) -> None:
    # Syd has four children in all; its first edition had more, and Nord's total and the municipality's are out
    few = {**CHILDREN, "D3": ((0, 0, 4, 0, 0), (6, 7, 20, 15, 10))}
    path = write_month_example(tmp_path / "few.duckdb", Example(children=few))
    with open_published(path) as source:
        month = read_month(source, None, Municipality())
    known = Before(known=frozenset({f"{place} ALL {APRIL}" for place in ("Nord", "Syd", "ALL")}))
    with pytest.raises(ApprovalError, match=r"april 2025 er udgivet, og tallene er rettet siden"):
        Hiding(month, {area: area for area in month.areas}, 5, known).hidden()


def test_last_year_corrected_so_that_what_is_printed_would_give_it_away_is_not_compared_with(month: Month) -> None:
    parts = {area: area for area in month.areas}
    use = {**month.use, (LAST_YEAR, "D3", "specialklasse"): Use(3, Decimal(3))}
    others = {(LAST_YEAR, "D3", code): NOBODY for code in ("specialboernehave", "mellemform", "specialskole")}
    corrected = replace(month, use=use | others)
    known = Before(known=frozenset({f"{place} ALL {LAST_YEAR}" for place in (*parts, "ALL")}))
    assert Hiding(corrected, parts, 5, Before()).comparable().has_last_year
    told = Hiding(corrected, parts, 5, known).comparable()
    assert not told.has_last_year
    assert Hiding(told, parts, 5, known).hidden() == Hiding(month, parts, 5, Before()).hidden()


def test_a_census_corrected_after_it_was_printed_is_told_no_more_and_stops_nothing(month: Month) -> None:
    # Nord had 9 and Syd 8 of 17 when they were printed; Syd has 3 now, which Nord's 9 and the new 12 would tell
    day = date(2025, 3, 31)
    signs = {
        ("skolevaegring", day, area): Ratio(Decimal(count)) for area, count in (("Nord", 9), ("Syd", 3), (ALL, 12))
    }
    keys = {f"{place} skolevaegring {day}" for place in ("Nord", "Syd", "ALL")}
    hiding = Hiding(replace(month, signs=signs), {area: area for area in month.areas}, 5, Before(known=frozenset(keys)))
    assert keys <= hiding.hidden()


MERGED = (PackArea(navn="Nord og Syd", omraader=("Syd", "Nord")),)


def test_areas_put_together_have_the_districts_and_the_expectation_figures_of_both(month_file: Path) -> None:
    with open_published(month_file) as source:
        month = read_month(source, None, Municipality(datapakkeomraader=MERGED))
    assert month.areas == {"Nord og Syd": ("D1", "D2", "D3")}
    # 28,5 and 22,0; only Nord has a figure for special schools
    assert month.expected_places == {("Nord og Syd", "specialklasse"): Decimal("50.5")}


@pytest.mark.parametrize(
    ("name", "area", "told"), [("A", "Øst", "Øst findes ikke"), ("Syd", "Nord", "Syd er allerede")]
)
def test_areas_put_together_must_be_there_and_have_a_name_of_their_own(
    month_file: Path, name: str, area: str, told: str
) -> None:
    entry = PackArea(navn=name, omraader=(area,))
    with open_published(month_file) as source, pytest.raises(UsageError, match=rf"{told}.*Områderne er Nord, Syd"):
        read_month(source, None, Municipality(datapakkeomraader=(entry,)))


def test_what_an_area_showed_alone_is_known_when_it_is_put_together(month_file: Path) -> None:
    # Syd's 3 in specialboernehave are hidden alone; Nord's 5 are out, so the 8 of both together would tell them
    with open_published(month_file) as source:
        month = read_month(source, None, Municipality(datapakkeomraader=MERGED))
    parts, kind = {"Nord og Syd": "begge"}, f"specialboernehave {APRIL}"
    before = Before(hidden=frozenset({f"Syd {kind}"}), known=frozenset({f"Nord {kind}"}))
    assert f"begge {kind}" not in Hiding(month, parts, 5, Before()).hidden()
    assert f"begge {kind}" in Hiding(month, parts, 5, before).hidden()


def test_a_difference_tells_of_both_years_and_the_budget_of_nobody() -> None:
    assert told_by("Nord", "boern", "specialskole", "children_change", APRIL) == (
        "Nord specialskole 2025-04-01", "Nord specialskole 2024-04-01",
    )  # fmt: skip
    assert told_by("Nord", "boern", "specialskole", "children_all", APRIL) == ("ALL specialskole 2025-04-01",)
    assert told_by("Nord", "forventning", "specialskole", "expected", APRIL) == ()


def test_a_month_that_is_not_over_or_not_known_is_a_wrong_call(month_file: Path) -> None:
    with open_published(month_file) as source:
        for period in (date(2025, 5, 1), date(2019, 1, 1)):
            with pytest.raises(UsageError, match=r"opgjort pr\. 2025-04-30"):
                read_month(source, period, Municipality())


def test_a_long_code_has_a_folder_of_its_own_and_no_area_has_a_schools() -> None:
    names = [folder_name("Ærø, Åbenrå og Øster Å " * 6 + end) for end in ("1", "2")]
    assert len({*names}) == 2
    assert max(map(len, names)) < 120
    assert folder_name("skole-100001") != "skole-100001"


@pytest.mark.parametrize("code", ["..", "../..", "/etc", "a/b", "C:\\x", "=1+1", "<b>"])
def test_a_code_leads_to_no_other_folder(code: str) -> None:
    assert not set(folder_name(code)) & set("./\\:<> ")


def test_a_month_more_than_a_year_back_is_a_wrong_call_that_says_where_to_take_it_from(month_file: Path) -> None:
    with open_published(month_file) as source, pytest.raises(UsageError, match=r"12 måneder bagud.*--as-of 2024-04-30"):
        read_month(source, LAST_YEAR, Municipality())


@pytest.mark.parametrize(
    ("version", "said"),
    [(1, "områdets leder har aftalt i gennemsnit over året (låst 31. januar 2025)"), (None, "vedtagne budget giver")],
)
def test_the_pack_says_whose_the_expectation_figures_are_and_which_offers_have_none(
    tmp_path: Path, version: int | None, said: str
) -> None:
    with open_published(write_month_example(tmp_path / "month.duckdb", Example(version=version))) as source:
        table = expectation_table(read_month(source, None, Municipality()), "Nord", STYLE)
    whose, none_of = (note.replace("\N{NO-BREAK SPACE}", " ") for note in table.notes)
    assert said in whose
    # of five types Nord has a figure for two
    assert [row.key for row in table.rows] == ["specialklasse", "specialskole"]
    assert none_of == "Tilbud, der ikke står her, har området intet forventningstal for."


def test_what_a_school_books_for_children_of_another_area_is_their_areas(tmp_path: Path) -> None:
    path = write_month_example(tmp_path / "month.duckdb")
    with duckdb.connect(str(path)) as file:
        # of the 1,700,000 booked in D1 for special classes a tenth is for children in D3; D3's own 2,600,000 stay
        file.execute("insert into mart.residence_share values ('specialklasse', 'D1', 'D1', 0.9), "
                     "('specialklasse', 'D1', 'D3', 0.1)")  # fmt: skip
    with open_published(path) as source:
        money = read_month(source, None, Municipality()).money
    # Nord: 1,530,000 and D2's 900,000; Syd: 2,600,000 and 170,000. What the places cost is untouched.
    nord, syd = (money[area, "specialklasse"] for area in ("Nord", "Syd"))
    assert (nord.booked_kr, syd.booked_kr) == (Decimal(2_430_000), Decimal(2_770_000))
    assert (nord.committed_kr, syd.committed_kr) == (Decimal(2_900_000), Decimal(2_800_000))


MARCH = date(2025, 3, 31)


def waits_of(**cases: int) -> dict[tuple[date, str], Ratio]:
    """Seventy days for each open case."""
    return {(MARCH, area): Ratio(Decimal(70 * count), Decimal(count)) for area, count in cases.items()}


@pytest.mark.parametrize(
    ("cases", "hidden", "is_told"),
    [
        ({"Nord": 9, "Syd": 8, "ALL": 17}, "", True),
        ({"Nord": 9, "Syd": 4, "ALL": 13}, "", False),  # Syd has few
        ({"Nord": 9, "Syd": 8, "ALL": 20}, "", False),  # three are outside the areas
        ({"Nord": 9, "Syd": 8, "ALL": 22}, "", True),  # five are
        ({"Nord": 9, "Syd": 8, "ALL": 17}, "Syd", False),  # its number is hidden
    ],
)
def test_mean_waits_are_told_of_every_area_or_of_none(
    month: Month, cases: dict[str, int], hidden: str, is_told: bool
) -> None:
    keys = frozenset({f"{hidden} ppr_sager {MARCH}"})
    told = tellable_waits(replace(month, waits=waits_of(**cases)), {"Nord": "Nord", "Syd": "Syd"}, 5, keys)
    assert (told.waits != {}) == is_told


def test_waits_and_marks_stand_among_the_early_signs(month: Month) -> None:
    marks = {("karakter_2_eller_derunder_9kl", date(2024, 6, 30), area): Ratio(Decimal(7)) for area in ("Nord", "ALL")}
    waits = waits_of(Nord=9, Syd=8, ALL=17) | {(date(2024, 3, 31), "Nord"): Ratio(Decimal(615), Decimal(9))}
    tables = {table.code: table for table in area_tables(replace(month, signs=marks, waits=waits), "Nord", (), STYLE)}
    (row,) = tables["tegn"].rows
    assert row.values[0] == "Elever i 9. klasse med karakteren 2 eller derunder"
    # 615 days for nine cases is 68.3; seventy now
    (row,) = tables["ventetid"].rows
    assert row.values[1:] == (date(2024, 3, 31), MARCH, 68, 70, 70)


def test_reviews_due_are_counted_by_area_and_hidden_as_other_counts(month_file: Path) -> None:
    with duckdb.connect(str(month_file)) as connection:
        # 9 + 8 of the two districts of Nord, 4 of Syd; who has no known district is nowhere
        for district, area, due in (("D1", "Nord", 9), ("D2", "Nord", 8), ("D3", "Syd", 4), ("UKENDT", "UKENDT", 2)):
            row = ["2025-04-01", area, district, "ALL", "ALL", due]
            connection.execute("insert into mart.review_monthly values (?, ?, ?, ?, ?, ?)", row)
    with open_published(month_file) as source:
        month = read_month(source, None, Municipality())
    day = date(2025, 4, 30)
    due = {area: ratio.part for (sign, when, area), ratio in month.signs.items() if (sign, when) == (REVIEWS, day)}
    assert due == {"Nord": 17, "Syd": 4, "ALL": 21}
    hidden = Hiding(month, {"Nord": "Nord", "Syd": "Syd"}, 5, Before()).hidden()
    # of two areas with a known sum the other goes with the small one
    assert {key for key in hidden if REVIEWS in key} == {f"{area} {REVIEWS} {day}" for area in ("Nord", "Syd")}
    (row,) = sign_table(month, "Nord", STYLE).rows
    assert row.values[0] == "Revisitationer med frist i måneden"


def test_areas_and_districts_have_the_names_that_the_municipality_gives_their_codes(month: Month) -> None:
    style = replace(STYLE, names={"Nord": "Område Nordpå", "D1": "Skovby"})
    tables = {table.code: table for table in area_tables(month, "Nord", (), style)}
    assert [row.values[0] for row in tables["distrikter"].rows] == ["Skovby", "Distrikt D2", "I alt"]
    pack = area_pack(month, "Nord", (), frozenset(), Municipality(), style)
    assert (pack.name, pack.folder) == ("Område Nordpå", "Nord")
