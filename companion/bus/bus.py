"""Bus: services react to facts, in one process, one thread, one after the other.

`publish` queues; the outermost one delivers everything, breadth first, before it returns. A failing handler
never stops the others: it is retried at once, then its delivery becomes a dead letter. What a failed attempt
published stays published. An honest limit: this is not asynchronous delivery, and a crash forgets the queue.
"""

from __future__ import annotations

import threading
from _thread import get_ident
from collections import deque
from collections.abc import Callable
from datetime import datetime
from itertools import count
from typing import Any, Protocol

from companion.events import Clock, Envelope, Event, Record, SystemClock, Trace
from companion.events.event import fits
from companion.events.shape import explain
from companion.events.trace import Kind

from .errors import CoroutineHandler, ServiceDown, TooManyDeliveries, WrongThread, shown
from .handlers import (
    EVERY,
    HOPELESS,
    THREE_TRIES,
    H,
    Retry,
    Subscription,
    check_policy,
    check_service,
    full_name,
    is_again,
    is_async,
    name_of,
    name_of_type,
    refuse_awaitable,
    subscribed,
    warn_that_it_replaces,
)
from .outcome import DeadLetter, DeadLetters, LetterBox, Receipt, receipt_of


class Participant:
    """A named part of the system that listens and can be down; `Service` and its twin add publishing."""

    def __init__(self, bus: Dispatch, name: str) -> None:
        self._of = bus
        self.name = name

    def on(
        self, event_type: type[Event] | str, *, retry: Retry | None = None, takes_s: float = 0.0
    ) -> Callable[[H], H]:
        """Decorate a handler of `event_type`: a class, an exact name, or `Event` for all events.

        The handler takes (event) or (event, envelope). `retry` defaults to the bus's; `takes_s` is the
        simulated duration in seconds. A function defined again, or a cell run again, replaces what it
        registered before; see `Dispatch.register`. Raises `NotAnEventType`, `BadHandler` for what cannot be
        called so, and `CoroutineHandler` for an async def on a synchronous bus.
        """
        name, _ = name_of_type(event_type), check_policy(retry or THREE_TRIES, takes_s)

        def register(handler: H) -> H:
            self._of.register(subscribed(self.name, name, handler, takes_s, retry))
            return handler

        return register

    @property
    def is_on(self) -> bool:
        """Whether its handlers are run; see `switch_off`."""
        return self.name not in self._of.down

    def switch_off(self) -> None:
        """An outage: until `switch_on`, its handlers are not run and fail with `ServiceDown`."""
        self._of.down[self.name] = True

    def switch_on(self) -> None:
        """End the outage. What was dead-lettered meanwhile waits for `bus.dead_letters.redeliver()`."""
        self._of.down.pop(self.name, None)

    def __repr__(self) -> str:
        return f"<Service {self.name}{'' if self.is_on else ', switched off'}>"


# What publishing an event of one class means: what fits it, and who hears it in which order.
Route = tuple[Callable[[Any], bool], tuple[Subscription, ...]]


class Dispatch:
    """What both buses share: who listens, what is recorded, what was given up."""

    dead_letters: LetterBox

    def __init__(
        self, clock: Clock | None, trace: bool | Trace, retry: Retry, max_deliveries: int | None
    ) -> None:
        self.clock: Clock = SystemClock() if clock is None else clock
        self.trace = trace if isinstance(trace, Trace) else Trace(enabled=trace)
        self.retry = check_policy(retry)
        self.max_deliveries = max_deliveries
        self.down: dict[str, bool] = {}  # the services that are switched off
        self._subscriptions: dict[tuple[str, str, str, int], Subscription] = {}
        self._routes: dict[type, Route] = {}  # worked out once for each class, until somebody registers
        self._thread = get_ident()
        self._thread_name = threading.current_thread().name

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Every subscription, in order of registration."""
        return tuple(self._subscriptions.values())

    def listeners(self, type_name: str) -> tuple[Subscription, ...]:
        """Those who hear events named `type_name`, in order of registration; empty if nobody does."""
        return tuple(s for s in self._subscriptions.values() if s.event_type in (type_name, EVERY))

    def register(self, new: Subscription) -> None:
        """Add a subscription, or replace the handler of the same one in place; `service.on` calls this.

        A name can have several handlers: methods of two objects, partials, lambdas in a loop. All hear that
        one cell or script registers; run again, the first replaces the first, and so on. Another cell's
        replaces too, with a warning. Of functions from `def` the last hears, wherever it stands.
        """
        name = new.service, new.event_type, full_name(new.handler)
        for place in count():
            old = self._subscriptions.setdefault((*name, place), new)
            again = is_again(new.handler, old.handler)
            if again or old.cell is not new.cell:
                break
        if not again and old.cell != new.cell:
            warn_that_it_replaces(new)
        for field in Subscription.__struct_fields__:
            setattr(old, field, getattr(new, field))  # in place: a dead letter's handler may be repaired
        self._routes.clear()

    def _route(self, event: object) -> Route:
        """The route of an event's class. Raises `InvalidEvent` for what is no Event."""
        if not isinstance(event, Event):
            raise explain(event, is_event=False)
        cls = type(event)
        route = self._routes[cls] = fits(cls), self.listeners(cls.__name__)
        return route

    def _refuse_other_threads(self) -> None:
        if get_ident() != self._thread:
            raise WrongThread(self._thread_name, threading.current_thread().name)

    def put_aside(self, by: Subscription, envelope: Envelope, error: Exception, attempts: int) -> DeadLetter:
        """Make a delivery that failed for good a dead letter, and record it."""
        letter = DeadLetter(envelope, by.service, by.name, error, attempts, by)
        self.dead_letters.add(letter)
        self.record("dead_lettered", by, envelope, attempts, error)
        return letter

    def born(self, e: Envelope) -> None:
        """Record that an event was published."""
        self.trace.add(Record("published", e.time, e.service or "", envelope=e))

    def discarded(self, letter: DeadLetter) -> None:
        """Record that somebody decided to forget a dead letter."""
        self.record("discarded", letter.subscription, letter.envelope, letter.attempts, letter.error)

    def record(
        self,
        kind: Kind,
        by: Subscription,
        envelope: Envelope,
        attempt: int = 1,
        error: BaseException | None = None,
        started: datetime | None = None,
    ) -> None:
        """Record what happened to one delivery just now."""
        if self.trace.enabled:
            text = "" if error is None else shown(error)
            self.trace.add(
                Record(kind, self.clock.now(), by.service, by.name, envelope, attempt, text, started)
            )


class Service(Participant):
    """A named part of the system; get it with `bus.service(name)`, which always gives the same one."""

    def __init__(self, bus: Bus, name: str) -> None:
        super().__init__(bus, name)
        self.bus = bus

    def publish(self, event: Event, *, correlation_id: str | None = None) -> Receipt:
        """Publish in this service's name; see `Bus.publish`."""
        return self.bus.publish(event, correlation_id=correlation_id, service=self.name)


class Transport(Protocol):
    """The seam where delivery can be taken over, as the lab's simulation does: it decides when to call
    `bus.attempt` for each listener, whether to try again, and when to `bus.give_up`.
    """

    def accept(self, envelope: Envelope, subscriptions: tuple[Subscription, ...]) -> None:
        """Take over one delivery. The event is valid; nothing has been handled yet."""
        ...


class Bus(Dispatch):
    """An in-process bus.

    `clock` gives time and ids (default `SystemClock()`). `trace` is True, False or a Trace to record into.
    `retry` is for handlers that name none. `max_deliveries` stops a cascade that never ends with
    `TooManyDeliveries` (default: no limit).
    """

    dead_letters: DeadLetters

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        trace: bool | Trace = True,
        retry: Retry = THREE_TRIES,
        max_deliveries: int | None = None,
    ) -> None:
        super().__init__(clock, trace, retry, max_deliveries)
        self.dead_letters = DeadLetters(self.discarded, self._redeliver)
        self.transport: Transport | None = None
        self._services: dict[str, Service] = {}
        self._queue: deque[Receipt] = deque()
        self._handling: Receipt | None = None  # what is delivered now: the cause of what is published
        self._by: Subscription | None = None  # who handles it
        self._open: dict[str, tuple[Receipt, int]] = {}  # what the transport has still to complete

    def service(self, name: str) -> Service:
        """The service of that name, made when first asked for."""
        return self._services.setdefault(check_service(name), Service(self, name))

    def on(
        self, event_type: type[Event] | str, *, retry: Retry | None = None, takes_s: float = 0.0
    ) -> Callable[[H], H]:
        """Decorate a handler that is a service of its own, named as the function is; see `Service.on`."""

        def register(handler: H) -> H:
            service = self.service(name_of(handler))
            return service.on(event_type, retry=retry, takes_s=takes_s)(handler)

        return register

    def register(self, new: Subscription) -> None:
        if is_async(new.handler):
            raise CoroutineHandler(new.name)
        super().register(new)

    def publish(
        self, event: Event, *, correlation_id: str | None = None, service: str | None = None
    ) -> Receipt:
        """Queue an event and, unless a delivery is under way, deliver it and all it leads to.

        Inside a handler correlation, cause and service are inherited, unless given. Otherwise
        `correlation_id` defaults to the envelope's own id. Raises `InvalidEvent` and `WrongThread` before
        anything is queued; never a handler's Exception.
        """
        if get_ident() != self._thread:  # asked here as well, because a call costs as much as the question
            self._refuse_other_threads()
        fit, listeners = self._routes.get(type(event)) or self._route(event)
        if not fit(event):
            raise explain(event, is_event=True)
        causation_id = None
        if self._handling is not None:
            cause = self._handling.envelope
            causation_id, correlation_id = cause.id, correlation_id or cause.correlation_id
            service = service or (self._by.service if self._by else None)
        receipt = Receipt(event, listeners, self.clock, correlation_id, causation_id, service)
        if self.trace.enabled:
            self.born(receipt.envelope)
        self._enqueue(receipt)
        return receipt

    def _enqueue(self, receipt: Receipt) -> None:
        """Let a delivery wait its turn; when nothing is delivered just now, deliver."""
        if self.transport is not None:
            self._hand_over(receipt)
            return
        self._queue.append(receipt)
        if self._handling is None:
            self._deliver()

    def _deliver(self) -> None:
        """Empty the queue, oldest first. An interruption (stop, crash) empties it too."""
        deliveries = 0
        try:
            while self._queue:
                receipt = self._queue.popleft()
                deliveries += len(receipt.listeners)
                if self.max_deliveries is not None and deliveries > self.max_deliveries:
                    raise TooManyDeliveries(self.max_deliveries, type(receipt.event).__name__)
                self._handling = receipt
                self._run_listeners(receipt)
                receipt.pending = False
        except BaseException as stop:
            self._stopped(stop)
            raise
        finally:
            self._handling = self._by = None

    def _run_listeners(self, receipt: Receipt) -> None:
        """Run those who hear one event, in order of registration; no failure of one stops the others."""
        event, trace, down = receipt.event, self.trace, self.down
        for by in receipt.listeners:
            if trace.enabled or down or by.takes_envelope:
                error = self._attempt(by, receipt)
            else:  # the same in short: where nothing is recorded most deliveries go this way
                self._by, handler, error = by, by.handler, None
                try:
                    if (result := handler(event)) is not None:
                        refuse_awaitable(result, handler)
                except Exception as failure:
                    error = failure
            if error is not None:
                self._try_again(by, receipt, error)

    def _attempt(
        self, by: Subscription, receipt: Receipt, attempt: int = 1, started: datetime | None = None
    ) -> Exception | None:
        """Run one handler once; give the Exception it raised, or None. What it publishes it causes."""
        self._handling, self._by = receipt, by
        recorded = self.trace.enabled
        if recorded and started is None:
            started = self.clock.now()
        try:
            if by.service in self.down:
                raise ServiceDown(by.service)
            handler = by.handler
            event = receipt.event
            result = handler(event, receipt.envelope) if by.takes_envelope else handler(event)
            if result is not None:
                refuse_awaitable(result, handler)
        except Exception as error:
            self.record("failed", by, receipt.envelope, attempt, error, started)
            return error
        if recorded:
            self.record("handled", by, receipt.envelope, attempt, None, started)
        return None

    def _try_again(self, by: Subscription, receipt: Receipt, error: Exception) -> None:
        """Try a failed handler at once, as its policy says, until it succeeds; then give up."""
        attempt, failure = 1, error
        for wait_s in (by.retry or self.retry).waits_s():
            if isinstance(failure, HOPELESS):
                break
            if wait_s:
                self.clock.sleep(wait_s)
            attempt += 1
            self.record("retried", by, receipt.envelope, attempt)
            again = self._attempt(by, receipt, attempt)
            if again is None:
                return
            failure = again
        receipt.failed += 1
        self.put_aside(by, receipt.envelope, failure, attempt)

    def _stopped(self, stop: BaseException) -> None:
        """Empty the queue, and record which handler was running when the stop came."""
        self._queue.clear()
        if self._handling is not None and self._by is not None:
            self.record("stopped", self._by, self._handling.envelope, 1, stop)

    def _redeliver(self, letter: DeadLetter) -> None:
        """Deliver a dead letter once more, to the handler that failed and nobody else."""
        self._refuse_other_threads()
        self.record("redelivered", letter.subscription, letter.envelope)
        self._enqueue(receipt_of(letter.envelope, letter.subscription, self.clock))

    # --- the seam: what another transport calls -------------------------------------------------------

    def attempt(
        self,
        subscription: Subscription,
        envelope: Envelope,
        attempt: int = 1,
        started: datetime | None = None,
    ) -> Exception | None:
        """Run one handler on one envelope and record it; give the Exception it raised, or None.

        What it publishes is caused by `envelope`. `started` is when the work began, if that was before now. A
        BaseException is recorded as stopped and propagates.
        """
        outside, receipt = (self._handling, self._by), receipt_of(envelope, subscription, self.clock)
        try:
            error = self._attempt(subscription, receipt, attempt, started)
        except BaseException as stop:
            self._stopped(stop)
            raise
        finally:
            self._handling, self._by = outside
        if error is None:
            self._had_its_turn(envelope)
        if self._handling is None:  # no transport took what the handler published
            self._deliver()
        return error

    def give_up(
        self, subscription: Subscription, envelope: Envelope, error: Exception, attempts: int
    ) -> DeadLetter:
        """Make a delivery that failed for good a dead letter, and record it."""
        if envelope.id in self._open:
            self._open[envelope.id][0].failed += 1
            self._had_its_turn(envelope)
        return self.put_aside(subscription, envelope, error, attempts)

    def _hand_over(self, receipt: Receipt) -> None:
        """Give a delivery to the transport, and remember its receipt until every listener had its turn."""
        assert self.transport is not None
        receipt.pending = bool(receipt.listeners)
        if receipt.pending:
            self._open[receipt.envelope.id] = receipt, len(receipt.listeners)
        self.transport.accept(receipt.envelope, receipt.listeners)

    def _had_its_turn(self, envelope: Envelope) -> None:
        """One more listener is done with an envelope that another transport delivers."""
        if envelope.id in self._open:
            receipt, left = self._open.pop(envelope.id)
            receipt.pending = left > 1
            if receipt.pending:
                self._open[envelope.id] = receipt, left - 1
