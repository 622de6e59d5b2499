"""The contracts as `kommune.yaml` needs to know them, so that the names in it can be held against them."""

from __future__ import annotations

from functools import cache

from pipelines.municipality import Catalogue, SourceColumns
from pipelines.privacy.cpr import is_in
from pipelines.sources.contract import Contract, load_contracts


@cache
def catalogue() -> Catalogue:
    """Every source with its columns."""
    return Catalogue(
        sources={source: source_columns(contract) for source, contract in load_contracts().items()},
        holds_cpr=is_in,
    )


def source_columns(contract: Contract) -> SourceColumns:
    """The columns of one source."""
    return SourceColumns(
        columns=tuple(column.name for column in contract.columns),
        key=tuple(column.name for column in contract.key),
        personal=frozenset(column.name for column in contract.columns if column.privacy in ("id", "text")),
    )
