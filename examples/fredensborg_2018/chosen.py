# ruff: noqa: INP001 - beside the script that uses it
"""What the papers of Fredensborg 2018 print, as spells, yearly prices and other amounts.

The trick of the exact kroner: 2018 has 365 days, so 73 days are a fifth of the year. Every change inside the year
falls on such a day (8 August = day 220, 20 October = day 293), so a yearly price divides without a remainder. Not here:
the files that are made of it (`make`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

ORE = Decimal("0.01")
AUGUST = 8  # the school year begins
SPRING_MONTHS = 3  # what the edition of March has billed
NEW_YEAR_2017, NEW_YEAR_2018 = date(2017, 1, 1), date(2018, 1, 1)
LAST_2017, AUTUMN_END, AUTUMN_START, LATE_START = (
    date(2017, 12, 31),
    date(2018, 8, 7),
    date(2018, 8, 8),
    date(2018, 10, 20),
)
EARLY_REGISTRATION, SPRING_REGISTRATION, SUMMER_REGISTRATION = date(2016, 6, 1), date(2018, 2, 15), date(2018, 6, 15)
EDITIONS = {"201712": LAST_2017, "201803": date(2018, 3, 31), "201809": date(2018, 9, 30)}
OFFER = {"S1": "specialskole", "D1": "dagbehandling", "O1": "intern_skole", "I1": "intern_skole"}


@dataclass(frozen=True)
class Spell:
    """`count` equal spells at one provider and rate group, and when their start and end were registered."""

    provider: str
    group: str
    count: int
    start: date
    end: date | None = None
    registered: date = EARLY_REGISTRATION
    end_registered: date | None = None
    end_reason: str = ""


@dataclass(frozen=True)
class Rate:
    """A yearly price of one service, restated in the price level of 2018."""

    provider: str
    group: str
    service: str
    kroner: Decimal
    start: date
    end: date | None = None
    published: date | None = None


SPELLS = (
    # 2017: 50 + 18 = 68 · 25 + 7 = 32 · 3 · 10 + 1 = 11. 2018, end of March: 69 · 34 · 6 · 10.
    Spell("S1", "skole og fritid", 50, NEW_YEAR_2017),
    Spell("S1", "skole", 15, NEW_YEAR_2017),
    Spell("S1", "skole", 1, NEW_YEAR_2017, AUTUMN_END, end_registered=SPRING_REGISTRATION, end_reason="flyttet"),
    Spell("S1", "skole", 2, NEW_YEAR_2017, AUTUMN_END, end_registered=SUMMER_REGISTRATION, end_reason="flyttet"),
    Spell("S1", "skole", 1, NEW_YEAR_2018),
    Spell("S1", "skole", 1, AUTUMN_START, registered=SPRING_REGISTRATION),
    Spell("D1", "med kørsel", 25, NEW_YEAR_2017),
    Spell("D1", "uden kørsel", 6, NEW_YEAR_2017),
    Spell("D1", "uden kørsel", 1, NEW_YEAR_2017, AUTUMN_END, end_registered=SPRING_REGISTRATION, end_reason="flyttet"),
    Spell("D1", "med kørsel", 1, NEW_YEAR_2018),
    Spell("D1", "uden kørsel", 1, NEW_YEAR_2018),
    Spell("D1", "uden kørsel", 1, AUTUMN_START, registered=SPRING_REGISTRATION),
    Spell("O1", "intern skole", 2, NEW_YEAR_2017),
    Spell("O1", "intern skole", 1, NEW_YEAR_2017, AUTUMN_END, end_registered=SUMMER_REGISTRATION, end_reason="andet"),
    Spell("O1", "intern skole", 3, NEW_YEAR_2018),
    Spell("I1", "intern skole", 7, NEW_YEAR_2017),
    Spell("I1", "intern skole", 3, NEW_YEAR_2017, AUTUMN_END, end_registered=SUMMER_REGISTRATION, end_reason="andet"),
    Spell("I1", "intern skole 2017", 1, NEW_YEAR_2017, LAST_2017, end_registered=date(2017, 11, 1), end_reason="andet"),
    # Registered between the two papers.
    Spell("S1", "skole", 2, AUTUMN_START, registered=SUMMER_REGISTRATION),
    Spell("S1", "skole 2", 1, AUTUMN_START, registered=SUMMER_REGISTRATION),
    Spell("D1", "uden kørsel 2", 5, AUTUMN_START, registered=SUMMER_REGISTRATION),
    Spell("O1", "intern skole 2", 1, LATE_START, registered=SUMMER_REGISTRATION),
    Spell("I1", "intern skole 2", 1, AUTUMN_START, registered=SUMMER_REGISTRATION),
)


def yearly(provider: str, group: str, service: str, price_2017: str, price_2018: str) -> tuple[Rate, Rate]:
    """The price of 2017 (restated) and the price of 2018."""
    return (
        Rate(provider, group, service, Decimal(price_2017), NEW_YEAR_2017, LAST_2017),
        Rate(provider, group, service, Decimal(price_2018), NEW_YEAR_2018),
    )


def later(provider: str, group: str, service: str, price: str, start: date) -> Rate:
    """A price that was agreed between the two papers."""
    return Rate(provider, group, service, Decimal(price), start, None, SUMMER_REGISTRATION)


RATES = (
    *yearly("S1", "skole og fritid", "undervisning", "421000", "420000"),
    *yearly("S1", "skole og fritid", "fritid", "67280", "62600"),
    *yearly("S1", "skole og fritid", "befordring", "58000", "61000"),
    *yearly("S1", "skole", "undervisning", "421000", "420000"),
    *yearly("S1", "skole", "befordring", "58000", "61000"),
    *yearly("D1", "med kørsel", "undervisning", "244062.50", "250000"),
    *yearly("D1", "med kørsel", "befordring", "44520", "43000"),
    *yearly("D1", "uden kørsel", "undervisning", "244062.50", "265375"),
    *yearly("O1", "intern skole", "undervisning", "355000", "381000"),
    *yearly("I1", "intern skole", "undervisning", "351000", "371300"),
    Rate("I1", "intern skole 2017", "undervisning", Decimal(353000), NEW_YEAR_2017, LAST_2017),
    later("S1", "skole og fritid", "befordring", "51950", AUTUMN_START),
    later("S1", "skole 2", "undervisning", "395000", AUTUMN_START),
    later("D1", "uden kørsel 2", "undervisning", "264500", AUTUMN_START),
    later("O1", "intern skole 2", "undervisning", "257000", LATE_START),
    later("I1", "intern skole 2", "undervisning", "428900", AUTUMN_START),
)

# Not tied to a child: year, kroner, one-off, text, edition that shows it.
OTHER = (
    (2017, Decimal(3009000), "nej", "Øvrige", "201712"),
    (2018, Decimal(2563000), "nej", "Øvrige", "201803"),
    (2018, Decimal(245000), "nej", "Øvrige", "201809"),
    (2018, Decimal(-414000), "ja", "Engangstilbagebetaling fra specialskole", "201809"),
    (2018, Decimal(345000), "ja", "Engangstilbagebetaling til Helsingør Kommune", "201809"),
)
