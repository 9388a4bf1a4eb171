"""Two ways for facts about rides to reach the five services: a broker between processes, a bus inside one.

Over a broker a relay publishes the store's log to one topic, keyed by the ride, so that each service, a
consumer group of its own, sees every ride in order; one that is down catches up later. On a bus the stored
envelopes are handed to the listeners one after the other. The facts that come out are the same.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from companion.bus import Bus
from companion.cqrs.nearby import GridNearby, Nearby
from companion.delivery import Broker, MemoryBroker, StoreRelay, Worker
from companion.events import Envelope, Trace, VirtualClock
from companion.sourcing import MemoryStore

from .rides import Rides
from .rides_events import Arrive, Complete, Rate, RequestRide, Start
from .settling import settle

__all__ = [
    "DAM_SQUARE", "DRIVERS", "PUBLISHED", "TOPIC", "City", "city", "deliver", "one_ride", "over_broker",
    "over_bus", "relay", "report_positions", "ride_of", "wire", "workers",
]  # fmt: skip

TOPIC = "rides"
PUBLISHED = ("ride:", "fare:", "payment:")
DAM_SQUARE = (52.3731, 4.8926)  # where the rider waits, in degrees
DRIVERS = {"Dan": (52.3738, 4.8910), "Eva": (52.3600, 4.8852), "Fay": (52.3105, 4.7683)}


class City(NamedTuple):
    """The rides of a city on virtual time, its broker with a trace, and what was pushed to riders."""

    rides: Rides
    broker: MemoryBroker
    pushed: list[str]


def city() -> City:
    """A city in memory, with three drivers and no ride yet."""
    clock, pushed = VirtualClock(), list[str]()
    rides = Rides(MemoryStore(clock=clock), GridNearby(), push=lambda ride_id, text: pushed.append(text))
    report_positions(rides.nearby)
    return City(rides, MemoryBroker(clock=clock, trace=Trace()), pushed)


def relay(rides: Rides, broker: Broker, *, topic: str = TOPIC) -> StoreRelay:
    """What publishes the facts about rides, and nothing else that is in the store."""

    def where(envelope: Envelope) -> str | None:
        return topic if str(envelope.stream).startswith(PUBLISHED) else None

    return StoreRelay(rides.store, broker, where, name="rides", key=ride_of)


def ride_of(envelope: Envelope) -> str:
    """The ride a stored fact is about: all of its streams are named after it."""
    return str(envelope.stream).partition(":")[2]


def workers(
    rides: Rides, broker: Broker, *, topic: str = TOPIC, wait_s: float | None = 0.0
) -> dict[str, Worker]:
    """One worker for each service, which is a group of its own. `wait_s` is as in `Worker`."""
    return {
        name: Worker(broker, topic, name, handlers, wait_s=wait_s)
        for name, handlers in rides.handlers().items()
    }


def wire(rides: Rides, bus: Bus) -> None:
    """Put the five services on a bus."""
    for name, handlers in rides.handlers().items():
        for event_type, handler in handlers.items():
            bus.service(name).on(event_type)(handler)


def deliver(rides: Rides, bus: Bus) -> None:
    """Hand the listeners what was stored since the last call, and what that leads to, in stored order."""
    for envelope in rides.store.subscribe("bus"):
        for listener in bus.listeners(envelope.type):
            error = bus.attempt(listener, envelope)
            if error is not None:
                bus.give_up(listener, envelope, error, 1)


def over_broker(
    rides: Rides, broker: Broker, *, topic: str = TOPIC, wait_s: float = 0.0
) -> Callable[[], None]:
    """How to let everything happen that stored facts lead to, over a broker, in this thread."""
    publishing = relay(rides, broker, topic=topic)
    services = workers(rides, broker, topic=topic, wait_s=wait_s)
    return lambda: settle(publishing, services.values())


def over_bus(rides: Rides, bus: Bus) -> Callable[[], None]:
    """The same on a bus."""
    wire(rides, bus)
    return lambda: deliver(rides, bus)


def report_positions(nearby: Nearby) -> None:
    """Three drivers' phones say where they are: near, at some distance, and at the airport."""
    for driver, (latitude, longitude) in DRIVERS.items():
        nearby.move(driver, latitude, longitude)


def one_ride(rides: Rides, react: Callable[[], None], ride_id: str = "ride-7", *, stars: int = 5) -> str:
    """A rider asks on Dam Square, is fetched and driven 6.2 km in 17 minutes, and rates; `react` is
    `over_broker(…)` or `over_bus(…)`. Returns the driver, "" when nobody came. Done again it changes nothing.
    """
    rides.act(RequestRide(ride_id, "Ada", *DAM_SQUARE))
    react()
    driver = rides.state(ride_id).driver
    if driver:
        rides.act(Arrive(ride_id, driver))
        rides.act(Start(ride_id, driver))
        rides.act(Complete(ride_id, driver, distance_m=6_200, duration_s=17 * 60))
        react()
        rides.act(Rate(ride_id, stars))
        react()
    return driver
