"""The parts of a saga: steps, each an action and the compensation that undoes it in business terms, and the
data that the steps share.

A step is a local transaction in one service. Source: Garcia-Molina and Salem, "Sagas", 1987; the pivot is
Chris Richardson's word for the step after which a saga only goes forward. The result of an action is encoded
as JSON before the next action gets it, so that a run sees the same values whether it was interrupted or not:
a tuple or list becomes a tuple, a date becomes text.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Sequence
from enum import Enum
from typing import Any, Final, NamedTuple, NoReturn

import msgspec

from companion.events import BadDefinition, BadInput
from companion.events.clock import backoff

# --- data and results --------------------------------------------------------------------------------

_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder()
NULL = "null"


class SagaData(dict[str, Any]):
    """A dict that cannot be changed; actions and compensations receive it. JSON encoders accept it."""

    def _refuse(self, *given: object, **more: object) -> NoReturn:
        raise TypeError("a saga's data is read-only: return what later steps need as this step's result")

    __setitem__ = __delitem__ = __ior__ = update = setdefault = pop = popitem = clear = _refuse

    def with_result(self, step: str, result: Any) -> SagaData:
        """A copy that also holds the result of `step`."""
        after = SagaData(self)
        dict.__setitem__(after, step, result)
        return after

    def __reduce__(self) -> tuple[type[SagaData], tuple[dict[str, Any]]]:
        return SagaData, (dict(self),)  # copying must not set item by item


def to_json(value: object) -> str:
    """`value` as JSON text. Raises TypeError or ValueError for what JSON cannot hold."""
    if value is None:
        return NULL
    text = _encoder.encode(value).decode()
    if NULL in text:  # NaN and infinity become null too
        _refuse_nan_and_infinity(msgspec.to_builtins(value))
    return text


def kept(what: str, value: object, advice: str = "") -> str:
    """`value` as JSON text that can be read again, for a log. Raises `BadInput`."""
    try:
        text = to_json(value)
        if text.count("[") + text.count("{") > 100:  # so deep that Python gives up, it could not be read
            from_json(text)
        return text
    except (TypeError, ValueError, RecursionError) as error:
        raise BadInput(what, value, f"{error}{advice}") from error


def _refuse_nan_and_infinity(value: object) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError(f"JSON cannot hold {value!r}")
    within = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    for each in within:
        _refuse_nan_and_infinity(each)


def from_json(text: str) -> Any:
    """The value of a JSON text, read-only all the way down."""
    return None if text == NULL else _frozen(_decoder.decode(text))


def _frozen(value: Any) -> Any:
    if type(value) is dict:
        return SagaData({name: _frozen(each) for name, each in value.items()})
    return tuple([_frozen(each) for each in value]) if type(value) is list else value


def said(error: BaseException) -> str:
    """The text of an error, cut and cleaned so that every store can keep it."""
    try:
        text = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    except Exception:  # the error's own __str__
        text = type(error).__name__
    return clean(text)


def clean(text: object) -> str:
    """At most 500 characters that every store can keep."""
    return str(text)[:500].replace("\0", "").encode("utf-8", "replace").decode()


def not_done(result: object) -> str:
    """Why a compensation that returned `result` has not done its work; "" if it has."""
    if result is PENDING:
        return "it returned PENDING, and a compensation must be done when it returns"
    if not (inspect.isawaitable(result) or inspect.isgenerator(result) or inspect.isasyncgen(result)):
        return ""
    if hasattr(result, "close"):
        result.close()  # else Python warns that nobody awaited it
    return f"it returned a {type(result).__name__}, which nobody runs: write a plain def that does the work"


class Answer(NamedTuple):
    """The outcome of one attempt at a step: `kind` is succeeded (`text` is the result as JSON), refused,
    failed, deferred or timed out.
    """

    kind: str
    text: str = ""


# --- steps -------------------------------------------------------------------------------------------

Action = Callable[[SagaData, str], Any]

# Compensations, and actions after the pivot, are tried at least this often before the saga is stuck.
MUST_SUCCEED_ATTEMPTS: Final = 3
UNDO: Final = "/undo"


class Pending(Enum):
    """The type of PENDING."""

    PENDING = object()  # which no log can hold: PENDING is no result

    def __repr__(self) -> str:
        return self.name


PENDING: Final = Pending.PENDING  # an action returns it when the answer will come later


class Backoff(msgspec.Struct, frozen=True):
    """How long to wait between attempts: `first_wait_s` seconds, times `factor` after each further failure.

    By default it does not wait. The longest wait is three years. Raises `BadDefinition` for a negative
    or infinite wait or factor.
    """

    first_wait_s: float = 0.0
    factor: float = 2.0

    def __post_init__(self) -> None:
        numbers = isinstance(self.first_wait_s, (int, float)) and isinstance(self.factor, (int, float))
        # Written so that NaN is refused too.
        if not (numbers and 0 <= self.first_wait_s < math.inf and 0 <= self.factor < math.inf):
            raise BadDefinition(self, "a wait and its factor must be finite numbers from 0 on")

    def wait_s(self, failures: int) -> float:
        """Seconds to wait after that many failures; 0 before the first."""
        return backoff(failures, self.first_wait_s, self.factor)


NO_WAIT: Final = Backoff()


class Step(msgspec.Struct, frozen=True):
    """One step: `action(data, key)` does it, `compensation(data, key)` undoes it (None: nothing to undo).

    `data` holds the saga's start data and the result of each step done so far under the step's name. `key` is
    the same in every attempt, also after a crash; a service does nothing for a key it has seen (see
    `Effects`). The compensation's key is that of the action followed by `/undo`. The action returns a result
    that JSON can hold, or None, or PENDING; then `saga.answer` brings the result, within `timeout_s` seconds
    if given. It raises `Refused` (or `PermanentError`) for a refusal that had no effect and will not change;
    after any other exception its effect may have happened, and it is tried again, `attempts` times in all
    with `backoff` in between. Once the `pivot` has succeeded nothing is compensated any more; before that it
    is a step like the others, and needs a compensation if its outcome can remain unknown. Raises
    `BadDefinition`.
    """

    name: str
    action: Action
    compensation: Action | None = None
    attempts: int = 1
    backoff: Backoff = NO_WAIT
    pivot: bool = False
    timeout_s: float | None = None

    def __post_init__(self) -> None:
        problem = _problem(self)
        if problem:
            raise BadDefinition(self.name, problem)

    @property
    def undo_attempts(self) -> int:
        """How often the compensation is tried; after the pivot, the action too."""
        return max(self.attempts, MUST_SUCCEED_ATTEMPTS)


def _problem(step: Step) -> str:
    """Why this step cannot be run; "" if it can."""
    if not isinstance(step.name, str) or not step.name or "/" in step.name or step.name == "undo":
        return "a step's name is a text without '/', and not 'undo': it is a part of keys"
    for what, call in (("action", step.action), ("compensation", step.compensation)):
        if what == "compensation" and call is None:
            continue
        if not callable(call):
            return f"its {what} is {call!r}, which cannot be called"
        if inspect.iscoroutinefunction(call):
            return f"its {what} is an async def, and a saga does not await: write a plain def"
    if type(step.attempts) is not int or step.attempts < 1:
        return f"attempts={step.attempts!r} must be a whole number from 1"
    if not isinstance(step.backoff, Backoff):
        return f"backoff={step.backoff!r} must be a Backoff(first_wait_s, factor)"
    timeout_s = step.timeout_s
    if timeout_s is not None and not (isinstance(timeout_s, (int, float)) and 0 < timeout_s < math.inf):
        return f"timeout_s={step.timeout_s!r} must be seconds above 0, or None to wait for ever"
    return ""


def pivot_of(name: str, steps: Sequence[Step]) -> int:
    """The index of the pivot among the steps of saga `name`; their number if there is none. Raises
    `BadDefinition` for steps that make no saga.
    """
    names = [step.name for step in steps]
    pivots = [step.name for step in steps if step.pivot]
    if not steps:
        raise BadDefinition(name, "it has no step")
    twice = sorted({each for each in names if names.count(each) > 1})
    if twice:
        raise BadDefinition(name, f"two of its steps are called {twice[0]!r}")
    if len(pivots) > 1:
        raise BadDefinition(name, f"it has {len(pivots)} pivots ({', '.join(pivots)}), and can have one")
    return names.index(pivots[0]) if pivots else len(names)


def fingerprint(steps: Sequence[Step]) -> str:
    """The names and order of `steps`, which of them can be undone and which is the pivot. A running instance
    needs these unchanged. Attempts, waits and timeouts are left out: they can be changed at any time.
    """
    return ", ".join(map(_marked, steps))


def _marked(step: Step) -> str:
    marks = [mark for mark, has in (("undo", step.compensation), ("pivot", step.pivot)) if has]
    return f"{step.name} ({', '.join(marks)})" if marks else step.name
