"""The nearest 10 of 10,000 drivers; `bench_read_models.py` runs it."""

from __future__ import annotations

import time
from collections.abc import Callable
from importlib.util import find_spec
from math import asin, cos, radians, sin, sqrt
from random import Random
from typing import Any

from interleaved import Run, measure, table
from raw_redis import RawRedis, packed

from companion.cqrs import GridNearby
from companion.cqrs.nearby import EARTH_M
from companion.engines import RedisNearby

DRIVERS, COUNT = 10_000, 10
RADIUS_M = 1_000  # holds ten drivers around each place that is asked for
SOUTH, WEST, EDGE = 48.0, 11.0, 0.2  # the city's corner, and how many degrees it is wide
SAME_M = 2.0  # Redis keeps a position within about 60 cm
FEWER = 100  # fakeredis answers one question in so many of the others

Place = tuple[float, float]
GEOSEARCH = ("BYRADIUS", RADIUS_M, "m", "ASC", "COUNT", COUNT, "WITHCOORD", "WITHDIST")


def city(random: Random, margin: float = 0.0) -> Place:
    """A place in the city, at least `margin` degrees from its edge."""
    return SOUTH + random.uniform(margin, EDGE - margin), WEST + random.uniform(margin, EDGE - margin)


def metres(one: Place, other: Place) -> float:
    """The distance along the surface, by the haversine formula."""
    (north, east), (north_2, east_2) = (tuple(map(radians, each)) for each in (one, other))
    half = sin((north_2 - north) / 2) ** 2 + cos(north) * cos(north_2) * sin((east_2 - east) / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(half))


def asked_for(
    places: list[Place], expected: list[list[float]], ask: Callable[[Place], Any],
    distances: Callable[[Any], list[float]], fewer: int = 1,
) -> Run:  # fmt: skip
    """Ask at `places` in turn, one question in `fewer`; the distances must be those found by brute force."""

    def run(n: int) -> float:
        asked = [number % len(places) for number in range(max(1, n // fewer))]
        start = time.perf_counter()
        answers = [ask(places[number]) for number in asked]
        seconds = time.perf_counter() - start
        for number, answer in zip(asked, answers, strict=True):
            found = distances(answer)
            assert len(found) == COUNT, f"{len(found)} drivers"
            assert all(abs(a - b) < SAME_M for a, b in zip(found, expected[number], strict=True))
        return seconds * n / len(asked)

    return run


def geosearch(client: Any, key: str) -> Callable[[Place], Any]:
    """The question as it is asked by hand, with redis-py."""
    return lambda place: client.geosearch(
        key, longitude=place[1], latitude=place[0], radius=RADIUS_M, unit="m", sort="ASC", count=COUNT,
        withdist=True, withcoord=True,
    )  # fmt: skip


def ours(answer: Any) -> list[float]:
    return [each.distance_m for each in answer]


def theirs(answer: Any) -> list[float]:
    return [float(each[1]) for each in answer]


def nearest(client: Any, raw: RawRedis, prefix: str, n: int, rounds: int) -> str:
    """The table: Redis asked four ways, and the grid in this process."""
    random = Random(10)
    drivers = {f"driver-{number}": city(random) for number in range(DRIVERS)}
    places = [city(random, 0.02) for _ in range(100)]
    expected = [sorted(metres(place, each) for each in drivers.values())[:COUNT] for place in places]
    in_redis, grid, key = RedisNearby(client, prefix), GridNearby(), f"{prefix}places"
    located = [part for driver, (north, east) in drivers.items() for part in (east, north, driver)]
    client.geoadd(key, located)
    assert len(in_redis) == DRIVERS
    for driver, place in drivers.items():
        grid.move(driver, *place)
    sent = {place: packed("GEOSEARCH", key, "FROMLONLAT", place[1], place[0], *GEOSEARCH) for place in places}
    limit = "raw socket, GEOSEARCH (limit)"
    contestants: dict[str, Run] = {
        limit: asked_for(places, expected, lambda place: raw.ask(sent[place]), theirs),
        "redis-py, GEOSEARCH": asked_for(places, expected, geosearch(client, key), theirs),
        "companion RedisNearby": asked_for(places, expected, lambda place: in_redis.nearest(*place), ours),
        "companion GridNearby": asked_for(places, expected, lambda place: grid.nearest(*place), ours),
    }
    if find_spec("fakeredis"):
        import fakeredis

        pretended = fakeredis.FakeRedis(version=(7,))
        pretended.geoadd(key, located)
        contestants["fakeredis, GEOSEARCH"] = asked_for(
            places, expected, geosearch(pretended, key), theirs, FEWER
        )
    found = measure(contestants, n, rounds)
    return table(f"The nearest {COUNT} of {DRIVERS:,} drivers", found, limit, "µs")
