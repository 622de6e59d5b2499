"""A month of packs on its way out: written as a draft, attacked as a reader could, and only then sealed and registered.

A month is one edition in one folder. A later edition of the month stands beside it and names the one it replaces; old
ones stay. Not here: what is hidden (`hiding`), how a folder is sealed (`publishing.sealing`).
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipelines.municipality import Municipality
from pipelines.privacy.attack import TECHNIQUES, Pupils, pack_objections
from pipelines.privacy.disclosure import MARKER
from pipelines.privacy.register import PACKS, Register
from pipelines.privacy.release import MANIFEST, Release, read_release
from pipelines.publishing.content import ALL, Style
from pipelines.publishing.csv_files import csv_bytes
from pipelines.publishing.manifest import configuration_hash, plain_bytes, sealed_files
from pipelines.publishing.numbers import month_text
from pipelines.publishing.packs.content import Month
from pipelines.publishing.packs.counted import tellable_waits
from pipelines.publishing.packs.document import pack_document
from pipelines.publishing.packs.figure_keys import OVER_TEN, folder_name, printed_before, unit_folder, unit_part
from pipelines.publishing.packs.hiding import Hiding
from pipelines.publishing.packs.index_page import index_page
from pipelines.publishing.packs.joined import parts_of_joined, without_joined
from pipelines.publishing.packs.month_file import area_key, first_of_month, read_month
from pipelines.publishing.packs.pack import Pack, area_pack, unit_pack
from pipelines.publishing.packs.refusals import refuse_too_little
from pipelines.publishing.packs.tables import MONEY
from pipelines.publishing.published_file import open_published
from pipelines.publishing.refusals import found_nothing, refuse_what_can_be_found_out
from pipelines.publishing.sealing import draft_folder, seal, write_files
from pipelines.publishing.texts import text
from pipelines.publishing.workbook import workbook_bytes
from pipelines.settings import Language

logger = logging.getLogger(__name__)

LEAST_SHOWN = 60
"""Per cent of a pack's figures: with fewer, its reader is better served by coarser lines."""


@dataclass(frozen=True)
class Edition:
    """One edition of a month's packs: its name, the one it replaces, and what had left before it."""

    name: str
    replaced: str | None
    earlier: Sequence[Release]
    released_by: str = ""


def try_packs(
    published_file: Path,
    period: date | None,
    municipality: Municipality,
    out_root: Path,
    register: Register,
    language: Language,
) -> str:
    """What the attack says of a month's packs; nothing is kept. ApprovalError as in `publish_packs`."""
    with open_published(published_file) as source:
        month = read_month(source, period, municipality)
    style = Style(language, municipality.enhed, municipality.fortegn, names=municipality.stednavne)
    editions = _editions(out_root, f"{month.period:%Y%m}" + ("" if language == "da" else f"-{language}"))
    edition = _edition(editions[-1], editions, register.releases())
    with draft_folder(out_root) as draft:
        return found_nothing(write_packs(draft, month, municipality, style, edition), edition.earlier, language)


def publish_packs(
    published_file: Path,
    period: date | None,
    municipality: Municipality,
    out_root: Path,
    register: Register,
    language: Language,
    released_by: str = "",
) -> Path:
    """Write the packs of a month to `out_root/<YYYYMM>` and return that folder.

    ApprovalError where nothing could be shown or the attack finds something. The same content again changes nothing.
    The manifest names who lets them out.
    """
    with open_published(published_file) as source:
        month = read_month(source, period, municipality)
    style = Style(language, municipality.enhed, municipality.fortegn, names=municipality.stednavne)
    register.settle()
    editions = _editions(out_root, f"{month.period:%Y%m}" + ("" if language == "da" else f"-{language}"))
    *_, newest = (None, *editions[:-1])
    if newest is not None and newest.exists():
        edition = _edition(newest, editions[:-1], register.releases_before(PACKS + newest.name))
        with draft_folder(out_root) as draft:
            write_packs(draft, month, municipality, style, edition)
            if _contents(draft) == _contents(newest):
                logger.warning(text("pack", "same_content", language, folder=newest))
                return newest
    folder = editions[-1]
    edition = replace(_edition(folder, editions, register.releases()), released_by=released_by)
    with draft_folder(out_root) as draft, register.leaving(write_packs(draft, month, municipality, style, edition)):
        seal(draft, folder)
    return folder


def write_packs(draft: Path, month: Month, municipality: Municipality, style: Style, edition: Edition) -> Release:
    """Write every pack of the month, the page over them and the manifest, and attack them."""
    parts = {area: folder_name(area) for area in month.areas}
    before = without_joined(month, printed_before(edition.earlier), municipality.taerskel)
    hiding = Hiding(month, parts, municipality.taerskel, before)
    month = compared(hiding, style)
    hiding = replace(hiding, month=month)
    hidden = hiding.hidden()
    month = tellable_waits(month, parts, municipality.taerskel, hidden)
    made = [area_pack(month, area, hiding.money_types(area, hidden), hidden, municipality, style)
            for area in month.areas]  # fmt: skip
    made += [pack for unit in month.at.units if (pack := unit_pack(month, unit, hidden, municipality, style)).tables]
    packs = [pack for pack in made if pack.shown_percent >= LEAST_SHOWN]
    left_out = [pack for pack in made if pack.shown_percent < LEAST_SHOWN]
    refuse_too_little(packs, left_out, hidden, month.period, LEAST_SHOWN)
    for pack in packs:
        (draft / pack.folder).mkdir()
        files = {"datapakke.pdf": pack_document(pack), "datapakke.xlsx": workbook_bytes(pack)}
        tables = {f"{code}.csv": csv_bytes(table, pack) for code, table in pack.tables.items()}
        write_files(draft / pack.folder, files | tables)
    page = index_page(packs, left_out, month, edition.replaced, LEAST_SHOWN)
    write_files(draft, {"index.html": page.encode("utf-8")})
    content = manifest_content(packs, left_out, month, municipality, style, edition)
    write_files(draft, {MANIFEST: plain_bytes(content | {"files": list(sealed_files(draft))})})
    release = read_release(draft)
    found = pack_objections(draft, release, edition.earlier, pupils_of(month), dearest_of(month, release))
    refuse_what_can_be_found_out(found, "Datapakkerne er", "The data packs are")
    checks = {"attack": TECHNIQUES, "against": [old.edition for old in edition.earlier]}
    write_files(draft, {MANIFEST: plain_bytes(content | {"checks": checks, "files": list(sealed_files(draft))})})
    return release


def pupils_of(month: Month) -> Pupils:
    """What the attack may know of pupils beside the packs."""
    folders = {ALL: ALL} | {area_key(area): folder_name(area) for area in month.areas}
    folders |= {unit.code: unit_part(unit) for unit in month.at.units if unit.kind == "school"}
    area_of = {district: folder_name(area) for area, districts in month.areas.items() for district in districts}
    return Pupils(
        {
            (folders[place], f"{when:%Y-%m}"): float(ratio.whole)
            for (what, when, place), ratio in month.absence.items()
            if what == OVER_TEN and place in folders and ratio.whole is not None
        },
        {
            unit_part(unit): area_of[unit.district]
            for unit in month.at.units
            if unit.kind == "school" and unit.district in area_of
        },
        parts_of_joined(month),
    )


def dearest_of(month: Month, release: Release) -> dict[tuple[str, str], tuple[float, float, float]]:
    """What the attack may know of the dearest children behind each area's kroner."""
    found = {}
    for area in month.areas:
        table = f"{folder_name(area)}/{MONEY}"
        for row in release.tables.get(table, {}):
            types = row.split("+")
            spent = sum((month.money[area, code].committed_kr for code in types), Decimal(0))
            found[table, row] = month.dearest(area, types).part_of(spent).plain
    return found


def compared(hiding: Hiding, style: Style) -> Month:
    """The month with the year before beside it, or without, which is said."""
    month = hiding.comparable()
    if month is not hiding.month:
        when = month_text(month.last_year, style.language)
        logger.warning(text("pack", "not_compared", style.language, month=when))
    return month


def manifest_content(
    packs: Sequence[Pack], left_out: Sequence[Pack], month: Month, municipality: Municipality, style: Style,
    edition: Edition,
) -> dict[str, Any]:  # fmt: skip
    """What the packs were made of, what hides what, and the shape of every table; `as_of` is the month's last day."""
    source = month.source
    return {
        "edition": PACKS + edition.name,
        "kind": "datapakke",
        "period": f"{month.period:%Y%m}",
        "replaces": edition.replaced,
        "released_by": edition.released_by or None,
        "fiscal_year": month.period.year,
        "municipality": municipality.navn,
        "language": style.language,
        "as_of": (first_of_month(month.period, 1) - timedelta(days=1)).isoformat(),
        "known_as_of": source.as_of.isoformat(),
        "is_demonstration": source.is_demonstration,
        "data_fingerprint": source.data_fingerprint,
        "code_version": source.code_version,
        "configuration_sha256": configuration_hash(municipality),
        "unit": municipality.enhed,
        "deliveries": [
            {"source": delivery.source, "file": delivery.file_name, "sha256": delivery.sha256}
            for delivery in source.deliveries
        ],
        "packs": [
            {"folder": pack.folder, "kind": pack.kind, "name": pack.name, "shown_percent": pack.shown_percent}
            for pack in packs
        ],
        "disclosure": _disclosure(packs, left_out, month, municipality),
        "checks": {},
    }


def _disclosure(
    packs: Sequence[Pack], left_out: Sequence[Pack], month: Month, municipality: Municipality
) -> Mapping[str, Any]:
    """All that a program needs to read the tables, and to attack them; lines have no areas of grant here."""
    return {
        "threshold": municipality.taerskel,
        "marker": MARKER,
        "already_public_in": None,
        "merged": {
            folder_name(area): [folder_name(member) for member in members] for area, members in month.members.items()
        }
        | merged_units(month),
        "left_out": [pack.folder for pack in left_out if pack.kind == "area"],
        "lines": {
            line.key: {"counted": list(line.counted), "areas": [], "is_in_total": line.is_in_total}
            for line in month.lines
        },
        "tables": {
            f"{pack.folder}/{code}": {
                "columns": [column.key for column in table.columns],
                "rows": [row.key for row in table.rows],
            }
            for pack in packs
            for code, table in pack.tables.items()
        },
        "elsewhere": sorted(month.at.elsewhere),
    }


def merged_units(month: Month) -> dict[str, list[str]]:
    """By folder and offer type of clusters put together: the folders of those with places for it."""
    return {
        f"{unit_part(unit)} {code}": [unit_folder("cluster", member) for member, has in members.items() if code in has]
        for unit in month.at.units
        if (members := month.at.members.get(unit.code)) and unit.kind == "cluster"
        for code in sorted(unit.offered)
    }


def _editions(out_root: Path, base: str) -> list[Path]:
    """The month's sealed editions in order, and last the one that would come next."""
    found = [out_root / base]
    while found[-1].exists():
        found.append(out_root / f"{base}-{len(found) + 1}")
    return found


def _edition(folder: Path, editions: Sequence[Path], earlier: Sequence[Release]) -> Edition:
    """The edition of a folder, which replaces the one before it."""
    place = editions.index(folder)
    return Edition(folder.name, editions[place - 1].name if place else None, earlier)


def _contents(folder: Path) -> dict[str, bytes]:
    """Every file but the manifest, which also says what was tried, and against what."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*")
            if path.is_file() and path.name != MANIFEST}  # fmt: skip
