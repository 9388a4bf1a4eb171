"""The members nearest to a place: right everywhere on the globe, whatever the grid."""

from __future__ import annotations

from math import acos, cos, pi, radians, sin
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from companion.cqrs.nearby import EARTH_M, GridNearby, Nearby
from companion.engines.redis.nearby import FARTHEST_NORTH, RedisNearby
from companion.events import BadInput

BERLIN = (52.5200, 13.4050)
latitudes = st.floats(-90, 90)
longitudes = st.floats(-180, 180)


def distance_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """By the law of cosines, which shares no line with the package."""
    (a, b), (c, d) = (map(radians, place) for place in (one, other))
    return EARTH_M * acos(max(-1.0, min(1.0, sin(a) * sin(c) + cos(a) * cos(c) * cos(b - d))))


@pytest.fixture(params=["grid", "fakeredis", "valkey"])
def nearby(request: pytest.FixtureRequest) -> Nearby:
    """A read model of positions of each kind, empty."""
    if request.param == "grid":
        return GridNearby()
    client, name = (request.getfixturevalue(each) for each in (f"{request.param}_client", "redis_name"))
    return RedisNearby(client, f"{name}:")


def city(count: int, found: Nearby, seed: int = 1) -> Nearby:
    random = Random(seed)
    for number in range(count):
        latitude = BERLIN[0] + (random.random() - 0.5) * 0.2
        longitude = BERLIN[1] + (random.random() - 0.5) * 0.3
        found.move(f"d{number}", latitude, longitude)
    return found


def test_the_nearest_of_a_city_are_those_that_looking_at_everyone_finds(nearby: Nearby) -> None:
    size = 300 if isinstance(nearby, RedisNearby) else 2_000  # fakeredis is slow
    everyone = city(size, nearby).nearest(*BERLIN, count=size)
    assert len(everyone) == size == len(nearby)
    assert [near.member for near in nearby.nearest(*BERLIN, count=10)] == [
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


@pytest.mark.parametrize("side", [180, -180])
def test_what_is_on_the_edge_of_the_map_is_found_and_finds_what_is_beyond(
    nearby: Nearby, side: float
) -> None:
    nearby.move("on the line", 10.0, side)
    nearby.move("east", 10.0, -179.999)
    nearby.move("west", 10.0, 179.998)
    nearby.move("in the north", FARTHEST_NORTH, 0.0)
    for longitude in (180, -180, 179.9999, -179.9999):
        found = nearby.nearest(10.0, longitude, within_m=1_000)
        assert [near.member for near in found] == ["on the line", "east", "west"], longitude
    for latitude in (FARTHEST_NORTH, 85.05):
        assert [near.member for near in nearby.nearest(latitude, 0.0, within_m=1_000)] == ["in the north"]


anywhere = st.tuples(st.floats(-85, 85), longitudes)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(anywhere, max_size=30), anywhere, st.integers(1, 10),
    st.sampled_from([None, 1_000_000.0, 15_000_000.0, float("inf")]),
)  # fmt: skip
def test_redis_and_the_grid_agree_anywhere_on_earth(
    valkey_client: Any, redis_name: str, places: list[tuple[float, float]], where: tuple[float, float],
    count: int, within_m: float | None,
) -> None:  # fmt: skip
    grid, redis = GridNearby(), RedisNearby(valkey_client, f"{redis_name}:")
    valkey_client.delete(redis.key)
    for number, place in enumerate(places):
        for each in (grid, redis):
            each.move(f"m{number}", *place)
    wanted, found = (each.nearest(*where, count, within_m) for each in (grid, redis))
    if within_m is None:
        assert len(found) == len(wanted)
    both = min(len(found), len(wanted))  # one on the edge of the circle may be just inside or just outside
    assert [near.distance_m for near in found[:both]] == pytest.approx(
        [near.distance_m for near in wanted[:both]], abs=2.0
    )
    for near in (found + wanted)[2 * both :]:
        assert within_m is not None and near.distance_m == pytest.approx(within_m, abs=2.0)


def test_a_member_that_moves_is_where_it_is_now(nearby: Nearby) -> None:
    nearby.move("d", *BERLIN)
    nearby.move("d", -33.9, 18.4)
    assert len(nearby) == 1
    assert nearby.nearest(*BERLIN, within_m=1_000) == ()
    assert [near.member for near in nearby.nearest(-33.9, 18.4)] == ["d"]


def test_a_member_that_left_is_not_found(nearby: Nearby) -> None:
    city(3, nearby)
    nearby.remove("d1")
    nearby.remove("nobody")
    assert {near.member for near in nearby.nearest(*BERLIN)} == {"d0", "d2"}


def test_a_radius_leaves_out_what_is_beyond_it(nearby: Nearby) -> None:
    nearby.move("near", BERLIN[0] + 0.001, BERLIN[1])
    nearby.move("far", BERLIN[0] + 0.1, BERLIN[1])
    assert [near.member for near in nearby.nearest(*BERLIN, within_m=200)] == ["near"]
    assert [near.member for near in nearby.nearest(*BERLIN, within_m=12_000)] == ["near", "far"]
    assert nearby.nearest(*BERLIN, within_m=0) == ()


def test_equally_near_members_come_by_name(nearby: Nearby) -> None:
    for name in ("c", "e", "a", "d", "b", "f"):
        nearby.move(name, *BERLIN)
    nearby.move("0", BERLIN[0] + 0.01, BERLIN[1])
    assert [near.member for near in nearby.nearest(*BERLIN, count=2)] == ["a", "b"]
    assert [near.member for near in nearby.nearest(*BERLIN, count=7)] == [*"abcdef", "0"]


def test_a_crowd_in_one_place_is_cut_by_name(nearby: Nearby) -> None:
    names = [f"n{number:03}" for number in range(300)]
    for name in Random(1).sample(names, len(names)):
        nearby.move(name, *BERLIN)
    assert [near.member for near in nearby.nearest(*BERLIN, count=6)] == names[:6]


def test_a_member_that_leaves_during_the_search_does_not_make_it_endless(fakeredis_client: Any) -> None:
    class Left(RedisNearby):
        def __len__(self) -> int:
            return 2

    nearby = Left(fakeredis_client)
    nearby.move("d", *BERLIN)
    assert [near.member for near in nearby.nearest(*BERLIN)] == ["d"]


def test_neighbours_across_the_date_line_are_near(nearby: Nearby) -> None:
    nearby.move("east of it", 10.0, -179.999)
    nearby.move("far away", 10.0, 170.0)
    [near] = nearby.nearest(10.0, 179.999, count=1)
    assert near.member == "east of it" and near.distance_m < 250


def test_whoever_is_far_from_everybody_still_finds_the_nearest(nearby: Nearby) -> None:
    nearby.move("antipode", 40.0, 0.0)
    [near] = nearby.nearest(-40.0, 180.0)
    assert near.member == "antipode" and near.distance_m == pytest.approx(EARTH_M * pi, rel=0.001)


@pytest.mark.parametrize(
    "latitude, longitude",
    [(91, 0), (-90.1, 0), (0, 181), (0, -180.5), (float("nan"), 0), (0, float("inf")), ("52", 13), (None, 0)],
)
def test_a_position_outside_the_earth_is_refused_and_changes_nothing(
    nearby: Nearby, latitude: float, longitude: float
) -> None:
    nearby.move("d", *BERLIN)
    with pytest.raises(BadInput) as caught:
        nearby.move("d", latitude, longitude)
    assert caught.value.given == (latitude, longitude) and "latitudes go from -" in str(caught.value)
    with pytest.raises(BadInput):
        nearby.nearest(latitude, longitude)
    assert [near.member for near in nearby.nearest(*BERLIN)] == ["d"]


def test_redis_says_how_far_north_its_map_goes(fakeredis_client: Any) -> None:
    redis = RedisNearby(fakeredis_client)
    redis.move("northernmost", FARTHEST_NORTH, 0)
    for ask in (lambda: redis.move("pole", 85.06, 0), lambda: redis.nearest(-85.06, 0)):
        with pytest.raises(BadInput) as caught:
            ask()
        assert f"{FARTHEST_NORTH:g}" in caught.value.problem
    assert len(redis) == 1


def test_nobody_at_all_is_no_error(nearby: Nearby) -> None:
    assert nearby.nearest(*BERLIN) == ()
    assert city(3, nearby).nearest(*BERLIN, count=0) == ()


@pytest.mark.parametrize("cube_m", [0, -1, float("nan"), float("inf")])
def test_a_grid_without_cubes_is_refused(cube_m: float) -> None:
    with pytest.raises(ValueError, match="metres above 0"):
        GridNearby(cube_m)


def test_where_members_are_far_apart_few_of_them_are_looked_at() -> None:
    """Beyond the rings of small cubes stand larger ones: not everybody is sorted."""
    looked_at = 0

    class Counted(dict[str, Any]):
        def items(self) -> Any:
            nonlocal looked_at
            looked_at += len(self)
            return super().items()

    draw, grid = Random(5), GridNearby()
    members = {f"d{n}": (draw.uniform(-60, 60), draw.uniform(-180, 180)) for n in range(5_000)}
    for member, where in members.items():
        grid.move(member, *where)
    for each in grid._grids:
        each._cubes = {cube: Counted(inside) for cube, inside in each._cubes.items()}
    found = grid.nearest(10, 20, 5)
    by_hand = GridNearby(2_000_000)  # every small cube of it is as large as a continent
    for member, where in members.items():
        by_hand.move(member, *where)
    assert found == by_hand.nearest(10, 20, 5)
    assert 5 <= looked_at < 1_000
