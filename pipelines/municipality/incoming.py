"""What `kommune.yaml` says of deliveries: what columns are called, what values mean, single errors that are known.

What is a source or a column is told by the catalogue, which the reader of the file hands on; without one names are not
checked. Not here: what is done with a file (`pipelines.sources`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from pydantic import Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from pipelines.municipality.problems import nearest_key
from pipelines.municipality.section import FIRST_DAY, LAST_DAY, Day, Section, Text

FIRST_SCHOOL_MONTH = 8


@dataclass(frozen=True)
class SourceColumns:
    """The columns of one source, those that name a row, and those that a person stands in."""

    columns: tuple[str, ...]
    key: tuple[str, ...]
    personal: frozenset[str]


@dataclass(frozen=True)
class Catalogue:
    """The sources, and how a CPR number is known."""

    sources: Mapping[str, SourceColumns]
    holds_cpr: Callable[[str], bool]


class AboutColumn(Section):
    """An entry about one column of one source."""

    kilde: Text

    @field_validator("kilde")
    @classmethod
    def is_a_source(cls, value: str, info: ValidationInfo) -> str:
        """A source that there is."""
        catalogue: Catalogue | None = info.context
        if catalogue is not None and value not in catalogue.sources:
            raise PydanticCustomError("unknown_source", "", {"guess": nearest_key(value, list(catalogue.sources))})
        return value


class ColumnName(AboutColumn):
    """What a column is called in the files, and which part of its cells is the value.

    `hedder` may hold {skoleaar} and {aar}, which stand for those of the edition's last day.
    """

    kolonne: Text
    hedder: Text
    skilletegn: str | None = None
    stykke: Annotated[int | None, Field(ge=1, le=50, validate_default=True)] = None
    uden: str = ""
    tegn: Annotated[int | None, Field(ge=1, le=100)] = None
    gyldig_fra: Day = FIRST_DAY
    gyldig_til: Day = LAST_DAY

    @field_validator("kolonne")
    @classmethod
    def is_a_column(cls, value: str, info: ValidationInfo) -> str:
        """A column of the source."""
        return column_of_source(value, info)

    @field_validator("stykke")
    @classmethod
    def has_a_separator(cls, value: int | None, info: ValidationInfo) -> int | None:
        """A piece and what parts the pieces belong together."""
        if (value is None) != (not info.data.get("skilletegn")):
            raise PydanticCustomError("piece_and_separator", "")
        return value

    @property
    def takes_a_part(self) -> bool:
        """Whether the value is less than the whole cell."""
        return self.stykke is not None or bool(self.uden) or self.tegn is not None

    def holds_on(self, day: date) -> bool:
        """Whether files of that day are called so."""
        return self.gyldig_fra <= day <= self.gyldig_til

    def spellings(self, day: date) -> tuple[str, ...]:
        """The names that it stands for in files of that day."""
        first = day.year if day.month >= FIRST_SCHOOL_MONTH else day.year - 1
        long, short = str(first + 1), str(first + 1)[2:]
        years = (f"{first}/{short}", f"{first}/{long}", f"{first}-{short}", f"{str(first)[2:]}/{short}")
        name = self.hedder.replace("{aar}", str(day.year))
        return tuple(name.replace("{skoleaar}", year) for year in years) if "{skoleaar}" in name else (name,)


class ValueTranslation(AboutColumn):
    """What a value of a column means; an empty `til` means no value."""

    kolonne: Text
    fra: str
    til: str
    gyldig_fra: Day = FIRST_DAY
    gyldig_til: Day = LAST_DAY

    @field_validator("kolonne")
    @classmethod
    def is_a_column_of_no_person(cls, value: str, info: ValidationInfo) -> str:
        """A column of the source that no person stands in."""
        return impersonal(column_of_source(value, info), info)

    def holds_on(self, day: date) -> bool:
        """Whether the value means so in files of that day."""
        return self.gyldig_fra <= day <= self.gyldig_til

    def is_about(self, other: ValueTranslation) -> bool:
        """Whether both speak of the same value on some day."""
        same = (self.kilde, self.kolonne, self.fra.casefold()) == (other.kilde, other.kolonne, other.fra.casefold())
        return same and self.gyldig_fra <= other.gyldig_til and other.gyldig_fra <= self.gyldig_til


class AreaRename(Section):
    """From a day on a grant area has another name."""

    fra: Text
    til: Text
    gyldig_fra: Day


class Correction(AboutColumn):
    """One wrong value of one row, known by its key, until the sender corrects it.

    `sidste_udgave` (yyyymm) is the last edition with the error, once later ones have it right.
    """

    noegle: dict[Text, Text]
    felt: Text
    fra: str
    til: str
    begrundelse: Text
    oprettet_af: Text
    oprettet: Day
    gaelder_til: Day
    sidste_udgave: Annotated[int | None, Field(ge=190001, le=209912)] = None

    @field_validator("noegle")
    @classmethod
    def names_one_row(cls, value: dict[str, str], info: ValidationInfo) -> dict[str, str]:
        """Every column of the source's key and no other."""
        source = source_of(info)
        if source is not None and set(value) != set(source.key):
            raise PydanticCustomError("correction_key", "", {"names": ", ".join(source.key)})
        return value

    @field_validator("felt")
    @classmethod
    def is_a_column_of_no_person(cls, value: str, info: ValidationInfo) -> str:
        """A column of the source that no person stands in."""
        return impersonal(column_of_source(value, info), info)

    @field_validator("fra", "til", "begrundelse")
    @classmethod
    def holds_no_cpr(cls, value: str, info: ValidationInfo) -> str:
        """The file is read by more people than the cases are."""
        catalogue: Catalogue | None = info.context
        if catalogue is not None and catalogue.holds_cpr(value):
            raise PydanticCustomError("cpr_number", "")
        return value

    @field_validator("gaelder_til")
    @classmethod
    def ends_after_it_was_made(cls, value: date, info: ValidationInfo) -> date:
        """A correction lives at least one day."""
        if "oprettet" in info.data and value <= info.data["oprettet"]:
            raise PydanticCustomError("expiry_order", "")
        return value

    def is_about(self, other: Correction) -> bool:
        """Whether both correct the same value."""
        return (self.kilde, self.noegle, self.felt) == (other.kilde, other.noegle, other.felt)


def refuse_doubled(are_the_same: Sequence[tuple[int, int]]) -> None:
    """A problem when two entries, by their numbers, are about the same."""
    if are_the_same:
        names = "; ".join(f"{first} / {second}" for first, second in are_the_same)
        raise PydanticCustomError("doubled_entry", "", {"names": names})


def source_of(info: ValidationInfo) -> SourceColumns | None:
    """The source that the entry is about, where it is known."""
    catalogue: Catalogue | None = info.context
    return catalogue.sources.get(info.data.get("kilde", "")) if catalogue is not None else None


def column_of_source(value: str, info: ValidationInfo) -> str:
    """The column; a problem when the source has no such."""
    source = source_of(info)
    if source is not None and value not in source.columns:
        raise PydanticCustomError("unknown_column", "", {"guess": nearest_key(value, source.columns)})
    return value


def impersonal(value: str, info: ValidationInfo) -> str:
    """The column; a problem when a person stands in it."""
    source = source_of(info)
    if source is not None and value in source.personal:
        raise PydanticCustomError("personal_column", "")
    return value
