"""Entrances of events, naming and the bus."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from entrance import (
    COUNTS,
    ENVELOPE,
    EVENT,
    EVENTS,
    FUNCTIONS,
    LONG,
    NAN,
    SECONDS,
    TEXTS,
    GateOpened,
    Room,
    Row,
)

from companion import (
    AsyncBus,
    Bus,
    Retry,
    Trace,
    VirtualClock,
    ancestors,
    causation_graph,
    lint,
    registered,
    upcaster,
    validate,
)

NO_TRACE: tuple[Any, ...] = (None, 3, EVENT, "abc", [3], [EVENT])


def _a_bus(folder: Path) -> Any:
    bus = Bus(VirtualClock())
    bus.heard = []

    @bus.on(GateOpened)
    def hears(event: Any) -> None:
        bus.heard.append(event.number)

    bus.publish(GateOpened(number=1))
    return bus


def _held(bus: Any) -> object:
    """It still delivers, once; the rest is as it was."""
    before = len(bus.heard)
    bus.publish(GateOpened(number=7))
    return len(bus.heard) - before, bus.heard[0], len(bus.subscriptions()), len(bus.dead_letters), bus.down


BUS = Room(
    "a bus",
    _a_bus,
    _held,
    (
        Row(
            "bus.on",
            lambda bus, wrong: bus.on(wrong)(print),
            (None, 3, "", "order placed", EVENT, ENVELOPE, int),
        ),
        Row(
            "bus.on, the handler",
            lambda bus, wrong: bus.on(GateOpened)(wrong),
            (None, 3, "print", EVENT, [print]),
        ),
        Row("bus.on, retry", lambda bus, wrong: bus.on(GateOpened, retry=wrong)(len), (3, "3", EVENT, Retry)),
        Row("bus.on, takes_s", lambda bus, wrong: bus.on(GateOpened, takes_s=wrong)(len), SECONDS),
        Row("bus.publish", lambda bus, wrong: bus.publish(wrong), EVENTS),
        Row(
            "bus.service",
            lambda bus, wrong: bus.service(wrong),
            (None, 3, True, b"till", ["till"], EVENT, ""),
        ),
        Row(
            "bus.dead_letters.redeliver",
            lambda bus, wrong: bus.dead_letters.redeliver(wrong),
            (3, "x", EVENT, [3]),
        ),
        Row("Bus, clock", lambda bus, wrong: Bus(wrong), (3, "x", EVENT, VirtualClock)),
        Row("Bus, retry", lambda bus, wrong: Bus(retry=wrong), (None, 3, "3", Retry)),
        Row("Retry, attempts", lambda bus, wrong: Retry(attempts=wrong), (None, "3", 1.5, NAN, True, 0, -1)),
        Row("Retry, first_wait_s", lambda bus, wrong: Retry(first_wait_s=wrong), SECONDS),
        Row("Retry, factor", lambda bus, wrong: Retry(factor=wrong), SECONDS),
        Row(
            "AsyncBus.on",
            lambda bus, wrong: AsyncBus().on(wrong)(print),
            (None, 3, "", "order placed", EVENT, int),
        ),
    ),
)

EVENTS_ROOM = Room(
    "events",
    lambda folder: Trace(),
    lambda trace: len(trace),
    (
        Row("validate", lambda _, wrong: validate(wrong), EVENTS),
        Row(
            "registered",
            lambda _, wrong: registered(wrong),
            (None, 3, "", "GateOpene", EVENT, GateOpened, ["x"], LONG),
        ),
        Row("Trace.add", lambda trace, wrong: trace.add(wrong), (None, 3, "abc", EVENT, ENVELOPE, [])),
        Row("ancestors", lambda _, wrong: ancestors(wrong, "GateOpened"), NO_TRACE),
        Row("ancestors, type_name", lambda trace, wrong: ancestors(trace, wrong), (*TEXTS, "")),
        Row("causation_graph", lambda _, wrong: causation_graph(wrong), NO_TRACE),
        Row("upcaster, type", lambda _, wrong: upcaster(wrong, 1), (*TEXTS, "")),
        Row("upcaster, version", lambda _, wrong: upcaster("GateShut", wrong), (*COUNTS, 0)),
        Row("upcaster, function", lambda _, wrong: upcaster("GateShut", 1)(wrong), FUNCTIONS),
        Row("Trace, limit", lambda _, wrong: Trace(wrong), COUNTS),
        Row("VirtualClock.advance", lambda _, wrong: VirtualClock().advance(wrong), SECONDS),
        Row("VirtualClock.sleep", lambda _, wrong: VirtualClock().sleep(wrong), SECONDS),
        Row("VirtualClock", lambda _, wrong: VirtualClock(wrong).now(), (None, 3, "now", EVENT)),
        Row("lint", lambda _, wrong: lint(wrong), (None, 3, b"x", EVENT, GateOpened, ["x"])),
    ),
)

ROOMS = (BUS, EVENTS_ROOM)
