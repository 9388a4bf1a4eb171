"""The decisions about a ride, a fare and a payment. All functions are pure.

A command that was carried out before has no events, so every command may be repeated: a driver's phone that
got no answer, and a service to which a message is delivered twice. Fares are teaching numbers, invented.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from companion.cqrs.nearby import check_position
from companion.events import Event
from companion.sourcing import Decider

from .refused import CommandRefused
from .rides_events import (
    Arrive,
    CancelRide,
    Command,
    Complete,
    DriverArrived,
    DriverMatched,
    MatchDriver,
    Rate,
    RequestRide,
    RideCancelled,
    RideCompleted,
    RideRated,
    RideRequested,
    RideStarted,
    Start,
)

__all__ = [
    "STATUSES", "DriverArrived", "DriverMatched", "Ride", "RideCancelled", "RideCompleted", "RideRated",
    "RideRequested", "RideStarted", "decide", "evolve", "fare_cents", "once", "ride",
]  # fmt: skip

STATUSES = ("unknown", "requested", "matched", "arrived", "started", "completed")
BASE_CENTS, KILOMETRE_CENTS, MINUTE_CENTS = 250, 120, 30

_FACTS: dict[type, tuple[type[Event], str]] = {  # what a command makes happen, and where the ride is then
    RequestRide: (RideRequested, "requested"),
    MatchDriver: (DriverMatched, "matched"),
    CancelRide: (RideCancelled, "cancelled"),
    Arrive: (DriverArrived, "arrived"),
    Start: (RideStarted, "started"),
    Complete: (RideCompleted, "completed"),
}
_STATUS = dict(_FACTS.values())


class Ride(msgspec.Struct, frozen=True):
    """The state for decisions. `status` goes up STATUSES; `stars` is 0 until the ride is rated."""

    status: str = "unknown"
    driver: str = ""
    stars: int = 0


def decide(command: Command, ride: Ride) -> Sequence[Event]:
    """The events of a command; none if it was carried out before. Raises `CommandRefused`, and
    `BadInput` for a rider who is nowhere.
    """
    if isinstance(command, Rate):
        return _rated(command, ride)
    if isinstance(command, RequestRide):
        check_position(command.latitude, command.longitude)
    if isinstance(command, Complete) and min(command.distance_m, command.duration_s) < 0:
        raise CommandRefused(command, ride, "no ride is shorter than nothing")
    if isinstance(command, (Arrive, Start, Complete)) and command.driver != ride.driver:
        raise CommandRefused(command, ride, f"{command.driver} is not the driver of this ride")
    fact, then = _FACTS[type(command)]
    if then == ride.status or _is_past(then, ride.status):
        return []
    before = "requested" if then == "cancelled" else STATUSES[STATUSES.index(then) - 1]
    if ride.status != before:
        raise CommandRefused(command, ride, f"the ride would have to be {before}")
    return [fact(**command._asdict())]


def _is_past(then: str, status: str) -> bool:
    """Whether a ride that is at `status` has been at `then`, or will never be there."""
    if "cancelled" in (then, status):
        return then == "requested" or (then, status) == ("matched", "cancelled")
    return STATUSES.index(then) < STATUSES.index(status)


def _rated(command: Rate, ride: Ride) -> Sequence[Event]:
    if type(command.stars) is not int or not 1 <= command.stars <= 5:
        raise CommandRefused(command, ride, "stars are whole, 1 to 5")
    if ride.status != "completed":
        raise CommandRefused(command, ride, "only a ride that is over can be rated")
    if ride.stars and ride.stars != command.stars:
        raise CommandRefused(command, ride, "it was rated before")
    return [] if ride.stars else [RideRated(ride_id=command.ride_id, stars=command.stars)]


def evolve(ride: Ride, event: Any) -> Ride:
    """The ride after one more event."""
    if isinstance(event, RideRated):
        return Ride(ride.status, ride.driver, event.stars)
    driver = event.driver if isinstance(event, DriverMatched) else ride.driver
    return Ride(_STATUS.get(type(event), ride.status), driver, ride.stars)


ride = Decider(Ride(), decide, evolve)


# What happens once, whoever asks how often: the command is the fact.
once: Decider[bool, Event] = Decider(
    False, lambda fact, done: [] if done else [fact], lambda done, event: True
)


def fare_cents(distance_m: int, duration_s: int) -> int:
    """What a ride costs."""
    return BASE_CENTS + distance_m * KILOMETRE_CENTS // 1000 + duration_s * MINUTE_CENTS // 60
