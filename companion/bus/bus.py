"""Bus: services react to facts, in one process, one thread, one after the other.

`publish` queues an event; the outermost `publish` delivers everything, breadth first, before it returns. A
failing handler never stops the others: it is retried at once, then its delivery becomes a dead letter. What a
failed attempt published stays published. Limits: delivery is not asynchronous, and a crash loses the queue.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from datetime import datetime
from itertools import count
from threading import current_thread, get_ident
from typing import Any, Protocol

from companion.events import Clock, Envelope, Event, Record, Trace, WrongUse
from companion.events.clock import checked_clock
from companion.events.errors import ERROR_WIDTH, short
from companion.events.event import explain, fits
from companion.events.trace import Kind

from .handlers import (
    EVERY,
    HOPELESS,
    THREE_TRIES,
    H,
    Retry,
    Subscription,
    check_policy,
    check_service,
    coroutine_handler,
    full_name,
    is_again,
    is_async,
    name_of,
    name_of_type,
    refuse_awaitable,
    subscribed,
    warn_that_it_replaces,
)
from .outcome import (
    DeadLetter,
    DeadLetters,
    LetterBox,
    Receipt,
    ServiceDown,
    TooManyDeliveries,
    receipt_of,
)


class Participant:
    """A named part of the system that listens and can be down; `Service` and `AsyncService` also publish."""

    def __init__(self, bus: Dispatch, name: str) -> None:
        self._bus = bus
        self.name = name

    def on(
        self, event_type: type[Event] | str, *, retry: Retry | None = None, takes_s: float = 0.0
    ) -> Callable[[H], H]:
        """Decorate a handler of `event_type`: a class, an exact name, or `Event` for all events.

        The handler takes (event) or (event, envelope). `retry` defaults to the bus's; `takes_s` is the
        simulated duration in seconds. A function defined again, or a cell run again, replaces what it
        registered before; see `Dispatch.register`. Raises `BadInput` for another event type, and
        `BadDefinition` for a handler with other parameters or an async def on a synchronous bus.
        """
        name, _ = name_of_type(event_type), check_policy(retry or THREE_TRIES, takes_s)

        def register(handler: H) -> H:
            self._bus.register(subscribed(self.name, name, handler, takes_s, retry))
            return handler

        return register

    @property
    def is_on(self) -> bool:
        """Whether its handlers are run; see `switch_off`."""
        return self.name not in self._bus.down

    def switch_off(self) -> None:
        """Begin an outage: until `switch_on`, its handlers are not run and fail with `ServiceDown`."""
        self._bus.down[self.name] = True

    def switch_on(self) -> None:
        """End the outage. Its dead letters wait for `bus.dead_letters.redeliver()`."""
        self._bus.down.pop(self.name, None)

    def __repr__(self) -> str:
        return f"<Service {self.name}{'' if self.is_on else ', switched off'}>"


# How to publish an event of one class: the test of its values, and its listeners in order.
Route = tuple[Callable[[Any], bool], tuple[Subscription, ...]]


class Dispatch:
    """The common part of both buses: the subscriptions, the trace and the dead letters."""

    dead_letters: LetterBox

    def __init__(
        self, clock: Clock | None, trace: bool | Trace, retry: Retry, max_deliveries: int | None
    ) -> None:
        self.clock: Clock = checked_clock(clock)
        self.trace = trace if isinstance(trace, Trace) else Trace(enabled=trace)
        self.retry = check_policy(retry)
        self.max_deliveries = max_deliveries
        self.down: dict[str, bool] = {}  # the services that are switched off
        self._subscriptions: dict[tuple[str, str, str, int], Subscription] = {}
        self._routes: dict[type, Route] = {}  # made once for each class; `register` clears them
        self._thread = get_ident()
        self._thread_name = current_thread().name

    def subscriptions(self) -> tuple[Subscription, ...]:
        """Every subscription, in order of registration."""
        return tuple(self._subscriptions.values())

    def listeners(self, type_name: str) -> tuple[Subscription, ...]:
        """The subscriptions that hear events named `type_name`, in order of registration."""
        return tuple(s for s in self._subscriptions.values() if s.event_type in (type_name, EVERY))

    def register(self, new: Subscription) -> None:
        """Add a subscription, or replace the handler of an earlier one; `service.on` calls this.

        Several handlers of one cell or script can have one name: methods of two objects, partials, lambdas in
        a loop. All hear the event; when the cell runs again, each is replaced. A handler from another cell
        replaces too, with a warning, and a function from `def` an earlier function of its name.
        """
        name = new.service, new.event_type, full_name(new.handler)
        for number in count():
            old = self._subscriptions.setdefault((*name, number), new)
            again = is_again(new.handler, old.handler)
            if again or old.cell is not new.cell:
                break
        if not again and old.cell != new.cell:
            warn_that_it_replaces(new)
        for field in Subscription.__struct_fields__:
            setattr(old, field, getattr(new, field))  # the same object: dead letters refer to it
        self._routes.clear()

    def _route(self, event: object) -> Route:
        """The route of an event's class; the test of another class fails."""
        cls = type(event)
        route = self._routes[cls] = fits(cls), self.listeners(cls.__name__)
        return route

    def _refuse_other_threads(self) -> None:
        if get_ident() != self._thread:
            raise WrongUse(
                "This bus",
                f"belongs to thread {self._thread_name!r} and was used from {current_thread().name!r}: hand "
                f"the event over through a queue.Queue, or make a bus there",
            )

    def bury(self, by: Subscription, envelope: Envelope, error: Exception, attempts: int) -> DeadLetter:
        """Turn a delivery whose retries are used up into a dead letter, and record it."""
        letter = DeadLetter(envelope, by.service, by.name, error, attempts, by)
        self.dead_letters.add(letter)
        self.record("dead_lettered", by, envelope, attempts, error)
        return letter

    def record_published(self, e: Envelope) -> None:
        """Record that an event was published."""
        self.trace.add(Record("published", e.time, e.service or "", envelope=e))

    def record_discarded(self, letter: DeadLetter) -> None:
        """Record that a dead letter was discarded."""
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
        """Record what happened to one delivery."""
        if self.trace.enabled:
            now, text = self.clock.now(), "" if error is None else short(error, ERROR_WIDTH)
            self.trace.add(Record(kind, now, by.service, by.name, envelope, attempt, text, started))


class Service(Participant):
    """A named part of the system; `bus.service(name)` makes it once and then returns the same one."""

    def __init__(self, bus: Bus, name: str) -> None:
        super().__init__(bus, name)
        self.bus = bus

    def publish(self, event: Event, *, correlation_id: str | None = None) -> Receipt:
        """Publish in this service's name; see `Bus.publish`."""
        return self.bus.publish(event, correlation_id=correlation_id, service=self.name)


class Transport(Protocol):
    """Takes over delivery from the bus, as the lab's simulation does: it decides when to call `bus.attempt`
    for each listener, whether to try again, and when to call `bus.give_up`.
    """

    def accept(self, envelope: Envelope, subscriptions: tuple[Subscription, ...]) -> None:
        """Take over one delivery. The event is valid; no handler has run yet."""
        ...


class Bus(Dispatch):
    """An in-process bus.

    `clock` gives time and ids (default `SystemClock()`). `trace` is True, False or a Trace to record into.
    `retry` is for handlers without a retry of their own. `max_deliveries` stops an endless cascade with
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
        self.dead_letters = DeadLetters(self.record_discarded, self._redeliver)
        self.transport: Transport | None = None
        self._services: dict[str, Service] = {}
        self._queue: deque[Receipt] = deque()
        self._handling: Receipt | None = None  # what is delivered now: the cause of new events
        self._by: Subscription | None = None  # the subscription that handles it
        self._open: dict[str, tuple[Receipt, int]] = {}  # receipts the transport must still complete

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
            raise coroutine_handler(new.name)
        super().register(new)

    def publish(
        self, event: Event, *, correlation_id: str | None = None, service: str | None = None
    ) -> Receipt:
        """Queue an event. Outside a handler, deliver it and everything that follows before returning.

        Inside a handler correlation, cause and service are inherited, unless given. Otherwise
        `correlation_id` defaults to the envelope's own id. Raises `InvalidEvent` and `WrongUse` before
        anything is queued; never a handler's Exception.
        """
        if get_ident() != self._thread:  # checked here too, because the call costs as much as the check
            self._refuse_other_threads()
        fit, listeners = self._routes.get(type(event)) or self._route(event)
        if not fit(event):
            raise explain(event)
        causation_id = None
        if self._handling is not None:
            cause = self._handling.envelope
            causation_id, correlation_id = cause.id, correlation_id or cause.correlation_id
            service = service or (self._by.service if self._by else None)
        receipt = Receipt(event, listeners, self.clock, correlation_id, causation_id, service)
        if self.trace.enabled:
            self.record_published(receipt.envelope)
        self._enqueue(receipt)
        return receipt

    def _enqueue(self, receipt: Receipt) -> None:
        """Put a delivery into the queue, and empty the queue unless that is already happening.

        A transport gets it instead; its receipt is kept until every listener is done.
        """
        if self.transport is not None:
            receipt.pending = bool(receipt.listeners)
            if receipt.pending:
                self._open[receipt.envelope.id] = receipt, len(receipt.listeners)
            self.transport.accept(receipt.envelope, receipt.listeners)
            return
        self._queue.append(receipt)
        if self._handling is None:
            self._deliver()

    def _deliver(self) -> None:
        """Deliver the queue, oldest first. An interruption (stop, crash) clears it."""
        deliveries = 0
        try:
            while self._queue:
                receipt = self._queue[0]
                deliveries += len(receipt.listeners)
                if self.max_deliveries is not None and deliveries > self.max_deliveries:
                    raise TooManyDeliveries(self.max_deliveries, type(receipt.event).__name__)
                self._handling = receipt
                self._run_listeners(receipt)
                receipt.pending = False
                self._queue.popleft()
        except BaseException as stop:
            self._clear_queue(stop)
            raise
        finally:
            self._handling = self._by = None

    def _run_listeners(self, receipt: Receipt) -> None:
        """Run the listeners of one event, in order of registration; a failure does not stop the others."""
        event, trace, down = receipt.event, self.trace, self.down
        for by in receipt.listeners:
            if trace.enabled or down or by.takes_envelope:
                error = self._attempt(by, receipt)
            else:  # a short form of `_attempt`, for speed: most deliveries without a trace take it
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
        """Run one handler once; return the Exception it raised, or None."""
        self._handling, self._by = receipt, by
        recorded = self.trace.enabled
        if recorded and started is None:
            started = self.clock.now()
        try:
            if by.service in self.down:
                raise ServiceDown(by.service)
            handler, event = by.handler, receipt.event
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
        """Retry a failed handler until it succeeds or its retries are used up; then add a dead letter."""
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
        self.bury(by, receipt.envelope, failure, attempt)

    def _clear_queue(self, stop: BaseException) -> None:
        """Clear the queue after an interruption, and record which handler was running."""
        self.dead_letters.keep(self._queue)
        self._queue.clear()
        if self._handling is not None and self._by is not None:
            self.record("stopped", self._by, self._handling.envelope, 1, stop)

    def _redeliver(self, letter: DeadLetter) -> None:
        """Deliver a dead letter once more, only to the handler that failed."""
        self._refuse_other_threads()
        self.record("redelivered", letter.subscription, letter.envelope)
        self._enqueue(receipt_of(letter.envelope, letter.subscription, self.clock, letter))

    # --- called by a transport ------------------------------------------------------------------------

    def attempt(
        self, by: Subscription, envelope: Envelope, attempt: int = 1, started: datetime | None = None
    ) -> Exception | None:
        """Run one handler on one envelope and record it; return the Exception it raised, or None.

        `envelope` is the cause of what the handler publishes. `started` is when the work began, if that was
        before now. A BaseException is recorded as stopped and propagates.
        """
        outside, receipt = (self._handling, self._by), receipt_of(envelope, by, self.clock)
        try:
            error = self._attempt(by, receipt, attempt, started)
        except BaseException as stop:
            self._clear_queue(stop)
            raise
        finally:
            self._handling, self._by = outside
        if error is None:
            self._complete_one(envelope)
        if self._handling is None:  # no transport took the events that the handler published
            self._deliver()
        return error

    def give_up(self, by: Subscription, envelope: Envelope, error: Exception, attempts: int) -> DeadLetter:
        """Turn a delivery whose retries are used up into a dead letter, and record it."""
        self._complete_one(envelope, failed=1)
        return self.bury(by, envelope, error, attempts)

    def _complete_one(self, envelope: Envelope, failed: int = 0) -> None:
        """Note that one more listener is done with an envelope that the transport delivers."""
        if envelope.id in self._open:
            receipt, left = self._open.pop(envelope.id)
            receipt.failed += failed
            receipt.pending = left > 1
            if receipt.pending:
                self._open[envelope.id] = receipt, left - 1
