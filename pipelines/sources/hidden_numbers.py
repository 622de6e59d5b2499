"""CPR numbers of known children where a case, a voucher or an account should be named.

Ten digits may be an honest voucher number, so it is the vault that tells. Not here: numbers that are written with a
hyphen or belong to the row's own child (`values`), and free text, which is masked.
"""

from __future__ import annotations

import re
from dataclasses import replace

import polars as pl

from pipelines.privacy import cpr
from pipelines.privacy.pseudonyms import Vault
from pipelines.sources.assessment import Assessment
from pipelines.sources.contract import Column, Contract
from pipelines.sources.records import ROW
from pipelines.sources.values import CODE, COLUMN, is_free_text

UNDIVIDED = re.compile(rf"(?<![0-9])({cpr.UNDIVIDED})(?![0-9])")


def without_hidden_numbers(assessment: Assessment, contract: Contract, vault: Vault) -> Assessment:
    """The assessment with rows whose codes hold a known child's number set aside as CPR_IN_KEY."""
    columns = [column for column in contract.columns if column.type == "text" and not is_free_text(column)]
    found = [rows for column in columns if (rows := _rows_with_numbers(assessment.rows, column, vault)).height]
    if not found:
        return assessment
    hidden = pl.concat(found).unique(ROW, keep="first", maintain_order=True)
    return replace(
        assessment,
        rows=assessment.rows.join(hidden, on=ROW, how="anti", maintain_order="left"),
        aside=pl.concat([assessment.aside, hidden]).sort(ROW),
    )


def _rows_with_numbers(rows: pl.DataFrame, column: Column, vault: Vault) -> pl.DataFrame:
    """Row number, code and column of the rows of one column that hold the number of a known child."""
    texts = rows[column.field].drop_nulls().unique()
    suspects = texts.filter(texts.str.contains(cpr.UNDIVIDED)).to_list()
    known = [text for text in suspects if any(vault.is_known(number) for number in UNDIVIDED.findall(text))]
    return rows.filter(pl.col(column.field).is_in(known)).select(
        ROW, pl.lit("CPR_IN_KEY").alias(CODE), pl.lit(column.name).alias(COLUMN)
    )
