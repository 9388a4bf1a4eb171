"""What is Redis's own in its broker: fencing, what outlives a member, lag, and what befalls servers."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import pytest
import redis

from companion.delivery import (
    Broker,
    BrokerUnavailable,
    Consumer,
    Delivery,
    LostPartition,
    Message,
)
from companion.delivery.consumer import MEMBER_GONE
from companion.engines import RedisBroker
from companion.engines.redis.broker import CHUNK
from companion.events import BadInput, Envelope, Event, SystemClock, UnknownName, VirtualClock, encode

A, D = "a", "d"  # keys of partition 1 and of partition 0, of two
PASSWORD = "Tr0ub4dor"
Make = Callable[..., RedisBroker]


class ParcelStamped(Event):
    grams: int


@pytest.fixture
def clock() -> VirtualClock:
    return VirtualClock()


@pytest.fixture(params=["fakeredis", "valkey"])
def server(request: pytest.FixtureRequest) -> Any:
    """What a broker is made from; with it, a client to look at the keys with."""
    if request.param == "fakeredis":
        return request.getfixturevalue("fakeredis_client")
    return redis.Redis.from_url(request.getfixturevalue("redis_url"))


@pytest.fixture
def prefix() -> str:
    return f"test-{SystemClock().new_id()}"


@pytest.fixture
def make(server: Any, prefix: str, clock: VirtualClock) -> Iterator[Make]:
    """Make brokers that share a server, as processes would."""
    made: list[RedisBroker] = []

    def broker(**settings: Any) -> RedisBroker:
        known: dict[str, Any] = {"prefix": prefix, "clock": clock, "partitions": 2, "max_tries": 3}
        made.append(RedisBroker(server, **known | settings))
        return made[-1]

    yield broker
    for each in made:
        each.close()
    for key in server.scan_iter(f"{prefix}:*"):
        server.delete(key)


def envelope(broker: Broker, grams: int) -> Envelope:
    id, event = broker.clock.new_id(), ParcelStamped(grams=grams)
    return Envelope(id=id, type="ParcelStamped", event=event, time=broker.clock.now(), correlation_id=id)


def weighed(broker: Broker, *parcels: tuple[str, int]) -> None:
    for key, grams in parcels:
        broker.publish("parcels", key, envelope(broker, grams))


def grams(delivery: Delivery | None) -> int:
    assert delivery is not None
    assert isinstance(delivery.envelope.event, ParcelStamped)
    return delivery.envelope.event.grams


def taken(consumer: Consumer) -> Delivery:
    delivery = consumer.receive()
    assert delivery is not None
    return delivery


def drained(consumer: Consumer) -> list[int]:
    found = []
    for delivery in consumer:
        found.append(grams(delivery))
        delivery.acknowledge()
    return found


def log(prefix: str, partition: int) -> str:
    return f"{prefix}:{{parcels}}:{partition}"


# --- members, each in a process of its own ------------------------------------------------------------


def test_members_in_two_processes_share_the_partitions(make: Make) -> None:
    here, there = make(), make()
    weighed(here, (A, 1), (D, 2))
    one, two = here.consume("parcels", "scales"), there.consume("parcels", "scales")
    assert (one.partitions, two.partitions) == ((0, 1), ())  # whoever has some gives up when it next asks
    assert drained_but_stay(one) == [2]
    assert (one.partitions, drained(two)) == ((0,), [1])


def test_a_member_that_was_silent_loses_its_partition_and_its_settlement_is_refused(
    make: Make, clock: VirtualClock
) -> None:
    here, there = make(session_s=10), make(session_s=10)
    weighed(here, (A, 1), (A, 2))
    one, two = here.consume("parcels", "scales"), there.consume("parcels", "scales")
    two.close()
    held = taken(one)
    clock.sleep(11)
    three = there.consume("parcels", "scales")
    again = taken(three)
    assert (grams(again), again.attempt) == (1, 2)
    with pytest.raises(LostPartition) as refused:
        held.acknowledge()
    assert (refused.value.partition, refused.value.member) == (1, one.member)
    assert here.lag("parcels", "scales") == 2
    again.acknowledge()
    assert drained(three) == [2]


def test_what_a_silent_member_reads_after_its_expulsion_is_not_lost_to_the_next(
    make: Make, clock: VirtualClock
) -> None:
    here, there = make(session_s=10), make(session_s=10)
    one = here.consume("parcels", "scales", member="one")
    assert one.receive() is None
    clock.sleep(11)
    two = there.consume("parcels", "scales", member="two")
    assert one.receive() is None  # as a member again, of those that joined last
    weighed(there, (A, 1), (A, 2), (D, 3))
    assert drained(two) == [3]
    assert grams(one.receive()) == 1


def test_a_partition_that_went_and_came_back_is_looked_at_anew(make: Make) -> None:
    here, there = make(), make()
    weighed(here, (A, 1))
    one = here.consume("parcels", "scales")
    assert drained_but_stay(one) == [1]
    two = there.consume("parcels", "scales")
    assert drained_but_stay(one) == []  # and with that the partition is the other's
    weighed(here, (A, 2), (A, 3))
    assert grams(two.receive()) == 2
    two.close()  # with 2 unsettled, and `one` has seen nothing of it
    assert drained(one) == [2, 3]


def drained_but_stay(consumer: Consumer) -> list[int]:
    found = []
    while (delivery := consumer.receive()) is not None:
        found.append(grams(delivery))
        delivery.acknowledge()
    return found


def test_a_rejected_message_waits_for_its_time_with_the_next_owner_too(
    make: Make, clock: VirtualClock
) -> None:
    here, there = make(backoff_s=8), make(backoff_s=8)
    weighed(here, (A, 1))
    one = here.consume("parcels", "scales")
    taken(one).reject("too heavy")
    one.close()
    began = clock.elapsed_s
    again = taken(there.consume("parcels", "scales"))
    assert (again.attempt, clock.elapsed_s - began) == (2, 8)


def test_tries_are_counted_across_the_death_of_members_and_the_last_makes_a_dead_letter(
    make: Make, clock: VirtualClock
) -> None:
    weighed(make(), (A, 1), (A, 2))
    for attempt in (1, 2, 3):
        assert taken(make(session_s=10).consume("parcels", "scales")).attempt == attempt
        clock.sleep(11)
    broker = make(session_s=10)
    assert drained(broker.consume("parcels", "scales")) == [2]
    [letter] = broker.dead_letters("parcels", "scales")
    assert (letter.reason, letter.tries, letter.key) == (MEMBER_GONE, 3, A)


def test_a_letter_taken_by_another_meanwhile_is_not_redriven_twice(make: Make) -> None:
    here, there = make(max_tries=1), make(max_tries=1)
    weighed(here, (A, 1))
    taken(one := here.consume("parcels", "scales")).reject("too heavy")
    [letter] = there.dead_letters("parcels", "scales")
    assert here.redrive("parcels", "scales", letter) == 1
    with pytest.raises(UnknownName):
        there.redrive("parcels", "scales", letter)
    assert drained(one) == [1]
    assert here.lag("parcels", "scales") == 0


# --- what is done to the streams behind the broker's back -----------------------------------------------


def test_lag_is_right_after_unread_messages_were_deleted_or_trimmed(
    make: Make, server: Any, prefix: str
) -> None:
    broker = make()
    weighed(broker, *((A, n) for n in range(6)))
    consumer = broker.consume("parcels", "scales")
    taken(consumer).acknowledge()
    consumer.close()  # what it had read ahead it would deliver
    ids = [id for id, _ in server.xrange(log(prefix, 1))]
    server.xdel(log(prefix, 1), ids[2])
    assert broker.lag("parcels", "scales") == 4
    server.xtrim(log(prefix, 1), maxlen=2, approximate=False)
    assert broker.lag("parcels", "scales") == 2
    assert drained(broker.consume("parcels", "scales")) == [4, 5]
    assert broker.lag("parcels", "scales") == 0


def test_a_message_deleted_while_it_was_pending_is_passed_over(make: Make, server: Any, prefix: str) -> None:
    broker = make()
    weighed(broker, (A, 1), (A, 2))
    one = broker.consume("parcels", "scales")
    taken(one)
    one.close()
    server.xdel(log(prefix, 1), server.xrange(log(prefix, 1))[0][0])
    assert drained(broker.consume("parcels", "scales")) == [2]
    assert broker.lag("parcels", "scales") == 0


def test_an_entry_that_is_no_message_becomes_a_dead_letter_and_the_partition_goes_on(
    make: Make, server: Any, prefix: str
) -> None:
    broker = make()
    weighed(broker, (A, 1))
    server.xadd(log(prefix, 1), {"hello": "world"})
    weighed(broker, (A, 2))
    assert drained(broker.consume("parcels", "scales")) == [1, 2]
    [letter] = broker.dead_letters("parcels", "scales")
    assert (letter.data, letter.partition, letter.tries) == (b"", 1, 1)


def test_a_poison_message_is_kept_byte_for_byte(make: Make) -> None:
    broker = make()
    broker.send("parcels", [Message(A, b"\xff\x00{")])
    assert drained(broker.consume("parcels", "scales")) == []
    [letter] = broker.dead_letters("parcels", "scales")
    assert letter.data == b"\xff\x00{" and letter.reason


def test_all_keys_of_a_topic_are_in_one_slot_of_a_cluster(make: Make, server: Any, prefix: str) -> None:
    broker = make(max_tries=1)
    weighed(broker, (A, 1), (D, 2))
    taken(broker.consume("parcels", "scales")).reject()
    assert broker.redrive("parcels", "scales") == 1
    keys = {key.decode() for key in server.scan_iter(f"{prefix}:*")} - {f"{prefix}:topics"}
    assert len(keys) >= 7 and all("{parcels}" in key for key in keys)


def test_a_client_that_decodes_answers_serves_as_well(redis_url: str, prefix: str) -> None:
    client = redis.Redis.from_url(redis_url, decode_responses=True)
    broker = RedisBroker(client, prefix=prefix)
    weighed(broker, (A, 1))
    assert drained(broker.consume("parcels", "scales")) == [1]
    broker.close()
    client.delete(*client.keys(f"{prefix}:*"))


def emptied(server: Any, prefix: str) -> None:
    """The server lost what it had, as one does that keeps nothing on a disk and is started again."""
    server.delete(*server.keys(f"{prefix}:*"))


def test_a_server_that_comes_back_empty_gets_the_topic_as_it_was_and_loses_nothing_after_that(
    make: Make, server: Any, prefix: str
) -> None:
    producer, reader = make(), make()
    producer.create_topic("parcels", partitions=8)
    keys = [f"key-{n}" for n in range(20)]
    weighed(producer, *((key, 0) for key in keys))
    emptied(server, prefix)
    weighed(producer, *((key, n) for n, key in enumerate(keys)))
    assert reader.partitions("parcels") == 8
    assert sorted(drained(reader.consume("parcels", "scales"))) == list(range(20))
    assert reader.lag("parcels", "scales") == 0


def test_a_topic_that_others_made_anew_with_fewer_partitions_is_published_to_as_it_is(
    make: Make, server: Any, prefix: str
) -> None:
    producer, reader = make(), make()
    producer.create_topic("parcels", partitions=8)
    keys = [f"key-{n}" for n in range(20)]
    weighed(producer, *((key, 0) for key in keys))
    emptied(server, prefix)
    consumer = reader.consume("parcels", "scales")
    weighed(producer, *((key, n) for n, key in enumerate(keys)))
    assert producer.partitions("parcels") == 2
    assert sorted(drained(consumer)) == list(range(20))


def test_a_member_of_a_server_that_comes_back_empty_is_a_member_again_and_reads_what_is_new(
    make: Make, server: Any, prefix: str
) -> None:
    broker = make()
    weighed(broker, *((A, n) for n in range(5)))
    consumer = broker.consume("parcels", "scales")
    held = taken(consumer)
    emptied(server, prefix)
    with pytest.raises(LostPartition):
        held.acknowledge()
    weighed(broker, (A, 7), (A, 8), (D, 9))
    assert sorted(drained(consumer)) == [7, 8, 9]
    assert broker.lag("parcels", "scales") == 0


@pytest.mark.parametrize("leaves", [False, True])
def test_a_member_that_asks_or_leaves_before_the_topic_is_made_again_hinders_nobody(
    make: Make, server: Any, prefix: str, leaves: bool
) -> None:
    broker, producer = make(), make()
    weighed(producer, (A, 1))
    consumer = broker.consume("parcels", "scales", start="end")
    emptied(server, prefix)
    assert consumer.receive() is None
    if leaves:
        consumer.close()
    weighed(producer, (A, 7), (A, 8), (D, 9))
    if leaves:
        consumer = broker.consume("parcels", "scales")
    assert sorted(drained(consumer)) == [7, 8, 9]


def test_a_connection_lost_while_a_partition_is_gained_is_told_and_the_next_asking_gains_it(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    here, there = make(), make()
    weighed(here, (A, 1), (D, 2))
    one = here.consume("parcels", "scales")
    two = there.consume("parcels", "scales")
    assert drained_but_stay(one) == [2]
    client, lost = there.backend.client, [redis.ConnectionError("cut")]  # type: ignore[attr-defined]
    known = client.hmget

    def hmget(*given: Any) -> Any:
        if lost:
            raise lost.pop()
        return known(*given)

    monkeypatch.setattr(client, "hmget", hmget)
    with pytest.raises(BrokerUnavailable):
        two.receive()
    assert grams(two.receive()) == 1


# --- bad input, and servers that are not there --------------------------------------------------------


@pytest.mark.parametrize(
    "url",
    [
        f"http://me:{PASSWORD}@127.0.0.1:1",
        f"redis://me:{PASSWORD}@127.0.0.1:port/0",
        f"redis://me:x/{PASSWORD}@127.0.0.1/0",
        f"redis://me:1/{PASSWORD}@127.0.0.1/0",
        PASSWORD,
    ],
)
def test_a_url_that_is_none_is_refused_and_its_password_not_shown(url: str) -> None:
    with pytest.raises(BadInput) as refused:
        RedisBroker(url)
    problem = refused.value
    assert PASSWORD not in f"{problem} {problem!r} {vars(problem)}"
    assert "redis://user:password@host:6379/0" in problem.problem


def test_a_parameter_that_no_connection_has_is_named(redis_url: str) -> None:
    with pytest.raises(BadInput, match="colour"):
        RedisBroker(f"{redis_url}?colour=red").topics()


@pytest.mark.parametrize("server", [None, 7, b"redis://127.0.0.1"])
def test_what_is_neither_url_nor_client_is_refused(server: object) -> None:
    with pytest.raises(TypeError, match="URL or a client"):
        RedisBroker(server)


def test_a_wrong_password_is_said_and_not_shown(redis_url: str) -> None:
    wrong = f"redis://:{PASSWORD}@{redis_url.partition('@')[2]}"
    with pytest.raises(BrokerUnavailable) as refused:
        RedisBroker(wrong).topics()
    problem = refused.value
    assert "password" in problem.reason and not problem.unsure
    assert PASSWORD not in f"{problem} {problem!r} {vars(problem)}"


def test_the_answer_that_ctrl_c_did_not_wait_for_is_not_read_by_the_next_question(
    redis_url: str, prefix: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker, other = RedisBroker(redis_url, prefix=prefix), redis.Redis.from_url(redis_url)
    weighed(broker, (A, 1))

    def stopped(*given: Any, **named: Any) -> Any:
        raise KeyboardInterrupt

    client = broker.backend.client  # type: ignore[attr-defined]
    with monkeypatch.context() as patch:
        patch.setattr(client, "parse_response", stopped)
        other.client_pause(200)  # so that the answer is late
        with pytest.raises(KeyboardInterrupt):
            broker.topics()
    assert client.ping() is True and broker.topics() == ("parcels",)
    broker.close()


def test_a_long_batch_of_which_a_part_is_there_is_not_told_as_one_of_which_nothing_is(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    broker = make()
    pool, asked = broker.backend._pool, count()  # type: ignore[attr-defined]
    weighed(broker, ("k", 1))
    real = pool.get_connection

    def get(*values: Any, **named: Any) -> Any:
        if next(asked) > 1:  # for the first part one to see that there is one, and one to send it
            raise redis.ConnectionError("refused")
        return real(*values, **named)

    monkeypatch.setattr(pool, "get_connection", get)
    with pytest.raises(BrokerUnavailable) as raised:
        broker.send("parcels", [Message("k", b"{}")] * (CHUNK + 1))
    monkeypatch.undo()
    assert broker.lag("parcels", "scale") == 1 + CHUNK and raised.value.unsure


def test_a_server_that_is_not_there_is_named_and_nothing_is_unsure() -> None:
    with socket.socket() as taken_port:  # bound, and nobody listens
        taken_port.bind(("127.0.0.1", 0))
        port = taken_port.getsockname()[1]
        broker = RedisBroker(f"redis://:{PASSWORD}@127.0.0.1:{port}/0")
        for use in (
            lambda: weighed(broker, (A, 1)),
            lambda: broker.consume("parcels", "scales"),
            lambda: broker.lag("parcels", "scales"),
            lambda: broker.redrive("parcels", "scales"),
        ):
            with pytest.raises(BrokerUnavailable) as refused:
                use()
            assert refused.value.place == f"redis://127.0.0.1:{port}/0"
            assert not refused.value.unsure


def cut(client: Any, name: str) -> None:
    """End the connections of that name, as a firewall would."""
    for each in client.client_list():
        if each["name"] == name:
            client.client_kill_filter(_id=each["id"])


def test_a_connection_lost_at_work_takes_no_watch_along(redis_url: str, prefix: str) -> None:
    """The watch is gone with the connection, so the partition may be another's: it is looked at again."""
    clock, client, named = (
        VirtualClock(),
        redis.Redis.from_url(redis_url),
        f"{redis_url}?client_name={prefix}",
    )
    here, there = (
        RedisBroker(named, prefix=prefix, clock=clock, partitions=1, session_s=10) for _ in range(2)
    )
    weighed(here, (A, 1), (A, 2))
    one = here.consume("parcels", "scales")
    held = taken(one)
    clock.sleep(11)
    again = taken(there.consume("parcels", "scales"))
    cut(client, prefix)
    with pytest.raises(LostPartition):
        held.acknowledge()
    again.acknowledge()
    assert here.lag("parcels", "scales") == 1
    client.delete(*client.keys(f"{prefix}:*"))


def test_a_connection_lost_at_work_is_made_again_and_nothing_is_lost(redis_url: str, prefix: str) -> None:
    client = redis.Redis.from_url(redis_url)
    broker = RedisBroker(f"{redis_url}?client_name={prefix}", prefix=prefix, partitions=1)
    weighed(broker, *((A, n) for n in range(5)))
    found, consumer = [], broker.consume("parcels", "scales")
    for _ in count():
        if (delivery := consumer.receive()) is None:
            break
        cut(client, prefix)
        found.append(grams(delivery))
        delivery.acknowledge()
    assert found == list(range(5))
    broker.close()
    client.delete(*client.keys(f"{prefix}:*"))


def test_a_message_is_encoded_once_and_comes_as_it_went(make: Make) -> None:
    broker = make()
    sent = envelope(broker, 7)
    broker.send("parcels", [Message("a:b {c} \u00fc", encode(sent))])
    delivery = taken(broker.consume("parcels", "scales"))
    assert (delivery.key, delivery.envelope) == ("a:b {c} \u00fc", sent)
