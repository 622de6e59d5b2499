"""Small deliveries written by hand: two institutions, three referrals, three postings, three placements."""

from __future__ import annotations

INSTITUTIONS = """\
institutionsnummer;gyldig_fra;navn;institutionstype;ejer;distrikt;omraade
101001;01-08-2010;Skolen ved Åen;folkeskole;egen;Nord;Område 1
101002;01-08-2010;Skolen på Bakken;folkeskole;egen;Syd;Område 2
"""

REFERRAL_HEADER = (
    "indstilling_id;cpr;modtaget_dato;indstillende_institution;distriktsskole;bopaelsdistrikt;"
    "indstillingstype;visitationsrunde;klassetrin"
)
REFERRALS = (
    "I1;010115-4001;03-09-2026;101001;101001;Nord;ny;Åben runde;3",
    "I2;020216-5002;04-09-2026;101002;101002;Syd;ny;Åben runde;2",
    "I3;030314-6003;05-09-2026;101001;101001;Nord;aendring;Åben runde;4",
)

POSTING_HEADER = "bilagsnummer;bilagslinje;bogfoeringsdato;konto;art;bevillingsomraade;beloeb;tekst"
POSTINGS = (
    "B1;1;01-09-2026;3220800;40;Special;4.000,00;Takst",
    "B1;2;02-09-2026;3220800;40;Special;4.000,56;Takst",
    "B2;1;03-09-2026;3220800;40;Special;4.984,00;Takst",
)

PLACEMENT_HEADER = (
    "placering_id;cpr;distriktsskole;bopaelsdistrikt;betalingskommune;institutionsnummer;tilbudstype;takstgruppe;"
    "startdato;slutdato;bemaerkninger;registreret_dato"
)
PLACEMENTS = (
    "P1;010115-4001;101001;Nord;0101;101001;specialklasse;A;01-08-2026;;Ringet til 010115-4001;01-06-2026",
    "P2;020216-5002;101002;Syd;101;101002;specialskole;A;01-08-2026;;;01-06-2026",
    "P3;010115-4001;101001;Nord;101;101002;special_sfo_klub;B;01-08-2026;;;01-06-2026",
)


def text(*lines: str) -> str:
    """A CSV of these lines, each ended by a newline."""
    return "".join(line + "\n" for line in lines)
