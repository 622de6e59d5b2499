from datetime import date

import numpy as np

from pipelines.synthetic.children import WEIGHTS, Child, PersonalNumbers
from pipelines.synthetic.days import day_of
from pipelines.synthetic.streams import Draws


def numbers(births: list[int]) -> list[str]:
    given = PersonalNumbers(Draws(np.random.default_rng(1)))
    return [given.give(birth) for birth in births]


def test_a_number_begins_with_the_date_of_birth_and_a_digit_of_its_century():
    (number,) = numbers([day_of(2014, 3, 7)])
    assert number[:6] == "070314"
    assert number[6] in "456789"
    (old,) = numbers([day_of(1999, 12, 31)])
    assert old[6] in "0123"


def test_many_children_of_one_day_have_different_numbers():
    given = numbers([day_of(2016, 2, 29)] * 400)
    assert len(set(given)) == 400


def test_no_number_passes_modulus_11():
    given = numbers([day_of(2012, 1, day) for day in range(1, 29)] * 5)
    sums = [sum(int(d) * w for d, w in zip(number, WEIGHTS, strict=True)) % 11 for number in given]
    assert 0 not in sums


def test_a_child_rises_a_grade_each_1_august():
    child = Child("0101150000", day_of(2015, 1, 1), "D01", "100001", "100002", school_start=2021, severity=1.0)
    assert child.grade_code(day_of(2021, 7, 31)) == "dagtilbud"
    assert child.grade_code(day_of(2021, 8, 1)) == "0"
    assert child.grade_code(day_of(2025, 7, 31)) == "3"
    assert date(2015, 1, 1).toordinal() - date(1970, 1, 1).toordinal() == child.birth
