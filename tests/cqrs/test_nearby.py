"""The members nearest to a place: right everywhere on the globe, whatever the grid."""

from __future__ import annotations

from math import acos, cos, radians, sin
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.cqrs.errors import NotOnEarth
from companion.cqrs.nearby import EARTH_M, GridNearby

BERLIN = (52.5200, 13.4050)
latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """By the law of cosines, which shares no line with the package."""
    (a, b), (c, d) = (map(radians, place) for place in (one, other))
    return EARTH_M * acos(max(-1.0, min(1.0, sin(a) * sin(c) + cos(a) * cos(c) * cos(b - d))))


def city(count: int, seed: int = 1) -> GridNearby:
    found, random = GridNearby(), Random(seed)
    for number in range(count):
        latitude = BERLIN[0] + (random.random() - 0.5) * 0.2
        longitude = BERLIN[1] + (random.random() - 0.5) * 0.3
        found.move(f"d{number}", latitude, longitude)
    return found


def test_the_nearest_of_a_city_are_those_that_looking_at_everyone_finds() -> None:
    grid = city(2_000)
    everyone = grid.nearest(*BERLIN, count=2_000)
    assert len(everyone) == 2_000
    assert [near.member for near in grid.nearest(*BERLIN, count=10)] == [
        near.member for near in everyone[:10]
    ]
    for near in everyone[::97]:
        assert near.distance_m == pytest.approx(distance_m(BERLIN, (near.latitude, near.longitude)), abs=0.1)


@given(
    st.lists(st.tuples(latitudes, longitudes), min_size=1, max_size=40),
    latitudes, longitudes, st.integers(1, 10), st.sampled_from([500.0, 50_000.0, 2_000_000.0]),
)  # fmt: skip
def test_any_grid_agrees_with_looking_at_everyone(
    places: list[tuple[float, float]], latitude: float, longitude: float, count: int, cube_m: float
) -> None:
    grid = GridNearby(cube_m)
    for number, place in enumerate(places):
        grid.move(f"m{number}", *place)
    wanted = sorted(distance_m((latitude, longitude), place) for place in places)[:count]
    found = [near.distance_m for near in grid.nearest(latitude, longitude, count)]
    assert found == pytest.approx(wanted, abs=1.0)


def test_neighbours_across_the_date_line_and_over_the_pole_are_near() -> None:
    grid = GridNearby()
    grid.move("east of it", 10.0, -179.999)
    grid.move("far away", 10.0, 170.0)
    [near] = grid.nearest(10.0, 179.999, count=1)
    assert near.member == "east of it" and near.distance_m < 250
    grid.move("behind the pole", 89.999, 180.0)
    [near] = grid.nearest(89.999, 0.0, count=1)
    assert near.member == "behind the pole" and near.distance_m < 250


def test_a_member_that_moves_is_where_it_is_now() -> None:
    grid = GridNearby()
    grid.move("d", *BERLIN)
    grid.move("d", -33.9, 18.4)
    assert len(grid) == 1
    assert grid.nearest(*BERLIN, within_m=1_000) == ()
    assert [near.member for near in grid.nearest(-33.9, 18.4)] == ["d"]


def test_a_member_that_left_is_not_found() -> None:
    grid = city(3)
    grid.remove("d1")
    grid.remove("nobody")
    assert {near.member for near in grid.nearest(*BERLIN)} == {"d0", "d2"}


def test_a_radius_leaves_out_what_is_beyond_it() -> None:
    grid = GridNearby()
    grid.move("near", BERLIN[0] + 0.001, BERLIN[1])
    grid.move("far", BERLIN[0] + 0.1, BERLIN[1])
    assert [near.member for near in grid.nearest(*BERLIN, within_m=200)] == ["near"]
    assert [near.member for near in grid.nearest(*BERLIN, within_m=12_000)] == ["near", "far"]
    assert grid.nearest(*BERLIN, within_m=0) == ()


def test_equally_near_members_come_by_name() -> None:
    grid = GridNearby()
    for name in ("c", "a", "b"):
        grid.move(name, *BERLIN)
    assert [near.member for near in grid.nearest(*BERLIN, count=2)] == ["a", "b"]


@pytest.mark.parametrize(
    "latitude, longitude",
    [(91, 0), (-90.1, 0), (0, 181), (0, -180.5), (float("nan"), 0), (0, float("inf")), ("52", 13), (None, 0)],
)
def test_a_position_outside_the_earth_is_refused_and_changes_nothing(
    latitude: float, longitude: float
) -> None:
    grid = GridNearby()
    grid.move("d", *BERLIN)
    with pytest.raises(NotOnEarth) as caught:
        grid.move("d", latitude, longitude)
    assert caught.value.latitude is latitude and "from -90 to 90" in str(caught.value)
    with pytest.raises(NotOnEarth):
        grid.nearest(latitude, longitude)
    assert [near.member for near in grid.nearest(*BERLIN)] == ["d"]


def test_nobody_at_all_is_no_error() -> None:
    assert GridNearby().nearest(*BERLIN) == ()
    assert city(3).nearest(*BERLIN, count=0) == ()


@pytest.mark.parametrize("cube_m", [0, -1, float("nan"), float("inf")])
def test_a_grid_without_cubes_is_refused(cube_m: float) -> None:
    with pytest.raises(ValueError, match="metres above 0"):
        GridNearby(cube_m)
