"""From the form of a what-if to a scenario in the form of its file, and back to words: what is asked, in a few lines.

Changes are in percent of what is expected, months are whole, and places that change are new ones. Problems are noted on
the form by its fields. Not here: how a field is read (`sent`), what a scenario may say (`pipelines.scenarios`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import yaml
from pydantic import ValidationError

from forecasting.given.horizon import AUGUST, Horizon
from pipelines.publishing.numbers import amount_text, month_text, number_text
from pipelines.publishing.texts import name as named
from pipelines.review.sent import Sent
from pipelines.review.words import word
from pipelines.scenarios import CERTAINTIES, ScenarioFile
from pipelines.settings import Language

DRIVERS = ("indstillinger", "bevillinger", "priser")
"""The levers that a what-if has; a plan is about one of them."""
LARGEST = {"indstillinger": 100, "bevillinger": 50, "priser": 50}
PHASES = (0, 3, 6, 12, 24, 36)
UNNAMED, NAME = "hvad_hvis", "navn"
"""What a scenario is called before it is, and the field that says what it is to be called."""
HIGHEST_KR = Decimal(10_000_000_000)
Entry = dict[str, Any]


@dataclass(frozen=True)
class Choices:
    """What a forecast lets its form choose: months to begin in, years, and offer types in which children begin."""

    months: Sequence[date]
    years: Sequence[int]
    offers: Sequence[str]

    @classmethod
    def of(cls, horizon: Horizon, offers: Sequence[str]) -> Choices:
        """From the month after the as-of day to the end of the horizon's next to last year."""
        months = [month for month in horizon.months if month > horizon.as_of]
        return cls(months[:-12], horizon.years, offers)

    @property
    def usual(self) -> date:
        """The month that a form begins with: the first in which a school year or a fiscal year begins."""
        return next(month for month in self.months if month.month in (1, AUGUST))

    def shown(self, language: Language) -> dict[str, Any]:
        """What there is to choose from, in words."""
        return {
            "months": [(month.isoformat(), month_text(month, language)) for month in self.months],
            "usual": self.usual.isoformat(), "years": self.years,
            "phases": [(str(months), word("whatif_phase" if months else "whatif_at_once", language, months=months))
                       for months in PHASES],
            "offers": [(offer, named("offer_type", offer, language)) for offer in self.offers],
            "drivers": [(driver, word(f"whatif_{driver}", language)) for driver in DRIVERS],
            "certainties": [(str(one), number_text(Decimal(str(one)) * 100, int(one == CERTAINTIES[-1]), language))
                            for one in CERTAINTIES],
        }  # fmt: skip


def scenario_from(sent: Sent, choices: Choices, name: str = UNNAMED) -> ScenarioFile | None:
    """The scenario that a form asks for; None where it changes nothing, and of use only where it has no problems."""
    levers, goal = list(_levers(sent, choices)), _goal(sent, choices)
    if goal:
        levers = [lever for lever in levers if (lever["hvad"], lever["fra"]) != (goal["haandtag"], goal["fra"])]
    entries = {"haandtag": levers, "flytninger": list(_moves(sent, choices))} | ({"maal": goal} if goal else {})
    if sent.problems.keys() - {NAME} or not any(entries.values()):
        return None
    try:
        return ScenarioFile.model_validate({"navn": name} | {key: found for key, found in entries.items() if found})
    except ValidationError as error:
        of_levers = any(problem["type"] == "repeated_lever" for problem in error.errors())
        sent.problems["plan_fra" if of_levers else "fra"] = "same_month" if of_levers else "scenario"
        return None


def file_text(scenario: ScenarioFile) -> str:
    """The scenario as a file that `--scenario` reads."""
    content = scenario.model_dump(mode="json", exclude_defaults=True)
    for lever in content.get("haandtag", ()):
        low, high = lever["faktor"]
        lever["faktor"] = low if high is None else [low, high]
    text: str = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    return text


def _levers(sent: Sent, choices: Choices) -> Iterator[Entry]:
    begins = _begins(sent, choices, "")
    for driver in DRIVERS:
        change = _change(sent, driver, LARGEST[driver])
        if change:
            yield {"hvad": driver, "faktor": _factor(change), **begins}
    ends = sorted(_change(sent, field, 100) for field in ("plan_mindst", "plan_mest"))
    if any(ends):
        low, high = (_factor(end) for end in ends)
        driver = _one_of(sent, "plan_hvad", DRIVERS)
        yield {"hvad": driver, "faktor": low if low == high else [low, high], **_begins(sent, choices, "plan_")}


def _moves(sent: Sent, choices: Choices) -> Iterator[Entry]:
    begins = {"fra": _begins(sent, choices, "")["fra"], "kun_nye": True}
    other = _share(sent, "blanding")
    if other:
        start, end = (_one_of(sent, field, choices.offers) for field in ("blanding_fra", "blanding_til"))
        if start == end:
            sent.problems["blanding_til"] = "same_type"
        yield begins | {"fra_tilbudstype": start, "til_tilbudstype": end, "andel": other}
    own = _share(sent, "egne")
    if own:
        price, fixed = (_kroner(sent, field) for field in ("egne_pris", "egne_fast"))
        if price is None:
            sent.problems["egne_pris"] = "number"
        yield begins | {
            "fra_tilbudstype": _one_of(sent, "egne_type", choices.offers), "kun_koebte": True, "andel": own,
            "pris_pr_plads": price or 0.0, "fast_udgift": fixed or 0.0,
        }  # fmt: skip


def _goal(sent: Sent, choices: Choices) -> Entry | None:
    if not sent.said("maal_hvad"):
        return None
    frame, certainty = _kroner(sent, "maal_ramme"), _one_of(sent, "maal_sikkerhed", [str(one) for one in CERTAINTIES])
    goal = {
        "haandtag": _one_of(sent, "maal_hvad", DRIVERS), "fra": _begins(sent, choices, "")["fra"],
        "regnskabsaar": int(_one_of(sent, "maal_aar", [str(year) for year in choices.years])),
        "sikkerhed": float(certainty),
    }  # fmt: skip
    return goal if frame is None else goal | {"ramme": frame}


def _begins(sent: Sent, choices: Choices, prefix: str) -> Entry:
    """The month that something begins in, and the one from which all of it holds."""
    first = choices.usual
    if sent.said(f"{prefix}fra"):
        first = date.fromisoformat(_one_of(sent, f"{prefix}fra", [month.isoformat() for month in choices.months]))
    phase = int(_one_of(sent, f"{prefix}ind", [str(months) for months in PHASES])) if sent.said(f"{prefix}ind") else 0
    month = first.year * 12 + first.month - 1 + phase
    return {"fra": first} | ({"indfaset": date(month // 12, month % 12 + 1, 1)} if phase else {})


def _one_of(sent: Sent, field: str, known: Sequence[str]) -> str:
    """A choice, the first where none is made; a problem where there is no such choice."""
    if sent.said(field) not in ("", *known):
        sent.problems[field] = "choice"
    return sent.said(field) if sent.said(field) in known else known[0]


def _change(sent: Sent, field: str, largest: int) -> Decimal:
    return sent.number(field, Decimal(-largest), Decimal(largest), 1) if sent.said(field) else Decimal(0)


def _share(sent: Sent, field: str) -> float:
    return float(sent.number(field, Decimal(0), Decimal(100), 1) / 100) if sent.said(field) else 0.0


def _kroner(sent: Sent, field: str) -> float | None:
    return float(sent.number(field, Decimal(0), HIGHEST_KR, 2)) if sent.said(field) else None


def _factor(change: Decimal) -> float:
    return float(1 + change / 100)


def said_of(scenario: ScenarioFile, language: Language) -> list[str]:
    """What the scenario changes, a sentence each."""
    return [*(_lever_said(lever, language) for lever in scenario.haandtag),
            *(_move_said(move, language) for move in scenario.flytninger)]  # fmt: skip


def _lever_said(lever: Any, language: Language) -> str:
    low, high = lever.faktor
    ends = [_percent(end, language) for end in (low, low if high is None else high)]
    change = ends[0] if ends[0] == ends[1] else word("whatif_between", language, low=ends[0], high=ends[1])
    whole = "" if lever.indfaset is None else word("whatif_whole", language, month=month_text(lever.indfaset, language))
    driver = word(f"whatif_{lever.hvad}", language)
    return word("whatif_lever", language, driver=driver, change=change, month=month_text(lever.fra, language)) + whole


def _move_said(move: Any, language: Language) -> str:
    values = {
        "share": number_text(Decimal(str(move.andel)) * 100, 0, language),
        "offer": named("offer_type", move.fra_tilbudstype, language), "month": month_text(move.fra, language),
    }  # fmt: skip
    if move.til_tilbudstype is not None:
        return word("whatif_mixed", language, other=named("offer_type", move.til_tilbudstype, language), **values)
    price, fixed = (amount_text(Decimal(str(kr)), "kr", language) for kr in (move.pris_pr_plads, move.fast_udgift))
    return word("whatif_own_places", language, price=price, fixed=fixed, **values)


def _percent(factor: float, language: Language) -> str:
    change = (Decimal(str(factor)) - 1) * 100
    decimals = 0 if round(change, 1) == round(change) else 1
    return ("+" if change > 0 else "") + number_text(change, decimals, language)
