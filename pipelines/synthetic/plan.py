"""The action plan and its programmes at schools: indsatsplan and forloeb.

The eight initiatives and the totals (35,075,000 kr. set aside, 28,365,000 kr. committed in April, of which 775,000 kr.
set aside for h) are those of Copenhagen's note "Status over indsatsplan for inkluderende læringsmiljøer", 23 April
2020. How the rest is split on a-g is not published; the split here is an example, and names and texts say so.
"""

from __future__ import annotations

import polars as pl

from pipelines.synthetic.days import day_of
from pipelines.synthetic.registers import Register
from pipelines.synthetic.streams import Draws, stream
from pipelines.synthetic.town import Town

SET_ASIDE, COMMITTED_IN_APRIL = 35_075_000, 28_365_000
EXAMPLE, EXAMPLE_KR = "(eksempel)", "(beløb: eksempel)"
INITIATIVES = (  # code, name, set aside, committed in April, main deliverable, expected effect, risk
    ("a", "Styrkelse af skolernes ressourcecentre", 8_400_000, 6_900_000,
     "Ramme- og kvalitetsmodel for ressourcecentre", "Flere elever får støtten på egen skole",
     "Skolerne har lidt tid at sætte af til ressourcelærere"),
    ("b", "Styrkelse af kompetencecentrene", 5_600_000, 4_700_000, "Toårig ramme for økonomi og support",
     "Færre indstillinger fra skoler, der bruger centrene", "Flere spørger, end centrene kan nå at hjælpe"),
    ("c", "Styrkelse af den tidlige indsats i dagtilbuddene", 6_500_000, 5_100_000,
     "Dialog- og datamodel for opsporing", "Støtten begynder tidligere, og færre starter i specialklasse",
     "Virkningen ses først efter flere år"),
    ("d", "Styrkelse af specialsupporten (PPR) til lærere og pædagoger", 4_900_000, 4_200_000,
     "Aktionslæring og co-teaching", "Kortere vej fra bekymring til hjælp i klassen",
     "Det er svært at rekruttere psykologer"),
    ("e", "Fleksible indsatser", 4_100_000, 2_950_000, "Koncept for støttekorps",
     "Færre skift til dyrere tilbud midt i skoleåret", "Korpset er ikke fuldt bemandet"),
    ("f", "Systematisk opfølgning og ledelsesinformation", 2_300_000, 2_100_000,
     "Månedlige datapakker og forventningstal", "Afvigelser ses, mens der kan handles på dem",
     "Nogle skoler indberetter sent"),
    ("g", "Styrket visitations- og revisitationspraksis", 2_500_000, 1_900_000,
     "Pædagogisk notat og overblik over udgiften", "Tilbuddet følger behovet, og flere vender tilbage",
     "Revisitationer bliver ikke holdt til tiden"),
    ("h", "Forebyggelse af vold og trusler", 775_000, 515_000, "Forløb om konflikthåndtering",
     "Færre konflikter og mindre fravær", "Personale kan ikke undværes til kurser"),
)  # fmt: skip
STATUS_DAYS = ((4, 23, 1.0), (8, 19, 1.08), (11, 18, 1.17))  # month, day, committed relative to April
SPENT_SHARE = {4: 0.30, 8: 0.55, 11: 0.82}
TEMPERATURES = {"a": "gul", "c": "gul", "e": "roed"}
PHASES = {"f": "fortsaetter", "g": "fortsaetter", "e": "udskudt"}
METHODS = (("co-teaching", "d"), ("aktionslaering", "d"), ("konflikthaandtering", "h"), ("ressourcecenter", "a"))
FIRST_PLAN_YEAR = 2020
Row = dict[str, object]


def plan_register(town: Town, last_year: int) -> Register:
    """`indsatsplan`: one row a status day and initiative, known on the day."""
    rows = [row for year in range(FIRST_PLAN_YEAR, last_year + 1) for row in _year_of_plan(town, year)]
    return Register("indsatsplan", pl.DataFrame(rows, infer_schema_length=None))


def _year_of_plan(town: Town, year: int) -> list[Row]:
    schools = len(town.institutions.of_kind("folkeskole"))
    return [
        _status_row(year, status, number, schools)
        for status in range(len(STATUS_DAYS))
        for number in range(len(INITIATIVES))
    ]


def _status_row(year: int, status: int, number: int, schools: int) -> Row:
    month, day, factor = STATUS_DAYS[status]
    code, name, set_aside, committed, deliverable, effect, risk = INITIATIVES[number]
    now = min(round(committed * factor, -3), set_aside)
    started = min(schools, 1 + number % 3 + (year - FIRST_PLAN_YEAR) * max(schools // 12, 1))
    later = "gul" if code == "e" else "groen"
    return {
        "statusdato": day_of(year, month, day),
        "budgetaar": year,
        "indsats": code,
        "navn": f"{name} {EXAMPLE_KR}",
        "afsat": float(set_aside),
        "disponeret": float(now),
        "forbrugt": round(now * SPENT_SHARE[month], 2),
        "temperatur": TEMPERATURES.get(code, "groen") if status == 0 else later,
        "fase": PHASES.get(code, "tilpasses"),
        "skoler_i_gang": started,
        "skoler_planlagt": min(started + 3, schools),
        "institutioner_i_gang": 2 + number % 3,
        "institutioner_planlagt": 5 + number % 3,
        "hovedleverance": deliverable,
        "forventet_effekt": f"{effect} {EXAMPLE}",
        "planlagt_besparelse": 0.0 if code in {"f", "g"} else float(round(set_aside * 0.1, -3)),
        "risici": f"{risk} {EXAMPLE}",
        "known": day_of(year, month, day),
    }


def programme_rows(town: Town, last_year: int) -> pl.DataFrame:
    """All programmes that are ever planned, one row an institution, method and planned start."""
    rows: list[Row] = []
    for school in town.institutions.of_kind("folkeskole"):
        draws = Draws(stream(town.seed, "programmes", school.id))
        for method, initiative in METHODS:
            start = day_of(2021 + draws.between(0, 5), 8 if draws.chance(0.7) else 1, 15)
            delay = draws.between(30, 150) if draws.chance(0.2) else draws.between(0, 14)
            planned_end = start + draws.between(250, 420)
            ends = planned_end + delay + draws.between(-20, 60)
            days = {"planlagt_start": start, "planlagt_slut": planned_end, "began": start + delay, "ended": ends}
            known = start - draws.between(60, 240)
            rows.append(
                {"institutionsnummer": school.id, "metode": method, "indsats": initiative, **days, "known": known}
            )
    frame = pl.DataFrame(rows)
    return frame.filter(pl.col("planlagt_start") <= day_of(last_year + 1, 12, 31))


def programme_register(town: Town, last_year: int) -> Register:
    """`forloeb`: actual days and status follow the day of the extract."""

    def on_day(rows: pl.DataFrame, day: int) -> pl.DataFrame:
        has_begun, has_ended = pl.col("began") <= day, pl.col("ended") <= day
        is_late = pl.col("planlagt_start") + 14 < day
        began = pl.when(has_ended).then(pl.lit("afsluttet")).when(has_begun).then(pl.lit("i_gang"))
        status = began.when(is_late).then(pl.lit("udskudt")).otherwise(pl.lit("planlagt"))
        return rows.with_columns(
            faktisk_start=pl.when(has_begun).then("began"), faktisk_slut=pl.when(has_ended).then("ended"), status=status
        )

    return Register("forloeb", programme_rows(town, last_year), (), on_day)
