"""Nearby: the members closest to a position on the earth, such as the drivers near a rider.

`GridNearby` keeps positions in this process: points on a unit sphere, sorted into cubes, so that neither the
poles nor the date line are special. `RedisNearby` of `companion.engines` does the same with Redis GEO
commands. Positions are telemetry: the newest replaces the one before, and none of them is an event worth
keeping.
"""

from __future__ import annotations

from collections.abc import Iterator
from heapq import nsmallest
from math import asin, cos, isfinite, radians, sin, sqrt
from typing import NamedTuple, Protocol

from companion.events import BadInput

EARTH_M = 6_372_797.560856  # the radius Redis takes, in metres
_RINGS = 8  # of cubes, before larger cubes are quicker
_LARGER = (1, 128)  # how much larger the cubes of each grid are


class Near(NamedTuple):
    """A member and its distance from the given position: `distance_m` metres, along the surface."""

    member: str
    distance_m: float
    latitude: float
    longitude: float


class Nearby(Protocol):
    """Positions by member. Latitudes are degrees from -90 to 90, longitudes from -180 to 180."""

    def move(self, member: str, latitude: float, longitude: float) -> None:
        """Set the position of a member. Raises `BadInput`; then the old position is kept."""
        ...

    def remove(self, member: str) -> None:
        """Remove a member; an unknown one is ignored."""
        ...

    def nearest(
        self, latitude: float, longitude: float, count: int = 10, within_m: float | None = None
    ) -> tuple[Near, ...]:
        """At most `count` members, the nearest first, and equally near ones by name.

        With `within_m`, none farther than so many metres. Raises `BadInput`.
        """
        ...

    def __len__(self) -> int: ...


Point = tuple[float, float, float]
Cube = tuple[int, int, int]
Distance = tuple[float, str]  # its square, and the member


def check_position(latitude: float, longitude: float, farthest_north: float = 90.0) -> None:
    """Raise `BadInput` unless both are finite degrees of a position on earth."""
    numbers = all(isinstance(each, (int, float)) and isfinite(each) for each in (latitude, longitude))
    if not (numbers and abs(latitude) <= farthest_north and abs(longitude) <= 180):
        limits = f"latitudes go from -{farthest_north:g} to {farthest_north:g}, longitudes from -180 to 180"
        raise BadInput("Position", (latitude, longitude), f"{limits}, in degrees")


class GridNearby:
    """Positions in memory. `cube_m` is the edge of a cube in metres: about the distance at which you look.

    There are larger cubes too, for members that are far away.
    """

    def __init__(self, cube_m: float = 500.0) -> None:
        if not (isfinite(cube_m) and cube_m > 0):
            raise ValueError(f"cube_m={cube_m!r}: the edge of a cube is a number of metres above 0")
        self._grids = tuple(_Grid(cube_m / EARTH_M * larger) for larger in _LARGER)
        self._points: dict[str, Point] = {}
        self._degrees: dict[str, tuple[float, float]] = {}

    def move(self, member: str, latitude: float, longitude: float) -> None:
        """See `Nearby.move`."""
        check_position(latitude, longitude)
        point, before = _point(latitude, longitude), self._points.get(member)
        for grid in self._grids:
            grid.move(member, before, point)
        self._points[member], self._degrees[member] = point, (latitude, longitude)

    def remove(self, member: str) -> None:
        """See `Nearby.remove`."""
        point = self._points.pop(member, None)
        if point is not None:
            del self._degrees[member]
            for grid in self._grids:
                grid.remove(member, point)

    def nearest(
        self, latitude: float, longitude: float, count: int = 10, within_m: float | None = None
    ) -> tuple[Near, ...]:
        """See `Nearby.nearest`."""
        check_position(latitude, longitude)
        if count < 1:
            return ()
        centre = _point(latitude, longitude)
        farthest = 4.0 if within_m is None else _chord_squared(within_m)
        for grid in self._grids:
            found = grid.nearest(centre, count, farthest, len(self))
            if found is not None:
                break
        else:  # nothing near: looking at every member is quicker than at more cubes
            found = nsmallest(count, _distances(centre, self._points))
        return tuple(self._near(squared, member) for squared, member in found if squared <= farthest)

    def __len__(self) -> int:
        return len(self._points)

    def _near(self, squared: float, member: str) -> Near:
        latitude, longitude = self._degrees[member]
        return Near(member, 2 * EARTH_M * asin(min(1.0, sqrt(squared) / 2)), latitude, longitude)


class _Grid:
    """Points by the cube they are in; `edge` is that of a cube, in radii of the earth."""

    def __init__(self, edge: float) -> None:
        self._edge = edge
        self._cubes: dict[Cube, dict[str, Point]] = {}

    def move(self, member: str, before: Point | None, point: Point) -> None:
        cube = self._cube(point)
        if before is not None and self._cube(before) != cube:
            self.remove(member, before)
        self._cubes.setdefault(cube, {})[member] = point

    def remove(self, member: str, point: Point) -> None:
        cube = self._cube(point)
        members = self._cubes[cube]
        del members[member]
        if not members:
            del self._cubes[cube]

    def nearest(self, centre: Point, count: int, farthest: float, most: int) -> list[Distance] | None:
        """At most `count` members, the nearest first; None if a few rings of cubes do not settle it. They
        do if all `most` members were seen, or if the others are farther away than `farthest` or those found.
        """
        middle, seen = self._cube(centre), 0
        found: list[Distance] = []
        for ring in range(_RINGS):
            for cube in _ring(middle, ring):
                if members := self._cubes.get(cube):
                    found += _distances(centre, members)
                    seen += len(members)
            found = sorted(found)[:count]
            reach = (ring * self._edge) ** 2  # all that is nearer has been seen
            if seen == most or farthest < reach or (len(found) == count and found[-1][0] < reach):
                return found
        return None

    def _cube(self, point: Point) -> Cube:
        edge = self._edge
        return int(point[0] // edge), int(point[1] // edge), int(point[2] // edge)


def _distances(centre: Point, members: dict[str, Point]) -> list[Distance]:
    """How far members are, as squares of straight distances, which have the same order."""
    x0, y0, z0 = centre
    return [((x - x0) ** 2 + (y - y0) ** 2 + (z - z0) ** 2, member) for member, (x, y, z) in members.items()]


def _point(latitude: float, longitude: float) -> Point:
    """A position as a point on the unit sphere."""
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
