"""What rows of one source may refer to: everything that another source has ever shown.

Sources that others refer to are read before them. Where the other source comes in a later run all the same, the
deliveries that were judged without it are read again, so that the order of arrival decides nothing.
Not here: the check itself (`rows`).
"""

from __future__ import annotations

import duckdb
import polars as pl

from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.rows import Known

JUDGED_TOO_EARLY = """
-- one row per file that was judged before all that it refers to was known
with first_shown as (
    select min(shown.delivery_id) as delivery_id
    from raw.{table}_shown as shown
    inner join raw.{table} as content using (row_hash)
    group by content.{key}
)

select delivery.sha256
from raw.standing_delivery as delivery
where
    delivery.source = ?
    and delivery.outcome <> 'REJECT'
    and delivery.delivery_id < (select max(delivery_id) from first_shown)
    and (
        delivery.reasons like '%"REF_PROVIDER"%'
        or delivery.outcome = 'HOLD'
        or delivery.delivery_id < (select min(delivery_id) from first_shown)
    )
order by delivery.delivery_id
"""


def referred_sources(contract: Contract) -> list[str]:
    """The sources that a contract's columns refer to."""
    return sorted({column.reference for column in contract.columns if column.reference is not None})


def known_values(connection: duckdb.DuckDBPyConnection, contract: Contract) -> Known:
    """What the sources that this one refers to have ever shown; those that have shown nothing are left out."""
    found: dict[str, pl.Series] = {}
    for source in referred_sources(contract):
        referred = load_contracts()[source]
        key = referred.key[0].field
        rows = connection.execute(f"select distinct {key} from raw.{referred.table} order by {key}").pl()
        if rows.height:
            found[source] = rows[key]
    return found


def judged_too_early(connection: duckdb.DuckDBPyConnection, source: str) -> list[str]:
    """The sha256 of the files of a source to read again."""
    found: list[str] = []
    for other in referred_sources(load_contracts()[source]):
        referred = load_contracts()[other]
        query = JUDGED_TOO_EARLY.format(table=referred.table, key=referred.key[0].field)
        found += [sha256 for (sha256,) in connection.execute(query, [source]).fetchall()]
    return found
