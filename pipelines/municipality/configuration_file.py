"""Reads `kommune.yaml`, and scenarios in the same way: every problem of the file is gathered before anything is said.

Scalars are taken as text and read by the model, because YAML would turn `0751` into 489, `nej` into text but `no` into
false, and a later duplicate key into the truth. Not here: the model, and the words for its problems.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipelines.errors import ConfigurationError
from pipelines.municipality.budget_choices import BudgetChoices
from pipelines.municipality.declared_events import DeclaredEvent
from pipelines.municipality.incoming import AreaRename, Catalogue, ColumnName, Correction, ValueTranslation
from pipelines.municipality.model import (
    Adjustment,
    Deadlines,
    FlashChoices,
    ForecastChoices,
    GrantAreaEntry,
    Municipality,
    ReportCategory,
)
from pipelines.municipality.problems import Place, Problem, message, nearest_key
from pipelines.municipality.prognosis_calendar import PrognosisCalendar
from pipelines.settings import LANGUAGES

SAMPLE = "kommune.eksempel.yaml"
LARGEST_FILE = 1_000_000
ABSENT = ("", "~", "null")
SECTIONS: tuple[type[BaseModel], ...] = (
    Municipality,
    PrognosisCalendar,
    Deadlines,
    GrantAreaEntry,
    ReportCategory,
    ForecastChoices,
    BudgetChoices,
    FlashChoices,
    Adjustment,
    DeclaredEvent,
    ColumnName,
    ValueTranslation,
    AreaRename,
    Correction,
)
Model = TypeVar("Model", bound=BaseModel)
KEYS = sorted({name for section in SECTIONS for name in section.model_fields})


def load_municipality(path: Path | None, catalogue: Catalogue | None = None) -> Municipality:
    """The municipality of the file, or the defaults without one; ConfigurationError tells all problems at once.

    With a catalogue the names of sources and columns are held against it.
    """
    if path is None:
        return Municipality()
    return read_as(Municipality, path, KEYS, catalogue)


def read_as(model: type[Model], path: Path, keys: Sequence[str], context: Any = None) -> Model:
    """The file as a model; misspelt keys may mean one of `keys`. ConfigurationError tells all problems at once."""
    document = compose(path)
    lines: dict[Place, int] = {}
    doubled: list[Problem] = []
    values = plain(document, (), lines, doubled) or {}
    try:
        read = model.model_validate(values, context=context)
    except ValidationError as error:
        problems = [*doubled, *found_by_model(error, keys)]
        raise problem_error(path, problems, lines) from None
    if doubled:
        raise problem_error(path, doubled, lines)
    return read


def sample_text() -> str:
    """The commented sample: the defaults, and every setting explained."""
    return (resources.files("pipelines.municipality") / SAMPLE).read_text(encoding="utf-8")


def problem_error(path: Path, problems: Sequence[Problem], lines: Mapping[Place, int]) -> ConfigurationError:
    """All problems of the file as one error."""
    da, en = (message(path.name, problems, lines, language) for language in LANGUAGES)
    return ConfigurationError(da, en)


def compose(path: Path) -> yaml.Node | None:
    """The YAML of the file as nodes that know their lines; None when the file says nothing."""
    if not path.is_file():
        raise ConfigurationError(
            f"{path.name} findes ikke. Angiv en fil med --config, eller lav en med `pladsprognose init`.",
            f"{path.name} was not found. Give a file with --config, or make one with `pladsprognose init`.",
        )
    try:
        text = read_text(path)
        if any(isinstance(token, yaml.AliasToken) for token in yaml.scan(text)):
            raise ConfigurationError(
                f"{path.name}: henvisninger (*navn) læses ikke. Skriv værdierne ud.",
                f"{path.name}: references (*name) are not read. Write the values out.",
            )
        return yaml.compose(text)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark else 1
        raise ConfigurationError(
            f"{path.name}, linje {line}: kan ikke læses som YAML i UTF-8. Ret indrykning, anførselstegn og kolon.",
            f"{path.name}, line {line}: not readable as YAML in UTF-8. Correct indentation, quotes and colons there.",
        ) from None


def read_text(path: Path) -> str:
    """The text of the file, a byte order mark left out; only so much of it as a configuration can be."""
    with path.open("rb") as file:
        return file.read(LARGEST_FILE).decode("utf-8-sig")


def plain(node: yaml.Node | None, place: Place, lines: dict[Place, int], doubled: list[Problem]) -> Any:
    """Dicts, lists and texts; None where nothing is said. Fills in the line of each place and the doubled keys."""
    if isinstance(node, yaml.MappingNode):
        return dict(entries(node, place, lines, doubled))
    if isinstance(node, yaml.SequenceNode):
        for position, item in enumerate(node.value):
            lines[*place, position] = item.start_mark.line + 1
        return [plain(item, (*place, position), lines, doubled) for position, item in enumerate(node.value)]
    if not isinstance(node, yaml.ScalarNode) or (node.style is None and node.value.lower() in ABSENT):
        return None
    return node.value


def entries(
    node: yaml.MappingNode, place: Place, lines: dict[Place, int], doubled: list[Problem]
) -> Iterator[tuple[str, Any]]:
    """Keys with their values. A known key without a value counts as not given; an unknown one stays a problem.

    `{2026: 0,031}` is two entries to YAML, the second without a value: it must not pass as an index of 0.
    """
    seen: set[str] = set()
    for key_node, value_node in node.value:
        key = str(key_node.value)
        lines[*place, key] = key_node.start_mark.line + 1
        if key in seen:
            doubled.append(Problem((*place, key), "doubled_key", {}))
        seen.add(key)
        value = plain(value_node, (*place, key), lines, doubled)
        if value is not None or key not in KEYS:
            yield key, value


def found_by_model(error: ValidationError, keys: Sequence[str]) -> list[Problem]:
    """The model's findings as problems, with a guess for misspelt keys; never the value itself."""
    return [
        Problem(detail_place(detail["loc"]), detail["type"], facts_of(detail, keys))
        for detail in error.errors(include_url=False, include_input=False)
    ]


def detail_place(loc: tuple[int | str, ...]) -> Place:
    """The place without pydantic's own additions: the branches of a union and the `[key]` of a mapping."""
    return tuple(part for part in loc if isinstance(part, int) or (part != "[key]" and "[" not in part))


def facts_of(detail: ErrorDetails, keys: Sequence[str]) -> dict[str, str]:
    """What the sentence of a problem needs beside its place."""
    facts = {name: str(fact) for name, fact in detail.get("ctx", {}).items()}
    if "expected" in facts:
        facts["expected"] = facts["expected"].replace("'", "").replace(" or ", ", ")
    if detail["type"] == "extra_forbidden":
        facts["guess"] = nearest_key(str(detail["loc"][-1]), keys)
    return facts
