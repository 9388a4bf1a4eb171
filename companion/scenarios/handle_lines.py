"""The lines of a `handle`, shuffled, some of them too many: lesson 08 asks for the right ones in order.

`program(order)` is the text that letters such as "abc" stand for, `function(order)` the function made of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, Final

from companion.sourcing import ANY, ConcurrencyError, fold, handle

__all__ = ["LINES", "function", "program", "yours"]

HEAD: Final = "def handle(store, stream, decider, command):"
LINES: Final = {
    "a": "            return store.append(stream, new, expected=ANY)",
    "b": "        state = fold(decider, events)",
    "c": "    while True:",
    "d": "        try:",
    "e": "    events = store.read_events(stream)",
    "f": "            return store.append(stream, new, expected=len(events))",
    "g": "            continue",
    "h": "        new = decider.decide(command, state)",
    "i": "            raise",
    "k": "        events = store.read_events(stream)",
    "m": "            return store.append(stream, new, expected=store.version(stream))",
    "n": "        except ConcurrencyError:",
}
Handle = Callable[[Any, str, Any, Any], Any]
FILE: Final = "<your lines>"


def program(order: Iterable[str]) -> str:
    """The text of `handle` made of these lines. Raises KeyError for a letter that has no line."""
    return "\n".join([HEAD, *(LINES[letter] for letter in order)]) + "\n"


def function(order: Iterable[str]) -> Handle:
    """`handle` made of these lines. Raises SyntaxError where they do not make a program."""
    names: dict[str, Any] = {"fold": fold, "ConcurrencyError": ConcurrencyError, "ANY": ANY}
    exec(compile(program(order), FILE, "exec"), names)
    made: Handle = names["handle"]
    return made


def yours(order: Any) -> tuple[str, Handle]:
    """("your lines", their function), or ("the course's handle", that) where the lines are no program yet."""
    try:
        return "your lines", function(order)
    except (TypeError, KeyError, SyntaxError):
        return "the course's handle, until your lines make a program", handle
