"""Reasons for adjustments are free text: what a paper prints of them holds no figure that could tell of a child."""

from __future__ import annotations

import pytest
from example_file import Example

from pipelines.municipality import Municipality

MUNICIPALITY = Municipality(navn="Fiktiv Kommune")


def reason(paper):
    table = paper.tables["justeringer"]
    return table.value(table.rows[0], "reason")


@pytest.mark.parametrize("told", ["3 børn flytter fra Skovskolen", "Aftalt for elev 12", "Et barn (2016-05-03)"])
def test_a_reason_with_figures_is_not_printed(paper_of, told):
    printed = reason(paper_of(Example(adjustment_reason=told), MUNICIPALITY))
    assert printed == "Begrundelsen har tal og trykkes ikke. Forvaltningen kan oplyse den."


def test_a_reason_with_no_other_figures_than_years_and_days_is_printed_as_it_was_written(paper_of):
    told = "Ny gruppe åbner 1. august 2025 på Skovskolen"
    assert reason(paper_of(Example(adjustment_reason=told), MUNICIPALITY)) == told
