"""Handlers: callables that take (event) or (event, envelope), with a name and a policy for failures.

The functions here inspect a callable when it is registered, so that the bus does not have to do it at every
delivery.
"""

from __future__ import annotations

import inspect
import sys
import warnings
from collections.abc import Callable, Iterator
from types import CodeType
from typing import Any, TypeVar

import msgspec

from companion.events import BadDefinition, BadInput, Event, PermanentError
from companion.events.clock import backoff

Handler = Callable[..., Any]
H = TypeVar("H", bound=Handler)

EVERY = "Event"  # the name under which a handler hears all events
HOPELESS = (PermanentError, BadDefinition)  # errors for which a retry cannot help


class Retry(msgspec.Struct, frozen=True):
    """How often a failing handler is tried: `attempts` times, the first one included.

    The first wait is `first_wait_s` seconds; each further wait is `factor` times longer, up to
    three years. Raises ValueError for fewer than one attempt or a negative wait.
    """

    attempts: int = 3
    first_wait_s: float = 0.0
    factor: float = 2.0

    def __post_init__(self) -> None:
        numbers = isinstance(self.first_wait_s, (int, float)) and isinstance(self.factor, (int, float))
        whole = numbers and type(self.attempts) is int and self.attempts >= 1
        if not (whole and self.first_wait_s >= 0 and self.factor >= 0):  # written so that NaN is refused too
            raise ValueError(
                f"{self!r}: attempts must be a whole number from 1, the wait and the factor not negative"
            )

    def waits_s(self) -> Iterator[float]:
        """Seconds to wait before attempt 2, 3, … up to `attempts`."""
        for failures in range(1, self.attempts):
            yield backoff(failures, self.first_wait_s, self.factor)


THREE_TRIES = Retry()


def check_policy(retry: object, takes_s: object = 0.0) -> Retry:
    """`retry`. Raises TypeError if it is not a Retry, ValueError if `takes_s` is not a number of seconds."""
    if not isinstance(retry, Retry):
        raise TypeError(f"retry={retry!r} is not a Retry: write retry=Retry(attempts=3)")
    if not (isinstance(takes_s, (int, float)) and takes_s >= 0):  # written so that NaN is refused too
        raise ValueError(f"takes_s={takes_s!r}: give seconds, not negative")
    return retry


def check_service(name: str) -> str:
    """`name`. Raises TypeError if it is not text, ValueError if it is empty."""
    if not isinstance(name, str):
        raise TypeError(f"{name!r} cannot name a service: its type is {type(name).__name__}, not str")
    if not name:
        raise ValueError("'' cannot name a service: nobody would find it in a trace")
    return name


class Subscription(msgspec.Struct, eq=False):
    """One handler of one service for one event name ("Event" hears all).

    `takes_s` is how long the handler's work takes where time is simulated (default 0.0); `retry` overrides
    the bus's. `cell` is the code of the notebook cell, script or module that registered it.
    """

    service: str
    event_type: str
    handler: Handler
    takes_s: float
    retry: Retry | None
    takes_envelope: bool
    name: str  # the handler's, for people
    cell: CodeType | None = None

    def __repr__(self) -> str:
        return f"<{self.service}.{self.name} on {self.event_type}>"


# --- the names of handlers ----------------------------------------------------------------------------


def name_of(handler: Handler) -> str:
    """A handler's short name, also for a partial or a callable object."""
    handler = getattr(handler, "func", handler)
    return str(getattr(handler, "__name__", type(handler).__name__))


def full_name(handler: Handler) -> str:
    """A handler's module and qualified name; a lambda's also has its line, an object's is its class's."""
    inner = getattr(handler, "func", handler)
    named = inner if hasattr(inner, "__qualname__") else type(inner)
    code = getattr(inner, "__code__", None)
    line = f":{code.co_firstlineno}" if code is not None and code.co_name == "<lambda>" else ""
    return f"{getattr(named, '__module__', None)}.{named.__qualname__}{line}"


def is_again(new: Handler, old: Handler) -> bool:
    """Whether `new`, with the same full name, replaces `old`: it is the same object or the same method of one
    object, or both come from `def`, where Python too replaces the earlier function.
    """
    if new is old or (hasattr(new, "__self__") and new == old):
        return True
    return inspect.isfunction(new) and inspect.isfunction(old) and new.__name__ != "<lambda>"


def running_cell() -> CodeType | None:
    """The code of the notebook cell, script or module that is running now."""
    frame = sys._getframe(1)
    while frame.f_code.co_name != "<module>":
        if frame.f_back is None:
            return None  # in a thread no module or cell is running
        frame = frame.f_back
    return frame.f_code


def subscribed(
    service: str, event_type: str, handler: Handler, takes_s: float, retry: Retry | None
) -> Subscription:
    """A subscription of `handler`. Raises `BadDefinition` for a handler that no bus can run."""
    with_envelope, name = wants_envelope(handler), name_of(handler)
    return Subscription(service, event_type, handler, takes_s, retry, with_envelope, name, running_cell())


def warn_that_it_replaces(new: Subscription) -> None:
    """Warn that a handler of the same name, registered by another cell, is replaced."""
    warnings.warn(
        f"{new!r} replaces a handler of that name from another cell, which hears no more. If both are to "
        f"hear, write a def with a name of its own for each, or give each its own service.",
        stacklevel=5,
    )


def name_of_type(event_type: object) -> str:
    if isinstance(event_type, str) and event_type.isidentifier():
        return event_type
    if isinstance(event_type, type) and issubclass(event_type, Event):
        return event_type.__name__
    problem = "give a class derived from Event, its name in quotes, or Event itself to hear everything"
    raise BadInput("event type", event_type, problem)


# --- what a bus can run -------------------------------------------------------------------------------


def wants_envelope(handler: Handler) -> bool:
    """Whether `handler` takes (event, envelope) rather than (event). Raises `BadDefinition` when it takes
    neither, cannot be called, or contains a `yield`: calling a generator runs no code.

    A second parameter with a default counts only when it is called `envelope`: `lambda event, n=n: …` means
    its own n.
    """
    if not callable(handler):
        raise BadDefinition(
            repr(handler), "it is no function; register one handler at a time, without calling it"
        )
    for body in _bodies(handler):
        if inspect.isgeneratorfunction(body) or inspect.isasyncgenfunction(body):
            raise bad_handler(name_of(handler), "it contains `yield`, so calling it runs nothing")
    try:
        parameters = list(inspect.signature(handler).parameters.values())
    except (ValueError, TypeError):  # written in C without a signature
        return False
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    takes_any = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    optional = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    needed = [p for p in parameters if p.default is p.empty and p.kind not in optional]
    if any(p.kind is p.KEYWORD_ONLY for p in needed) or len(needed) > 2 or not (positional or takes_any):
        raise bad_handler(name_of(handler), f"it takes ({', '.join(p.name for p in parameters)})")
    second = positional[1] if len(positional) > 1 else None
    return second is not None and (second.default is second.empty or second.name == "envelope")


def is_async(handler: Handler) -> bool:
    """Whether calling `handler` would give something to await instead of doing the work."""
    return any(map(inspect.iscoroutinefunction, _bodies(handler)))


def bad_handler(handler: str, reason: str) -> BadDefinition:
    """For a handler that takes neither (event) nor (event, envelope), or is a generator."""
    return BadDefinition(handler, f"{reason}; write def {handler}(event) or def {handler}(event, envelope)")


def coroutine_handler(handler: str) -> BadDefinition:
    """For a handler on the synchronous bus that is a coroutine function, or returned an awaitable."""
    return BadDefinition(
        handler,
        "it must be awaited, and a Bus does not await, so its body would never run; write a plain def, or "
        "use AsyncBus from companion.bus.aio with `await bus.publish(...)`",
    )


def _bodies(handler: Handler) -> tuple[object, object]:
    """The functions that can run when `handler` is called: itself, or its class's `__call__`."""
    called = getattr(handler, "func", handler)
    return called, vars(type(called)).get("__call__")


def refuse_awaitable(result: object, handler: Handler) -> None:
    """Raise `BadDefinition` if a handler returned an awaitable instead of doing its work; close it."""
    if inspect.isawaitable(result) or inspect.isasyncgen(result):
        close = getattr(result, "close", None) or getattr(result, "cancel", None)
        if close is not None:
            close()
        raise coroutine_handler(name_of(handler))
