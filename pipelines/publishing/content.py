"""What an edition is made of: plain values read from the published file, before any words or rounding.

How they are read: `published_file`. How they are grouped for readers: `grouping`. Amounts are exact kroner in the price
level of their fiscal year; deviation is always budget minus forecast, the sign that is printed is chosen in `tables`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal, get_args

from pipelines.municipality.paper_columns import DEFAULT, PaperColumn
from pipelines.publishing.action_plan import Initiative
from pipelines.publishing.budget.content import Budget
from pipelines.publishing.curve import CurveTest
from pipelines.publishing.dominance import Concentration
from pipelines.publishing.expected import Expectations
from pipelines.publishing.flash.content import Flash
from pipelines.publishing.method_effects import MethodTest
from pipelines.publishing.numbers import UnitCode
from pipelines.publishing.since_last import SinceLast
from pipelines.publishing.stays import Stays
from pipelines.publishing.texts import text, text_of_accounts
from pipelines.settings import Language

Kind = Literal["prognose1", "prognose2", "prognose3", "regnskab", "budget", "flash"]
KINDS: tuple[Kind, ...] = get_args(Kind)
SignConvention = Literal["budget_minus_forventet", "forventet_minus_budget"]

ALL, NOT_PLACES = "ALL", "ikke_fordelt"
"""The offer type of budget and postings that belong to none."""
NO_AREA = "umappet"  # of postings on accounts that have none; the children they are for count in their own areas
PERSON_COMPONENTS = ("known", "decided", "pending")  # of actual children with a place after the as-of day
EFFECTS = ("population", "share", "timing", "mix", "index", "price", "one_off", "adjustment", "unexplained")
"""The causes of a difference in the order they are printed; they sum to it."""


def effects_of(row: Mapping[str, Any], change: str = "") -> dict[str, Decimal]:
    """The causes of a row of forecast.deviation, or of its change, where adjustments stand within the unexplained."""
    found: dict[str, Decimal] = {effect: row[f"{change}{effect}_effect_kr"] for effect in EFFECTS}
    return found | {"unexplained": found["unexplained"] - found["adjustment"]}


@dataclass(frozen=True)
class Vintage:
    """One forecast, as approved: which data, code and seed it came from."""

    vintage_id: str
    as_of: date
    created_at: datetime
    data_fingerprint: str
    code_version: str
    seed: int
    scenario: str
    status: str
    approved_by: str | None
    approved_at: datetime | None
    is_demonstration: bool


@dataclass(frozen=True)
class Delivery:
    """A file the forecast was read from."""

    source: str
    file_name: str
    sha256: str


@dataclass(frozen=True)
class Interval:
    """An expected amount with its 80 % interval."""

    mean_kr: Decimal
    p10_kr: Decimal
    p90_kr: Decimal


@dataclass(frozen=True)
class Activity:
    """Full-year places of a line by year and what the budget counted on; None for a year that cannot be shown.

    Only a budget edition has the last two years, and this year's places at a frozen share.
    """

    last_year: Decimal | None
    this_year: Decimal
    next_year: Decimal | None
    planned: Decimal | None
    unit_price_kr: Decimal | None
    second_year: Decimal | None = None
    third_year: Decimal | None = None
    frozen: Decimal | None = None


@dataclass(frozen=True)
class Position:
    """One line of the follow-up: a grant area, an offer type or the whole.

    `counted` are the offer types whose places it shows, `areas` the grant areas of its money (`in_areas`: the kroner).
    It has no budget, and no deviation, where that of its grant area is not split by offer type. Places outside a total
    (leisure, support in an ordinary class) are not in it; their money is. A merged line is the sum of several.
    """

    code: str
    grant_area: str
    adopted_kr: Decimal
    corrected_kr: Decimal
    budget_kr: Decimal
    spend_to_date_kr: Decimal
    expected: Interval
    deviation_kr: Decimal
    ordinary_operation_kr: Decimal
    carry_over_kr: Decimal
    effects_kr: Mapping[str, Decimal]
    previous_expected_kr: Decimal | None = None
    activity: Activity | None = None
    is_in_total: bool = True
    has_budget: bool = True
    is_offered: bool = True
    members: tuple[str, ...] = ()
    counted: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    in_areas: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What the line counts, the same under any heading: for files that programs read."""
        return "+".join(sorted(self.counted)) or self.code

    @property
    def is_merged(self) -> bool:
        """Whether the line is the sum of several offer types."""
        return len(self.members) > 1

    @property
    def change_kr(self) -> Decimal | None:
        """How much more is expected to be spent than the previous forecast said."""
        if self.previous_expected_kr is None:
            return None
        return self.expected.mean_kr - self.previous_expected_kr


@dataclass(frozen=True)
class Component:
    """One of the disjoint parts that add up to the year's expected accounts."""

    code: str
    amount: Interval
    full_year_places: Decimal


@dataclass(frozen=True)
class YearOutlook:
    """The whole area in one fiscal year; the budget is None where none is adopted yet."""

    fiscal_year: int
    expected: Interval
    full_year_places: Decimal | None
    unit_price_kr: Decimal | None
    budget_kr: Decimal | None


@dataclass(frozen=True)
class MonthActivity:
    """Places in use on average in a month; the interval is None where the month is past."""

    month: date
    places: Decimal
    p10: Decimal | None = None
    p90: Decimal | None = None


@dataclass(frozen=True)
class EventCount:
    """How often one event came, of a referral or of a complaint, by year and month of this year and the one before."""

    code: str
    by_month: Mapping[tuple[int, int], int]

    def up_to(self, year: int, month: int) -> int:
        """The count of the year's months to and including this one."""
        return sum(count for day, count in self.by_month.items() if day[0] == year and day[1] <= month)


@dataclass(frozen=True)
class CaseTime:
    """Days from referral to final decision and from grant to start, of a year's months so far; None for none."""

    fiscal_year: int
    median_days: Decimal | None
    p90_days: Decimal | None
    started: int = 0
    median_start_days: Decimal | None = None
    p90_start_days: Decimal | None = None


@dataclass(frozen=True)
class Accuracy:
    """How a method has fared over the backtest's origins, as shares."""

    horizon: str
    level: str
    method: str
    origins: int
    wape: Decimal
    bias: Decimal
    coverage_80: Decimal | None


@dataclass(frozen=True)
class Adjustment:
    """A correction that a person has made to the forecast, with its reason."""

    grant_area: str
    offer_type: str
    amount_kr: Decimal | None
    factor: Decimal | None
    reason: str
    expires: date | None
    first_month: int | None = None
    last_month: int | None = None


@dataclass(frozen=True)
class Explanation:
    """What the municipality itself says of the deviation of a line, in its own words."""

    grant_area: str
    offer_type: str
    text: str


@dataclass(frozen=True)
class Ledger:
    """The newest month of the year's ledger, and the one up to which all agree with the sender's control totals."""

    newest: date | None
    reconciled: date | None


@dataclass(frozen=True)
class Prognosis:
    """What an edition is about, exact; `budget` and `flash` only of theirs. `protection` says what may be shown."""

    vintage: Vintage
    previous_as_of: date | None
    fiscal_year: int
    total: Position
    grant_areas: tuple[Position, ...]
    offer_types: tuple[Position, ...]
    components: tuple[Component, ...]
    years: tuple[YearOutlook, ...]
    months: tuple[MonthActivity, ...]
    referrals: tuple[EventCount, ...]
    case_times: tuple[CaseTime, ...]
    complaints: tuple[EventCount, ...]
    reconsidered: tuple[int, ...]  # complaints in the year so far, and those of them in time
    accuracy: tuple[Accuracy, ...]
    adjustments: tuple[Adjustment, ...]
    action_plan: tuple[Initiative, ...]
    methods: tuple[MethodTest, ...]  # whether what the plan's schools run moves their referrals
    deliveries: tuple[Delivery, ...]
    ledger: Ledger
    expectations: Expectations | None = None
    since_last: SinceLast | None = None
    stays: Stays | None = None
    curve: tuple[CurveTest, ...] = ()
    special_causes: Mapping[str, Mapping[str, Decimal]] = field(default_factory=dict)  # booked, by grant area and ALL
    budget: Budget | None = None
    flash: Flash | None = None
    concentration: Concentration = field(default_factory=Concentration)
    partly_hidden: frozenset[str] = frozenset()  # the lists of lines that lack some: `offer_type`, `grant_area`


@dataclass(frozen=True)
class Style:
    """How a municipality wants its figures shown."""

    language: Language
    unit: UnitCode
    sign: SignConvention
    is_accounts: bool = False  # the year is over, and what is said of it is what was
    columns: tuple[PaperColumn, ...] = DEFAULT
    special_cause: str = ""  # which the columns `heraf` and `eksklusive` are about
    names: Mapping[str, str] = field(default_factory=dict, hash=False)  # of areas and districts, by code
    reasons: Mapping[str, str] = field(default_factory=dict, hash=False)  # what is said of a grant area's deviation
    accounts: Mapping[str, str] = field(default_factory=dict, hash=False)  # account numbers, by grant area

    def text(self, section: str, code: str, **values: object) -> str:
        """A text in the reader's language and in the tense of the edition."""
        found = text_of_accounts if self.is_accounts else text
        return found(section, code, self.language, **values)

    def signed(self, deviation_kr: Decimal) -> Decimal:
        """A deviation (budget minus forecast) with the municipality's own sign."""
        return deviation_kr if self.sign == "budget_minus_forventet" else -deviation_kr
