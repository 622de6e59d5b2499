"""The review page's words are whole in both languages, and every table says what it is made from."""

from __future__ import annotations

import re

from pipelines.review.overview import SOURCES
from pipelines.review.words import FILES
from pipelines.shipped import shipped_yaml


def test_every_table_a_paper_can_have_names_the_published_tables_behind_it() -> None:
    of_papers_alone = {"siden_sidst", "tilbagevenden", "aarets_prognoser", "forseglede"}
    assert SOURCES.keys() == shipped_yaml("pipelines.publishing", "texts.yml")["table"].keys() - of_papers_alone


def test_what_is_filled_in_is_the_same_in_both_languages() -> None:
    for said in (said for name in FILES for said in shipped_yaml("pipelines.review", name).values()):
        assert said.keys() == {"da", "en"}
        assert sorted(re.findall(r"{\w+}", said["da"])) == sorted(re.findall(r"{\w+}", said["en"]))
