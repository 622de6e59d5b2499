"""An edition on its way out: written as a draft, attacked as any reader could, and only then sealed and registered.

An edition that exists is never overwritten: the same content is left as it is, other content is refused.
Not here: who may approve (`pipelines.vintages`), what is hidden (`protection`), how a folder is sealed (`sealing`).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.errors import UsageError
from pipelines.municipality import Municipality
from pipelines.privacy.attack import TECHNIQUES, objections
from pipelines.privacy.register import Register
from pipelines.privacy.release import MANIFEST, Release, read_release
from pipelines.publishing.annexes import WORD, annexes_of, main_file, main_tables
from pipelines.publishing.budget.paper import write_budget_paper
from pipelines.publishing.budget.reading import budget_prognosis
from pipelines.publishing.content import KINDS, Explanation, Kind, Prognosis
from pipelines.publishing.csv_files import csv_bytes
from pipelines.publishing.earlier import Earlier
from pipelines.publishing.flash.paper import write_flash_paper
from pipelines.publishing.flash.reading import flash_prognosis
from pipelines.publishing.manifest import manifest_bytes
from pipelines.publishing.numbers import date_text
from pipelines.publishing.packs.lines_to_hide import lines_to_hide
from pipelines.publishing.paper import Paper, report_name, write_paper
from pipelines.publishing.published_file import PublishedFile, open_published, require_approved
from pipelines.publishing.refusals import found_nothing, refuse_what_can_be_found_out
from pipelines.publishing.sealing import draft_folder, refuse_other_content, seal, write_files
from pipelines.publishing.sections import annex_pdf, paper_pdf
from pipelines.publishing.table import shown_percent
from pipelines.publishing.texts import text
from pipelines.publishing.web_page import web_page
from pipelines.publishing.word_paper import word_bytes
from pipelines.publishing.workbook import workbook_bytes
from pipelines.settings import Language

logger = logging.getLogger(__name__)

__all__ = ["KINDS", "publish_edition"]

READERS = {"budget": budget_prognosis, "flash": flash_prognosis}
WRITERS = {"budget": write_budget_paper, "flash": write_flash_paper}
"""Of the kinds that are not a report of the prognosis calendar."""
BY_OFFER_TYPE = ("tilbudstyper", "aktivitet")
LEAST_SHOWN = 60
"""Per cent of the figures by offer type: with fewer, a committee member is better served by fewer lines."""


def publish_edition(
    published_file: Path,
    vintage_id: str,
    kind: str,
    municipality: Municipality,
    out_root: Path,
    register: Register,
    language: Language,
    explanations: Sequence[Explanation] = (),
) -> Path:
    """Write the edition of an approved vintage to `out_root/<fiscal year>/<kind>-<vintage>` and return that folder.

    ApprovalError for a draft, where nothing could be shown, when the attack finds something, and when the edition
    exists with other content. An edition in English stands beside the Danish one, with `-en` behind its name.
    """
    with open_published(published_file) as source:
        require_approved(source.vintage(vintage_id))
    register.settle()
    going = _going(published_file, vintage_id, kind, municipality, out_root, register, language, explanations)
    folder = going.folder
    with draft_folder(folder.parent) as draft:
        release = write_draft(draft, going.paper, municipality, going.edition, going.earlier)
        if folder.exists():
            refuse_other_content(folder, draft)
            logger.warning("Udgaven findes allerede med samme indhold; intet er skrevet: %s", folder)
        with register.leaving(release):
            if not folder.exists():
                seal(draft, folder)
    return folder


def try_edition(
    published_file: Path,
    vintage_id: str,
    kind: str,
    municipality: Municipality,
    out_root: Path,
    register: Register,
    language: Language,
    explanations: Sequence[Explanation] = (),
) -> str:
    """What the attack says of the edition, also of a draft that nobody has approved; nothing is kept.

    ApprovalError where nothing could be shown or the attack finds something.
    """
    going = _going(published_file, vintage_id, kind, municipality, out_root, register, language, explanations)
    with draft_folder(going.folder.parent) as draft:
        return found_nothing(write_draft(draft, going.paper, municipality, going.edition, going.earlier),
                             going.earlier, language)  # fmt: skip


@dataclass(frozen=True)
class _Going:
    """An edition that is about to be written, where to, and what had left before it."""

    paper: Paper
    edition: str
    folder: Path
    earlier: Sequence[Release]


def _going(
    published_file: Path, vintage_id: str, kind: str, municipality: Municipality, out_root: Path, register: Register,
    language: Language, explanations: Sequence[Explanation],
) -> _Going:  # fmt: skip
    with open_published(published_file) as source:
        prognosis = READERS.get(known_kind(kind), PublishedFile.prognosis)(source, vintage_id)
    refuse_accounts_of_a_year_that_goes_on(prognosis, known_kind(kind), municipality)
    warn_of_another_day(prognosis, known_kind(kind), municipality, language)
    name = f"{kind}-{vintage_id}" if language == "da" else f"{kind}-{vintage_id}-{language}"
    folder = out_root / str(prognosis.fiscal_year) / name
    edition = f"{prognosis.fiscal_year}/{name}"
    earlier = register.releases_before(edition) if folder.exists() else register.releases()
    known = Earlier(earlier, hidden_of_areas(published_file, prognosis, municipality, earlier), edition)
    if kind in WRITERS:
        paper = WRITERS[kind](prognosis, municipality, language, known)
    else:
        paper = write_paper(prognosis, known_kind(kind), municipality, language, known, explanations)
    warn_of_little_shown(paper)
    return _Going(paper, edition, folder, earlier)


def refuse_accounts_of_a_year_that_goes_on(prognosis: Prognosis, kind: Kind, municipality: Municipality) -> None:
    """UsageError for accounts before the day the calendar has for them: they would say of a forecast what was."""
    year, as_of = prognosis.fiscal_year, prognosis.vintage.as_of
    day = municipality.prognosekalender.day("regnskab", year)
    if kind == "regnskab" and as_of < day:
        raise UsageError(
            f"Regnskabet for {year} kan ikke udgives: det er opgjort pr. {as_of}, og året er først gået {day}. Kør "
            f"`pladsprognose run --as-of {day}`, og godkend den, eller udgiv den her som prognose.",
            f"The accounts of {year} cannot be published: they are as of {as_of}, and the year is over only on {day}. "
            f"Run `pladsprognose run --as-of {day}` and approve it, or publish this one as a forecast.",
        )


def hidden_of_areas(
    published_file: Path, prognosis: Prognosis, municipality: Municipality, earlier: Sequence[Release]
) -> frozenset[str]:
    """What the month's packs hide of the areas; nothing where the annex has none."""
    areas = prognosis.expectations.by_area if prognosis.expectations else None
    if areas is None or not areas.areas:
        return frozenset()
    with open_published(published_file) as source:
        return lines_to_hide(source, municipality, earlier)


def warn_of_another_day(prognosis: Prognosis, kind: Kind, municipality: Municipality, language: Language) -> None:
    """Say so when the forecast is as of another day than the municipality's calendar has for this report."""
    if kind == "budget" or kind == "flash":  # noqa: PLR1714 - as it is asked, the type of what is left is known
        return
    expected, as_of = municipality.prognosekalender.day(kind, prognosis.fiscal_year), prognosis.vintage.as_of
    if as_of != expected:
        logger.warning(
            text(
                "summary", "another_day", language,
                kind=report_name(kind, municipality, language), expected=date_text(expected, language),
                as_of=date_text(as_of, language),
            )
        )  # fmt: skip


def warn_of_little_shown(paper: Paper) -> None:
    """Say so, with advice, when the lines by offer type are mostly hidden: the paper then tells little but totals."""
    percent = shown_percent(paper.tables[code] for code in BY_OFFER_TYPE if code in paper.tables)
    if percent < LEAST_SHOWN:
        logger.warning(text("summary", "little_shown", paper.style.language, percent=percent))


def known_kind(kind: str) -> Kind:
    """The kind itself; UsageError when there is no such edition."""
    for known in KINDS:
        if kind == known:
            return known
    raise UsageError(
        f"--kind skal være en af {', '.join(KINDS)}.",
        f"--kind must be one of {', '.join(KINDS)}.",
    )


def write_draft(
    draft: Path, paper: Paper, municipality: Municipality, edition: str, earlier: Sequence[Release]
) -> Release:
    """Write every file of the edition and attack them; ApprovalError says what the attack found."""
    main, name = replace(paper, tables=main_tables(paper)), main_file(paper)
    write_files(draft, {f"{name}.pdf": paper_pdf(paper), f"{name}.xlsx": workbook_bytes(main)})
    write_files(draft, {WORD: word_bytes(paper), f"{name}.html": web_page(paper).encode()})
    for annex in annexes_of(paper):
        file = annex.kind.file
        write_files(draft, {f"{file}.pdf": annex_pdf(annex), f"{file}.xlsx": workbook_bytes(annex)})
    write_files(draft, {f"{code}.csv": csv_bytes(table, paper) for code, table in paper.tables.items()})
    write_files(draft, {MANIFEST: manifest_bytes(paper, municipality, draft, edition, {})})
    release = read_release(draft)
    found = objections(draft, release, earlier, paper.prices, paper.dearest)
    refuse_what_can_be_found_out(found, "Udgaven er", "The edition is")
    checks = {"attack": TECHNIQUES, "against": [old.edition for old in earlier]}
    write_files(draft, {MANIFEST: manifest_bytes(paper, municipality, draft, edition, checks)})
    return release
