"""Promises of a broker: order, and groups that know nothing of each other."""

from __future__ import annotations

from functools import partial

from companion.delivery.topics import partition_of

from .broker_backend import LONG_S, BrokerBackend, fresh_topic
from .broker_messages import LEFT, RIGHT, RIGHT_TOO, bounded, drained, number, publish, taken, written
from .evidence import at_once, same, true


def a_group_gets_every_message_in_the_order_of_its_partition(backend: BrokerBackend) -> None:
    """A payment before its refund, whatever else happens at the same time."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, *[(key, n) for n in range(1, 21) for key in (LEFT, RIGHT, RIGHT_TOO)])
        seen: dict[int, list[tuple[str, int]]] = {0: [], 1: []}
        for delivery in bounded(broker.consume(topic, "billing")):
            seen[delivery.partition].append((delivery.key, number(delivery)))
            delivery.acknowledge()
        same(seen[0], [(LEFT, n) for n in range(1, 21)], "the messages of partition 0")
        same(seen[1], [(key, n) for n in range(1, 21) for key in (RIGHT, RIGHT_TOO)], "those of partition 1")


def a_batch_keeps_its_order(backend: BrokerBackend) -> None:
    """Messages that a relay sends together are in order, too."""
    with backend.broker() as broker:
        topic = fresh_topic()
        broker.send(topic, [written(RIGHT, n) for n in range(1, 51)])
        broker.send(topic, [])
        broker.send(topic, [written(RIGHT_TOO, n) for n in range(51, 101)])
        same(drained(broker, topic, "billing"), list(range(1, 101)), "the messages of two batches")


def a_key_goes_to_the_partition_its_checksum_says(backend: BrokerBackend) -> None:
    """The same on every broker, so that moving to another one keeps keys together."""
    with backend.broker(partitions=5) as broker:
        topic = fresh_topic()
        keys = [f"order-{n}" for n in range(12)] + ["café", "漢字", " ", "🧡"]
        publish(broker, topic, *[(key, n) for n, key in enumerate(keys)])
        found = {}
        for delivery in bounded(broker.consume(topic, "billing")):
            found[delivery.key] = delivery.partition
            delivery.acknowledge()
        same(found, {key: partition_of(key, 5) for key in keys}, "the partition of each key")


def a_rejected_message_holds_its_partition_and_no_other(backend: BrokerBackend) -> None:
    """While it waits for its next try, what follows it waits too; the rest goes on."""
    with backend.broker(backoff_s=LONG_S) as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2), (RIGHT_TOO, 3), *[(LEFT, n) for n in range(4, 9)])
        seen: list[int] = []
        for delivery in bounded(broker.consume(topic, "billing", stop=lambda: len(seen) >= 6)):
            seen.append(number(delivery))
            if number(delivery) == 1:
                delivery.reject("not yet")
            else:
                delivery.acknowledge()
        same(sorted(seen), [1, 4, 5, 6, 7, 8], "what was delivered while message 1 waits for its second try")


def what_was_acknowledged_never_comes_again(backend: BrokerBackend) -> None:
    """Nor does a group forget where it was when its last member leaves."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2), (LEFT, 3), (RIGHT, 4))
        with broker.consume(topic, "billing") as consumer:
            first = taken(consumer, 0)
            first.acknowledge()
            second = taken(consumer, 0)
            second.acknowledge()
        left = {1, 2, 3, 4} - {number(first), number(second)}
        same(set(drained(broker, topic, "billing")), left, "what the next member gets")
        same(drained(broker, topic, "billing"), [], "what the one after it gets")


def groups_know_nothing_of_each_other(backend: BrokerBackend) -> None:
    """Billing is at the end while the mailer has not begun; one rejects what the other has done."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (RIGHT, 2))
        with broker.consume(topic, "billing") as billing, broker.consume(topic, "mailer") as mailer:
            taken(billing, 0).reject("not for billing", permanent=True)
            first = taken(mailer, 0)
            same((number(first), first.attempt), (1, 1), "what the mailer gets, and the attempt")
            taken(billing, 0).acknowledge()
            first.acknowledge()
            same(number(taken(mailer, 0)), 2, "what the mailer gets next")
        same(len(broker.dead_letters(topic, "mailer")), 0, "dead letters of the mailer")
        same((broker.lag(topic, "billing"), broker.lag(topic, "mailer")), (0, 1), "what each has left")


def a_group_of_one_name_on_two_topics_is_two_groups(backend: BrokerBackend) -> None:
    """Members of one name too: the shop has a billing of orders and a billing of refunds."""
    with backend.broker() as broker:
        orders, refunds = fresh_topic("orders"), fresh_topic("refunds")
        publish(broker, orders, (RIGHT, 1), (RIGHT, 2))
        publish(broker, refunds, (RIGHT, 3), (RIGHT, 4))
        with (
            broker.consume(orders, "billing", member="one") as of_orders,
            broker.consume(refunds, "billing", member="one") as of_refunds,
        ):
            one, two = taken(of_orders, backend.wait()), taken(of_refunds, backend.wait())
            same((number(one), number(two)), (1, 3), "what the two are given")
            one.acknowledge()
            two.acknowledge()
        same((broker.lag(orders, "billing"), broker.lag(refunds, "billing")), (1, 1), "what each has left")


def a_new_group_reads_what_others_have_long_acknowledged(backend: BrokerBackend) -> None:
    """Tomorrow's service begins with yesterday's messages: an acknowledgement deletes nothing."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, *[(RIGHT, n) for n in range(1, 6)])
        same(drained(broker, topic, "billing"), [1, 2, 3, 4, 5], "what billing gets")
        same(drained(broker, topic, "tomorrow"), [1, 2, 3, 4, 5], "what a group gets that begins afterwards")


def a_group_may_begin_at_the_end(backend: BrokerBackend) -> None:
    """Only what is published from now on; and only when it begins for the first time."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1), (LEFT, 2))
        with broker.consume(topic, "late", start="end") as consumer:
            same(consumer.receive(backend.quiet()), None, "what there is at the end")
            publish(broker, topic, (RIGHT, 3), (LEFT, 4))
            got = [number(taken(consumer, backend.wait()))]
        got += drained(broker, topic, "late", backend.wait())
        same(set(got), {3, 4}, "what a group gets that began after message 2")
        publish(broker, topic, (RIGHT, 5))
        with broker.consume(topic, "late", start="end") as again:
            same(number(taken(again, backend.wait())), 5, "what it gets when it comes back with start='end'")


def a_waiting_member_is_given_what_is_published_meanwhile(backend: BrokerBackend) -> None:
    """And does not have to ask twice."""
    with backend.busy_broker() as broker:
        topic = fresh_topic()
        broker.create_topic(topic)
        consumer = broker.consume(topic, "billing")

        def wait() -> int:
            return number(taken(consumer, backend.patience_s))

        def write() -> None:
            publish(broker, topic, (RIGHT, 1))

        [got, _] = at_once([wait, write], backend.patience_s)
        same(got, 1, "what the waiting member got")


def publishers_at_once_lose_nothing_and_keep_their_own_order(backend: BrokerBackend) -> None:
    """A broker is safe to use from several threads."""
    with backend.busy_broker() as broker:
        topic = fresh_topic()
        broker.create_topic(topic)

        def write(by: int) -> None:
            publish(broker, topic, *[(f"key-{by}", n) for n in range(25)])

        at_once([partial(write, by) for by in range(4)], backend.patience_s)
        seen: dict[str, list[int]] = {}
        for delivery in bounded(broker.consume(topic, "billing")):
            seen.setdefault(delivery.key, []).append(number(delivery))
            delivery.acknowledge()
        same(seen, {f"key-{by}": list(range(25)) for by in range(4)}, "the messages of each publisher")
        true(broker.lag(topic, "billing") == 0, "something is left after all was acknowledged")
