"""What a person may do with a year's figures: propose, agree for an area, freeze. Each is noted with who, when and why.

Who acts names what he or she has seen: the proposal, and the agreement or version that is to be replaced. So of two who
act at once the later is told, and nothing is overwritten unseen. Not here: how figures are worked out (`proposal`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import duckdb

from pipelines.audit import note
from pipelines.errors import UsageError
from pipelines.expectation_figures.proposal import work_out
from pipelines.expectation_figures.store import (
    Agreement,
    Change,
    Figure,
    Freeze,
    Proposal,
    add_agreement,
    add_freeze,
    add_proposal,
    agreed_figures,
    agreements_to,
    freezes_of,
    newest_proposal,
    next_number,
    proposal_of,
)
from pipelines.settings import DataDirectory
from pipelines.verdicts import loaded_warehouse, now, stated

OTHER_FIGURE = re.compile(
    r"(?P<offer>[a-z_]+)=(?P<places>\d{1,6}(?:,\d{1,4}|\.\d{1,2})?)(?:x(?P<price>\d{1,9}(?:[.,]\d{1,2})?))?"
)


@dataclass(frozen=True)
class YearFigures:
    """A year as it stands: the newest proposal with its agreements, and the version in force with its own."""

    proposal: Proposal
    agreements: Sequence[Agreement]
    corrected_kr: Decimal
    """The corrected budget on the day last looked from."""
    freezes: Sequence[Freeze]

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures as agreed so far."""
        return agreed_figures(self.proposal, self.agreements)

    @property
    def areas_kr(self) -> Decimal:
        """What the areas have in all."""
        return sum((figure.year_kr for figure in self.figures), Decimal("0.00"))

    @property
    def reserve_kr(self) -> Decimal:
        """What the corrected budget has beside the areas' figures."""
        return self.corrected_kr - self.areas_kr

    @property
    def freeze(self) -> Freeze | None:
        """The version of this proposal, if it is frozen."""
        return next((entry for entry in self.freezes if entry.proposal_id == self.proposal.proposal_id), None)

    @property
    def waiting(self) -> list[str]:
        """The areas that have not agreed yet."""
        return sorted({*self.proposal.areas} - {agreement.area_id for agreement in self.agreements})


def propose(data: DataDirectory, year: int, by: str, seen_from: date | None, *, with_plan: bool) -> YearFigures:
    """Work the year's figures out and keep them as its newest proposal."""
    made_by = stated(by, "--by")
    with loaded_warehouse(data) as connection:
        worked = work_out(connection, year, seen_from or date.max, with_plan=with_plan)
        if worked is None:
            raise _no_budget(connection, year)
        number = next_number(connection, "figure_proposal", "proposal_id")
        proposal = Proposal(number, year, now(), made_by, *worked)
        what = {"fiscal_year": year, "proposal": number, "seen_from": worked.seen_from.isoformat()}
        note(data, proposal.made_at, made_by, "propose_figures", "", **what)
        add_proposal(connection, proposal)
        return _standing(connection, proposal)


def shown(data: DataDirectory, year: int, version: int | None) -> YearFigures:
    """The year's newest proposal, or what was frozen as a version; UsageError with what exists where there is none."""
    with loaded_warehouse(data) as connection:
        if version is None:
            return _standing(connection, _newest(connection, year))
        freezes = freezes_of(connection, year)
        found = next((entry for entry in freezes if entry.version == version), None)
        if found is None:
            names = ", ".join(str(entry.version) for entry in freezes)
            raise UsageError(
                f"{year} har ingen version {version}. Låste versioner: {names or 'ingen'}.",
                f"{year} has no version {version}. Frozen versions: {names or 'none'}.",
            )
        return _standing(connection, proposal_of(connection, found))


def agree(
    data: DataDirectory,
    year: int,
    number: int,
    area: str,
    by: str,
    role: str,
    reason: str,
    others: Sequence[str],
    replaces: int | None,
) -> Agreement:
    """Note that an area agrees to the proposal, perhaps with other figures; the reserve takes the difference."""
    made_by, position, why = stated(by, "--by"), stated(role, "--role"), stated(reason, "--reason")
    with loaded_warehouse(data) as connection:
        standing = _unfrozen(connection, year, number)
        own = {figure.offer_type: figure for figure in standing.proposal.figures if figure.area_id == area}
        if not own:
            areas = ", ".join(standing.proposal.areas)
            raise UsageError(
                f"Området »{area}« har ingen tal i forslag {number}. Områder: {areas}.",
                f'The area "{area}" has no figures in proposal {number}. Areas: {areas}.',
            )
        changes = dict(_other_figure(text, own) for text in others)
        if len(changes) < len(others):
            raise UsageError("--figure nævner en tilbudstype to gange.", "--figure names an offer type twice.")
        before = next((entry for entry in standing.agreements if entry.area_id == area), None)
        _check_replaced(area, before, replaces)
        agreement = Agreement(
            next_number(connection, "figure_agreement", "agreement_id"), number, area, now(), made_by, position, why,
            replaces, changes,
        )  # fmt: skip
        figures = {offer: [str(change.places), str(change.year_kr)] for offer, change in changes.items()}
        note(data, agreement.made_at, made_by, "agree_figures", why, role=position, proposal=number, area=area,
             agreement=agreement.agreement_id, replaces=replaces, figures=figures)  # fmt: skip
        add_agreement(connection, agreement)
        return agreement


def freeze(
    data: DataDirectory, year: int, number: int, by: str, reason: str, known_from: date | None, replaces: int | None
) -> YearFigures:
    """Make a proposal that every area has agreed to the year's figures; known from today, or from the day given."""
    made_by, why, made_at = stated(by, "--by"), stated(reason, "--reason"), now()
    with loaded_warehouse(data) as connection:
        standing = _unfrozen(connection, year, number)
        if standing.waiting:
            raise UsageError(
                f"Intet er låst. Disse områder har ikke aftalt forslag {number}: {', '.join(standing.waiting)}. "
                "Brug »expectation agree«.",
                f"Nothing is frozen. These areas have not agreed to proposal {number}: {', '.join(standing.waiting)}. "
                'Use "expectation agree".',
            )
        day = known_from or made_at.date()
        _check_day(day, made_at.date(), standing)
        _check_version(standing, replaces)
        frozen = Freeze(year, len(standing.freezes) + 1, number, made_at, made_by, day, why, replaces)
        note(data, made_at, made_by, "freeze_figures", why, fiscal_year=year, version=frozen.version, proposal=number,
             known_from=day.isoformat(), replaces=replaces)  # fmt: skip
        add_freeze(connection, frozen)
        return _standing(connection, standing.proposal)


def _standing(connection: duckdb.DuckDBPyConnection, proposal: Proposal) -> YearFigures:
    year = proposal.fiscal_year
    found = connection.execute(
        "select sum(budget.corrected_kr) from intermediate.int_budget_cell as budget "
        "inner join control.origin as origin on budget.origin_date = origin.origin_date "
        "where budget.fiscal_year = ? and origin.is_current and origin.source = 'budget'",
        [year],
    ).fetchone()
    today = found[0] if found and found[0] is not None else proposal.corrected_kr
    agreements = agreements_to(connection, proposal.proposal_id)
    return YearFigures(proposal, agreements, today, freezes_of(connection, year))


def _newest(connection: duckdb.DuckDBPyConnection, year: int) -> Proposal:
    found = newest_proposal(connection, year)
    if found is None:
        years = connection.execute("select distinct fiscal_year from control.figure_proposal order by all").fetchall()
        names = ", ".join(str(each) for (each,) in years)
        raise UsageError(
            f"Der er intet forslag for {year}. År med forslag: {names or 'ingen'}. Brug »expectation propose«.",
            f'There is no proposal for {year}. Years with one: {names or "none"}. Use "expectation propose".',
        )
    return found


def _unfrozen(connection: duckdb.DuckDBPyConnection, year: int, number: int) -> YearFigures:
    """The proposal that is named, which must be the year's newest and not frozen yet."""
    standing = _standing(connection, _newest(connection, year))
    if standing.proposal.proposal_id != number:
        newest = standing.proposal
        raise UsageError(
            f"Forslag {number} er ikke det nyeste for {year}. Det er {newest.proposal_id}, lavet af {newest.made_by}. "
            "Se det med »expectation show«, og prøv igen.",
            f"Proposal {number} is not the newest for {year}. That is {newest.proposal_id}, made by {newest.made_by}. "
            'See it with "expectation show", and try again.',
        )
    if standing.freeze is not None:
        version = standing.freeze.version
        raise UsageError(
            f"Forslag {number} er allerede låst som version {version} og kan ikke ændres. Lav et nyt forslag først.",
            f"Proposal {number} is frozen already as version {version} and cannot be changed. Make a new one first.",
        )
    return standing


def _other_figure(text: str, own: dict[str, Figure]) -> tuple[str, Change]:
    """`specialskole=12,5` at the proposed price, `specialskole=12,5x410000` at another."""
    said = OTHER_FIGURE.fullmatch(text.strip())
    if said is None:
        raise UsageError(
            "--figure skal være TILBUDSTYPE=PLADSER eller TILBUDSTYPE=PLADSERxPRIS, fx specialskole=12,5x410000.",
            "--figure must be TYPE=PLACES or TYPE=PLACESxPRICE, such as specialskole=12,5x410000.",
        )
    figure = own.get(said["offer"])
    if figure is None:
        names = ", ".join(sorted(own))
        raise UsageError(
            f"Området har intet tal for »{said['offer']}«. Tilbudstyper: {names}.",
            f'The area has no figure for "{said["offer"]}". Offer types: {names}.',
        )
    places = Decimal(said["places"].replace(",", "."))
    price = Decimal(said["price"].replace(",", ".")) if said["price"] else figure.unit_price_kr
    return said["offer"], Change(places, price)


def _check_replaced(area: str, before: Agreement | None, replaces: int | None) -> None:
    """UsageError unless the agreement in force is the one that is named to be replaced."""
    in_force = before.agreement_id if before else None
    if in_force == replaces:
        return
    if before is None:
        raise UsageError(
            f"Område »{area}« har ingen aftale at afløse. Udelad --replaces.",
            f'The area "{area}" has no agreement to replace. Leave --replaces out.',
        )
    raise UsageError(
        f"Område »{area}« er aftalt: aftale {in_force} af {before.made_by} ({before.role}) den "
        f"{before.made_at:%d.%m.%Y}. Skal den afløses, så skriv --replaces {in_force}.",
        f'The area "{area}" has agreed: agreement {in_force} by {before.made_by} ({before.role}) on '
        f"{before.made_at:%Y-%m-%d}. To replace it, write --replaces {in_force}.",
    )


def _check_day(day: date, today: date, standing: YearFigures) -> None:
    """UsageError for a day to come, or one before the proposal's knowledge or the version before."""
    earliest = max([standing.proposal.seen_from, *(entry.known_from for entry in standing.freezes)])
    if not earliest <= day <= today:
        raise UsageError(
            f"--on skal ligge fra {earliest} (forslagets og sidste versions dag) til i dag, {today}.",
            f"--on must lie from {earliest} (the day of the proposal and of the last version) to today, {today}.",
        )


def _check_version(standing: YearFigures, replaces: int | None) -> None:
    """UsageError unless the version in force is the one that is named to be replaced."""
    in_force = standing.freezes[-1] if standing.freezes else None
    if (in_force.version if in_force else None) == replaces:
        return
    if in_force is None:
        raise UsageError(
            "Der er ingen version at afløse. Udelad --replaces.",
            "There is no version to replace. Leave --replaces out.",
        )
    raise UsageError(
        f"Tallene er låst som version {in_force.version} af {in_force.made_by} fra {in_force.known_from}. Skal den "
        f"afløses, så skriv --replaces {in_force.version}.",
        f"The figures are frozen as version {in_force.version} by {in_force.made_by} from {in_force.known_from}. To "
        f"replace it, write --replaces {in_force.version}.",
    )


def _no_budget(connection: duckdb.DuckDBPyConnection, year: int) -> UsageError:
    years = connection.execute(
        "select distinct fiscal_year from intermediate.int_budget_cell "
        "where planned_full_year_places > 0 order by fiscal_year"
    ).fetchall()
    names = ", ".join(str(each) for (each,) in years)
    return UsageError(
        f"Der er intet budget med pladser for {year} kendt på dagen. År med budget: {names or 'ingen'}.",
        f"No budget with places for {year} is known on the day. Years with a budget: {names or 'none'}.",
    )
