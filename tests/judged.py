"""Acts as people make them on the review page, for tests to change one thing of."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pipelines.judgements.acts import Act, Cell, new_id

SPECIAL = Cell(2024, "Specialundervisning", "ALL", "specialskole")
APRIL, JULY = date(2024, 4, 30), date(2024, 7, 31)


def adjustment(**changed: Any) -> Act:
    amount = {} if {"places", "factor"} & changed.keys() else {"amount_kr": Decimal(500_000)}
    known = {"kind": "adjustment", "cell": SPECIAL, "text": "En skole lukker i maj", "expires": date(2024, 12, 31)}
    return act(**known | amount | changed)


def withdrawal(of: Act, **changed: Any) -> Act:
    return act(**{"kind": "withdrawal", "about": of.act_id, "cell": of.cell, "text": "Skolen lukker ikke"} | changed)


def act(**changed: Any) -> Act:
    known = {
        "act_id": new_id(), "at": datetime(2024, 5, 15, 9, 30), "by": "controller", "vintage_id": "v1", "as_of": APRIL,
        "text": "Set efter",
    }  # fmt: skip
    return Act(**known | changed)
