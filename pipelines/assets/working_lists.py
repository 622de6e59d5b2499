"""The working lists of a run: where the rows that each finding is about stand, so that its owner can put them right.

One file a finding in `restricted/fund/<as-of day>/`: delivered key, file and row number, the first edition that showed
it, kroner. Not here: what is found (dbt, `checks`), rows that the gate keeps aside (their own lists).
"""

from __future__ import annotations

import csv
import io
from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import dagster as dg

from pipelines.faults import readably
from pipelines.privacy.private_folder import private_folder
from pipelines.progress import Progress
from pipelines.publishing.csv_files import FORMULA_STARTS
from pipelines.resources import Workspace
from pipelines.sources.restricted_files import write_private

HEADER = ("kontrol", "ansvarlig", "noegle", "fil", "raekke", "foerste_udgave", "kr")
CASES = """
-- one row per case: the newest edition that shows its row, the first one, and kroner; also those named by no row
with shown as (
    select
        source, check_code, case_key, min(edition)::varchar as first_edition,
        max_by(file_name, edition) as file_name, max_by(row_number, edition) as row_number
    from intermediate.int_finding_row
    group by all
),

found as (
    select
        finding_case.source, finding_case.check_code, finding_case.case_key, shown.file_name, shown.row_number,
        shown.first_edition, finding_case.amount_kr as kr
    from intermediate.int_finding_case as finding_case
    left join shown using (source, check_code, case_key)
    union all
    select source, check_code, null, file_name, row_number, null, null from control.finding_row
)

select found.source, found.check_code, finding.owner, found.* exclude (source, check_code)
from found
inner join (
    select source, check_code, any_value(owner) as owner from meta.finding group by all
) as finding using (source, check_code)
order by found.source, found.check_code, found.file_name, found.row_number, found.case_key
"""


@dg.asset(
    key=["restricted", "fund"],
    group_name="publication",
    deps=[["meta", "meta_finding"], ["intermediate", "int_finding_row"]],
    pool="warehouse",
)
@readably
def working_lists(
    workspace: dg.ResourceParam[Workspace], progress: dg.ResourceParam[Progress]
) -> dg.MaterializeResult[None]:
    """A list for each finding that names rows."""
    with progress.step("Skriv arbejdslister") as step:
        with workspace.warehouse() as connection:
            cases = connection.execute(CASES).fetchall()
        write_lists(lists_folder(workspace), cases)
        step.rows = len(cases)
    return dg.MaterializeResult(metadata={"rows": step.rows})


def lists_folder(workspace: Workspace, kind: str = "fund") -> Path:
    """The private folder of the run's as-of day for one kind of lists."""
    found = workspace.data.working_lists(kind, workspace.settings.as_of)
    private_folder(private_folder(workspace.data.restricted) / kind)
    return private_folder(found)


def write_lists(folder: Path, cases: list[tuple[Any, ...]]) -> None:
    """One file a finding; lists of findings that are no more are deleted."""
    lists: dict[str, list[tuple[Any, ...]]] = defaultdict(list)
    for source, code, *case in cases:
        lists[f"{source}_{code}.csv"].append((code, *case))
    for name, rows in lists.items():
        write_private(folder / name, list_bytes(HEADER, rows))
    for leftover in folder.glob("*.csv"):
        if leftover.name not in lists:
            leftover.unlink()


def list_bytes(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A list as a Danish spreadsheet opens it: amounts with a decimal comma, as the deliveries have them."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerows([header, *([harmless(value) for value in row] for row in rows)])
    return text.getvalue().encode("utf-8-sig")


def harmless(value: Any) -> Any:
    """Text that a spreadsheet would run as a formula gets an apostrophe first; a negative amount does not."""
    if isinstance(value, Decimal):
        return str(value).replace(".", ",")
    is_formula = isinstance(value, str) and value.startswith(FORMULA_STARTS)
    return f"'{value}" if is_formula and not value.replace(",", "").removeprefix("-").isdigit() else value
