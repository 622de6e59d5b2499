"""Letters as they are stored, in files of either kind: composed, without invisible signs, and never broken ones.

Not here: which encoding a file has (`gate`), what a value must be (`values`).
"""

from __future__ import annotations

import re
import unicodedata

# Letters that were encoded twice, or already replaced by a question mark box.
BROKEN_LETTERS = re.compile(
    "[\u00c3\u00c2][\u0080-\u00bf\u2020\u02dc\u2026]|\u00cc[\u0080-\u00bf\u0160]|\u00e2\u20ac|\ufffd"
)
BROKEN_SIGNS = "\u00c3\u00c2\u00cc\u00e2\ufffd"
# Signs that stand for letters where a DOS or Mac file is read as a Windows one.
FOREIGN_LETTERS = re.compile("[A-Za-z][\u2018\u203a][a-z]|[A-Za-z][\u2020\u00be\u00bf]|[a-z]\u0152|\u2020[a-z]")
FOREIGN_SIGNS = "\u2020\u2018\u203a\u00be\u00bf\u0152"
DANISH_LETTERS = "æøåÆØÅ"
# Soft hyphens, joiners and marks of direction come along when text is copied from documents and pages.
INVISIBLE = dict.fromkeys(
    [0xAD, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, *range(0x202A, 0x202F), 0x2060, *range(0x2066, 0x206A), 0xFEFF]
)


def has_broken_letters(text: str) -> bool:
    """Whether æ, ø and å came to harm on the way.

    A sign that stands for one of them proves nothing in a text that has them too: some people type ‘ in a name.
    """
    # The searches cost much; without one of their signs there is nothing to find.
    if text.isascii():
        return False
    if any(sign in text for sign in BROKEN_SIGNS) and BROKEN_LETTERS.search(text):
        return True
    has_foreign = any(sign in text for sign in FOREIGN_SIGNS) and not any(letter in text for letter in DANISH_LETTERS)
    return has_foreign and FOREIGN_LETTERS.search(text) is not None


def composed(text: str) -> str:
    """The text in NFC without invisible signs, so that equal words are equal."""
    if text.isascii():
        return text
    visible = text.translate(INVISIBLE) if any(chr(sign) in text for sign in INVISIBLE) else text
    return unicodedata.normalize("NFC", visible)
