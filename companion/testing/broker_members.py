"""Promises of a broker: members of a group come and go, and share its partitions."""

from __future__ import annotations

from functools import partial
from random import Random
from threading import Lock

from companion.delivery.broker import Broker
from companion.delivery.consumer import Delivery
from companion.delivery.errors import LostPartition
from companion.events import WrongUse

from .broker_backend import BrokerBackend, fresh_topic
from .broker_messages import LEFT, LEFT_TOO, RIGHT, RIGHT_TOO, bounded, drained, number, publish, taken
from .broker_seat import group
from .evidence import at_once, refused, same, true

MESSAGES, KEYS, TURNS = 12, 6, 4


def two_members_share_the_partitions(backend: BrokerBackend) -> None:
    """Each has one of two, and both work at the same time. A broker that does not wait for answers may deal
    out once more meanwhile: whoever is told so held a partition that it had no more.
    """
    with group(backend) as billing:
        one, two = billing.joins("one"), billing.joins("two")
        publish(billing.broker, billing.topic, *[(key, n) for n in range(200) for key in (LEFT, RIGHT)])
        billing.work(one, two, until=lambda done: {seat for seat, _ in done} == {one, two})
        in_time = [False, False]
        while not all(in_time):
            held = [one.takes(), two.takes()]
            in_time = [billing.answers(one), billing.answers(two)]
        same({each.partition for each in held}, {0, 1}, "the partitions of what two members hold at once")


def a_partition_is_one_members_at_a_time(backend: BrokerBackend) -> None:
    """A member that joins gets nothing of a partition in which a message is being worked on. A broker that
    does not wait for answers may tell the first that it is too late; then the message comes to one of both.
    """
    with group(backend, partitions=1) as billing:
        publish(billing.broker, billing.topic, *[(RIGHT, n) for n in range(1, 4)])
        one = billing.joins("one")
        same(number(one.takes()), 1, "what the first member is given")
        two = billing.joins("two")
        two.gets_nothing(backend.quiet_s, "the only partition is being worked on")
        if not billing.answers(one):
            [again] = billing.work(one, two, until=len)
            same(number(again), 1, "what is given next when the first was too late")


def a_member_more_than_partitions_waits_and_takes_over(backend: BrokerBackend) -> None:
    """It is the spare one: when the other leaves, it goes on where that one was."""
    with group(backend, partitions=1) as billing:
        publish(billing.broker, billing.topic, (RIGHT, 1), (RIGHT, 2))
        one = billing.joins("one")
        same(number(one.takes()), 1, "what the first member is given")
        same(one.does(), None, "acknowledging")
        same(number(one.takes()), 2, "what it is given next")
        two = billing.joins("two")
        two.gets_nothing(backend.quiet_s, "there is one partition, and it is another's")
        one.leaves()
        same(number(two.takes()), 2, "what the other member is given when it left")
        same(two.does(), None, "acknowledging by the other")
        same(billing.broker.lag(billing.topic, "billing"), 0, "what is left")


def a_second_member_of_one_name_is_refused_while_the_first_lives(backend: BrokerBackend) -> None:
    """Two that believe to be the same would take each other's messages."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1))
        with broker.consume(topic, "billing", member="one") as first:
            held = taken(first, 0)
            error = refused(WrongUse, "a second 'one'", broker.consume, topic, "billing", member="one")
            same(error.what, f"Member 'one' of group 'billing' of {topic!r}", "the evidence")
            held.acknowledge()
            broker.consume(topic, "mailer", member="one").close()
        publish(broker, topic, (RIGHT, 2))
        with broker.consume(topic, "billing", member="one") as second:
            same(number(taken(second, backend.wait())), 2, "what the next member of that name is given")


def members_without_a_name_get_one_each(backend: BrokerBackend) -> None:
    """Nobody has to invent names."""
    with backend.broker() as broker:
        topic = fresh_topic()
        one, two = broker.consume(topic, "billing"), broker.consume(topic, "billing")
        true(one.member and two.member and one.member != two.member, f"both are {one.member!r}")
        same((one.topic, one.group), (topic, "billing"), "topic and group of a consumer")
        one.close()
        two.close()


def members_that_come_and_go_lose_nothing_and_double_nothing_acknowledged(backend: BrokerBackend) -> None:
    """Some leave with a message in hand, others join in the middle: no message is skipped, none comes again
    once it was acknowledged, and each key stays in order.
    """
    with backend.busy_broker(partitions=4, max_tries=1_000) as broker:
        topic = fresh_topic()
        keys = [f"key-{n}" for n in range(KEYS)]
        publish(broker, topic, *[(key, n) for n in range(MESSAGES) for key in keys])
        diary = _Diary(backend)
        ends = at_once([partial(_come_and_go, broker, topic, diary, seed) for seed in range(3)],
                       backend.patience_s)  # fmt: skip
        same(ends, [None] * 3, "how the members ended")
        with broker.consume(topic, "billing", wait_s=backend.quiet_s) as last:
            for delivery in last:
                diary.was_given(delivery.key, number(delivery))
                diary.acknowledges(delivery)
        same(
            {key: sorted(done) for key, done in diary.done.items()},
            {key: list(range(MESSAGES)) for key in keys},
            "what was acknowledged, by key",
        )
        same((broker.lag(topic, "billing"), broker.dead_letters(topic, "billing")), (0, ()), "what is left")


class _Diary:
    """Who was given what, seen from all members."""

    def __init__(self, backend: BrokerBackend) -> None:
        self._backend = backend
        self.done: dict[str, list[int]] = {}
        self._begun: dict[str, set[int]] = {}  # acknowledged, or about to be
        self._lock = Lock()

    def was_given(self, key: str, n: int) -> None:
        """Break the promise if it was acknowledged before, or one before it was not."""
        with self._lock:
            done, begun = self.done.setdefault(key, []), self._begun.setdefault(key, set())
            true(n not in done, f"message {n} of {key} was delivered again after it was acknowledged")
            true(begun >= set(range(n)), f"message {n} of {key} was delivered before {set(range(n)) - begun}")

    def acknowledges(self, delivery: Delivery) -> None:
        """The member acknowledges; whether it was in time is noted."""
        key, n = delivery.key, number(delivery)
        with self._lock:
            self._begun[key].add(n)
        try:
            delivery.acknowledge()
        except LostPartition as error:
            true(self._backend.was_too_late(error), f"acknowledging {n} of {key} was refused: {error}")
            with self._lock:
                if n not in self.done[key]:
                    self._begun[key].discard(n)
            return
        with self._lock:
            self.done[key].append(n)


def _come_and_go(broker: Broker, topic: str, diary: _Diary, seed: int) -> None:
    random = Random(seed)
    for _ in range(TURNS):
        with broker.consume(topic, "billing", wait_s=0.05) as consumer:
            for delivery in consumer:
                diary.was_given(delivery.key, number(delivery))
                if random.random() < 0.15:
                    break
                diary.acknowledges(delivery)


def many_members_share_the_work(backend: BrokerBackend) -> None:
    """Four threads, sixteen keys: each message once, each key in order."""
    with backend.busy_broker(partitions=8) as broker:
        topic = fresh_topic()
        keys = [f"key-{n}" for n in range(16)]
        publish(broker, topic, *[(key, n) for n in range(8) for key in keys])
        seen: dict[str, list[int]] = {key: [] for key in keys}

        def work() -> None:
            for delivery in bounded(broker.consume(topic, "billing", wait_s=backend.quiet_s)):
                seen[delivery.key].append(number(delivery))
                try:
                    delivery.acknowledge()
                except LostPartition as error:
                    true(backend.was_too_late(error), f"acknowledging {delivery!r} was refused: {error}")
                    seen[delivery.key].remove(number(delivery))

        same(at_once([work] * 4, backend.patience_s), [None] * 4, "how the members ended")
        same(drained(broker, topic, "billing", backend.quiet_s), [], "what they left behind")
        same(seen, {key: list(range(8)) for key in keys}, "what each key saw")


def work_is_handed_on_to_a_member_that_joins(backend: BrokerBackend) -> None:
    """Once the message in hand is settled, the partition may change hands; the next one comes to one of
    both, once. What was answered too late, where a broker does not wait for answers, comes again.
    """
    keys = (LEFT, RIGHT, LEFT_TOO, RIGHT_TOO)
    with group(backend) as billing:
        publish(billing.broker, billing.topic, *[(key, n) for n in range(5) for key in keys])
        one = billing.joins("one")
        seen = [one.takes()]
        two = billing.joins("two")
        if not billing.answers(one):
            seen.clear()
        left = 20 - len(seen)
        seen += billing.work(one, two, until=lambda done: len(done) >= left)
        for key in keys:
            same([number(each) for each in seen if each.key == key], list(range(5)), f"messages of {key}")
        same(billing.broker.lag(billing.topic, "billing"), 0, "what is left")
