"""The cases that a forecast starts from, in a fixed order: registered spells, then grants, then referrals.

A stay on a path carries the position of the case that it descends from, so that what becomes of a case can be told
whatever offers the child goes on to; expected children, whom nobody has referred, have none (-1). Not here: what
becomes of them (`residents`, `newcomers`), how two forecasts differ by case (`vintage_cases`).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from forecasting.given.horizon import Ints
from forecasting.world import World

SPELL, GRANT, REFERRAL = "spell", "grant", "referral"


def grant_cases(world: World) -> Ints:
    """Positions of `world.grants` among the cases."""
    return world.spells.height + np.arange(world.grants.height)


def referral_cases(world: World, referral_ids: pl.Series) -> Ints:
    """Positions of referrals among the cases."""
    first = world.spells.height + world.grants.height
    at = {referral_id: first + row for row, referral_id in enumerate(world.inputs.referrals["referral_id"])}
    return referral_ids.replace_strict(at, return_dtype=pl.Int64).to_numpy()


def case_table(world: World) -> pl.DataFrame:
    """One row a case in their order.

    Columns: case (position), kind, case_id, child_label, offer_type, decision_id, and referral_id where it has one.
    """
    names = ("child_label", "offer_type", "decision_id", "referral_id")
    spells = world.spells.select(*names[:-1], kind=pl.lit(SPELL), case_id="placement_id")
    grants = world.grants.select(*names, kind=pl.lit(GRANT), case_id="decision_id")
    referrals = world.inputs.referrals.select(
        "child_label", "referral_id", offer_type="requested_offer_type", kind=pl.lit(REFERRAL), case_id="referral_id"
    )
    cases = pl.concat([spells, grants, referrals], how="diagonal").with_row_index("case")
    return cases.select(pl.col("case").cast(pl.Int32), "kind", "case_id", *names)
