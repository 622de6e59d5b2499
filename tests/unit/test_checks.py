"""What the expectations leave among the findings of a run."""

from __future__ import annotations

from dataclasses import replace

import duckdb

from expectations.result import CheckResult
from pipelines.checks import write_findings
from pipelines.sources.findings import Finding
from pipelines.sources.findings import write_findings as write_landing_findings
from pipelines.sources.raw_tables import create_raw_tables

ASIDE = Finding(
    "budget", "CODE", "advarsel", 3, "Leverandør", "Rækker er sat til side.", "Rows are kept aside.", "", ""
)
KNOWN_CODES = CheckResult(
    "budget", "CODE", "kritisk", success=True, failed_count=0, total_count=9, message_da="Koder kendes ikke.",
    message_en="Codes are unknown.", consequence_da="", consequence_en="", owner="Budget",
)  # fmt: skip


def test_an_expectation_replaces_its_own_finding_and_leaves_that_of_rows_kept_aside():
    connection = duckdb.connect(":memory:")
    create_raw_tables(connection)
    write_landing_findings(connection, [ASIDE])
    said = "select message_da, finding_count from control.finding order by message_da"
    for broken in (2, 1):
        write_findings(connection, [replace(KNOWN_CODES, success=False, failed_count=broken)])
        assert connection.execute(said).fetchall() == [("Koder kendes ikke.", broken), ("Rækker er sat til side.", 3)]
    write_findings(connection, [KNOWN_CODES])
    assert connection.execute(said).fetchall() == [("Rækker er sat til side.", 3)]
