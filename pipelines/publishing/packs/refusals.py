"""Why packs of a month are not made, and what helps: fewer headings, fewer areas, or nothing but time.

Not here: what the attack found (`publishing.refusals`).
"""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import date

from pipelines.errors import ApprovalError
from pipelines.publishing.content import ALL
from pipelines.publishing.numbers import month_text
from pipelines.publishing.packs.figure_keys import figure_key
from pipelines.publishing.packs.pack import Pack
from pipelines.publishing.refusals import ADVICE
from pipelines.publishing.texts import text
from pipelines.settings import Language

logger = logging.getLogger(__name__)

MERGING: dict[Language, str] = {
    "da": "Områder, hvis samlede antal børn er skjult, får først en pakke, når de lægges sammen med et andet i "
    "kommune.yaml (datapakkeomraader); andre overskrifter hjælper dem ikke.",
    "en": "Areas whose total of children is hidden get a pack only when they are put together with another in "
    "kommune.yaml (datapakkeomraader); other headings do not help them.",
}


CLUSTERS: dict[Language, str] = {
    "da": "En klynge med få børn får først en pakke, når den lægges sammen med andre i kommune.yaml "
    "(datapakkeklynger). Børnene er med i områdets pakke.",
    "en": "A cluster with few children gets a pack only together with others: put them together in kommune.yaml "
    "(datapakkeklynger). The children are in the area's pack.",
}


def cannot_hide(when: date, threshold: int, *, is_corrected: bool) -> ApprovalError:
    """The month's packs would give a small figure away, by its totals or beside its own earlier edition."""
    month, month_en = month_text(when, "da"), month_text(when, "en")
    if is_corrected:
        return ApprovalError(
            f"Datapakkerne for {month} er udgivet, og tallene er rettet siden. Sammen med det, der er trykt, kunne et "
            f"tal om færre end {threshold} børn regnes ud, hvad der end skjules. Den første udgave bliver stående; "
            "rettelsen kommer med i de næste måneders pakker.",
            f"The data packs of {month_en} are published, and the figures have been corrected since. Beside what is "
            f"printed, a figure of fewer than {threshold} children could be worked out whatever is hidden. The first "
            "edition stays; the correction comes with the packs of the months to come.",
        )
    return ApprovalError(
        f"Et tal om færre end {threshold} børn ({month}) kan regnes ud af kommunens egne tal, hvad der end skjules. "
        f"{MERGING['da']}",
        f"A figure of fewer than {threshold} children ({month_en}) can be worked out from the municipality's own "
        f"figures whatever is hidden. {MERGING['en']}",
    )


def refuse_too_little(
    packs: Sequence[Pack], left_out: Sequence[Pack], hidden: frozenset[str], period: date, least: int
) -> None:
    """Say which packs are not made, with advice; ApprovalError when none is left."""
    if not left_out:
        return
    names = ", ".join(pack.name for pack in left_out)
    advice = {language: _advice(left_out, hidden, period, language) for language in ADVICE}
    if not packs:
        raise ApprovalError(
            f"Ingen datapakke er lavet: under {least} % af tallene kan vises i {names}.{advice['da']}",
            f"No data pack is made: less than {least}% of the figures can be shown in {names}.{advice['en']}",
        )
    language = left_out[0].style.language
    logger.warning(text("pack", "left_out_said", language, least=least, names=names, advice=advice[language]))


def _advice(left_out: Sequence[Pack], hidden: frozenset[str], period: date, language: Language) -> str:
    """What helps each area or cluster that has no pack; nothing helps a school with few children."""
    areas = [pack for pack in left_out if pack.kind == "area"]
    alone = [pack for pack in areas if figure_key(pack.folder, ALL, period) in hidden]
    found = [MERGING[language]] if alone else []
    if len(alone) < len(areas):
        found.append(ADVICE[language])
    if any(pack.kind == "cluster" for pack in left_out):
        found.append(CLUSTERS[language])
    return "".join(f" {sentence}" for sentence in found)
