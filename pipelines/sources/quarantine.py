"""The rows that were kept aside, as a person needs to see them: where, why, how much is at stake and what to do.

Rows count here while their file does: the newest edition of a snapshot, every edition of another source. A redelivery
therefore clears what it supersedes. Never a value of a row: the rows themselves lie in the list file in `restricted/`.
Not here: who released what (`rulings`), the commands (`cli`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from pipelines.settings import Language
from pipelines.sources.codes import load_codes, message
from pipelines.sources.contract import load_contracts
from pipelines.sources.findings import FINDING_WORDS, owner_of
from pipelines.sources.rulings import Rulings

ROWS_ASIDE = """
-- one row per row kept aside in a file that counts
select
    delivery.source, delivery.file_name, delivery.edition, delivery.sha256, aside.row_number, aside.column_name,
    aside.code, aside.amount_kr, receipt.received_at::date as received_date,
    dense_rank() over (partition by delivery.source order by delivery.edition desc) = 1 as is_newest, true as is_aside
from raw.set_aside as aside
inner join raw.current_delivery as delivery using (delivery_id)
inner join raw.delivery as receipt on delivery.receipt_id = receipt.delivery_id
order by delivery.source, delivery.edition, delivery.file_name, aside.row_number
"""
ROWS_RULED_ON = """
-- one row per row and code of a file that counts on which a person has ruled, whether it is loaded by now or not
with ruled_on as (
    select distinct sha256, code, unnest(row_numbers) as row_number
    from control.ruling
    where code is not null
)
select
    delivery.source, delivery.file_name, delivery.edition, delivery.sha256, ruled_on.row_number, '', ruled_on.code,
    null, receipt.received_at::date, false, false
from ruled_on
inner join raw.current_delivery as delivery using (sha256)
inner join raw.delivery as receipt on delivery.receipt_id = receipt.delivery_id
order by delivery.source, delivery.edition, delivery.file_name, ruled_on.row_number
"""
# The codes of a wrong value that kommune.yaml may correct: its row can be named by key, and no person stands in it.
CORRECTABLE = frozenset(
    {
        "DATE_MISSING", "DATE_FORMAT", "DATE_RANGE", "DATE_ORDER", "AMOUNT_MISSING", "AMOUNT_FORMAT", "AMOUNT_RANGE",
        "NUMBER_MISSING", "NUMBER_FORMAT", "NUMBER_RANGE", "VALUE_MISSING", "CODE", "REF_PROVIDER",
    }
)  # fmt: skip
CORRECT: dict[Language, str] = {
    "da": "Kan afsenderen ikke, så ret værdien under rettelser i kommune.yaml.",
    "en": "If the sender cannot, correct the value under rettelser in kommune.yaml.",
}
RELEASE: dict[Language, str] = {
    "da": "En række, der er rigtig, som den står, frigives med »quarantine release«.",
    "en": 'A row that is right as it stands is released with "quarantine release".',
}


@dataclass(frozen=True)
class RowAside:
    """One row that was kept aside; `is_released`: a person has said that it is right; not `is_aside`: not now."""

    source: str
    file: str
    edition: int
    sha256: str
    row_number: int
    column: str
    code: str
    amount_kr: Decimal | None
    received: date
    is_newest: bool
    is_aside: bool
    is_released: bool


@dataclass(frozen=True)
class AsideGroup:
    """The rows of one file with one code; `amount_kr` is None where the source has no amounts or none was read."""

    source: str
    file: str
    edition: int
    code: str
    rows: int
    released: int
    amount_kr: Decimal | None
    since: date

    def owner(self, language: Language) -> str:
        """Who can put it right."""
        return owner_of(load_contracts()[self.source], language)


def rows_aside(connection: duckdb.DuckDBPyConnection, *, with_history: bool = False) -> list[RowAside]:
    """Every row kept aside that matters now; `with_history` also those of older editions of snapshots."""
    rows = found_rows(connection, ROWS_ASIDE)
    return [row for row in rows if with_history or row.is_newest or load_contracts()[row.source].kind != "snapshot"]


def rows_to_rule_on(connection: duckdb.DuckDBPyConnection, file: str) -> list[RowAside]:
    """The rows of a file that counts which a person may release or has released, also those that are loaded by now."""
    aside = [row for row in found_rows(connection, ROWS_ASIDE) if row.file == file]
    known = {(row.sha256, row.code, row.row_number) for row in aside}
    ruled_on = [row for row in found_rows(connection, ROWS_RULED_ON) if row.file == file]
    return aside + [row for row in ruled_on if (row.sha256, row.code, row.row_number) not in known]


def found_rows(connection: duckdb.DuckDBPyConnection, query: str) -> list[RowAside]:
    """The rows of a query, and whether each is released."""
    rulings = Rulings(connection)
    released = {
        (sha256, code, row)
        for sha256 in rulings.files_with_rows
        for code, numbers in rulings.released_rows(sha256).items()
        for row in numbers
    }
    found = [(*row, (row[3], row[6], row[4]) in released) for row in connection.execute(query).fetchall()]
    return [RowAside(*row) for row in found]


def grouped(rows: list[RowAside]) -> list[AsideGroup]:
    """The rows by file and code, in order."""
    groups: dict[tuple[str, int, str, str], list[RowAside]] = {}
    for row in rows:
        groups.setdefault((row.source, row.edition, row.file, row.code), []).append(row)
    return [group_of(members) for _, members in sorted(groups.items())]


def group_of(rows: list[RowAside]) -> AsideGroup:
    """Rows of one file with one code as one."""
    amounts = [row.amount_kr for row in rows if row.amount_kr is not None]
    return AsideGroup(
        source=rows[0].source,
        file=rows[0].file,
        edition=rows[0].edition,
        code=rows[0].code,
        rows=len(rows),
        released=sum(row.is_released for row in rows),
        amount_kr=sum(amounts, Decimal(0)) if amounts else None,
        since=min(row.received for row in rows),
    )


def explanation(code: str, language: Language) -> str:
    """What a code means, without the facts of one file."""
    words = FINDING_WORDS.get(code)
    return words[language == "en"] if words else message(code, language, {})


def what_to_do(code: str, language: Language) -> str:
    """What a person can do about rows with the code beside what its message says; empty where there is no more."""
    ways = [CORRECT[language]] * (code in CORRECTABLE) + [RELEASE[language]] * load_codes()[code].releasable
    return " ".join(ways)
