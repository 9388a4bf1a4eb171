"""Values in the words of a report: the returned value beside the expected one.

The form of `plain` is never shown: `{"number": "0.96"}` is written as 0.96, `{"object": "Order"}` as
something of type Order. Long values are cut between two parts and end in "…".
"""

import re
from typing import Any, Final

from companion.exercises.plain import Plain

LONGEST: Final = 60
_TYPES: Final = {str: "a text", int: "a number", float: "a float", bool: "True or False", type(None): "None"}


def in_words(value: Plain, longest: int = LONGEST) -> str:
    """A value from `plain` as Python would show it, in at most about `longest` characters."""
    if type(value) is str:
        return repr(value if len(value) <= longest else value[: longest - 1] + "…")
    if type(value) is list:
        return "[" + _joined([in_words(each, longest) for each in value], longest) + "]"
    if type(value) is dict:
        return _described(value, longest)
    return str(value)


def beside(value: Plain, expected: Plain) -> str:
    """`value` in words, with its type if it looks like `expected` but is of another type: '950' (a text)."""
    text = in_words(value)
    if _bare(text) == _bare(in_words(expected)) and type(value) is not type(expected):
        exact = type(value) is dict and list(value) == ["number"]
        told = "a Decimal or Fraction" if exact else _TYPES.get(type(value), "another type")
        return f"{text} ({told})"
    return text


def _bare(text: str) -> str:
    """Without quotes, and whole floats like whole numbers."""
    return re.sub(r"\.0+$", "", text.strip("'\""))


def _described(value: dict[str, Any], longest: int) -> str:
    """A dict, or a value that `plain` writes as a dict."""
    for key, form in _FORMS.items():
        if list(value) == [key]:
            return str(form(value[key], longest))
    if type(value.get("type")) is str:
        parts = [f"{key}={in_words(part, longest)}" for key, part in value.items() if key != "type"]
        return f"{value['type']}({_joined(parts, longest)})"
    return (
        "{" + _joined([f"{key!r}: {in_words(part, longest)}" for key, part in value.items()], longest) + "}"
    )


def _pairs(pairs: Any, longest: int) -> str:
    return "{" + _joined([f"{in_words(k, longest)}: {in_words(v, longest)}" for k, v in pairs], longest) + "}"


def _set(items: Any, longest: int) -> str:
    return "{" + _joined([in_words(each, longest) for each in items], longest) + "}" if items else "set()"


_FORMS: Final[dict[str, Any]] = {
    "number": lambda text, _: str(text),
    "nan": lambda _, __: "nan",
    "inf": lambda sign, _: "inf" if sign == 1 else "-inf",
    "time": lambda text, _: str(text),
    "bytes": lambda text, _: f"{len(text) // 2} bytes",
    "error": lambda name, _: f"an error, {name}",
    "object": lambda name, _: name if name == "a huge int" else f"something of type {name}",
    "todo": lambda _, __: "TODO",
    "cut": lambda _, __: "…",
    "set": _set,
    "pairs": _pairs,
}


def _joined(parts: list[str], longest: int) -> str:
    """The parts with commas, as many as fit, and "…" for the others."""
    kept: list[str] = []
    for part in parts:
        if kept and sum(map(len, kept)) + 2 * len(kept) + len(part) > longest:
            return ", ".join([*kept, "…"])
        kept.append(part)
    return ", ".join(kept)


_INSIDE: Final = re.compile(
    r"\{'(number|time|bytes|error|object|cut)': '([^'{}]*)'\}|\{'(nan|inf|todo)': (True|-?1)\}"
)


def readable(text: str) -> str:
    """A sentence with each printed value of `plain` replaced by words."""
    return _INSIDE.sub(_inside_in_words, text)


def _inside_in_words(found: re.Match[str]) -> str:
    if found[1]:
        return in_words({found[1]: found[2]})
    return in_words({found[3]: int(found[4]) if found[3] == "inf" else True})
