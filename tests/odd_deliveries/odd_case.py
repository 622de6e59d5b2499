"""One odd delivery and what it must get: the file, its content, outcome, codes, rows loaded and rows kept aside."""

from __future__ import annotations

from dataclasses import dataclass

from literal_deliveries import LATER_ROWS, POSTING_HEADER, POSTINGS, REFERRAL_HEADER, REFERRALS, text

REFERRAL_FILE = "indstillinger_202609.csv"
POSTING_FILE = "omkostninger_202609.csv"
PLAIN = text(REFERRAL_HEADER, *REFERRALS)


@dataclass(frozen=True)
class Case:
    name: str
    content: bytes
    outcome: str
    reasons: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    loaded: int = 0
    aside: int = 0
    file: str = REFERRAL_FILE


def accepted(name: str, content: str | bytes, *warnings: str, loaded: int = 3, file: str = REFERRAL_FILE) -> Case:
    body = content if isinstance(content, bytes) else content.encode()
    return Case(name, body, "ACCEPT_WARN" if warnings else "ACCEPT", (), warnings, loaded, 0, file)


def rejected(name: str, content: str | bytes, code: str, file: str = REFERRAL_FILE) -> Case:
    return Case(name, content if isinstance(content, bytes) else content.encode(), "REJECT", (code,), file=file)


def quarantined(name: str, content: str | bytes, code: str, loaded: int = 3, file: str = REFERRAL_FILE) -> Case:
    body = content if isinstance(content, bytes) else content.encode()
    return Case(name, body, "QUARANTINE", (code,), (), loaded, 1, file)


def referral(**changes: str) -> str:
    """A fourth referral with some values changed."""
    values = dict(
        zip(
            REFERRAL_HEADER.split(";"),
            ["I4", "010115-4001", "06-09-2026", "101001", "101001", "Nord", "ny", "Runde", "3"],
            strict=True,
        )
    )
    return text(REFERRAL_HEADER, *REFERRALS, ";".join((values | changes).values()))


def posting(**changes: str) -> str:
    """A fourth posting with some values changed."""
    values = dict(
        zip(
            POSTING_HEADER.split(";"),
            ["B3", "1", "06-09-2026", "3220800", "40", "Special", "1,00", "Takst"],
            strict=True,
        )
    )
    return text(POSTING_HEADER, *POSTINGS, ";".join((values | changes).values()))


def without_column(name: str) -> str:
    rows = [line.split(";") for line in (REFERRAL_HEADER, *REFERRALS)]
    at = rows[0].index(name)
    return text(*(";".join(cell for index, cell in enumerate(row) if index != at) for row in rows))


def reversed_columns() -> str:
    return text(*(";".join(reversed(line.split(";"))) for line in (REFERRAL_HEADER, *REFERRALS)))


def row_of(source: str, outcome: str, code: str = "", **changes: str) -> Case:
    """A file of two rows of any source, the second one changed: it is loaded or kept aside with the code."""
    header, first, second = LATER_ROWS[source]
    values = dict(zip(header.split(";"), second.split(";"), strict=True))
    content = text(header, first, ";".join((values | changes).values())).encode()
    aside = int(outcome == "QUARANTINE")
    reasons, warnings = ((code,), ()) if aside else ((), (code,) if code else ())
    name = f"{source}: {', '.join(f'{column} {value}' for column, value in changes.items())}"
    return Case(name, content, outcome, reasons, warnings, 2 - aside, aside, f"{source}_202609.csv")
