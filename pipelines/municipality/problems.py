"""What is said about a kommune.yaml or scenario that does not hold: what, where, what was expected, what to do.

Not here: what must hold (`model`), how the file becomes plain values (`configuration_file`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any

from pipelines.settings import Language

Place = tuple[str | int, ...]

# By the kind of problem: what is wrong and what was expected, in Danish and English; {..} are facts of the rule.
SAID: Mapping[str, tuple[str, str]] = {
    "missing": ("nøglen mangler. Tilføj den", "the key is missing. Add it"),
    "extra_forbidden": ("nøglen kendes ikke. Ret eller slet den", "the key is unknown. Correct or delete it"),
    "doubled_key": ("nøglen står to gange. Behold den ene", "the key is given twice. Keep one"),
    "literal_error": (
        "værdien kendes ikke. Forventet: {expected}. Vælg en af dem",
        "the value is unknown. Expected: {expected}. Choose one of them",
    ),
    "int_parsing": ("forventet et helt tal. Ret værdien", "expected a whole number. Correct the value"),
    "decimal_parsing": (
        "forventet et tal uden tusindtalsskilletegn. Ret værdien",
        "expected a number without thousands separator. Correct the value",
    ),
    "decimal_max_places": (
        "forventet højst {decimal_places} decimaler og intet tusindtalsskilletegn. Skriv hele kroner",
        "expected at most {decimal_places} decimals and no thousands separator. Write whole kroner",
    ),
    "decimal_max_digits": ("beløbet er for stort. Ret det", "the amount is too large. Correct it"),
    "too_short": ("listen er tom. Udfyld den", "the list is empty. Fill it in"),
    "greater_than": ("tallet skal være større end {gt}. Ret det", "the number must be above {gt}. Correct it"),
    "greater_than_equal": ("tallet skal være mindst {ge}. Ret det", "the number must be at least {ge}. Correct it"),
    "less_than_equal": ("tallet må højst være {le}. Ret det", "the number must be at most {le}. Correct it"),
    "string_too_short": ("teksten er tom. Udfyld den", "the text is empty. Fill it in"),
    "string_type": ("forventet en tekst. Ret værdien", "expected a text. Correct the value"),
    "yes_or_no": ("forventet ja eller nej. Ret værdien", "expected ja or nej. Correct the value"),
    "date_form": (
        "forventet en dato som 2026-04-30. Ret datoen",
        "expected a date like 2026-04-30. Correct the date",
    ),
    "calendar_day": (
        'forventet måned og dag som "04-30", en dag der findes hvert år. Ret dagen',
        'expected month and day like "04-30", a day of every year. Correct the day',
    ),
    "calendar_order": (
        "dagen skal ligge efter den foregående prognoses. Ret rækkefølgen",
        "the day must come after the prognosis before it. Correct the order",
    ),
    "month_order": (
        "må ikke ligge før fra_maaned. Ret en af dem",
        "must not lie before fra_maaned. Correct one of them",
    ),
    "mail_server": (
        'forventet et navn og evt. en port, fx "mail.kommunen.example:25". Ret værdien',
        'expected a name and perhaps a port, such as "mail.kommunen.example:25". Correct the value',
    ),
    "municipality_code": (
        'forventet tre cifre, fx "101" eller "0101". Ret koden, eller lad den være tom',
        'expected three digits, such as "101" or "0101". Correct the code, or leave it empty',
    ),
    "empty_category": (
        "kategorien er tom. Angiv tilbudstyper, institutionstyper eller ydelser",
        "the category is empty. Give tilbudstyper, institutionstyper or ydelser",
    ),
    "overlapping_categories": (
        "samme plads hører under to kategorier: {names}. Adskil dem ved tilbudstype, institutionstype eller ydelse",
        "one place belongs to two categories: {names}. Set them apart by offer type, institution type or service",
    ),
    "doubled_column": ("en kolonne står to gange. Behold den ene", "a column is given twice. Keep one"),
    "missing_columns": (
        "disse skal altid være med: {names}. Skriv dem på listen",
        "these must always be there: {names}. Put them on the list",
    ),
    "too_many_columns": (
        "der er plads til {most} kolonner, og der står {count}. Udelad nogle",
        "there is room for {most} columns, and {count} are given. Leave some out",
    ),
    "cause_not_told": (
        "heraf og eksklusive kræver saerlig_aarsag og offentliggjort_i. Udfyld begge, eller udelad kolonnerne",
        "heraf and eksklusive need saerlig_aarsag and offentliggjort_i. Give both, or leave the columns out",
    ),
    "accounts_not_told": (
        "kontonr kræver kontonumre. Skriv hvert bevillingsområdes, eller udelad kolonnen",
        "kontonr needs kontonumre. Give each grant area's, or leave the column out",
    ),
    "doubled_area": (
        "to områder gælder fra samme dag for: {names}. Behold det ene, eller giv dem hver sin gyldig_fra",
        "two areas hold from the same day for: {names}. Keep one, or give each its own gyldig_fra",
    ),
    "doubled_pack_area": (
        "står to gange: {names}. Behold det ét sted",
        "given twice: {names}. Keep it in one place",
    ),
    "amount_or_factor": (
        "forventet enten beloeb eller faktor. Udfyld den ene og slet den anden",
        "expected either beloeb or faktor. Fill in one and delete the other",
    ),
    "expiry_order": (
        "datoen skal ligge efter oprettet. Ret datoen",
        "the date must be after oprettet. Correct the date",
    ),
    "effect_order": (
        "andelen er mindre end den før den: plan_mindst, plan_forventet, plan_hoejst. Ret rækkefølgen",
        "the share is less than the one before it: plan_mindst, plan_forventet, plan_hoejst. Correct the order",
    ),
    "event_order": (
        "sidste dag ligger før den første. Ret datoerne",
        "the last day is before the first. Correct the dates",
    ),
    "dip_of_referrals": (
        "kun indstillinger kan have et dyk. Brug udelad for de øvrige serier, i en hændelse for sig",
        "only indstillinger can have a dip. Use udelad for the other series, in an event of its own",
    ),
    "dip_level": (
        "niveau hører til dyk: den del af det sædvanlige, der kom, 0–1. Udfyld det ved dyk, slet det ved udelad",
        "niveau belongs to dyk: the share of the usual that came, from 0 to 1. Give it with dyk, delete it with udelad",
    ),
    "caught_up": (
        "indhentes og indhentes_maaneder hører sammen og til dyk. Udfyld begge, eller slet dem",
        "indhentes and indhentes_maaneder belong together and to dyk. Give both, or delete them",
    ),
    "unknown_source": ("kilden kendes ikke. Ret navnet", "the source is unknown. Correct the name"),
    "unknown_column": ("kilden har ingen sådan kolonne. Ret navnet", "the source has no such column. Correct the name"),
    "personal_column": (
        "kolonnen rummer CPR-numre eller fri tekst, som ikke kan ændres her. Få den rettet hos afsenderen",
        "the column holds CPR numbers or free text, which cannot be changed here. Have the sender correct it",
    ),
    "cpr_number": (
        "der står et CPR-nummer. Skriv sagens nummer i stedet",
        "there is a CPR number. Write the number of the case instead",
    ),
    "correction_key": (
        "noegle skal nævne netop kolonnerne {names}. Ret nøglen",
        "noegle must name the columns {names} and no other. Correct the key",
    ),
    "doubled_entry": (
        "disse handler om det samme: nr. {names}. Behold den ene",
        "these are about the same: no. {names}. Keep one",
    ),
    "piece_and_separator": (
        'skilletegn og stykke hører sammen, fx skilletegn: "-" og stykke: 2. Udfyld begge eller ingen',
        'skilletegn and stykke belong together, such as skilletegn: "-" and stykke: 2. Give both or neither',
    ),
    "interval": (
        "forventet et tal, eller et spænd med det mindste først: [0.9, 0.95]. Ret faktoren",
        "expected a number, or an interval with the least first: [0.9, 0.95]. Correct the factor",
    ),
    "phased_in": (
        "indfaset er dagen, håndtaget gælder helt, og skal være efter fra. Ret en af dem",
        "indfaset is the day on which the lever holds whole, and must be after fra. Correct one of them",
    ),
    "lever_type": (
        "tilbudstype står kun ved afgang og tilbage. Slet den, eller ret hvad",
        "tilbudstype goes only with afgang and tilbage. Delete it, or correct hvad",
    ),
    "far_day": ("dagen skal ligge i 1990 til 2100. Ret den", "the day must lie in 1990 to 2100. Correct it"),
    "certainty": ("forventet 0.5, 0.9 eller 0.975. Vælg en af dem", "expected 0.5, 0.9 or 0.975. Choose one of them"),
    "move": (
        (
            "en flytning har fra_institution eller fra_tilbudstype; lukker er en hel institution; pris_pr_plads står "
            "ikke sammen med til_institution. Ret flytningen"
        ),
        (
            "a move has fra_institution or fra_tilbudstype; lukker is a whole institution; pris_pr_plads does not go "
            "with til_institution. Correct the move"
        ),
    ),
    "scenario_name": (
        "forventet højst 40 små bogstaver a-z, tal og _, og ikke »baseline«, som er grundprognosens. Ret navnet",
        'expected at most 40 small letters a-z, digits and _, and not "baseline", the baseline\'s. Correct the name',
    ),
    "empty_scenario": (
        "scenariet ændrer og spørger om intet. Skriv haandtag, flytninger eller maal",
        "the scenario changes and asks nothing. Write haandtag, flytninger or maal",
    ),
    "repeated_lever": (
        (
            "to håndtag af samme slags begynder samme dag, målets håndtag talt med. Skriv ét, eller giv dem hver sin "
            "dag, så ganges de"
        ),
        (
            "two levers of one kind begin on the same day, the goal's lever included. Write one, or give each a day "
            "of its own, then they multiply"
        ),
    ),
    "section": (
        "forventet nøgler med værdier på linjerne under. Ret indrykningen",
        "expected keys with values on the lines below. Correct the indentation",
    ),
    "list": (
        "forventet en liste, hvor hvert punkt begynder med »- «. Ret listen",
        "expected a list in which each item begins with `- `. Correct the list",
    ),
}
# pydantic has several names for what a person would call the same problem.
SAME_AS: Mapping[str, str] = {
    "int_from_float": "int_parsing",
    "int_type": "int_parsing",
    "int_parsing_size": "int_parsing",
    "decimal_type": "decimal_parsing",
    "float_parsing": "decimal_parsing",
    "float_type": "decimal_parsing",
    "decimal_whole_digits": "decimal_max_digits",
    "finite_number": "decimal_parsing",
    "bool_type": "yes_or_no",
    "bool_parsing": "yes_or_no",
    "date_type": "date_form",
    "date_parsing": "date_form",
    "date_from_datetime_parsing": "date_form",
    "date_from_datetime_inexact": "date_form",
    "string_pattern_mismatch": "scenario_name",
    "model_type": "section",
    "model_attributes_type": "section",
    "dict_type": "section",
    "tuple_type": "list",
}


@dataclass(frozen=True)
class Problem:
    """One thing wrong at one place of the file; `facts` fill the sentence of its kind."""

    place: Place
    kind: str
    facts: Mapping[str, Any]


def message(name: str, problems: Sequence[Problem], lines: Mapping[Place, int], language: Language) -> str:
    """All problems of the file in one text, in the order of its lines."""
    ordered = sorted(problems, key=lambda problem: (line_of(problem.place, lines), str(problem.place)))
    english = language == "en"
    count = len(ordered)
    opening = f"{name} has {count} problem{'s' if count > 1 else ''}:" if english else f"{name} har {count} fejl:"
    word = "line" if english else "linje"
    told = [
        f"  {number}. {word} {line_of(problem.place, lines)}, {path_of(problem.place, language)}: "
        f"{sentence(problem, language)}."
        for number, problem in enumerate(ordered, start=1)
    ]
    return "\n".join([opening, *told])


def sentence(problem: Problem, language: Language) -> str:
    """What is wrong, what was expected and what to do."""
    da, en = SAID[SAME_AS.get(problem.kind, problem.kind)]
    guess = problem.facts.get("guess", "")
    hint = "" if not guess else f" (did you mean {guess}?)" if language == "en" else f" (mente du {guess}?)"
    return (en if language == "en" else da).format_map(dict(problem.facts)) + hint


def line_of(place: Place, lines: Mapping[Place, int]) -> int:
    """The line on which the place stands, or its nearest named surroundings; 1 when nothing was named."""
    known = (place[:length] for length in range(len(place), -1, -1) if place[:length] in lines)
    return lines.get(next(known, ()), 1)


def path_of(place: Place, language: Language) -> str:
    """The place as a reader of the file would say it: list items are counted from 1."""
    number, file = {"da": ("nr.", "filen"), "en": ("no.", "the file")}[language]
    parts = [f" {number} {part + 1}" if isinstance(part, int) else f".{part}" for part in place]
    return "".join(parts).lstrip(".") or file


def nearest_key(key: str, keys: Sequence[str]) -> str:
    """The known key that the unknown one was probably meant to be; empty when none is near."""
    plain = key.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    return next(iter(get_close_matches(plain, keys, n=1, cutoff=0.75)), "")
