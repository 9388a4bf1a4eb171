"""Services and what they listen to.

A service is a name under which handlers are registered and events published, and the unit that can be down. A
subscription is one handler of one service on one event name; registering it again replaces the handler in
place, so a notebook cell can be run twice without charging twice.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import msgspec

from companion.events import Event

from .errors import BadHandler, CoroutineHandler, ServiceDown
from .retry import Retry

if TYPE_CHECKING:
    from .bus import Bus
    from .receipt import Receipt

Handler = Callable[..., Any]
H = TypeVar("H", bound=Handler)
EVERY = "Event"  # the name under which a handler hears all events


class Subscription(msgspec.Struct, eq=False):
    """One handler of one service for one event name ("Event" hears all).

    `takes_s` is how long the handler's work takes where time is simulated (default 0.0); `retry` overrides
    the bus's. `wants_envelope` says whether the handler declared a second parameter. `run` is what the bus
    calls: the handler, or a refusal while the service is off.
    """

    service: str
    event_type: str
    handler: Handler
    takes_s: float
    retry: Retry | None
    wants_envelope: bool
    run: Handler

    @property
    def name(self) -> str:
        """The handler's name, for people."""
        return name_of(self.handler)

    def __repr__(self) -> str:
        return f"<{self.service}.{self.name} on {self.event_type}>"


class Service:
    """A named part of the system; get it with `bus.service(name)`, which always gives the same one."""

    def __init__(self, bus: Bus, name: str) -> None:
        self.bus = bus
        self.name = name
        self.is_on = True

    def on(
        self, event_type: type[Event] | str, *, retry: Retry | None = None, takes_s: float = 0.0
    ) -> Callable[[H], H]:
        """Decorate a handler of `event_type`: a class, an exact name, or `Event` for all events.

        The handler takes (event) or (event, envelope). `retry` defaults to the bus's; `takes_s` is the
        simulated duration in seconds. Raises `CoroutineHandler` for an async def and `BadHandler` for what
        cannot be called.
        """
        name = event_type if isinstance(event_type, str) else event_type.__name__

        def register(handler: H) -> H:
            self.bus.subscribe(self, name, handler, retry, takes_s)
            return handler

        return register

    def publish(self, event: Event, *, correlation_id: str | None = None) -> Receipt:
        """Publish in this service's name; see `Bus.publish`."""
        return self.bus.publish(event, correlation_id=correlation_id, service=self.name)

    def switch_off(self) -> None:
        """An outage: until `switch_on`, its handlers are not run and fail with `ServiceDown`."""
        self._switch(False)

    def switch_on(self) -> None:
        """End the outage. What was dead-lettered meanwhile waits for `bus.dead_letters.redeliver()`."""
        self._switch(True)

    def _switch(self, is_on: bool) -> None:
        self.is_on = is_on
        for subscription in self.bus.subscriptions():
            if subscription.service == self.name:
                subscription.run = self.runner(subscription.handler)

    def runner(self, handler: Handler) -> Handler:
        """What the bus calls instead of `handler` as things stand."""
        return handler if self.is_on else self._refuse

    def _refuse(self, *event_and_envelope: object) -> None:
        raise ServiceDown(self.name)

    def __repr__(self) -> str:
        return f"<Service {self.name}{'' if self.is_on else ', switched off'}>"


def name_of(handler: Handler) -> str:
    """A handler's short name, also for a partial or a callable object."""
    handler = getattr(handler, "func", handler)
    return str(getattr(handler, "__name__", type(handler).__name__))


def identity(handler: Handler) -> str:
    """What makes a handler the same again: its qualified name; for a lambda, which has none, also its
    line."""
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
    needed = [p for p in parameters if p.default is p.empty and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    takes_any = any(p.kind is p.VAR_POSITIONAL for p in parameters)
    if any(p.kind is p.KEYWORD_ONLY for p in needed) or len(needed) > 2 or not (positional or takes_any):
        raise BadHandler(name_of(handler), f"it takes ({', '.join(p.name for p in parameters)})")
    second = positional[1] if len(positional) > 1 else None
    return second is not None and (second.default is second.empty or second.name == "envelope")


def is_async(handler: Handler) -> bool:
    """Whether calling `handler` would give something to await instead of doing the work."""
    called = getattr(handler, "func", handler)
    return any(
        inspect.iscoroutinefunction(one) or inspect.isasyncgenfunction(one)
        for one in (called, getattr(type(called), "__call__", None))  # noqa: B004  # the method itself is asked
    )


def refuse_unrunnable(handler: Handler) -> None:
    """Raise `CoroutineHandler` or `BadHandler` for a function whose body a plain call would never run."""
    if is_async(handler):
        raise CoroutineHandler(name_of(handler))
    if inspect.isgeneratorfunction(handler):
        raise BadHandler(name_of(handler), "it contains `yield`, so calling it runs nothing")


def refuse_awaitable(result: object, subscription: Subscription) -> None:
    """Raise `CoroutineHandler` if a handler returned work instead of doing it; close it, so that Python stays
    quiet."""
    if inspect.isawaitable(result) or inspect.isasyncgen(result):
        close = getattr(result, "close", None) or getattr(result, "cancel", None)
        if close is not None:
            close()
        raise CoroutineHandler(subscription.name)
