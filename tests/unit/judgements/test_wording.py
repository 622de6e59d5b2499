"""What a person may write is kept as written; what cannot be kept is named."""

from __future__ import annotations

import pytest

from pipelines.errors import UsageError
from pipelines.judgements.wording import named, problem_of, problem_of_link, problem_of_printed, reasoned, tidied


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Skolen på Ærø lukker 1. maj; se <b>sag</b> & bilag", None),
        ("to\r\nlinjer  \r\n", None),
        ("  \n ", "missing"),
        ("x" * 1001, "too_long"),
        ("Vedr. 010115-4001", "cpr"),
        ("barn 01 01 15 4001 flytter", "cpr"),
        ("\uff10\uff11\uff10\uff11\uff11\uff15-\uff14\uff10\uff10\uff11", "cpr"),
        ("skjult\u202evendt", "unprintable"),
        ("nul\x00", "unprintable"),
        ("halv \ud800", "unprintable"),
        ("Sag 24/1234, 1.500.000 kr.", None),
    ],
)
def test_a_text_is_something_not_too_long_and_of_no_person(text, problem):
    assert problem_of(tidied(text), "text") == problem


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("Flere børn end i 2023, fra 1. august og igen 15 September", None),
        ("Tre børn flyttede til", None),
        ("3 børn flyttede til", "figures"),
        ("Prisen steg 2,5 procent", "figures"),
        ("Se sag 24/1234", "figures"),
        ("i 20233", "figures"),
        ("½ plads, 4²", "figures"),
        ("", "missing"),
    ],
)
def test_what_the_paper_prints_has_no_figures_but_years_and_days(text, problem):
    assert problem_of_printed(text) == problem


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        ("", None),
        ("https://kommunen.dk/sag?id=24-1234", None),
        ("http://intranet/sag", None),
        ("javascript:alert(1)", "link"),
        ("data:text/html,x", "link"),
        ("//kommunen.dk", "link"),
        ("kommunen.dk", "link"),
        ("https://", "link"),
        ("https://a b", "link"),
        ("https://[", "link"),
        ("https://bruger:kode@kommunen.dk", "link"),
        ("https://kommunen.dk/010115-4001", "cpr"),
        ("https://kommunen.dk/" + "x" * 500, "too_long"),
    ],
)
def test_a_link_leads_to_the_web_or_is_refused(link, problem):
    assert problem_of_link(tidied(link)) == problem


@pytest.mark.parametrize("name", ["", "  ", "x" * 81, "010115-4001", "to\nlinjer", "skjult\u202e"])
def test_a_name_that_cannot_stand_beside_what_is_said_is_refused(name: str) -> None:
    with pytest.raises(UsageError, match="--by"):
        named(name, "--by")


def test_a_name_is_kept_as_it_is_written() -> None:
    assert named(" Økonomichefen ", "--by") == "Økonomichefen"


def test_a_reason_may_be_left_out_and_holds_no_cpr_number() -> None:
    assert (reasoned("  ", "--because"), reasoned("Set efter ", "--because")) == ("", "Set efter")
    with pytest.raises(UsageError, match="--because"):
        reasoned("barn 010190-1234", "--because")
