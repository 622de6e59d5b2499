"""The one door to the published file: opens it for reading only and hands out one fiscal year's `Prognosis`.

Nothing here can leave the file: DuckDB is opened without access to other files and with its settings locked.
Rows with ALL are the totals as published; nothing is added up here that the file already holds as a total.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from pipelines.errors import ApprovalError, UsageError
from pipelines.publishing.action_plan import Initiative
from pipelines.publishing.case_queries import CASE_TIMES, COMPLAINTS, RECONSIDERED, REFERRALS
from pipelines.publishing.content import (
    ALL,
    EFFECTS,
    NOT_PLACES,
    Accuracy,
    Activity,
    Adjustment,
    CaseTime,
    Component,
    Delivery,
    EventCount,
    Interval,
    Ledger,
    MonthActivity,
    Position,
    Prognosis,
    Vintage,
    YearOutlook,
    effects_of,
)
from pipelines.publishing.curve import read_curve
from pipelines.publishing.dominance import read_concentration
from pipelines.publishing.expected import read_expectations
from pipelines.publishing.method_effects import read_methods
from pipelines.publishing.queries import (
    ACCURACY,
    ACTION_PLAN,
    ADJUSTMENTS,
    COMPONENTS,
    DELIVERIES,
    LATEST_VINTAGE,
    LEDGER,
    MONTHS_AHEAD,
    MONTHS_PAST,
    OFFER_ACTIVITY,
    OFFER_TYPES,
    POSITIONS,
    PREVIOUS_AS_OF,
    UNSPLIT_AREAS,
    VINTAGE,
    YEARS,
)
from pipelines.publishing.since_last import read_since_last
from pipelines.publishing.special_causes import read_special_causes
from pipelines.publishing.stays import read_stays

REFERRAL_EVENTS = ("received", "granted", "alternative", "refused", "in_time", "late", "returned", "withdrawn")
COMPLAINT_EVENTS = ("received", "asked_in_time", "asked_late", "reconsidered_in_time", "reconsidered_late", "in_favour",
                    "forwarded", "sent_in_time", "sent_late", "confirmed", "changed", "remitted", "closed")  # fmt: skip

Row = dict[str, Any]
MONEY = ("adopted_kr", "corrected_kr", "budget_kr", "spend_to_date_kr", "deviation_kr", "ordinary_operation_kr")
NO_BUDGET: Row = dict.fromkeys((*MONEY, "carry_over_kr"), Decimal(0))
NOBODY = Activity(Decimal(0), Decimal(0), Decimal(0), Decimal(0), None)
"""The places of an offer type of which the forecast knows nothing."""


@dataclass(frozen=True)
class PublishedFile:
    """Reads one open published file."""

    connection: duckdb.DuckDBPyConnection

    def rows(self, query: str, parameters: dict[str, Any] | None = None) -> list[Row]:
        """The rows of a query as dictionaries; a parameter the query does not name is left out."""
        wanted = {name: value for name, value in (parameters or {}).items() if f"${name}" in query}
        cursor = self.connection.execute(query, wanted)
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, values, strict=True)) for values in cursor.fetchall()]

    def vintage(self, vintage_id: str) -> Vintage:
        """The vintage asked for; UsageError when the file does not hold it."""
        found = self.rows(VINTAGE, {"vintage_id": vintage_id})
        if not found:
            raise UsageError(
                f"Prognosen {vintage_id} findes ikke i den udgivne fil. "
                "Se hvilke der er, med: select vintage_id, as_of_date, status from forecast.vintage.",
                f"The prognosis {vintage_id} is not in the published file. "
                "See which are, with: select vintage_id, as_of_date, status from forecast.vintage.",
            )
        return Vintage(**found[0])

    def latest_vintage_id(self) -> str:
        """The vintage made last; UsageError when there is none."""
        found = self.rows(LATEST_VINTAGE)
        if not found:
            raise UsageError(
                "Den udgivne fil har ingen prognose. Kør først: pladsprognose run.",
                "The published file has no prognosis. Run first: pladsprognose run.",
            )
        return str(found[0]["vintage_id"])

    def prognosis(self, vintage_id: str) -> Prognosis:
        """All an edition shows of one vintage, for the fiscal year its as-of day lies in."""
        day = (vintage := self.vintage(vintage_id)).as_of
        where = {"vintage_id": vintage_id, "scenario": vintage.scenario, "fiscal_year": day.year, "as_of": day}
        positions = [_position(row) for row in self.rows(POSITIONS, where)]
        activity = {row["offer_type"]: _activity(row) for row in self.rows(OFFER_ACTIVITY, where)}
        offer_types = tuple(
            replace(line, activity=activity.get(line.code, NOBODY), counted=(line.code,))
            for line in self.offer_types(where, positions)
        )
        return Prognosis(
            vintage=vintage,
            previous_as_of=self._previous_as_of(where),
            fiscal_year=vintage.as_of.year,
            total=replace(_the_total(positions, vintage), activity=_total_activity(activity.get(ALL), offer_types)),
            grant_areas=tuple(line for line in positions if line.grant_area != ALL),
            offer_types=offer_types,
            components=tuple(
                Component(row["component"], _interval(row), _decimal(row["full_year_places"]))
                for row in self.rows(COMPONENTS, where)
            ),
            years=tuple(_year(row) for row in self.rows(YEARS, where)),
            months=tuple(_month(row) for query in (MONTHS_PAST, MONTHS_AHEAD) for row in self.rows(query, where)),
            referrals=_events(self.rows(REFERRALS, where), REFERRAL_EVENTS, vintage.as_of),
            case_times=tuple(CaseTime(**row) for row in self.rows(CASE_TIMES, where)),
            complaints=_events(self.rows(COMPLAINTS, where), COMPLAINT_EVENTS, vintage.as_of),
            reconsidered=tuple(self.rows(RECONSIDERED, where)[0].values()),
            accuracy=tuple(accuracy_of(row) for row in self.rows(ACCURACY, where)),
            adjustments=tuple(_adjustment(row) for row in self.rows(ADJUSTMENTS, where)),
            action_plan=tuple(Initiative(**row) for row in self.rows(ACTION_PLAN, where)),
            methods=read_methods(self.rows, where),
            deliveries=tuple(Delivery(**row) for row in self.rows(DELIVERIES)),
            ledger=Ledger(**self.rows(LEDGER, where)[0]),
            expectations=read_expectations(self.rows, where),
            since_last=read_since_last(self.rows, where),
            stays=read_stays(self.rows),
            curve=read_curve(self.rows, where),
            special_causes=read_special_causes(self.rows, where),
            concentration=read_concentration(self.rows, where),
        )

    def offer_types(self, where: dict[str, Any], positions: Sequence[Position]) -> Iterator[Position]:
        """Every offer type with its usual grant area; without budget where that area's is not split by type.

        A type of which nothing is expected has a budget of nothing, where budgets are split by type at all.
        """
        compared = {line.code: line for line in positions if line.grant_area == ALL and line.code != ALL}
        has_split, has_unsplit = bool(compared), bool(self.rows(UNSPLIT_AREAS, where))
        for row in self.rows(OFFER_TYPES, where):
            line, areas = compared.pop(row["offer_type"], None), tuple(row["areas"])
            is_split = not has_unsplit if row["offer_type"] == NOT_PLACES else row["has_split_budget"]
            if line is None:
                line, is_split = _without_budget(row), has_split and row["grant_area"] == ALL
            in_areas = {part["area"]: part["kr"] for part in row["in_areas"]}
            yield replace(line, grant_area=row["grant_area"], areas=areas, in_areas=in_areas, has_budget=is_split,
                          is_offered=row["is_offered"])  # fmt: skip
        yield from (replace(line, areas=(ALL,)) for line in compared.values())

    def _previous_as_of(self, where: dict[str, Any]) -> date | None:
        return next((row["as_of_date"] for row in self.rows(PREVIOUS_AS_OF, where)), None)


@contextmanager
def open_published(path: Path) -> Iterator[PublishedFile]:
    """The published file, open for reading; UsageError when it is not there."""
    if not path.is_file():
        raise UsageError(
            f"Der er ingen udgivet fil ({path.name}). Kør først: pladsprognose run.",
            f"There is no published file ({path.name}). Run first: pladsprognose run.",
        )
    settings: dict[str, str | bool | int | float | list[str]]
    settings = {"enable_external_access": "false", "lock_configuration": "true"}
    with duckdb.connect(str(path), read_only=True, config=settings) as connection:
        yield PublishedFile(connection)


def require_approved(vintage: Vintage) -> None:
    """ApprovalError for a draft: only what a second person has approved may leave."""
    if vintage.status != "approved":
        raise ApprovalError(
            f"Prognosen {vintage.vintage_id} er et udkast og kan ikke udgives. Lad en anden end den, der lavede den, "
            f"godkende den: pladsprognose approve --vintage {vintage.vintage_id} --by NAVN.",
            f"The prognosis {vintage.vintage_id} is a draft and cannot be published. Let another than the one who made "
            f"it approve it: pladsprognose approve --vintage {vintage.vintage_id} --by NAME.",
        )


def _decimal(value: Decimal | float | None) -> Decimal:
    return Decimal(0) if value is None else Decimal(str(value))


def _optional(value: Decimal | float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _interval(row: Row) -> Interval:
    return Interval(row["mean_kr"], row["p10_kr"], row["p90_kr"])


def _position(row: Row) -> Position:
    """A row of forecast.deviation; its code is the offer type, or the grant area where it spans all types."""
    return Position(
        code=row["offer_type"] if row["offer_type"] != ALL else row["grant_area"],
        grant_area=row["grant_area"],
        adopted_kr=row["adopted_kr"],
        corrected_kr=row["corrected_kr"],
        budget_kr=row["budget_kr"],
        spend_to_date_kr=row["spend_to_date_kr"],
        expected=Interval(row["expected_kr"], row["p10_kr"], row["p90_kr"]),
        deviation_kr=row["deviation_kr"],
        ordinary_operation_kr=row["ordinary_operation_kr"],
        carry_over_kr=row["carry_over_kr"],
        effects_kr=effects_of(row),
        previous_expected_kr=row["previous_expected_kr"],
        is_in_total=row["is_in_total"],
    )


def _the_total(positions: Sequence[Position], vintage: Vintage) -> Position:
    for position in positions:
        if position.grant_area == ALL and position.code == ALL:
            return position
    raise UsageError(
        f"Prognosen {vintage.vintage_id} har intet budget at holdes op imod i {vintage.as_of.year}, så der er intet at "
        "udgive. Levér budgettet for året, og kør igen: pladsprognose run.",
        f"The prognosis {vintage.vintage_id} has no budget to be held against in {vintage.as_of.year}, so there is "
        "nothing to publish. Deliver the budget of the year and run again: pladsprognose run.",
    )


def _without_budget(row: Row) -> Position:
    """An offer type of which only the expected accounts are known."""
    return Position(
        code=row["offer_type"],
        grant_area=row["grant_area"],
        expected=_interval(row),
        effects_kr=dict.fromkeys(EFFECTS, Decimal(0)),
        is_in_total=row["is_in_total"],
        has_budget=False,
        **NO_BUDGET,
    )


def _activity(row: Row) -> Activity:
    return Activity(
        last_year=_decimal(row["last_year"]),
        this_year=_decimal(row["this_year"]),
        next_year=_decimal(row["next_year"]),
        planned=_optional(row["planned"]),
        unit_price_kr=_optional(row["unit_price_kr"]),
    )


def _total_activity(total: Activity | None, offer_types: Sequence[Position]) -> Activity | None:
    """The whole's places; what the budget counted on only where it did so for every type that counts."""
    counted = [line.activity for line in offer_types if line.is_in_total and line.activity and line.activity.this_year]
    if total is None or all(activity.planned for activity in counted):
        return total
    return replace(total, planned=None)


def _adjustment(row: Row) -> Adjustment:
    return Adjustment(**{**row, "amount_kr": _optional(row["amount_kr"]), "factor": _optional(row["factor"])})


def _year(row: Row) -> YearOutlook:
    return YearOutlook(
        row["fiscal_year"], _interval(row), _decimal(row["full_year_places"]), _optional(row["unit_price_kr"]),
        _optional(row["budget_kr"]),
    )  # fmt: skip


def _month(row: Row) -> MonthActivity:
    return MonthActivity(row["month"], _decimal(row["places"]), _optional(row["p10"]), _optional(row["p90"]))


def _events(rows: Sequence[Row], events: Sequence[str], as_of: date) -> tuple[EventCount, ...]:
    """One line per event; none where the municipality delivers nothing of the kind."""
    if not any(row["year"] == as_of.year for row in rows):
        return ()
    return tuple(EventCount(event, {(row["year"], row["month"]): int(row[event]) for row in rows}) for event in events)


def accuracy_of(row: Row) -> Accuracy:
    """A row of the question ACCURACY."""
    measures = {"wape": _decimal(row["wape"]), "bias": _decimal(row["bias"])}
    return Accuracy(**{**row, **measures, "coverage_80": _optional(row["coverage_80"])})
