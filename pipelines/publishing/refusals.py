"""Why something is not published: what the attack could undo, and what helps against too many small figures."""

from __future__ import annotations

from collections.abc import Sequence

from pipelines.errors import ApprovalError
from pipelines.privacy.attack import Objection
from pipelines.privacy.disclosure import MARKER
from pipelines.privacy.release import Release
from pipelines.publishing.texts import text
from pipelines.settings import Language

MOST_SAID = 8
ADVICE: dict[Language, str] = {
    "da": "Saml tilbudstyper med få børn under fælles overskrifter i kommune.yaml (rapportkategorier).",
    "en": "Put offer types with few children under common headings in kommune.yaml (rapportkategorier).",
}


def refuse_what_can_be_found_out(found: Sequence[Objection], what: str, what_en: str) -> None:
    """ApprovalError naming the cells that the attack could undo, and how; `what` begins both sentences."""
    if found:
        rest = len(found) - MOST_SAID
        more, more_en = (f" og {rest} til", f" and {rest} more") if rest > 0 else ("", "")
        said, said_en = (
            "; ".join(told)
            for told in (
                [objection.sentence() for objection in found[:MOST_SAID]],
                [f'{objection.table}, "{objection.line}"' for objection in found[:MOST_SAID]],
            )
        )
        raise ApprovalError(
            f"{what} ikke udgivet: skjulte tal kan findes i filerne. {said}{more}. {ADVICE['da']}",
            f"{what_en} not published: hidden figures can be found in the files. {said_en}{more_en}. {ADVICE['en']}",
        )


def found_nothing(release: Release, earlier: Sequence[Release], language: Language) -> str:
    """What a publication looks like to who is to let it out: how much is hidden, and that nothing could be undone."""
    cells = [cell for rows in release.tables.values() for row in rows.values() for cell in row.values()]
    return text("attack", "nothing", language, edition=release.edition, hidden=cells.count(MARKER), cells=len(cells),
                earlier=len(earlier))  # fmt: skip
