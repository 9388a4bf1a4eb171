"""Evenings of the food delivery for lesson 04: one whole evening in simulated time, with services switched
off if wanted, and what an outage tells about who is needed for a promise.

Promises: the same evening every time. Leaves out everything about how the services are wired; see
food_delivery.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress

from companion.bus import Bus, ServiceDown
from companion.diagrams import Picture, flow, grid
from companion.events import Trace, VirtualClock
from companion.lab import Simulation

from . import food_delivery
from .food_delivery import PROMISES, RATING_S, SERVICES, kept

__all__ = ["Wiring", "compare", "evening", "needed_services", "outages", "own_wiring", "without_delivery"]

Wiring = Callable[[Bus], object]


def evening(wire: Wiring = food_delivery.wire, *, off: Collection[str] = ()) -> Bus:
    """Ada orders, and rates her dinner 5 minutes after it came, if it came; in simulated time.

    `wire(bus)` puts the services on the bus; those named in `off` are down all evening. The bus holds the
    trace and the dead letters.
    """
    bus = Bus(VirtualClock(), max_deliveries=500)
    wire(bus)
    for name in off:
        bus.service(name).switch_off()
    simulation = Simulation(bus)
    with suppress(ServiceDown):  # Order itself is down: the command is refused, nothing happens
        food_delivery.place_order(bus)
        simulation.run()
        if kept(bus.trace, "delivered"):
            simulation.run(until_s=bus.clock.elapsed_s + RATING_S)  # type: ignore[attr-defined]  # it is virtual
            food_delivery.rate_order(bus)
            simulation.run()
    return bus


def without_delivery() -> Picture:
    """The evening on which Delivery is down, beside what a healthy evening would have had."""
    title = "Payment still works: for a dinner nobody brings"
    return flow(evening(off=["Delivery"]).trace, title=title, expected=evening().trace)


def own_wiring(wire: Wiring) -> Wiring:
    """A wiring of everything but Restaurant and Delivery, which `wire(bus)` adds."""

    def complete(bus: Bus) -> None:
        food_delivery.wire_order(bus)
        food_delivery.wire_payment(bus)
        wire(bus)
        food_delivery.wire_listeners(bus)

    return complete


def needed_services(promise: str) -> list[str]:
    """Which services break `promise` (a key of PROMISES) when they are down, found by switching off each."""
    kept_without = food_delivery.outage_grid()
    return [service for service in SERVICES if not kept_without[service, promise]]


def outages() -> Picture:
    """The outage grid: six services, each down in turn, against three promises; prints how many broke."""
    kept_without = food_delivery.outage_grid()
    print(f"broken: {list(kept_without.values()).count(False)} of {len(kept_without)}")
    title = "Delivery down: paid, confirmed, not delivered"
    return grid(SERVICES, list(PROMISES), kept_without, title=title, corner="this one is down")


def compare(critical: Callable[[Trace, str], Iterable[str]]) -> None:
    """Print, promise by promise, whose events `critical(trace, type_name)` finds in one healthy evening, and
    whose outage breaks the promise."""
    trace = evening().trace
    publisher = {envelope.type: str(envelope.service) for envelope in trace.published()}
    line = "{:<11}{:<15}{}"
    print(line.format("promise", "found by", "services it needs"))
    for promise, type_name in PROMISES.items():
        found = critical(trace, type_name)
        if not isinstance(found, list | tuple):
            print(line.format(promise, "causes", "(critical is not written yet)"))
            continue
        names = [str(getattr(each, "type", each)) for each in found]  # envelopes will do as well
        services = dict.fromkeys(publisher.get(name, name) for name in names)
        print(line.format(promise, "causes", ", ".join(services)))
        print(line.format("", "switching off", ", ".join(needed_services(promise))))
