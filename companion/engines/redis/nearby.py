"""Nearby in Redis: positions in one sorted set, searched by GEOSEARCH.

The same contract as `GridNearby`, by the same tests, with two limits of Redis: positions are kept within
about 60 cm, and none beyond 85.05 degrees north or south. Without a radius, circles grow until one
holds enough: a search of the whole earth would look at every member. Redis cuts equally near members at
random, so more are asked for until the cut can be made by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import pi
from typing import Any, Final

from companion.cqrs.errors import reaching
from companion.cqrs.nearby import EARTH_M, Near, check_position

from .client import place_of, text_of

FARTHEST_NORTH: Final = 85.05112878  # the end of the map that Redis divides into cells
_INSIDE: Final = 85.051128  # nine centimetres less
_HALF_ROUND_M: Final = EARTH_M * pi  # nothing is farther away
_FIRST_M: Final = 500.0
_STEP: Final = 4.0
_MARGIN: Final = 2.0
_SAME_M: Final = 0.001  # distances come with four decimals


class RedisNearby:
    """Positions in the Redis of `client`, under one key that begins with `prefix`.

    Raises `ReadModelUnavailable` when the server is away.
    """

    def __init__(self, client: Any, prefix: str = "") -> None:
        self.client, self.key = client, f"{prefix}places"
        self._database = place_of(client)
        self._radius_m = _FIRST_M  # what was enough the last time

    def move(self, member: str, latitude: float, longitude: float) -> None:
        """See `Nearby.move`. The latitude is at most 85.05112878 degrees."""
        check_position(latitude, longitude, FARTHEST_NORTH)
        latitude, longitude = _on_map(latitude, longitude)
        with reaching(self._database):
            self.client.geoadd(self.key, (longitude, latitude, member))

    def remove(self, member: str) -> None:
        """See `Nearby.remove`."""
        with reaching(self._database):
            self.client.zrem(self.key, member)

    def nearest(
        self, latitude: float, longitude: float, count: int = 10, within_m: float | None = None
    ) -> tuple[Near, ...]:
        """See `Nearby.nearest`. The latitude is at most 85.05112878 degrees."""
        check_position(latitude, longitude, FARTHEST_NORTH)
        if count < 1 or (within_m is not None and within_m <= 0):
            return ()
        latitude, longitude = _on_map(latitude, longitude)
        with reaching(self._database):
            if within_m is not None:
                return self._inside(latitude, longitude, count, min(within_m, _HALF_ROUND_M))
            return self._growing(latitude, longitude, count)

    def __len__(self) -> int:
        with reaching(self._database):
            return int(self.client.zcard(self.key))

    def _growing(self, latitude: float, longitude: float, count: int) -> tuple[Near, ...]:
        """Search in circles that grow from the one that was enough the last time."""
        radius = self._radius_m
        while True:
            found = self._inside(latitude, longitude, count, radius)
            if len(found) == count:
                self._radius_m = max(_FIRST_M, found[-1].distance_m * _MARGIN)
                return found
            if radius == _HALF_ROUND_M or len(found) == len(self):
                return found
            radius = min(radius * _STEP, _HALF_ROUND_M)

    def _inside(self, latitude: float, longitude: float, count: int, radius_m: float) -> tuple[Near, ...]:
        """The nearest in a circle; more are asked for while the last is as near as the next one.

        In the words of Redis, not by `client.geosearch`, which reads the answer twice and costs a fifth more.
        """
        asked = count + 1
        while True:
            answer = self.client.execute_command(
                "GEOSEARCH", self.key, "FROMLONLAT", longitude, latitude, "BYRADIUS", radius_m, "m", "ASC",
                "COUNT", asked, "WITHDIST", "WITHCOORD",
            )  # fmt: skip
            found = sorted((float(distance_m), text_of(member), at) for member, distance_m, at in answer)
            if len(found) < asked or found[-1][0] - found[count - 1][0] > _SAME_M:
                return tuple(_near(*each) for each in found[:count])
            asked *= 2


def _on_map(latitude: float, longitude: float) -> tuple[float, float]:
    """The same position inside the map: what lies on its edge in the north or east is in none of its cells,
    and Valkey and Redis do not find it, nor what is on the other side of it.
    """
    return min(latitude, _INSIDE), (longitude + 180) % 360 - 180


def _near(distance_m: float, member: str, at: Sequence[float | str]) -> Near:
    longitude, latitude = map(float, at)
    return Near(member, distance_m, latitude, longitude)
