"""Data and results: JSON in the log, read-only values in the hands of actions.

What an action returns passes through JSON before the next one sees it, so that a run that was never
interrupted sees what a resumed one sees: a tuple or list comes back as a tuple, a date as text.
"""

from __future__ import annotations

from math import isfinite
from typing import Any, NoReturn

import msgspec

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder()
NOTHING = "null"


class SagaData(dict[str, Any]):
    """A dict that cannot be changed: what actions and compensations are given. JSON encoders take it."""

    def _refuse(self, *given: object, **more: object) -> NoReturn:
        raise TypeError("a saga's data is read-only: return what later steps need as this step's result")

    __setitem__ = __delitem__ = __ior__ = update = setdefault = pop = popitem = clear = _refuse

    def with_result(self, step: str, result: Any) -> SagaData:
        """A new one that also holds the result of `step`."""
        after = SagaData(self)
        dict.__setitem__(after, step, result)
        return after

    def __reduce__(self) -> tuple[type[SagaData], tuple[dict[str, Any]]]:
        return SagaData, (dict(self),)  # a copy must not be filled item by item


def to_json(value: object) -> str:
    """`value` as JSON text. Raises TypeError or ValueError for what JSON cannot hold."""
    if value is None:
        return NOTHING
    text = _encoder.encode(value).decode()
    if NOTHING in text:  # NaN and infinity become that, too
        _refuse_endless(msgspec.to_builtins(value))
    return text


def _refuse_endless(value: object) -> None:
    if isinstance(value, float) and not isfinite(value):
        raise ValueError(f"JSON has no {value!r}")
    within = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    for each in within:
        _refuse_endless(each)


def from_json(text: str) -> Any:
    """The value of a JSON text, read-only all the way down."""
    return None if text == NOTHING else _frozen(_decoder.decode(text))


def _frozen(value: Any) -> Any:
    if type(value) is dict:
        return SagaData({name: _frozen(each) for name, each in value.items()})
    return tuple([_frozen(each) for each in value]) if type(value) is list else value


def said(error: BaseException) -> str:
    """What an error says, short and fit for every store."""
    try:
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    except Exception:  # the error's own __str__
        text = type(error).__name__
    return clean(text)


def clean(text: object) -> str:
    """At most 500 characters that every store can keep."""
    return str(text)[:500].replace("\0", "").encode("utf-8", "replace").decode()
