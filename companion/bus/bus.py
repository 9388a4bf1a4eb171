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

from companion.events import Clock, Envelope, Event, Record, Trace
from companion.events.shape import explain

from .dead_letters import DeadLetter
from .dispatch import Dispatch
from .errors import TooManyDeliveries
from .receipt import Receipt, receipt_of
from .retry import HOPELESS, Retry
from .service import H, Handler, Service, Subscription, name_of, refuse_awaitable, refuse_unrunnable
from .transport import Transport

THREE_TRIES = Retry()
Delivery = tuple[Receipt, tuple[Subscription, ...]]


class Bus(Dispatch):
    """An in-process bus.

    `clock` gives time and ids (default `SystemClock()`). `trace` is True, False or a Trace to record into.
    `retry` is for handlers that name none. `max_deliveries` stops a cascade that never ends with
    `TooManyDeliveries` (default: no limit).
    """

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        trace: bool | Trace = True,
        retry: Retry = THREE_TRIES,
        max_deliveries: int | None = None,
    ) -> None:
        super().__init__(clock, trace, retry)
        self.max_deliveries = max_deliveries
        self.transport: Transport | None = None
        self._services: dict[str, Service] = {}
        self._queue: deque[Delivery] = deque()
        self._delivering = False
        self._handling: Receipt | None = None  # what the running handler was given: the cause of what it publishes
        self._handler: Subscription | None = None
        self._open: dict[str, Receipt] = {}  # receipts another transport has still to complete

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

    def subscribe(
        self, service: Service, event_type: str, handler: Handler, retry: Retry | None, takes_s: float
    ) -> None:
        """What `Service.on` does once the event's name is known."""
        refuse_unrunnable(handler)
        run = service.runner(handler)
        self._register(service.name, event_type, handler, retry=retry, takes_s=takes_s, run=run)

    def publish(
        self, event: Event, *, correlation_id: str | None = None, service: str | None = None
    ) -> Receipt:
        """Queue an event and, unless a delivery is under way, deliver it and all it leads to.

        Published inside a handler it inherits the correlation, names the handled event as its cause and the
        handler's service as its publisher, unless given. Otherwise `correlation_id` defaults to the
        envelope's own id. Raises `InvalidEvent` and `WrongThread` before anything is queued; never a
        handler's Exception.
        """
        if get_ident() != self._thread:
            self._refuse_thread()
        route = self._routes.get(type(event)) or self._route(event)
        if not route.fits(event):
            raise explain(event, is_event=True)
        receipt = self._receipt(event, correlation_id, service)
        if self.trace.enabled:
            e = receipt.envelope
            self.trace.add(Record("published", e.time, e.service or "", envelope=e))
        if self.transport is not None:
            self._hand_over(receipt, route.listeners)
            return receipt
        self._queue.append((receipt, route.listeners))
        if not self._delivering:
            self._deliver_all()
        return receipt

    def _receipt(self, event: Event, correlation_id: str | None, service: str | None) -> Receipt:
        if self._handling is None or self._handler is None:
            return Receipt(event, self.clock, correlation_id, None, service)
        cause = self._handling.envelope
        correlation_id = correlation_id or cause.correlation_id
        return Receipt(event, self.clock, correlation_id, cause.id, service or self._handler.service)

    def _deliver_all(self) -> None:
        """Empty the queue, oldest first. What interrupts it (the stop button, a crash) empties it and
        propagates."""
        outside = self._handling, self._handler
        self._delivering = True
        deliveries = 0
        try:
            while self._queue:
                receipt, listeners = self._queue.popleft()
                deliveries += len(listeners)
                if self.max_deliveries is not None and deliveries > self.max_deliveries:
                    raise TooManyDeliveries(self.max_deliveries, type(receipt.event).__name__)
                for subscription in listeners:
                    error = self._attempt(subscription, receipt)
                    if error is not None:
                        self._try_again(subscription, receipt, error)
                receipt.pending = False
        except BaseException as stop:
            self._queue.clear()
            self._record_stop(stop)
            raise
        finally:
            self._delivering = False
            self._handling, self._handler = outside

    def _attempt(
        self, subscription: Subscription, receipt: Receipt, attempt: int = 1, started: datetime | None = None
    ) -> Exception | None:
        """Run one handler once, in the context of what it handles; give the Exception it raised, or None."""
        self._handling, self._handler = receipt, subscription
        tracing = self.trace.enabled
        if tracing and started is None:
            started = self.clock.now()
        try:
            if subscription.wants_envelope:
                result = subscription.run(receipt.event, receipt.envelope)
            else:
                result = subscription.run(receipt.event)
            if result is not None:
                refuse_awaitable(result, subscription)
        except Exception as error:
            if tracing:
                self._record("failed", subscription, receipt.envelope, attempt, error, started)
            return error
        receipt.handled += 1
        if tracing:
            self._record("handled", subscription, receipt.envelope, attempt, None, started)
        return None

    def _try_again(self, subscription: Subscription, receipt: Receipt, error: Exception) -> None:
        """Retry a failed handler at once, as its policy says; then give up."""
        attempt = 1
        for wait_s in (subscription.retry or self.retry).waits_s():
            if isinstance(error, HOPELESS):
                break
            if wait_s:
                self.clock.sleep(wait_s)
            attempt += 1
            self._record("retried", subscription, receipt.envelope, attempt)
            again = self._attempt(subscription, receipt, attempt)
            if again is None:
                return
            error = again
        receipt.failed += 1
        self.give_up(subscription, receipt.envelope, error, attempt)

    def _record_stop(self, stop: BaseException) -> None:
        if self._handling is not None and self._handler is not None:
            self._record("stopped", self._handler, self._handling.envelope, 1, stop)

    def _redeliver(self, letter: DeadLetter) -> None:
        """Deliver a dead letter once more, to the handler that failed and nobody else."""
        if get_ident() != self._thread:
            self._refuse_thread()
        self._record("redelivered", letter.subscription, letter.envelope)
        receipt = receipt_of(letter.envelope, self.clock)
        if self.transport is not None:
            self._hand_over(receipt, (letter.subscription,))
            return
        self._queue.append((receipt, (letter.subscription,)))
        if not self._delivering:
            self._deliver_all()

    # The seam: what another transport calls instead of the queue above.

    def attempt(
        self,
        subscription: Subscription,
        envelope: Envelope,
        attempt: int = 1,
        started: datetime | None = None,
    ) -> Exception | None:
        """Run one handler on one envelope and record it as handled or failed; give the Exception it raised,
        or None.

        What it publishes is caused by `envelope`. `started` is when the work began, if that was before now. A
        BaseException is recorded as stopped and propagates.
        """
        outside = self._handling, self._handler
        receipt = self._open.get(envelope.id) or receipt_of(envelope, self.clock)
        try:
            error = self._attempt(subscription, receipt, attempt, started)
        except BaseException as stop:
            self._record_stop(stop)
            raise
        finally:
            self._handling, self._handler = outside
        self._complete(receipt)
        return error

    def give_up(
        self, subscription: Subscription, envelope: Envelope, error: Exception, attempts: int
    ) -> DeadLetter:
        """Make a delivery that failed for good a dead letter, and record it."""
        receipt = self._open.get(envelope.id)
        if receipt is not None:
            receipt.failed += 1
            self._complete(receipt)
        return super().give_up(subscription, envelope, error, attempts)

    def _hand_over(self, receipt: Receipt, listeners: tuple[Subscription, ...]) -> None:
        """Give a delivery to the transport, and remember its receipt until every listener had its turn."""
        receipt.expected = len(listeners)
        self._open[receipt.envelope.id] = receipt
        self._complete(receipt)
        assert self.transport is not None
        self.transport.accept(receipt.envelope, listeners)

    def _complete(self, receipt: Receipt) -> None:
        if receipt.handled + receipt.failed >= receipt.expected:
            receipt.pending = False
            self._open.pop(receipt.envelope.id, None)
