"""Rows about an erased child that a delivery still shows: they are held back, and nothing of them is kept.

A row that names the child is set aside as ERASED; so is one that names no child but a case of the child, unless a row
about somebody else has the case number by now, since suppliers give case numbers anew. A ledger line keeps its kroner
and loses the case number and its text, so that the accounts still add up. Not here: which children are erased
(`privacy.erasures`), the deletion of what was taken before (`erasure`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import polars as pl

from pipelines.privacy.erasures import Erased
from pipelines.sources.assessment import Assessment, amount_of
from pipelines.sources.contract import Contract
from pipelines.sources.data_subject import case_fields, numbers_in
from pipelines.sources.records import CELLS, ROW
from pipelines.sources.restricted_files import ERASED, CellsOf
from pipelines.sources.values import CODE, COLUMN

UNLINKED = "ERASED_LINK"
IsShown = Callable[[str, str], bool]
"""Whether `raw` has a row about a child or a case with this number in the field it is the key of."""


def without_erased(
    assessment: Assessment, contract: Contract, erased: Erased, cells: CellsOf, is_shown: IsShown
) -> Assessment:
    """The assessment with the rows of erased children held back, and ledger lines without their case numbers."""
    if not erased:
        return assessment
    found = [_rows_of_erased(rows, contract, erased, is_shown) for rows in assessment.fitting()]
    aside = _told_apart(assessment.aside, cells, erased)
    if contract.amount is not None:
        lines = frozenset(row for rows in found for row in rows[ROW])
        return with_unlinked(replace(assessment, aside=aside), contract, lines)
    codes = (pl.lit(ERASED).alias(CODE), pl.lit("").alias(COLUMN), amount_of(contract))
    held = [rows.select(ROW, *codes) for rows in found]
    return replace(assessment, aside=pl.concat([aside, *held]).sort(ROW))


def with_unlinked(assessment: Assessment, contract: Contract, lines: frozenset[int]) -> Assessment:
    """The assessment with these rows cut loose from their cases."""
    if not lines:
        return assessment
    return replace(
        assessment,
        unlinked=lines,
        case_fields=cases_of(contract),
        warnings={**assessment.warnings, UNLINKED: len(lines)},
        facts={**assessment.facts, UNLINKED: {"count": str(len(lines))}},
    )


def cases_of(contract: Contract) -> tuple[str, ...]:
    """The fields of a source that hold case numbers."""
    return tuple(column.field for column in contract.columns if column.field in case_fields())


def is_about_erased(cells: Sequence[str], erased: Erased) -> bool:
    """Whether a row as it came names an erased child, or no child but a case of one."""
    numbers = {number for cell in cells for number in numbers_in(cell)}
    if numbers:
        return any(map(erased.is_child, numbers))
    return any(erased.is_case(field, cell.strip()) for cell in cells for field in case_fields() if cell.strip())


def _rows_of_erased(rows: pl.DataFrame, contract: Contract, erased: Erased, is_shown: IsShown) -> pl.DataFrame:
    """The rows about erased children."""
    if contract.has_child:
        number = next(column.field for column in contract.columns if column.privacy == "id")
        children = [found for found in rows[number].unique().to_list() if erased.is_child(found)]
        return rows.filter(pl.col(number).is_in(children))
    fields = cases_of(contract)
    named = {field: [case for case in rows[field].unique() if erased.is_case(field, case)] for field in fields}
    suspects = rows.filter(pl.any_horizontal(pl.lit(value=False), *(pl.col(f).is_in(named[f]) for f in fields)))
    others = [field for field in fields if field not in {column.field for column in contract.key}]
    is_anothers = [
        any(case is not None and is_shown(field, case) for field, case in zip(others, cases, strict=True))
        for cases in suspects.select(others).iter_rows()
    ]
    return suspects.filter(~pl.Series(is_anothers, dtype=pl.Boolean)) if others else suspects


def _told_apart(aside: pl.DataFrame, cells: CellsOf, erased: Erased) -> pl.DataFrame:
    """The rows set aside, those about an erased child as ERASED, whatever else is wrong with them."""
    if aside.is_empty():
        return aside
    came = cells(aside[ROW])
    rows = [row for row, found in came.select(ROW, CELLS).iter_rows() if is_about_erased(found, erased)]
    is_erased = pl.col(ROW).is_in(pl.Series(rows, dtype=pl.Int32).implode())
    return aside.with_columns(
        pl.when(is_erased).then(pl.lit(ERASED)).otherwise(pl.col(CODE)).alias(CODE),
        pl.when(is_erased).then(pl.lit("")).otherwise(pl.col(COLUMN)).alias(COLUMN),
    )
