"""Which lines by offer type and which parts of the year an edition has, whether or not there are children in them.

Not here: what of them may be shown (`protection`).
"""

from __future__ import annotations

from datetime import date

from pipelines.errors import ApprovalError
from pipelines.municipality import Municipality
from pipelines.publishing.content import NOT_PLACES, PERSON_COMPONENTS, Component, Position, Prognosis
from pipelines.publishing.figures import OFFSETS, places


def offered(prognosis: Prognosis, municipality: Municipality) -> list[Position]:
    """The lines of the offer types the municipality has; ApprovalError for children in a type it says it has not.

    Whether a line is there must not depend on whether children are now: that would tell.
    """
    if not municipality.tilbud:
        return [line for line in prognosis.offer_types if line.is_offered or _is_used(line)]
    known = {*municipality.tilbud, NOT_PLACES}
    strange = [line.code for line in prognosis.offer_types if line.code not in known and _is_used(line)]
    if strange:
        raise ApprovalError(
            f"Prognosen har pladser eller udgifter for {', '.join(strange)}, som ikke står blandt kommunens tilbud i "
            "kommune.yaml. Skriv dem på listen (tilbud).",
            f"The prognosis has places or costs for {', '.join(strange)}, which are not among the offers "
            "of kommune.yaml. Put them on the list (tilbud).",
        )
    return [line for line in prognosis.offer_types if line.code in known]


def _is_used(line: Position) -> bool:
    amounts = (line.expected.mean_kr, line.budget_kr, line.spend_to_date_kr)
    return any(amounts) or any(places(line, year) for year in OFFSETS)


def parts_of_the_year(prognosis: Prognosis) -> tuple[Component, ...]:
    """The year's parts without those that cannot be: nobody is waiting where no referrals are delivered."""
    is_over = prognosis.vintage.as_of == date(prognosis.fiscal_year, 12, 31)
    return tuple(
        part
        for part in prognosis.components
        if part.amount.mean_kr
        or not (part.code in PERSON_COMPONENTS and (is_over or (part.code == "pending" and not prognosis.referrals)))
    )
