"""Rides: nine facts, five services, one driver for one ride at a time, and nothing lost or done twice."""

from __future__ import annotations

from threading import Barrier, Thread

import pytest
from hypothesis import given
from hypothesis import strategies as st

from companion.bus import Bus
from companion.cqrs.nearby import GridNearby
from companion.delivery import MemoryBroker, Worker
from companion.diagrams import flow
from companion.engines import DuckDBTables
from companion.events import BadInput, Trace
from companion.lab import StoreDisk, crash_points
from companion.naming import lint
from companion.scenarios import rides_events as words
from companion.scenarios.orders import PaymentDeclined, PaymentProcessed
from companion.scenarios.refused import CommandRefused
from companion.scenarios.rides import Rides
from companion.scenarios.rides_delivery import (
    DAM_SQUARE,
    DRIVERS,
    TOPIC,
    deliver,
    one_ride,
    over_broker,
    over_bus,
    relay,
    report_positions,
    wire,
    workers,
)
from companion.scenarios.rides_events import (
    CONTENTS_SEVEN,
    TOLD,
    Arrive,
    CancelRide,
    Complete,
    DriverArrived,
    DriverMatched,
    FareCalculated,
    MatchDriver,
    Rate,
    RequestRide,
    RideCompleted,
    RideRated,
    RideRequested,
    RideStarted,
    Start,
)
from companion.scenarios.rides_rules import Ride, decide, evolve, fare_cents, ride
from companion.scenarios.settling import settle
from companion.sourcing import MemoryStore, fold
from companion.testing import given as given_events

ALL_WELL = [
    ("RideRequested", "Rider", None),
    ("DriverMatched", "Matching", "RideRequested"),
    ("DriverArrived", "Driver", "DriverMatched"),
    ("RideStarted", "Driver", "DriverArrived"),
    ("RideCompleted", "Driver", "RideStarted"),
    ("FareCalculated", "Pricing", "RideCompleted"),
    ("PaymentProcessed", "Payment", "FareCalculated"),
    ("RideRated", "Rider", None),
]
PUSHED = ["Your driver is on the way", "Your driver is there", "You have paid"]
ASKED = RequestRide("ride-7", "Ada", *DAM_SQUARE)


@pytest.fixture
def town(clock):
    """Five services in memory, three drivers who say where they are, and what riders were told."""
    return Town(MemoryStore(clock=clock, trace=Trace()))


class Town(Rides):
    def __init__(self, store, log=None, **more):
        self.nearby, self.pushed = GridNearby(), []
        report_positions(self.nearby)
        super().__init__(store, self.nearby, log, push=lambda ride_id, text: self.pushed.append(text), **more)
        self.broker = MemoryBroker(clock=store.clock)
        self.relay = relay(self, self.broker)
        self.workers = workers(self, self.broker)

    def react(self, *names):
        """Let these services work, all when none is named."""
        settle(self.relay, [self.workers[name] for name in names or self.workers])

    def ride(self, ride_id="ride-7"):
        return one_ride(self, self.react, ride_id)

    def request(self, ride_id):
        self.act(RequestRide(ride_id, "Ada", *DAM_SQUARE))
        self.react()
        return self.state(ride_id).driver


def facts(store):
    """Type, service and the type of the cause of every fact, in the order of the log."""
    found = store.read_all(limit=10_000)
    types = {each.id: each.type for each in found}
    return [(each.type, each.service, types.get(each.causation_id)) for each in found]


def logged(tables):
    """The types in the log of Analytics, sorted."""
    with tables.transaction() as tx:
        return sorted(type for (type,) in tx.execute("SELECT type FROM ride_log"))


# --- the whole ride -----------------------------------------------------------------------------------


def test_every_fact_has_the_name_of_a_fact():
    facts = {*CONTENTS_SEVEN, *TOLD, FareCalculated}
    assert {each.__name__: lint(each.__name__).kind for each in facts} == {
        each.__name__: "event" for each in facts
    }
    assert len(CONTENTS_SEVEN) == 7


def test_over_a_broker_five_services_bring_one_ride_to_its_end(store):
    town = Town(store)
    assert one_ride(town, over_broker(town, town.broker)) == "Dan"
    assert facts(store) == ALL_WELL
    assert town.pushed == PUSHED
    assert logged(store) == sorted(type for type, *_ in ALL_WELL)


def test_it_is_the_same_on_every_broker(broker, topic, clock):
    town = Town(MemoryStore(clock=clock))
    assert one_ride(town, over_broker(town, broker, topic=topic)) == "Dan"
    assert facts(town.store) == ALL_WELL
    assert town.pushed == PUSHED
    assert [broker.lag(topic, name) for name in town.workers] == [0, 0, 0, 0, 0]


def test_on_the_real_engines_alike(postgres_store, redis_client):
    from companion.engines import RedisBroker, RedisNearby

    client, prefix = redis_client
    near = RedisNearby(client, prefix)
    report_positions(near)
    town = Rides(postgres_store, near)
    assert one_ride(town, over_broker(town, RedisBroker(client, prefix=prefix[:-1]))) == "Dan"
    assert facts(postgres_store) == ALL_WELL
    assert logged(postgres_store) == sorted(type for type, *_ in ALL_WELL)


def test_over_a_bus_the_same_facts_come_out(store, clock):
    town, bus = Town(store), Bus(clock)
    assert one_ride(town, over_bus(town, bus)) == "Dan"
    assert facts(store) == ALL_WELL
    assert town.pushed == PUSHED
    assert logged(store) == sorted(type for type, *_ in ALL_WELL)
    assert not bus.dead_letters


def test_all_of_a_ride_is_one_story_and_its_rating_a_new_command(town):
    town.ride()
    found = town.store.read_all()
    assert {each.correlation_id for each in found} == {"ride-7"}
    assert [each.type for each in found if each.causation_id is None] == ["RideRequested", "RideRated"]


def test_the_fare_is_what_is_charged(town):
    town.ride()
    [paid] = town.store.read_events("payment:ride-7")
    assert paid == PaymentProcessed(order_id="ride-7", amount_cents=fare_cents(6_200, 17 * 60))
    assert fare_cents(0, 0) == 250 and fare_cents(6_200, 1_020) == 250 + 744 + 510


def test_a_declined_card_is_told_and_nothing_is_paid(clock):
    town = Town(MemoryStore(clock=clock), declined=("ride-7",))
    town.ride()
    assert [type(each) for each in town.store.read_events("payment:ride-7")] == [PaymentDeclined]
    assert town.pushed[-1] == "Your card was declined"


def test_one_ride_done_again_changes_nothing(town):
    assert town.ride() == town.ride() == "Dan"
    assert facts(town.store) == ALL_WELL
    assert town.pushed == PUSHED


# --- the nearest driver -------------------------------------------------------------------------------


def test_the_nearest_driver_who_is_free_is_matched_and_then_nobody(town):
    assert [town.request(f"ride-{number}") for number in (1, 2, 3)] == ["Dan", "Eva", ""]
    [*_, cancelled] = town.store.read_events("ride:ride-3")
    assert cancelled.reason == "no driver is free within 3000 m"  # Fay is at the airport
    assert town.pushed[-1] == "Nobody can fetch you"


def test_a_driver_whose_ride_is_over_is_matched_again(town):
    assert town.ride("ride-1") == "Dan"
    assert town.request("ride-2") == "Dan"


def test_whoever_moves_is_found_where_she_is_now(town):
    town.nearby.move("Fay", *DAM_SQUARE)
    assert town.request("ride-1") == "Fay"


def test_positions_are_telemetry_and_leave_no_event(town):
    for _ in range(100):
        report_positions(town.nearby)
    assert (town.store.count(), len(town.nearby)) == (0, len(DRIVERS))


def test_matchers_that_look_at_once_never_give_one_driver_two_rides(store):
    town = Town(store, within_m=50_000)
    for number in (1, 2, 3):
        town.act(RequestRide(f"ride-{number}", "Ada", *DAM_SQUARE))
    start, problems = Barrier(3), []

    def match(request):
        start.wait()
        try:
            town.match(request.event, request)
        except Exception as problem:  # shown below, in the thread that can fail
            problems.append(problem)

    threads = [Thread(target=match, args=[each]) for each in store.read_all()]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert not problems
    assert {town.state(f"ride-{number}").driver for number in (1, 2, 3)} == set(DRIVERS)


# --- once, in order, and late rather than never -------------------------------------------------------


def test_everything_published_and_handled_twice_changes_nothing(store):
    town = Town(store)
    town.ride()
    store.reset_checkpoint("rides")
    town.react()
    assert facts(store) == ALL_WELL
    assert town.pushed == PUSHED
    assert logged(store) == sorted(type for type, *_ in ALL_WELL)
    [matching] = [worker for name, worker in town.workers.items() if name == "Matching"]
    assert matching.counts.handled == 4  # RideRequested and RideCompleted, twice


def test_a_late_repeat_of_a_request_does_not_take_the_driver_from_the_next_ride(town):
    town.ride("ride-1")
    town.request("ride-2")
    town.store.reset_checkpoint("rides")
    town.react()
    assert town.state("ride-2").driver == "Dan"
    with town.store.transaction() as tx:
        assert tx.execute("SELECT driver, ride_id FROM busy_drivers") == [("Dan", "ride-2")]


def test_a_push_that_fails_is_tried_again_and_made_once(town):
    lines, text = ["no connection"], []

    def push(ride_id, sentence):
        if lines:
            raise OSError(lines.pop())
        text.append(sentence)

    town.push = push
    town.ride()
    assert text == PUSHED
    assert town.workers["Notification"].counts.rejected == 1


def test_a_bus_keeps_what_a_service_could_not_do(clock):
    town, bus = Town(MemoryStore(clock=clock)), Bus(clock)

    def push(ride_id, text):
        raise OSError("no connection")

    town.push = push
    one_ride(town, over_bus(town, bus))
    assert facts(town.store) == ALL_WELL
    assert [(each.service, each.envelope.type) for each in bus.dead_letters] == [
        ("Notification", "DriverMatched"), ("Notification", "DriverArrived"),
        ("Notification", "PaymentProcessed"),
    ]  # fmt: skip
    town.push = lambda ride_id, text: town.pushed.append(text)
    bus.dead_letters.redeliver()
    assert town.pushed == PUSHED


def test_each_group_sees_each_ride_in_order_though_rides_are_mixed(town):
    town.nearby.move("Fay", *DAM_SQUARE)
    rides = [f"ride-{number}" for number in (1, 2, 3)]
    for each in rides:
        town.request(each)
    for command in (Arrive, Start):
        for each in rides:
            town.act(command(each, town.state(each).driver))
    for each in rides:
        town.act(Complete(each, town.state(each).driver, 1_000, 60))
    town.react()
    seen = {}
    audit = Worker(town.broker, TOPIC, "audit", lambda event, envelope: seen.setdefault(
        envelope.correlation_id, []).append(envelope.type), wait_s=0.0)  # fmt: skip
    audit.run()
    assert seen == {each: [type for type, *_ in ALL_WELL[:-1]] for each in rides}
    assert town.broker.partitions(TOPIC) > 1


def test_a_service_that_was_down_catches_up_and_nobody_waits_for_it(town):
    for names in (("Matching", "Pricing"), ("Matching", "Pricing", "Payment", "Notification", "Analytics")):
        one_ride(town, lambda names=names: town.react(*names))
        if names[-1] == "Pricing":
            assert town.state("ride-7").status == "completed"
            assert not town.store.read("payment:ride-7")
            assert not town.pushed
    assert sorted(each[0] for each in facts(town.store)) == sorted(each[0] for each in ALL_WELL)
    assert town.pushed == PUSHED
    assert logged(town.store) == sorted(type for type, *_ in ALL_WELL)


def test_the_log_of_analytics_can_be_made_again_from_the_topic(town):
    town.ride("ride-1")
    town.ride("ride-2")
    before = logged(town.store)
    with town.store.transaction() as tx:
        tx.execute("DELETE FROM ride_log")
    handlers = town.handlers()["Analytics"]
    Worker(town.broker, TOPIC, "Analytics-2", handlers, wait_s=0.0).run()
    assert logged(town.store) == before


def test_analytics_may_keep_its_log_in_a_database_of_its_own(clock):
    columns = DuckDBTables()
    town = Town(MemoryStore(clock=clock), columns)
    town.ride()
    town.store.reset_checkpoint("rides")
    town.react()
    assert logged(columns) == sorted(type for type, *_ in ALL_WELL)
    columns.close()


def test_a_fact_of_somebody_else_in_the_store_is_not_published(town):
    town.store.append("hotel:1", [FareCalculated(ride_id="x", amount_cents=1)], expected=0)
    town.ride()
    assert town.broker.lag(TOPIC, "nobody-yet") == len(ALL_WELL)


def test_a_crash_at_any_point_loses_nothing_and_repeats_no_fact():
    def run(disk):
        def push(ride_id, text):
            disk.pushed = (*disk.pushed, text)

        near = GridNearby()
        report_positions(near)
        town = Rides(disk.store, near, push=push)
        if not hasattr(disk, "broker"):
            disk.broker = MemoryBroker(clock=disk.clock, partitions=1)
        react = over_broker(town, disk.broker, wait_s=disk.broker.session_s + 1)
        town.act(ASKED)
        react()
        for command in (Arrive("ride-7", "Dan"), Start("ride-7", "Dan"), Complete("ride-7", "Dan", 1, 1)):
            town.act(command)
        react()

    unrated = ALL_WELL[:-1]

    def same_facts(disk):
        found = facts(disk.store)
        return None if found == unrated else str(found)

    def all_told(disk):
        found = list(dict.fromkeys(disk.pushed))  # one crash can repeat one push: a phone has no transaction
        return None if found == PUSHED and len(disk.pushed) <= len(PUSHED) + 1 else str(disk.pushed)

    def all_logged(disk):
        found = logged(disk.store)
        return None if found == sorted(type for type, *_ in unrated) else str(found)

    grid = crash_points(
        run,
        {"same facts": same_facts, "all told": all_told, "all logged": all_logged},
        disk=lambda: StoreDisk(pushed=()),
    )
    assert grid.ok, str(grid)
    for each in ("before append PaymentProcessed", "before mark of log, rides", "after acknowledge rides"):
        assert any(point.startswith(each) for point in grid.points)


# --- what a ride decides ------------------------------------------------------------------------------

REQUESTED = RideRequested(ride_id="r", rider="Ada", latitude=0.0, longitude=0.0)
MATCHED = DriverMatched(ride_id="r", driver="Dan")
LIFE = [
    REQUESTED, MATCHED, DriverArrived(ride_id="r", driver="Dan"), RideStarted(ride_id="r", driver="Dan"),
    RideCompleted(ride_id="r", driver="Dan"), RideRated(ride_id="r", stars=4),
]  # fmt: skip
REFUSED = {
    "nobody asked": ([], MatchDriver("r", "Dan", 1), "would have to be requested"),
    "no driver yet": (LIFE[:1], Arrive("r", "Dan"), "is not the driver"),
    "another driver": (LIFE[:2], Arrive("r", "Eva"), "is not the driver"),
    "not there yet": (LIFE[:2], Start("r", "Dan"), "would have to be arrived"),
    "not in the car yet": (LIFE[:3], Complete("r", "Dan", 1, 1), "would have to be started"),
    "matched already": (LIFE[:2], CancelRide("r", "late"), "would have to be requested"),
    "backwards": (LIFE[:4], Complete("r", "Dan", -1, 1), "shorter than nothing"),
    "back in time": (LIFE[:4], Complete("r", "Dan", 1, -1), "shorter than nothing"),
    "rated before its end": (LIFE[:4], Rate("r", 5), "only a ride that is over"),
    "rated otherwise before": (LIFE, Rate("r", 5), "it was rated before"),
    "six stars": (LIFE[:5], Rate("r", 6), "1 to 5"),
    "half a star": (LIFE[:5], Rate("r", 0.5), "1 to 5"),
}


@pytest.mark.parametrize(("events", "command", "reason"), REFUSED.values(), ids=REFUSED)
def test_a_ride_refuses_what_cannot_be(events, command, reason):
    with pytest.raises(CommandRefused, match=reason) as refused:
        decide(command, fold(ride, events))
    assert (refused.value.command, refused.value.state) == (command, fold(ride, events))


def test_nobody_is_fetched_from_outside_the_earth(town):
    with pytest.raises(BadInput):
        town.act(RequestRide("r", "Ada", 91.0, 0.0))
    assert town.store.count() == 0


def test_once_cancelled_a_ride_stays_so():
    events = [REQUESTED, words.RideCancelled(ride_id="r")]
    given_events(ride, *events).when(MatchDriver("r", "Dan", 1)).then_nothing()
    given_events(ride, *events).when(CancelRide("r", "again")).then_nothing()


COMMANDS = st.sampled_from([
    RequestRide("r", "Ada", 0.0, 0.0), MatchDriver("r", "Dan", 1), MatchDriver("r", "Eva", 1),
    CancelRide("r", ""), Arrive("r", "Dan"), Start("r", "Dan"),
    Complete("r", "Dan", 1, 1), Rate("r", 5), Rate("r", 1),
])  # fmt: skip


@given(st.lists(COMMANDS, max_size=30))
def test_whatever_is_asked_in_whatever_order_no_fact_happens_twice(commands):
    now, happened = Ride(), []
    for command in commands:
        try:
            events = decide(command, now)
        except CommandRefused:
            continue
        happened += events
        now = fold(ride, events, now)
        assert decide(command, now) == []
    types = [type(each) for each in happened]
    assert len(types) == len(set(types))
    assert types in ([type(each) for each in LIFE[: len(types)]], [RideRequested, words.RideCancelled])


def test_what_says_nothing_of_the_ride_changes_nothing():
    assert evolve(Ride("started", "Dan"), FareCalculated(ride_id="r", amount_cents=1)) == Ride(
        "started", "Dan"
    )


def test_the_picture_shows_the_rating_without_a_cause(clock):
    trace = Trace()
    store, near = MemoryStore(clock=clock, trace=trace), GridNearby()
    report_positions(near)
    town, bus = Rides(store, near), Bus(clock, trace=trace)
    wire(town, bus)
    one_ride(town, lambda: deliver(town, bus))
    rows = {row[3]: row for row in flow(trace, title="One ride, five services").rows}
    assert rows["RideRated"][5] == "-" and rows["PaymentProcessed"][5] == rows["FareCalculated"][4]


def test_the_key_of_a_message_is_its_ride(town):
    town.ride()
    keys = []
    with town.broker.consume(TOPIC, "keys") as consumer:
        for each in consumer:
            keys.append(each.key)
            each.acknowledge()
    assert keys == ["ride-7"] * len(ALL_WELL)
