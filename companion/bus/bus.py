"""Bus: services react to facts, in one process, one thread, one after the other.

`publish` queues; the outermost one delivers everything, breadth first, before it returns. A failing handler
never stops the others: it is retried at once, then its delivery becomes a dead letter. What a failed attempt
published stays published. An honest limit: this is not asynchronous delivery, and a crash forgets the queue.
"""

from __future__ import annotations

from _thread import get_ident
from collections import deque
from collections.abc import Callable
from datetime import datetime
from typing import Any

from companion.events import Clock, Envelope, Event, Trace
from companion.events.clock import Tick
from companion.events.shape import explain
from companion.events.trace import Heading

from .dead_letters import DeadLetter, DeadLetters
from .dispatch import Dispatch
from .errors import CoroutineHandler, TooManyDeliveries
from .handlers import H, Handler, is_async, name_of, refuse_awaitable
from .receipt import Receipt, receipt_of
from .retry import HOPELESS, THREE_TRIES, Retry
from .service import Service, Subscription
from .transport import Transport


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
        self.dead_letters = DeadLetters(self._discarded, self._redeliver)
        self.transport: Transport | None = None
        self._services: dict[str, Service] = {}
        self._queue: deque[Receipt] = deque()
        self._handling: Receipt | None = None  # the cause of what the running handler publishes
        self._handler: Subscription | None = None  # the running handler
        self._open: dict[str, tuple[Receipt, int]] = {}  # receipts another transport has still to complete

    def service(self, name: str) -> Service:
        """The service of that name, made when first asked for."""
        return self._services.setdefault(name, Service(self, name))

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

    def with_envelope(self, handler: Handler) -> Handler:
        """`handler` for the bus to call with the event alone: it is given the envelope as well."""

        def run(event: Event) -> Any:
            assert self._handling is not None
            return handler(event, self._handling.envelope)

        return run

    def publish(
        self, event: Event, *, correlation_id: str | None = None, service: str | None = None
    ) -> Receipt:
        """Queue an event and, unless a delivery is under way, deliver it and all it leads to.

        Published inside a handler it inherits the correlation, names the handled event as its cause and the
        handler's service as its publisher, unless given. Otherwise `correlation_id` defaults to the
        envelope's own id. Raises `InvalidEvent` and `WrongThread` before anything is queued; never a
        handler's Exception.
        """
        if get_ident() != self._thread:  # asked here as well, because a call costs as much as the question
            self._must_be_its_thread()
        try:
            fits, listeners = self._routes[type(event)]
        except KeyError:
            fits, listeners = self._route(event)
        if not fits(event):
            raise explain(event, is_event=True)
        if self._handling is not None or self.transport is not None:
            return self._publish_later(event, listeners, correlation_id, service)
        started = number = None
        trace = self.trace
        if trace.enabled:
            tick, draw = self._tick, self._draw  # variables, as in _run_listeners
            started = tick()
            number = draw(started)
        receipt = Receipt(event, listeners, self.clock, correlation_id, None, service, started, number)
        if started is not None:
            trace.begin(receipt)
        self._deliver(receipt, started)
        return receipt

    def _publish_later(
        self,
        event: Event,
        listeners: tuple[Subscription, ...],
        correlation_id: str | None,
        service: str | None,
    ) -> Receipt:
        """Publish while another event is handled, which is then the cause, or through a transport."""
        causation_id = None
        if self._handling is not None:
            cause = self._handling.envelope
            causation_id, correlation_id = cause.id, correlation_id or cause.correlation_id
            service = service or (self._handler.service if self._handler else None)
        born = self._tick_if_recorded()
        number = None if born is None else self._draw(born)
        receipt = Receipt(event, listeners, self.clock, correlation_id, causation_id, service, born, number)
        if born is not None:
            self.trace.note(receipt)
        self._enqueue(receipt)
        return receipt

    def _tick_if_recorded(self) -> Tick | None:
        return self._tick() if self.trace.enabled else None

    def _enqueue(self, receipt: Receipt) -> None:
        if self.transport is not None:
            self._hand_over(receipt)
        else:
            receipt.pending = True
            self._queue.append(receipt)

    def _deliver(self, receipt: Receipt, started: Tick | None) -> None:
        """Deliver, then empty the queue, oldest first. An interruption (stop, crash) empties it too."""
        try:
            self._run_listeners(receipt, started)
            if self._queue:
                self._drain(len(receipt.listeners))
        except BaseException as stop:
            self._queue.clear()
            self._note_stop(stop)
            raise
        finally:
            self._handling = None

    def _drain(self, deliveries: int) -> None:
        """Deliver what is queued, oldest first, and what that leads to; `deliveries` were made before."""
        while self._queue:
            receipt = self._queue.popleft()
            deliveries += len(receipt.listeners)
            if self.max_deliveries is not None and deliveries > self.max_deliveries:
                raise TooManyDeliveries(self.max_deliveries, type(receipt.event).__name__)
            self._run_listeners(receipt, self._tick_if_recorded())

    def _run_listeners(self, receipt: Receipt, started: Tick | None) -> None:
        """Run the listeners of one event, in order of registration; no failure of one stops the others.

        `started` is when the first of them starts, or None when nothing is recorded. One that succeeds leaves
        a tick in the trace and nothing else; where something else was noted meanwhile, with a new heading.
        """
        heading: Receipt | Heading = receipt
        self._handling = receipt
        event, trace, tick = receipt.event, self.trace, self._tick
        for subscription in receipt.listeners:
            self._handler = subscription
            run = subscription.run  # Python 3.11 calls a variable an eighth faster than an attribute
            try:
                if (result := run(event)) is not None:
                    refuse_awaitable(result, subscription.handler)
            except Exception as error:
                self._failed(subscription, receipt, error, started)
                started = None if started is None else tick()
                continue
            if started is not None:
                if trace.open is not heading:
                    heading = Heading(receipt, subscription, started)
                    trace.begin(heading)
                trace.notes.append(started := tick())  # the next one starts where this one ended
        if receipt.pending:  # it was queued: of one delivered at once nobody has the receipt yet
            receipt.pending = False

    def _failed(
        self, subscription: Subscription, receipt: Receipt, error: Exception, started: Tick | None
    ) -> None:
        """Record a failure and try again, at once, as the policy says; then give up."""
        attempt = 1
        self._note("failed", subscription, receipt, attempt, error, started)
        for wait_s in (subscription.retry or self.retry).waits_s():
            if isinstance(error, HOPELESS):
                break
            if wait_s:
                self.clock.sleep(wait_s)
            attempt += 1
            self._note("retried", subscription, receipt, attempt)
            again = self._attempt(subscription, receipt, attempt, None)
            if again is None:
                return
            error = again
        receipt.failed += 1
        super().give_up(subscription, receipt.envelope, error, attempt)

    def _attempt(
        self, subscription: Subscription, receipt: Receipt, attempt: int, started: Tick | None
    ) -> Exception | None:
        """Run one handler once, in the context of what it handles; give the Exception it raised, or None."""
        self._handling, self._handler = receipt, subscription
        started = self._tick() if started is None else started
        try:
            if (result := subscription.run(receipt.event)) is not None:
                refuse_awaitable(result, subscription.handler)
        except Exception as error:
            self._note("failed", subscription, receipt, attempt, error, started)
            return error
        self._note("handled", subscription, receipt, attempt, None, started)
        return None

    def _note_stop(self, stop: BaseException) -> None:
        if self._handling is not None and self._handler is not None:
            self._note("stopped", self._handler, self._handling, 1, stop)

    def _redeliver(self, letter: DeadLetter) -> None:
        """Deliver a dead letter once more, to the handler that failed and nobody else."""
        self._must_be_its_thread()
        self._note("redelivered", letter.subscription, letter.envelope)
        receipt = receipt_of(letter.envelope, (letter.subscription,), self.clock)
        if self._handling is not None or self.transport is not None:
            self._enqueue(receipt)
        else:
            self._deliver(receipt, self._tick_if_recorded())

    # The seam: what another transport calls instead of the queue above.

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
        outside = self._handling, self._handler
        receipt = receipt_of(envelope, (subscription,), self.clock)
        try:
            error = self._attempt(subscription, receipt, attempt, started)
        except BaseException as stop:
            self._queue.clear()
            self._note_stop(stop)
            raise
        finally:
            self._handling, self._handler = outside
        if error is None:
            self._had_its_turn(envelope)
        if self._queue and self._handling is None:  # no transport took what the handler published
            self._deliver(self._queue.popleft(), self._tick_if_recorded())
        return error

    def give_up(
        self, subscription: Subscription, envelope: Envelope, error: Exception, attempts: int
    ) -> DeadLetter:
        """Make a delivery that failed for good a dead letter, and record it."""
        if envelope.id in self._open:
            self._open[envelope.id][0].failed += 1
            self._had_its_turn(envelope)
        return super().give_up(subscription, envelope, error, attempts)

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
