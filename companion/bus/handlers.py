"""What a handler is: a callable that takes (event) or (event, envelope), with a name that makes it the same
again.

Everything here asks Python about a callable before it is registered, so that dispatch need not ask while it
runs.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar

from .errors import BadHandler, CoroutineHandler

Handler = Callable[..., Any]
H = TypeVar("H", bound=Handler)


def name_of(handler: Handler) -> str:
    """A handler's short name, also for a partial or a callable object."""
    handler = getattr(handler, "func", handler)
    return str(getattr(handler, "__name__", type(handler).__name__))


def identity(handler: Handler) -> str:
    """What makes a handler the same again: its qualified name; for a lambda, also its line."""
    inner = getattr(handler, "func", handler)
    name = str(getattr(inner, "__qualname__", type(inner).__qualname__))
    code = getattr(inner, "__code__", None)
    return f"{name}:{code.co_firstlineno}" if code is not None and code.co_name == "<lambda>" else name


def wants_envelope(handler: Handler) -> bool:
    """Whether `handler` takes (event, envelope) rather than (event). Raises `BadHandler` when it takes
    neither.

    A second parameter with a default counts only when it is called `envelope`: `lambda event, n=n: …` means
    its own n.
    """
    try:
        parameters = list(inspect.signature(handler).parameters.values())
    except (ValueError, TypeError):  # written in C without a signature
        return False
    positional = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    takes_any = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    optional = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
    needed = [p for p in parameters if p.default is p.empty and p.kind not in optional]
    if any(p.kind is p.KEYWORD_ONLY for p in needed) or len(needed) > 2 or not (positional or takes_any):
        raise BadHandler(name_of(handler), f"it takes ({', '.join(p.name for p in parameters)})")
    second = positional[1] if len(positional) > 1 else None
    return second is not None and (second.default is second.empty or second.name == "envelope")


def is_async(handler: Handler) -> bool:
    """Whether calling `handler` would give something to await instead of doing the work."""
    return any(map(inspect.iscoroutinefunction, _bodies(handler)))


def refuse_unrunnable(handler: Handler) -> None:
    """Raise `BadHandler` for what no bus can run: wrong parameters, or a `yield`, which runs nothing."""
    if not callable(handler):
        raise BadHandler(repr(handler), "it cannot be called")
    wants_envelope(handler)
    for body in _bodies(handler):
        if inspect.isgeneratorfunction(body) or inspect.isasyncgenfunction(body):
            raise BadHandler(name_of(handler), "it contains `yield`, so calling it runs nothing")


def _bodies(handler: Handler) -> tuple[object, object]:
    """The functions that may run when `handler` is called: itself, or its class's `__call__`."""
    called = getattr(handler, "func", handler)
    return called, vars(type(called)).get("__call__")


def refuse_awaitable(result: object, handler: Handler) -> None:
    """Raise `CoroutineHandler` if a handler returned work instead of doing it; close that work."""
    if inspect.isawaitable(result) or inspect.isasyncgen(result):
        close = getattr(result, "close", None) or getattr(result, "cancel", None)
        if close is not None:
            close()
        raise CoroutineHandler(name_of(handler))
