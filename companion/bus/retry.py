"""Retry: how often a failing handler is tried, and how long to wait in between."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from .errors import CoroutineHandler, PermanentError

HOPELESS = (PermanentError, CoroutineHandler)  # trying again cannot change the outcome


class Retry(msgspec.Struct, frozen=True):
    """`attempts` counts the first try too. Waits are `first_wait_s`, times `factor` after each further
    failure.

    There is no wait after the last attempt. Raises ValueError for fewer than one attempt or a negative wait.
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
        for failure in range(self.attempts - 1):
            yield self.first_wait_s * self.factor**failure


THREE_TRIES = Retry()
