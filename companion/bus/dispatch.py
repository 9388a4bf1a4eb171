"""What the synchronous and the asynchronous bus have in common: who listens, what is recorded, what was given
up.

Who listens to an event class is worked out once and remembered until somebody registers. Leaves out how
handlers are run, which is where the two differ.
"""

from __future__ import annotations

import threading
from _thread import get_ident
from collections.abc import Callable
from datetime import datetime
from typing import Any

import msgspec

from companion.events import Clock, Envelope, Event, Record, SystemClock, Trace
from companion.events.event import fits
from companion.events.shape import explain
from companion.events.trace import Kind

from .dead_letters import DeadLetter, DeadLetters
from .errors import WrongThread
from .retry import Retry
from .service import EVERY, Handler, Subscription, identity, wants_envelope

Key = tuple[str, str, str]  # service, event type, identity of the handler


class Route(msgspec.Struct, frozen=True):
    """What publishing an event of one class means: how it is validated and who hears it, in order of
    registration."""

    name: str
    fits: Callable[[Any], bool]
    listeners: tuple[Subscription, ...]


class Dispatch:
    """The listeners, the trace and the dead letters of one bus, used from the thread that made it."""

    def __init__(self, clock: Clock | None, trace: bool | Trace, retry: Retry) -> None:
        self.clock: Clock = SystemClock() if clock is None else clock
        self.trace = trace if isinstance(trace, Trace) else Trace(enabled=trace)
        self.retry = retry
        self.dead_letters = DeadLetters(self._redeliver, self._discarded)
        self._subscriptions: dict[Key, Subscription] = {}
        self._routes: dict[type, Route] = {}
        self._thread = get_ident()
        self._thread_name = threading.current_thread().name

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Every subscription, in order of registration."""
        return tuple(self._subscriptions.values())

    def listeners(self, type_name: str) -> tuple[Subscription, ...]:
        """Those who hear events named `type_name`, in order of registration; empty if nobody does."""
        return tuple(s for s in self._subscriptions.values() if s.event_type in (type_name, EVERY))

    def _register(self, service: str, event_type: str, handler: Handler, **rest: Any) -> None:
        """Add a subscription, or replace the handler of the same one in place."""
        key = (service, event_type, identity(handler))
        new = Subscription(service, event_type, handler, wants_envelope=wants_envelope(handler), **rest)
        old = self._subscriptions.setdefault(key, new)
        for field in Subscription.__struct_fields__:  # in place: a dead letter's handler may just have been repaired
            setattr(old, field, getattr(new, field))
        self._routes.clear()

    def _route(self, event: Event) -> Route:
        """The route of an event's class, worked out once. Raises `InvalidEvent` for what is no Event."""
        cls = type(event)
        if not isinstance(event, Event):
            raise explain(event, is_event=False)
        route = self._routes[cls] = Route(cls.__name__, fits(cls), self.listeners(cls.__name__))
        return route

    def _refuse_thread(self) -> None:
        raise WrongThread(self._thread_name, threading.current_thread().name)

    def give_up(
        self, subscription: Subscription, envelope: Envelope, error: Exception, attempts: int
    ) -> DeadLetter:
        """Make a delivery a dead letter and record it."""
        service, handler = subscription.service, subscription.name
        letter = DeadLetter(envelope, service, handler, error, attempts, subscription)
        self.dead_letters.add(letter)
        self._record("dead_lettered", subscription, envelope, attempts, error)
        return letter

    def _record(
        self,
        kind: Kind,
        subscription: Subscription,
        envelope: Envelope,
        attempt: int = 1,
        error: BaseException | None = None,
        started: datetime | None = None,
    ) -> None:
        if self.trace.enabled:
            text = "" if error is None else repr(error)
            service, handler, now = subscription.service, subscription.name, self.clock.now()
            self.trace.add(Record(kind, now, service, handler, envelope, attempt, text, started))

    def _discarded(self, letter: DeadLetter) -> None:
        self._record("discarded", letter.subscription, letter.envelope, letter.attempts, letter.error)

    def _redeliver(self, letter: DeadLetter) -> Any:
        raise NotImplementedError
