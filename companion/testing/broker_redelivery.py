"""Promises of a broker: what was not acknowledged comes again, when, and to whom."""

from __future__ import annotations

from companion.delivery.broker import Broker
from companion.delivery.consumer import Delivery
from companion.delivery.errors import AlreadySettled, LostPartition
from companion.lab import Crash

from .broker_backend import BrokerBackend, fresh_topic
from .broker_messages import LEFT, RIGHT, bounded, drained, number, publish, taken
from .evidence import refused, same, true

EARLY_S = 0.005  # clocks of two machines, or of a server and its client, are not one


def a_rejected_message_comes_again_before_what_follows_it(backend: BrokerBackend) -> None:
    """Each try has its number."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2))
        seen = []
        for delivery in bounded(broker.consume(topic, "billing")):
            seen.append((number(delivery), delivery.attempt))
            if seen[-1] in ((1, 1), (1, 2)):
                delivery.reject("not yet")
            else:
                delivery.acknowledge()
        same(seen, [(1, 1), (1, 2), (1, 3), (2, 1)], "numbers and attempts")


def a_rejected_message_waits_for_its_backoff_which_doubles(backend: BrokerBackend) -> None:
    """A service that is down is not hammered."""
    backoff_s = max(backend.backoff_s, 0.05)
    with backend.broker(backoff_s=backoff_s, max_tries=4) as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1))
        with broker.consume(topic, "billing") as consumer:
            delivery = taken(consumer, 0)
            for attempt in (1, 2, 3):
                # taken before the rejection, in which the backoff begins: a slow machine waits longer
                rejected_at, least = broker.clock.now(), backoff_s * 2 ** (attempt - 1)
                delivery.reject("not yet")
                delivery = taken(consumer, 0)
                waited_s = (broker.clock.now() - rejected_at).total_seconds()
                said = f"try {attempt + 1} came {waited_s:g} s after the rejection, not {least:g} s"
                true(waited_s >= least - EARLY_S, said)
                same(delivery.attempt, attempt + 1, "the attempt")


def what_is_left_unsettled_is_set_back_when_the_next_is_asked_for(backend: BrokerBackend) -> None:
    """Forgetting to acknowledge loses nothing and skips nothing; settling it afterwards is refused."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2))
        with broker.consume(topic, "billing") as consumer:
            first, again = taken(consumer, 0), taken(consumer, 0)
            same((number(again), again.attempt), (1, 2), "number and attempt of the next delivery")
            for settle in (first.acknowledge, first.reject):
                error = refused(AlreadySettled, "settling what was set back", settle)
                same((error.topic, error.id, error.how), (topic, first.envelope.id, "set back"), "evidence")
            again.acknowledge()
            same(number(taken(consumer, 0)), 2, "what comes after it")


def a_delivery_is_settled_once(backend: BrokerBackend) -> None:
    """A second answer would count for the message after it."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2))
        with broker.consume(topic, "billing") as consumer:
            first = taken(consumer, 0)
            same(first.settled, "", "how a new delivery is settled")
            first.acknowledge()
            for settle in (first.acknowledge, first.reject):
                error = refused(AlreadySettled, "settling twice", settle)
                same((error.partition, error.how), (1, "acknowledged"), "the evidence")
            second = taken(consumer, 0)
            same((number(second), second.attempt), (2, 1), "what comes after it")
            second.reject("no", permanent=True)
            same(refused(AlreadySettled, "settling twice", second.acknowledge).how, "rejected", "evidence")


def what_a_member_had_in_hand_when_it_left_comes_again_at_once(backend: BrokerBackend) -> None:
    """No backoff: the message has done nothing wrong. What follows it still waits."""
    with backend.broker(backoff_s=30.0) as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2))
        with broker.consume(topic, "billing") as leaves:
            same(number(taken(leaves, 0)), 1, "what the first member is given")
        left_at = broker.clock.now()
        with broker.consume(topic, "billing") as comes:
            again = taken(comes, backend.wait())
            waited_s = (broker.clock.now() - left_at).total_seconds()
            same(number(again), 1, "what the next member is given")
            true(
                waited_s < 30, f"the message came after {waited_s:g} s: a member that leaves is no rejection"
            )
            again.acknowledge()
            same(number(taken(comes, 0)), 2, "what comes after it")


def what_a_member_had_in_hand_when_its_handler_blew_up_comes_again(backend: BrokerBackend) -> None:
    """For instance a KeyboardInterrupt inside a `for` loop."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2), (LEFT, 3))
        try:
            with broker.consume(topic, "billing") as consumer:
                for delivery in consumer:
                    if number(delivery) == 2:
                        raise Crash
                    delivery.acknowledge()
        except Crash:
            pass
        again = drained(broker, topic, "billing", backend.wait())
        same([each for each in again if each < 3], [2], "what the next member gets of that partition")


def a_member_that_was_silent_for_a_session_has_lost_its_partition(backend: BrokerBackend) -> None:
    """It may hang for ever: others go on, and when it comes back its answer is too late."""
    with backend.broker(session_s=backend.session()) as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2))
        with broker.consume(topic, "billing", member="silent") as silent:
            held = taken(silent, 0)
            broker.clock.sleep(backend.session() + 1)
            with broker.consume(topic, "billing", member="other") as other:
                again = taken(other, backend.wait())
                same(number(again), 1, "what the other member is given")
                _is_too_late(broker, held, topic)
                again.acknowledge()
                same(number(taken(other, backend.wait())), 2, "what it is given next")


def _is_too_late(broker: Broker, held: Delivery, topic: str) -> None:
    for settle in (held.reject, held.acknowledge):
        error = refused(LostPartition, f"{settle.__name__} of what another member has", settle)
        got = (error.topic, error.group, error.partition, error.member, error.id)
        same(got, (topic, "billing", held.partition, "silent", held.envelope.id), "the evidence")


def a_settlement_that_was_too_late_changes_nothing(backend: BrokerBackend) -> None:
    """Neither the place of the group, nor its dead letters, nor the tries of the message."""
    with backend.broker(session_s=backend.session()) as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2))
        with broker.consume(topic, "billing", member="silent") as silent:
            held = taken(silent, 0)
            broker.clock.sleep(backend.session() + 1)
            with broker.consume(topic, "billing", member="other") as other:
                again = taken(other, backend.wait())
                refused(LostPartition, "acknowledging too late", held.acknowledge)
                refused(LostPartition, "giving up too late", held.reject, "no", permanent=True)
                same((broker.lag(topic, "billing"), broker.dead_letters(topic, "billing")), (2, ()),
                     "lag and dead letters after that")  # fmt: skip
                again.reject("not yet")
                once_more = taken(other, backend.wait())
                same((number(once_more), once_more.attempt), (1, again.attempt + 1), "number and attempt")


def tries_go_on_counting_when_a_member_is_gone(backend: BrokerBackend) -> None:
    """A message that kills every worker that touches it must not do so for ever."""
    backend.needs_to_count_tries()
    with backend.broker(max_tries=3) as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2))
        for attempt in (1, 2, 3):
            with broker.consume(topic, "billing") as dies:
                held = taken(dies, backend.wait())
                same((number(held), held.attempt), (1, attempt), "number and attempt after a member left")
        same(drained(broker, topic, "billing", backend.wait()), [2], "what is delivered after its last try")
        [letter] = broker.dead_letters(topic, "billing")
        same(letter.tries, 3, "the tries of the dead letter")
