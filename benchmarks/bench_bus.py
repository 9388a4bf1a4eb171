"""Publish to 1, 4 and 16 handlers, and create an event: ours, the peers, the limit, in one interleaved run.

    python benchmarks/bench_bus.py [rounds]

Contestants run A B C … C B A, at least five rounds; every run checks that each handler was called once per
event. Prints markdown tables: nanoseconds for one publish (median, minimum, maximum over the rounds) and the
ratio of the limit to it (1.00 = as fast as the limit). It is processor time: all runs in one thread, and what
other programs do meanwhile is not its cost. Peers that are not installed are left out and named. Never a
timed test.
"""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

import msgspec
from interleaved import Run, measure, table

from companion.bus import Bus
from companion.events import Event

PEERS = ("pyee", "blinker", "bubus")


class Ordered(Event):
    order_id: str
    total_cents: int = 0


class PlainStruct(msgspec.Struct, frozen=True, kw_only=True):
    order_id: str
    total_cents: int = 0


@dataclass(frozen=True)
class FrozenDataclass:
    order_id: str
    total_cents: int = 0


class Counter:
    """Makes handlers of different identity that all count into one place."""

    def __init__(self) -> None:
        self.calls = 0

    def handlers(self, count: int) -> list[Callable[[Any], None]]:
        def make(number: int) -> Callable[[Any], None]:
            def handler(event: Any) -> None:
                self.calls += 1

            handler.__name__ = handler.__qualname__ = f"handler_{number}"
            return handler

        return [make(number) for number in range(count)]


def timed(loop: Callable[[int], None], counter: Counter, per_operation: int) -> Run:
    """Time `loop(n)` and check that it called the handlers exactly n * per_operation times."""

    def run(n: int) -> float:
        counter.calls = 0
        start = time.process_time()
        loop(n)
        seconds = time.process_time() - start
        assert counter.calls == n * per_operation, f"{counter.calls} calls instead of {n * per_operation}"
        return seconds

    return run


EVENT = Ordered(order_id="o-1", total_cents=450)


def plain_loop(count: int) -> Run:
    counter = Counter()
    handlers = counter.handlers(count)

    def loop(n: int) -> None:
        event = EVENT
        for _ in range(n):
            for handler in handlers:
                handler(event)

    return timed(loop, counter, count)


def repeat(publish: Callable[[Any], object], counter: Counter, count: int) -> Run:
    def loop(n: int) -> None:
        event = EVENT
        for _ in range(n):
            publish(event)

    return timed(loop, counter, count)


def ours(count: int, trace: bool) -> Run:
    bus, counter = Bus(trace=trace), Counter()
    for handler in counter.handlers(count):
        bus.on(Ordered)(handler)
    return repeat(bus.publish, counter, count)


def bare_dict_bus(count: int) -> Run:
    """The least anybody writes: no queue, no isolation, no validation."""
    handlers: dict[type, list[Callable[[Any], None]]] = {}
    counter = Counter()
    handlers[Ordered] = counter.handlers(count)

    def publish(event: Any) -> None:
        for handler in handlers.get(type(event), ()):
            handler(event)

    return repeat(publish, counter, count)


class DictBus:
    """What people write in an afternoon: by name, breadth first, a failing handler stops nobody."""

    def __init__(self) -> None:
        self.handlers: dict[str, list[Callable[[Any], None]]] = {}
        self.queue: deque[Any] = deque()
        self.failures: list[tuple[Any, Any, Exception]] = []
        self.busy = False

    def publish(self, event: Any) -> None:
        self.queue.append(event)
        if self.busy:
            return
        self.busy = True
        try:
            while self.queue:
                event = self.queue.popleft()
                for handler in self.handlers.get(type(event).__name__, ()):
                    try:
                        handler(event)
                    except Exception as error:
                        self.failures.append((event, handler, error))
        finally:
            self.busy = False


def dict_bus(count: int) -> Run:
    bus, counter = DictBus(), Counter()
    bus.handlers["Ordered"] = counter.handlers(count)
    return repeat(bus.publish, counter, count)


def pyee(count: int) -> Run:
    from pyee import EventEmitter

    emitter, counter = EventEmitter(), Counter()
    for handler in counter.handlers(count):
        emitter.add_listener("Ordered", handler)
    return repeat(lambda event: emitter.emit("Ordered", event), counter, count)


def blinker(count: int) -> Run:
    from blinker import Signal

    signal, counter = Signal(), Counter()
    handlers = counter.handlers(count)  # held here, because blinker holds them weakly
    for handler in handlers:
        signal.connect(handler)
    run = repeat(signal.send, counter, count)
    run.handlers = handlers  # type: ignore[attr-defined]  # kept alive as long as the run
    return run


def bubus(count: int) -> Run:
    """Asynchronous, with a task and a Pydantic model per event: a hundredth of the events suffices."""
    logging.disable(logging.CRITICAL)
    from bubus import BaseEvent, EventBus

    class OrderedModel(BaseEvent):  # type: ignore[misc,type-arg]  # bubus ships without types for this
        order_id: str
        total_cents: int = 0

    counter = Counter()
    handlers = counter.handlers(count)

    async def publish(n: int) -> None:
        bus = EventBus(max_history_size=10)
        for handler in handlers:
            bus.on(OrderedModel, handler)
        for _ in range(n):
            await bus.dispatch(OrderedModel(order_id="o-1", total_cents=450))
        await bus.stop(clear=True)

    run = timed(lambda n: asyncio.run(publish(n)), counter, count)
    return lambda n: run(max(1, n // 1000)) * (n / max(1, n // 1000))


def creation(cls: Callable[..., Any]) -> Run:
    def run(n: int) -> float:
        start = time.process_time()
        for _ in range(n):
            made = cls(order_id="o-1", total_cents=450)
        seconds = time.process_time() - start
        assert (made.order_id, made.total_cents) == ("o-1", 450)
        return seconds

    return run


def main(rounds: int = 5) -> None:
    here = [name for name in PEERS if find_spec(name)]
    for count in (1, 4, 16):
        contestants: dict[str, Run] = {
            "plain loop (limit)": plain_loop(count),
            "companion, trace off": ours(count, trace=False),
            "companion, trace on": ours(count, trace=True),
            "dict, nothing else": bare_dict_bus(count),
            "hand-written dict bus": dict_bus(count),
        }
        contestants |= {name: globals()[name](count) for name in here}
        found = measure(contestants, 40_000 // count, rounds, warm_up=4_000)
        print(table(f"Publish to {count} handler{'s' if count > 1 else ''}", found, "plain loop (limit)"))
    makers = {
        "msgspec.Struct (limit)": creation(PlainStruct),
        "companion Event": creation(Ordered),
        "frozen dataclass": creation(FrozenDataclass),
    }
    found = measure(makers, 200_000, rounds)
    print(table("Create an event", found, "msgspec.Struct (limit)"))
    missing = [name for name in PEERS if name not in here]
    if missing:
        print(f"Not installed, left out: {', '.join(missing)}")


if __name__ == "__main__":
    main(*(max(5, int(argument)) for argument in sys.argv[1:2]))
