"""Promises of a broker: the lag counts right through everything that can happen to a message."""

from __future__ import annotations

from companion.delivery.backend import Message
from companion.events import UnknownName

from .broker_backend import BrokerBackend, fresh_topic
from .broker_messages import LEFT, RIGHT, drained, has_lag, publish, rejected, taken
from .evidence import refused, same


def the_lag_counts_what_is_not_acknowledged(backend: BrokerBackend) -> None:
    """All of the topic for a group that has not begun; then what is left, the one in hand included."""
    with backend.broker() as broker:
        topic = fresh_topic()
        broker.create_topic(topic)
        has_lag(broker, topic, "billing", 0, "of an empty topic")
        publish(broker, topic, (RIGHT, 1), (LEFT, 2), (RIGHT, 3))
        has_lag(broker, topic, "billing", 3, "of a group that has not begun")
        with broker.consume(topic, "billing") as consumer:
            has_lag(broker, topic, "billing", 3, "when a member has joined")
            held = taken(consumer, 0)
            has_lag(broker, topic, "billing", 3, "with one message in hand")
            held.acknowledge()
            has_lag(broker, topic, "billing", 2, "when it is acknowledged")
            taken(consumer, 0)
        has_lag(broker, topic, "billing", 2, "when the member left with one in hand")
        drained(broker, topic, "billing", backend.wait())
        has_lag(broker, topic, "billing", 0, "when all is done")
        publish(broker, topic, (RIGHT, 4))
        has_lag(broker, topic, "billing", 1, "when one more is published")
        has_lag(broker, topic, "mailer", 4, "of another group that has not begun")


def the_lag_counts_rejected_messages_and_no_dead_letters(backend: BrokerBackend) -> None:
    """A message that waits for its backoff is still to be done; a dead letter is put aside."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2))
        with broker.consume(topic, "billing") as consumer:
            taken(consumer, 0).reject("not yet")
            has_lag(broker, topic, "billing", 2, "while a rejected message waits")
            taken(consumer, 0).reject("never", permanent=True)
            has_lag(broker, topic, "billing", 1, "when it is a dead letter")
            taken(consumer, 0).acknowledge()
        has_lag(broker, topic, "billing", 0, "when the other is done")
        broker.send(topic, [Message(RIGHT, b"poison")])
        has_lag(broker, topic, "billing", 1, "with a poison message nobody has seen")
        drained(broker, topic, "billing")
        has_lag(broker, topic, "billing", 0, "when it is a dead letter")


def the_lag_counts_redriven_messages_and_no_discarded_ones(backend: BrokerBackend) -> None:
    """Those that come from the dead are to be done again."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (LEFT, 2), (RIGHT, 3))
        rejected(broker, topic, "billing", 1, 2, 3)
        has_lag(broker, topic, "billing", 0, "with three dead letters")
        first, *_ = broker.dead_letters(topic, "billing")
        broker.discard(topic, "billing", first)
        has_lag(broker, topic, "billing", 0, "when one is discarded")
        broker.redrive(topic, "billing")
        has_lag(broker, topic, "billing", 2, "when two are redriven")
        with broker.consume(topic, "billing") as consumer:
            held = taken(consumer, backend.wait())
            has_lag(broker, topic, "billing", 2, "with a redriven one in hand")
            held.acknowledge()
            has_lag(broker, topic, "billing", 1, "when it is done")
            taken(consumer, backend.wait()).reject("no", permanent=True)
        has_lag(broker, topic, "billing", 0, "when the other is a dead letter again")


def a_group_that_begins_at_the_end_has_no_lag(backend: BrokerBackend) -> None:
    """It does not get what was published before."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (LEFT, 2))
        with broker.consume(topic, "late", start="end") as consumer:
            same(consumer.receive(backend.quiet()), None, "what there is at the end")
            has_lag(broker, topic, "late", 0, "of a group that begins at the end")
            publish(broker, topic, (RIGHT, 3))
            has_lag(broker, topic, "late", 1, "when one message is published")


def a_topic_nobody_made_is_named_with_those_there_are(backend: BrokerBackend) -> None:
    """A typing error must not look like an empty topic, nor make one."""
    with backend.broker() as broker:
        topic, wrong = fresh_topic(), fresh_topic("odrers")
        broker.create_topic(topic)
        for ask in (broker.lag, broker.dead_letters, broker.redrive, broker.discard):
            error = refused(UnknownName, f"{ask.__name__} of a topic nobody made", ask, wrong, "billing")
            same((error.name, topic in error.known), (wrong, True), "the evidence")
        refused(UnknownName, "partitions of a topic nobody made", broker.partitions, wrong)
        same((topic in broker.topics(), wrong in broker.topics()), (True, False), "what topics() says")
