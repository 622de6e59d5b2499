"""The shape of `kommune.yaml`: Danish keys as the municipality writes them, defaults, and what a value must be.

Attributes carry the file's own names, so that a message, the file and the code say the same. Amounts are kroner in
the price level of their fiscal year. Not here: how the file is read (`configuration_file`), what the file says of
deliveries (`incoming`).
"""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import combinations
from typing import Annotated, Literal

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from pipelines.municipality.budget_choices import BudgetChoices
from pipelines.municipality.declared_events import DeclaredEvent
from pipelines.municipality.incoming import AreaRename, ColumnName, Correction, ValueTranslation, refuse_doubled
from pipelines.municipality.paper_columns import DEFAULT, ExtraTable, PaperColumn, refuse_what_has_no_place
from pipelines.municipality.prognosis_calendar import PrognosisCalendar, PrognosisKind
from pipelines.municipality.put_together import PackArea, PackClusters, refuse_put_together_twice
from pipelines.municipality.section import (
    FIRST_DAY,
    Amount,
    Change,
    Day,
    Factor,
    FiscalYear,
    Section,
    Share,
    Text,
    YesOrNo,
)

OfferType = Literal[
    "basisplads",
    "specialboernehave",
    "mellemform",
    "specialklasse",
    "specialskole",
    "dagbehandling",
    "intern_skole",
    "special_sfo_klub",
    "enkeltintegration",
]
OfferTypeOrAll = Literal[OfferType, "ALL"]
InstitutionType = Literal[
    "folkeskole",
    "specialskole",
    "daginstitution",
    "specialboernehave",
    "dagbehandling",
    "intern_skole",
    "opholdssted",
    "doegninstitution",
    "sfo_klub",
    "privatskole",
    "andet",
]
Service = Literal["undervisning", "fritid", "befordring"]
RetentionKind = Literal["boern", "leverancer", "fritekst", "sat_til_side", "arbejdslister"]

ALL: Literal["ALL"] = "ALL"
MUNICIPALITY_CODES = range(101, 1000)


Month = Annotated[int, Field(ge=1, le=12)]


class Deadlines(Section):
    """How long a case may take."""

    sagsbehandling_dage: Annotated[int, Field(ge=1, le=730)] = 90


class GrantAreaEntry(Section):
    """From a day on, placements of an offer type belong to a grant area."""

    tilbudstype: OfferType
    bevillingsomraade: Text
    gyldig_fra: Day = FIRST_DAY


class ReportCategory(Section):
    """One heading of the committee paper: offer types x institution types x services; an empty list means any."""

    kategori: Text
    tilbudstyper: tuple[OfferType, ...] = ()
    institutionstyper: tuple[InstitutionType, ...] = ()
    ydelser: Annotated[tuple[Service, ...], Field(validate_default=True)] = ()

    @field_validator("ydelser")
    @classmethod
    def names_something(cls, value: tuple[Service, ...], info: ValidationInfo) -> tuple[Service, ...]:
        """A heading of everything would be the total."""
        lists = (info.data.get("tilbudstyper"), info.data.get("institutionstyper"), value)
        if all(found == () for found in lists):
            raise PydanticCustomError("empty_category", "")
        return value

    def overlaps(self, other: ReportCategory) -> bool:
        """Whether some place and service would belong to both headings."""
        pairs = (
            (self.tilbudstyper, other.tilbudstyper),
            (self.institutionstyper, other.institutionstyper),
            (self.ydelser, other.ydelser),
        )
        return all(not mine or not theirs or set(mine) & set(theirs) for mine, theirs in pairs)


class ForecastChoices(Section):
    """How the forecast is made: what is simulated, in how many paths, and the price index of coming years."""

    simuler_tilgang: YesOrNo = True
    simuler_afgang: YesOrNo = True
    stier: Annotated[int, Field(ge=20, le=100_000)] = 400
    tilbageblik_antal: Annotated[int, Field(ge=0, le=40)] = 6
    prisindeks: dict[FiscalYear, Change] = Field(default_factory=dict)


class Unattended(Section):
    """What happens by itself: the day of the data packs, and who is told when something stops."""

    datapakkedag: Annotated[int | None, Field(ge=1, le=28)] = None
    besked_til: tuple[Text, ...] = ()
    besked_fra: Text | None = None
    mailserver: Text | None = None

    @field_validator("mailserver")
    @classmethod
    def names_a_port_or_none(cls, value: str | None) -> str | None:
        """A name, with or without a port."""
        if value is not None and not re.fullmatch(r"[^\s:]+(:[0-9]{1,5})?", value):
            raise PydanticCustomError("mail_server", "")
        return value


class FlashChoices(Section):
    """What the flash note is written of: the chance of a false alarm in a year, and how far the accounts may move."""

    falsk_alarm: Annotated[Share, Field(ge=0.01, le=0.9)] = Decimal("0.25")
    regnskab_flyttes: Annotated[Amount | None, Field(gt=0)] = None


class Adjustment(Section):
    """A professional's correction of the forecast of one cell, with its reason and an end; amount or factor.

    Of the months from `fra_maaned` to `til_maaned` of its year, of one alone to the end of the year or from its start.
    """

    regnskabsaar: FiscalYear
    bevillingsomraade: Text
    distrikt: Text = ALL
    tilbudstype: OfferTypeOrAll = ALL
    fra_maaned: Month | None = None
    til_maaned: Month | None = None
    beloeb: Amount | None = None
    faktor: Annotated[Factor | None, Field(validate_default=True)] = None
    begrundelse: Text
    oprettet_af: Text
    oprettet: Day
    udloeber: Day

    @field_validator("faktor")
    @classmethod
    def is_amount_or_factor(cls, value: Decimal | None, info: ValidationInfo) -> Decimal | None:
        """One of the two, never both: an amount is added, a factor multiplies."""
        if "beloeb" in info.data and (value is None) == (info.data["beloeb"] is None):
            raise PydanticCustomError("amount_or_factor", "")
        return value

    @field_validator("til_maaned")
    @classmethod
    def comes_after_the_first(cls, value: int | None, info: ValidationInfo) -> int | None:
        """Months of a year come in order."""
        if value is not None and value < (info.data.get("fra_maaned") or 1):
            raise PydanticCustomError("month_order", "")
        return value

    @field_validator("udloeber")
    @classmethod
    def ends_after_it_was_made(cls, value: date, info: ValidationInfo) -> date:
        """An adjustment lives at least one day."""
        if "oprettet" in info.data and value <= info.data["oprettet"]:
            raise PydanticCustomError("expiry_order", "")
        return value

    def is_active(self, as_of: date) -> bool:
        """Whether it was made by the day and has not expired."""
        return self.oprettet <= as_of <= self.udloeber


class Municipality(Section):
    """Everything municipal. Without a file the defaults hold and the code is inferred by the run."""

    kommunekode: str | None = None
    navn: Text = "Kommunen"
    opdigtet: YesOrNo = False
    prognosekalender: PrognosisCalendar = PrognosisCalendar()
    rapportnavne: dict[Literal[PrognosisKind, "budget", "flash"], Text] = Field(default_factory=dict)
    stednavne: dict[Text, Text] = Field(default_factory=dict)
    frister: Deadlines = Deadlines()
    fortegn: Literal["budget_minus_forventet", "forventet_minus_budget"] = "budget_minus_forventet"
    enhed: Literal["kr", "tkr", "mio"] = "tkr"
    taerskel: Annotated[int, Field(ge=3, le=10)] = 5
    tilbud: tuple[OfferType, ...] = ()
    offentliggjort_i: Text | None = None
    saerlig_aarsag: Text | None = None
    kontonumre: dict[Text, Text] = Field(default_factory=dict)
    kolonner: tuple[PaperColumn, ...] = DEFAULT
    ekstra_tabeller: tuple[ExtraTable, ...] = ()
    bevillingsomraader: tuple[GrantAreaEntry, ...] = ()
    rapportkategorier: tuple[ReportCategory, ...] = ()
    datapakkeomraader: tuple[PackArea, ...] = ()
    datapakkeklynger: tuple[PackClusters, ...] = ()
    prognose: ForecastChoices = ForecastChoices()
    budget: BudgetChoices = BudgetChoices()
    hastenotat: FlashChoices = FlashChoices()
    drift: Unattended = Unattended()
    justeringer: tuple[Adjustment, ...] = ()
    haendelser: tuple[DeclaredEvent, ...] = ()
    opbevaring: dict[RetentionKind, Annotated[int, Field(ge=1, le=1200)]] = Field(default_factory=dict)
    kolonnenavne: tuple[ColumnName, ...] = ()
    vaerdier: tuple[ValueTranslation, ...] = ()
    omdoebte_omraader: tuple[AreaRename, ...] = ()
    rettelser: tuple[Correction, ...] = ()

    @field_validator("kommunekode")
    @classmethod
    def without_leading_zeros(cls, value: str | None) -> str | None:
        """The three digits of a municipality code; `0101` and `101` are the same."""
        if value is None:
            return None
        if not re.fullmatch(r"0?[0-9]{3}", value) or int(value) not in MUNICIPALITY_CODES:
            raise PydanticCustomError("municipality_code", "")
        return str(int(value))

    @field_validator("kolonner")
    @classmethod
    def can_be_printed(cls, value: tuple[PaperColumn, ...], info: ValidationInfo) -> tuple[PaperColumn, ...]:
        """What the first table of the paper can hold."""
        refuse_what_has_no_place(value, info.data.get("saerlig_aarsag"), info.data.get("offentliggjort_i"),
                                 has_accounts=bool(info.data.get("kontonumre")),
                                 is_in_kroner=info.data.get("enhed") == "kr")  # fmt: skip
        return value

    @field_validator("bevillingsomraader")
    @classmethod
    def are_dated_apart(cls, entries: tuple[GrantAreaEntry, ...]) -> tuple[GrantAreaEntry, ...]:
        """One area per offer type and first day."""
        keys = [(entry.tilbudstype, entry.gyldig_fra) for entry in entries]
        doubled = sorted({kind for kind, day in keys if keys.count((kind, day)) > 1})
        if doubled:
            raise PydanticCustomError("doubled_area", "", {"names": ", ".join(doubled)})
        return entries

    @field_validator("vaerdier")
    @classmethod
    def mean_one_thing(cls, entries: tuple[ValueTranslation, ...]) -> tuple[ValueTranslation, ...]:
        """One meaning of each value on a day."""
        refuse_doubled([(i, j) for (i, a), (j, b) in combinations(enumerate(entries, start=1), 2) if a.is_about(b)])
        return entries

    @field_validator("rettelser")
    @classmethod
    def correct_different_values(cls, entries: tuple[Correction, ...]) -> tuple[Correction, ...]:
        """One correction of each value."""
        refuse_doubled([(i, j) for (i, a), (j, b) in combinations(enumerate(entries, start=1), 2) if a.is_about(b)])
        return entries

    @field_validator("datapakkeomraader", "datapakkeklynger")
    @classmethod
    def are_put_together_once(cls, entries: tuple[PackArea | PackClusters, ...]) -> tuple[PackArea | PackClusters, ...]:
        """No area or cluster is in two packs, and no two have the same name."""
        refuse_put_together_twice(entries)
        return entries

    @field_validator("rapportkategorier")
    @classmethod
    def are_disjoint(cls, categories: tuple[ReportCategory, ...]) -> tuple[ReportCategory, ...]:
        """No place and service under two headings: the paper's total would count it twice."""
        pairs = [(a, b) for position, a in enumerate(categories) for b in categories[position + 1 :] if a.overlaps(b)]
        if pairs:
            names = "; ".join(f"»{a.kategori}« / »{b.kategori}«" for a, b in pairs)
            raise PydanticCustomError("overlapping_categories", "", {"names": names})
        return categories

    @property
    def smallest_shown(self) -> int:
        """The fewest children or places that may be shown; 0 where the very figures are public already."""
        return 0 if self.offentliggjort_i else self.taerskel

    def active_adjustments(self, as_of: date) -> tuple[Adjustment, ...]:
        """The adjustments that count on the day, in the order of the file."""
        return tuple(adjustment for adjustment in self.justeringer if adjustment.is_active(as_of))
