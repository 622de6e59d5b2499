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

# Of each other source a header and two rows that fit.
LATER_ROWS = {
    "institutioner": (
        "institutionsnummer;gyldig_fra;gyldig_til;navn;institutionstype;ejer;omraade;pladser",
        "101001;01-08-2010;;Skolen ved Åen;folkeskole;egen;Område 1;400",
        "101002;01-08-2010;31-07-2030;Skolen på Bakken;folkeskole;egen;Område 2;350",
    ),
    "takster": (
        (
            "institutionsnummer;tilbudstype;takstgruppe;ydelse;gyldig_fra;gyldig_til;enhed;beloeb;opsigelsesvarsel_dage;"
            "opsigelse_til_maanedsslut;prisniveau;afregningsform;boern_pr_klasse;offentliggjort_dato"
        ),
        "101001;specialklasse;A;undervisning;01-01-2026;31-12-2026;aar;300.000,00;30;ja;2026;;;01-10-2025",
        "101002;specialskole;A;undervisning;01-01-2026;31-12-2026;dag;1.500,50;30;nej;2026;klasse;8;01-10-2025",
    ),
    "budget": (
        (
            "budget_id;budgetaar;bevillingsomraade;tilbudstype;budgettype;beslutningsdato;helaarspladser;enhedspris;beloeb;"
            "prisniveau;tekst"
        ),
        "U1;2026;Special;specialklasse;vedtaget;10-10-2025;2,5;300.000,00;750.000,00;2026;",
        "U2;2026;Special;specialskole;tillaegsbevilling;20-05-2026;;;-100.000,00;2026;Omstilling",
    ),
    "befolkning": (
        "prognoseaar;opgoerelsesdato;distrikt;alder;antal;art",
        "2026;01-01-2026;Nord;6;100;faktisk",
        "2026;01-01-2027;Nord;6;101;prognose",
    ),
    "placeringer": (PLACEMENT_HEADER, PLACEMENTS[1], PLACEMENTS[2]),
    "visitationer": (
        "afgoerelse_id;indstilling_id;afgoerelsesdato;udfald;institutionsnummer;gaelder_fra;gaelder_til",
        "V1;I1;20-09-2026;bevilget;101001;01-10-2026;31-07-2027",
        "V2;I2;21-09-2026;afslag;;;",
    ),
    "klager": (
        "klage_id;afgoerelse_id;modtaget_dato;genvurdering_dato;genvurdering_udfald",
        "K1;V1;22-09-2026;;",
        "K2;V2;23-09-2026;28-09-2026;medhold",
    ),
    "elevtal": (
        "opgoerelsesdato;institutionsnummer;distrikt;klassetrin;klassetype;antal",
        "05-09-2026;101001;Nord;3;almen;42",
        "05-09-2026;101001;Nord;3;specialklasse;7",
    ),
    "fravaer": (
        "institutionsnummer;maaned;elever;skoledage;sygefravaer_pct",
        "101001;01-09-2026;400;22;3,25",
        "101002;01-09-2026;350;21,5;4",
    ),
    "trivsel": (
        "institutionsnummer;skoleaar;besvarelser;social",
        "101001;2025/26;300;4,1",
        "101002;2025/26;250;3,9",
    ),
    "forloeb": (
        "institutionsnummer;metode;planlagt_start;planlagt_slut;faktisk_start;faktisk_slut",
        "101001;co-teaching;01-08-2026;30-06-2027;15-08-2026;",
        "101002;co-teaching;01-08-2026;30-06-2027;;",
    ),
    "kontoplan": ("konto;gyldig_fra;medtages", "3220800;01-01-2020;ja", "3220801;01-01-2020;nej"),
    "kapacitet": (
        "institutionsnummer;tilbudstype;gyldig_fra;pladser",
        "101001;specialklasse;01-01-2024;60",
        "101002;specialskole;01-01-2024;30",
    ),
    "noegletal": (
        "indikator;opgoerelsesdato;institutionsnummer;distrikt;taeller;naevner",
        "ppr_sager;30-09-2026;;Nord;12;",
        "ppr_sager;30-09-2026;101001;;3,5;100",
    ),
    "indsatsplan": (
        "statusdato;budgetaar;indsats;navn;afsat;disponeret;forbrugt;temperatur",
        "30-09-2026;2026;A;Co-teaching;1.000,00;800,00;500,00;groen",
        "30-09-2026;2026;B;Hold;1.000,00;800,00;500,00;gul",
    ),
    "statusanalyse": (
        "aar;omraade;respondentgruppe;spoergsmaal;svar;antal",
        "2026;skole;leder;Hvor ofte?;4;12",
        "2026;skole;leder;Hvor ofte?;5;3",
    ),
}


# Of every source a header and two rows that fit.
ROWS = {
    **LATER_ROWS,
    "indstillinger": (REFERRAL_HEADER, *REFERRALS[:2]),
    "omkostninger": (POSTING_HEADER, *POSTINGS[:2]),
}


def text(*lines: str) -> str:
    """A CSV of these lines, each ended by a newline."""
    return "".join(line + "\n" for line in lines)
