"""What was proposed, agreed and frozen: tables of `control` that are only ever added to and outlive `raw`.

A proposal is one year's figures by area and offer type. An agreement is an area leader's yes to a proposal, perhaps
with other figures for some offer types. A freeze makes a proposal with its agreements the year's figures, as a version
that names the one it replaces. Not here: who may say what (`agreement`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal

import duckdb

TABLES = """
create table if not exists control.figure_proposal (
    proposal_id integer primary key, fiscal_year integer not null, made_at timestamp not null, made_by varchar not null,
    seen_from date not null, corrected_kr decimal(18, 2) not null, plan_kr decimal(18, 2) not null
);
create table if not exists control.figure_cell (
    proposal_id integer not null, area_id varchar not null, offer_type varchar not null,
    budget_places decimal(12, 4) not null, budget_kr decimal(18, 2) not null, children_then integer,
    children_now integer, plan_kr decimal(18, 2) not null, places decimal(12, 4) not null,
    unit_price_kr decimal(18, 2) not null, year_kr decimal(18, 2) not null,
    primary key (proposal_id, area_id, offer_type)
);
create table if not exists control.figure_agreement (
    agreement_id integer primary key, proposal_id integer not null, area_id varchar not null,
    made_at timestamp not null, made_by varchar not null, role varchar not null, reason varchar not null,
    replaces integer
);
create table if not exists control.figure_change (
    agreement_id integer not null, offer_type varchar not null, places decimal(12, 4) not null,
    unit_price_kr decimal(18, 2) not null, year_kr decimal(18, 2) not null, primary key (agreement_id, offer_type)
);
create table if not exists control.figure_freeze (
    fiscal_year integer not null, version integer not null, proposal_id integer not null, made_at timestamp not null,
    made_by varchar not null, known_from date not null, reason varchar not null, replaces integer,
    primary key (fiscal_year, version)
)"""
KR = Decimal("0.01")


def in_kr(amount: Decimal) -> Decimal:
    """An amount in whole øre."""
    return amount.quantize(KR, rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Figure:
    """One area's figure for an offer type, and what it comes from: the budget, the children, the action plan.

    `children_then` were counted on when the budget was adopted, `children_now` are expected; None where nobody knows.
    """

    area_id: str
    offer_type: str
    budget_places: Decimal
    budget_kr: Decimal
    children_then: int | None
    children_now: int | None
    plan_kr: Decimal
    places: Decimal
    unit_price_kr: Decimal
    year_kr: Decimal


@dataclass(frozen=True)
class Proposal:
    """A year's figures as proposed; the central reserve is what the corrected budget has beside them."""

    proposal_id: int
    fiscal_year: int
    made_at: datetime
    made_by: str
    seen_from: date
    corrected_kr: Decimal
    plan_kr: Decimal
    figures: tuple[Figure, ...]

    @property
    def areas(self) -> list[str]:
        """The areas with figures, in order."""
        return sorted({figure.area_id for figure in self.figures})


@dataclass(frozen=True)
class Change:
    """A figure that an area has agreed on instead of the proposed."""

    places: Decimal
    unit_price_kr: Decimal

    @property
    def year_kr(self) -> Decimal:
        """What the places cost in the year."""
        return in_kr(self.places * self.unit_price_kr)


@dataclass(frozen=True)
class Agreement:
    """What one area has agreed to, and the figures that are other than proposed."""

    agreement_id: int
    proposal_id: int
    area_id: str
    made_at: datetime
    made_by: str
    role: str
    reason: str
    replaces: int | None
    changes: Mapping[str, Change]
    """By offer type."""


@dataclass(frozen=True)
class Freeze:
    """A version of a year's figures; it is known from a day."""

    fiscal_year: int
    version: int
    proposal_id: int
    made_at: datetime
    made_by: str
    known_from: date
    reason: str
    replaces: int | None


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create what does not exist; what exists is left as it is."""
    connection.execute(TABLES)


def agreed_figures(proposal: Proposal, agreements: Sequence[Agreement]) -> tuple[Figure, ...]:
    """The proposal's figures with those that the areas have agreed on instead."""
    changes = {
        (agreement.area_id, offer): change for agreement in agreements for offer, change in agreement.changes.items()
    }
    return tuple(_changed(figure, changes.get((figure.area_id, figure.offer_type))) for figure in proposal.figures)


def _changed(figure: Figure, change: Change | None) -> Figure:
    if change is None:
        return figure
    return replace(figure, places=change.places, unit_price_kr=change.unit_price_kr, year_kr=change.year_kr)


def newest_proposal(connection: duckdb.DuckDBPyConnection, year: int) -> Proposal | None:
    """The year's newest proposal."""
    return _proposal(connection, "fiscal_year = ? order by proposal_id desc limit 1", year)


def proposal_of(connection: duckdb.DuckDBPyConnection, freeze: Freeze) -> Proposal:
    """The proposal that was frozen."""
    found = _proposal(connection, "proposal_id = ?", freeze.proposal_id)
    if found is None:
        raise LookupError("a frozen proposal is always kept")
    return found


def _proposal(connection: duckdb.DuckDBPyConnection, condition: str, value: int) -> Proposal | None:
    row = connection.execute(
        "select proposal_id, fiscal_year, made_at, made_by, seen_from, corrected_kr, plan_kr "
        f"from control.figure_proposal where {condition}",
        [value],
    ).fetchone()
    if row is None:
        return None
    cells = connection.execute(
        "select area_id, offer_type, budget_places, budget_kr, children_then, children_now, plan_kr, places, "
        "unit_price_kr, year_kr from control.figure_cell where proposal_id = ? order by area_id, offer_type",
        [row[0]],
    ).fetchall()
    names = ("proposal_id", "fiscal_year", "made_at", "made_by", "seen_from", "corrected_kr", "plan_kr")
    return Proposal(**dict(zip(names, row, strict=True)), figures=tuple(Figure(*cell) for cell in cells))


def agreements_to(connection: duckdb.DuckDBPyConnection, proposal_id: int) -> list[Agreement]:
    """The agreements in force to a proposal, one an area: the last of each."""
    rows = connection.execute(
        "select agreement_id, proposal_id, area_id, made_at, made_by, role, reason, replaces "
        "from control.figure_agreement where proposal_id = ? "
        "qualify row_number() over (partition by area_id order by agreement_id desc) = 1 order by area_id",
        [proposal_id],
    ).fetchall()
    names = ("agreement_id", "proposal_id", "area_id", "made_at", "made_by", "role", "reason", "replaces")
    return [Agreement(**dict(zip(names, row, strict=True)), changes=_changes(connection, row[0])) for row in rows]


def _changes(connection: duckdb.DuckDBPyConnection, agreement_id: int) -> dict[str, Change]:
    rows = connection.execute(
        "select offer_type, places, unit_price_kr from control.figure_change where agreement_id = ? order by all",
        [agreement_id],
    ).fetchall()
    return {offer: Change(places, price) for offer, places, price in rows}


def freezes_of(connection: duckdb.DuckDBPyConnection, year: int) -> list[Freeze]:
    """The year's versions, the newest last."""
    rows = connection.execute(
        "select fiscal_year, version, proposal_id, made_at, made_by, known_from, reason, replaces "
        "from control.figure_freeze where fiscal_year = ? order by version",
        [year],
    ).fetchall()
    return [Freeze(*row) for row in rows]


def next_number(connection: duckdb.DuckDBPyConnection, table: str, column: str) -> int:
    """The number that the next row of the table gets."""
    found = connection.execute(f"select coalesce(max({column}), 0) + 1 from control.{table}").fetchone()
    return int(found[0]) if found else 1


def add_proposal(connection: duckdb.DuckDBPyConnection, proposal: Proposal) -> None:
    """Append a proposal with its figures, all or nothing."""
    connection.begin()
    connection.execute(
        "insert into control.figure_proposal values (?, ?, ?, ?, ?, ?, ?)",
        [
            proposal.proposal_id, proposal.fiscal_year, proposal.made_at, proposal.made_by, proposal.seen_from,
            proposal.corrected_kr, proposal.plan_kr,
        ],
    )  # fmt: skip
    connection.executemany(
        "insert into control.figure_cell values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            [
                proposal.proposal_id, figure.area_id, figure.offer_type, figure.budget_places, figure.budget_kr,
                figure.children_then, figure.children_now, figure.plan_kr, figure.places, figure.unit_price_kr,
                figure.year_kr,
            ]
            for figure in proposal.figures
        ],
    )  # fmt: skip
    connection.commit()


def add_agreement(connection: duckdb.DuckDBPyConnection, agreement: Agreement) -> None:
    """Append an agreement with its own figures, all or nothing."""
    connection.begin()
    connection.execute(
        "insert into control.figure_agreement values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            agreement.agreement_id, agreement.proposal_id, agreement.area_id, agreement.made_at, agreement.made_by,
            agreement.role, agreement.reason, agreement.replaces,
        ],
    )  # fmt: skip
    for offer, change in sorted(agreement.changes.items()):
        connection.execute(
            "insert into control.figure_change values (?, ?, ?, ?, ?)",
            [agreement.agreement_id, offer, change.places, change.unit_price_kr, change.year_kr],
        )
    connection.commit()


def add_freeze(connection: duckdb.DuckDBPyConnection, freeze: Freeze) -> None:
    """Append a version."""
    connection.execute(
        "insert into control.figure_freeze values (?, ?, ?, ?, ?, ?, ?, ?)",
        [
            freeze.fiscal_year, freeze.version, freeze.proposal_id, freeze.made_at, freeze.made_by, freeze.known_from,
            freeze.reason, freeze.replaces,
        ],
    )  # fmt: skip
