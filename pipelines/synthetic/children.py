"""A child and its made-up personal number.

The number has a real date of birth, the century digit and the last digit of the sex, is unique, and fails the old
modulus 11 check, so that it is hardly anybody's. Names do not exist.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from pipelines.synthetic.calibration import BOYS_SHARE, EARLY_START_SHARE, LATE_START_SHARE
from pipelines.synthetic.days import HIGHEST_GRADE, date_of, school_year
from pipelines.synthetic.streams import Draws

WEIGHTS = (4, 3, 2, 7, 6, 5, 4, 3, 2, 1)


@dataclass(slots=True)
class Child:
    """One child; `school_start` is the year it begins grade 0, `is_gone` after it moved away."""

    number: str
    birth: int
    district: str
    school_id: str
    daycare_id: str
    school_start: int
    severity: float
    is_gone: bool = False

    def grade(self, day: int) -> int:
        """The grade on a day; negative before school."""
        return school_year(day) - self.school_start

    def grade_code(self, day: int) -> str:
        """The grade as it is delivered."""
        return grade_code(self.grade(day))


def grade_code(grade: int) -> str:
    """`dagtilbud` before school, else 0 to 10."""
    return "dagtilbud" if grade < 0 else str(min(grade, HIGHEST_GRADE))


def school_start_year(birth: int, draws: Draws) -> int:
    """The year a child begins grade 0: the year it turns six, some a year later, few a year earlier."""
    year = date_of(birth).year + 6
    if draws.chance(LATE_START_SHARE):
        return year + 1
    return year - 1 if draws.chance(EARLY_START_SHARE) else year


class PersonalNumbers:
    """Hands out unique made-up personal numbers, in the order children appear."""

    def __init__(self, draws: Draws) -> None:
        self._draws = draws
        self._offset = draws.between(0, 3000)
        self._given: defaultdict[tuple[int, bool], int] = defaultdict(int)

    def give(self, birth: int) -> str:
        """The next number of a date of birth."""
        is_boy = self._draws.chance(BOYS_SHARE)
        born = date_of(birth)
        century = 4000 if born.year >= 2000 else 0  # noqa: PLR2004 - digits 4-9 belong to 2000-2036, 0-3 to the 1900s
        while True:
            turn = self._given[birth, is_boy]
            self._given[birth, is_boy] += 1
            serial = century + (((self._offset + birth * 11 + turn * 37) % (3000 if century else 2000)) * 2 + is_boy)
            number = f"{born:%d%m%y}{serial:04d}"
            if sum(int(digit) * weight for digit, weight in zip(number, WEIGHTS, strict=True)) % 11:
                return number
