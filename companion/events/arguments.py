"""Arguments that cannot be meant, told where they are given and not where they are used.

`explore(3, events, invariant)` fails in Python's words somewhere inside, about a name the caller never wrote.
Asked at the entrance, the answer names the argument, what it should be and what it was. These questions look
at what a value can do, not at its class: a store of yours is a store if it has a store's methods.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from .clock import Clock, SystemClock
from .errors import BadInput


def check_can(what: str, value: Any, expected: str, *methods: str) -> None:
    """Raise `BadInput` unless `value` has all these methods or attributes."""
    if isinstance(value, type) or not all(hasattr(value, method) for method in methods):
        raise BadInput(what, value, f"give {expected}")


def check_store(value: Any, what: str = "store") -> None:
    """Raise `BadInput` unless `value` can be read and appended to as an event store."""
    check_can(what, value, "an event store, such as MemoryStore()", "append", "read_all", "clock")


def checked_clock(clock: Clock | None) -> Clock:
    """`clock`, or the system's for None. Raise `BadInput` unless it tells the time and makes ids."""
    if clock is None:
        return SystemClock()
    check_can("clock", clock, "a clock, such as VirtualClock() or SystemClock()", "now", "new_id")
    return clock


def check_function(what: str, value: object) -> None:
    """Raise `BadInput` unless `value` can be called."""
    if not callable(value):
        raise BadInput(what, value, "give a function")


def check_text(what: str, value: object) -> None:
    """Raise `BadInput` unless `value` is text that is not empty."""
    if not (isinstance(value, str) and value):
        raise BadInput(what, value, "give text, not empty")


def check_count(what: str, value: object, least: int = 0) -> None:
    """Raise `BadInput` unless `value` is a whole number from `least` on."""
    if type(value) is not int or value < least:
        raise BadInput(what, value, f"give a whole number from {least} on")


def check_seconds(what: str, value: object) -> None:
    """Raise `BadInput` unless `value` is a finite number of seconds, not negative."""
    if not isinstance(value, (int, float)) or not 0 <= value < math.inf:  # NaN is refused too
        raise BadInput(what, value, "give a finite number of seconds, not negative")


def check_all(what: str, values: Any, expected: str, *attributes: str) -> Any:
    """`values` unchanged if they can be gone through more than once, else as a tuple. Raise `BadInput`
    unless each has all these attributes.
    """
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise BadInput(what, values, f"give {expected}")
    if iter(values) is values:
        values = tuple(values)
    for each in values:
        if not all(hasattr(each, attribute) for attribute in attributes):
            raise BadInput(what, values, f"give {expected}")
    return values
