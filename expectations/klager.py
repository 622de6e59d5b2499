"""What a person knows of `klager` beyond its contract: the steps of a complaint come in the order of the law."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row, in_order
from expectations.result import SuiteContext


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the complaints that count now, one row a complaint."""
    received, reconsidered = frame["received_date"], frame["reconsidered_date"]
    forwarded, board = frame["forwarded_date"], frame["board_date"]
    decided = frame["decision_id"].map(decision_days(context))
    until_forwarded = forwarded.fillna(reconsidered).fillna(received)
    steps = in_order(received, reconsidered) & in_order(reconsidered.fillna(received), forwarded)
    has_both = frame["reconsideration_outcome"].isna() | reconsidered.notna()
    return [
        Check(STEPS, every_row(steps & in_order(until_forwarded, board))),
        Check(AFTER_DECISION, every_row(in_order(decided, received))),
        Check(DATED, every_row(has_both & (frame["board_outcome"].isna() | board.notna()))),
        Check(UPHELD, every_row(~frame["reconsideration_outcome"].eq("medhold") | board.isna())),
    ]


def decision_days(context: SuiteContext) -> pd.Series:
    """The day of each decision; empty when decisions were not delivered."""
    if not context.delivered("visitationer"):
        return pd.Series(dtype="datetime64[ns]")
    decisions = context.frames["visitationer"]
    return pd.to_datetime(decisions["decision_date"], errors="coerce").groupby(decisions["decision_id"]).min()


STEPS = Rule(
    "COMPLAINT_ORDER",
    "advarsel",
    da="Modtagelse, genvurdering, videresendelse og nævnets afgørelse ligger i rækkefølge",
    en="Receipt, reconsideration, forwarding and the board's decision come in order",
    consequence_da="Klagefristerne kan ikke følges.",
    consequence_en="Complaint deadlines cannot be followed.",
)
AFTER_DECISION = Rule(
    "COMPLAINT_BEFORE_DECISION",
    "advarsel",
    da="En klage er ikke modtaget før sin afgørelse",
    en="A complaint was not received before its decision",
    consequence_da="Klagen er formentlig knyttet til en forkert afgørelse.",
    consequence_en="The complaint is probably tied to a wrong decision.",
)
DATED = Rule(
    "OUTCOME_WITHOUT_DATE",
    "advarsel",
    da="Et udfald af genvurdering eller nævn har en dato",
    en="An outcome of reconsideration or board has a date",
    consequence_da="Udfaldet kan ikke tælles i en måned og mangler i klagetallene.",
    consequence_en="The outcome cannot be counted in a month and is missing among the complaints.",
)
UPHELD = Rule(
    "UPHELD_AND_FORWARDED",
    "advarsel",
    da="En klage med fuldt medhold er ikke afgjort af nævnet",
    en="A complaint upheld in full was not decided by the board",
    consequence_da="Klagen tæller både som medhold og som nævnssag.",
    consequence_en="The complaint counts both as upheld and as a board case.",
)
