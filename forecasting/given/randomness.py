"""Random marks that belong to a thing, not to its place in a list: the ground of common random numbers.

A mark is a hash of the seed, the thing's delivered key (placement_id, referral_id, or month x path x number of a
simulated arrival) and a purpose. So a draw depends on neither the order of rows nor pseudonyms nor on how many other
things there are, and two scenarios give the same child the same luck. The mixing function is splitmix64
(Steele, Lea and Flood: Fast splittable pseudorandom number generators, 2014). Parameters are drawn from
`generator`, one stream a purpose.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from typing import cast

import numpy as np
import numpy.typing as npt

Keys = npt.NDArray[np.uint64]
_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_FIRST = np.uint64(0xBF58476D1CE4E5B9)
_SECOND = np.uint64(0x94D049BB133111EB)


def _purpose_number(purpose: str) -> int:
    return int.from_bytes(hashlib.blake2b(purpose.encode(), digest_size=8).digest(), "little")


def _splitmix(state: Keys) -> Keys:
    with np.errstate(over="ignore"):
        z = state + _GOLDEN
        z = (z ^ (z >> np.uint64(30))) * _FIRST
        z = (z ^ (z >> np.uint64(27))) * _SECOND
        return cast("Keys", z ^ (z >> np.uint64(31)))


def keys_of(names: Iterable[str], seed: int) -> Keys:
    """One key per delivered name."""
    salt = seed.to_bytes(8, "little", signed=True)
    digests = b"".join(hashlib.blake2b(name.encode(), digest_size=8, key=salt).digest() for name in names)
    return np.frombuffer(digests, dtype="<u8").astype(np.uint64)


def key_of(purpose: str, seed: int) -> Keys:
    """The key of a purpose, as an array of one that broadcasts."""
    return keys_of([purpose], seed)


def combined(keys: Keys, number: npt.NDArray[np.integer] | int) -> Keys:
    """Keys of the pairs (key, number), broadcast against each other."""
    return _splitmix(keys ^ _splitmix(np.asarray(number).astype(np.uint64)))


def uniform(keys: Keys, purpose: str) -> npt.NDArray[np.float64]:
    """A mark strictly between 0 and 1 for each key, the same whenever asked for the same purpose."""
    bits = _splitmix(keys ^ np.uint64(_purpose_number(purpose))) >> np.uint64(11)
    return (bits.astype(np.float64) + 0.5) * 2.0**-53


def generator(seed: int, purpose: str) -> np.random.Generator:
    """A stream of its own for the parameters of one purpose."""
    return np.random.default_rng([seed % 2**63, _purpose_number(purpose)])
