"""What the pages with forms show: acts and effects in words and printed figures, kroner in full.

Every value goes to the page as text, which the layouts escape. Not here: when a page is shown (`desk`), how it is set
(the layouts).
"""

from __future__ import annotations

import getpass
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from pipelines.commands import command
from pipelines.judgements.acts import Act, Cell, Months
from pipelines.judgements.standing import Adjustment, Standing
from pipelines.judgements.store import ConflictError
from pipelines.judgements.wording import problem_of_printed
from pipelines.municipality.prognosis_calendar import PrognosisKind
from pipelines.publishing.content import ALL
from pipelines.publishing.economy_tables import sign_note
from pipelines.publishing.numbers import EN_DASH, MONTHS, date_text
from pipelines.publishing.published_file import Row
from pipelines.publishing.texts import name
from pipelines.review.act_views import ActViews, Shown, place_text
from pipelines.review.adjusting import MONTH_CODES, PREFILLED, WAYS
from pipelines.review.cells import Cells
from pipelines.review.drill.behind import named
from pipelines.review.drill.spot import Spot
from pipelines.review.figures import about, abouts
from pipelines.review.reviewer import Reviewer
from pipelines.review.sent import Sent
from pipelines.settings import DataDirectory

IN_FILE, ADJUSTED = "kommune.yaml", "/justeringer"
OF_EFFECT = ("before", "added", "after", "budget", "deviation_before", "deviation_after")


@dataclass(frozen=True)
class DeskViews(ActViews):
    """The content of each page, of one vintage, for one reviewer."""

    cells: Cells
    reviewer: Reviewer
    data: DataDirectory
    report: PrognosisKind

    def adjustments(self, standing: Standing) -> Shown:
        """Every adjustment, the newest first, those of `kommune.yaml` after them."""
        counted = {row["adjustment_id"] for row in self.cells.counted}
        made = [self._adjustment(one, counted) for one in reversed(standing.adjustments)]
        own = [self._of_file(row) for row in self.cells.counted if self._is_of_file(row)]
        return {
            "title": self._word("adjustments"),
            "adjustments": [*made, *own],
            "command": self.command("prognosis", "--as-of", self.cells.command_day) if self._waits(standing) else "",
        }

    def adjustment(self, standing: Standing, act_id: str, form: Sent | None, conflict: ConflictError | None) -> Shown:
        """One adjustment with the form to withdraw it."""
        found = next(one for one in standing.adjustments if one.act.act_id == act_id)
        counted = {row["adjustment_id"] for row in self.cells.counted}
        return self._form(standing, form, conflict) | {
            "title": self._word("adjustment"),
            "one": self._adjustment(found, counted),
        }

    def form(self, standing: Standing, form: Sent) -> Shown:
        """The form of an adjustment: what can be chosen, what was written, and what is wrong with it."""
        return self._form(standing, form, None) | {
            "title": self._word("adjust"),
            "years": self.cells.names("fiscal_year"),
            "areas": self._choices("grant_area"),
            "districts": self._choices("district_id"),
            "offers": self._choices("offer_type"),
            "months": list(zip(MONTH_CODES, MONTHS[self.style.language], strict=True)),
            "ways": list(WAYS),
            "first": self.cells.as_of.isoformat(),
            "year_end": date(self.cells.as_of.year, 12, 31).isoformat(),
        }

    def effect(self, standing: Standing, act: Act, form: Sent, conflict: ConflictError | None) -> Shown:
        """What the adjustment does, what is there already on the same cell, and the form that saves it."""
        there = [one for one in standing.in_state("in_force", self.cells.as_of) if one.act.cell == act.cell]
        counted = {row["adjustment_id"] for row in self.cells.counted}
        own = [row for row in self.cells.counted if self._is_of_file(row) and _cell(row) == act.cell]
        return self._form(standing, form, conflict) | {
            "title": self._word("effect"),
            "act": self._act(act),
            "effects": [
                {
                    "line": self._cell_text(effect.cell),
                    "before": self._kr(effect.before_kr),
                    "added": self._kr(effect.added_kr),
                    "after": self._kr(effect.after_kr),
                    "budget": self._kr(effect.budget_kr),
                    "deviation_before": self._deviation(effect.budget_kr, effect.before_kr),
                    "deviation_after": self._deviation(effect.budget_kr, effect.after_kr),
                }
                for effect in self.cells.effects(act)
            ],
            "sign_note": sign_note(self.style),
            "abouts": abouts("virkning", OF_EFFECT, "forecast.fiscal_year, forecast.deviation", self),
            "there": [*(self._adjustment(one, counted) for one in there), *map(self._of_file, own)],
        }

    def explanations(self, standing: Standing, form: Sent | None, conflict: ConflictError | None = None) -> Shown:
        """Every deviation of the year, its explanation, and which of them a form was sent for."""
        said = standing.explanations(self.cells.vintage_id)
        earlier = standing.earlier_explanations(self.cells.vintage_id, self.cells.as_of)
        lines = [
            {
                "cell": cell._asdict(),
                "id": f"afvigelse{number}",
                "line": self._word(
                    "over" if deviation < 0 else "under", line=self.line_text(cell), kr=self._kr(abs(deviation))
                ),
                "adjust": f"/juster?{urlencode(dict(zip(PREFILLED, cell, strict=True)))}",
                "behind": f"/prognose/{self.cells.vintage_id}/{Spot(*cell).address}",
                "said": self._act(said[cell]) if cell in said else None,
                "earlier": earlier[cell].text if cell in earlier and cell not in said else "",
                "is_sent": form is not None and tuple(map(str, cell)) == _sent_cell(form),
            }
            for number, (cell, deviation) in enumerate(self.cells.deviations(), start=1)
        ]
        return self._form(standing, form, conflict) | {
            "title": self._word("explanations"),
            "lines": lines,
            "about": about("celle", "deviation", "forecast.deviation", self),
            "is_frozen": self.cells.status == "approved",
        }

    def approval(
        self, standing: Standing, form: Sent | None, health: Row, sources: Sequence[Row], conflict: ConflictError | None
    ) -> Shown:
        """What to look at before approving, and what then remains to be done."""
        cells, said = self.cells, standing.explanations(self.cells.vintage_id)
        old = [
            self._word("age", source=row["source"], months=row["months_old"], usual=row["usual_months"])
            for row in sources if row["is_late"]
        ]  # fmt: skip
        waiting = self._waits(standing)
        gone = [one.act for one in standing.in_state("expired", cells.as_of)]
        authors = sorted({row["made_by"] for row in cells.counted})
        silent = [self.line_text(cell) for cell, _ in cells.deviations() if cell not in said and cell.offer_type == ALL]
        unprinted = [self._cell_text(_cell(row)) for row in cells.counted if problem_of_printed(row["reason"])]
        checks = [
            ("check_critical", health["critical"] == 0, str(health["critical"]), "/fund"),
            ("check_waiting", not waiting, ", ".join(waiting), ADJUSTED),
            ("check_expired", not gone, ", ".join(self._cell_text(act.cell) for act in gone if act.cell), ADJUSTED),
            ("check_sources", not old, ", ".join(old), "/fund#sources"),
            ("check_reasons", not unprinted, "; ".join(unprinted), ADJUSTED),
            ("check_explained", not silent, "; ".join(silent), "/forklaringer"),
        ]
        return self._form(standing, form, conflict) | {
            "title": self._word("approve"),
            "checks": checks,
            "authors": ", ".join(authors),
            "is_same_user": cells.made_by == getpass.getuser(),
            "as_of": date_text(cells.as_of, self.style.language),
            "rerun": self.command("prognosis", "--as-of", cells.command_day) if waiting else "",
            "another": self.command("review", "--as", "NAVN", "--role", "approver"),
            "publish": self.command("publish", "--vintage", cells.vintage_id, "--kind", self.report),
        }

    @property
    def as_of(self) -> date:
        """The day of the vintage."""
        return self.cells.as_of

    def command(self, *words: str) -> str:
        """A command of ours on this data directory, to be copied."""
        return command(self.data, *words)

    def _cell_text(self, cell: Cell) -> str:
        return place_text(cell, None, self.style)

    def line_text(self, cell: Cell) -> str:
        """A line of the vintage's own year in words."""
        code = ("offer_type", cell.offer_type) if cell.offer_type != ALL else ("grant_area", cell.grant_area)
        return name(*code, self.style.language)

    def _adjustment(self, one: Adjustment, counted: set[str]) -> Shown:
        state = one.state(self.cells.as_of)
        is_counted = one.act.act_id in counted
        return self._act(one.act) | {
            "state": state,
            "waits": is_counted != (state == "in_force"),
            "withdrawn": None if one.withdrawal is None else self._act(one.withdrawal),
            "kr": self._kr(self.cells.kr_of(one.act)),
            "key": one.act.act_id,
            "about": about("justering", "worth", "forecast.adjustment, forecast.fiscal_year", self),
            "is_own": False,
        }

    def _of_file(self, row: Row) -> Shown:
        """An adjustment of `kommune.yaml`, which is changed there."""
        act = Act(
            act_id=row["adjustment_id"], kind="adjustment", at=row["made_at"], by=row["made_by"],
            vintage_id=self.cells.vintage_id, as_of=row["made_at"].date(), text=row["reason"], cell=_cell(row),
            months=Months(row["first_month"], row["last_month"]) if row["first_month"] else None,
            amount_kr=row["amount_kr"], factor=None if row["factor"] is None else Decimal(str(row["factor"])),
            expires=row["expires"],
        )  # fmt: skip
        return self._adjustment(Adjustment(act), {act.act_id}) | {"is_own": True, "id": ""}

    def _waits(self, standing: Standing) -> list[str]:
        """The cells whose adjustment the vintage counts with and should not, or the other way about."""
        waiting = standing.waiting({row["adjustment_id"] for row in self.cells.counted}, self.cells.as_of)
        return [self._act(one.act)["cell"] for one in waiting]

    def _choices(self, dimension: str) -> list[tuple[str, str]]:
        """All first, then by name; a grant area that is none comes last."""
        found = [(code, named(dimension, code, self.style.language)) for code in self.cells.names(dimension)]
        is_none = {code for code, said in found if dimension == "grant_area" and code not in (ALL, said)}
        return sorted(found, key=lambda choice: (choice[0] != ALL, choice[0] in is_none, choice[1]))

    def _deviation(self, budget: Decimal | None, expected: Decimal) -> str:
        return EN_DASH if budget is None else self._kr(self.style.signed(budget - expected))

    @staticmethod
    def _is_of_file(row: Row) -> bool:
        return str(row["adjustment_id"]).startswith(IN_FILE)


def _cell(row: Mapping[str, Any]) -> Cell:
    return Cell(*(row[field] for field in Cell._fields))


def _sent_cell(form: Sent) -> tuple[str, ...]:
    return tuple(form.said(field) for field in ("aar", "omraade", "distrikt", "tilbud"))
