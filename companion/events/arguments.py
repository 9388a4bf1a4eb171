"""Arguments that cannot be meant, told where they are given and not where they are used.

`explore(3, events, invariant)` fails in Python's words somewhere inside, about a name the caller never wrote.
Asked at the entrance, the answer names the argument, what it should be and what it was. These questions look
at what a value can do, not at its class: a store of yours is a store if it has a store's methods.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

from .errors import ErrorWithEvidence


class WrongArgument(ErrorWithEvidence, TypeError):
    """An argument cannot be what it is meant to be. Nothing was done with it."""

    what: str
    expected: str
    value: object
    says = "{what} must be {expected}, got {value!r}."


def check_can(what: str, value: Any, expected: str, *methods: str) -> None:
    """Raise `WrongArgument` unless `value` has all these methods or attributes."""
    if isinstance(value, type) or not all(hasattr(value, method) for method in methods):
        raise WrongArgument(what, expected, value)


def check_store(value: Any, what: str = "store") -> None:
    """Raise `WrongArgument` unless `value` can be read and appended to as an event store."""
    check_can(what, value, "an event store, such as MemoryStore()", "append", "read_all", "clock")


def check_clock(value: Any) -> None:
    """Raise `WrongArgument` unless `value` tells the time and makes ids."""
    check_can("clock", value, "a clock, such as VirtualClock() or SystemClock()", "now", "new_id")


def check_function(what: str, value: object) -> None:
    """Raise `WrongArgument` unless `value` can be called."""
    if not callable(value):
        raise WrongArgument(what, "a function", value)


def check_text(what: str, value: object) -> None:
    """Raise `WrongArgument` unless `value` is text that is not empty."""
    if not (isinstance(value, str) and value):
        raise WrongArgument(what, "text, not empty", value)


def check_count(what: str, value: object, least: int = 0) -> None:
    """Raise `WrongArgument` unless `value` is a whole number from `least` on."""
    if type(value) is not int or value < least:
        raise WrongArgument(what, f"a whole number from {least} on", value)


def check_seconds(what: str, value: object) -> None:
    """Raise `WrongArgument` unless `value` is a finite number of seconds, not negative."""
    if not isinstance(value, (int, float)) or not 0 <= value < math.inf:  # NaN is refused too
        raise WrongArgument(what, "a finite number of seconds, not negative", value)


def check_all(what: str, values: Any, expected: str, *attributes: str) -> Any:
    """`values` unchanged if they can be gone through more than once, else as a tuple. Raise `WrongArgument`
    unless each has all these attributes.
    """
    if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
        raise WrongArgument(what, expected, values)
    if iter(values) is values:
        values = tuple(values)
    for each in values:
        if not all(hasattr(each, attribute) for attribute in attributes):
            raise WrongArgument(what, expected, values)
    return values
