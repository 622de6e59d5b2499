"""What the pages ask of the newest published file, opened anew for each question and closed before it is answered.

One question at a time: DuckDB hands a process that holds a file the same one again after it was replaced. A paper is
kept for as long as the files it was made of lie there. Not here: how a vintage is read (`publishing.published_file`).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from pipelines.municipality import Municipality, load_municipality
from pipelines.publishing.findings_page import FINDINGS, QUESTIONS, TREND, answered
from pipelines.publishing.published_file import PublishedFile, open_published
from pipelines.publishing.texts import text
from pipelines.publishing.track_record import LOOK_BACKS, WIDENED
from pipelines.review.cells import COUNTED, newest_vintage
from pipelines.review.driver_tables import changes
from pipelines.review.internal_paper import BASELINE, InternalPaper, internal_paper
from pipelines.review.level_tables import level_rows
from pipelines.review.since_tables import since_rows
from pipelines.settings import DataDirectory, Language

VINTAGES = """
-- one row per vintage with its own year's accounts against the budget, the newest first
select
    vintage.vintage_id, vintage.as_of_date, vintage.created_at, vintage.status, vintage.approved_by, vintage.scenario,
    deviation.expected_kr, deviation.p10_kr, deviation.p90_kr, deviation.deviation_kr
from forecast.vintage as vintage
left join forecast.deviation as deviation
    on vintage.vintage_id = deviation.vintage_id and deviation.fiscal_year = year(vintage.as_of_date)
    and deviation.grant_area = 'ALL' and deviation.district_id = 'ALL' and deviation.offer_type = 'ALL'
order by vintage.as_of_date desc, vintage.created_at desc, vintage.vintage_id
"""

HEALTH = """
-- one row: the file's as-of day, its findings, the rows set aside, and the age of each source, the oldest first
select
    (select max(as_of_date) from meta.publication) as as_of,
    (select count(*) from meta.finding) as findings,
    (select count(*) from meta.finding where severity = 'kritisk') as critical,
    (select coalesce(sum(rows_quarantined), 0) from meta.delivery where is_in_use) as set_aside,
    (
        select list({source: source, months: months_old, usual: usual_months, is_late: is_late}
            order by months_old desc, source)
        from meta.source
    ) as ages
"""

SOURCES = """
-- one row per source: its newest edition in use, how old it is beside what is usual, and the rows of all in use
select
    source, max(edition_date) as edition, any_value(months_old) as months_old, any_value(usual_months) as usual_months,
    coalesce(any_value(is_late), false) as is_late, sum(rows_in)::bigint as rows_in,
    sum(rows_loaded)::bigint as rows_loaded, sum(rows_quarantined)::bigint as set_aside
from meta.delivery
left join meta.source using (source)
where is_in_use
group by source
order by edition, source
"""

FACTS = """
-- one row: the file's as-of day, and whether its figures are made up
select
    (select max(as_of_date) from meta.publication) as as_of,
    (select coalesce(bool_or(is_demonstration), false) from forecast.vintage) as is_made_up
"""

Row = dict[str, Any]
Found = TypeVar("Found")
State = tuple[int, ...]
Papers = dict[str | None, tuple[InternalPaper, Row]]
"""The papers by vintage, the newest also under None, each with the file's health."""


@dataclass(frozen=True)
class NewestFile:
    """The published file of a data directory, whichever lies there when it is asked."""

    data: DataDirectory
    language: Language
    reading: Lock = field(default_factory=Lock)
    kept: dict[tuple[State, State], Papers] = field(default_factory=dict, repr=False, compare=False)
    facts: dict[State, Row] = field(default_factory=dict, repr=False, compare=False)
    trying: Lock = field(default_factory=Lock)
    tried: dict[Hashable, Any] = field(default_factory=dict, repr=False, compare=False)
    """What the attack has said of the newest edition (`trial`), for all who read this file."""

    @property
    def municipality(self) -> Municipality:
        """What the latest run was told of the municipality."""
        return load_municipality(self.data.configuration if self.data.configuration.is_file() else None)

    def paper(self, vintage_id: str | None) -> tuple[InternalPaper, Row] | None:
        """A vintage (the newest, where none is named) and the file's health; None where there is no such vintage."""
        with self.reading:
            # Looked at before it is opened, so that what is kept is of this file or of one that came after it.
            lying = state_of(self.data.analysis), state_of(self.data.configuration)
            if lying not in self.kept:
                self.kept.clear()
                self.kept[lying] = {}
            papers = self.kept[lying]
            if vintage_id not in papers:
                papers |= self._read(vintage_id)
            return papers.get(vintage_id)

    @property
    def demonstration(self) -> str:
        """What every page of made-up figures says of them; empty where they are real."""
        return text("note", "demonstration", self.language) if self._facts["is_made_up"] else ""

    def vintages(self) -> list[Row]:
        """Every vintage, the newest first."""
        with self._opened() as source:
            return source.rows(VINTAGES)

    def look_backs(self, vintage_id: str) -> list[Row]:
        """What a vintage's backtest measured in the whole municipality: one row a day, horizon, level and method."""
        with self._opened() as source:
            return source.rows(LOOK_BACKS, {"vintage_id": vintage_id})

    def widened(self, vintage_id: str) -> list[Row]:
        """How wide a vintage's intervals are of what its paths gave: one row a horizon."""
        with self._opened() as source:
            return source.rows(WIDENED, {"vintage_id": vintage_id})

    def findings(self) -> tuple[dict[str, list[Row]], list[Row]]:
        """The findings under the question they answer, the gravest first, and the sources, the oldest first."""
        with self._opened() as source:
            found, trends = source.rows(FINDINGS), source.connection.execute(TREND).fetchall()
            return {question: answered(question, found, trends) for question in QUESTIONS}, source.rows(SOURCES)

    def as_of(self) -> date:
        """The day the file is as of."""
        found: date = self._facts["as_of"]
        return found

    def ask(self, question: Callable[[PublishedFile], Found]) -> Found:
        """The answer to a question of the file."""
        with self._opened() as source:
            return question(source)

    @property
    def _facts(self) -> Row:
        """What holds of the whole file, kept for as long as it lies there."""
        lying = state_of(self.data.analysis)
        found = self.facts.get(lying)
        if found is None:
            (found,) = self.ask(lambda source: source.rows(FACTS))
            self.facts.clear()
            self.facts[lying] = found
        return found

    def _read(self, vintage_id: str | None) -> Papers:
        """The paper of a vintage as the file has it; none where there is no such vintage."""
        municipality = self.municipality
        with open_published(self.data.analysis) as source:
            newest = newest_vintage(source)
            wanted = vintage_id or newest
            vintages = source.rows(VINTAGES)
            if wanted not in {row["vintage_id"] for row in vintages}:
                return {}
            prognosis, (health,) = source.prognosis(wanted), source.rows(HEALTH)
            found, since = changes(source, prognosis), since_rows(source, prognosis)
            levels, counted = level_rows(source, prognosis), source.rows(COUNTED, {"vintage_id": wanted})
        paper = internal_paper(prognosis, found, since, levels, municipality, self.language)
        named = [wanted, None] if wanted == newest else [wanted]
        known: Row = {"is_newest": wanted == newest, "before": made_before(wanted, vintages)}
        known["counted"] = {row["adjustment_id"] for row in counted}
        return dict.fromkeys(named, (paper, health | known))

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Nobody here reads the file meanwhile: it is about to be replaced from within this process."""
        with self.reading:
            yield

    @contextmanager
    def _opened(self) -> Iterator[PublishedFile]:
        with self.reading, open_published(self.data.analysis) as source:
            yield source


def made_before(vintage_id: str, vintages: Sequence[Row]) -> Row | None:
    """The baseline that was made before this one as of the same day; None of a scenario, and of the day's first."""
    (own,) = (row for row in vintages if row["vintage_id"] == vintage_id)
    alike = [row for row in vintages if (row["as_of_date"], row["scenario"]) == (own["as_of_date"], BASELINE)]
    return next((row for row in alike if own in alike and row["created_at"] < own["created_at"]), None)


def state_of(path: Path) -> State:
    """What tells a file from the one that took its place; empty where there is none."""
    with suppress(FileNotFoundError):
        state = path.stat()
        return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)
    return ()
