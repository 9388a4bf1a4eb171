"""Retry: how often a failing handler is tried, and how long to wait in between."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import msgspec

from .errors import CoroutineHandler, PermanentError

HOPELESS = (PermanentError, CoroutineHandler)  # trying again cannot change the outcome
LONGEST_WAIT_S: Final = 1e8  # three years; doubled for ever, a wait would leave the calendar


def backoff(failures: int, first_s: float, factor: float = 2.0, longest_s: float = LONGEST_WAIT_S) -> float:
    """Seconds to wait after that many failures: `first_s`, times `factor` for each further one, at most
    `longest_s`; 0 before the first.

    The same for all who wait, on purpose, so that every run is equal: real clients add chance (jitter).
    """
    if not failures or not first_s:
        return 0.0
    try:
        return min(first_s * float(factor) ** (failures - 1), longest_s)
    except OverflowError:
        return longest_s


class Retry(msgspec.Struct, frozen=True):
    """`attempts` counts the first try too. Waits are `first_wait_s`, times `factor` after each further
    failure.

    There is no wait after the last attempt, none is longer than `LONGEST_WAIT_S`, and none is left to chance.
    Raises ValueError for fewer than one attempt or a negative wait.
    """

    attempts: int = 3
    first_wait_s: float = 0.0
    factor: float = 2.0

    def __post_init__(self) -> None:
        whole = type(self.attempts) is int and self.attempts >= 1
        if not (whole and self.first_wait_s >= 0 and self.factor >= 0):  # written so that NaN is refused too
            raise ValueError(
                f"{self!r}: attempts must be a whole number from 1, the wait and the factor not negative"
            )

    def waits_s(self) -> Iterator[float]:
        """Seconds to wait before attempt 2, 3, … up to `attempts`."""
        for failures in range(1, self.attempts):
            yield backoff(failures, self.first_wait_s, self.factor)


THREE_TRIES = Retry()
