"""Early signs that come already counted: noegletal by district and quarter, and the yearly survey statusanalyse.

Levels are assumed but for the wait for a psychologist (72 % of heads: under three months, 2023).
"""

from __future__ import annotations

import polars as pl

from pipelines.synthetic.days import last_day
from pipelines.synthetic.streams import stream
from pipelines.synthetic.town import Town

SURVEY_AREAS = {"dagtilbud": 1.0, "skole": 1.3, "fritid": 0.6}
SURVEY_GROUPS = {"chef": 4, "leder": 30, "praktiker": 160}
QUESTIONS = (
    "Vi har de kompetencer, der skal til for at støtte børn med særlige behov",
    "Vi får den rådgivning, vi har brug for, før en indstilling",
    "Samarbejdet med forældrene støtter inklusion",
    "Vi har et fælles sprog om inkluderende læringsmiljøer",
    "Indsatsplanens forløb kan mærkes i hverdagen",
)
GRADES_MONTH = 6
WAIT_DAYS = 64.0


def indicators(town: Town, month: int) -> pl.DataFrame:
    """`noegletal` of a quarter, counted on its last day: one row an indicator and district."""
    generator = stream(town.seed, "indicators", month)
    people = town.population.people(month // 100)
    rows: list[tuple[str, str, float, float | None]] = []
    for index, district in enumerate(town.population.districts):
        pupils, small = float(people[index, 6:16].sum()), float(people[index, 1:6].sum())
        cases = int(generator.poisson(pupils * 0.012))
        rows.append(("ppr_sager", district, cases, None))
        rows.append(
            ("ppr_ventetid_dage", district, round(cases * WAIT_DAYS * float(generator.normal(1.0, 0.1))), cases)
        )
        rows.append(("bekymring_dagtilbud", district, int(generator.poisson(small * 0.008)), round(small)))
        rows.append(("skolevaegring", district, int(generator.poisson(pupils * 0.009)), round(pupils)))
        if month % 100 == GRADES_MONTH:
            oldest = round(float(people[index, 15]))
            rows.append(("karakter_2_eller_derunder_9kl", district, int(generator.binomial(oldest, 0.11)), oldest))
    schema = {"indikator": pl.String, "distrikt": pl.String, "taeller": pl.Float64, "naevner": pl.Float64}
    frame = pl.DataFrame(rows, schema=schema, orient="row", strict=False)
    return frame.with_columns(opgoerelsesdato=pl.lit(last_day(month)), institutionsnummer=pl.lit(None, dtype=pl.String))


def survey(town: Town, year: int) -> pl.DataFrame:
    """`statusanalyse` of a year: answers 1-5 by area, group and question."""
    generator = stream(town.seed, "survey", year)
    scale = town.size.district_count / 5
    rows = []
    for area, weight in SURVEY_AREAS.items():
        for group, count in SURVEY_GROUPS.items():
            for question in QUESTIONS:
                shares = generator.dirichlet([0.6, 1.6, 3.2, 4.0, 1.4])
                answers = generator.multinomial(max(round(count * weight * scale), 3), shares)
                rows += [(year, area, group, question, answer, int(n)) for answer, n in enumerate(answers, start=1)]
    names = ("aar", "omraade", "respondentgruppe", "spoergsmaal", "svar", "antal")
    return pl.DataFrame(rows, schema=names, orient="row")
