"""Change data capture from a real PostgreSQL: commit order, at least once, and what an unread slot costs."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from companion.delivery import MemoryBroker, Outbox, Relay
from companion.engines import CannotCapture, CaptureRelay, ChangeCapture
from companion.engines.postgresql.capture import transactions
from companion.events import Event, VirtualClock
from companion.sourcing import CannotOpenStore, StoreUnavailable


class CableLaid(Event):
    number: int


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture
def name(postgres_schema: str) -> str:
    return postgres_schema


@pytest.fixture
def store(postgres_url: str, name: str, clock: VirtualClock) -> Iterator[Any]:
    from companion.engines import PostgresStore

    one = PostgresStore(postgres_url, schema=name, clock=clock)
    yield one
    one.close()


@pytest.fixture
def outbox(store: Any) -> Outbox:
    return Outbox(store)


@pytest.fixture
def capture(outbox: Outbox, postgres_url: str, name: str) -> Iterator[ChangeCapture]:
    one = ChangeCapture(postgres_url, schema=name, slot=name)
    one.create()
    yield one
    one.drop()


@pytest.fixture
def broker(clock: VirtualClock) -> MemoryBroker:
    return MemoryBroker(clock=clock, partitions=1)


def added(outbox: Outbox, *numbers: int, topic: str = "cables") -> None:
    for number in numbers:
        with outbox.store.transaction() as tx:
            outbox.add(tx, topic, "k", CableLaid(number=number))


def received(broker: MemoryBroker, topic: str = "cables") -> list[int]:
    found = []
    for delivery in broker.consume(topic, "reader"):
        found.append(getattr(delivery.envelope.event, "number", -1))
        delivery.acknowledge()
    return found


def drained(relay: CaptureRelay) -> int:
    total = 0
    while count := relay.run_once():
        total += count
    return total


def test_what_was_added_is_published_once_in_order_and_the_table_emptied(
    outbox: Outbox, capture: ChangeCapture, broker: MemoryBroker
) -> None:
    added(outbox, *range(5))
    relay = CaptureRelay(outbox, capture, broker, batch=2)
    assert drained(relay) == 5
    assert received(broker) == list(range(5)) and outbox.lag() == 0
    assert relay.run_once() == 0
    added(outbox, 5)
    assert drained(relay) == 1 and received(broker) == [5]


def test_transactions_come_in_the_order_of_their_commits(
    outbox: Outbox, capture: ChangeCapture, postgres_url: str, name: str
) -> None:
    from companion.engines import PostgresStore

    other = PostgresStore(postgres_url, schema=name, clock=VirtualClock(seed=1))
    with outbox.store.transaction() as slow:
        outbox.add(slow, "cables", "slow", CableLaid(number=1))
        with other.transaction() as fast:
            outbox.add(fast, "cables", "fast", CableLaid(number=2))
    other.close()
    rows, _ = capture.peek()
    assert [row.key for row in rows] == ["fast", "slow"]
    assert [row.key for row in outbox.waiting()] == ["slow", "fast"]  # the table has them as they were added
    assert rows == outbox.waiting()[::-1]


def test_a_transaction_that_was_rolled_back_is_not_in_it(outbox: Outbox, capture: ChangeCapture) -> None:
    with pytest.raises(ZeroDivisionError), outbox.store.transaction() as tx:
        outbox.add(tx, "cables", "k", CableLaid(number=1))
        raise ZeroDivisionError
    outbox.store.append("cable-1", [CableLaid(number=1)], expected=0)  # another table's change
    assert capture.peek()[0] == []


def test_what_was_peeked_and_not_advanced_past_comes_again(outbox: Outbox, capture: ChangeCapture) -> None:
    added(outbox, 1, 2)
    rows, end = capture.peek()
    assert capture.peek() == (rows, end) and len(rows) == 2
    capture.advance(end)
    capture.advance(end)  # a relay that comes late with what another has done
    assert capture.peek()[0] == []


class Struck(BaseException):
    pass


def test_a_crash_at_any_point_publishes_again_and_loses_nothing(
    outbox: Outbox, capture: ChangeCapture, broker: MemoryBroker, clock: VirtualClock
) -> None:
    struck: set[str] = set()

    def strike_each_once(point: str) -> None:
        if point not in struck and (
            "relay" in point or "mark" in point or "advance" in point or "publish" in point
        ):
            struck.add(point)
            raise Struck

    added(outbox, 1, 2, 3)
    clock.on_point = strike_each_once
    for _ in range(20):
        clock.advance(31)  # the lease of the dead relay runs out
        try:
            drained(CaptureRelay(outbox, capture, broker))
            break
        except Struck:
            continue
    clock.on_point = None
    assert {"before publish cables", "after publish cables", f"before advance of {capture.slot}"} <= struck
    seen = received(broker)
    assert list(dict.fromkeys(seen)) == [1, 2, 3] and len(seen) > 3
    assert capture.peek()[0] == [] and outbox.lag() == 0


def test_what_the_broker_refuses_is_parked_and_a_relay_publishes_it_when_retried(
    outbox: Outbox, capture: ChangeCapture, clock: VirtualClock, broker: MemoryBroker
) -> None:
    with outbox.store.transaction() as tx:
        outbox.add(tx, "cables", "k", CableLaid(number=1), service="x" * 250)
        outbox.add(tx, "cables", "k", CableLaid(number=2))
    small = MemoryBroker(clock=clock, max_message_bytes=250)
    relay = CaptureRelay(outbox, capture, small)
    assert drained(relay) == 1 and received(small) == [2]
    relay.close()
    [row] = outbox.parked()
    outbox.retry(row)
    assert Relay(outbox, broker).run_once() == 1 and received(broker) == [1]


def test_an_unread_slot_keeps_the_log_and_says_how_much(
    outbox: Outbox, capture: ChangeCapture, broker: MemoryBroker
) -> None:
    before = capture.retained_bytes()
    added(outbox, *range(50))
    assert capture.retained_bytes() > before
    assert drained(CaptureRelay(outbox, capture, broker)) == 50


def test_changes_to_other_tables_do_not_keep_the_log_while_a_relay_runs(
    outbox: Outbox, capture: ChangeCapture, broker: MemoryBroker, postgres_url: str
) -> None:
    import psycopg

    outbox.store.append("cable-1", [CableLaid(number=n) for n in range(2000)], expected=0)
    kept = capture.retained_bytes()
    relay = CaptureRelay(outbox, capture, broker)
    with psycopg.connect(postgres_url, autocommit=True) as link:
        for _ in range(2):  # the server notes at a checkpoint from where on it needs its log
            link.execute("CHECKPOINT")
            assert relay.run_once() == 0
    assert capture.retained_bytes() < kept


def test_making_it_twice_changes_nothing_and_dropping_it_ends_it(
    outbox: Outbox, capture: ChangeCapture
) -> None:
    added(outbox, 1)
    capture.create()
    assert len(capture.peek()[0]) == 1
    capture.drop()
    capture.drop()
    for use in (capture.peek, capture.retained_bytes):
        with pytest.raises(CannotCapture) as refused:
            use()
        assert (refused.value.kind, refused.value.what) == ("no slot", capture.slot)


def test_a_slot_of_another_store_is_refused(
    capture: ChangeCapture, postgres_url: str, name: str, clock: VirtualClock
) -> None:
    other = ChangeCapture(postgres_url, schema=f"{name}_b", slot=name)
    for use in (other.create, other.peek):
        with pytest.raises(CannotCapture) as refused:
            use()
        found = f"{name}.outbox, not for {name}_b.outbox"
        assert (refused.value.kind, refused.value.found) == ("foreign", found)


def test_without_an_outbox_there_is_nothing_to_capture(postgres_url: str, name: str) -> None:
    with pytest.raises(CannotCapture) as refused:
        ChangeCapture(postgres_url, schema=name, slot=name).create()
    assert (refused.value.kind, refused.value.what) == ("no outbox", f"{name}.outbox")


def test_a_server_that_is_not_there_and_a_bad_name_are_said() -> None:
    with pytest.raises(StoreUnavailable):
        ChangeCapture("postgresql://nobody@127.0.0.1:1/none").create()
    with pytest.raises(ValueError, match="slot="):
        ChangeCapture("postgresql://nobody@127.0.0.1:1/none", slot="No-Slot")


def test_a_role_that_may_not_replicate_is_told_so(outbox: Outbox, postgres_url: str, name: str) -> None:
    import psycopg
    from psycopg.conninfo import make_conninfo

    with psycopg.connect(postgres_url, autocommit=True) as link:
        role = f"{name}_reader"
        link.execute(f"CREATE ROLE {role} LOGIN PASSWORD 'reader'")
        try:
            with pytest.raises(CannotOpenStore):
                url = make_conninfo(postgres_url, user=role, password="reader")
                ChangeCapture(url, schema=name, slot=name).create()
        finally:
            link.execute(f"DROP ROLE {role}")


def test_a_server_whose_log_does_not_say_what_changed_is_refused_with_its_setting() -> None:
    class Answers(list[tuple[str]]):
        def fetchall(self) -> list[tuple[str]]:
            return self

    class Elsewhere(ChangeCapture):
        """A capture on a server set as PostgreSQL is by default."""

        @contextmanager
        def _connected(self) -> Iterator[Any]:
            class Link:
                execute = staticmethod({"SHOW wal_level": Answers([("replica",)])}.__getitem__)

            yield Link()

    with pytest.raises(CannotCapture) as refused:
        Elsewhere("postgresql://nobody@127.0.0.1:1/none").create()
    assert (refused.value.kind, refused.value.found) == ("wal", "replica")


def test_numbers_nulls_and_several_tables_are_read() -> None:
    from struct import pack

    def relation(table: int, *columns: str) -> bytes:
        head = b"R" + pack("!I", table) + b"s\0t\0" + b"d" + pack("!H", len(columns))
        return head + b"".join(b"\0" + column.encode() + b"\0" + pack("!II", 25, 0) for column in columns)

    def insert(table: int, *values: str | None) -> bytes:
        texts = [
            b"n" if value is None else b"t" + pack("!I", len(value.encode())) + value.encode()
            for value in values
        ]
        return b"I" + pack("!I", table) + b"N" + pack("!H", len(values)) + b"".join(texts)

    commit = b"C" + b"\0" + pack("!QQQ", 1, (0xA << 32) | 0xBC, 0)
    begin = b"B" + pack("!QQI", 1, 0, 7)
    log = [begin, relation(1, "a", "ä"), relation(2, "b"), insert(1, "x", None), insert(2, "日本"), commit]
    [found] = transactions([*log])
    assert found.end == "A/BC" and found.rows == ({"a": "x", "ä": None}, {"b": "日本"})
