"""A Kafka cluster that goes away, answers late or says no: a named error each time, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeVar

import pytest

from companion.delivery import BrokerUnavailable, LostPartition, MessageRefused
from companion.delivery.topics import dead_topic
from companion.engines import KafkaBroker, MockKafka
from companion.engines.apache_kafka import member
from companion.engines.apache_kafka.member import KafkaSeat
from companion.engines.apache_kafka.mock import OFFSET_COMMIT, PRODUCE
from companion.events import Envelope, Event, SystemClock

T = TypeVar("T")
TOPIC, KEY = "letters", "k"
MESSAGE_TOO_LARGE, NOT_LEADER, TIMED_OUT, LOADING, NOT_COORDINATOR, DEALING, FORBIDDEN = (
    10,
    6,
    7,
    14,
    16,
    27,
    30,
)
"""Error codes of Kafka's protocol."""


class Written(Event):
    number: int


def wrapped(number: int) -> Envelope:
    id = SystemClock().new_id()
    return Envelope(
        id=id, type="Written", event=Written(number=number), time=SystemClock().now(), correlation_id=id
    )


@pytest.fixture
def mock(kafka_bootstrap: str) -> Iterator[MockKafka]:
    with MockKafka(1) as cluster:
        cluster.create_topic(TOPIC, 1)
        yield cluster


@pytest.fixture
def broker(mock: MockKafka) -> Iterator[KafkaBroker]:
    """A broker object with one message, that gives a busy machine time."""
    one = KafkaBroker(mock.bootstrap, timeout_s=60, backoff_s=0.01, max_tries=2)
    one.publish(TOPIC, KEY, wrapped(0))
    yield one
    one.close()


@pytest.fixture
def hasty(mock: MockKafka, broker: KafkaBroker) -> Iterator[KafkaBroker]:
    """Another, that gives up soon; it is connected, and has written the first message again."""
    one = KafkaBroker(mock.bootstrap, timeout_s=3, backoff_s=0.01, max_tries=2)
    until_done(lambda: one.publish(TOPIC, KEY, wrapped(0)))
    yield one
    one.close()


def until_done(call: Callable[[], T]) -> T:
    """Again and again, as a relay does it: a client needs a moment to find its cluster, on a busy machine
    more than a hasty one has.
    """
    while True:
        try:
            return call()
        except BrokerUnavailable:
            continue


def left(mock: MockKafka, group: str = "auditors") -> list[int]:
    """Every number there is for a group, by another broker object, which is patient."""
    other = KafkaBroker(mock.bootstrap, timeout_s=60)
    found = []
    for delivery in other.consume(TOPIC, group, wait_s=0):
        event = delivery.envelope.event
        assert isinstance(event, Written)
        found.append(event.number)
        delivery.acknowledge()
    other.close()
    return found


def test_a_cluster_gone_in_the_middle_is_said_and_publishing_again_loses_nothing(
    mock: MockKafka, hasty: KafkaBroker
) -> None:
    mock.down()
    with pytest.raises(BrokerUnavailable) as gone:
        hasty.publish(TOPIC, KEY, wrapped(1))
    assert gone.value.unsure and gone.value.place == hasty.place
    mock.up()
    until_done(lambda: hasty.publish(TOPIC, KEY, wrapped(1)))
    until_done(lambda: hasty.publish(TOPIC, KEY, wrapped(2)))
    found = left(mock)
    assert sorted(set(found)) == [0, 1, 2] and found == sorted(found)


def test_a_lost_answer_leaves_the_publisher_unsure_and_the_message_there(
    mock: MockKafka, hasty: KafkaBroker
) -> None:
    mock.slow(8)
    with pytest.raises(BrokerUnavailable) as late:
        hasty.publish(TOPIC, KEY, wrapped(1))
    assert late.value.unsure and "may have been done" in str(late.value)
    mock.slow(0)
    assert left(mock)[-1] == 1


def test_a_refusal_that_passes_is_tried_again_and_writes_once(mock: MockKafka) -> None:
    broker = KafkaBroker(mock.bootstrap, timeout_s=60)
    mock.inject(PRODUCE, [TIMED_OUT, NOT_LEADER, TIMED_OUT])
    broker.publish(TOPIC, KEY, wrapped(1))
    broker.publish(TOPIC, KEY, wrapped(2))
    broker.close()
    assert left(mock) == [1, 2]


def test_a_message_too_large_for_the_cluster_is_said_and_the_next_one_goes(
    mock: MockKafka, broker: KafkaBroker, capfd: pytest.CaptureFixture[str]
) -> None:
    mock.inject(PRODUCE, [MESSAGE_TOO_LARGE])
    with pytest.raises(MessageRefused) as refused:
        broker.publish(TOPIC, KEY, wrapped(1))
    assert TOPIC in refused.value.what and refused.value.value > 1
    broker.publish(TOPIC, KEY, wrapped(2))
    assert left(mock) == [0, 2]
    assert capfd.readouterr() == ("", "")


def test_an_acknowledgement_waits_while_the_group_deals_partitions_out(mock: MockKafka) -> None:
    broker = KafkaBroker(mock.bootstrap, timeout_s=60)
    broker.publish(TOPIC, KEY, wrapped(1))
    with broker.consume(TOPIC, "billing") as consumer:
        delivery = consumer.receive()
        assert delivery is not None
        mock.inject(OFFSET_COMMIT, [DEALING, LOADING, NOT_COORDINATOR, DEALING])
        delivery.acknowledge()
        assert broker.lag(TOPIC, "billing") == 0
    broker.close()


def test_what_comes_while_an_acknowledgement_is_repeated_stays_behind_a_rejected_message(
    mock: MockKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(member, "QUIET_S", 0.0)  # it is repeated between polls, which bring messages
    broker = KafkaBroker(mock.bootstrap, timeout_s=60, backoff_s=0.01)
    for n in range(6):
        broker.publish(TOPIC, KEY, wrapped(n))
    seen: list[tuple[int, int]] = []
    with broker.consume(TOPIC, "billing", wait_s=0) as consumer:
        for delivery in consumer:
            event = delivery.envelope.event
            assert isinstance(event, Written)
            seen.append((event.number, delivery.attempt))
            if seen == [(0, 1)]:
                mock.inject(OFFSET_COMMIT, [DEALING] * 8)
            if event.number == 1 and delivery.attempt == 1:
                delivery.reject("not yet")
            else:
                delivery.acknowledge()
    assert seen == [(0, 1), (1, 1), (1, 2), (2, 1), (3, 1), (4, 1), (5, 1)]
    broker.close()


def test_a_message_that_comes_while_its_member_joins_again_is_handed_out_after_that(mock: MockKafka) -> None:
    broker = KafkaBroker(mock.bootstrap, timeout_s=60, max_tries=2)
    for n in range(2):
        broker.publish(TOPIC, KEY, wrapped(n))
    asked: list[str] = []

    def stop() -> bool:  # asked before each try
        seat = consumer._seat
        assert isinstance(seat, KafkaSeat)
        asked.append(seat._life)
        seat._life = asked[0] if len(asked) > 3 else "of the time before"  # librdkafka has another one by now
        return False

    consumer = broker.consume(TOPIC, "billing")
    first = consumer.receive()
    assert first is not None
    first.acknowledge()
    consumer._stop = stop
    second = consumer.receive()
    assert second is not None and second.attempt == 1
    second.acknowledge()
    assert broker.lag(TOPIC, "billing") == 0
    broker.close()


def test_a_refused_acknowledgement_is_said_and_can_be_made_again(
    mock: MockKafka, broker: KafkaBroker
) -> None:
    with broker.consume(TOPIC, "billing") as consumer:
        delivery = consumer.receive()
        assert delivery is not None
        mock.inject(OFFSET_COMMIT, [FORBIDDEN])
        with pytest.raises(BrokerUnavailable, match="authorization failed"):
            delivery.acknowledge()
        assert delivery.settled == "" and broker.lag(TOPIC, "billing") == 1
        delivery.acknowledge()
    assert broker.lag(TOPIC, "billing") == 0


def test_a_cluster_gone_while_a_message_is_in_hand_is_said_and_nothing_is_lost(
    mock: MockKafka, broker: KafkaBroker, hasty: KafkaBroker
) -> None:
    """librdkafka itself sends a commit that could not leave again and again, until the cluster is back."""
    consumer = until_done(lambda: hasty.consume(TOPIC, "billing"))
    delivery = until_done(consumer.receive)
    assert delivery is not None
    mock.down()
    with pytest.raises((BrokerUnavailable, LostPartition)) as told:  # the latter if its session is over first
        delivery.acknowledge()
    # While it holds the partition it may hand out what it has fetched; nothing of it can be acknowledged.
    with pytest.raises((BrokerUnavailable, LostPartition)):
        in_hand = consumer.receive(None)
        assert in_hand is not None and in_hand.envelope == delivery.envelope
        in_hand.acknowledge()
    consumer.close()
    mock.up()
    with broker.consume(TOPIC, "billing") as other:
        again = other.receive()
    assert again is not None  # a second message was there from the beginning
    if again.envelope != delivery.envelope:  # the commit went through when the cluster was back
        assert isinstance(told.value, BrokerUnavailable) and told.value.unsure


def test_a_dead_letter_that_cannot_be_written_keeps_its_message(mock: MockKafka, broker: KafkaBroker) -> None:
    with broker.consume(TOPIC, "billing") as consumer:
        delivery = consumer.receive()
        assert delivery is not None
        mock.inject(PRODUCE, [FORBIDDEN] * 3)
        with pytest.raises(BrokerUnavailable):
            delivery.reject("no", permanent=True)
        mock.clear(PRODUCE)
        assert delivery.settled == "" and broker.dead_letters(TOPIC, "billing") == ()
        delivery.reject("no", permanent=True)
    [letter] = broker.dead_letters(TOPIC, "billing")
    assert letter.reason == "no" and broker.lag(TOPIC, "billing") == 0


def test_a_letter_whose_message_could_not_be_acknowledged_is_written_twice_and_never_lost(
    mock: MockKafka, broker: KafkaBroker
) -> None:
    with broker.consume(TOPIC, "billing") as consumer:
        delivery = consumer.receive()
        assert delivery is not None
        mock.inject(OFFSET_COMMIT, [FORBIDDEN])
        with pytest.raises(BrokerUnavailable):
            delivery.reject("no", permanent=True)
        delivery.reject("no", permanent=True)
    assert broker.backend.ends(dead_topic(TOPIC, "billing"), [0]) == [(0, 2)]
    assert len(broker.dead_letters(TOPIC, "billing")) == 1 and broker.lag(TOPIC, "billing") == 0


def test_closing_does_not_mind_that_the_cluster_is_gone(mock: MockKafka, hasty: KafkaBroker) -> None:
    consumer = until_done(lambda: hasty.consume(TOPIC, "billing"))
    assert until_done(consumer.receive) is not None
    mock.down()
    consumer.close()
    hasty.close()
    mock.up()
    assert set(left(mock, "billing")) == {0}


def test_questions_to_a_cluster_that_is_gone_are_answered_with_an_error(
    mock: MockKafka, hasty: KafkaBroker
) -> None:
    until_done(lambda: hasty.consume(TOPIC, "billing")).close()
    mock.down()
    for call in (
        hasty.topics,
        lambda: hasty.lag(TOPIC, "billing"),
        lambda: hasty.dead_letters(TOPIC, "billing"),
        lambda: hasty.consume(TOPIC, "billing"),
        lambda: hasty.redrive(TOPIC, "billing"),
        lambda: hasty.create_topic("others"),
    ):
        with pytest.raises(BrokerUnavailable) as gone:
            call()
        assert not gone.value.unsure
