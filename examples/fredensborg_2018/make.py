# ruff: noqa: INP001, T201 - a maker script beside its data, run by hand
"""Write Fredensborg 2018 as deliveries: the two editions behind the committee's papers of April and November 2018.

Here: how what was chosen to reach the printed totals (`chosen`) becomes files. Not here: any arithmetic of the product;
the printed totals are reached by the product's own rules. What the papers print and what was chosen is told apart in
README.md.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

from chosen import AUGUST, EDITIONS, NEW_YEAR_2017, OFFER, ORE, OTHER, RATES, SPELLS, SPRING_MONTHS, Rate, Spell

FOLDER = Path(__file__).parent / "leverancer"


def danish_date(day: date | None) -> str:
    """`dd-mm-yyyy`, empty when there is none."""
    return day.strftime("%d-%m-%Y") if day else ""


def danish_amount(kroner: Decimal) -> str:
    """Two decimals and a decimal comma."""
    return str(kroner.quantize(ORE, ROUND_HALF_UP)).replace(".", ",")


def write(source: str, edition: str, rows: list[dict[str, object]]) -> None:
    """One delivery in the delivery format."""
    path = FOLDER / f"{source}_{edition}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path.name}: {len(rows)}")


def invented_cpr(number: int) -> str:
    """A number that belongs to nobody: born 2004-2011, and never passing modulus 11 (in force before October 2007)."""
    year, month, day = 2004 + number % 8, 1 + number % 12, 1 + number % 28
    digits = f"{day:02d}{month:02d}{year % 100:02d}{5000 + number:04d}"
    check = sum(int(digit) * weight for digit, weight in zip(digits, (4, 3, 2, 7, 6, 5, 4, 3, 2, 1), strict=True))
    return digits if check % 11 else digits[:-1] + str((int(digits[-1]) + 1) % 10)


def numbered_spells() -> list[tuple[str, str, Spell]]:
    """Every single spell with its number and its child's number, in a fixed order."""
    singles = [spell for spell in SPELLS for _ in range(spell.count)]
    return [(f"F{number:03d}", invented_cpr(number), spell) for number, spell in enumerate(singles, start=1)]


def placement_rows(edition: str) -> list[dict[str, object]]:
    """The placement register as it was on the edition's last day."""
    day = EDITIONS[edition]
    rows: list[dict[str, object]] = []
    for placement_id, cpr, spell in numbered_spells():
        if spell.registered > day:
            continue
        end = spell.end if spell.end_registered and spell.end_registered <= day else None
        grade_day = min(end or day, day)
        rows.append(
            {
                "placering_id": placement_id,
                "cpr": cpr,
                "distriktsskole": "F1",
                "bopaelsdistrikt": "Fredensborg",
                "betalingskommune": "0210",
                "institutionsnummer": spell.provider,
                "tilbudstype": OFFER[spell.provider],
                "takstgruppe": spell.group,
                "startdato": danish_date(spell.start),
                "slutdato": danish_date(end),
                "slutaarsag": spell.end_reason if end else "",
                "klassetrin": grade_day.year - (grade_day.month < AUGUST) - 2000 - int(cpr[4:6]) - 6,
                "registreret_dato": danish_date(spell.registered),
                "slut_registreret_dato": danish_date(spell.end_registered if end else None),
            }
        )
    return rows


def last_day(rate: Rate, known: Sequence[Rate]) -> date | None:
    """Its own last day, or the day before the next price of the same service; None while it is in force."""
    named = (rate.provider, rate.group, rate.service)
    starts = [r.start for r in known if (r.provider, r.group, r.service) == named and r.start > rate.start]
    return min(starts) - timedelta(days=1) if starts else rate.end


def rate_rows(edition: str) -> list[dict[str, object]]:
    """The price list as it was on the edition's last day; a new price closes the one before it."""
    known = [rate for rate in RATES if (rate.published or NEW_YEAR_2017) <= EDITIONS[edition]]
    return [
        {
            "institutionsnummer": rate.provider,
            "tilbudstype": OFFER[rate.provider],
            "takstgruppe": rate.group,
            "ydelse": rate.service,
            "gyldig_fra": danish_date(rate.start),
            "gyldig_til": danish_date(last_day(rate, known)),
            "enhed": "aar",
            "beloeb": danish_amount(rate.kroner),
            "prisniveau": 2018,
            "offentliggjort_dato": danish_date(rate.published),
        }
        for rate in known
    ]


def owed(provider: str, first: date, last: date, *, transport: bool) -> Decimal:
    """Price times days of all children at a provider from `first` to `last`, both included."""
    total = Decimal(0)
    for rate in RATES:
        if rate.provider != provider or (rate.service == "befordring") != transport:
            continue
        for spell in SPELLS:
            if (spell.provider, spell.group) == (rate.provider, rate.group):
                until = min(day for day in (last, spell.end, last_day(rate, RATES)) if day)
                days = (until - max(first, spell.start, rate.start)).days + 1
                total += rate.kroner * spell.count * max(days, 0) / 365
    return total


def voucher_rows(edition: str) -> list[dict[str, object]]:
    """One bill a month for each provider's places and one for its transport; the year sums to the krone.

    What is rounded off in one month is carried to the next.
    """
    rows: list[dict[str, object]] = []
    for provider, offer in OFFER.items():
        for transport in (False, True):
            billed = Decimal(0)
            for month in range(1, EDITIONS[edition].month + 1):
                first, last = date(EDITIONS[edition].year, month, 1), month_end(EDITIONS[edition].year, month)
                amount = owed(provider, date(first.year, 1, 1), last, transport=transport).quantize(ORE) - billed
                billed += amount
                if amount and (month > SPRING_MONTHS or edition != "201809"):
                    rows.append(voucher(edition, len(rows) + 1, amount) | bill(provider, offer, first, last, transport))
    for year, amount, one_off, text, shown in OTHER:
        if shown == edition:
            rows.append(
                voucher(edition, len(rows) + 1, amount) | {"regnskabsaar": year, "engangspost": one_off, "tekst": text}
            )
    return rows


def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def bill(provider: str, offer: str, first: date, last: date, transport: bool) -> dict[str, object]:
    """What a provider's bill for a month says beyond its amount."""
    return {
        "periode_fra": danish_date(first),
        "periode_til": danish_date(last),
        "konto": "32206" if transport else "32208",
        "institutionsnummer": provider,
        "tilbudstype": offer,
    }


def voucher(edition: str, number: int, amount: Decimal) -> dict[str, object]:
    """One posting line, booked on the 28th of the edition's month."""
    return {
        "bilagsnummer": f"{edition}-{number:03d}",
        "bilagslinje": 1,
        "bogfoeringsdato": f"28-{edition[4:]}-{edition[:4]}",
        "regnskabsaar": edition[:4],
        "periode_fra": "",
        "periode_til": "",
        "konto": "32208",
        "art": "48",
        "bevillingsomraade": "Specialundervisning",
        "institutionsnummer": "",
        "tilbudstype": "",
        "placering_id": "",
        "beloeb": danish_amount(amount),
        "engangspost": "nej",
        "tekst": "",
    }


def account_rows() -> list[dict[str, object]]:
    """The two functions the papers' spend stands on."""
    functions = {"32206": "3.22.06", "32208": "3.22.08"}
    return [
        {"konto": account, "gyldig_fra": "01-01-2010", "funktion": function, "dranst": 1, "medtages": "ja"}
        for account, function in functions.items()
    ]


def budget_rows(edition: str) -> list[dict[str, object]]:
    """The adopted budget, and from April 2018 the reserved budget of the ordinary school area."""
    entries = [("B1", "vedtaget", date(2017, 10, 9), 49977000), ("B2", "reserveret", date(2018, 4, 30), 1000000)]
    return [
        {
            "budget_id": budget_id,
            "budgetaar": 2018,
            "bevillingsomraade": "Specialundervisning",
            "budgettype": kind,
            "beslutningsdato": danish_date(decided),
            "beloeb": danish_amount(Decimal(kroner)),
            "prisniveau": 2018,
        }
        for budget_id, kind, decided, kroner in entries
        if decided <= EDITIONS[edition]
    ]


def institution_rows() -> list[dict[str, object]]:
    """The four kinds of provider the papers name, one institution each."""
    named = {
        "S1": ("Specialskoler", "specialskole", "anden_kommune"),
        "D1": ("Dagbehandling", "dagbehandling", "privat"),
        "O1": ("Opholdssteder med intern skole", "opholdssted", "privat"),
        "I1": ("Døgninstitutioner med intern skole", "doegninstitution", "anden_kommune"),
        "F1": ("Distriktsskole", "folkeskole", "egen"),
    }
    return [
        {
            "institutionsnummer": number,
            "gyldig_fra": "01-01-2010",
            "navn": name,
            "institutionstype": kind,
            "ejer": owner,
            "distrikt": "Fredensborg",
        }
        for number, (name, kind, owner) in named.items()
    ]


def population_rows() -> list[dict[str, object]]:
    """A round number of children per age; nothing is simulated from it here."""
    return [
        {
            "prognoseaar": year,
            "opgoerelsesdato": f"01-01-{year}",
            "distrikt": "Fredensborg",
            "alder": age,
            "antal": 500,
            "art": "faktisk",
        }
        for year in (2017, 2018)
        for age in range(26)
    ]


def main() -> None:
    """Write all deliveries."""
    write("institutioner", "201803", institution_rows())
    write("befolkning", "201803", population_rows())
    write("kontoplan", "201803", account_rows())
    write("omkostninger", "201712", voucher_rows("201712"))
    for edition in ("201803", "201809"):
        write("placeringer", edition, placement_rows(edition))
        write("takster", edition, rate_rows(edition))
        write("budget", edition, budget_rows(edition))
        write("omkostninger", edition, voucher_rows(edition))


if __name__ == "__main__":
    main()
