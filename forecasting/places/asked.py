"""When the case that a simulated child comes of is received and decided, and how likely it is granted: one code.

A lever on referrals or approvals changes what comes of cases by these, so a finished forecast can be asked what it
would do (`questions.what_if`). The code is by month and in twentieths; what descends from a stay has the same. Not
here: when a case is decided (`waiting`), what the levers come to (`levers`).
"""

from __future__ import annotations

import numpy as np

from forecasting.given.horizon import MONTHS, Days, Floats, Horizon, Ints

UNASKED = -1
"""What no coming referral or decision brings: registered places, decided ones, and where their children go on."""
PARTS = 20
ALREADY = 0
"""The first month of the forecast's year: what was received or decided before no lever reaches."""


def asked(horizon: Horizon, received: Days | None, decided: Days | None, chance: Floats) -> Ints:
    """The codes of cases: days received and decided (None: already), and the chance of being granted."""
    months = [np.full(np.shape(chance), ALREADY) if day is None else horizon.month_index(day)
              for day in (received, decided)]  # fmt: skip
    part = np.clip(np.ceil(chance * PARTS), 1, PARTS).astype(np.int64) - 1
    codes: Ints = (months[0].astype(np.int64) * (MONTHS + 1) + months[1]) * PARTS + part
    return codes


def received_month(code: Ints) -> Ints:
    """Month of the forecast in which the case is received."""
    return np.maximum(code, 0) // (PARTS * (MONTHS + 1))


def decided_month(code: Ints) -> Ints:
    """Month of the forecast in which the case is decided."""
    return np.maximum(code, 0) // PARTS % (MONTHS + 1)


def chance(code: Ints) -> Floats:
    """The chance that the case was granted; the middle of its twentieth."""
    return (np.maximum(code, 0) % PARTS + 0.5) / PARTS
