"""The words of a publication in the reader's language; they stand in `texts.yml` here and in subfolders.

Those of the accounts that differ from a forecast's stand in `accounts.yml`.

A code that is the municipality's own name (a grant area, a heading of its own) stands for itself.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from pipelines.settings import Language
from pipelines.shipped import shipped_yaml

JOINT = " / "
"""Between the names of headings that the published file cannot tell apart."""
FILES = ("texts.yml", "packs/texts.yml", "budget/texts.yml", "flash/texts.yml", "compared/texts.yml")


@cache
def _texts_of_accounts() -> dict[str, dict[str, dict[Language, str]]]:
    found: dict[str, dict[str, dict[Language, str]]] = shipped_yaml("pipelines.publishing", "accounts.yml")
    return found


@cache
def _texts() -> dict[str, dict[str, dict[Language, str]]]:
    found: dict[str, dict[str, dict[Language, str]]] = {}
    for place in FILES:
        for section, words in shipped_yaml("pipelines.publishing", place).items():
            found.setdefault(section, {}).update(words)
    return found


def text(section: str, code: str, language: Language, **values: object) -> str:
    """The text of a code, filled in; KeyError when we have forgotten to write it."""
    template = _texts()[section][code][language]
    return template.format(**values) if values else template


def text_of_accounts(section: str, code: str, language: Language, **values: object) -> str:
    """The same where it is the accounts that speak, of a year that is over."""
    found = _texts_of_accounts().get(section, {}).get(code)
    return found[language].format(**values) if found else text(section, code, language, **values)


def name(section: str, code: str, language: Language) -> str:
    """A code's own text, or the code itself where it is a name the municipality has given."""
    found = _texts()[section].get(code)
    return found[language] if found else code


def place(section: str, code: str) -> int:
    """Where a code stands among its section's, for lists in a reader's order; names of others come last."""
    codes = list(_texts()[section])
    return codes.index(code) if code in codes else len(codes)


def name_in_sentence(section: str, code: str, language: Language) -> str:
    """The name as it stands inside a sentence: a grant area of the municipality is left alone, a line starts small."""
    found = _texts()[section].get(code)
    if section == "offer_type" or found:
        return line_in_sentence(found[language] if found else code, language)
    return code


def line_in_sentence(label: str, language: Language) -> str:
    """A line's heading inside a sentence: `SFO` stays, `Specialskoler` starts small, two are joined by a word."""
    parts = (part if part[1:2].isupper() else part[:1].lower() + part[1:] for part in label.split(JOINT))
    return f" {text('word', 'and', language)} ".join(parts)


NO_GLYPH = "□"
BREAK = "\N{ZERO WIDTH SPACE}"
LONG_WORD, PIECE = re.compile(r"[^\s-]{45,}"), re.compile(r".{15}(?=.)")
"""A name that no line could hold may be broken here and there."""
DISPLAYABLE = ((0x20, 0x24F), (0x370, 0x4FF), (0x1E00, 0x1FFF), (0x2010, 0x2040), (0x2044, 0x20CF), (0x2190, 0x22FF),
               (0x2500, 0x25FF))  # fmt: skip
"""The signs that the fonts the paper is set in can show; a name may hold others."""


def displayable(words: str) -> str:
    """The words with an empty box for each sign the paper's fonts lack: a name must not stop an edition.

    Nor must it run out over the page.
    """
    shown = "".join(_displayable_sign(sign) for sign in unicodedata.normalize("NFC", words))
    return LONG_WORD.sub(lambda word: PIECE.sub(rf"\g<0>{BREAK}", word[0]), shown)


def _displayable_sign(sign: str) -> str:
    if sign in "\n\r\t":
        return " "
    is_known = any(first <= ord(sign) <= last for first, last in DISPLAYABLE)
    return sign if is_known and unicodedata.category(sign) not in {"Cc", "Cn"} else NO_GLYPH
