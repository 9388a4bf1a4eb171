"""Nearby: the members closest to a place on the earth, such as the drivers near a rider.

`GridNearby` keeps positions in this process: points on a unit sphere, sorted into cubes, so that neither the
poles nor the date line are special. `companion.cqrs.nearby_redis` does the same with Redis GEO commands.
Positions are telemetry: the newest replaces the one before, and none of them is an event worth keeping.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import NamedTuple, Protocol

from .errors import NotOnEarth

EARTH_M = 6_372_797.560856  # the radius Redis takes, in metres
_RINGS = 8  # beyond so many rings of cubes, looking at every member is quicker


class Near(NamedTuple):
    """A member and where it is: `distance_m` metres from the place asked for, along the surface."""

    member: str
    distance_m: float
    latitude: float
    longitude: float


class Nearby(Protocol):
    """Positions by member. Latitudes are degrees from -90 to 90, longitudes from -180 to 180."""

    def move(self, member: str, latitude: float, longitude: float) -> None:
        """Say where a member is now. Raises `NotOnEarth`; the position before stays then."""
        ...

    def remove(self, member: str) -> None:
        """Forget a member; nothing happens when it is unknown."""
        ...

    def nearest(
        self, latitude: float, longitude: float, count: int = 10, within_m: float | None = None
    ) -> tuple[Near, ...]:
        """At most `count` members, the nearest first, and equally near ones by name.

        None of them farther than `within_m` metres, if given. Raises `NotOnEarth`.
        """
        ...

    def __len__(self) -> int: ...


Point = tuple[float, float, float]
Cube = tuple[int, int, int]


def check_position(latitude: float, longitude: float, farthest_north: float = 90.0) -> None:
    """Raise `NotOnEarth` unless both are finite degrees of a place on earth."""
    numbers = all(isinstance(each, (int, float)) and isfinite(each) for each in (latitude, longitude))
    if not (numbers and abs(latitude) <= farthest_north and abs(longitude) <= 180):
        raise NotOnEarth(latitude, longitude, farthest_north)


class GridNearby:
    """Positions in memory. `cube_m` is the edge of a cube in metres: about the distance at which you look."""

    def __init__(self, cube_m: float = 500.0) -> None:
        if not (isfinite(cube_m) and cube_m > 0):
            raise ValueError(f"cube_m={cube_m!r}: the edge of a cube is a number of metres above 0")
        self._edge = cube_m / EARTH_M
        self._cubes: dict[Cube, dict[str, Point]] = {}
        self._places: dict[str, tuple[Cube, float, float]] = {}

    def move(self, member: str, latitude: float, longitude: float) -> None:
        """See `Nearby.move`."""
        check_position(latitude, longitude)
        point = _point(latitude, longitude)
        cube = self._cube(point)
        before = self._places.get(member)
        if before is not None and before[0] != cube:
            self._take_out(member, before[0])
        self._cubes.setdefault(cube, {})[member] = point
        self._places[member] = cube, latitude, longitude

    def remove(self, member: str) -> None:
        """See `Nearby.remove`."""
        place = self._places.pop(member, None)
        if place is not None:
            self._take_out(member, place[0])

    def nearest(
        self, latitude: float, longitude: float, count: int = 10, within_m: float | None = None
    ) -> tuple[Near, ...]:
        """See `Nearby.nearest`."""
        check_position(latitude, longitude)
        if count < 1:
            return ()
        centre = x0, y0, z0 = _point(latitude, longitude)
        farthest = 4.0 if within_m is None else _chord_squared(within_m)
        found: list[tuple[float, str]] = []
        for reach, cubes in self._rings(centre):
            for members in cubes:
                found += [
                    ((x - x0) ** 2 + (y - y0) ** 2 + (z - z0) ** 2, member)
                    for member, (x, y, z) in members.items()
                ]
            # All that is nearer than `reach` has been seen.
            found = sorted(found)[:count]
            if farthest < reach * reach or (len(found) == count and found[-1][0] < reach * reach):
                break
        return tuple(self._near(squared, member) for squared, member in found if squared <= farthest)

    def __len__(self) -> int:
        return len(self._places)

    def _rings(self, centre: Point) -> Iterator[tuple[float, list[dict[str, Point]]]]:
        """Cubes around a point, ring by ring, each with the distance up to which nothing is left out."""
        middle = self._cube(centre)
        seen = 0
        for ring in range(_RINGS):
            cubes = [self._cubes[cube] for cube in _ring(middle, ring) if cube in self._cubes]
            seen += sum(map(len, cubes))
            yield ring * self._edge, cubes
            if seen == len(self._places):
                return
        near = {cube for ring in range(_RINGS) for cube in _ring(middle, ring)}
        yield 3.0, [members for cube, members in self._cubes.items() if cube not in near]

    def _near(self, squared: float, member: str) -> Near:
        _, latitude, longitude = self._places[member]
        return Near(member, 2 * EARTH_M * asin(min(1.0, sqrt(squared) / 2)), latitude, longitude)

    def _cube(self, point: Point) -> Cube:
        edge = self._edge
        return int(point[0] // edge), int(point[1] // edge), int(point[2] // edge)

    def _take_out(self, member: str, cube: Cube) -> None:
        members = self._cubes[cube]
        del members[member]
        if not members:
            del self._cubes[cube]


def _point(latitude: float, longitude: float) -> Point:
    """A place as a point on the unit sphere."""
    north, east = radians(latitude), radians(longitude)
    flat = cos(north)
    return flat * cos(east), flat * sin(east), sin(north)


def _chord_squared(distance_m: float) -> float:
    """The square of the straight distance that belongs to a distance along the surface."""
    half = min(distance_m / EARTH_M / 2, 1.5707963267948966)
    return (2 * sin(half)) ** 2 if half > 0 else 0.0


def _ring(middle: Cube, ring: int) -> Iterator[Cube]:
    """The cubes at exactly `ring` cubes' distance from `middle`, counted along the axis that differs most."""
    x0, y0, z0 = middle
    for x in range(-ring, ring + 1):
        for y in range(-ring, ring + 1):
            on_shell = abs(x) == ring or abs(y) == ring
            for z in range(-ring, ring + 1) if on_shell else (-ring, ring):
                yield x0 + x, y0 + y, z0 + z
