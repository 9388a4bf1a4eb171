"""Turn any object into plain data, so that judging never handles an object that the learner made.

The result is built from None, bool, int, float, str, list and dict with str keys, of exactly those types, and
can be written as JSON and read back. No code of the learner is called: no `__eq__`, `__repr__`, `__hash__`,
`__iter__`, no property; subclasses of builtin types are read with the methods of the builtin. A value without
a plain form becomes `{"object": "TypeName"}`. Size and depth are bounded.

    None bool int str finite float              themselves
    list tuple deque range, a dict's keys()     list
    dict with str keys, other dict              dict, {"pairs": [[key, value], …]}
    a MappingProxyType                          what it shows
    set frozenset                               {"set": [sorted]}
    nan, inf                                    {"nan": true}, {"inf": 1 or -1}
    bytes                                       {"bytes": "hex"}
    datetime date                               {"time": "isoformat"}
    Decimal Fraction                            {"number": "4.50"}
    an exception                                {"error": "KeyError"}
    a record                                    {"type": "OrderPlaced", field: value, …}
    TODO                                        {"todo": true}
    a cycle, too deep, too much                 {"cut": "cycle" | "depth" | "size"}
    anything else                               {"object": "TypeName"}

A record is a Struct, a dataclass, a SimpleNamespace or an object of any class written in Python that stores
something, with or without `__slots__`. A numpy scalar is the value it holds, a numpy array a list. If
there is too much, containers are cut, but never a key of a dict and its plain value.
"""

import datetime
import decimal
import fractions
import gc
import json
import math
import sys
import types
from collections import deque
from typing import Any, Final, TypeAlias

import msgspec

from companion.exercises.todo import TODO

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"

DEEPEST: Final = 24
MOST: Final = 20_000
LONGEST: Final = 10_000
LARGEST_BITS: Final = 4_096


def plain(value: object) -> Plain:
    """`value` as plain data (see the table above). Never raises and never calls the learner's code."""
    return _Reading().read(value, 0)


def number(value: Plain) -> float | None:
    """`value` as a float if it is a finite number and not a bool, else None; a Decimal or Fraction is one."""
    if type(value) is int and abs(value) < 10**300:
        return float(value)
    if type(value) is dict and list(value) == ["number"]:
        return _exact(str(value["number"]))
    return value if type(value) is float else None


def _exact(text: str) -> float | None:
    try:
        return float(fractions.Fraction(text))
    except (ValueError, OverflowError, ZeroDivisionError):  # a Decimal that is not a number, or a huge one
        return None


def close(value: Plain, expected: float, tolerance: float = 1e-9) -> bool:
    """Whether `value` is a finite number within `tolerance` of `expected`. NaN, text and bools are not."""
    found = number(value)
    return found is not None and abs(found - expected) <= tolerance


def same(value: Plain, expected: Plain) -> bool:
    """Equal in type as well as in value: `True` is not `1`, `1.0` is not `1`."""
    return json.dumps(value, sort_keys=True) == json.dumps(expected, sort_keys=True)


class _Reading:
    """One conversion: how much was read, and which containers are open (to see a cycle)."""

    def __init__(self) -> None:
        self.count = 0
        self.open: set[int] = set()

    def read(self, value: object, depth: int) -> Plain:
        self.count += 1
        simple = _simple(value)
        if simple is not _NOT_SIMPLE:  # kept where there is too much: a key is never lost
            return simple  # type: ignore[return-value]  # the sentinel is excluded by the line above
        if self.count > MOST:
            return {"cut": "size"}
        if depth >= DEEPEST:
            return {"cut": "depth"}
        if id(value) in self.open:
            return {"cut": "cycle"}
        self.open.add(id(value))
        try:
            return self.container(value, depth + 1)
        finally:
            self.open.discard(id(value))

    def container(self, value: Any, depth: int) -> Plain:
        if type(value) is dict:
            return self.mapping(value.items(), depth)
        if type(value) is list:
            return self.items(iter(value), depth)
        line = _mro(type(value))
        one_of = _ids(line)
        if id(list) in one_of:
            return self.items(list.__iter__(value), depth)
        if id(tuple) in one_of:
            return self.items(tuple.__iter__(value), depth)
        if id(deque) in one_of:
            return self.items(deque.__iter__(value), depth)
        if any(type(value) is view for view in _VIEWS):
            return self.items(iter(value), depth)
        if id(dict) in one_of:
            return self.mapping(dict.items(value), depth)
        if id(set) in one_of:
            return self.ordered(set.__iter__(value), depth)
        if id(frozenset) in one_of:
            return self.ordered(frozenset.__iter__(value), depth)
        if type(value) is types.MappingProxyType:  # its own methods would call those of what it shows
            return self.read(gc.get_referents(value)[0], depth)
        array = _numpy("ndarray")
        if id(array) in one_of and array.size.__get__(value) <= MOST:
            return self.read(array.tolist(value), depth)
        return self.fields(value, line, depth)

    def items(self, values: Any, depth: int) -> list[Plain]:
        found: list[Plain] = []
        for value in values:
            if self.count > MOST:
                found.append({"cut": "size"})
                break
            found.append(self.read(value, depth))
        return found

    def mapping(self, pairs: Any, depth: int) -> Plain:
        found = [(self.read(key, depth), self.read(value, depth)) for key, value in _bounded(pairs)]
        if all(type(key) is str for key, _ in found):
            return {str(key): value for key, value in found}
        return {"pairs": [[key, value] for key, value in found]}

    def ordered(self, values: Any, depth: int) -> Plain:
        found = self.items(_bounded(values), depth)
        return {"set": sorted(found, key=lambda item: json.dumps(item, sort_keys=True))}

    def fields(self, value: object, line: tuple[type, ...], depth: int) -> Plain:
        name = _name(type(value))
        found = {key: self.read(part, depth) for key, part in _stored(value, line)}
        known = issubclass(type(type(value)), _STRUCT_META) or id(types.SimpleNamespace) in _ids(line)
        return {"type": name, **found} if found or known else {"object": name}


_VIEWS: Final[tuple[type, ...]] = (range, type({}.keys()), type({}.values()))
_NOT_SIMPLE: Final = object()
_STRUCT_META: Final[Any] = type(msgspec.Struct)
# What `type` knows of a class; a metaclass of the learner cannot change this.
_TYPE: Final[Any] = vars(type)
_mro: Final[Any] = _TYPE["__mro__"].__get__
_vars: Final[Any] = _TYPE["__dict__"].__get__
_name: Final[Any] = _TYPE["__name__"].__get__
_flags: Final[Any] = _TYPE["__flags__"].__get__
_WRITTEN_IN_PYTHON: Final = 1 << 9  # the class was made while Python ran (Py_TPFLAGS_HEAPTYPE)


def _ids(line: tuple[type, ...]) -> set[int]:
    """The classes as ids: comparing classes may run the `__eq__` of a learner's metaclass."""
    return set(map(id, line))


def _simple(value: Any) -> object:
    """The plain form of a value that holds no others, or the sentinel."""
    kind = type(value)
    if value is None or kind is bool:
        return value
    if kind is str:
        return _text(value)
    if kind is int:
        return _whole(value)
    if kind is float:
        return _float(value)
    if kind is dict or kind is list:
        return _NOT_SIMPLE
    if value is TODO:
        return {"todo": True}
    line = _ids(_mro(kind))
    if id(int) in line:
        return _whole(int.__int__(value))
    if id(float) in line:
        return _float(float.__float__(value))
    if id(str) in line:
        return _text(str.__str__(value))
    if id(bytes) in line:
        return {"bytes": bytes.hex(value)[:LONGEST]}
    scalar = _numpy("generic")
    if id(scalar) in line:
        held = scalar.item(value)
        return _NOT_SIMPLE if type(held) is kind else _simple(held)
    return _stamped(value, kind, line)


def _stamped(value: Any, kind: type, line: set[int]) -> object:
    if kind is datetime.datetime or kind is datetime.date:
        return {"time": kind.isoformat(value)}
    if kind is decimal.Decimal or kind is fractions.Fraction:
        return {"number": kind.__str__(value)}
    if id(BaseException) in line:
        return {"error": _name(kind)}
    return _NOT_SIMPLE


def _numpy(name: str) -> Any:
    """A class of numpy if numpy is loaded; else an object that equals no class."""
    return getattr(sys.modules.get("numpy"), name, _NOT_SIMPLE)


def _whole(value: int) -> Plain:
    return value if value.bit_length() <= LARGEST_BITS else {"object": "a huge int"}


def _float(value: float) -> Plain:
    if math.isnan(value):
        return {"nan": True}
    return {"inf": 1 if value > 0 else -1} if math.isinf(value) else value


def _text(text: str) -> str:
    if text.isascii() and len(text) <= LONGEST:
        return text
    cut = text if len(text) <= LONGEST else text[:LONGEST] + "…"
    return cut.encode("utf-8", "replace").decode("utf-8")  # a lone surrogate cannot be printed


def _bounded(values: Any) -> list[Any]:
    return [value for value, _ in zip(values, range(MOST), strict=False)]


def _field_names(kind: Any) -> list[str]:
    """The declared fields of a struct or dataclass, in order; empty for any other class."""
    if issubclass(type(kind), _STRUCT_META):
        return list(_STRUCT_META.__dict__["__struct_fields__"].__get__(kind))
    for parent in _mro(kind):
        found = _vars(parent).get("__dataclass_fields__")
        if type(found) is dict:
            return [name for name in found if type(name) is str]
    return []


def _stored(value: object, line: tuple[type, ...]) -> list[tuple[str, object]]:
    """Names and values stored in `value` if it is a record; no property is run."""
    own = _own_dict(value, line)
    if id(types.SimpleNamespace) in _ids(line):
        return list(own.items())
    if names := _field_names(type(value)):
        return [(name, own[name] if name in own else _slot(value, name, line)) for name in names]
    if not _flags(type(value)) & _WRITTEN_IN_PYTHON:
        return []
    slots = [(name, _slot(value, name, line)) for name in _slot_names(line)]
    return [*slots, *own.items()]


def _slot_names(line: tuple[type, ...]) -> list[str]:
    """The names in `__slots__`, those of the most general class first."""
    stored = [_vars(each) for each in reversed(line) if "__slots__" in _vars(each)]
    return [
        name for each in stored for name, kind in each.items() if type(kind) is types.MemberDescriptorType
    ]


def _own_dict(value: object, line: tuple[type, ...]) -> dict[str, object]:
    for kind in line:
        entry = _vars(kind).get("__dict__")
        if type(entry) in (types.GetSetDescriptorType, types.MemberDescriptorType):
            found = entry.__get__(value)
            return {k: v for k, v in dict.items(found) if type(k) is str} if type(found) is dict else {}
    return {}


def _slot(value: object, name: str, line: tuple[type, ...]) -> object:
    for kind in line:
        entry = _vars(kind).get(name)
        if type(entry) is types.MemberDescriptorType:
            try:
                return entry.__get__(value)
            except AttributeError:  # declared and never set
                return None
    return None
