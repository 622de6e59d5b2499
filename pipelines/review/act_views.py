"""What people have said, in words and printed figures, and what every form holds of what was written in it.

Every value goes to the page as text, which the layouts escape. Not here: the pages of the desk themselves
(`desk_views`), where a comment is seen (`comments`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pipelines.judgements.acts import Act, Cell, Months
from pipelines.judgements.standing import Standing
from pipelines.judgements.store import ConflictError
from pipelines.judgements.wording import LONGEST
from pipelines.publishing.content import ALL, Style
from pipelines.publishing.numbers import EN_DASH, date_text, months_text, number_text
from pipelines.publishing.texts import name
from pipelines.review.comments import comments_at, place_title
from pipelines.review.drill.behind import named
from pipelines.review.internal_paper import InternalPaper
from pipelines.review.sent import Sent
from pipelines.review.words import word

Shown = dict[str, Any]


@dataclass(frozen=True)
class ActViews:
    """Acts and forms as pages show them."""

    style: Style

    def remark(self, standing: Standing, form: Sent, place: str) -> Shown:
        """A comment that could not be kept, to be mended."""
        return self._form(standing, form, None) | {"title": self._word("comment_on", place=place)}

    def remarks(self, standing: Standing, paper: InternalPaper, place: str) -> Shown:
        """The comments at a place and within it, with where they stand; all of them where no place is named."""
        base = f"/prognose/{paper.prognosis.vintage.vintage_id}"
        found = [
            (self._act(act), f"{base}/{act.table}", "" if act.table == place else place_title(act.table, paper))
            for act in comments_at(place, standing, paper)
        ]
        return self._form(standing, None, None) | {"comments": found}

    def _form(self, standing: Standing, form: Sent | None, conflict: ConflictError | None) -> Shown:
        """What every page with a form needs: the line seen now, what was written, and what others did meanwhile."""
        return {
            "seen": standing.last,
            "fields": {} if form is None else form.fields,
            "problems": {} if form is None else form.problems,
            "is_conflict": conflict is not None,
            "theirs": [self._act(act) for act in conflict.acts] if conflict else [],
            "longest": LONGEST["text"],
        }

    def _act(self, act: Act) -> Shown:
        language = self.style.language
        return {
            "id": act.act_id,
            "cell": None if act.cell is None else place_text(act.cell, act.months, self.style),
            "what": self._what(act),
            "text": act.text,
            "evidence": act.evidence,
            "by": act.by,
            "at": f"{date_text(act.at.date(), language)} {act.at:%H:%M} UTC",
            "from": date_text(act.as_of, language),
            "expires": None if act.expires is None else date_text(act.expires, language),
        }

    def _what(self, act: Act) -> str:
        language = self.style.language
        if act.places is not None and act.unit_price_kr is not None:
            places = _signed(act.places, _decimals(act.places), language)
            return self._word("what_places", places=places, price=self._kr(act.unit_price_kr))
        if act.factor is not None:
            return self._word("what_factor", factor=number_text(act.factor, _decimals(act.factor), language))
        if act.amount_kr is not None:
            return self._word("what_amount", kr=_signed(act.amount_kr, 0, language))
        return ""

    def _kr(self, amount: Decimal | None) -> str:
        return EN_DASH if amount is None else number_text(amount, 0, self.style.language)

    def _word(self, code: str, **values: object) -> str:
        return word(code, self.style.language, **values)


def place_text(cell: Cell, months: Months | None, style: Style) -> str:
    """A cell and its months in words: what is not split is left out."""
    language = style.language
    parts = [str(cell.fiscal_year)]
    if cell.grant_area != ALL:
        parts.append(name("grant_area", cell.grant_area, language))
    if cell.district_id != ALL:
        parts.append(named("district_id", cell.district_id, language))
    if cell.offer_type != ALL:
        parts.append(name("offer_type", cell.offer_type, language))
    if len(parts) == 1:
        parts.append(name("grant_area", ALL, language))
    return ", ".join([*parts, *([months_text(*months, language)] if months else [])])


def _decimals(value: Decimal) -> int:
    """As many as it was written with, but for zeros at the end."""
    return max(0, -int(value.normalize().as_tuple().exponent))


def _signed(value: Decimal, decimals: int, language: Any) -> str:
    plain = number_text(value, decimals, language)
    return f"+{plain}" if value > 0 else plain
