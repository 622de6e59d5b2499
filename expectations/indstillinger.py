"""What a person knows of `indstillinger` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row, in_order, share_of, some_row
from expectations.result import SuiteContext

QUIET_DAYS = 92  # visitation runs in rounds, so a quarter without any referral is a missing extract
REASON_SHARE = 0.5
OTHER_REASON = "H99"


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the referrals that count now, one row a referral."""
    received = frame["received_date"]
    decided = frame["referral_id"].map(first_decision_days(context))
    recent = received > context.as_of_day - pd.Timedelta(days=QUIET_DAYS)
    has_reason = frame["referral_reason"].notna()
    return [
        Check(BEFORE_DECISION, every_row(in_order(received, decided))),
        Check(BEFORE_WITHDRAWAL, every_row(in_order(received, frame["withdrawn_date"]))),
        Check(BEFORE_REGISTRATION, every_row(in_order(received, frame["registered_date"]))),
        Check(ADVICE, every_row(in_order(frame["advice_date"], received))),
        Check(RECENT, some_row(recent)),
        Check(REASON, share_of(~frame["referral_reason"].eq(OTHER_REASON), has_reason, REASON_SHARE)),
    ]


def first_decision_days(context: SuiteContext) -> pd.Series:
    """The day of the first decision by referral; empty when decisions were not delivered."""
    if not context.delivered("visitationer"):
        return pd.Series(dtype="datetime64[ns]")
    decisions = context.frames["visitationer"]
    return pd.to_datetime(decisions["decision_date"], errors="coerce").groupby(decisions["referral_id"]).min()


BEFORE_DECISION = Rule(
    "DECIDED_BEFORE_RECEIVED",
    "advarsel",
    da="Ingen indstilling er modtaget efter sin afgørelse",
    en="No referral was received after its decision",
    consequence_da="Sagsbehandlingstiden bliver negativ, og kurven for ventende sager forskydes.",
    consequence_en="The case time becomes negative, and the curve of waiting cases shifts.",
)
BEFORE_WITHDRAWAL = Rule(
    "WITHDRAWN_BEFORE_RECEIVED",
    "advarsel",
    da="Ingen indstilling er trukket, før den blev modtaget",
    en="No referral was withdrawn before it was received",
    consequence_da="Sagen tæller hverken som ventende eller trukket i den rigtige måned.",
    consequence_en="The case counts neither as waiting nor as withdrawn in the right month.",
)
BEFORE_REGISTRATION = Rule(
    "REGISTERED_BEFORE_RECEIVED",
    "advarsel",
    da="Ingen indstilling er registreret, før den blev modtaget",
    en="No referral was registered before it was received",
    consequence_da="Det kan ikke afgøres, hvad der var kendt på opgørelsesdagen.",
    consequence_en="It cannot be told what was known on the as-of day.",
)
ADVICE = Rule(
    "ADVICE_AFTER_REFERRAL",
    "advarsel",
    da="Rådgivning før indstillingen ligger ikke efter den",
    en="Advice before the referral does not lie after it",
    consequence_da="Andelen af indstillinger med forudgående rådgivning bliver for høj.",
    consequence_en="The share of referrals with advice beforehand becomes too high.",
)
RECENT = Rule(
    "NO_RECENT_REFERRAL",
    "advarsel",
    da="Der er modtaget en indstilling inden for de seneste tre måneder",
    en="A referral was received within the last three months",
    consequence_da="Ventende sager og nytilgang undervurderes.",
    consequence_en="Waiting cases and intake are underestimated.",
)
REASON = Rule(
    "REASON_MOSTLY_OTHER",
    "advarsel",
    da="Mindst halvdelen af de oplyste henvisningsårsager er andet end H99",
    en="At least half of the reasons given are other than H99",
    consequence_da="Fordelingen på henvisningsårsager siger intet.",
    consequence_en="The split by referral reason says nothing.",
)
