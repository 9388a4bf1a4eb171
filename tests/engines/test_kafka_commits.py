"""A commit that librdkafka sends again and again while its cluster is away holds nobody up."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from confluent_kafka import KafkaError, TopicPartition

from companion.delivery import BrokerUnavailable
from companion.engines import KafkaBroker, MockKafka
from companion.engines.apache_kafka.commits import Asked, Commits
from companion.engines.apache_kafka.member import KafkaSeat
from companion.events import Envelope, Event, SystemClock

TOPIC = "orders"
FIRST, SECOND = TopicPartition(TOPIC, 0, 1), TopicPartition(TOPIC, 0, 2)


class Silent:
    """A consumer whose commits are answered when the test says so; each answer is what was asked."""

    def __init__(self) -> None:
        self.may_answer = threading.Event()

    def commit(self, offsets: list[Any], asynchronous: bool) -> list[Any]:
        self.may_answer.wait()
        return [SimpleNamespace(error=offsets[0])]


@pytest.fixture
def consumer() -> Iterator[Silent]:
    made = Silent()
    yield made
    made.may_answer.set()


def timed_out(answer: Any) -> bool:
    return isinstance(answer, KafkaError) and answer.code() == KafkaError._TIMED_OUT


def test_each_commit_gets_its_own_answer(consumer: Silent) -> None:
    consumer.may_answer.set()
    commits = Commits(consumer, limit_s=600)
    assert [commits.commit(FIRST), commits.commit(SECOND)] == [FIRST, SECOND]
    assert not commits.is_waiting()
    commits.close()


def test_a_commit_without_an_answer_is_given_up_and_so_is_the_next(consumer: Silent) -> None:
    commits = Commits(consumer, limit_s=0.01)
    assert timed_out(commits.commit(FIRST))
    assert commits.is_waiting()
    assert timed_out(commits.commit(SECOND))
    commits.close()


def test_an_answer_that_comes_late_is_not_taken_for_that_of_the_next_commit(consumer: Silent) -> None:
    commits = Commits(consumer, limit_s=0.01)
    assert timed_out(commits.commit(FIRST))
    consumer.may_answer.set()
    while commits.is_waiting():
        pass
    commits._limit_s = 600
    assert commits.commit(SECOND) == SECOND
    commits.close()


def test_who_presses_stop_while_a_commit_waits_gets_its_answer_later(
    consumer: Silent, monkeypatch: pytest.MonkeyPatch
) -> None:
    commits = Commits(consumer, limit_s=600)
    real = Asked.wait

    def stopped(asked: Asked, limit_s: float) -> bool:
        consumer.may_answer.set()
        assert real(asked, 600)  # answered, and then comes the stop
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Asked, "wait", stopped)
        with pytest.raises(KeyboardInterrupt):
            commits.commit(FIRST)
    assert not commits.is_waiting()
    assert commits.commit(SECOND) == SECOND
    commits.close()


def test_the_thread_of_a_member_that_nobody_keeps_ends(consumer: Silent) -> None:
    consumer.may_answer.set()
    before = set(threading.enumerate())
    commits = Commits(consumer, limit_s=600)
    assert commits.commit(FIRST) == FIRST
    [thread] = set(threading.enumerate()) - before
    del commits
    gc.collect()
    thread.join(600)
    assert not thread.is_alive()


class PaymentNoted(Event):
    order_id: str


def wrapped() -> Envelope:
    clock = SystemClock()
    return Envelope(id=clock.new_id(), type="PaymentNoted", event=PaymentNoted(order_id="7"),
                    time=clock.now(), correlation_id="7")  # fmt: skip


def test_a_member_says_so_can_leave_and_the_message_comes_again(
    consumer: Silent, kafka_bootstrap: str
) -> None:
    sent = wrapped()
    with MockKafka(1) as mock:
        broker = KafkaBroker(mock.bootstrap, timeout_s=60)
        broker.publish(TOPIC, "7", sent)
        member = broker.consume(TOPIC, "billing")
        delivery = member.receive(None)
        assert delivery is not None and isinstance(member._seat, KafkaSeat)
        real, member._seat._commits = member._seat._commits, Commits(consumer, limit_s=0.01)
        member._seat._of.timeout_s = 0.0
        with pytest.raises(BrokerUnavailable) as gone:
            delivery.acknowledge()
        assert gone.value.unsure and delivery.settled == ""
        member.close()
        assert real._consumer.assignment()  # not closed: closing would wait for the answer
        real._consumer.close()
        real.close()
        broker.close()
        again = KafkaBroker(mock.bootstrap, timeout_s=60)
        assert next(iter(again.consume(TOPIC, "billing", wait_s=60))).envelope == sent
        again.close()


def test_a_partition_taken_in_a_poll_is_committed_by_the_polling_thread(
    consumer: Silent, kafka_bootstrap: str
) -> None:
    """No other thread can: a consumer that polls takes no other call."""
    with MockKafka(1) as mock:
        broker = KafkaBroker(mock.bootstrap, timeout_s=60)
        broker.publish(TOPIC, "7", wrapped())
        member = broker.consume(TOPIC, "billing")
        assert member.receive(None) is not None and isinstance(member._seat, KafkaSeat)
        [(number, head)] = member._heads.items()
        seat = member._seat
        seat._commits.close()
        seat._commits, seat._committing = Commits(consumer, limit_s=0.01), head
        polling = SimpleNamespace(commit=seat._consumer.commit, incremental_unassign=lambda places: None)
        seat._taken(polling, [TopicPartition(TOPIC, number)])
        assert seat._committing is None and broker.lag(TOPIC, "billing") == 0
        broker.close()
