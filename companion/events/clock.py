"""Clocks: the only source of time and of ids in the package.

`SystemClock` is the machine's; `VirtualClock` stands still until told otherwise, so an hour of waiting takes
no time and every run makes the same ids. Ids are UUIDs of version 7 (RFC 9562, sections 5.7 and 6.2): they
sort in the order in which they were made.
`clock.point(name)` marks where a fault can happen; it does something only in the lab.
"""

from __future__ import annotations

import os
import time
from _thread import allocate_lock
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from itertools import count
from random import Random
from typing import Final, Protocol

from .errors import BadInput

_begun = (-1, "")  # the high bits of the last number that was written, and their text


def id_of(number: int) -> str:
    """The UUID for a number from `IdSequence.draw`, as text."""
    global _begun
    high = number >> 48
    known, begin = _begun
    if known != high:  # it changes once a millisecond, and writing it is most of the work
        digits = f"{high:020x}"
        begin = f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:]}-"
        _begun = high, begin
    return f"{begin}{number & 0xFFFF_FFFF_FFFF:012x}"


class Clock(Protocol):
    """What the package needs from a clock."""

    def now(self) -> datetime:
        """The present, timezone-aware, in UTC."""
        ...

    def sleep(self, seconds: float) -> None:
        """Let `seconds` pass: a real clock blocks, a virtual one advances."""
        ...

    def new_id(self) -> str:
        """A new UUID of version 7, greater than every id this clock gave before."""
        ...

    def point(self, name: str) -> None:
        """Mark a point in the code where a fault can happen. Does nothing outside the lab."""
        ...


class IdSequence:
    """Version-7 UUIDs that always grow: the time in milliseconds, 26 random bits, and a count from a random
    start.

    `bits(n)` gives n random bits. A clock set back keeps the last millisecond, as RFC 9562 section 6.2
    advises. Safe to use from several threads.
    """

    def __init__(self, bits: Callable[[int], int]) -> None:
        self.start(bits)

    def start(self, bits: Callable[[int], int]) -> None:
        """Begin a new sequence with new random bits."""
        self._lock = allocate_lock()
        rand_a, rand_b = bits(12), 0x8000 | bits(14)  # 0b10 is the RFC's variant
        self._random = 0x7000_0000_0000_0000_0000 | rand_a << 64 | rand_b << 48
        # The count begins in the lower third of its 48 bits, so it cannot overflow for years.
        self._next = count((1 << 44) + bits(46)).__next__
        self._stamp = 0
        self._until_ns = 0  # when the next millisecond begins

    def draw(self, now_ns: int) -> int:
        """The next id, as a number, for the given nanoseconds since 1970."""
        if now_ns >= self._until_ns:
            self._begin(now_ns // 1_000_000)
        return self._stamp + self._next()

    def _begin(self, ms: int) -> None:
        with self._lock:
            if ms * 1_000_000 >= self._until_ns:
                self._stamp = ms << 80 | self._random
                self._until_ns = (ms + 1) * 1_000_000


# One for the process, so that two SystemClocks never give one id twice. Random() is seeded by the machine.
_ids = IdSequence(Random().getrandbits)


def _start_ids_afresh() -> None:
    """After a fork the child needs its own sequence: otherwise parent and child make the same ids."""
    _ids.start(Random().getrandbits)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_start_ids_afresh)


class SystemClock:
    """The machine's time. Its ids always grow within a process, in all threads together."""

    def now(self) -> datetime:
        return datetime.now(UTC)

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)

    def new_id(self) -> str:
        return id_of(_ids.draw(time.time_ns()))

    def point(self, name: str) -> None:
        pass

    def __repr__(self) -> str:
        return "SystemClock()"


class VirtualClock:
    """Time that passes only in `sleep` and `advance`; the ids depend only on `seed` and the time.

    `start` is the first moment (default 2024-01-01 00:00 UTC; must be timezone-aware). `on_point`, if set, is
    called with the name of every `point` that is reached: the lab makes its crashes there.
    """

    def __init__(self, start: datetime = datetime(2024, 1, 1, tzinfo=UTC), seed: int = 0) -> None:
        if not isinstance(start, datetime) or start.utcoffset() is None:
            raise ValueError(f"start has no time zone: {start!r}; write datetime(..., tzinfo=UTC)")
        self.start = start.astimezone(UTC)
        self.seed = seed
        self.on_point: Callable[[str], None] | None = None
        self._now = self.start
        random = Random(seed).random  # the one method whose results are equal on every machine and version
        self._ids = IdSequence(lambda bits: int(random() * (1 << bits)))

    def now(self) -> datetime:
        return self._now

    def advance(self, seconds: float) -> None:
        """Let `seconds` pass at once. Raises ValueError if they are negative: time does not run backwards."""
        if not isinstance(seconds, (int, float)) or not seconds >= 0:  # written so that NaN is refused too
            raise ValueError(f"cannot advance by {seconds!r} s: time does not run backwards")
        self._now += timedelta(seconds=seconds)

    sleep = advance

    @property
    def elapsed_s(self) -> float:
        """Seconds since `start`."""
        return (self._now - self.start).total_seconds()

    def new_id(self) -> str:
        return id_of(self._ids.draw((self._now - _EPOCH) // _MILLISECOND * 1_000_000))

    def point(self, name: str) -> None:
        if self.on_point is not None:
            self.on_point(name)

    def __repr__(self) -> str:
        return f"VirtualClock(elapsed_s={self.elapsed_s:g}, seed={self.seed})"


def checked_clock(clock: Clock | None) -> Clock:
    """`clock`, or the system's for None. Raise `BadInput` unless it tells the time and makes ids."""
    if clock is None:
        return SystemClock()
    if isinstance(clock, type) or not (hasattr(clock, "now") and hasattr(clock, "new_id")):
        raise BadInput("clock", clock, "give a clock, such as VirtualClock() or SystemClock()")
    return clock


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_MILLISECOND = timedelta(milliseconds=1)
LONGEST_WAIT_S: Final = 1e8  # three years; without a limit, doubling would pass the last possible date


def backoff(failures: int, first_s: float, factor: float = 2.0, longest_s: float = LONGEST_WAIT_S) -> float:
    """Seconds to wait after that many failures: `first_s`, times `factor` for each further one, at most
    `longest_s`; 0 before the first.

    Without randomness, so that every run is equal; real clients add some (jitter).
    """
    if not failures or not first_s:
        return 0.0
    try:
        return min(first_s * float(factor) ** (failures - 1), longest_s)
    except OverflowError:
        return longest_s


def microseconds(moment: datetime) -> int:
    """Whole microseconds since 1970, as databases keep a time."""
    return (moment - _EPOCH) // _MICROSECOND


def moment_of(us: int) -> datetime:
    """The aware datetime, in UTC, that `microseconds` was made from."""
    return _EPOCH + timedelta(microseconds=us)
