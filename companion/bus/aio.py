"""AsyncBus: the same promises with `await`, for handlers that wait for the network. Only this module of the
package has `async def`.

Handlers are coroutines or plain functions; they run one after the other, never as tasks of their own. Each
outermost `publish` is a cascade: it delivers its event and everything that follows, breadth first. Two tasks
that publish have two cascades: each is in order, and their handlers alternate at every `await`. A context
variable keeps the current cascade, so a task started inside a handler still belongs to it: until the cascade
ends, its events join the queue; after that, each starts a cascade of its own, with the same correlation and
cause. This module never starts an event loop.
"""

from __future__ import annotations

import asyncio
import inspect
from collections import deque
from collections.abc import Callable
from contextvars import ContextVar

import msgspec

from companion.events import Clock, Event, SystemClock
from companion.events.event import explain

from .bus import Dispatch, Participant
from .handlers import HOPELESS, THREE_TRIES, H, Retry, Subscription, check_service, name_of
from .outcome import DeadLetter, LetterBox, Receipt, ServiceDown, TooManyDeliveries, Which, receipt_of


class Cascade(msgspec.Struct, eq=False):
    """One outermost publication while it is delivered; `queue` is what is still to be delivered."""

    bus: AsyncBus
    queue: deque[Receipt]
    is_open: bool = True


class Turn(msgspec.Struct, eq=False):
    """One call of a handler; code that runs in its context belongs to it."""

    cascade: Cascade
    receipt: Receipt
    subscription: Subscription
    outer: Turn | None  # the turn in which this cascade began, perhaps of another bus


_turn: ContextVar[Turn | None] = ContextVar("companion_turn", default=None)


class AsyncService(Participant):
    """A named part of the system on an AsyncBus; get it with `bus.service(name)`."""

    def __init__(self, bus: AsyncBus, name: str) -> None:
        super().__init__(bus, name)
        self.bus = bus

    async def publish(self, event: Event, *, correlation_id: str | None = None) -> Receipt:
        """Publish in this service's name; see `AsyncBus.publish`."""
        return await self.bus.publish(event, correlation_id=correlation_id, service=self.name)


class AsyncDeadLetters(LetterBox):
    """The dead letters of an AsyncBus."""

    def __init__(self, bus: AsyncBus) -> None:
        super().__init__(bus.record_discarded)
        self._bus = bus

    async def redeliver(self, which: Which = None) -> None:
        """Deliver again, each only to the handler that failed. What fails again becomes a new dead letter."""
        for letter in self._taken(which):
            try:
                await self._bus._redeliver(letter)
            except BaseException:  # an interruption: the letter was not handled and stays a dead letter
                self.add(letter)
                raise


class AsyncBus(Dispatch):
    """An in-process bus to await; waits between attempts do not block other tasks.

    `clock` and `max_deliveries` are as for `Bus`. It always has a trace, and tries a handler three times
    unless the handler has a retry of its own.
    """

    dead_letters: AsyncDeadLetters

    def __init__(
        self,
        clock: Clock | None = None,
        *,
        max_deliveries: int | None = None,
    ) -> None:
        super().__init__(clock, True, THREE_TRIES, max_deliveries)
        self.dead_letters = AsyncDeadLetters(self)
        self._services: dict[str, AsyncService] = {}

    def service(self, name: str) -> AsyncService:
        """The service of that name, made when first asked for."""
        return self._services.setdefault(check_service(name), AsyncService(self, name))

    def on(
        self, event_type: type[Event] | str, *, retry: Retry | None = None, takes_s: float = 0.0
    ) -> Callable[[H], H]:
        """Decorate a handler that is a service of its own, named as the function is; see `Participant.on`."""

        def register(handler: H) -> H:
            service = self.service(name_of(handler))
            return service.on(event_type, retry=retry, takes_s=takes_s)(handler)

        return register

    async def publish(
        self, event: Event, *, correlation_id: str | None = None, service: str | None = None
    ) -> Receipt:
        """Queue an event. Outside a handler, deliver it and everything that follows before returning.

        Inside a handler the receipt is pending, and correlation, cause and service are inherited. Raises
        `InvalidEvent` and `WrongUse` before anything is queued; never a handler's Exception.
        """
        self._refuse_other_threads()
        fit, listeners = self._routes.get(type(event)) or self._route(event)
        if not fit(event):
            raise explain(event)
        turn = self._current()
        receipt = Receipt(event, listeners, self.clock, *_origin(turn, correlation_id, service))
        self.record_published(receipt.envelope)
        await self._deliver_or_queue(receipt, turn)
        return receipt

    def _current(self) -> Turn | None:
        """The turn of this bus in whose context the caller runs, even inside a turn of another bus."""
        turn = _turn.get()
        while turn is not None and turn.cascade.bus is not self:
            turn = turn.outer
        return turn

    async def _deliver_or_queue(self, receipt: Receipt, turn: Turn | None) -> None:
        if turn is not None and turn.cascade.is_open:
            turn.cascade.queue.append(receipt)
        else:
            await self._deliver_all(Cascade(self, deque([receipt])))

    async def _deliver_all(self, cascade: Cascade) -> None:
        """Deliver a cascade to its end. An interruption (cancellation, the stop button) ends it."""
        deliveries = 0
        try:
            while cascade.queue:
                receipt = cascade.queue[0]
                deliveries += len(receipt.listeners)
                if self.max_deliveries is not None and deliveries > self.max_deliveries:
                    raise TooManyDeliveries(self.max_deliveries, type(receipt.event).__name__)
                for subscription in receipt.listeners:
                    await self._handle(Turn(cascade, receipt, subscription, _turn.get()))
                receipt.pending = False
                cascade.queue.popleft()
        finally:
            cascade.is_open = False
            self.dead_letters.keep(cascade.queue)

    async def _handle(self, turn: Turn) -> None:
        """Run one handler until it succeeds or its retries are used up."""
        subscription, receipt = turn.subscription, turn.receipt
        waits_s = (subscription.retry or self.retry).waits_s()
        error = await self._attempt(turn, attempt := 1)
        while error is not None:
            wait_s = None if isinstance(error, HOPELESS) else next(waits_s, None)
            if wait_s is None:
                receipt.failed += 1
                self.bury(subscription, receipt.envelope, error, attempt)
                return
            await self._wait(wait_s)
            attempt += 1
            self.record("retried", subscription, receipt.envelope, attempt)
            error = await self._attempt(turn, attempt)

    async def _attempt(self, turn: Turn, attempt: int) -> Exception | None:
        """Run one handler once, in the context of its turn; return the Exception it raised, or None."""
        by, envelope, started = turn.subscription, turn.receipt.envelope, self.clock.now()
        token = _turn.set(turn)
        try:
            if by.service in self.down:
                raise ServiceDown(by.service)
            result = by.handler(envelope.event, envelope) if by.takes_envelope else by.handler(envelope.event)
            if inspect.isawaitable(result):
                await result
        except Exception as error:
            self.record("failed", by, envelope, attempt, error, started)
            return error
        except BaseException as stop:
            self.record("stopped", by, envelope, attempt, stop)
            raise
        finally:
            _turn.reset(token)
        self.record("handled", by, envelope, attempt, None, started)
        return None

    async def _wait(self, seconds: float) -> None:
        if isinstance(self.clock, SystemClock):
            await asyncio.sleep(seconds)
        else:
            self.clock.sleep(seconds)

    async def _redeliver(self, letter: DeadLetter) -> None:
        """Deliver a dead letter once more, only to the handler that failed."""
        self._refuse_other_threads()
        self.record("redelivered", letter.subscription, letter.envelope)
        receipt = receipt_of(letter.envelope, letter.subscription, self.clock, letter)
        await self._deliver_or_queue(receipt, self._current())


def _origin(
    turn: Turn | None, correlation_id: str | None, service: str | None
) -> tuple[str | None, str | None, str | None]:
    """Correlation, cause and service of an event: the given ones, else those of the current turn."""
    if turn is None:
        return correlation_id, None, service
    cause = turn.receipt.envelope
    return correlation_id or cause.correlation_id, cause.id, service or turn.subscription.service
