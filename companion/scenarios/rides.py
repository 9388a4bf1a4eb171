"""The ride of CONTENT: the work of five services when facts about it reach them.

What happens to a ride is decided on its stream and stored. Matching finds a driver, Notification tells the
rider, Pricing calculates, Payment charges, Analytics counts, and none of them is commanded. How facts get
from one to the next, over a broker or a bus, is in `rides_delivery`. Any store and any `Nearby` will do.

Corrected: CONTENT gives driver locations in Redis as the read model of the rides in PostgreSQL. No ride says
where a car is. Positions are telemetry: a phone reports them every few seconds, the newest replaces the one
before, and none is an event or survives in the store. And RideRated is no reaction to RideCompleted: a person
decides, by a new command, so it has the ride's story and no cause. Drivers do act because of what happened.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any

from companion.cqrs.nearby import Nearby
from companion.cqrs.table_view import Tables
from companion.delivery import Inbox
from companion.events import Envelope, Event
from companion.sourcing import EventStore, fold, handle, replay

from .orders import PaymentDeclined, PaymentProcessed
from .rides_events import (
    CONTENTS_SEVEN,
    TOLD,
    CancelRide,
    Command,
    FareCalculated,
    MatchDriver,
    Rate,
    RequestRide,
    RideCancelled,
    RideCompleted,
    RideRequested,
)
from .rides_rules import Ride, decide, fare_cents, once, ride

__all__ = [
    "FareCalculated", "Handlers", "PaymentDeclined", "PaymentProcessed", "RideCancelled", "RideCompleted",
    "RideRequested", "Rides",
]  # fmt: skip

_BUSY = "CREATE TABLE IF NOT EXISTS busy_drivers (driver TEXT NOT NULL PRIMARY KEY, ride_id TEXT UNIQUE)"
_LOG = (
    "CREATE TABLE IF NOT EXISTS ride_log "
    "(event_id TEXT NOT NULL PRIMARY KEY, type TEXT NOT NULL, ride_id TEXT NOT NULL)"
)
_ONCE = "INSERT INTO ride_log VALUES (?, ?, ?) ON CONFLICT (event_id) DO NOTHING"
_TAKE = "INSERT INTO busy_drivers (driver, ride_id) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING driver"

Handlers = dict[type[Event], Callable[[Any, Envelope], None]]


class Rides:
    """The five services on `store`, with the drivers' positions in `nearby`.

    `log` is the database of Analytics (None: the store's own); `push` sends a sentence to the rider of a
    ride; `declined` are rides whose card the bank refuses; `within_m` is how far a driver may be, in metres.
    """

    def __init__(
        self,
        store: EventStore,
        nearby: Nearby,
        log: Tables | None = None,
        *,
        push: Callable[[str, str], object] = lambda ride_id, text: None,
        declined: Collection[str] = (),
        within_m: float = 3_000.0,
    ) -> None:
        self.store, self.nearby = store, nearby
        self.push, self.declined, self.within_m = push, declined, within_m
        self._log, self._told = log or store, Inbox(store, "Notification")
        with store.transaction() as tx:
            tx.execute(_BUSY)
        with self._log.transaction() as tx:
            tx.execute(_LOG)

    def handlers(self) -> dict[str, Handlers]:
        """What each service reacts to. Every reaction may be repeated: it does its work once."""
        everything = (*CONTENTS_SEVEN, FareCalculated, RideCancelled, PaymentDeclined)
        return {
            "Matching": {RideRequested: self.match, RideCompleted: self.free},
            "Notification": dict.fromkeys(TOLD, self.tell),
            "Pricing": {RideCompleted: self.price},
            "Payment": {FareCalculated: self.charge},
            "Analytics": dict.fromkeys(everything, self.log),
        }

    def act(self, command: Command) -> tuple[Envelope, ...]:
        """The commands of rider and driver: the driver's are caused by the last fact, the rider's by nothing.

        Raises `CommandRefused`.
        """
        stream, who, last = f"ride:{command.ride_id}", "Rider", None
        if not isinstance(command, (RequestRide, Rate)):
            who, last = "Driver", next(reversed(self.store.read(stream)), None)
        return handle(
            self.store, stream, ride, command, cause=last, correlation_id=command.ride_id, service=who
        )

    def state(self, ride_id: str) -> Ride:
        """The state of a ride."""
        return replay(self.store, f"ride:{ride_id}", ride)

    def match(self, event: RideRequested, cause: Envelope) -> None:
        """The nearest driver who is free, or nobody. A unique key makes sure that a driver has one ride at a
        time: positions may be old, and two services may look at once.
        """
        near = self.nearby.nearest(event.latitude, event.longitude, len(self.nearby), self.within_m)
        with self.store.transaction() as tx:
            before = tx.read(f"ride:{event.ride_id}")
            now = fold(ride, [each.event for each in before])
            if now.status != "requested":
                return
            found = next((each for each in near if tx.execute(_TAKE, each.member, event.ride_id)), None)
            command: Command = CancelRide(event.ride_id, f"no driver is free within {self.within_m:.0f} m")
            if found is not None:
                command = MatchDriver(event.ride_id, found.member, round(found.distance_m))
            tx.append(f"ride:{event.ride_id}", decide(command, now), expected=len(before), cause=cause,
                      service="Matching")  # fmt: skip

    def free(self, event: RideCompleted, cause: Envelope) -> None:
        """The driver can be matched again."""
        with self.store.transaction() as tx:
            tx.execute("DELETE FROM busy_drivers WHERE ride_id = ?", event.ride_id)

    def price(self, event: RideCompleted, cause: Envelope) -> None:
        """Calculate the fare, once."""
        cents = fare_cents(event.distance_m, event.duration_s)
        fare = FareCalculated(ride_id=event.ride_id, amount_cents=cents)
        handle(self.store, f"fare:{event.ride_id}", once, fare, cause=cause, service="Pricing")

    def charge(self, event: FareCalculated, cause: Envelope) -> None:
        """Charge the rider, once."""
        answer: Event = PaymentProcessed(order_id=event.ride_id, amount_cents=event.amount_cents)
        if event.ride_id in self.declined:
            answer = PaymentDeclined(order_id=event.ride_id, reason="card declined")
        handle(self.store, f"payment:{event.ride_id}", once, answer, cause=cause, service="Payment")

    def tell(self, event: Event, cause: Envelope) -> None:
        """Push to the rider's phone; twice only after a crash between the push and its being noted."""
        with self._told.once(cause) as tx:
            if tx is not None:
                self.push(cause.correlation_id, TOLD[type(event)])

    def log(self, event: Event, cause: Envelope) -> None:
        """Keep one row for each fact; its id is the key, so a repeat adds none."""
        with self._log.transaction() as tx:
            tx.execute(_ONCE, cause.id, cause.type, cause.correlation_id)
