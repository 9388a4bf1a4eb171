"""Outbox, relay and inbox on every store: one transaction with the change, at least once and in order out,
once in.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from companion.delivery import (
    BrokerUnavailable,
    Inbox,
    MemoryBroker,
    Message,
    MessageRefused,
    Outbox,
    Relay,
    StoreRelay,
    Worker,
    backoff_s,
)
from companion.events import (
    Closed,
    Envelope,
    Event,
    InvalidEvent,
    UnknownName,
    VirtualClock,
    WrongUse,
    decode,
)
from companion.lab import StoreDisk, crash_points
from companion.sourcing import ANY, EventStore, MemoryStore, UnreadableEvent


class ParcelSent(Event):
    number: int


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request: Any, clock: VirtualClock, tmp_path: Path) -> Iterator[EventStore]:
    one: EventStore
    if request.param == "memory":
        one = MemoryStore(clock=clock)
    elif request.param == "sqlite":
        from companion.sourcing.sqlite import SQLiteStore

        one = SQLiteStore(tmp_path / "store.db", clock=clock, durability="NORMAL")
    else:
        from companion.engines import PostgresStore

        url = request.getfixturevalue("postgres_url")
        one = PostgresStore(url, schema=request.getfixturevalue("postgres_schema"), clock=clock)
    yield one
    one.close()


@pytest.fixture
def broker(clock: VirtualClock) -> MemoryBroker:
    return MemoryBroker(clock=clock, partitions=2)


class Flaky(MemoryBroker):
    """A broker that is away when told so: before anything is kept, or after (`unsure`)."""

    away = ""

    def send(self, topic: str, messages: Any) -> None:
        if self.away == "before":
            raise BrokerUnavailable(self.place, "switched off by the test")
        super().send(topic, messages)
        if self.away == "after":
            raise BrokerUnavailable(self.place, "switched off by the test", unsure=True)


def numbers(broker: MemoryBroker, topic: str = "parcels", group: str = "reader") -> list[int]:
    found = []
    for delivery in broker.consume(topic, group):
        assert isinstance(delivery.envelope.event, ParcelSent)
        found.append(delivery.envelope.event.number)
        delivery.acknowledge()
    return found


def added(store: EventStore, outbox: Outbox, *which: int, topic: str = "parcels", key: str = "k") -> None:
    for number in which:
        with store.transaction() as tx:
            outbox.add(tx, topic, key, ParcelSent(number=number))


def drain(relay: Relay | StoreRelay) -> int:
    return relay.run(stop=lambda: relay.lag() == 0)


# --- outbox and relay ---------------------------------------------------------------------------------


def test_a_message_leaves_as_it_was_added_and_its_row_goes(store: EventStore, broker: MemoryBroker) -> None:
    outbox = Outbox(store)
    with store.transaction() as tx:
        [stored] = tx.append("parcel-1", [ParcelSent(number=1)], expected=0)
        outbox.add(tx, "parcels", "parcel-1", stored)
    assert outbox.lag() == 1
    assert Relay(outbox, broker).run_once() == 1
    assert outbox.lag() == 0 and outbox.waiting() == []
    got = broker.consume("parcels", "reader").receive()
    assert got and got.envelope.id == stored.id and got.envelope.event == ParcelSent(number=1)
    assert got.key == "parcel-1"


def test_a_transaction_that_is_rolled_back_publishes_nothing(store: EventStore, broker: MemoryBroker) -> None:
    outbox = Outbox(store)
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        outbox.add(tx, "parcels", "k", ParcelSent(number=1))
        raise ZeroDivisionError
    assert outbox.lag() == 0 and Relay(outbox, broker).run_once() == 0


def test_an_event_gets_an_envelope_that_names_its_cause(store: EventStore) -> None:
    outbox = Outbox(store)
    with store.transaction() as tx:
        first = outbox.add(tx, "parcels", "k", ParcelSent(number=1), service="Post")
        second = outbox.add(tx, "parcels", "k", ParcelSent(number=2), cause=first)
    rows = outbox.waiting()
    assert [decode(row.data) for row in rows] == [first, second]
    assert (first.service, second.causation_id, second.correlation_id) == ("Post", first.id, first.id)


def test_messages_leave_in_the_order_they_were_added_over_several_batches(
    store: EventStore, broker: MemoryBroker
) -> None:
    outbox = Outbox(store)
    added(store, outbox, *range(7))
    assert drain(Relay(outbox, broker, batch=3)) == 7
    assert numbers(broker) == list(range(7))


def test_what_no_broker_takes_is_refused_while_the_change_can_be_rolled_back(store: EventStore) -> None:
    outbox = Outbox(store, max_message_bytes=20)
    for topic, key, error in [
        ("a b", "k", MessageRefused),
        ("a", "", MessageRefused),
        ("a", "k", MessageRefused),
    ]:
        with pytest.raises(error), store.transaction() as tx:
            outbox.add(tx, topic, key, ParcelSent(number=1))
    assert outbox.lag() == 0


@pytest.mark.parametrize("odd", ["hello", None, {"number": 1}, ParcelSent], ids=repr)
def test_what_is_no_event_is_refused_with_a_sentence(store: EventStore, odd: Any) -> None:
    outbox = Outbox(store)
    with pytest.raises(InvalidEvent, match="should be an Event or an Envelope"), store.transaction() as tx:
        outbox.add(tx, "parcels", "42", odd)
    assert outbox.is_empty()


def test_what_the_broker_refuses_is_parked_with_the_reason_and_the_rest_goes_on(
    store: EventStore, clock: VirtualClock
) -> None:
    outbox = Outbox(store)
    small = MemoryBroker(clock=clock, max_message_bytes=250)
    with store.transaction() as tx:
        outbox.add(tx, "parcels", "k", ParcelSent(number=1))
        big = outbox.add(tx, "parcels", "k", ParcelSent(number=2), service="x" * 250)
        outbox.add(tx, "parcels", "k", ParcelSent(number=3))
    assert drain(Relay(outbox, small)) == 2
    assert numbers(small) == [1, 3]
    [row] = outbox.parked()
    assert row.id == big.id and row.reason.startswith("MessageRefused: ") and outbox.lag() == 0
    outbox.retry(row)
    roomy = MemoryBroker(clock=clock)
    assert drain(Relay(outbox, roomy)) == 1 and numbers(roomy) == [2]
    for change in (outbox.retry, outbox.discard):
        with pytest.raises(UnknownName) as refused:
            change(row)
        assert refused.value.name == row.number


def test_a_parked_row_can_be_discarded(store: EventStore, clock: VirtualClock) -> None:
    outbox = Outbox(store)
    added(store, outbox, 1)
    drain(Relay(outbox, MemoryBroker(clock=clock, max_message_bytes=9)))
    [row] = outbox.parked()
    outbox.discard(row)
    assert outbox.parked() == [] and outbox.lag() == 0


def test_a_relay_waits_for_its_broker_for_days(clock: VirtualClock) -> None:
    store = MemoryStore(clock=clock)
    outbox, broker = Outbox(store), Flaky(clock=clock)
    added(store, outbox, 1)
    broker.away = "before"

    def back_after_two_days() -> bool:
        broker.away = "before" if clock.elapsed_s < 2 * 86_400 else ""
        return outbox.lag() == 0

    assert Relay(outbox, broker).run(stop=back_after_two_days) == 1
    assert backoff_s(1_100, 0.5) == 30


def test_a_relay_that_nothing_could_stop_is_refused_on_a_clock_that_stands_still(clock: VirtualClock) -> None:
    store = MemoryStore(clock=clock)
    with pytest.raises(WrongUse, match="run_once"):
        Relay(Outbox(store), MemoryBroker(clock=clock)).run()
    with pytest.raises(WrongUse, match="run_once"):
        StoreRelay(store, MemoryBroker(clock=clock), "parcels").run()


def test_a_relay_goes_past_a_whole_batch_of_parked_rows(store: EventStore, clock: VirtualClock) -> None:
    outbox = Outbox(store)
    with store.transaction() as tx:
        for number in (1, 2):
            outbox.add(tx, "parcels", "k", ParcelSent(number=number), service="x" * 250)
        outbox.add(tx, "parcels", "k", ParcelSent(number=3))
    small = MemoryBroker(clock=clock, max_message_bytes=250)
    assert Relay(outbox, small, batch=2).run_once() == 1
    assert numbers(small) == [3]


@pytest.mark.parametrize(("when", "delivered"), [("before", [1, 2]), ("after", [1, 2, 1, 2])])
def test_while_the_broker_is_away_messages_wait_in_the_store(
    store: EventStore, clock: VirtualClock, when: str, delivered: list[int]
) -> None:
    outbox, broker = Outbox(store), Flaky(clock=clock)
    added(store, outbox, 1, 2)
    broker.away, relay = when, Relay(outbox, broker)
    with pytest.raises(BrokerUnavailable):
        relay.run_once()
    assert outbox.lag() == 2

    def back_after_an_hour() -> bool:
        broker.away = broker.away if clock.elapsed_s < 3600 else ""
        return outbox.lag() == 0

    # it waits twice as long each time, at most half a minute
    broker.away = "before"
    assert relay.run(stop=back_after_an_hour) == 2
    assert numbers(broker) == delivered


def test_one_relay_at_a_time_is_at_work_and_another_takes_over_when_it_dies(
    store: EventStore, broker: MemoryBroker, clock: VirtualClock
) -> None:
    outbox = Outbox(store)
    added(store, outbox, 1, 2, 3)
    one, two = Relay(outbox, broker, batch=1, lease_s=30), Relay(outbox, broker, batch=1, lease_s=30)
    assert [one.run_once(), two.run_once(), one.run_once()] == [1, 0, 1]
    clock.advance(31)  # one has died
    assert two.run_once() == 1
    assert one.run_once() == 0
    two.close()
    added(store, outbox, 4)
    assert one.run_once() == 1
    assert numbers(broker) == [1, 2, 3, 4]


def test_a_relay_slower_than_its_lease_repeats_and_overtakes_nothing(
    store: EventStore, clock: VirtualClock
) -> None:
    outbox = Outbox(store)
    added(store, outbox, 1, 2)

    class Slow(MemoryBroker):
        """Before it publishes, another relay, which finds the lease run out, does."""

        def send(self, topic: str, messages: Any) -> None:
            clock.advance(31)
            other.run_once()
            added(store, outbox, 3)
            other.run_once()
            super().send(topic, messages)

    broker = MemoryBroker(clock=clock)
    slow = Slow(clock=clock)
    slow.backend = broker.backend  # one broker, seen through a slow connection
    other = Relay(outbox, broker)
    Relay(outbox, slow).run_once()
    seen = numbers(broker)
    assert list(dict.fromkeys(seen)) == [1, 2, 3] and sorted(seen) == [1, 1, 2, 2, 3]


def test_two_relays_in_threads_publish_each_message_once_and_in_order(
    store: EventStore, broker: MemoryBroker
) -> None:
    outbox = Outbox(store)
    added(store, outbox, *range(30))
    # their waiting moves the virtual clock: no lease may run out because of that
    relays = [Relay(outbox, broker, batch=4, lease_s=1e6) for _ in range(3)]
    threads = [Thread(target=drain, args=(relay,)) for relay in relays]
    for each in threads:
        each.start()
    for each in threads:
        each.join(300)
    assert numbers(broker) == list(range(30))


def test_writers_at_once_publish_each_key_in_the_order_of_its_stream(
    store: EventStore, broker: MemoryBroker
) -> None:
    outbox = Outbox(store)

    def write() -> None:
        for _ in range(5):
            with store.transaction() as tx:
                [stored] = tx.append("parcel-1", [ParcelSent(number=0)], expected=ANY)
                outbox.add(tx, "parcels", "parcel-1", stored)

    threads = [Thread(target=write) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(300)
    drain(Relay(outbox, broker))
    versions = []
    for delivery in broker.consume("parcels", "reader"):
        versions.append(delivery.envelope.version)
        delivery.acknowledge()
    assert versions == list(range(1, 21))


def test_on_postgresql_an_outbox_and_an_inbox_are_opened_while_others_write_to_them(
    postgres_url: str, postgres_schema: str, clock: VirtualClock
) -> None:
    from companion.engines import PostgresStore

    store = PostgresStore(postgres_url, schema=postgres_schema, clock=clock)
    outbox, inbox = Outbox(store), Inbox(store, "mail")
    impatient = f"{postgres_url}{'&' if '?' in postgres_url else '?'}options=-c%20lock_timeout%3D1000"
    other = PostgresStore(impatient, schema=postgres_schema, clock=clock)
    with store.transaction() as tx:
        envelope = outbox.add(tx, "orders", "k-1", ParcelSent(number=1))
    with inbox.once(envelope) as tx:
        assert tx is not None
        outbox.add(tx, "orders", "k-1", ParcelSent(number=2))
        assert Outbox(other).lag() == 1
        assert Inbox(other, "mail").count() == 0
    store.close()
    other.close()


def test_on_postgresql_a_key_is_added_to_by_one_transaction_at_a_time(
    postgres_url: str, postgres_schema: str, clock: VirtualClock
) -> None:
    import psycopg

    from companion.engines import PostgresStore

    store = PostgresStore(postgres_url, schema=postgres_schema, clock=clock)
    outbox = Outbox(store)
    later = Thread(target=added, args=(store, outbox, 2))
    blocked = (
        "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted "
        "AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
    )
    with psycopg.connect(postgres_url, autocommit=True) as link, store.transaction() as tx:
        outbox.add(tx, "parcels", "k", ParcelSent(number=1))
        later.start()
        while later.is_alive() and not link.execute(blocked).fetchone()[0]:  # type: ignore[index]
            pass
        assert later.is_alive()  # it waits; else it would have committed before a smaller number
        added_meanwhile = Thread(target=added, args=(store, outbox, 3), kwargs={"key": "other"})
        added_meanwhile.start()
        added_meanwhile.join(300)
        seen = link.execute(f"SELECT key FROM {postgres_schema}.outbox").fetchall()
        assert seen == [("other",)]  # another key does not wait
    later.join(300)
    store.close()


# --- straight from the log ----------------------------------------------------------------------------


def test_a_store_relay_publishes_the_log_in_order_without_an_outbox(
    store: EventStore, broker: MemoryBroker
) -> None:
    for number in range(5):
        store.append(f"parcel-{number % 2}", [ParcelSent(number=number)], expected=ANY)
    relay = StoreRelay(store, broker, "parcels", batch=2)
    assert relay.lag() == 5 and drain(relay) == 5 and relay.lag() == 0
    assert sorted(numbers(broker)) == list(range(5))
    store.append("parcel-0", [ParcelSent(number=5)], expected=ANY)
    assert drain(StoreRelay(store, broker, "parcels")) == 1


def test_a_store_relay_may_choose_topics_and_keys_and_leave_events_out(
    store: EventStore, broker: MemoryBroker
) -> None:
    store.append("parcel-1", [ParcelSent(number=n) for n in range(4)], expected=0)

    def topic(envelope: Envelope) -> str | None:
        number = getattr(envelope.event, "number", 0)
        return None if number == 3 else f"parcels-{number % 2}"

    relay = StoreRelay(store, broker, topic, key=lambda envelope: envelope.id)
    assert drain(relay) == 3
    assert sorted(numbers(broker, "parcels-0")) == [0, 2] and numbers(broker, "parcels-1") == [1]


def test_an_event_the_broker_refuses_is_parked_and_the_rest_goes_on(
    store: EventStore, clock: VirtualClock
) -> None:
    small = MemoryBroker(clock=clock, max_message_bytes=300)
    for number, service in enumerate(["s", "x" * 250, "s"]):
        store.append("parcel-1", [ParcelSent(number=number)], expected=number, service=service)
    relay = StoreRelay(store, small, "parcels")
    assert drain(relay) == 2 and numbers(small) == [0, 2]
    [parked] = relay.parked()
    assert (parked.stream, parked.version) == ("parcel-1", 2)
    assert parked.reason.startswith("MessageRefused: ")
    with pytest.raises(MessageRefused):
        relay.retry(parked)
    roomy = MemoryBroker(clock=clock)
    StoreRelay(store, roomy, "parcels").retry(parked)
    assert numbers(roomy) == [1] and relay.parked() == []


def test_an_event_that_cannot_be_read_is_parked_with_its_place_and_the_rest_goes_on(
    store: EventStore, broker: MemoryBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from companion.events import event as events

    class ParcelMislaid(Event):
        number: int

    store.append(
        "parcel-1", [ParcelSent(number=1), ParcelMislaid(number=2), ParcelSent(number=3)], expected=0
    )
    monkeypatch.delitem(events._registry, "ParcelMislaid")
    relay = StoreRelay(store, broker, "parcels")
    assert drain(relay) == 2 and numbers(broker) == [1, 3]
    [parked] = relay.parked()
    assert (parked.stream, parked.version) == ("parcel-1", 2)
    assert parked.reason.startswith("UnknownName: ")
    with pytest.raises(UnreadableEvent):
        relay.retry(parked)
    monkeypatch.undo()
    relay.retry(parked)
    assert relay.parked() == [] and broker.lag("parcels", "reader") == 1


def test_where_no_event_can_be_read_all_are_parked_and_none_goes_out(
    store: EventStore, broker: MemoryBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    from companion.events import event as events

    class ParcelSunk(Event):
        number: int

    store.append("parcel-1", [ParcelSunk(number=1), ParcelSunk(number=2)], expected=0)
    monkeypatch.delitem(events._registry, "ParcelSunk")
    relay = StoreRelay(store, broker, "parcels")
    assert drain(relay) == 0 and [each.version for each in relay.parked()] == [1, 2]


def test_a_store_relay_with_a_bad_topic_parks_nothing_and_is_refused(
    store: EventStore, broker: MemoryBroker
) -> None:
    with pytest.raises(MessageRefused):
        StoreRelay(store, broker, "no topic")


def test_what_is_wrong_with_the_broker_and_not_with_the_message_parks_nothing(
    store: EventStore, broker: MemoryBroker
) -> None:
    outbox = Outbox(store)
    added(store, outbox, 1)
    store.append("parcel-1", [ParcelSent(number=1)], expected=0)
    broker.close()
    for relay in (Relay(outbox, broker), StoreRelay(store, broker, "parcels")):
        with pytest.raises(Closed):
            relay.run_once()
        assert relay.lag() == 1


# --- inbox --------------------------------------------------------------------------------------------


def made(clock: VirtualClock, number: int = 1) -> Envelope:
    id = clock.new_id()
    return Envelope(
        id=id, type="ParcelSent", event=ParcelSent(number=number), time=clock.now(), correlation_id=id
    )


def test_a_repeat_has_no_effect_and_is_told(store: EventStore, clock: VirtualClock) -> None:
    inbox, message = Inbox(store, "mail"), made(clock)
    for expected in (False, True):
        with inbox.once(message) as tx:
            assert (tx is None) is expected
            if tx is not None:
                tx.append("mails", [ParcelSent(number=1)], expected=ANY)
    assert store.version("mails") == 1 and inbox.handled(message) and inbox.count() == 1


def test_an_effect_that_fails_leaves_the_message_unhandled(store: EventStore, clock: VirtualClock) -> None:
    inbox, message = Inbox(store, "mail"), made(clock)
    with pytest.raises(ZeroDivisionError), inbox.once(message) as tx:
        assert tx is not None
        tx.append("mails", [ParcelSent(number=1)], expected=ANY)
        raise ZeroDivisionError
    assert not inbox.handled(message) and store.version("mails") == 0


def test_groups_have_inboxes_of_their_own(store: EventStore, clock: VirtualClock) -> None:
    message = made(clock)
    for group in ("mail", "billing"):
        with Inbox(store, group).once(message) as tx:
            assert tx is not None


def test_two_workers_at_once_have_one_effect(store: EventStore, clock: VirtualClock) -> None:
    messages = [made(clock, n) for n in range(10)]

    def work() -> None:
        inbox = Inbox(store, "mail")
        for message in messages:
            with inbox.once(message) as tx:
                if tx is not None:
                    tx.append("mails", [ParcelSent(number=1)], expected=ANY)

    threads = [Thread(target=work) for _ in range(4)]
    for each in threads:
        each.start()
    for each in threads:
        each.join(300)
    assert store.version("mails") == 10


def test_ids_are_forgotten_when_they_are_old_enough(store: EventStore, clock: VirtualClock) -> None:
    inbox, old, new = Inbox(store, "mail"), made(clock), made(clock)
    with inbox.once(old):
        pass
    clock.advance(timedelta(days=8).total_seconds())
    with inbox.once(new):
        pass
    assert inbox.forget(clock.now() - timedelta(days=7)) == 1
    assert (inbox.handled(old), inbox.handled(new), inbox.count()) == (False, True, 1)
    with pytest.raises(ValueError, match="time zone"):
        inbox.forget(datetime(2024, 1, 1))


# --- crashes ------------------------------------------------------------------------------------------


class Struck(BaseException):
    """The process dies here."""


class World:
    """What survives a process: the store of the shop, the store of the mailer, and the broker."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.shop = MemoryStore(clock=self.clock)
        self.mail = MemoryStore(clock=self.clock)
        self.broker = MemoryBroker(clock=self.clock, partitions=2)

    def effects(self) -> list[int]:
        return [getattr(event, "number", -1) for event in self.mail.read_events("mails")]

    def run(self, process: Callable[["World"], None], strikes: list[int]) -> int:
        """Start the process until it ends, dying at these points, counted over all runs; how many passed."""
        passed = 0

        def point(name: str) -> None:
            nonlocal passed
            passed += 1
            if passed in strikes:
                raise Struck(name)

        self.clock.on_point = point
        while True:
            try:
                process(self)
                return passed
            except Struck:
                continue


def ordered(world: World, outbox: Outbox) -> None:
    """Sell three parcels, those not sold yet."""
    for number in range(world.shop.version("parcels"), 3):
        with world.shop.transaction() as tx:
            [stored] = tx.append("parcels", [ParcelSent(number=number)], expected=number)
            outbox.add(tx, "parcels", "parcels", stored)


def mailed(world: World) -> None:
    """Mail what is delivered, with an inbox. A dead process is a member until its session is over."""
    inbox = Inbox(world.mail, "mailer")
    for delivery in world.broker.consume("parcels", "mailer", wait_s=world.broker.session_s + 1):
        with inbox.once(delivery.envelope) as tx:
            if tx is not None:
                tx.append("mails", [delivery.envelope.event], expected=ANY)
        delivery.acknowledge()


def with_outbox(world: World) -> None:
    outbox = Outbox(world.shop)
    ordered(world, outbox)
    drain(Relay(outbox, world.broker, batch=2))
    mailed(world)


def from_the_log(world: World) -> None:
    for number in range(world.shop.version("parcels"), 3):
        world.shop.append("parcels", [ParcelSent(number=number)], expected=number)
    drain(StoreRelay(world.shop, world.broker, "parcels", batch=2))
    mailed(world)


def dual_write(world: World) -> None:
    """The wrong way: save, then publish."""
    for number in range(world.shop.version("parcels"), 3):
        [stored] = world.shop.append("parcels", [ParcelSent(number=number)], expected=number)
        world.broker.publish("parcels", "parcels", stored)
    mailed(world)


@pytest.mark.parametrize("process", [with_outbox, from_the_log])
def test_a_crash_at_any_point_loses_nothing_and_the_effect_happens_once_and_in_order(
    process: Callable[[World], None],
) -> None:
    points = World().run(process, [])
    assert points > 20
    for point in range(1, points + 1):
        world = World()
        world.run(process, [point])
        assert world.effects() == [0, 1, 2], f"struck at point {point}"
        assert world.broker.lag("parcels", "mailer") == 0


@pytest.mark.parametrize("process", [with_outbox, from_the_log])
def test_a_second_crash_while_recovering_changes_nothing(process: Callable[[World], None]) -> None:
    points = World().run(process, [])
    for first in range(1, points + 1, 4):
        for second in range(first + 1, points + 12, 3):
            world = World()
            world.run(process, [first, second])
            assert world.effects() == [0, 1, 2], f"struck at points {first} and {second}"


def test_the_labs_crash_points_prove_outbox_and_inbox_on_one_store() -> None:
    def disk() -> StoreDisk:
        one = StoreDisk()
        one.broker = MemoryBroker(clock=one.clock, partitions=1)
        return one

    def run(disk: StoreDisk) -> None:
        outbox, inbox = Outbox(disk.store), Inbox(disk.store, "mailer")
        if disk.store.version("parcel-1") == 0:
            with disk.store.transaction() as tx:
                [stored] = tx.append("parcel-1", [ParcelSent(number=1)], expected=0)
                outbox.add(tx, "parcels", "parcel-1", stored)
        drain(Relay(outbox, disk.broker))
        mail = Worker(
            disk.broker, "parcels", "mailer", in_a_mail, inbox=inbox, wait_s=disk.broker.session_s + 1
        )
        mail.run()

    def in_a_mail(event: ParcelSent, tx: Any) -> None:
        tx.append("mails", [event], expected=ANY)

    def mailed_once(disk: StoreDisk) -> str | None:
        mails = disk.store.version("mails")
        return None if mails == 1 else f"{mails} mails for one parcel"

    grid = crash_points(run, {"mailed once": mailed_once}, disk=disk)
    assert grid.ok, str(grid)
    assert len(grid.rows) > 15


def test_save_then_publish_does_lose_a_message_at_some_point() -> None:
    points = World().run(dual_write, [])
    lost = []
    for point in range(1, points + 1):
        world = World()
        world.run(dual_write, [point])
        if world.effects() != [0, 1, 2]:
            lost.append(point)
    assert lost  # else the test above could not fail


def test_a_message_of_another_program_travels_with_the_rest(
    broker: MemoryBroker, clock: VirtualClock
) -> None:
    broker.send("parcels", [Message("k", b"<xml/>")])
    broker.publish("parcels", "k", made(clock, 5))
    assert numbers(broker) == [5]
    assert [letter.data for letter in broker.dead_letters("parcels", "reader")] == [b"<xml/>"]


def test_a_store_relay_does_not_count_its_backlog_to_know_that_there_is_one(
    store: EventStore, broker: MemoryBroker, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.append("parcel-1", [ParcelSent(number=n) for n in range(3)], expected=ANY)
    relay, counted = StoreRelay(store, broker, "parcels", batch=1), list[str]()
    lag = type(store).lag
    monkeypatch.setattr(type(store), "lag", lambda self, name: (counted.append(name), lag(self, name))[1])
    assert [relay.run_once() for _ in range(4)] == [1, 1, 1, 0] and counted == []
    assert relay.lag() == 0 and counted == ["relay"]


def plan(store: EventStore, sql: str, *values: object) -> str:
    """How the database goes about a statement, in its own words."""
    postgres = store.dialect == "postgresql"
    with store.transaction() as tx:
        if postgres:  # it would rather scan a small table
            tx.execute("SELECT set_config('enable_seqscan', 'off', true)")
        rows = tx.execute(f"EXPLAIN {'' if postgres else 'QUERY PLAN '}{sql}", *values)
    return "\n".join(str(row) for row in rows)


def test_what_waits_behind_parked_rows_and_what_is_to_be_forgotten_is_found_by_an_index(
    store: EventStore,
) -> None:
    Outbox(store), Inbox(store, "reader")
    waiting = plan(store, "SELECT number FROM outbox WHERE parked IS NULL ORDER BY number LIMIT 1")
    assert "outbox_waiting" in waiting
    old = plan(store, "DELETE FROM inbox WHERE reader = ? AND handled_us < ?", "reader", 7)
    assert "inbox_by_time" in old or "handled_us<?" in old  # SQLite gives the index a name of its own
