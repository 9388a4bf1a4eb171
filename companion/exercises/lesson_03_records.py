"""What a record of a failure says, whatever its form: a tuple, a list, a dict, an object or one sentence.

A learner may keep `(event, handler, error)`, `{"event": …}` or text; all of them are right as long as event,
handler, error and tries can be told from it. Compared by identity, never with the learner's `==`.
"""

from collections.abc import Callable
from typing import Any


def parts(record: Any) -> list[Any]:
    """The values a record is made of, those of a container inside it too; the record itself if it is none."""
    return [inner for part in _values(record) for inner in (part, *_inside(part))]


def _inside(part: Any) -> list[Any]:
    return _values(part) if type(part) in (tuple, list, dict) else []


def _values(record: Any) -> list[Any]:
    if isinstance(record, (tuple, list)):
        return list(record)
    if isinstance(record, dict):
        return list(dict.values(record))
    fields = getattr(type(record), "__struct_fields__", ()) or _slots(type(record))
    if fields and not isinstance(record, BaseException):
        return [getattr(record, name, None) for name in fields]
    stored = getattr(record, "__dict__", None)
    return list(stored.values()) if type(stored) is dict and not isinstance(record, Exception) else [record]


def _slots(kind: type) -> list[str]:
    """The names that a class and its bases, Python's own apart, keep in `__slots__`; one may be text."""
    of_each = [each.__dict__.get("__slots__", ()) for each in kind.__mro__ if each.__module__ != "builtins"]
    names = [name for slots in of_each for name in ([slots] if type(slots) is str else slots)]
    return [name for name in names if type(name) is str and not name.startswith("__")]


def names_event(record: Any, event: Any) -> bool:
    """Whether the record holds the event itself, or text with its order id."""
    return any(part is event or (type(part) is str and event.order_id in part) for part in parts(record))


def names_handler(record: Any, handler: Callable[..., Any]) -> bool:
    """Whether the record holds the handler itself, or text with its name."""
    name = handler.__name__
    return any(part is handler or (type(part) is str and name in part) for part in parts(record))


def names_error(record: Any, error: BaseException) -> bool:
    """Whether the record holds the error itself, its class, or text with its message or its kind."""
    words = [word for word in (str(error), type(error).__name__) if word]
    return any(
        part is error or part is type(error) or (type(part) is str and any(word in part for word in words))
        for part in parts(record)
    )


def names_tries(record: Any, tries: int) -> bool:
    """Whether the record holds the number of tries, or text with it."""
    return any(
        (type(part) is int and part == tries) or (type(part) is str and str(tries) in part)
        for part in parts(record)
    )
