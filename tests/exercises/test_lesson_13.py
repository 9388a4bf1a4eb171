"""Lesson 13: the figures its demos stand on, and the edges of what its checks see."""

from __future__ import annotations

import random
from itertools import count
from typing import Any

import pytest

from companion.exercises import TODO, exercise, judge
from companion.exercises.lesson_13_size import CASES, fewest
from companion.exercises.registry import lesson
from companion.scenarios.consumed import TOPIC
from companion.scenarios.rides_delivery import city, one_ride, over_broker, relay, workers
from companion.scenarios.rides_night import by_ride, by_type, facts, in_line, night, place_of, ride_of
from companion.scenarios.rides_scale import backlog, by_zone, members, moved, requests, spread, waits
from companion.scenarios.settling import settle


def told(report: Any) -> str:
    return " ".join(str(report).split())


def test_the_lesson_is_worth_20_points_in_five_graded_items_and_3_bonus_points() -> None:
    parts = lesson("13")
    assert parts.points == 20
    graded = [e for e in parts.exercises if not e.bonus]
    assert len(graded) + sum(p.points > 0 for p in parts.predictions) == 5
    assert sum(e.points for e in parts.exercises if e.bonus) == 3


# --- the figures ------------------------------------------------------------------------------------------


def test_keyed_by_type_no_ride_is_in_order_and_35_of_40_are_paid_before_they_are_over() -> None:
    friday = night(by_type)
    assert (friday.out_of_order, friday.paid_early, friday.rounds) == (40, 35, 120)
    assert friday.spread == (120, 80, 0, 80)


def test_keyed_by_ride_every_ride_is_in_order_whoever_sleeps() -> None:
    for name in ("Kim", "Lee", "Max", "Noa"):
        assert night(by_ride, asleep={name: range(1, 21)}).out_of_order == 0
    assert (night(by_ride).spread, night(by_ride).rounds) == ((63, 70, 70, 77), 77)


def test_without_a_common_key_21_rides_are_out_of_order_and_under_one_key_none_is() -> None:
    numbers = count()
    assert night(lambda event: f"m{next(numbers)}").out_of_order == 21
    one = night(lambda event: "rides")
    assert (one.out_of_order, one.rounds, sorted(one.spread)) == (0, 280, [0, 0, 0, 280])


def test_a_night_has_the_seven_facts_of_each_ride_in_their_own_order() -> None:
    lines: dict[str, list[int]] = {}
    for event in facts(40):
        lines.setdefault(ride_of(event), []).append(place_of(event))
    assert list(lines.values()) == [[1, 2, 3, 4, 5, 6, 7]] * 40


def test_eight_facts_and_three_pushes_of_a_ride() -> None:
    rides, broker, pushed = city()
    assert one_ride(rides, over_broker(rides, broker)) == "Dan"
    assert (len(list(rides.store.read_all())), len(pushed)) == (8, 3)


def test_while_pricing_is_down_it_alone_lags_and_the_ride_is_rated_before_it_is_paid() -> None:
    rides, broker, _ = city()
    crew, publishing = workers(rides, broker), relay(rides, broker)
    pricing = crew.pop("Pricing")
    one_ride(rides, lambda: settle(publishing, crew.values()))
    assert [broker.lag("rides", name) for name in ("Pricing", *crew)] == [6, 0, 0, 0, 0]
    settle(publishing, [pricing, *crew.values()])
    last = [each.type for each in rides.store.read_all()][5:]
    assert last == ["RideRated", "FareCalculated", "PaymentProcessed"]


def test_the_third_member_brings_nothing_and_of_eight_four_are_idle() -> None:
    assert [members(many).rounds for many in (1, 2, 3, 4, 5, 8)] == [400, 200, 200, 100, 100, 100]
    assert [len(held) for held in members(8).holds.values()] == [1, 0] * 4


def test_an_airport_in_one_lane_and_in_eight_pieces() -> None:
    places = requests()
    assert places.count("airport") == 500
    assert spread(by_zone(places)) == [120, 122, 643, 115]
    assert spread(by_zone(places, pieces=8)) == [246, 246, 269, 239]


def test_a_lag_of_1200_waits_two_minutes_and_a_queue_with_room_for_100_refuses_1100() -> None:
    assert tuple(backlog(12, 10, 600)) == (1200, 120.0, 0)
    assert tuple(backlog(8, 10, 600, lag=1_200)) == (0, 0.0, 0)
    assert backlog(8, 10, 599, lag=1_200).lag == 2
    assert tuple(backlog(12, 10, 600, room=100)) == (100, 10.0, 1_100)


def test_the_mean_wait_at_95_percent_is_sixteen_times_that_at_50() -> None:
    found = [round(waits(percent / 100), 2) for percent in (50, 70, 80, 90, 95, 99)]
    assert found == [0.5, 1.15, 1.94, 4.27, 8.13, 25.54]


def test_a_growing_topic_moves_keys() -> None:
    assert [moved(4, after) for after in (5, 6, 8)] == [794, 670, 501]


def test_order_42_stands_in_partition_2_and_nobody_has_read_less_than_what_it_led_to() -> None:
    from companion.scenarios.four_groups import GROUPS, draw, read_by_four

    run = read_by_four()
    assert [run.lag(group) for group in GROUPS] == [0, 1, 1, 4]
    assert [len(lane) for lane in run.partitions] == [0, 0, 4, 0]
    assert "partition 2 of 4" in str(draw(run))
    assert run.broker.partitions(TOPIC) == 4


# --- in_order ---------------------------------------------------------------------------------------------


def in_order(shelf: Any, ride_id: Any, version: Any, event: Any, handle: Any) -> None:
    mine = shelf.setdefault(ride_id, {"next": 1, "held": {}})
    if version >= mine["next"]:
        mine["held"][version] = event
    while mine["next"] in mine["held"]:
        handle(mine["held"][mine["next"]])
        del mine["held"][mine["next"]]
        mine["next"] += 1


def test_a_night_keyed_by_type_is_in_order_behind_a_right_in_order_and_not_behind_the_stub() -> None:
    friday = night(by_type)
    assert in_line(in_order, friday) == 0
    assert in_line(lambda shelf, ride_id, version, event, handle: handle(event), friday) == 40


@pytest.mark.parametrize("seed", range(20))
def test_a_right_in_order_survives_repeats_other_orders_and_a_handle_that_fails_anywhere(seed: int) -> None:
    """The lesson's faults on a full-mark answer: what raised is delivered again until it does not."""
    chance = random.Random(seed)
    shelf: dict[Any, Any] = {}
    done: dict[str, list[int]] = {"A": [], "B": []}
    sent = [(ride, version) for ride in done for version in range(1, 8)] * 2
    chance.shuffle(sent)

    def handle(fact: tuple[str, int]) -> None:
        if chance.random() < 0.3:
            raise ConnectionError
        done[fact[0]].append(fact[1])

    for ride, version in sent:
        for _ in range(100):
            try:
                in_order(shelf, ride, version, (ride, version), handle)
                break
            except ConnectionError:
                pass
    assert done == {"A": [1, 2, 3, 4, 5, 6, 7], "B": [1, 2, 3, 4, 5, 6, 7]}


def test_that_in_order_has_full_marks() -> None:
    assert judge(exercise("13-order"), in_order).points == 6


def test_an_in_order_that_raises_is_told_its_error() -> None:
    def answer(shelf: Any, ride_id: Any, version: Any, event: Any, handle: Any) -> None:
        shelf[ride_id][version] = event

    report = judge(exercise("13-order"), answer)
    assert "KeyError: 'ride-12'" in told(report)
    assert (report.points, report.misconception) == (0, None)


def test_nothing_is_said_of_a_schedule_that_leaves_out_an_earlier_version() -> None:
    def answer(shelf: Any, ride_id: Any, version: Any, event: Any, handle: Any) -> None:
        mine = shelf.setdefault(ride_id, {})
        mine[version] = event
        for each in sorted(mine):
            handle(mine[each])

    report = told(judge(exercise("13-order"), answer))
    assert "delivered 12v1 12v2: handled of ride-12: 12v1 12v1 12v2, expected 12v1 12v2" in report
    assert "expected nothing" not in report


def test_who_still_has_what_the_last_check_delivered_is_not_told_that_nothing_was_handled() -> None:
    held: dict[Any, Any] = {}

    def answer(shelf: dict[str, Any], ride_id: str, version: int, event: Any, handle: Any) -> None:
        done = shelf.get(ride_id, 0)
        if version > done:
            held[ride_id, version] = event
        while (ride_id, done + 1) in held:
            done += 1
            handle(held[ride_id, done])
            shelf[ride_id] = done

    assert [judge(exercise("13-order"), answer).misconception for _ in range(3)] == [None] * 3


def test_what_is_handed_to_handle_must_be_the_fact() -> None:
    def answer(shelf: Any, ride_id: Any, version: Any, event: Any, handle: Any) -> None:
        handle(version)

    assert "handle was called with 1" in told(judge(exercise("13-order"), answer))


# --- key --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("bad", [7, "", None, "  "])
def test_a_key_that_is_no_text_is_told_with_its_fact(bad: Any) -> None:
    report = judge(exercise("13-key"), lambda event: bad)
    assert report.points == 0
    assert "the key of RideRequested of ride-" in told(report)


def test_a_key_by_chance_or_by_hash_is_not_the_same_in_another_process() -> None:
    for answer in (
        lambda event: str(random.random()),
        lambda event: f"{hash(ride_of(event)) % 64}",
        lambda event: str(id(object())) + str(next(_counter)),
    ):
        report = judge(exercise("13-key"), answer)
        assert (report.points, report.misconception) == (0, "a key of this process alone")


_counter = count()


def test_a_key_that_is_remembered_is_found_however_often_it_is_looked_at() -> None:
    numbers: dict[str, str] = {}

    def answer(event: Any) -> str:
        return numbers.setdefault(ride_of(event), f"n{len(numbers)}")

    for _ in range(3):
        report = judge(exercise("13-key"), answer)
        assert (report.points, report.misconception) == (0, "a key of this process alone")


def test_a_key_that_says_more_than_the_ride_and_means_the_same_is_right() -> None:
    assert judge(exercise("13-key"), lambda event: f"ride {ride_of(event)} of tonight").points == 4


def test_the_first_letter_of_a_ride_is_in_order_and_in_one_lane() -> None:
    report = judge(exercise("13-key"), lambda event: ride_of(event)[0])
    assert report.points == 2
    assert "at most 560 in each" in told(report)


# --- size and nearby --------------------------------------------------------------------------------------


def test_the_cases_of_size_have_the_answers_that_a_loop_finds() -> None:
    assert [fewest(case) for cases in CASES.values() for case in cases] == [
        2, 1, 8, 4, 2, 10, 1, 3, 300, 7, 11, 1, None, 10, None,
    ]  # fmt: skip


@pytest.mark.parametrize("id", ["13-size"])
def test_a_stub_is_not_attempted(id: str) -> None:
    report = judge(exercise(id), lambda per_s, work_ms, lag, within_s, partitions: TODO)
    assert (report.points, report.misconception, report.attempted) == (0, None, False)


def test_a_dispatch_without_match_is_told_so() -> None:
    class Half:
        def __init__(self, nearby: Any) -> None:
            self.nearby = nearby

        def report(self, driver: str, at_s: int, latitude: float, longitude: float) -> None:
            self.nearby.move(driver, latitude, longitude)

    report = judge(exercise("13-nearby"), Half)
    assert report.points == 0
    assert "has no attribute 'match'" in told(report)


def test_repeated_and_reordered_reports_change_nothing_for_a_right_dispatch() -> None:
    from companion.cqrs import GridNearby

    class Dispatch:
        def __init__(self, nearby: Any) -> None:
            self.nearby, self.seen, self.busy = nearby, {}, {}

        def report(self, driver: str, at_s: int, latitude: float, longitude: float) -> None:
            if at_s > self.seen.get(driver, -1):
                self.seen[driver] = at_s
                self.nearby.move(driver, latitude, longitude)

        def match(self, ride_id: str, now_s: int, latitude: float, longitude: float) -> str | None:
            for driver, ride in self.busy.items():
                if ride == ride_id:
                    return str(driver)
            for each in self.nearby.nearest(latitude, longitude, len(self.nearby), 3_000):
                if each.member not in self.busy and now_s - self.seen[each.member] <= 30:
                    self.busy[each.member] = ride_id
                    return str(each.member)
            return None

    reports = [("Dan", second, 52.3731 + second / 10_000, 4.8926) for second in range(10)]
    reports += [("Eva", second, 52.3731 + (9 - second) / 10_000, 4.8926) for second in range(10)]
    for seed in range(10):
        chance = random.Random(seed)
        sent = reports * 2
        chance.shuffle(sent)
        city = Dispatch(GridNearby())
        for each in sent:
            city.report(*each)
        asked = [city.match(ride, 20, 52.3731, 4.8926) for ride in ("r1", "r2", "r1", "r3")]
        assert asked == ["Eva", "Dan", "Eva", None]
    assert judge(exercise("13-nearby"), Dispatch).points == 6
