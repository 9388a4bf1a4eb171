"""A night of rides as messages: seven facts each, told under one key or another, and who got them in order.

Four members of one group share four partitions and take turns. Which fact of which ride comes next is drawn
with a seed, each ride in its own order, so that every run is the same.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from random import Random
from typing import Any

import msgspec

from companion.diagrams import Picture, partitions
from companion.events import Event

from .consumed import Consumed, consumed, tell
from .orders import PaymentProcessed
from .rides_events import (
    CONTENTS_SEVEN,
    DriverArrived,
    DriverMatched,
    RideCompleted,
    RideRated,
    RideRequested,
    RideStarted,
)

__all__ = [
    "MEMBERS",
    "Night",
    "by_ride",
    "by_type",
    "draw",
    "facts",
    "in_line",
    "night",
    "place_of",
    "ride_of",
    "seven",
]

MEMBERS = ("Kim", "Lee", "Max", "Noa")
_PLACE = {each.__name__: place for place, each in enumerate(CONTENTS_SEVEN)}
_NUMBERS = "1 requested, 2 matched, 3 arrived, 4 started, 5 completed, 6 paid, 7 rated"


def ride_of(event: Event) -> str:
    """Whose ride a fact is about; a payment calls the ride `order_id`."""
    told: Any = event
    return str(told.order_id if isinstance(event, PaymentProcessed) else told.ride_id)


def place_of(event: Event) -> int:
    """The number of a fact in its ride, from 1; 0 for an event that is not one of the seven."""
    return _PLACE.get(type(event).__name__, -1) + 1


def facts(rides: int, seed: int = 1, *, city: str = "ride") -> list[Event]:
    """The seven facts of each of `rides` rides, called ride-1, ride-2 …, in the order in which they
    happened.
    """
    chance = Random(seed)
    at: list[tuple[float, int, Event]] = []
    for n in range(1, rides + 1):
        time = chance.random() * rides
        for event in seven(f"{city}-{n}", f"driver-{n % 12 + 1}", f"rider-{n % 30 + 1}"):
            time += chance.random() * 5
            at.append((time, n, event))
    return [event for _, _, event in sorted(at, key=lambda each: each[:2])]


def seven(ride: str, driver: str = "Dan", rider: str = "Ada") -> tuple[Event, ...]:
    """The facts of one ride, in order."""
    return (
        RideRequested(ride_id=ride, rider=rider, latitude=52.3731, longitude=4.8926),
        DriverMatched(ride_id=ride, driver=driver, distance_m=134),
        DriverArrived(ride_id=ride, driver=driver),
        RideStarted(ride_id=ride, driver=driver),
        RideCompleted(ride_id=ride, driver=driver, distance_m=6_200, duration_s=1_020),
        PaymentProcessed(order_id=ride, amount_cents=1_504),
        RideRated(ride_id=ride, stars=5),
    )


class Night(msgspec.Struct, frozen=True):
    """The result of a night: of `rides`, how many had a fact handled `out_of_order`, and how many were
    `paid_early`, before the ride was over; the messages in each partition (`spread`); the `rounds` it took.
    """

    rides: int
    out_of_order: int
    paid_early: int
    spread: tuple[int, ...]
    rounds: int
    run: Consumed

    def handled(self) -> list[Event]:
        """The facts in the order in which they were handled."""
        return [read.envelope.event for read in self.run.reads if read.done]

    def __repr__(self) -> str:
        spread = ", ".join(map(str, self.spread))
        return (
            f"{self.out_of_order} of {self.rides} out of order, {self.paid_early} paid too early; "
            f"partitions {spread}; {self.rounds} rounds"
        )


def night(
    key: Callable[[Event], str],
    rides: int = 40,
    *,
    seed: int = 1,
    asleep: Mapping[str, range] | None = None,
) -> Night:
    """A night whose facts are told under `key(event)`; `asleep` is as in `consumed`."""
    run = consumed(tell(facts(rides, seed), key), {"Billing": MEMBERS}, asleep=asleep)
    lines: dict[str, list[int]] = {}
    for read in run.reads:
        _note(lines, read.envelope.event)
    return Night(
        rides=rides,
        out_of_order=sum(line != sorted(line) for line in lines.values()),
        paid_early=sum(line.index(6) < line.index(5) for line in lines.values()),
        spread=tuple(len(lane) for lane in run.partitions),
        rounds=run.rounds,
        run=run,
    )


InOrder = Callable[[dict[Any, Any], str, int, Event, Callable[[Event], object]], object]


def in_line(in_order: InOrder, night: Night) -> int:
    """How many rides still have a fact out of order when what was handled that night goes through
    `in_order(shelf, ride_id, version, event, handle)` first.
    """
    shelf: dict[Any, Any] = {}
    lines: dict[str, list[int]] = {}
    for event in night.handled():
        ride = ride_of(event)
        in_order(shelf, ride, place_of(event), event, lambda each: _note(lines, each))
    return sum(lines.get(f"ride-{n}") != list(range(1, 8)) for n in range(1, night.rides + 1))


def _note(lines: dict[str, list[int]], event: Event) -> None:
    lines.setdefault(ride_of(event), []).append(place_of(event))


def by_type(event: Event) -> str:
    """The colleague's key: "so that each type is in order"."""
    return type(event).__name__


def by_ride(event: Event) -> str:
    """The ride."""
    return ride_of(event)


def draw(key: Callable[[Event], str], *, title: str, ride: str = "ride-3", rides: int = 5) -> Picture:
    """The partitions of a small night, with one ride's facts standing out, each with its place."""
    run = night(key, rides).run
    lanes = {
        f"partition {n}": [
            (ride_of(told.envelope.event), str(_PLACE[told.envelope.type] + 1)) for told in lane
        ]
        for n, lane in enumerate(run.partitions)
    }
    return partitions(lanes, title=title, subtitle=_NUMBERS, highlight=ride, coloured_by="ride")
