"""A member in a thread of its own that does one thing at a time, when it is told to.

Members of most brokers cannot take turns in one thread: a partition changes hands while both ask. A seat asks
for the next message by itself, holds what it was given, and settles it when the promise says so.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Any

from companion.delivery.broker import Broker
from companion.delivery.consumer import Delivery

from .broker_backend import BrokerBackend, fresh_topic
from .evidence import fail, same, true

Settle = Callable[[Delivery], Any]
LEAVE = "leave"


def acknowledge(delivery: Delivery) -> None:
    """What a seat does with a message that is done."""
    delivery.acknowledge()


class Seat:
    """One member of a group. Made by `seats`."""

    def __init__(self, broker: Broker, topic: str, group: str, member: str, patience_s: float) -> None:
        self.member = member
        self._broker, self._topic, self._group = broker, topic, group
        self._patience_s = patience_s
        self._held: SimpleQueue[Delivery] = SimpleQueue()
        self._orders: SimpleQueue[Settle | str] = SimpleQueue()
        self._results: SimpleQueue[object] = SimpleQueue()
        self._leaving = Event()
        self._problem: BaseException | None = None
        self._thread = Thread(target=self._sit, daemon=True)
        self._thread.start()

    def takes(self) -> Delivery:
        """What it is given next. Breaks the promise if that takes too long."""
        delivery = self.offered(self._patience_s)
        if delivery is None:
            fail(
                f"{self.member} was given nothing for {self._patience_s:g} s ({self._problem or 'no error'})"
            )
        return delivery

    def offered(self, wait_s: float) -> Delivery | None:
        """What it is given within `wait_s` seconds, if anything."""
        try:
            return self._held.get(timeout=wait_s)
        except Empty:
            return None

    def gets_nothing(self, quiet_s: float, because: str) -> None:
        """Break the promise if it is given anything within `quiet_s` seconds."""
        delivery = self.offered(quiet_s)
        true(delivery is None, f"{self.member} was given {delivery!r} although {because}")

    def does(self, settle: Settle = acknowledge) -> object:
        """Settle what it holds; returns what that returned, or the exception it raised. Then it asks on."""
        self._orders.put(settle)
        try:
            return self._results.get(timeout=self._patience_s)
        except Empty:
            fail(f"{self.member} has hung {self._patience_s:g} s while settling")

    def leaves(self) -> None:
        """Leave the group in an orderly way; what it holds stays unsettled."""
        self._leaving.set()
        self._orders.put(LEAVE)
        self._thread.join(self._patience_s)
        true(not self._thread.is_alive(), f"{self.member} has not left after {self._patience_s:g} s")

    def _sit(self) -> None:
        try:
            with self._broker.consume(
                self._topic, self._group, member=self.member, wait_s=None, stop=self._leaving.is_set
            ) as consumer:
                for delivery in consumer:
                    self._held.put(delivery)
                    order = self._orders.get()
                    if isinstance(order, str):
                        return
                    self._results.put(_outcome(order, delivery))
        except BaseException as problem:
            self._problem = problem


def _outcome(order: Settle, delivery: Delivery) -> object:
    try:
        return order(delivery)
    except Exception as error:
        return error


class Group:
    """A group of seats on one topic. Made by `group`."""

    def __init__(self, backend: BrokerBackend, broker: Broker, topic: str, stack: ExitStack) -> None:
        self.broker, self.topic = broker, topic
        self._backend, self._patience_s = backend, backend.patience_s
        self._stack = stack

    def joins(self, member: str) -> Seat:
        """One more member, from now on."""
        seat = Seat(self.broker, self.topic, "billing", member, self._patience_s)
        self._stack.callback(seat.leaves)
        return seat

    def answers(self, seat: Seat) -> bool:
        """Let it acknowledge what it holds; False when that was too late and this broker may say so."""
        ended = seat.does()
        if self._backend.was_too_late(ended):
            return False
        same(ended, None, f"how {seat.member} acknowledged what it held")
        return True

    def work(self, *at: Seat, until: Callable[[list[tuple[Seat, Delivery]]], object]) -> list[Delivery]:
        """Let these seats acknowledge what they are given until that is enough; what it was, in order,
        without what was answered too late: it comes again.
        """
        done: list[tuple[Seat, Delivery]] = []
        ends = time.monotonic() + self._patience_s
        while not until(done):
            true(time.monotonic() < ends, f"{len(done)} messages in {self._patience_s:g} s, and no more came")
            for seat in at:
                delivery = seat.offered(0.01)
                if delivery is not None and self.answers(seat):
                    done.append((seat, delivery))
        return [delivery for _, delivery in done]


@contextmanager
def group(backend: BrokerBackend, **settings: Any) -> Iterator[Group]:
    """A broker with a topic, and a group "billing" of it with no members yet; all have left at the end."""
    with backend.busy_broker(**settings) as broker, ExitStack() as stack:
        topic = fresh_topic()
        broker.create_topic(topic)
        yield Group(backend, broker, topic, stack)
