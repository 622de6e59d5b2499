"""A pack as PDF/UA: the sentences, one chart and the main table on the first page, all else behind it.

The same template and look as the committee's paper (`publishing.document`); a school's or a cluster's pack is one page.
Not here: the charts themselves (`charts`).
"""

from __future__ import annotations

from typing import Any

from pipelines.publishing.document import Notes, chart_block, front_page, set_document, table_block
from pipelines.publishing.packs.charts import absence_chart, children_chart, places_chart, shown_months, shown_places
from pipelines.publishing.packs.pack import Pack
from pipelines.publishing.packs.words import absence_chart_sentence, chart_sentence, places_chart_sentence
from pipelines.publishing.texts import text

FIRST_PAGE = {"area": ("boern", "distrikter"), "school": ("tilbud", "fravaer", "trivsel"), "cluster": ("tilbud",)}
BEHIND = {"area": ("forventning", "oekonomi", "fravaer", "tegn", "ventetid", "trivsel")}
FEWEST_POINTS = 2


def pack_document(pack: Pack) -> bytes:
    """The pack as a tagged PDF; the same content gives the same bytes."""
    return set_document(pack_content(pack), pack.made_at)


def pack_content(pack: Pack) -> dict[str, Any]:
    """Everything the template prints of a pack, as text."""
    notes, language = Notes(), pack.style.language
    codes = FIRST_PAGE[pack.kind], BEHIND.get(pack.kind, ())
    first, behind = ([table_block(pack.tables[code], pack, notes) for code in each if code in pack.tables]
                     for each in codes)  # fmt: skip
    sections = [{"title": text("pack", "behind", language), "blocks": behind, "runs_on": False}] if behind else []
    around = front_page(pack, text("pack", "kicker", language), pack.title)
    return around | {"summary": [*_chart_blocks(pack), *first], "sections": sections}


def _chart_blocks(pack: Pack) -> list[dict[str, Any]]:
    """The one chart that says it: an area's children, a school's absence, else its children beside its places."""
    language = pack.style.language
    if (table := pack.tables.get("maaneder")) and len(shown_months(table, "children")) >= FEWEST_POINTS:
        title = text("pack", "chart_title", language)
        return [chart_block(title, children_chart(table, pack.style), chart_sentence(table, pack.style))]
    if (table := pack.tables.get("fravaer_maaneder")) and len(shown_months(table, "absence_here")) >= FEWEST_POINTS:
        title = text("pack", "absence_chart_title", language)
        return [chart_block(title, absence_chart(table, pack.style), absence_chart_sentence(table, pack.style))]
    if (table := pack.tables.get("tilbud")) and len(shown_places(table)) >= FEWEST_POINTS:
        title = text("pack", "places_chart_title", language)
        return [chart_block(title, places_chart(table, pack.style), places_chart_sentence(table, pack.style))]
    return []
