"""CPR numbers of known children where a case, a voucher or an account should be named.

Ten digits may be an honest voucher number, so it is the file's own children and the vault that tell. Not here: numbers
written with a hyphen or blank (`values`), and free text, which is masked.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import polars as pl

from pipelines.privacy import cpr
from pipelines.privacy.pseudonyms import Vault
from pipelines.sources.assessment import Assessment, amount_of
from pipelines.sources.contract import Column, Contract
from pipelines.sources.records import ROW
from pipelines.sources.values import CODE, COLUMN, is_free_text

UNDIVIDED = re.compile(rf"(?<![0-9])({cpr.UNDIVIDED})(?![0-9])")


def without_hidden_numbers(assessment: Assessment, contract: Contract, vault: Vault) -> Assessment:
    """The assessment with rows whose codes hold a known child's number set aside as CPR_IN_KEY."""
    names = [column.field for column in contract.columns if column.privacy == "id"]
    own = {number for rows in assessment.fitting() for name in names for number in rows[name]} if names else set()

    def names_a_child(text: str) -> bool:
        return any(number in own or vault.is_known(number) for number in UNDIVIDED.findall(text))

    columns = [column for column in contract.columns if column.type == "text" and not is_free_text(column)]
    found = [_hits(rows, column, contract, names_a_child) for rows in assessment.fitting() for column in columns]
    hidden = pl.concat([assessment.aside.clear(), *found]).unique(ROW, keep="first", maintain_order=True)
    if hidden.is_empty():
        return assessment
    return replace(assessment, aside=pl.concat([assessment.aside, hidden]).sort(ROW))


def _hits(rows: pl.DataFrame, column: Column, contract: Contract, names_a_child: Callable[[str], bool]) -> pl.DataFrame:
    """What `aside` has of the rows of which one column holds the number of a known child."""
    texts = rows[column.field]
    suspected = texts.filter(texts.str.contains(cpr.UNDIVIDED)).unique()
    known = [text for text in suspected.to_list() if names_a_child(text)]
    return rows.filter(pl.col(column.field).is_in(known)).select(
        ROW, pl.lit("CPR_IN_KEY").alias(CODE), pl.lit(column.name).alias(COLUMN), amount_of(contract)
    )
