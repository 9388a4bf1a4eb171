"""What the synchronous and the asynchronous bus share: who listens, what is recorded, what was given up.

Who listens to an event class is worked out once and remembered until somebody registers. What is recorded is
noted in a few words and written out when somebody reads the trace. Leaves out how handlers are run, where the
two differ.
"""

from __future__ import annotations

import threading
from _thread import get_ident
from collections.abc import Callable
from typing import Any

import msgspec

from companion.events import Clock, Envelope, Event, Record, SystemClock, Trace
from companion.events.clock import Tick, moment
from companion.events.event import fits
from companion.events.shape import explain
from companion.events.trace import Kind

from .dead_letters import DeadLetter, LetterBox
from .errors import WrongThread, shown
from .handlers import Handler, identity
from .receipt import Receipt
from .retry import Retry
from .service import EVERY, Subscription

Key = tuple[str, str, str]  # service, event type, identity of the handler


# What publishing an event of one class means: what fits it, and who hears it in which order.
Route = tuple[Callable[[Any], bool], tuple[Subscription, ...]]


class Noted(msgspec.Struct):
    """A note of what a handler did with an envelope; `started` is when, if it ran."""

    kind: Kind
    ended: Tick
    subscription: Subscription
    carrier: Receipt | Envelope
    attempt: int
    error: str
    started: Tick | None

    def records(self, ends: list[Tick]) -> list[Record]:
        by, carrier = self.subscription, self.carrier
        envelope = carrier.envelope if isinstance(carrier, Receipt) else carrier
        begun = None if self.started is None else moment(self.started)
        ended = moment(self.ended)
        return [Record(self.kind, ended, by.service, by.name, envelope, self.attempt, self.error, begun)]


class Dispatch:
    """The listeners, the trace and the dead letters of one bus, used from the thread that made it."""

    dead_letters: LetterBox

    def __init__(
        self, clock: Clock | None, trace: bool | Trace, retry: Retry, max_deliveries: int | None
    ) -> None:
        self.clock: Clock = SystemClock() if clock is None else clock
        self.trace = trace if isinstance(trace, Trace) else Trace(enabled=trace)
        self.retry = retry
        self.max_deliveries = max_deliveries
        self._subscriptions: dict[Key, Subscription] = {}
        self._routes: dict[type, Route] = {}
        self._thread = get_ident()
        self._thread_name = threading.current_thread().name
        self._tick: Callable[[], Tick] = self.clock.tick  # looked up once, because every event needs them
        self._draw: Callable[[Any], int] = self.clock.draw

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Every subscription, in order of registration."""
        return tuple(self._subscriptions.values())

    def listeners(self, type_name: str) -> tuple[Subscription, ...]:
        """Those who hear events named `type_name`, in order of registration; empty if nobody does."""
        return tuple(s for s in self._subscriptions.values() if s.event_type in (type_name, EVERY))

    def register(self, new: Subscription) -> None:
        """Add a subscription, or replace the handler of the same one; `service.on` calls this."""
        old = self._subscriptions.setdefault((new.service, new.event_type, identity(new.handler)), new)
        for field in Subscription.__struct_fields__:
            setattr(old, field, getattr(new, field))  # in place: a dead letter's handler may be repaired
        self._routes.clear()

    def with_envelope(self, handler: Handler) -> Handler:
        """`handler` for the bus to call with the event alone: it is given the envelope as well."""
        raise NotImplementedError

    def _route(self, event: Event) -> Route:
        """The route of an event's class, worked out once. Raises `InvalidEvent` for what is no Event."""
        if not isinstance(event, Event):
            raise explain(event, is_event=False)
        cls = type(event)
        route = self._routes[cls] = fits(cls), self.listeners(cls.__name__)
        return route

    def _must_be_its_thread(self) -> None:
        if get_ident() != self._thread:
            raise WrongThread(self._thread_name, threading.current_thread().name)

    def give_up(
        self, subscription: Subscription, envelope: Envelope, error: Exception, attempts: int
    ) -> DeadLetter:
        """Make a delivery that failed for good a dead letter, and record it."""
        service, handler = subscription.service, subscription.name
        letter = DeadLetter(envelope, service, handler, error, attempts, subscription)
        self.dead_letters.add(letter)
        self._note("dead_lettered", subscription, envelope, attempts, error)
        return letter

    def _discarded(self, letter: DeadLetter) -> None:
        self._note("discarded", letter.subscription, letter.envelope, letter.attempts, letter.error)

    def _note(
        self,
        kind: Kind,
        subscription: Subscription,
        carrier: Receipt | Envelope,
        attempt: int = 1,
        error: BaseException | None = None,
        started: Tick | None = None,
    ) -> None:
        """Note what happened to one delivery just now."""
        if self.trace.enabled:
            text = "" if error is None else shown(error)
            self.trace.note(Noted(kind, self._tick(), subscription, carrier, attempt, text, started))
