from functools import cache

import pytest

from pipelines.synthetic import Municipality, simulate

FIRST, LAST = 202401, 202512


@cache
def simulated(size: str, seed: int) -> Municipality:
    return simulate(size, seed, FIRST, LAST)  # type: ignore[arg-type]


@pytest.fixture(scope="session")
def small() -> Municipality:
    return simulated("small", 1)


@pytest.fixture(scope="session")
def city() -> Municipality:
    return simulated("city", 1)
