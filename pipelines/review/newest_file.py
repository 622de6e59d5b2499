"""What the pages ask of the newest published file, opened anew for each question and closed before it is answered.

One question at a time: DuckDB hands a process that holds a file the same one again after it was replaced. A paper is
kept for as long as the files it was made of lie there. Not here: how a vintage is read (`publishing.published_file`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from pipelines.municipality import Municipality, load_municipality
from pipelines.publishing.findings_page import FINDINGS, QUESTIONS, TREND, answered
from pipelines.publishing.published_file import PublishedFile, open_published
from pipelines.publishing.track_record import LOOK_BACKS
from pipelines.review.cells import newest_vintage
from pipelines.review.driver_tables import changes
from pipelines.review.internal_paper import InternalPaper, internal_paper
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
-- one row: the file's as-of day, its findings and the rows set aside
select
    (select max(as_of_date) from meta.publication) as as_of,
    (select count(*) from meta.finding) as findings,
    (select count(*) from meta.finding where severity = 'kritisk') as critical,
    (select coalesce(sum(rows_quarantined), 0) from meta.delivery where is_in_use) as set_aside
"""

SOURCES = """
-- one row per source: its newest edition in use, and the rows of all that are in use
select
    source, max(edition_date) as edition, sum(rows_in)::bigint as rows_in, sum(rows_loaded)::bigint as rows_loaded,
    sum(rows_quarantined)::bigint as set_aside
from meta.delivery
where is_in_use
group by source
order by edition, source
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

    def vintages(self) -> list[Row]:
        """Every vintage, the newest first."""
        with self._opened() as source:
            return source.rows(VINTAGES)

    def look_backs(self, vintage_id: str) -> list[Row]:
        """What a vintage's backtest measured in the whole municipality: one row a day, horizon, level and method."""
        with self._opened() as source:
            return source.rows(LOOK_BACKS, {"vintage_id": vintage_id})

    def findings(self) -> tuple[dict[str, list[Row]], list[Row]]:
        """The findings under the question they answer, the gravest first, and the sources, the oldest first."""
        with self._opened() as source:
            found, trends = source.rows(FINDINGS), source.connection.execute(TREND).fetchall()
            return {question: answered(question, found, trends) for question in QUESTIONS}, source.rows(SOURCES)

    def as_of(self) -> date:
        """The day the file is as of."""
        return self.ask(lambda source: date.fromisoformat(str(source.rows(HEALTH)[0]["as_of"])))

    def ask(self, question: Callable[[PublishedFile], Found]) -> Found:
        """The answer to a question of the file."""
        with self._opened() as source:
            return question(source)

    def _read(self, vintage_id: str | None) -> Papers:
        """The paper of a vintage as the file has it; none where there is no such vintage."""
        municipality = self.municipality
        with open_published(self.data.analysis) as source:
            newest = newest_vintage(source)
            wanted = vintage_id or newest
            if wanted not in {row["vintage_id"] for row in source.rows(VINTAGES)}:
                return {}
            prognosis, (health,) = source.prognosis(wanted), source.rows(HEALTH)
            found, since = changes(source, prognosis), since_rows(source, prognosis)
            levels = level_rows(source, prognosis)
        paper = internal_paper(prognosis, found, since, levels, municipality, self.language)
        named = [wanted, None] if wanted == newest else [wanted]
        return dict.fromkeys(named, (paper, health | {"is_newest": wanted == newest}))

    @contextmanager
    def closed(self) -> Iterator[None]:
        """Nobody here reads the file meanwhile: it is about to be replaced from within this process."""
        with self.reading:
            yield

    @contextmanager
    def _opened(self) -> Iterator[PublishedFile]:
        with self.reading, open_published(self.data.analysis) as source:
            yield source


def state_of(path: Path) -> State:
    """What tells a file from the one that took its place; empty where there is none."""
    with suppress(FileNotFoundError):
        state = path.stat()
        return (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns)
    return ()
