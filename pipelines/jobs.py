"""The one job: from deliveries to the published file. The command and `dagster dev` launch the same."""

from __future__ import annotations

import dagster as dg

JOB_NAME = "prognose"
prognosis_job = dg.define_asset_job(
    JOB_NAME, selection=dg.AssetSelection.all(), description="Leverancer bliver til prognose mod budget"
)
