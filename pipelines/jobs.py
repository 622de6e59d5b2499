"""The two jobs. The command and `dagster dev` launch the same."""

from __future__ import annotations

import dagster as dg

from pipelines.conservation import nothing_is_lost

WHOLE_JOB, PROJECTION_JOB = "prognose", "fremskrivning"

prognosis_job = dg.define_asset_job(
    WHOLE_JOB, selection=dg.AssetSelection.all(), description="Leverancer bliver til prognose mod budget"
)
projection_job = dg.define_asset_job(
    PROJECTION_JOB,
    selection=dg.AssetSelection.all() - dg.AssetSelection.key_prefixes("raw") - dg.AssetSelection.all_asset_checks()
    | dg.AssetSelection.checks(nothing_is_lost),
    description="Kun fremskrivning, på det der er indlæst",
)
