"""A worker: one member of a group that runs a handler over what it is given, until told to stop.

The handler is one a bus would take: `handler(event)` or `handler(event, envelope)`; or several, by type of
event. What it returns from is acknowledged; what it raises from is rejected, and so tried again and at last a
dead letter, at once for a `PermanentError`. With an inbox a repeat never reaches the handler, and a handler
with a parameter named `tx` is given the transaction its effect must be in. Run more workers of one group, in
threads or processes (`processes.py`), and they share the partitions.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

import msgspec

from companion.bus.handlers import (
    HOPELESS,
    Handler,
    coroutine_handler,
    is_async,
    name_of,
    refuse_awaitable,
    wants_envelope,
)
from companion.events import Envelope, Event, VirtualClock
from companion.events.arguments import check_can
from companion.events.errors import ERROR_WIDTH, short
from companion.sourcing import TransactionConflict

from .broker import Broker
from .consumer import Delivery
from .errors import LostPartition, endless_wait
from .inbox import Inbox

if TYPE_CHECKING:
    from companion.sourcing import Transaction

Handlers = Handler | Mapping[type[Event], Handler]
Call = Callable[[Envelope, "Transaction | None"], None]


class Counts(msgspec.Struct):
    """What a worker did: deliveries `handled`, `repeats` the inbox knew, `ignored` because no handler is for
    their type, `rejected`, and `lost`: their partition had gone to another member when they were settled.
    """

    handled: int = 0
    repeats: int = 0
    ignored: int = 0
    rejected: int = 0
    lost: int = 0


class Worker:
    """A member of `group` that handles the messages of `topic`.

    `handler` takes every event; or give a mapping of event class to handler, and other types are acknowledged
    and ignored. `member` names it; `wait_s` ends it after so many seconds without a message (0: when there is
    none left; None: never, for machines' own clocks). Raises `BadDefinition` for what cannot be a handler.
    """

    def __init__(
        self,
        broker: Broker,
        topic: str,
        group: str,
        handler: Handlers,
        *,
        inbox: Inbox | None = None,
        member: str | None = None,
        wait_s: float | None = None,
    ) -> None:
        check_can("broker", broker, "a broker, such as MemoryBroker()", "consume")
        self.broker = broker
        self.topic = topic
        self.group = group
        self.inbox = inbox
        self.counts = Counts()
        by_class = handler if isinstance(handler, Mapping) else {Event: handler}
        self._calls = {cls.__name__: _call(each, inbox is not None) for cls, each in by_class.items()}
        self._member, self._wait_s = member, wait_s
        self._stopping = False

    def stop(self) -> None:
        """Finish the message in hand, leave the group, end `run`. May be called from a thread or a signal."""
        self._stopping = True

    def run(self) -> Counts:
        """Handle messages until `stop` or `wait_s`; returns the counts.

        A KeyboardInterrupt, or any other BaseException, leaves the group at once: what was in hand is
        delivered again. Raises `WrongUse` and `BrokerUnavailable`.
        """
        if self._wait_s is None and isinstance(self.broker.clock, VirtualClock):
            raise endless_wait(
                f"A worker of {self.group!r} without wait_s", "write wait_s=0 to end with the messages"
            )
        with self.broker.consume(
            self.topic, self.group, member=self._member, wait_s=self._wait_s, stop=lambda: self._stopping
        ) as consumer:
            for delivery in consumer:
                self._deal_with(delivery)
        return self.counts

    def _deal_with(self, delivery: Delivery) -> None:
        """Handle one delivery, settle it, count it."""
        try:
            done = self._handle(delivery.envelope)
        except Exception as error:
            reason, hopeless = short(error, ERROR_WIDTH), isinstance(error, HOPELESS)
            self._settle("rejected", lambda: delivery.reject(reason, permanent=hopeless))
        else:
            self._settle(done, delivery.acknowledge)

    def _settle(self, done: str, settle: Callable[[], None]) -> None:
        try:
            settle()
        except LostPartition:
            done = "lost"
        setattr(self.counts, done, getattr(self.counts, done) + 1)

    def _handle(self, envelope: Envelope) -> str:
        """Run the handler of an event; returns which count it adds to."""
        call = self._calls.get(envelope.type) or self._calls.get(Event.__name__)
        if call is None:
            return "ignored"
        if self.inbox is None:
            call(envelope, None)
            return "handled"
        return self._once(self.inbox, envelope, call)

    def _once(self, inbox: Inbox, envelope: Envelope, call: Call) -> str:
        """Run the handler in the inbox's transaction; again at once when only others' transactions were in
        the way, for nothing of it has happened then.
        """
        for last in (False, False, True):
            try:
                with inbox.once(envelope) as tx:
                    if tx is None:
                        return "repeats"
                    call(envelope, tx)
                    return "handled"
            except TransactionConflict:
                if last:
                    raise
        raise AssertionError("the last time either returns or raises")


def _call(handler: Handler, inbox: bool) -> Call:
    """How to call a handler. Raises `BadDefinition` for what cannot be run."""
    with_tx = inbox and _takes_tx(handler)
    with_envelope = wants_envelope(partial(handler, tx=None) if with_tx else handler)
    if is_async(handler):
        raise coroutine_handler(name_of(handler))

    def call(envelope: Envelope, tx: Transaction | None) -> None:
        known: dict[str, Any] = {"tx": tx} if with_tx else {}
        given = (envelope.event, envelope) if with_envelope else (envelope.event,)
        refuse_awaitable(handler(*given, **known), handler)

    return call


def _takes_tx(handler: Handler) -> bool:
    try:
        return "tx" in inspect.signature(handler).parameters
    except (ValueError, TypeError):  # no callable, or written in C without a signature
        return False
