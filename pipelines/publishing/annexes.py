"""The annexes to the main paper: each a document and a workbook of its own, and a section of the web page.

An annex keeps its number and file name when another is missing. Not here: its tables (`expectation_tables`,
`area_tables`, `case_tables`, `plan_tables`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from pipelines.publishing.budget.area_proposal import proposal_sentences
from pipelines.publishing.case_tables import case_sentences
from pipelines.publishing.content import Prognosis, Style
from pipelines.publishing.expectation_tables import expectation_sentences
from pipelines.publishing.paper import Paper
from pipelines.publishing.plan_tables import plan_sentences
from pipelines.publishing.table import Table
from pipelines.publishing.texts import text

WORD = "sagsfremstilling.docx"
"""The main paper for the council's agenda."""
Sentences = Callable[[Prognosis, Style], Iterator[str]]


@dataclass(frozen=True)
class AnnexKind:
    """What an annex is about: the code of its words, its file's name without ending, its tables and sentences."""

    code: str
    file: str
    tables: tuple[str, ...]
    sentences: Sentences


KINDS = (
    AnnexKind("expectation", "bilag1-forventningstal", ("forventningstal", "sammenhaeng", "forventning_omraader"),
              expectation_sentences),
    AnnexKind("cases", "bilag2-indstillinger-og-klager", ("indstillinger", "sagstider", "klager"), case_sentences),
    AnnexKind("plan", "bilag3-indsatsplan", ("indsatsplan", "besparelser", "indsatser"), plan_sentences),
)  # fmt: skip
"""In their order: an annex's number is its place."""
BUDGET_KINDS = (
    AnnexKind("proposal", "bilag1-forventningstal", ("forventning_omraader", "forventning_sum"), proposal_sentences),
    AnnexKind("budget_plan", "bilag2-indsatsplan", ("indsatsplan", "besparelser", "indsatser"), plan_sentences),
)
OWN_KINDS: Mapping[str, tuple[AnnexKind, ...]] = {"budget": BUDGET_KINDS, "flash": ()}
"""Those of a budget edition; a flash note is one page."""


def kinds_of(paper: Paper) -> tuple[AnnexKind, ...]:
    """The annexes that an edition of the paper's kind may have."""
    return OWN_KINDS.get(paper.kind, KINDS)


def main_file(paper: Paper) -> str:
    """The name of the main paper's files without ending: PDF, workbook, and the page with all of it."""
    return {"budget": "budget", "flash": "hastenotat"}.get(paper.kind, "prognose")


@dataclass(frozen=True)
class Annex:
    """One annex of one paper, as its files print it."""

    paper: Paper
    kind: AnnexKind

    @property
    def title(self) -> str:
        """Number and subject."""
        return title_of(self.kind, self.paper)

    @property
    def kicker(self) -> str:
        """What it is an annex to."""
        return text(
            "annex", "to", self.style.language, number=kinds_of(self.paper).index(self.kind) + 1, title=self.paper.title
        )

    @property
    def sentences(self) -> list[str]:
        """What it says before its tables; nothing where none of its figures can be told."""
        return list(self.kind.sentences(self.paper.prognosis, self.style))

    @property
    def headline(self) -> str:
        """Its first sentence, or what it is an annex to."""
        return next(iter(self.sentences), self.kicker)

    @property
    def findings(self) -> Sequence[str]:
        """The sentences behind the first."""
        return self.sentences[1:]

    @property
    def tables(self) -> Mapping[str, Table]:
        """Its own tables by their codes."""
        return {code: self.paper.tables[code] for code in self.kind.tables if code in self.paper.tables}

    @property
    def municipality_name(self) -> str:
        """The paper's."""
        return self.paper.municipality_name

    @property
    def style(self) -> Style:
        """The paper's."""
        return self.paper.style

    @property
    def facts(self) -> Sequence[tuple[str, str]]:
        """The paper's: as-of date, vintage, approval and source."""
        return self.paper.facts

    @property
    def demonstration(self) -> str:
        """The paper's."""
        return self.paper.demonstration

    @property
    def made_at(self) -> datetime:
        """The paper's."""
        return self.paper.made_at

    @property
    def made_of(self) -> str:
        """The paper's."""
        return self.paper.made_of


def annexes_of(paper: Paper) -> list[Annex]:
    """Those there is something to say in; nothing delivered, no annex."""
    return [annex for annex in (Annex(paper, kind) for kind in kinds_of(paper)) if annex.tables or annex.sentences]


def title_of(kind: AnnexKind, paper: Paper) -> str:
    """`Bilag 2: …`, also of one that is missing."""
    subject = text("annex", kind.code, paper.style.language)
    return text("annex", "title", paper.style.language, number=kinds_of(paper).index(kind) + 1, subject=subject)


def list_of_annexes(paper: Paper) -> list[str]:
    """What the main paper says of its annexes: each by number and subject, and why one is missing."""
    there = [annex.kind for annex in annexes_of(paper)]
    return [
        title_of(kind, paper)
        if kind in there
        else text("annex", f"no_{kind.code}", paper.style.language, number=kinds_of(paper).index(kind) + 1)
        for kind in kinds_of(paper)
    ]


def files_of(paper: Paper) -> dict[str, tuple[str, ...]]:
    """The files that people open, by what they are: the main paper's and each annex's."""
    of_annexes = {annex.title: (f"{annex.kind.file}.pdf", f"{annex.kind.file}.xlsx") for annex in annexes_of(paper)}
    main = main_file(paper)
    return {paper.title: (f"{main}.pdf", f"{main}.xlsx", WORD), **of_annexes}


def main_tables(paper: Paper) -> dict[str, Table]:
    """The tables of the main paper: those of no annex."""
    of_annexes = {code for kind in kinds_of(paper) for code in kind.tables}
    return {code: table for code, table in paper.tables.items() if code not in of_annexes}
