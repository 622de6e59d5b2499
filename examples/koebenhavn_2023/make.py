# ruff: noqa: INP001, T201 - a maker script beside its data, run by hand
"""Write Copenhagen's second prognosis of 2023 as deliveries: six grant areas with their »heraf Ukraine« column.

Here: how the printed millions become budget entries and vouchers. Not here: any arithmetic of the product.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

FOLDER = Path(__file__).parent / "leverancer"
EDITION = "202306"
# Expected corrected budget, expected spend, of which Ukraine: million kroner, one decimal, as printed.
AREAS = {
    "Dagtilbud": ("5183.6", "5247.6", "17.3"),
    "Specialdagtilbud": ("400.8", "405.3", "0.2"),
    "Undervisning": ("4474.8", "4554.0", "48.3"),
    "Specialundervisning": ("1265.6", "1290.1", "1.9"),
    "Sundhed": ("362.1", "362.8", "1.5"),
    "Administration": ("252.0", "252.1", "2.0"),
}
LARGEST_LINE = Decimal(900_000_000)  # a delivery's amount has nine digits before the comma


def write(source: str, rows: list[dict[str, object]]) -> None:
    """One delivery in the delivery format."""
    path = FOLDER / f"{source}_{EDITION}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(rows[0]), delimiter=";", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(rows)
    print(f"{path.name}: {len(rows)}")


def lines(kroner: Decimal) -> Iterator[str]:
    """The amount as lines small enough for a delivery, decimal comma."""
    while kroner > LARGEST_LINE:
        yield f"{LARGEST_LINE:.2f}".replace(".", ",")
        kroner -= LARGEST_LINE
    yield f"{kroner:.2f}".replace(".", ",")


def budget_rows() -> list[dict[str, object]]:
    """The expected corrected budget of each area."""
    amounts = [(area, line) for area, (budget, _, _) in AREAS.items() for line in lines(Decimal(budget) * 1_000_000)]
    return [
        {
            "budget_id": f"B{number:02d}",
            "budgetaar": 2023,
            "bevillingsomraade": area,
            "budgettype": "vedtaget",
            "beslutningsdato": "06-10-2022",
            "beloeb": line,
            "prisniveau": 2023,
        }
        for number, (area, line) in enumerate(amounts, start=1)
    ]


def voucher_rows() -> list[dict[str, object]]:
    """Each area's spend in two parts: the special cause and the rest."""
    amounts = [
        (area, cause, amount)
        for area, (_, spend, ukraine) in AREAS.items()
        for cause, million in (("", Decimal(spend) - Decimal(ukraine)), ("Ukraine", Decimal(ukraine)))
        for amount in lines(million * 1_000_000)
    ]
    return [
        {
            "bilagsnummer": f"P{number:02d}",
            "bilagslinje": 1,
            "bogfoeringsdato": "30-06-2023",
            "regnskabsaar": 2023,
            "konto": "30000",
            "art": "40",
            "bevillingsomraade": area,
            "beloeb": amount,
            "engangspost": "nej",
            "saerlig_aarsag": cause,
        }
        for number, (area, cause, amount) in enumerate(amounts, start=1)
    ]


def register_rows() -> dict[str, list[dict[str, object]]]:
    """The least a prognosis asks for: one school and one child whose place ended before 2023."""
    place = {"institutionsnummer": "K1", "tilbudstype": "specialskole", "takstgruppe": "1"}
    school = {"gyldig_fra": "01-01-2015", "navn": "Specialskole", "institutionstype": "specialskole", "ejer": "egen"}
    spell = {"startdato": "01-01-2021", "slutdato": "31-12-2022", "slutaarsag": "flyttet", "klassetrin": 5}
    known = {"registreret_dato": "01-12-2020", "slut_registreret_dato": "01-11-2022"}
    child = {"cpr": "0101115009", "distriktsskole": "K1", "bopaelsdistrikt": "København", "betalingskommune": "0101"}
    price = {"ydelse": "undervisning", "gyldig_fra": "01-01-2021", "enhed": "aar", "beloeb": "400000,00"}
    people = {"prognoseaar": 2023, "opgoerelsesdato": "01-01-2023", "distrikt": "København", "art": "faktisk"}
    return {
        "institutioner": [{"institutionsnummer": "K1", **school, "distrikt": "København"}],
        "placeringer": [{"placering_id": "K001", **place, **spell, **known, **child}],
        "takster": [{**place, **price, "prisniveau": 2023}],
        "befolkning": [{**people, "alder": age, "antal": 6000} for age in range(26)],
    }


def main() -> None:
    """Write all deliveries."""
    write("budget", budget_rows())
    write("omkostninger", voucher_rows())
    for source, rows in register_rows().items():
        write(source, rows)


if __name__ == "__main__":
    main()
