"""The `kommune.yaml` that goes with the deliveries. Not here: its model, which is the municipality's own."""

from __future__ import annotations

from pipelines.synthetic.accounts import SCHOOL_AREA
from pipelines.synthetic.prices import INDEX, USUAL_INDEX
from pipelines.synthetic.sizes import Size

CATEGORIES = (  # heading, offer types, institution types
    ("Specialklasser og mellemformer", "specialklasse, mellemform", ""),
    ("Specialskoler", "specialskole", ""),
    ("Dagbehandling", "dagbehandling", ""),
    ("Opholdssteder med intern skole", "intern_skole", "opholdssted"),
    ("Døgninstitutioner med intern skole", "intern_skole", "doegninstitution"),
    ("Special-SFO og klub", "special_sfo_klub", ""),
    ("Særlige dagtilbud", "specialboernehave, basisplads, enkeltintegration", ""),
)
TEMPLATE = """# kommune.yaml: det en kommune selv bestemmer. Kommunen er syntetisk; ingen børn og navne findes.
kommunekode: "{code}"
navn: {title}
opdigtet: ja

# Skæringsdage for årets prognoser og regnskabet (måned-dag).
prognosekalender:
  prognose1: "04-30"
  prognose2: "07-31"
  prognose3: "10-31"
  regnskab: "12-31"

# Hvor længe en sag må tage fra modtaget indstilling til afgørelse.
frister:
  sagsbehandling_dage: 90

# Afvigelse = budget - forventet: merforbrug er negativt.
fortegn: budget_minus_forventet
enhed: tkr

# Antal børn under tærsklen vises ikke i det, der forlader huset.
taerskel: 5

# Tom: budgettets egne rækker siger, hvilket bevillingsområde en tilbudstype hører til.
bevillingsomraader: []

# Overskrifter i udvalgets tabel: tilbudstype x institutionstype; befordring står for sig.
rapportkategorier:
{categories}

# Klynger med for få børn til hver sin datapakke.
datapakkeklynger: {clusters}

prognose:
  simuler_tilgang: ja
  simuler_afgang: ja
  stier: 400
  tilbageblik_antal: 6
  # Aftalt eller forventet pris- og lønudvikling i år uden egne takster.
  prisindeks: {{{index}}}

# Faglige justeringer med begrundelse og udløb.
justeringer:
  - regnskabsaar: {year}
    bevillingsomraade: {area}
    beloeb: {adjustment}
    begrundelse: Aftalt merbetaling for et midlertidigt lokale, som endnu ikke er bogført
    oprettet_af: controller
    oprettet: {year}-04-22
    udloeber: {year}-12-31
"""


def report_categories() -> str:
    """The headings as YAML; transport is a heading of its own."""
    lines = []
    for heading, offers, kinds in CATEGORIES:
        lines += [f"  - kategori: {heading}", f"    tilbudstyper: [{offers}]"]
        lines += [f"    institutionstyper: [{kinds}]"] if kinds else []
        lines.append("    ydelser: [undervisning, fritid]")
    return "\n".join([*lines, "  - kategori: Befordring", "    ydelser: [befordring]"])


def municipality_yaml(size: Size, last_year: int) -> str:
    """The commented configuration of a synthetic municipality."""
    index = ", ".join(f"{year}: {INDEX.get(year, USUAL_INDEX)}" for year in range(last_year + 1, last_year + 5))
    return TEMPLATE.format(
        code=size.code,
        title=size.title,
        categories=report_categories(),
        index=index,
        year=last_year,
        area=SCHOOL_AREA,
        adjustment=size.adjustment_kr,
        clusters=size.clusters,
    )
