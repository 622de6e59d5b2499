"""What is said of a scenario: the answer to its goal in a sentence, and why it cannot be reckoned.

Amounts in millions, factors in percent of what is expected. Not here: how the answer is found
(`forecasting.questions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from forecasting.given.scenario import LeverKind, ScenarioError, UnknownOriginError
from forecasting.given.terms import ALL
from forecasting.questions.goal import Answer, GoalOutsideError, NoFrameError
from pipelines.errors import ConfigurationError
from pipelines.numbers import format_decimal
from pipelines.settings import Language

DRIVERS: Mapping[Language, Mapping[LeverKind, str]] = {
    "da": {
        "referrals": "antallet af indstillinger",
        "approvals": "andelen, der bevilges,",
        "exits": "afgangen",
        "returns": "antallet, der vender tilbage til almene tilbud,",
        "prices": "priserne",
    },
    "en": {
        "referrals": "the number of referrals",
        "approvals": "the share granted",
        "exits": "the rate of leaving",
        "returns": "the number who return to ordinary offers",
        "prices": "prices",
    },
}
FRAME = {
    "da": "Rammen for {year} på {frame} mio. kr. ({area})",
    "en": "The frame of DKK {frame} million for {year} ({area})",
}
SENTENCES: Mapping[str, Mapping[Language, str]] = {
    "turned": {
        "da": "{frame_said} holder med {certainty} % sikkerhed, hvis {driver} fra {day} bliver {factor} % af det "
        "ventede. Uden det bliver årets udgift {unchanged} mio. kr. med samme sikkerhed.",
        "en": "{frame_said} holds with {certainty} % certainty if {driver} from {day} is {factor} % of what is "
        "expected. Without it the year's cost is DKK {unchanged} million with the same certainty.",
    },
    "room": {
        "da": "{frame_said} holder med {certainty} % sikkerhed uden ændringer ({unchanged} mio. kr.), og så længe "
        "{driver} fra {day} er {bound} {factor} % af det ventede.",
        "en": "{frame_said} holds with {certainty} % certainty without changes (DKK {unchanged} million), and as long "
        "as {driver} from {day} is {bound} {factor} % of what is expected.",
    },
    "beyond": {
        "da": "{frame_said} kan ikke holdes med {certainty} % sikkerhed ved {driver} alene: selv ved {tried} % af det "
        "ventede fra {day} bliver udgiften {cost} mio. kr., {missing} mio. kr. for meget.",
        "en": "{frame_said} cannot be kept with {certainty} % certainty by {driver} alone: even at {tried} % of what "
        "is expected from {day} the cost is DKK {cost} million, {missing} million too much.",
    },
    "free": {
        "da": "{frame_said} holder med {certainty} % sikkerhed, hvad enten {driver} fra {day} er 0 eller 300 % af det "
        "ventede ({unchanged} mio. kr. uden ændringer).",
        "en": "{frame_said} holds with {certainty} % certainty whether {driver} from {day} is 0 or 300 % of what is "
        "expected (DKK {unchanged} million without changes).",
    },
}
BOUNDS = {"da": ("mindst", "højst"), "en": ("at least", "at most")}
MILLION = 1_000_000


def answer_sentence(answer: Answer, language: Language) -> str:
    """The answer to a goal, for a reader."""
    goal, within = answer.goal, answer.unchanged_kr <= answer.frame_kr
    kind = {(False, False): "turned", (True, False): "room", (False, True): "beyond", (True, True): "free"}
    area = {"da": "i alt", "en": "in all"}[language] if goal.grant_area == ALL else goal.grant_area
    frame = FRAME[language].format(year=goal.fiscal_year, frame=_millions(answer.frame_kr, language), area=area)
    return SENTENCES[kind[within, answer.factor is None]][language].format(
        frame_said=frame,
        certainty=_number(goal.certainty * 100, 1 if goal.certainty > 0.95 else 0, language),  # noqa: PLR2004 - 97.5
        driver=DRIVERS[language][goal.kind],
        day=f"{goal.from_date:%d.%m.%Y}",
        factor=_number((answer.factor or 0) * 100, 1, language),
        bound=BOUNDS[language][(answer.factor or 0) > 1],
        tried=_number(answer.tried * 100, 0, language),
        unchanged=_millions(answer.unchanged_kr, language),
        cost=_millions(answer.cost_kr, language),
        missing=_millions(answer.cost_kr - answer.frame_kr, language),
    )


def why_not(error: ScenarioError) -> ConfigurationError:
    """Why the forecast cannot reckon a scenario that is written as it should be."""
    if isinstance(error, NoFrameError):
        return ConfigurationError(
            "Målets år og bevillingsområde har intet budget. Skriv en ramme i scenariets maal.",
            "There is no budget for the goal's year and grant area. Give the scenario's maal a ramme.",
        )
    if isinstance(error, GoalOutsideError):
        return ConfigurationError(
            "Målets regnskabsår eller bevillingsområde er ikke i prognosen. Vælg indeværende år eller et af de fire "
            "næste, og området, som det hedder i budgettet.",
            "The goal's fiscal year or grant area is not in the forecast. Choose this year or one of the next four, "
            "and the area by its name in the budget.",
        )
    if isinstance(error, UnknownOriginError):
        return ConfigurationError(
            f"En flytning er fra {error}, hvor ingen har haft plads. Ret fra_institution eller fra_tilbudstype.",
            f"A move is from {error}, where nobody has had a place. Correct fra_institution or fra_tilbudstype.",
        )
    return ConfigurationError(
        f"En flytning går til {error}, hvor der ikke er kendte pladser. Ret til_institution, eller udelad den og "
        "skriv pris_pr_plads.",
        f"A move goes to {error}, of which no places are known. Correct til_institution, or leave it out and give "
        "pris_pr_plads.",
    )


def _number(value: float, decimals: int, language: Language) -> str:
    said = format_decimal(Decimal(str(value)), decimals)
    return said if language == "da" else said.translate(str.maketrans(",.", ".,"))


def _millions(kr: float, language: Language) -> str:
    return _number(kr / MILLION, 1, language)
