from decimal import Decimal

from pipelines.publishing.content import Style
from pipelines.review.level_tables import MEMBERS, level_tables
from pipelines.review.words import word
from pipelines.sources.contract import load_contracts

DANISH = Style("da", "tkr", "budget_minus_forventet")


def row(dimension, member, year, places, kr):
    spread = {"p10_kr": Decimal(kr - 10), "p90_kr": Decimal(kr + 10)}
    head = {"dimension": dimension, "member": member, "fiscal_year": year}
    return head | {"full_year_places": Decimal(places), "mean_kr": Decimal(kr)} | spread


FOUND = [
    row("own_bought", "bought", 2025, 3, 900), row("own_bought", "own", 2025, 1, 100),
    row("own_bought", "ikke_fordelt", 2025, 0, -50), row("own_bought", "ALL", 2025, 4, 950),
    row("grade_band", "stage_upper", 2025, 4, 1000), row("grade_band", "daycare", 2026, 2, 700),
    row("grade_band", "ikke_fordelt", 2025, 0, -50), row("grade_band", "ALL", 2025, 4, 950),
    row("grade_band", "ALL", 2026, 2, 700),
]  # fmt: skip


def test_each_division_has_its_lines_in_order_and_what_is_for_no_place_and_the_total_stand_once():
    (table,) = level_tables(FOUND, DANISH)

    assert [(line.values[:2], line.values[2], line.values[3]) for line in table.rows] == [
        (("Trin", "Dagtilbud"), None, None),
        (("Trin", "Udskoling, fra 7. klasse"), 4, 1000),
        (("Egne og købte", "Kommunens egne pladser"), 1, 100),
        (("Egne og købte", "Købte pladser"), 3, 900),
        (("Alle", "Uden plads: indtægter, øvrigt, engangsposter og justeringer"), 0, -50),
        (("Alle", "I alt"), 4, 950),
    ]
    assert table.rows[0].values[-2:] == (2, 700)
    assert table.rows[1].values[4:6] == (990, 1010)
    assert [line.is_total for line in table.rows] == [False] * 5 + [True]


def test_a_file_from_before_the_years_were_divided_has_no_table():
    assert list(level_tables([], DANISH)) == []


def test_every_institution_type_and_owner_that_a_delivery_may_have_has_its_line_and_words():
    columns = {column.name: column.codes for column in load_contracts()["institutioner"].columns}

    assert set(columns["institutionstype"]) < set(MEMBERS["institution_type"])
    assert set(columns["ejer"]) < set(MEMBERS["provider_group"])
    for member in MEMBERS["institution_type"]:
        assert word(f"institution_type_{member}", "da") != word(f"institution_type_{member}", "en")
