"""The words that only the review page has, Danish and English; they stand in `words.yml` beside this module."""

from __future__ import annotations

from functools import cache

from pipelines.settings import Language
from pipelines.shipped import shipped_yaml


def word(code: str, language: Language, **values: object) -> str:
    """The word of a code, filled in; KeyError when we have forgotten to write it."""
    template = _words()[code][language]
    return template.format(**values) if values else template


@cache
def _words() -> dict[str, dict[Language, str]]:
    return dict(shipped_yaml("pipelines.review", "words.yml"))
