"""The smallest municipality whose October can be seen to be unlike the others, handed in in July and in October 2023.

Five years of referrals, alike each year: most come before the round in October. Every tenth decided child gets a place
40 days later, for two years, and every place is paid at each edition. Nothing is drawn, so all is known beforehand.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

BEFORE, AFTER = date(2023, 7, 31), date(2023, 10, 31)
FIRST_YEAR = 2018
ROUNDS = {1: 3, 5: 3, 10: 10}
"""Times as many as in other months."""
TO_SCHOOL, TO_DAYCARE = "specialskole", "specialboernehave"
A_MONTH = {TO_SCHOOL: 30, TO_DAYCARE: 10}
AGE, HOUSE, PRICE_KR = ({TO_SCHOOL: one, TO_DAYCARE: other} for one, other in ((8, 3), ("A10", "A20"), (1000, 1200)))
DECIDED_AFTER, LASTS = timedelta(40), timedelta(730)
QUIET: Mapping[tuple[int, int], float] = {}
SURGE = {(2023, 10): 1.4}
"""How many times the usual are referred to school in a month: two fifths more."""
SETTINGS = """kommunekode: "185"
navn: Fiktiv Kommune
prognose: {stier: 20, tilbageblik_antal: 0}
hastenotat: {regnskab_flyttes: 50000000}
"""
"""A forecast of twenty paths moves by chance; here it is what came that is looked at."""
FIXED = {
    "institutioner": ["institutionsnummer;gyldig_fra;navn;institutionstype;ejer;distrikt;omraade",
                      "A10;01-01-2015;Skovskolen;specialskole;egen;Nord;Øst",
                      "A20;01-01-2015;Bakkebo;specialboernehave;egen;Syd;Vest"],
    "takster": ["institutionsnummer;tilbudstype;takstgruppe;ydelse;gyldig_fra;enhed;beloeb;prisniveau",
                *(f"{HOUSE[offer]};{offer};1;undervisning;01-01-2018;dag;{price};2023"
                  for offer, price in PRICE_KR.items())],
    "budget": [("budget_id;budgetaar;bevillingsomraade;tilbudstype;overfoerselsadgang;budgettype;beslutningsdato;"
                "helaarspladser;enhedspris;beloeb;prisniveau"),
               "B1;2023;Specialundervisning;specialskole;nej;vedtaget;11-10-2022;110;365000;40150000;2023",
               "B2;2023;Specialdagtilbud;specialboernehave;nej;vedtaget;11-10-2022;37;438000;16206000;2023"],
    "befolkning": ["prognoseaar;opgoerelsesdato;distrikt;alder;antal;art",
                   *(f"2023;01-01-{year};{place};{age};900;{'faktisk' if year < 2024 else 'prognose'}"
                     for year in range(2022, 2029) for place in ("Nord", "Syd") for age in range(18))],
}  # fmt: skip
HEADS = {
    "indstillinger": "indstilling_id;cpr;modtaget_dato;indstillende_institution;distriktsskole;bopaelsdistrikt;"
    "indstillingstype;oensket_tilbudstype;registreret_dato",
    "visitationer": "afgoerelse_id;indstilling_id;afgoerelsesdato;udfald;tilbudstype;gaelder_fra;registreret_dato",
    "placeringer": "placering_id;cpr;distriktsskole;bopaelsdistrikt;betalingskommune;institutionsnummer;tilbudstype;"
    "takstgruppe;startdato;slutdato;afgoerelse_id;registreret_dato;slut_registreret_dato",
    "omkostninger": "bilagsnummer;bilagslinje;bogfoeringsdato;regnskabsaar;periode_fra;periode_til;konto;art;"
    "bevillingsomraade;institutionsnummer;tilbudstype;placering_id;beloeb",
}


@dataclass(frozen=True)
class Child:
    """A child that is referred; `is_granted` a place, if decided."""

    number: int
    received: date
    offer: str

    @property
    def cpr(self) -> str:
        return f"{self.received:%d%m}{(self.received.year - AGE[self.offer]) % 100:02d}{4000 + self.number % 5999:04d}"

    @property
    def district(self) -> str:
        return "Nord" if self.number % 2 else "Syd"

    @property
    def decided(self) -> date:
        return self.received + DECIDED_AFTER

    @property
    def is_granted(self) -> bool:
        return self.number % 10 == 0

    @property
    def starts(self) -> date:
        return self.decided + DECIDED_AFTER

    @property
    def ends(self) -> date:
        return self.starts + LASTS


def write_surge_deliveries(folder: Path, edition: date, came: Mapping[tuple[int, int], float] = QUIET) -> Path:
    """The edition of a month: all there is to know at its end, of referrals to school as many as told."""
    folder.mkdir(exist_ok=True)
    (folder / "kommune.yaml").write_text(SETTINGS, encoding="utf-8")
    children = list(_children(edition, came))
    for source, lines in (FIXED | _cases(children, edition) | _ledger(children, edition)).items():
        (folder / f"{source}_{edition:%Y%m}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return folder


def _children(edition: date, came: Mapping[tuple[int, int], float]) -> Iterator[Child]:
    number = 0
    for month in range(FIRST_YEAR * 12 + 7, edition.year * 12 + edition.month):
        year, place = month // 12, month % 12 + 1
        for offer, usual in A_MONTH.items():
            times = came.get((year, place), 1.0) if offer == TO_SCHOOL else 1.0
            for at in range(round(usual * ROUNDS.get(place, 1) * times)):
                yield Child(number := number + 1, date(year, place, 1 + at % 25), offer)


def _cases(children: list[Child], edition: date) -> dict[str, list[str]]:
    found = {source: [HEADS[source]] for source in ("indstillinger", "visitationer", "placeringer")}
    referrals, decisions, places = found.values()
    for child in children:
        where, number = f"A10;A10;{child.district}", child.number
        referrals.append(f"R{number};{child.cpr};{child.received};{where};ny;{child.offer};{child.received}")
        if child.decided > edition:
            continue
        outcome = f"bevilget;{child.offer};{child.starts}" if child.is_granted else "afslag;;"
        decisions.append(f"V{number};R{number};{child.decided};{outcome};{child.decided}")
        if child.is_granted:
            over = child.ends if child.ends <= edition else ""
            places.append(f"P{number};{child.cpr};A10;{child.district};185;{HOUSE[child.offer]};{child.offer};1;"
                          f"{child.starts};{over};V{number};{child.decided};{over}")  # fmt: skip
    return found


def _ledger(children: list[Child], edition: date) -> dict[str, list[str]]:
    """A bill for every place of the year's days since the edition before."""
    since = BEFORE + timedelta(1) if edition > BEFORE else date(edition.year, 1, 1)
    bills = [HEADS["omkostninger"]]
    for child in children:
        first, last = max(child.starts, since), min(child.ends, edition)
        if child.is_granted and child.decided <= edition and first <= last:
            kr = ((last - first).days + 1) * PRICE_KR[child.offer]
            area = "Specialundervisning" if child.offer == TO_SCHOOL else "Specialdagtilbud"
            bills.append(f"N{edition:%m}-{child.number};1;{edition};{edition.year};{first};{last};32208;40;{area};"
                         f"{HOUSE[child.offer]};{child.offer};P{child.number};{kr}")  # fmt: skip
    return {"omkostninger": bills}
