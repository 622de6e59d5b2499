from __future__ import annotations

from datetime import date

import pytest

from pipelines.municipality import AreaRename, Municipality, area_names, named_on
from pipelines.municipality.model import Adjustment, GrantAreaEntry

RENAMES = (
    AreaRename(fra="B", til="C", gyldig_fra=date(2026, 1, 1)),
    AreaRename(fra="A", til="B", gyldig_fra=date(2025, 1, 1)),
)


@pytest.mark.parametrize(("day", "names"), [
    (date(2024, 12, 31), {"B": "A", "C": "A"}),
    (date(2025, 1, 1), {"A": "B", "C": "B"}),
    (date(2026, 1, 1), {"A": "C", "B": "C"}),
])  # fmt: skip
def test_an_area_has_the_name_of_the_day_whatever_it_was_called(day, names):
    assert area_names(RENAMES, day) == names


def test_a_name_that_is_taken_back_is_the_days_own():
    back = (*RENAMES[1:], AreaRename(fra="B", til="A", gyldig_fra=date(2026, 1, 1)))
    assert area_names(back, date(2026, 6, 1)) == {"B": "A"}
    assert area_names(back, date(2025, 6, 1)) == {"A": "B"}


def test_the_municipalitys_own_map_and_adjustments_follow():
    municipality = Municipality(
        omdoebte_omraader=RENAMES,
        bevillingsomraader=[GrantAreaEntry(tilbudstype="specialskole", bevillingsomraade="A")],
        justeringer=[
            Adjustment(
                regnskabsaar=2026, bevillingsomraade="B", beloeb="1", begrundelse="x", oprettet_af="controller",
                oprettet=date(2026, 1, 1), udloeber=date(2026, 12, 31),
            )
        ],
    )  # fmt: skip
    today = named_on(municipality, date(2026, 4, 30))
    assert [entry.bevillingsomraade for entry in (*today.bevillingsomraader, *today.justeringer)] == ["C", "C"]
    assert named_on(Municipality(), date(2026, 4, 30)) == Municipality()
