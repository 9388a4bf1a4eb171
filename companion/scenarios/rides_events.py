"""The words of a ride: CONTENT's seven facts and the two it lacks, and what can be asked.

CONTENT has no fact that takes the fare from Pricing to Payment, and none for a rider whom nobody can fetch:
FareCalculated and RideCancelled are ours. PaymentProcessed and PaymentDeclined are those of `orders`.
"""

from __future__ import annotations

from typing import NamedTuple

from companion.events import Event

from .orders import PaymentDeclined, PaymentProcessed

__all__ = [
    "CONTENTS_SEVEN", "TOLD", "Arrive", "CancelRide", "Command", "Complete", "DriverArrived", "DriverMatched",
    "FareCalculated", "MatchDriver", "PaymentDeclined", "PaymentProcessed", "Rate", "RequestRide",
    "RideCancelled", "RideCompleted", "RideRated", "RideRequested", "RideStarted", "Start",
]  # fmt: skip


class RideRequested(Event):
    """A rider wants to be fetched at a place, in degrees."""

    ride_id: str
    rider: str
    latitude: float
    longitude: float


class DriverMatched(Event):
    """`driver` is to fetch the rider, and was `distance_m` metres away when chosen."""

    ride_id: str
    driver: str
    distance_m: int = 0


class RideCancelled(Event):
    """Nobody will fetch the rider, for `reason`."""

    ride_id: str
    reason: str = ""


class DriverArrived(Event):
    """The driver is where the rider waits."""

    ride_id: str
    driver: str


class RideStarted(Event):
    """The rider is in the car."""

    ride_id: str
    driver: str


class RideCompleted(Event):
    """The rider has got out, after `distance_m` metres and `duration_s` seconds."""

    ride_id: str
    driver: str
    distance_m: int = 0
    duration_s: int = 0


class FareCalculated(Event):
    """The ride costs `amount_cents`."""

    ride_id: str
    amount_cents: int


class RideRated(Event):
    """The rider gave `stars`, 1 to 5."""

    ride_id: str
    stars: int


CONTENTS_SEVEN = (
    RideRequested, DriverMatched, DriverArrived, RideStarted, RideCompleted, PaymentProcessed, RideRated,
)  # fmt: skip


TOLD: dict[type[Event], str] = {  # of what riders are told, and how
    DriverMatched: "Your driver is on the way",
    DriverArrived: "Your driver is there",
    RideCancelled: "Nobody can fetch you",
    PaymentProcessed: "You have paid",
    PaymentDeclined: "Your card was declined",
}


class RequestRide(NamedTuple):
    """The rider asks."""

    ride_id: str
    rider: str
    latitude: float
    longitude: float


class MatchDriver(NamedTuple):
    """Matching has found somebody."""

    ride_id: str
    driver: str
    distance_m: int


class CancelRide(NamedTuple):
    """Matching has found nobody."""

    ride_id: str
    reason: str


class Arrive(NamedTuple):
    """The driver is there."""

    ride_id: str
    driver: str


class Start(NamedTuple):
    """The driver sets off with the rider."""

    ride_id: str
    driver: str


class Complete(NamedTuple):
    """The driver ends the ride."""

    ride_id: str
    driver: str
    distance_m: int
    duration_s: int


class Rate(NamedTuple):
    """The rider judges, whenever and if ever."""

    ride_id: str
    stars: int


Command = RequestRide | MatchDriver | CancelRide | Arrive | Start | Complete | Rate
