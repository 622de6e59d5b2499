"""Complaints over decisions, by the statutory clock: four weeks to complain, four to reconsider, two to forward.

When parents keep a complaint that was partly upheld they have four weeks to say so first. Outcomes by the national
figures of 2023 (218 of 345 decided: 78 upheld, 97 changed, 43 remitted). Not here: what a changed decision leads to.
"""

from __future__ import annotations

import numpy as np
import polars as pl

from pipelines.synthetic.key_draws import key_draw
from pipelines.synthetic.registers import NEVER, Late, Register
from pipelines.synthetic.streams import stream

SHARE = {"afslag": 0.075, "bevilget_alternativ": 0.045, "bevilget": 0.007}
REVIEW_SHARE = 0.002
RECONSIDERED = {"medhold": 0.20, "delvist_medhold": 0.12, "fastholdt": 0.68}
BOARD = {"stadfaestet": 0.225, "aendret": 0.28, "hjemvist": 0.125, "afvist": 0.22, "trukket": 0.15}
FORWARDED_PARTLY_SHARE = 0.5


def _choices(weights: dict[str, float], draws: np.ndarray) -> np.ndarray:
    limits = np.cumsum(list(weights.values()))
    return np.array(list(weights))[np.searchsorted(limits / limits[-1], draws, side="right")]


def complaint_register(decisions: Register, seed: int) -> Register:
    """`klager`: one row a complaint; each step is blank until its day."""
    rows = decisions.rows.filter(pl.col("udfald").is_in(list(SHARE))).sort("afgoerelse_id")
    is_review = pl.col("afgoerelse_id").str.starts_with("AR")
    share = (
        pl.when(is_review)
        .then(pl.lit(REVIEW_SHARE))
        .otherwise(pl.col("udfald").replace_strict(SHARE, return_dtype=pl.Float64))
    )
    return _steps(rows.filter(key_draw("afgoerelse_id", seed, 11) < share), seed)


def _steps(chosen: pl.DataFrame, seed: int) -> Register:
    keys = chosen["afgoerelse_id"].to_list()
    draws = np.array([stream(seed, "complaint", key).random(8) for key in keys]).reshape(len(keys), 8)
    told = np.maximum(chosen["afgoerelsesdato"].to_numpy() + 2, chosen["known"].to_numpy())
    received = told + (draws[:, 0] * 27).astype(np.int64)
    reconsidered = received + np.where(draws[:, 1] < 0.92, 5 + draws[:, 2] * 23, 30 + draws[:, 2] * 30).astype(np.int64)  # noqa: PLR2004
    answer = _choices(RECONSIDERED, draws[:, 3])
    partly = (answer == "delvist_medhold") & (draws[:, 4] < FORWARDED_PARTLY_SHARE)
    goes_on = (answer == "fastholdt") | partly
    forwarded = reconsidered + np.where(partly, 28, 0) + 2 + (draws[:, 5] * 12).astype(np.int64)
    board = forwarded + 80 + (draws[:, 6] * 130).astype(np.int64)
    rows = pl.DataFrame(
        {
            "klage_id": [f"K{key}" for key in keys],
            "afgoerelse_id": keys,
            "modtaget_dato": received,
            "genvurdering_dato": reconsidered,
            "genvurdering_udfald": answer,
            "videresendt_dato": np.where(goes_on, forwarded, NEVER),
            "naevn_dato": np.where(goes_on, board, NEVER),
            "naevn_udfald": _choices(BOARD, draws[:, 7]),
            "known": received,
        },
        schema_overrides={
            "klage_id": pl.String,
            "afgoerelse_id": pl.String,
            "genvurdering_udfald": pl.String,
            "naevn_udfald": pl.String,
        },
    ).with_columns(reconsidered="genvurdering_dato", forwarded="videresendt_dato", board="naevn_dato")
    late = (
        Late("reconsidered", ("genvurdering_dato", "genvurdering_udfald")),
        Late("forwarded", ("videresendt_dato",)),
        Late("board", ("naevn_dato", "naevn_udfald")),
    )
    return Register("klager", rows, late)
