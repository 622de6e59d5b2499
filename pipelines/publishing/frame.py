"""What is left of the year's frame by offer type: of the budget, when what is committed and what is expected is paid.

Committed is known places, own classes and frames at their price for the whole year, those that begin later included,
and grants that no place answers yet. Internal: nothing is hidden. Not here: how the forecast is held against the
budget (`forecast.deviation`).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from pipelines.publishing.numbers import EN_DASH, amount_text
from pipelines.publishing.published_file import PublishedFile
from pipelines.publishing.texts import name, name_in_sentence, text
from pipelines.settings import Language

ALL = "ALL"

FRAMES = """
with newest as (
    select vintage_id, year(as_of_date) as this_year
    from forecast.vintage
    where scenario = 'baseline'
    order by as_of_date desc, created_at desc, vintage_id
    limit 1
),
committed as (
    select fiscal_year, offer_type, sum(kr) as committed_kr
    from (
        select fiscal_year, offer_type, committed_kr as kr
        from mart.spend_monthly
        where grant_area = 'ALL' and district_id = 'ALL'
        union all
        select this_year, offer_type, cost_this_year_kr
        from mart.case_age cross join newest where case_kind in ('bevilling', 'start')
        union all
        select this_year + 1, offer_type, cost_next_year_kr
        from mart.case_age cross join newest where case_kind in ('bevilling', 'start')
    )
    group by all
)
select
    outlook.fiscal_year, outlook.offer_type, outlook.budget_kr, coalesce(committed.committed_kr, 0) as committed_kr,
    outlook.expected_kr, outlook.p10_kr, outlook.p90_kr
from forecast.deviation as outlook
inner join newest on outlook.vintage_id = newest.vintage_id
left join committed using (fiscal_year, offer_type)
where
    outlook.grant_area = 'ALL' and outlook.district_id = 'ALL'
    and outlook.fiscal_year between newest.this_year and newest.this_year + 1
order by outlook.fiscal_year, outlook.offer_type
"""


@dataclass(frozen=True)
class Frame:
    """The frame of a fiscal year and offer type in kroner; `ALL` is the whole area."""

    fiscal_year: int
    offer_type: str
    budget_kr: Decimal
    committed_kr: Decimal
    expected_kr: Decimal
    p10_kr: Decimal
    p90_kr: Decimal

    @property
    def left_after_committed_kr(self) -> Decimal:
        """Budget minus what is committed; less than nothing when more is committed than there is."""
        return self.budget_kr - self.committed_kr

    @property
    def left_as_expected_kr(self) -> Decimal:
        """Budget minus what is expected."""
        return self.budget_kr - self.expected_kr


def frames(source: PublishedFile) -> list[Frame]:
    """The frames of the as-of year and the next, as the newest prognosis without a scenario sees them."""
    return [Frame(**row) for row in source.rows(FRAMES)]


def frame_sentences(found: list[Frame], offer_type: str, year: int, language: Language) -> list[str]:
    """What is left for an offer type and in all; an offer type without a budget of its own has no line."""
    chosen = [frame for frame in found if frame.fiscal_year == year and frame.offer_type in (offer_type, ALL)]
    return [
        text(
            "frame", "left", language, year=year,
            offer=name("offer_type", ALL, language).lower() if frame.offer_type == ALL
            else name_in_sentence("offer_type", frame.offer_type, language),
            budget=amount_text(frame.budget_kr, "tkr", language),
            committed=amount_text(frame.committed_kr, "tkr", language),
            after=amount_text(frame.left_after_committed_kr, "tkr", language),
            expected=amount_text(frame.expected_kr, "tkr", language),
            ends=EN_DASH.join(amount_text(end, "tkr", language) for end in (frame.p10_kr, frame.p90_kr)),
            left=amount_text(frame.left_as_expected_kr, "tkr", language),
        )
        for frame in sorted(chosen, key=lambda frame: frame.offer_type == ALL)
        if frame.budget_kr
    ]  # fmt: skip
