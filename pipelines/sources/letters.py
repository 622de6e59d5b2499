"""Letters as they are stored, in files of either kind: composed, without invisible signs, and never broken ones.

Not here: which encoding a file has (`gate`), what a value must be (`values`).
"""

from __future__ import annotations

import re
import unicodedata

# Letters that were encoded twice, read with a DOS or Mac table, or already replaced by a question mark box.
BROKEN_LETTERS = re.compile(
    "[\u00c3\u00c2][\u0080-\u00bf\u2020\u02dc\u2026]|\u00cc[\u0080-\u00bf\u0160]|\u00e2\u20ac|\ufffd"
    "|[A-Za-z][\u2018\u203a][a-z]|[A-Za-z][\u2020\u00be\u00bf]|[a-z]\u0152|\u2020[a-z]"
)
BROKEN_SIGNS = "\u00c3\u00c2\u00cc\u00e2\ufffd\u2020\u2018\u203a\u00be\u00bf\u0152"
INVISIBLE = str.maketrans("", "", "\u200b\u2060\ufeff")


def has_broken_letters(text: str) -> bool:
    """Whether æ, ø and å came to harm on the way."""
    # The search costs much; without one of its signs there is nothing to find.
    return not text.isascii() and any(sign in text for sign in BROKEN_SIGNS) and BROKEN_LETTERS.search(text) is not None


def composed(text: str) -> str:
    """The text in NFC without invisible signs, so that equal words are equal."""
    if text.isascii():
        return text
    visible = text.translate(INVISIBLE) if any(chr(sign) in text for sign in INVISIBLE) else text
    return unicodedata.normalize("NFC", visible)
