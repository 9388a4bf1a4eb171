"""Several machines: members and partitions, a hot key, lag and its age, and waiting times.

Rates, zones and seconds of work are teaching numbers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import count, islice
from math import log
from random import Random
from typing import NamedTuple

from companion.delivery import partition_of
from companion.diagrams import Picture, plot
from companion.events import Event

from .consumed import Consumed, consumed, tell
from .orders import OrderPlaced

__all__ = ["Backlog", "backlog", "by_zone", "draw_waits", "members", "moved", "requests", "spread", "waits"]


def members(many: int, *, each: int = 100) -> Consumed:
    """Four partitions with `each` messages in every one, and a group of `many` members, one message a round
    and member.
    """
    told = [event for n in range(4) for event in islice(_of_partition(n), each)]
    names = [f"m{n}" for n in range(1, many + 1)]
    return consumed(tell(told, lambda order: str(getattr(order, "order_id", ""))), {"Pricing": names})


def _of_partition(number: int) -> Iterable[Event]:
    return (OrderPlaced(order_id=f"ride-{n}") for n in count(1) if partition_of(f"ride-{n}", 4) == number)


def requests(many: int = 1_000, seed: int = 1) -> list[str]:
    """The zones of ride requests, in the order in which they come: every other one is at the airport."""
    chance = Random(seed)
    return ["airport" if n % 2 else f"zone-{int(chance.random() * 40) + 1}" for n in range(many)]


def by_zone(places: Sequence[str], pieces: int = 1) -> list[str]:
    """The partition key of each request: its zone; the airport is split into so many `pieces` by turns."""
    turn = count()
    return [f"{each}/{next(turn) % pieces}" if each == "airport" and pieces > 1 else each for each in places]


def spread(keys: Iterable[str], partitions: int = 4) -> list[int]:
    """How many messages with these keys stand in each partition."""
    counts = [0] * partitions
    for key in keys:
        counts[partition_of(key, partitions)] += 1
    return counts


def moved(before: int, after: int, keys: int = 1_000) -> int:
    """How many of the keys ride-1, ride-2 … have another partition once the topic has more of them."""
    names = [f"ride-{n}" for n in range(1, keys + 1)]
    return sum(partition_of(name, before) != partition_of(name, after) for name in names)


class Backlog(NamedTuple):
    """The end of a run: the `lag` in messages, how long the newest will wait for its turn, in seconds,
    and how many were `refused` because there was no room.
    """

    lag: int
    wait_s: float
    refused: int


def backlog(in_per_s: int, out_per_s: int, seconds: int, *, lag: int = 0, room: int | None = None) -> Backlog:
    """A queue with so many messages in and out a second; with `room`, a message that finds it full is
    refused.
    """
    refused = 0
    for _ in range(seconds):
        lag = max(0, lag + in_per_s - out_per_s)
        if room is not None and lag > room:
            refused, lag = refused + lag - room, room
    return Backlog(lag, lag / out_per_s, refused)


def waits(busy: float, *, work_s: float = 1.0, rides: int = 50_000, seed: int = 1) -> float:
    """How long a ride waits on average, in seconds, before one worker begins with it that needs `work_s` for
    each and is `busy` for that part of its time (above 0, below 1). Rides come by chance.
    """
    draw: Callable[[], float] = Random(seed).random
    wait, total = 0.0, 0.0
    for _ in range(rides):
        total += wait
        gap = round(-log(1 - draw()) * work_s / busy, 6)
        wait = max(0.0, wait + work_s - gap)
    return total / rides


def draw_waits(*percents: int) -> Picture:
    """How long a ride waits on average at each of these percents of a worker's time."""
    found: dict[float, float] = {busy: round(waits(busy / 100), 2) for busy in percents}
    return plot({"wait": found}, title="The last percents cost most", across="% busy", upwards="mean wait, s")
