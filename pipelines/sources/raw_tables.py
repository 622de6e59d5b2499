"""The tables of `raw` and `control`, made from the contracts.

`raw` is append-only and content-addressed. A row of a delivery is stored once, however many editions show it:

    raw.delivery          one row each time a file was judged
    raw.standing_delivery the last of them of each file
    raw.reappearance      one row each time known bytes were met under another name
    raw.current_delivery  the files that count: of each source and edition the highest version, then the later receipt
    raw.set_aside         rows that do not fit: number, code and column, never a value but the kroner of a ledger line
    raw.released_row      rows that were taken because a person released them from a code
    raw.corrected_row     rows in which a value was corrected before they were judged
    raw.<table>           one row per distinct content of a delivered row
    raw.<table>_shown     which delivery showed which content, at which row number

What was believed on a day is read from what the editions up to that day showed; see the staging models.
"""

from __future__ import annotations

from collections.abc import Iterator

import duckdb

from pipelines.expectation_figures.store import create_tables as create_figure_tables
from pipelines.sources.contract import Contract, load_contracts
from pipelines.sources.reappearances import REAPPEARANCE
from pipelines.sources.references import reference_views
from pipelines.sources.rulings import RULING

DELIVERY = """
create table if not exists raw.delivery (
    delivery_id integer primary key, source varchar not null, file_name varchar not null, sha256 varchar not null,
    edition integer, edition_date date, version integer, received_at timestamp not null, run_id varchar not null,
    outcome varchar not null, rows_in integer not null, rows_loaded integer not null,
    rows_quarantined integer not null, rows_ignored integer not null, rows_fitting integer not null,
    reasons varchar not null, warnings varchar not null, guidance varchar not null,
    columns varchar[] not null, unknown_columns varchar[] not null
)"""

# What a warehouse made before the column was needed has of it.
ADDED_LATER = (
    ("raw.delivery", "rows_fitting integer default 0"),
    ("raw.delivery", "guidance varchar default ''"),
    ("raw.delivery", "columns varchar[] default []"),
    ("raw.delivery", "unknown_columns varchar[] default []"),
    ("control.ruling", "code varchar"),
    ("control.ruling", "row_numbers integer[]"),
)

# The same of columns that a contract or kommune.yaml has got since; each stands last in its table.
ADDED_TO_A_CONTRACT = (
    ("raw.action_plan", "realised_saving_kr decimal(18,2)"),
    ("control.municipality", "is_made_up boolean"),
)

STANDING_DELIVERY = """
-- one row per file that could be read, a file being its bytes: where it stands now, and when it was first met
create or replace view raw.standing_delivery as
select *, min(delivery_id) over (partition by sha256) as receipt_id
from raw.delivery
where sha256 <> '' and edition is not null
qualify row_number() over (partition by sha256 order by delivery_id desc) = 1
"""

CURRENT_DELIVERY = """
-- one row per source and edition that shows something new: the delivery that counts. Bytes that came again under
-- another name count for that name too; an edition with the bytes of the one before it is the one before it.
create or replace view raw.current_delivery as
with counted as (
    select * from raw.standing_delivery where outcome in ('ACCEPT', 'ACCEPT_WARN', 'QUARANTINE')
),
receipt as (
    select source, sha256, edition, edition_date, version, receipt_id, 0 as reappearance_id from counted
    union all
    select source, sha256, edition, edition_date, version, after_delivery_id, reappearance_id
    from raw.reappearance
    where counts
),
standing as (
    select receipt.*
    from receipt semi join counted using (source, sha256)
    qualify row_number() over (
        partition by source, edition order by version desc, receipt_id desc, reappearance_id desc
    ) = 1
)
select counted.* replace (
    standing.edition as edition, standing.edition_date as edition_date, standing.version as version
)
from standing inner join counted on standing.source = counted.source and standing.sha256 = counted.sha256
qualify lag(standing.sha256) over (partition by standing.source order by standing.edition)
    is distinct from standing.sha256
"""

SET_ASIDE = """
create table if not exists raw.delivery_total (
    delivery_id integer not null, loaded_kr decimal(18,2) not null, delivered_kr decimal(18,2), control_rows integer,
    control_kr decimal(18,2)
);
create table if not exists raw.set_aside (
    delivery_id integer not null, row_number integer not null, code varchar not null, column_name varchar not null,
    amount_kr decimal(18,2)
);
create table if not exists raw.released_row (
    delivery_id integer not null, row_number integer not null, code varchar not null
);
create table if not exists raw.corrected_row (
    delivery_id integer not null, row_number integer not null, correction_id varchar not null
)"""

CONTROL = """
create table if not exists control.origin (
    origin_date date not null, source varchar not null, cut_off_date date not null, is_current boolean not null
);
create table if not exists control.municipality (
    municipality_code varchar not null, municipality_name varchar not null, is_code_inferred boolean not null,
    case_deadline_days integer not null, small_count_threshold integer not null, is_made_up boolean
);
create table if not exists control.grant_area_map (
    offer_type varchar not null, grant_area varchar not null, valid_from date not null
);
create table if not exists control.grant_area_name (
    delivered_name varchar not null, name varchar not null
);
create table if not exists control.report_category (
    category varchar not null, sort_order integer not null, offer_type varchar, institution_type varchar,
    service varchar
);
create table if not exists control.price_index (
    fiscal_year integer not null, index_change decimal(9,6) not null, source_text varchar not null
);
create table if not exists control.finding (
    source varchar not null, check_code varchar not null, severity varchar not null, finding_count integer not null,
    owner varchar not null, message_da varchar not null, message_en varchar not null, consequence_da varchar not null
);
alter table control.finding add column if not exists consequence_en varchar;
alter table control.finding add column if not exists question varchar;
create table if not exists control.expectation (
    source varchar not null, check_code varchar not null, question varchar not null, severity varchar not null,
    is_met boolean not null, broken_count integer not null, looked_at_count integer not null
);
create table if not exists control.finding_row (
    source varchar not null, check_code varchar not null, file_name varchar not null, row_number integer not null
)"""


def create_raw_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the schemas and tables that do not exist yet; what exists is left as it is."""
    for schema in ("raw", "control"):
        connection.execute(f"create schema if not exists {schema}")
    connection.execute(DELIVERY)
    connection.execute(RULING)
    create_figure_tables(connection)
    for table, column in ADDED_LATER:
        connection.execute(f"alter table {table} add column if not exists {column}")
    connection.execute(SET_ASIDE)
    connection.execute(STANDING_DELIVERY)
    connection.execute(REAPPEARANCE)
    connection.execute(CURRENT_DELIVERY)
    connection.execute(CONTROL)
    for contract in load_contracts().values():
        for statement in table_statements(contract):
            connection.execute(statement)
    for table, column in ADDED_TO_A_CONTRACT:
        connection.execute(f"alter table {table} add column if not exists {column}")
    for statement in reference_views():
        connection.execute(statement)


def table_statements(contract: Contract) -> Iterator[str]:
    """The `create table` statements of one source."""
    columns = [f"{column.field} {column.sql_type}" for column in contract.warehouse_columns]
    if contract.has_child:
        columns.append("birth_month DATE")
    yield f"create table if not exists raw.{contract.table} (row_hash varchar not null, {', '.join(columns)})"
    yield (
        f"create table if not exists raw.{contract.table}_shown "
        "(delivery_id integer not null, row_number integer not null, row_hash varchar not null)"
    )
