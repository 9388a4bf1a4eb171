"""Promises of a broker: dead letters, and what can be done with them."""

from __future__ import annotations

from companion.delivery.backend import Message
from companion.events import UnknownName

from .broker_backend import TRIES, BrokerBackend, fresh_topic
from .broker_messages import (
    LEFT,
    RIGHT,
    bounded,
    drained,
    has_lag,
    letter_numbers,
    number,
    pebble,
    poisons,
    publish,
    rejected,
    taken,
    written,
)
from .evidence import fail, refused, same, true


def the_last_try_makes_a_dead_letter_and_the_partition_goes_on(backend: BrokerBackend) -> None:
    """With the reason, the tries, and all that was known of the message."""
    with backend.broker() as broker:
        topic, message = fresh_topic(), written(RIGHT, 1)
        broker.send(topic, [message, written(RIGHT, 2)])
        before = broker.clock.now()
        seen = []
        for delivery in bounded(broker.consume(topic, "billing")):
            seen.append(number(delivery))
            if number(delivery) == 1:
                delivery.reject(f"no money at try {delivery.attempt}")
            else:
                delivery.acknowledge()
        same(seen, [1] * TRIES + [2], "what was delivered")
        letters = broker.dead_letters(topic, "billing")
        same(letter_numbers(letters), [1], "the dead letters")
        [letter] = letters
        got = (letter.topic, letter.group, letter.key, letter.partition, letter.data)
        same(got, (topic, "billing", RIGHT, 1, message.data), "topic, group, key, partition and bytes")
        same((letter.reason, letter.tries), (f"no money at try {TRIES}", TRIES), "reason and tries")
        true(
            before <= letter.time <= broker.clock.now(), f"it was given up at {letter.time}, which is not so"
        )


def a_permanent_failure_is_a_dead_letter_at_once(backend: BrokerBackend) -> None:
    """Trying again cannot help."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2))
        with broker.consume(topic, "billing") as consumer:
            taken(consumer, 0).reject("the card has 15 digits", permanent=True)
            same(number(taken(consumer, 0)), 2, "what comes next")
        [letter] = broker.dead_letters(topic, "billing")
        same((letter.tries, letter.reason), (1, "the card has 15 digits"), "tries and reason")


def a_rejection_without_a_reason_says_so(backend: BrokerBackend) -> None:
    """A reader of the letter must see that there was no reason, and not wonder whether it was lost."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1))
        with broker.consume(topic, "billing") as consumer:
            taken(consumer, 0).reject(permanent=True)
        [letter] = broker.dead_letters(topic, "billing")
        true(letter.reason, "the dead letter has no reason at all")


def a_poison_message_becomes_a_dead_letter_byte_for_byte_and_the_consumer_goes_on(
    backend: BrokerBackend,
) -> None:
    """No JSON, an unknown type, a newer schema, a missing field: tried once, for it will not change."""
    with backend.broker() as broker:
        topic, poison = fresh_topic(), poisons(7)
        broker.send(topic, [Message(RIGHT, data) for _, data in poison])
        publish(broker, topic, (RIGHT, 8))
        same(drained(broker, topic, "billing"), [8], "what reaches the handler")
        letters = broker.dead_letters(topic, "billing")
        same([each.data for each in letters], [data for _, data in poison], "the bytes of the dead letters")
        for letter, (reason, _) in zip(letters, poison, strict=True):
            true(letter.reason.startswith(reason), f"{reason} is a dead letter for {letter.reason!r}")
            same((letter.tries, letter.key, letter.partition), (1, RIGHT, 1), "tries, key and partition")
        has_lag(broker, topic, "billing", 0, "when the poison is put aside")


def dead_letters_belong_to_one_group_and_come_oldest_first(backend: BrokerBackend) -> None:
    """A message that billing could not handle does not concern the mailer."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (LEFT, 2))
        same(broker.dead_letters(topic, "billing"), (), "dead letters of a group that has not begun")
        rejected(broker, topic, "billing", 1, 2)
        publish(broker, topic, (RIGHT, 3), (RIGHT, 4))
        rejected(broker, topic, "billing", 3, 4)
        for other in ("mailer", "third"):
            same(sorted(drained(broker, topic, other)), [1, 2, 3, 4], f"what {other} gets")
        letters = broker.dead_letters(topic, "billing")
        same(sorted(letter_numbers(letters)), [1, 2, 3, 4], "the dead letters of billing")
        same(letter_numbers(letters)[2:], [3, 4], "the newest of them")
        same(len({each.id for each in letters}), 4, "different ids of four dead letters")
        same(broker.dead_letters(topic, "mailer"), (), "the dead letters of the mailer")


def a_redriven_message_comes_again_to_its_group_only(backend: BrokerBackend) -> None:
    """It starts again at attempt 1, and says that it was a dead letter."""
    with backend.broker() as broker:
        topic = fresh_topic()
        sent = pebble(1)
        broker.publish(topic, RIGHT, sent)
        publish(broker, topic, (RIGHT, 2))
        rejected(broker, topic, "billing", 1)
        same(drained(broker, topic, "mailer"), [1, 2], "what the mailer gets")
        same(broker.redrive(topic, "billing"), 1, "how many redrive() says it redrove")
        same(broker.dead_letters(topic, "billing"), (), "the dead letters after that")
        has_lag(broker, topic, "billing", 1, "of its group with a redriven message")
        has_lag(broker, topic, "mailer", 0, "of the others")
        with broker.consume(topic, "billing") as consumer:
            again = taken(consumer, backend.wait())
            same((again.envelope, again.key, again.topic, again.partition), (sent, RIGHT, topic, 1),
                 "envelope, key, topic and partition")  # fmt: skip
            same((again.attempt, again.redriven), (1, True), "attempt and redriven")
            again.acknowledge()
        has_lag(broker, topic, "billing", 0, "when it is acknowledged")
        same(drained(broker, topic, "billing"), [], "what billing gets after that")
        same(drained(broker, topic, "mailer"), [], "what the mailer gets after that")


def a_redriven_message_has_all_its_tries_again_and_may_die_again(backend: BrokerBackend) -> None:
    """The bug was not fixed after all: it is a dead letter once more, not lost."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1))
        rejected(broker, topic, "billing", 1)
        broker.redrive(topic, "billing")
        tries = []
        for delivery in bounded(broker.consume(topic, "billing", wait_s=backend.quiet())):
            tries.append((number(delivery), delivery.attempt, delivery.redriven))
            delivery.reject("still not")
        same(tries, [(1, n, True) for n in range(1, TRIES + 1)], "its tries")
        [letter] = broker.dead_letters(topic, "billing")
        same((letter.tries, letter.reason, letter.key), (TRIES, "still not", RIGHT), "tries, reason and key")
        same(broker.redrive(topic, "billing", letter), 1, "how many a second redrive redrove")
        same(drained(broker, topic, "billing", backend.wait()), [1], "what it gets then")


def some_dead_letters_can_be_chosen(backend: BrokerBackend) -> None:
    """Those of yesterday's bug, not the others."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, *[(RIGHT, n) for n in range(1, 6)])
        rejected(broker, topic, "billing", 1, 2, 3, 4, 5)
        one, two, three, four, five = broker.dead_letters(topic, "billing")
        same(broker.redrive(topic, "billing", two), 1, "how many redrive(one letter) redrove")
        same(broker.discard(topic, "billing", [four, one, four]), 2, "how many discard(two, one twice) did")
        same(letter_numbers(broker.dead_letters(topic, "billing")), [3, 5], "the dead letters that are left")
        same(broker.redrive(topic, "billing", []), 0, "how many redrive([]) redrove")
        same(drained(broker, topic, "billing", backend.wait()), [2], "what is delivered")
        same(broker.redrive(topic, "billing", iter([three, five])), 2, "how many redrive(two) redrove")
        same(drained(broker, topic, "billing", backend.wait()), [3, 5], "what is delivered then")


def a_dead_letter_that_is_gone_is_refused_and_then_nothing_is_done(backend: BrokerBackend) -> None:
    """Somebody else was faster: look again before anything is redriven."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2))
        rejected(broker, topic, "billing", 1, 2)
        gone, there = broker.dead_letters(topic, "billing")
        same(broker.discard(topic, "billing", gone), 1, "how many were discarded")
        for use in (broker.redrive, broker.discard):
            error = refused(UnknownName, f"{use.__name__} of one that is gone", use, topic, "billing",
                            [there, gone])  # fmt: skip
            same(
                (topic in error.kind, "billing" in error.kind, error.name),
                (True, True, gone.id),
                "the evidence",
            )
            refused(UnknownName, "one of another group", use, topic, "mailer", there)
        same(broker.dead_letters(topic, "billing"), (there,), "the dead letters after that")
        has_lag(broker, topic, "billing", 0, "after that")


def what_is_discarded_is_gone_for_good(backend: BrokerBackend) -> None:
    """And the others stay."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (LEFT, 2))
        rejected(broker, topic, "billing", 1, 2)
        rejected(broker, topic, "mailer", 1)
        same(broker.discard(topic, "billing"), 2, "how many discard() of all did")
        same(broker.dead_letters(topic, "billing"), (), "the dead letters after that")
        same(broker.redrive(topic, "billing"), 0, "how many can be redriven")
        same(drained(broker, topic, "billing", backend.quiet()), [], "what is delivered")
        same(letter_numbers(broker.dead_letters(topic, "mailer")), [1], "the dead letters of another group")


def a_redriven_message_does_not_push_in_before_one_that_was_begun(backend: BrokerBackend) -> None:
    """The one at its second try keeps its place; the redriven one is not lost."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2), (RIGHT, 3))
        with broker.consume(topic, "billing") as consumer:
            taken(consumer, 0).reject("no", permanent=True)
            begun = taken(consumer, 0)
            same(number(begun), 2, "what comes after the dead letter")
            broker.redrive(topic, "billing")
            begun.reject("not yet")
            seen = []
            for delivery in bounded(consumer):
                seen.append((number(delivery), delivery.attempt, delivery.redriven))
                delivery.acknowledge()
        if (1, 1, True) not in seen:
            fail(f"the redriven message 1 was lost: {seen}")
        others = [each for each in seen if not each[2]]
        same(others, [(2, 2, False), (3, 1, False)], "what else was delivered")
