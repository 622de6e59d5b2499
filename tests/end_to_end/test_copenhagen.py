"""Copenhagen's second prognosis of 2023 through the real command, with its »heraf Ukraine« column.

Source: Københavns Kommune, Børne- og Ungdomsudvalget 16-08-2023, punkt 2, »2. regnskabsprognose 2023«, tabel 1.
"""

from decimal import Decimal

import pytest

from pipelines.municipality import load_municipality
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.paper import write_paper
from pipelines.publishing.published_file import open_published
from pipelines.publishing.table import cell_text

pytestmark = pytest.mark.xdist_group("copenhagen")

ROUNDING = Decimal("0.1")  # the paper rounds each figure on its own
# area: expected corrected budget, expected spend, result, of which Ukraine, result without Ukraine (million kroner)
PRINTED = {
    "Dagtilbud": ("5183.6", "5247.6", "-64.0", "17.3", "-46.7"),
    "Specialdagtilbud": ("400.8", "405.3", "-4.5", "0.2", "-4.3"),
    "Undervisning": ("4474.8", "4554.0", "-79.2", "48.3", "-30.9"),
    "Specialundervisning": ("1265.6", "1290.1", "-24.5", "1.9", "-22.6"),
    "Sundhed": ("362.1", "362.8", "-0.7", "1.5", "0.8"),
    "Administration": ("252.0", "252.1", "-0.1", "2.0", "1.9"),
    "ALL": ("11938.9", "12111.9", "-173.0", "71.2", "-101.8"),
}


@pytest.fixture(scope="module")
def june(run, examples, tmp_path_factory):
    return run(examples / "koebenhavn_2023" / "leverancer", "2023-06-30", tmp_path_factory.mktemp("koebenhavn"))


def test_every_area_and_the_total_is_the_printed_one_within_its_rounding(june):
    result = {
        area: amounts
        for area, *amounts in june.rows(
            "select grant_area, budget_kr, expected_kr, deviation_kr from forecast.deviation "
            "where fiscal_year = 2023 and district_id = 'ALL' and offer_type = 'ALL'"
        )
    }
    ukraine = dict(
        june.rows(
            "select grant_area, booked_kr from mart.special_cause_yearly "
            "where fiscal_year = 2023 and special_cause = 'Ukraine'"
        )
    )

    for area, printed in PRINTED.items():
        budget, expected, deviation = result[area]
        shown = (budget, expected, deviation, ukraine[area], deviation + ukraine[area])
        for kroner, million in zip(shown, printed, strict=True):
            assert abs(kroner / 1_000_000 - Decimal(million)) <= ROUNDING, area


def test_the_paper_prints_the_municipality_s_own_columns_with_of_which_ukraine(june, examples):
    municipality = load_municipality(examples / "koebenhavn_2023" / "leverancer" / "kommune.yaml")
    with open_published(june.file) as source:
        prognosis = source.prognosis(source.latest_vintage_id())
    paper = write_paper(prognosis, "prognose2", municipality, "da", Earlier())
    table = paper.tables["bevillingsomraader"]
    headers = [column.plain_header for column in table.columns if column.kind not in ("low", "high")]
    # the deliveries have no expected change, so the budget is called what it is here
    assert headers == ["Bevillingsområde", "Korrigeret budget", "Forventet regnskab",
                       "Merforbrug (−) / mindreforbrug (+)", "Heraf udgifter til Ukraine",
                       "Afvigelse ekskl. Ukraine"]  # fmt: skip
    keys = ("budget", "expected", "deviation", "of_which", "without_cause")
    columns = {column.key: column for column in table.columns}
    for row in table.rows:
        printed = [cell_text(table.value(row, key), columns[key], paper.style) for key in keys]
        figures = [Decimal(words.replace(".", "").replace(",", ".").replace("−", "-")) for words in printed]
        for figure, million in zip(figures, PRINTED[row.key], strict=True):
            assert abs(figure - Decimal(million)) <= ROUNDING, row.key


def test_the_areas_sum_to_the_total_without_rounding(june):
    areas, total = june.rows(
        "select sum(expected_kr) filter (where grant_area <> 'ALL'), "
        "sum(expected_kr) filter (where grant_area = 'ALL') "
        "from forecast.deviation where fiscal_year = 2023 and district_id = 'ALL' and offer_type = 'ALL'"
    )[0]

    assert areas == total == 12_111_900_000
