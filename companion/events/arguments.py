"""Checks of arguments, made by a public function at its beginning.

Without them `explore(3, events, invariant)` fails somewhere inside, with an error about a name that the
caller never wrote. With them the error names the argument, the value wanted and the value given. A check
looks at the methods of a value, not at its class: your own store is a store if it has the methods of one.
"""

from __future__ import annotations

import math
from typing import Any

from .errors import BadInput

LONGEST_NAME = 255  # bytes of UTF-8


def check_can(what: str, value: Any, expected: str, *methods: str) -> None:
    """Raise `BadInput` unless `value` has all these methods or attributes."""
    if isinstance(value, type) or not all(hasattr(value, method) for method in methods):
        raise BadInput(what, value, f"give {expected}")


def check_store(value: Any) -> None:
    """Raise `BadInput` unless `value` can be read and appended to as an event store."""
    check_can("store", value, "an event store, such as MemoryStore()", "append", "read_all", "clock")


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


def check_name(kind: str, name: object) -> None:
    """Raise `BadInput` unless every store can keep `name`: text, not empty, no NUL, at most 255 bytes."""
    if not isinstance(name, str):
        raise BadInput(kind, name, f"its type is {type(name).__name__}, not str")
    if name.isascii() and name.isprintable() and 0 < len(name) <= LONGEST_NAME:
        return  # the usual case, checked fast
    if not name:
        raise BadInput(kind, name, "it is empty")
    if "\0" in name:
        raise BadInput(kind, name, "it holds a NUL character")
    try:
        size = len(name.encode("utf-8"))
    except UnicodeEncodeError:
        raise BadInput(kind, name, "it holds half a character (a lone surrogate)") from None
    if size > LONGEST_NAME:
        raise BadInput(kind, name, f"it has {size} bytes of UTF-8, at most {LONGEST_NAME} are kept")
