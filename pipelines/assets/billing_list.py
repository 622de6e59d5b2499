"""The list of bills that do not fit, by provider, for those who approve them: place, vouchers, kroner and the reason.

One file in `restricted/afregning/<as-of day>/`, by delivered numbers. What is counted without places is
`mart.billing_misfit`. Not here: when a bill fits (`int_billing_misfit`).
"""

from __future__ import annotations

import dagster as dg

from pipelines.assets.working_lists import list_bytes, lists_folder
from pipelines.faults import readably
from pipelines.progress import Progress
from pipelines.resources import Workspace
from pipelines.sources.restricted_files import write_private

HEADER = (
    "institutionsnummer", "institution", "distrikt", "tilbudstype", "aarsag", "placering_id", "fra_maaned",
    "til_maaned", "bilag", "faktureret", "forventet", "forskel",
)  # fmt: skip
MISFITS = """
-- one row per bill that does not fit: those of each provider together, the dearest first; where the child lives and
-- what the place is, or what the posting says of a place that nobody knows
with place as (
    select placement_id, provider_id, district_id, offer_type from intermediate.int_placement where is_current
    union all
    select delivered_placement_id, provider_id, min(district_id), min(offer_type)
    from intermediate.int_posting
    where placement_id is null and delivered_placement_id is not null
    group by delivered_placement_id, provider_id
)

select
    misfit.provider_id, provider.provider_name, place.district_id, place.offer_type, misfit.reason, misfit.placement_id,
    strftime(misfit.first_month, '%Y-%m'), strftime(misfit.last_month, '%Y-%m'), misfit.voucher_ids,
    misfit.billed_kr, misfit.expected_kr, misfit.billed_kr - misfit.expected_kr
from intermediate.int_billing_misfit as misfit
left join place using (placement_id, provider_id)
left join (
    select provider_id, max_by(provider_name, valid_from) as provider_name from mart.provider group by all
) as provider using (provider_id)
order by
    misfit.provider_id, abs(misfit.billed_kr - misfit.expected_kr) desc, misfit.placement_id, misfit.first_month,
    misfit.reason
"""


@dg.asset(
    key=["restricted", "afregning"],
    group_name="publication",
    deps=[["intermediate", "int_billing_misfit"], ["mart", "mart_provider"]],
    pool="warehouse",
)
@readably
def billing_list(
    workspace: dg.ResourceParam[Workspace], progress: dg.ResourceParam[Progress]
) -> dg.MaterializeResult[None]:
    """The bills that do not fit."""
    with progress.step("Skriv regninger, der ikke passer") as step:
        with workspace.warehouse() as connection:
            misfits = connection.execute(MISFITS).fetchall()
        lists_folder(workspace, "afregning")
        write_private(workspace.data.misfit_bills(workspace.settings.as_of), list_bytes(HEADER, misfits))
        step.rows = len(misfits)
    return dg.MaterializeResult(metadata={"rows": step.rows})
