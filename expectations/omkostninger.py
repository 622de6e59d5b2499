"""What a person knows of `omkostninger` beyond its contract."""

from __future__ import annotations

import pandas as pd

from expectations.check import Check, Rule, every_row, positive_total, share_of, some_row
from expectations.result import SuiteContext

LONGEST_SERVICE_DELAY_YEARS = 3
QUIET_DAYS = 62  # two months without a posting: a month has not been delivered
TIED_SHARE = 0.5
MAPPED_SHARE = 0.95  # single new accounts are normal; more means the chart of another year


def checks(frame: pd.DataFrame, context: SuiteContext) -> list[Check]:
    """Suite of the postings of current editions, one row a voucher line."""
    posted, amounts = frame["posting_date"], frame["amount_kr"]
    since_posting = posted.dt.year - frame["fiscal_year"]
    oldest_service = posted - pd.DateOffset(years=LONGEST_SERVICE_DELAY_YEARS)
    is_tied = frame["institution_id"].notna() | frame["placement_id"].notna()
    is_cost = (amounts > 0) & ~frame["is_one_off"].eq(other=True)
    total_is_zero = round(amounts.sum(), 2) == 0
    is_mapped = context.is_listed(frame["account_code"], "kontoplan", "account_code")
    recent = posted > context.as_of_day - pd.Timedelta(days=QUIET_DAYS)
    return [
        Check(NOT_ZERO, some_row(amounts.notna() & (not total_is_zero))),
        Check(POSITIVE, positive_total(amounts)),
        Check(FISCAL_YEAR, every_row(since_posting.isna() | since_posting.isin([0, 1]))),
        Check(OLD_SERVICE, every_row(frame["service_to"].isna() | (frame["service_to"] >= oldest_service))),
        Check(RECENT, some_row(recent)),
        Check(MAPPED, share_of(is_mapped, frame["account_code"].notna(), MAPPED_SHARE)),
        Check(TIED, share_of(is_tied, is_cost, TIED_SHARE)),
    ]


NOT_ZERO = Rule(
    "POSTINGS_TOTAL_ZERO",
    "kritisk",
    da="Posteringerne summer ikke til nul",
    en="The postings do not add up to zero",
    consequence_da="Forbruget til dato ville være nul; udtrækket er formentlig uden beløb eller med modposter.",
    consequence_en="Spending to date would be zero; the extract probably lacks amounts or has counter-entries.",
)
POSITIVE = Rule(
    "POSTINGS_NOT_POSITIVE",
    "advarsel",
    da="Posteringerne er samlet en nettoudgift",
    en="The postings are a net expense in total",
    consequence_da="Fortegnet er formentlig vendt, så forbrug vises som indtægt.",
    consequence_en="The sign is probably reversed, so spending is shown as income.",
)
FISCAL_YEAR = Rule(
    "FISCAL_YEAR_OFF",
    "advarsel",
    da="Regnskabsåret er bogføringsdatoens år eller året før",
    en="The fiscal year is the posting date's year or the year before",
    consequence_da="Beløbet tæller i et andet år end det, det er bogført til.",
    consequence_en="The amount counts in another year than the one it was posted to.",
)
OLD_SERVICE = Rule(
    "SERVICE_LONG_AGO",
    "advarsel",
    da="Ydelsen er leveret højst tre år før bogføringen",
    en="The service was given at most three years before it was posted",
    consequence_da="Meget gamle regninger forstyrrer kurven for, hvor sent regninger kommer.",
    consequence_en="Very old bills disturb the curve of how late bills come.",
)
RECENT = Rule(
    "NO_RECENT_POSTING",
    "advarsel",
    da="Der er bogført inden for de seneste to måneder",
    en="Something was posted within the last two months",
    consequence_da="Forbruget til dato er for lavt, fordi de seneste måneder mangler.",
    consequence_en="Spending to date is too low because the latest months are missing.",
)
TIED = Rule(
    "POSTINGS_NOT_TIED",
    "advarsel",
    da="Mindst halvdelen af udgiftslinjerne har institution eller placering",
    en="At least half of the expense lines have an institution or a placement",
    consequence_da="Forbruget kan ikke holdes op imod de kendte pladser og vises uden placering.",
    consequence_en="Spending cannot be held against the known places and is shown without placement.",
)
MAPPED = Rule(
    "ACCOUNTS_UNMAPPED",
    "advarsel",
    da="Mindst 95 pct. af posteringerne er på en konto i kontoplanen",
    en="At least 95 per cent of postings are on an account in the chart",
    consequence_da="Posteringer på ukendte konti vises som umappede og mangler under deres bevillingsområde.",
    consequence_en="Postings on unknown accounts are shown as unmapped and are missing under their grant area.",
)
