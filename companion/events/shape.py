"""Which types the fields of an event can have, and whether values fit them.

`refuse_mutable_fields` checks a class when it is defined, `compiled` makes the fast test that publish and
append run on every event, and `problem` finds the wrong value when that test fails. All three read msgspec's
own description of the types, so that they accept what the codec can write and read back. That includes the
limits of `msgspec.Meta(gt=0)`, which hold when an event is read.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import cache
from math import isfinite
from typing import Any, cast, get_origin
from uuid import UUID

from msgspec import inspect as mi

from .errors import BadDefinition, short

Problem = tuple[str, str, str]  # path, expected, got

EXACT: dict[type[mi.Type], type] = {
    mi.NoneType: type(None), mi.BoolType: bool, mi.IntType: int, mi.StrType: str, mi.BytesType: bytes,
    mi.DateType: date, mi.TimeDeltaType: timedelta, mi.UUIDType: UUID, mi.DecimalType: Decimal,
}  # fmt: skip
LIMITS: dict[str, Callable[[Any, Any], bool]] = {
    "gt": operator.gt, "ge": operator.ge, "lt": operator.lt, "le": operator.le,
    "multiple_of": lambda value, step: not value % step,
    "min_length": lambda value, least: len(value) >= least,
    "max_length": lambda value, most: len(value) <= most,
    "pattern": lambda value, pattern: re.search(pattern, value) is not None,
    "tz": lambda value, zoned: (value.utcoffset() is not None) == zoned,
}  # fmt: skip
"""What msgspec.Meta can say of a value, and whether it holds."""
UNLIMITED = {kind: kind() for kind in EXACT}
REMEDY: dict[type[mi.Type], str] = {
    mi.ListType: "write tuple[X, ...] instead of a list",
    mi.SetType: "write frozenset[X] or tuple[X, ...] instead of a set",
    mi.DictType: "write tuple[tuple[K, V], ...] or a frozen struct instead of a dict",
    mi.TypedDictType: "write a frozen struct instead of a dict",
    mi.ByteArrayType: "write bytes instead of bytearray",
    mi.MemoryViewType: "write bytes instead of memoryview",
    mi.AnyType: "say what it holds, for example str, tuple[str, ...] or a frozen struct",
}


def fields(cls: type) -> tuple[mi.Field, ...]:
    """The fields of an event class with their types resolved. Raises NameError when an annotation has an
    unknown name."""
    return cast("mi.StructType", mi.type_info(cls)).fields


def refuse_mutable_fields(cls: type) -> None:
    """Raise `BadDefinition` if a field of `cls`, at any depth, could be changed after the event was made."""
    try:
        declared = fields(cls)
    except NameError:  # a name defined further down: checked when the first event is validated
        return
    for field in declared:
        remedy = _remedy(field.type, set())
        if remedy:
            problem = f"it could be changed after the event happened; {remedy}"
            raise BadDefinition(f"{cls.__name__}.{field.name}", problem)


def _remedy(kind: mi.Type, seen: set[type]) -> str:
    """Why `kind` is mutable and what to write instead; empty when it is immutable."""
    if type(kind) in REMEDY:
        return REMEDY[type(kind)]
    if isinstance(kind, (mi.CustomType, mi.RawType, mi.ExtType)):
        named = getattr(getattr(kind, "cls", None), "__name__", "this type")
        return f"{named} cannot be written as JSON; write plain values, tuple[X, ...] or a frozen struct"
    cls = getattr(kind, "cls", None)
    if isinstance(kind, (mi.StructType, mi.DataclassType)):
        if kind.cls in seen:
            return ""
        seen.add(kind.cls)
        if not _is_frozen(kind.cls):
            name = kind.cls.__name__
            return f"{name} is not frozen; write class {name}(msgspec.Struct, frozen=True)"
    for inner in _inside(kind):
        remedy = _remedy(inner, seen)
        if remedy:
            return f"inside {cls.__name__}: {remedy}" if cls is not None else remedy
    return ""


def _is_frozen(cls: Any) -> bool:
    cls = get_origin(cls) or cls  # of Priced[int], Priced
    if hasattr(cls, "__struct_config__"):
        return bool(cls.__struct_config__.frozen)
    params = getattr(cls, "__dataclass_params__", None)
    return params is not None and bool(params.frozen)


def _inside(kind: mi.Type) -> tuple[mi.Type, ...]:
    """The types `kind` is made of, one level down."""
    if isinstance(kind, mi.UnionType):
        return kind.types
    if isinstance(kind, mi.TupleType):
        return kind.item_types
    if isinstance(kind, (mi.VarTupleType, mi.FrozenSetType)):
        return (kind.item_type,)
    if isinstance(kind, mi.Metadata):
        return (kind.type,)
    if isinstance(kind, (mi.StructType, mi.DataclassType, mi.NamedTupleType)):
        return tuple(field.type for field in kind.fields)
    return ()


def compiled(cls: type) -> Callable[[Any], bool]:
    """A test of one event, made once per class: exact types are compared in one expression, and only fields
    that hold other values are searched.

    It is an expression and not a loop because it runs on every publish. A person would write by hand:
    `lambda event: type(event.order_id) is str and problem(kind, event.items) is None`.
    """
    refuse_mutable_fields(cls)
    known: dict[str, Any] = {"problem": problem}
    tests = []
    for number, field in enumerate(fields(cls)):
        exact = EXACT.get(type(field.type)) if field.type == UNLIMITED.get(type(field.type)) else None
        known[f"t{number}"] = exact or field.type
        value = f"event.{field.name}"
        tests.append(f"type({value}) is t{number}" if exact else f"problem(t{number}, {value}) is None")
    source = f"lambda event: {' and '.join(tests) or 'True'}"
    test = eval(source, known)  # safe: field names are identifiers, the rest is ours
    return cast("Callable[[Any], bool]", test)


def problem(kind: mi.Type, value: Any) -> Problem | None:
    """Where and how `value` does not fit `kind`: (path, expected, got), or None when it fits."""
    exact = EXACT.get(type(kind))
    if type(value) is exact and kind == UNLIMITED[type(kind)]:
        return None
    if isinstance(kind, mi.UnionType):
        return _fits_no_choice(kind, value)
    wrong_type = exact.__name__ if exact and type(value) is not exact else _expected(kind, value)
    expected = wrong_type or _beyond(kind, value)
    if expected:
        return "", expected, shown(value)
    wrong = None
    for step, inner, part in _parts(kind, value):
        found = problem(inner, part)
        if found is not None:
            path, expected, got = found
            found = (f"[{step}]" if isinstance(step, int) else step) + path, expected, got
            if type(value) is not frozenset:
                return found
            wrong = min(wrong or found, found)  # a frozenset has no order, the error must be the same
    return wrong


def shown(value: object) -> str:
    """A value and its type, cut to a length that fits a sentence."""
    return f"{short(value, 60)} ({type(value).__name__})"


def _fits_no_choice(kind: mi.UnionType, value: Any) -> Problem | None:
    found = [problem(choice, value) for choice in kind.types]
    if not all(found):
        return None
    deeper = [one for one in found if one and one[0]]  # the right type, with a wrong value inside
    return deeper[0] if deeper else ("", " or ".join(one[1] for one in found if one), shown(value))


def _expected(kind: Any, value: Any) -> str:
    """What `value` should be instead; "" if it fits, whatever its parts are."""
    match kind:
        case mi.StructType() | mi.DataclassType() | mi.NamedTupleType():
            cls = kind.cls
            if type(value) is cls or type(value) is get_origin(cls):  # of Priced[int], Priced
                return ""
            again = type(value).__name__ == cls.__name__
            note = " as the event class knew it (run the cell that defines the event again)" if again else ""
            return cls.__name__ + note
        case mi.VarTupleType():
            return "" if type(value) is tuple else "a tuple"
        case mi.TupleType(item_types=kinds):
            return "" if type(value) is tuple and len(value) == len(kinds) else f"a tuple of {len(kinds)}"
        case mi.FrozenSetType():
            return "" if type(value) is frozenset else "a frozenset"
        case mi.FloatType():
            return "" if _is_number(value) else "a finite float"
        case mi.DateTimeType():
            return _expected_moment(value)
        case mi.TimeType():
            return _expected_offset("time", value.utcoffset()) if type(value) is time else "time"
        case mi.EnumType():
            return "" if isinstance(value, kind.cls) else kind.cls.__name__
        case mi.LiteralType(values=choices):
            fine = any(type(value) is type(choice) and value == choice for choice in choices)
            return "" if fine else " or ".join(map(repr, choices))
    return ""  # Metadata: its one part says


@cache
def _limits(kind: type[mi.Type]) -> tuple[str, ...]:
    return tuple(name for name in LIMITS if name in kind.__struct_fields__)


def _beyond(kind: mi.Type, value: Any) -> str:
    """The first limit that a value of the right type breaks; "" if there is none."""
    for name in _limits(type(kind)):
        limit = getattr(kind, name)
        if limit is not None and not LIMITS[name](value, limit):
            return f"a value with {name}={limit!r}"
    return ""


def _is_number(value: Any) -> bool:
    """Whether JSON keeps it: not NaN, which would become null; an int only if an equal float comes back."""
    try:
        return isfinite(value) if type(value) is float else type(value) is int and float(value) == value
    except OverflowError:
        return False


def _expected_moment(value: Any) -> str:
    offset = value.utcoffset() if type(value) is datetime else None
    if offset is None:
        return "a datetime with a time zone"
    return _expected_offset("datetime", offset)


def _expected_offset(kind: str, offset: timedelta | None) -> str:
    whole = not offset or offset % timedelta(minutes=1) == timedelta(0)  # RFC 3339 has no seconds there
    return "" if whole else f"a {kind} whose offset from UTC is in whole minutes"


def _parts(kind: Any, value: Any) -> list[tuple[str | int, mi.Type, Any]]:
    """The parts of a value that has the right type: each with the step that leads to it, and its kind."""
    match kind:
        case mi.StructType() | mi.DataclassType() | mi.NamedTupleType():
            return [("." + each.name, each.type, getattr(value, each.name)) for each in kind.fields]
        case mi.VarTupleType():
            return [(index, kind.item_type, item) for index, item in enumerate(value)]
        case mi.TupleType():
            both = zip(kind.item_types, value, strict=True)
            return [(index, inner, item) for index, (inner, item) in enumerate(both)]
        case mi.FrozenSetType():
            return [("{}", kind.item_type, item) for item in value]
        case mi.Metadata():
            return [("", kind.type, value)]
    return []
