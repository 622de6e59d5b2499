"""The words that only the review page has, Danish and English; they stand in the YAML files beside this module."""

from __future__ import annotations

from functools import cache

from pipelines.settings import Language
from pipelines.shipped import shipped_yaml

FILES = ("words.yml", "judging.yml", "drilling.yml", "since.yml", "levels.yml", "access.yml", "own.yml", "what_if.yml")


def word(code: str, language: Language, **values: object) -> str:
    """The word of a code, filled in; KeyError when we have forgotten to write it."""
    template = _words()[code][language]
    return template.format(**values) if values else template


@cache
def _words() -> dict[str, dict[Language, str]]:
    return {code: said for name in FILES for code, said in shipped_yaml("pipelines.review", name).items()}
