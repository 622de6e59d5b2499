"""The visitation unit's own lists of a run, by delivered case number: what waits, and what each offer would cost.

Two files in `restricted/visitation/<as-of day>/`, for case workers who may see the cases; no name, no pseudonym. What
is counted without cases is `mart.case_age` and the command `visitation`. Not here: what a place costs
(`publishing.offer_prices`), how a list is written (`working_lists`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

import dagster as dg
import duckdb

from pipelines.assets.working_lists import list_bytes, lists_folder
from pipelines.faults import readably
from pipelines.progress import Progress
from pipelines.publishing.frame import frames
from pipelines.publishing.offer_prices import AVERAGE, DecisionCost, Wish, decision_costs
from pipelines.publishing.published_file import PublishedFile
from pipelines.resources import Workspace
from pipelines.sources.restricted_files import write_private

OFFERS_FILE = "mulige_tilbud.csv"

CASE_HEADER = (
    "slags", "sag", "runde", "indstillingstype", "distrikt", "tilbudstype", "institutionsnummer", "takstgruppe",
    "startdato", "venter_siden", "dage", "over_fristen", "tilbagesendt", "koster_i_aar", "koster_naeste_aar",
    "indstillende_institution",
)  # fmt: skip
CASES = """
select
    case_kind, case_id, visitation_round, referral_type, district_id, offer_type, provider_id, rate_group,
    start_date, waits_from, waited_days, if(is_late, 'ja', 'nej'), if(is_returned, 'ja', 'nej'),
    cost_as_of_year_kr, cost_year_after_kr, referring_institution_id
from intermediate.int_open_case
order by case_kind, waits_from, case_id
"""

OFFER_HEADER = (
    "sag", "oensket", "tilbudstype", "startdato", "institutionsnummer", "institution", "takstgruppe",
    "koster_i_startaaret", "koster_aaret_efter", "heraf_befordring", "gennemsnit_aaret_efter", "varsel_dage",
    "varsel_kr", "ledige_pladser", "ramme_tilbage_i_startaaret",
)  # fmt: skip
POSSIBLE = """
-- one row per open referral and offer type it could end in: the one that is wished, and those granted in the last two
-- years to children whose age then was at most a year from the child's now
with granted as (
    select distinct
        referral.granted_offer_type as offer_type, year(referral.decision_date) - year(referral.birth_month) as age
    from intermediate.int_referral_case as referral
    where
        referral.is_current and referral.granted_offer_type is not null and referral.birth_month is not null
        and referral.decision_date between $as_of - interval 2 years and $as_of
),

waiting as (
    select
        open_case.case_id, open_case.waits_from, open_case.offer_type as wished,
        year($as_of) - year(referral.birth_month) as age
    from intermediate.int_open_case as open_case
    inner join intermediate.int_referral_case as referral
        on open_case.case_id = referral.referral_id and referral.is_current
    where open_case.case_kind = 'indstilling'
)

select *
from (
    select waits_from, case_id, wished, wished as offer_type from waiting
    union
    select waiting.waits_from, waiting.case_id, waiting.wished, granted.offer_type
    from waiting
    inner join granted on abs(waiting.age - granted.age) <= 1
)
order by waits_from, case_id, offer_type <> wished, offer_type
"""
PRICED_TYPES = "select distinct offer_type from mart.offer_price order by 1"
NAMES = "select provider_id, any_value(provider_name) from mart.provider where is_in_force group by 1"
OWN = "select provider_id from mart.provider where is_in_force and owner = 'egen'"
NOT_SAID = "ikke_fordelt"
AUGUST = 8
PROVIDER = 2
"""Where a line of an offer has its provider; none on the type's average."""


@dg.asset(
    key=["restricted", "visitation"],
    group_name="publication",
    deps=[
        ["intermediate", "int_open_case"],
        *(["mart", mart] for mart in ("offer_price", "free_places", "capacity", "case_age", "mart_provider")),
        ["mart", "spend_monthly"],
        ["forecast", "forecast_deviation"],
        ["forecast", "forecast_vintage"],
    ],
    pool="warehouse",
)
@readably
def worktop(workspace: dg.ResourceParam[Workspace], progress: dg.ResourceParam[Progress]) -> dg.MaterializeResult[None]:
    """The cases that wait, and what each possible place would cost."""
    with progress.step("Skriv visitationens lister") as step:
        with workspace.warehouse() as connection:
            cases = connection.execute(CASES).fetchall()
            offers = list(case_offers(connection, workspace.settings.as_of))
        folder = lists_folder(workspace, "visitation")
        write_private(workspace.data.open_cases(workspace.settings.as_of), list_bytes(CASE_HEADER, cases))
        write_private(folder / OFFERS_FILE, list_bytes(OFFER_HEADER, offers))
        step.rows = len(cases) + len(offers)
    return dg.MaterializeResult(metadata={"rows": step.rows})


def case_offers(connection: duckdb.DuckDBPyConnection, as_of: date) -> Iterator[Sequence[Any]]:
    """Each open referral with the places it could end in, from next month and from the next 1 August.

    Every place of the type that is wished; of the other types that are possible, the municipality's own and what the
    type costs on average. A referral that wishes none gets every place of the possible types, and of all where no child
    of its age has been granted any.
    """
    priced = [offer_type for (offer_type,) in connection.execute(PRICED_TYPES).fetchall()]
    lines = {offer_type: list(offer_lines(connection, offer_type, as_of)) for offer_type in priced}
    near = {"", *(provider for (provider,) in connection.execute(OWN).fetchall())}
    others = {offer_type: [line for line in found if line[PROVIDER] in near] for offer_type, found in lines.items()}
    possible: dict[tuple[str, str], list[str]] = {}
    for _, case_id, wished, offer_type in connection.execute(POSSIBLE, {"as_of": as_of}).fetchall():
        possible.setdefault((case_id, wished), []).append(offer_type)
    for (case_id, wished), types in possible.items():
        if wished == NOT_SAID:
            for offer_type in [code for code in types if code in lines] or priced:
                yield from ((case_id, "", *line) for line in lines[offer_type])
            continue
        yield from ((case_id, "ja", *line) for line in lines.get(wished, ()))
        for offer_type in types[1:]:
            yield from ((case_id, "nej", *line) for line in others.get(offer_type, ()))


def offer_lines(connection: duckdb.DuckDBPyConnection, offer_type: str, as_of: date) -> Iterator[Sequence[Any]]:
    """The places of a type from each of the days a child might begin, cheapest first."""
    source = PublishedFile(connection)
    names: Mapping[str, str] = dict(connection.execute(NAMES).fetchall())
    left = {(frame.fiscal_year, frame.offer_type): frame for frame in frames(source)}
    for start in possible_starts(as_of):
        frame = left.get((start.year, offer_type))
        for cost in decision_costs(source, Wish(offer_type, None, None, start), as_of):
            is_average = cost.provider_id == AVERAGE
            yield (
                offer_type, start, "" if is_average else cost.provider_id,
                "typens gennemsnit" if is_average else names.get(cost.provider_id, ""),
                "" if is_average else cost.rate_group, *_amounts(cost), cost.free_places,
                frame.left_as_expected_kr if frame and frame.budget_kr else None,
            )  # fmt: skip


def possible_starts(as_of: date) -> list[date]:
    """The first of next month, and the next 1 August where that is another day."""
    next_month = date(as_of.year + as_of.month // 12, as_of.month % 12 + 1, 1)
    august = date(next_month.year + (next_month.month > AUGUST), AUGUST, 1)
    return sorted({next_month, august})


def _amounts(cost: DecisionCost) -> tuple[Any, ...]:
    return (
        cost.this_year_kr, cost.next_year_kr, cost.transport_next_year_kr, cost.average_next_year_kr, cost.notice_days,
        cost.notice_kr,
    )  # fmt: skip
