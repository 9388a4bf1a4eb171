"""Stores whose threads get in each other's way."""

import time
from collections import defaultdict
from contextlib import nullcontext
from threading import Lock

from caught import caught_by
from mini_store import MiniStore

from companion.sourcing.store import ANY


@caught_by("one writer wins and the others are told", "expected (1, 3), got (")
class NoLock(MiniStore):
    """Writers do not wait for each other, and between looking and writing some time goes by."""

    def turn(self, what):
        self.alive()
        return nullcontext()

    def check(self, stream, expected, actual):
        super().check(stream, expected, actual)
        time.sleep(0.002)


@caught_by("one id in two streams at once is stored once", "expected (1, 1), got (")
class LocksStreamsOnly(NoLock):
    """Has a lock for each stream and none for ids."""

    def __init__(self):
        super().__init__()
        self.locks = defaultdict(Lock)

    def append(self, stream, events, **named):
        with self.locks[stream]:
            return super().append(stream, events, **named)


@caught_by("two large batches do not interleave", "expected (2000, 1), got (2000, ")
class ByTheHundred(MiniStore):
    """Writes a large batch in pieces, and lets others in between them."""

    def append(self, stream, events, *, expected, **named):
        events, stored = list(events), ()
        for first in range(0, len(events) or 1, 100):
            stored += super().append(stream, events[first : first + 100], expected=expected, **named)
            expected = ANY if len(events) > 100 else expected
            time.sleep(0.001 if len(events) > 100 else 0)
        return stored


@caught_by("a batch becomes visible whole", "saw this many events of one: {0, ")
class RowByRow(MiniStore):
    """Readers see each row as it comes."""

    def commit(self, rows):
        for row in rows:
            super().commit([row])
            time.sleep(0.0005)
