"""What the Kafka broker writes and promises on top of the contract, seen by a plain Kafka client."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import count
from typing import Any, cast
from uuid import uuid4

import pytest

from companion.delivery import (
    Broker,
    BrokerUnavailable,
    Consumer,
    LostPartition,
    Message,
)
from companion.delivery.topics import dead_topic, partition_of
from companion.engines import KafkaBroker
from companion.engines.apache_kafka.member import KafkaSeat
from companion.events import (
    BadInput,
    Envelope,
    Event,
    SystemClock,
    Trace,
    VirtualClock,
    WrongUse,
    decode,
    encode,
)

pytestmark = pytest.mark.usefixtures("kafka_bootstrap")
WAIT_S = 300.0
A, D = "a", "d"  # keys of partition 1 and of partition 0, of two
_numbers = count()


class CoinFlipped(Event):
    number: int


def wrapped(number: int) -> Envelope:
    id = SystemClock().new_id()
    return Envelope(
        id=id,
        type="CoinFlipped",
        event=CoinFlipped(number=number),
        time=SystemClock().now(),
        correlation_id=id,
    )


def fresh() -> str:
    return f"orders-{next(_numbers)}-{uuid4().hex[:8]}"


@pytest.fixture
def broker(kafka_bootstrap: str) -> Iterator[KafkaBroker]:
    one = KafkaBroker(kafka_bootstrap, partitions=2, max_tries=2, backoff_s=0.01)
    yield one
    one.close()


@pytest.fixture
def topic(broker: KafkaBroker) -> str:
    name = fresh()
    broker.create_topic(name)
    return name


def raw(bootstrap: str, topic: str, partition: int, how_many: int) -> list[object]:
    """The first messages of a partition, as a client that knows nothing of us reads them."""
    from confluent_kafka import Consumer, TopicPartition

    client = Consumer({"bootstrap.servers": bootstrap, "group.id": "plain", "log_level": 0})
    client.assign([TopicPartition(topic, partition, 0)])
    found: list[object] = []
    while len(found) < how_many:
        message = client.poll(WAIT_S)
        assert message is not None and message.error() is None
        found.append(message)
    client.close()
    return found


def numbers(consumer: Consumer) -> list[int]:
    """Every number delivered until nothing is left, each acknowledged."""
    found = []
    for delivery in consumer:
        event = delivery.envelope.event
        assert isinstance(event, CoinFlipped)
        found.append(event.number)
        delivery.acknowledge()
    return found


def given_up(broker: KafkaBroker, topic: str, reason: str = "no") -> None:
    """Make a dead letter of whatever is left."""
    for delivery in broker.consume(topic, "billing"):
        delivery.reject(reason, permanent=True)


def test_the_kafka_broker_is_a_broker_and_its_consumer_a_consumer(broker: KafkaBroker, topic: str) -> None:
    as_broker: Broker = broker
    as_consumer: Consumer = as_broker.consume(topic, "billing", member="one")
    assert (as_consumer.topic, as_consumer.group, as_consumer.member) == (topic, "billing", "one")


def test_importing_delivery_loads_no_kafka() -> None:
    code = "import sys, companion.delivery; sys.exit('confluent_kafka' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


def test_without_its_client_the_broker_says_what_to_install() -> None:
    code = "import sys; sys.modules['confluent_kafka'] = None; from companion.engines import KafkaBroker"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=WAIT_S)
    assert "KafkaBroker needs confluent-kafka" in done.stderr and "MemoryBroker" in done.stderr


def test_any_client_finds_key_and_bytes_in_the_partition_of_the_key(
    broker: KafkaBroker, topic: str, kafka_bootstrap: str
) -> None:
    sent = wrapped(1)
    broker.publish(topic, A, sent)
    [message] = raw(kafka_bootstrap, topic, partition_of(A, 2), 1)
    assert (message.key(), message.value()) == (A.encode(), encode(sent))  # type: ignore[attr-defined]


def test_a_client_with_the_consistent_partitioner_puts_a_key_where_we_do(
    broker: KafkaBroker, topic: str, kafka_bootstrap: str
) -> None:
    from confluent_kafka import Producer

    client = Producer({"bootstrap.servers": kafka_bootstrap, "partitioner": "consistent", "log_level": 0})
    for n in range(20):
        client.produce(topic, encode(wrapped(n)), f"order-{n}")
    client.flush(WAIT_S)
    found = {}
    for delivery in broker.consume(topic, "billing"):
        found[delivery.key] = delivery.partition
        delivery.acknowledge()
    assert found == {f"order-{n}": partition_of(f"order-{n}", 2) for n in range(20)}


def test_a_dead_letter_can_be_read_by_any_client(
    broker: KafkaBroker, topic: str, kafka_bootstrap: str
) -> None:
    broker.send(topic, [Message(A, b"\xff no event")])
    given_up(broker, topic)
    [letter] = broker.dead_letters(topic, "billing")
    [message] = raw(kafka_bootstrap, dead_topic(topic, "billing"), 0, 1)
    assert (message.key(), message.value()) == (letter.id.encode(), b"\xff no event")  # type: ignore[attr-defined]
    headers = {name: value.decode() for name, value in message.headers()}  # type: ignore[attr-defined]
    assert headers.pop("reason").startswith("CodecError")
    assert headers == {
        "topic": topic, "group": "billing", "key": A, "partition": "1", "tries": "1",
        "time": letter.time.isoformat(),
    }  # fmt: skip


def test_what_another_program_wrote_among_the_letters_hides_none_of_them(
    broker: KafkaBroker, topic: str, kafka_bootstrap: str
) -> None:
    from confluent_kafka import Producer

    broker.publish(topic, A, wrapped(1))
    given_up(broker, topic)
    client = Producer({"bootstrap.servers": kafka_bootstrap, "log_level": 0})
    letters = dead_topic(topic, "billing")
    client.produce(letters, key=b"x", value=b"?", headers={"tries": b"many", "time": b"now"})
    client.produce(letters, value=b"??")
    assert client.flush(WAIT_S) == 0
    ours, *foreign = broker.dead_letters(topic, "billing")
    assert ours.tries == 1 and [(each.data, each.tries) for each in foreign] == [(b"?", 0), (b"??", 0)]
    assert all(abs(each.time - SystemClock().now()).days < 1 for each in foreign)
    broker.discard(topic, "billing")
    assert broker.dead_letters(topic, "billing") == ()


def test_a_place_behind_the_end_hides_no_lag_of_another_partition(
    broker: KafkaBroker, topic: str, kafka_bootstrap: str
) -> None:
    from confluent_kafka import Consumer, TopicPartition

    for number in range(3):
        broker.publish(topic, A, wrapped(number))
    client = Consumer({"bootstrap.servers": kafka_bootstrap, "group.id": f"{topic}..billing", "log_level": 0})
    client.commit(offsets=[TopicPartition(topic, 0, 70)], asynchronous=False)
    client.close()
    assert broker.lag(topic, "billing") == 3


def test_a_discarded_letter_is_followed_by_a_tombstone(
    broker: KafkaBroker, topic: str, kafka_bootstrap: str
) -> None:
    broker.publish(topic, A, wrapped(1))
    given_up(broker, topic)
    [letter] = broker.dead_letters(topic, "billing")
    assert broker.discard(topic, "billing", letter) == 1
    _, tombstone = raw(kafka_bootstrap, dead_topic(topic, "billing"), 0, 2)
    assert (tombstone.key(), tombstone.value()) == (letter.id.encode(), None)  # type: ignore[attr-defined]


def test_a_very_long_reason_is_cut_and_the_letter_kept(broker: KafkaBroker, topic: str) -> None:
    broker.publish(topic, A, wrapped(1))
    given_up(broker, topic, "x" * 2_000_000)
    [letter] = broker.dead_letters(topic, "billing")
    assert letter.reason == "x" * 20_000


def test_a_message_without_key_or_value_is_poison_and_kept(
    broker: KafkaBroker, topic: str, kafka_bootstrap: str
) -> None:
    from confluent_kafka import Producer

    client = Producer({"bootstrap.servers": kafka_bootstrap, "log_level": 0})
    client.produce(topic, None, None, partition=1)
    client.flush(WAIT_S)
    broker.publish(topic, A, wrapped(2))
    assert numbers(broker.consume(topic, "billing")) == [2]
    [letter] = broker.dead_letters(topic, "billing")
    assert (letter.key, letter.data, letter.partition) == ("", b"", 1)
    assert broker.redrive(topic, "billing") == 1  # there, and once more no event


def test_more_messages_than_are_fetched_ahead_all_come_in_order(broker: KafkaBroker, topic: str) -> None:
    broker.send(topic, [Message(A, encode(wrapped(n))) for n in range(450)])
    assert numbers(broker.consume(topic, "billing")) == list(range(450))


def test_groups_of_one_name_on_two_topics_have_places_of_their_own_in_kafka(
    broker: KafkaBroker, topic: str
) -> None:
    broker.publish(topic, A, wrapped(1))
    assert numbers(broker.consume(topic, "billing")) == [1]
    assert broker.backend.committed(f"{topic}..billing", topic, 2) == [0, 1]


def test_a_name_is_one_members_of_the_process_whichever_broker_object_it_is_of(
    broker: KafkaBroker, topic: str, kafka_bootstrap: str
) -> None:
    other = KafkaBroker(kafka_bootstrap.partition(",")[0])  # by one of the cluster's addresses
    with broker.consume(topic, "billing", member="one"), pytest.raises(WrongUse):
        other.consume(topic, "billing", member="one")
    other.consume(topic, "billing", member="one").close()
    other.close()


class Told:
    """A client that says when it is closed."""

    def __init__(self, client: Any, told: list[str]) -> None:
        self.client, self.told = client, told

    def __getattr__(self, name: str) -> Any:
        return getattr(self.client, name)

    def close(self) -> None:
        self.told.append("closing")
        self.client.close()
        self.told.append("closed")


def test_a_member_gives_its_partitions_up_before_it_closes(
    broker: KafkaBroker, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A librdkafka that calls back while it closes may wait for the answer for ever."""
    told: list[str] = []
    lost = KafkaSeat._lost

    def given_up(seat: KafkaSeat, client: Any, places: Sequence[Any]) -> None:
        lost(seat, client, places)
        told.append(f"gave up {len(places)}")

    monkeypatch.setattr(KafkaSeat, "_lost", given_up)
    broker.publish(topic, A, wrapped(1))
    consumer = broker.consume(topic, "billing", wait_s=WAIT_S)
    assert consumer.receive() is not None
    seat = cast(Any, consumer)._seat
    seat._consumer = Told(seat._consumer, told)
    consumer.close()
    assert told == ["gave up 2", "closing", "closed"]


def test_under_a_virtual_clock_a_backoff_takes_no_time(topic: str, kafka_bootstrap: str) -> None:
    clock = VirtualClock()
    broker = KafkaBroker(kafka_bootstrap, clock=clock, backoff_s=20, session_s=3600)
    broker.publish(topic, A, wrapped(1))
    begun, consumer = clock.now(), broker.consume(topic, "billing")
    first = consumer.receive()
    assert first is not None
    first.reject("not yet")
    second = consumer.receive()
    assert second is not None and second.attempt == 2
    assert (clock.now() - begun).total_seconds() >= 20
    broker.close()


def test_a_trace_says_what_became_of_a_message(topic: str, kafka_bootstrap: str) -> None:
    trace = Trace()
    broker = KafkaBroker(kafka_bootstrap, trace=trace, max_tries=2, backoff_s=0.01)
    broker.publish(topic, A, wrapped(1))
    for delivery in broker.consume(topic, "billing"):
        delivery.reject("no")
    broker.redrive(topic, "billing")
    for delivery in broker.consume(topic, "billing"):
        delivery.acknowledge()
    kinds = [record.kind for record in trace.records]
    assert kinds == ["published", "failed", "dead_lettered", "redelivered", "handled"]
    broker.close()


def test_a_topic_somebody_else_made_meanwhile_is_taken_as_it_is(
    broker: KafkaBroker, kafka_bootstrap: str
) -> None:
    other, name = KafkaBroker(kafka_bootstrap), fresh()
    assert name not in broker.topics()
    other.create_topic(name, 3)
    broker.publish(name, A, wrapped(1))
    assert broker.partitions(name) == 3
    with pytest.raises(BadInput):
        broker.create_topic(name, 2)
    other.close()


CHILD = """
import sys
from companion.delivery import BrokerUnavailable
from companion.engines import KafkaBroker
from companion.engines.apache_kafka.member import KafkaSeat
bootstrap, topic, partitions = sys.argv[1], sys.argv[2], int(sys.argv[3])
broker = KafkaBroker(bootstrap, partitions=partitions)
try:
    broker.create_topic(topic)
    print(broker.partitions(topic))
except BrokerUnavailable as problem:
    print(problem)
broker.close()
"""


def in_another_process(bootstrap: str, topic: str, partitions: int) -> str:
    done = subprocess.run(
        [sys.executable, "-c", CHILD, bootstrap, topic, str(partitions)], capture_output=True, timeout=WAIT_S
    )
    assert done.stderr == b""
    return done.stdout.decode().strip()


def test_members_that_take_turns_in_one_thread_do_not_wait_for_each_other(
    broker: KafkaBroker, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first keeps its partitions until it asks, and it cannot ask while the second one waits."""
    monkeypatch.setattr("companion.engines.apache_kafka.member.SETTLE_S", 1e9)  # no patience ends the wait
    until = time.monotonic() + WAIT_S
    broker.send(topic, [Message(key, encode(wrapped(n))) for n in range(5) for key in (A, D)])
    members = [
        broker.consume(topic, "billing", member=name, stop=lambda: time.monotonic() > until)
        for name in ("one", "two")
    ]
    while broker.lag(topic, "billing"):
        for each in members:
            delivery = each.receive()
            assert time.monotonic() < until, f"{each.member} waited for the others"
            if delivery is not None:
                with suppress(LostPartition):  # the mock does not wait for answers: then it comes again
                    delivery.acknowledge()
    assert broker.dead_letters(topic, "billing") == ()


def test_a_member_does_not_wait_for_one_of_its_thread_that_gave_a_partition_up_and_was_not_told_what_it_has(
    broker: KafkaBroker, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is told only when it asks. It waited until the session of the other was over."""
    monkeypatch.setattr("companion.engines.apache_kafka.member.SETTLE_S", 1e9)
    broker.send(topic, [Message(A, encode(wrapped(1)))])
    one, two = (cast(Any, broker.consume(topic, "billing", member=name)._seat) for name in ("one", "two"))
    one._mine, one._assigned_at, one._stays = {1: 1}, None, 2
    two._mine, two._assigned_at = {}, time.monotonic()
    assert two.drained()
    one._assigned_at = time.monotonic()  # it was told, and partition 0 is on its way to somebody
    assert not two.drained()


def test_a_member_waits_for_its_share_although_one_of_its_thread_never_asked_or_is_dead(
    broker: KafkaBroker, topic: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It said that nothing is left, while a member in another thread was about to give a partition up."""
    monkeypatch.setattr("companion.engines.apache_kafka.member.SETTLE_S", 1e9)
    broker.send(topic, [Message(A, encode(wrapped(1)))])
    one, two = (cast(Any, broker.consume(topic, "billing", member=name)._seat) for name in ("one", "two"))
    two._mine, two._assigned_at = {}, time.monotonic()
    assert not two.drained()  # the first never asked
    one._mine, one._stays = {1: 1}, 2
    one._heard_at -= 2 * one._joining.session_s  # silent for too long: the group goes on without it
    assert not two.drained()


def test_a_partition_that_librdkafka_does_not_begin_to_read_is_assigned_once_more(
    broker: KafkaBroker, topic: str
) -> None:
    """It stood still as long as the member had it: seen once, on a loaded machine."""
    until = time.monotonic() + WAIT_S
    one = broker.consume(topic, "billing", stop=lambda: time.monotonic() > until)
    seat = cast(Any, one._seat)
    while len(seat._next) < len(seat._mine) or not seat._mine:  # each has given its end
        seat.fetch((), 0.05)
    seat._consumer.incremental_unassign(seat._places(seat._mine))
    seat._next.clear()
    broker.send(topic, [Message(A, encode(wrapped(1)))])
    seat._assigned_at -= seat._of.timeout_s
    delivery = one.receive()
    assert delivery is not None, "the partition stands still"
    delivery.acknowledge()
    assert broker.lag(topic, "billing") == 0


def test_another_process_can_make_a_topic_on_the_mock_cluster_if_it_has_four_partitions(
    broker: KafkaBroker, kafka_bootstrap: str
) -> None:
    from companion.engines.apache_kafka.address import local_at

    if local_at(kafka_bootstrap) is None:
        pytest.skip("this is a real cluster, on which any process can make any topic")
    assert in_another_process(kafka_bootstrap, fresh(), 4) == "4"
    refused = in_another_process(kafka_bootstrap, fresh(), 3)
    assert "4 partitions only" in refused and "in the process that started the cluster" in refused


@pytest.mark.parametrize(
    "wrong", ["nowhere", "127.0.0.1", "127.0.0.1:0", "127.0.0.1:99999", "a:1,,b:2", "", None]
)
def test_what_is_no_address_is_refused_with_the_shape_it_should_have(wrong: str) -> None:
    with pytest.raises(BadInput) as refused:
        KafkaBroker(wrong)
    assert refused.value.given == wrong and (
        "host:9092" in refused.value.problem or "port" in refused.value.problem
    )


def test_a_cluster_that_is_not_there_is_said_soon_and_on_no_other_way(
    capfd: pytest.CaptureFixture[str],
) -> None:
    import socket

    with socket.socket() as taken:  # bound, and nobody listens
        taken.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        broker = KafkaBroker(address, timeout_s=3600)
        for call in (
            lambda: broker.publish("orders", A, wrapped(1)),
            lambda: broker.consume("orders", "billing"),
            lambda: broker.lag("orders", "billing"),
            broker.topics,
        ):
            with pytest.raises(BrokerUnavailable) as gone:
                call()
            assert gone.value.place == f"Kafka at {address}" and not gone.value.unsure
            assert "refused" in gone.value.reason
        broker.close()
    assert capfd.readouterr() == ("", "")


def test_settings_that_make_no_sense_are_refused(kafka_bootstrap: str) -> None:
    for wrong in ({"timeout_s": 0.0}, {"max_tries": 0}, {"session_s": 0.0}, {"partitions": 0}):
        with pytest.raises(ValueError):
            KafkaBroker(kafka_bootstrap, **wrong)


def test_settings_of_librdkafka_are_handed_on(kafka_bootstrap: str) -> None:
    broker = KafkaBroker(kafka_bootstrap, settings={"security.protocol": "ssl"}, timeout_s=1)
    with pytest.raises(BrokerUnavailable):  # for the cluster speaks plain text
        broker.topics()
    broker.close()


def test_a_message_read_again_from_its_letter_is_the_same(broker: KafkaBroker, topic: str) -> None:
    sent = wrapped(7)
    broker.publish(topic, D, sent)
    given_up(broker, topic)
    [letter] = broker.dead_letters(topic, "billing")
    assert decode(letter.data) == letter.envelope() == sent and letter.partition == 0
