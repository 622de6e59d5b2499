"""The table of all codes, made of `codes.yml` so that it can say nothing else than the product does.

    python -m pipelines.sources.code_table

Not here: the words themselves, and the order of precedence, which is that of `codes.yml`.
"""

from __future__ import annotations

from pathlib import Path

from pipelines.sources.codes import Code, load_codes
from pipelines.sources.dictionary import table

CODE_TABLE = Path(__file__).resolve().parents[2] / "docs" / "codes.md"
INTRODUCTION = """\
# Koder

Siden er lavet af `pipelines/sources/codes.yml` (`make docs`). Ret den dér og ikke her.

En fil får ét udfald. `REJECT`: intet af den læses ind. `HOLD`: den venter på et ja eller nej. `IGNORE`: den er ladt i
fred. `NOOP`: den er læst før, og intet ændres. `QUARANTINE`: rækker, der ikke passer, er sat til side, resten er læst
ind. `ACCEPT_WARN`: den er læst ind, og der er noget at vide. `ACCEPT`: den er læst ind. Er der intet at sige (`ACCEPT`,
`NOOP`, ufærdige og skjulte filer), er der ingen kode.

**Forrang**: koderne står i den orden, de prøves. En fil, der afvises, får den første, der passer; nævner beskeden
kolonner, nævner den alle. Kan rækkerne læses alligevel, siges også alt det andet, der er galt med filen (`found_also` i
kørslens rapport), så det kan rettes på én gang. En række får den første, der passer: først dens form, så dens værdier i
kontraktens orden, så dens forhold til andre rækker. Rækker med hver sin kode tælles hver for sig. En fil, der læses
ind, får alle de advarsler, der passer. Rækkens nummer er linjen i en CSV-fil, også hvor en celle har linjeskift, og
rækken i et ark. `{ord}` udfyldes med filens egne navne og tal, aldrig med en værdi fra en række.
"""


def code_table() -> str:
    """The page in Markdown: every code with its outcome, its words, and whether a person may release such a row."""
    codes = load_codes().items()
    lines = [line_of(number, name, code) for number, (name, code) in enumerate(codes, start=1)]
    heading = ["nr.", "kode", "udfald", "hvad der siges: hvad det er, og hvad I gør", "kan frigives"]
    return "\n".join([INTRODUCTION, *table(heading, lines), ""])


def line_of(number: int, name: str, code: Code) -> list[str]:
    """One line of the table."""
    may_be_released = ("ja" if code.releasable else "nej") if code.outcome == "QUARANTINE" else ""
    return [str(number), f"`{name}`", code.outcome, code.da, may_be_released]


if __name__ == "__main__":
    CODE_TABLE.write_text(code_table(), encoding="utf-8")
