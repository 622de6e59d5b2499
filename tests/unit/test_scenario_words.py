"""The answer to a goal in a sentence: what holds, what room there is, what is missing."""

from __future__ import annotations

from datetime import date

import pytest

from forecasting.given.scenario import Goal, UnknownDestinationError, UnknownOriginError
from forecasting.questions.goal import Answer, GoalOutsideError, NoFrameError
from pipelines.scenario_words import answer_sentence, why_not

GOAL = Goal("referrals", date(2025, 8, 1), 2026)


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (
            Answer(GOAL, 135e6, 144.28e6, 0.47, 0.47, 134.96e6),
            (
                "Rammen for 2026 på 135,0 mio. kr. (i alt) holder med 50 % sikkerhed, hvis antallet af indstillinger "
                "fra 01.08.2025 bliver 47,0 % af det ventede. Uden det bliver årets udgift 144,3 mio. kr. med samme "
                "sikkerhed."
            ),
        ),
        (
            Answer(Goal("exits", date(2025, 8, 1), 2026, "Skole", certainty=0.975), 135e6, 134e6, 0.91, 0.91, 135e6),
            (
                "Rammen for 2026 på 135,0 mio. kr. (Skole) holder med 97,5 % sikkerhed uden ændringer (134,0 mio. "
                "kr.), og så længe afgangen fra 01.08.2025 er mindst 91,0 % af det ventede."
            ),
        ),
        (
            Answer(GOAL, 120e6, 144e6, None, 0.0, 132.1e6),
            (
                "Rammen for 2026 på 120,0 mio. kr. (i alt) kan ikke holdes med 50 % sikkerhed ved antallet af "
                "indstillinger alene: selv ved 0 % af det ventede fra 01.08.2025 bliver udgiften 132,1 mio. kr., "
                "12,1 mio. kr. for meget."
            ),
        ),
        (
            Answer(GOAL, 300e6, 144e6, None, 1.0, 144e6),
            (
                "Rammen for 2026 på 300,0 mio. kr. (i alt) holder med 50 % sikkerhed, hvad enten antallet af "
                "indstillinger fra 01.08.2025 er 0 eller 300 % af det ventede (144,0 mio. kr. uden ændringer)."
            ),
        ),
    ],
)
def test_the_answer_says_what_holds_and_what_it_would_else_be(answer: Answer, said: str) -> None:
    assert answer_sentence(answer, "da") == said


def test_it_is_said_in_english_too() -> None:
    said = answer_sentence(Answer(GOAL, 135e6, 134e6, 1.236, 1.236, 134.99e6), "en")
    assert said == (
        "The frame of DKK 135.0 million for 2026 (in all) holds with 50 % certainty without changes (DKK 134.0 "
        "million), and as long as the number of referrals from 01.08.2025 is at most 123.6 % of what is expected."
    )


def test_a_scenario_that_cannot_be_reckoned_says_what_to_correct() -> None:
    errors = (NoFrameError, GoalOutsideError, UnknownDestinationError, UnknownOriginError)
    told = [str(why_not(error("x"))) for error in errors]
    assert ["Skriv en ramme" in told[0], "regnskabsår" in told[1], "til_institution" in told[2]] == [True] * 3
    assert "til x, hvor der ikke er kendte pladser" in told[2]
    assert "fra x, hvor ingen har haft plads" in told[3]
