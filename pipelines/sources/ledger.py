"""The ledger: what became of each file and of its rows.

Here: the report of one delivery, as `reports/run-<id>.json` and `raw.delivery` have it, and its words. For each file
rows_in = rows_loaded + rows_quarantined + rows_ignored. Not here: findings across sources (`findings`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from pipelines.settings import Language
from pipelines.sources.codes import COUNTED, Facts, Outcome, load_codes, message
from pipelines.sources.contract import load_contracts
from pipelines.sources.deliveries import Candidate

ROWS_ASIDE = ("Rækker sat til side", "Rows kept aside")
PERHAPS_FORMULA = (
    " Det kan også være en formel, hvis resultat ikke er gemt: åbn projektmappen i Excel, og gem igen.",
    " It may also be a formula whose result was not saved: open the workbook in Excel and save it again.",
)
TYPES_ASK_FOR = {
    "bool": ("ja, nej", "ja, nej"),
    "school_year": ("et skoleår som 2025/26", "a school year like 2025/26"),
    "municipality": ("en kommunekode på tre cifre", "a municipality code of three digits"),
}
ROWS_ALSO = (
    "Det skal også rettes, før filen afleveres igen; rækker",
    "Put this right too before delivering it again; rows",
)


@dataclass(frozen=True)
class DeliveryReport:
    """One file of a run; `facts` fill the messages in and never hold a value of a row.

    `found_also` are by code what else is wrong with a refused file, and how many of its rows would be kept aside if it
    were taken. `columns` are those of the contract that the file had, `unknown_columns` the names of its others.
    """

    file: str
    source: str
    edition: int | None
    version: int
    outcome: Outcome
    sha256: str = ""
    rows_in: int = 0
    rows_loaded: int = 0
    rows_quarantined: int = 0
    rows_ignored: int = 0
    reasons: Mapping[str, int] = field(default_factory=dict)
    warnings: Mapping[str, int] = field(default_factory=dict)
    found_also: Mapping[str, int] = field(default_factory=dict)
    facts: Mapping[str, Facts] = field(default_factory=dict)
    columns: tuple[str, ...] = ()
    unknown_columns: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.rows_in != self.rows_loaded + self.rows_quarantined + self.rows_ignored:
            raise AssertionError(f"{self.file}: rows in are not loaded + quarantined + ignored")

    @property
    def is_counted(self) -> bool:
        """Whether rows of the file are in the warehouse."""
        return self.outcome in COUNTED

    def as_json(self) -> dict[str, object]:
        """The entry of the run's report."""
        return {
            "file": self.file,
            "source": self.source,
            "edition": str(self.edition) if self.edition is not None else None,
            "outcome": self.outcome,
            "rows_in": self.rows_in,
            "rows_loaded": self.rows_loaded,
            "rows_quarantined": self.rows_quarantined,
            "rows_ignored": self.rows_ignored,
            "reasons": dict(self.reasons),
            "warnings": dict(self.warnings),
            "found_also": dict(self.found_also),
            "sha256": self.sha256,
        }

    def messages(self, language: Language = "da") -> list[str]:
        """What a reader needs to know, one sentence a code: what, where, how many, what to do."""
        counts = [*self.reasons.items(), *self.found_also.items(), *self.warnings.items()]
        said = [
            message(code, language, self.facts.get(code, {})) + self._where(code, count, language)
            for code, count in counts
        ]
        return [f"{self.file}: {text} [{code}]" for text, (code, _) in zip(said, counts, strict=True)]

    def _where(self, code: str, count: int, language: Language) -> str:
        """How many rows and the first of them, for rows that were kept aside, or would be if the file were taken."""
        if load_codes()[code].outcome != "QUARANTINE":
            return ""
        facts, is_english = self.facts.get(code, {}), language == "en"
        rows = (ROWS_ALSO if code in self.found_also else ROWS_ASIDE)[is_english]
        first = "the first is row" if is_english else "den første er række"
        column = f", {'column' if is_english else 'kolonne'} »{facts['column']}«" if facts.get("column") else ""
        where = f" {rows}: {count}, {first} {facts.get('row', '?')}{column}."
        if code.endswith("_MISSING") and self.file.lower().endswith(".xlsx"):
            where += PERHAPS_FORMULA[is_english]
        allowed = self._allowed(facts.get("column", ""), is_english=is_english) if code == "CODE" else ""
        return f"{where} {'Allowed there' if is_english else 'Tilladt dér'}: {allowed}." if allowed else where

    def _allowed(self, column: str, *, is_english: bool) -> str:
        """What a column may hold: its codes, or what its type asks for; empty where neither tells."""
        columns = load_contracts()[self.source].columns if self.source in load_contracts() else ()
        known = next((known for known in columns if known.name == column), None)
        if known is None:
            return ""
        return ", ".join(known.codes) or TYPES_ASK_FOR.get(known.type, ("", ""))[is_english]


def opened(candidate: Candidate) -> DeliveryReport:
    """The report of a file of which nothing is known but its name."""
    name = candidate.name
    return DeliveryReport(
        file=candidate.shown_name,
        source=candidate.source,
        edition=name.edition if name else None,
        version=name.version if name else 0,
        outcome="IGNORE",
    )
