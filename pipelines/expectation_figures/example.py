"""A demonstration's expectation figures: proposed from what was known, agreed and frozen by nobody, and it says so."""

from __future__ import annotations

from datetime import UTC, date, datetime

import duckdb

from pipelines.expectation_figures.proposal import work_out
from pipelines.expectation_figures.store import (
    Agreement,
    Freeze,
    Proposal,
    add_agreement,
    add_freeze,
    add_proposal,
    freezes_of,
    next_number,
)

BY, ROLE, REASON = "demonstration", "opdigtet områdeleder", "Demonstration: ingen har aftalt tallene."


def freeze_example(connection: duckdb.DuckDBPyConnection, known_from: date) -> None:
    """Freeze the year's figures as known on the day, unless some are frozen or its budget was not known."""
    year, now = known_from.year, datetime.now(UTC).replace(tzinfo=None, microsecond=0)
    worked = work_out(connection, year, known_from, with_plan=True)
    if worked is None or freezes_of(connection, year):
        return
    proposal = Proposal(next_number(connection, "figure_proposal", "proposal_id"), year, now, BY, *worked)
    add_proposal(connection, proposal)
    for area in proposal.areas:
        number = next_number(connection, "figure_agreement", "agreement_id")
        add_agreement(connection, Agreement(number, proposal.proposal_id, area, now, BY, ROLE, REASON, None, {}))
    add_freeze(connection, Freeze(year, 1, proposal.proposal_id, now, BY, known_from, REASON, None))
