"""Promises of a broker: waiting, stopping, closing."""

from __future__ import annotations

from collections.abc import Callable

from companion.delivery.errors import DeliveryError
from companion.events import Closed, CompanionError

from .broker_backend import BrokerBackend, fresh_topic
from .broker_messages import RIGHT, bounded, number, pebble, publish, taken
from .evidence import at_once, fail, refused, same, true


def iterating_ends_when_nothing_is_left_and_the_member_has_left(backend: BrokerBackend) -> None:
    """So that a script ends by itself; and what it was given last is not lost."""
    with backend.broker() as broker:
        topic = fresh_topic()
        broker.create_topic(topic)
        same(list(broker.consume(topic, "billing", member="one")), [], "an empty topic")
        publish(broker, topic, (RIGHT, 1))
        consumer = broker.consume(topic, "billing", member="one")
        for delivery in consumer:
            delivery.acknowledge()
        same(list(consumer), [], "iterating once more")
        refused(Closed, "receive() when the iteration has ended", consumer.receive)
        broker.consume(topic, "billing", member="one").close()  # its name is free


def stop_is_asked_before_each_delivery(backend: BrokerBackend) -> None:
    """A graceful stop: what was delivered is finished, what follows is left to others."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, *[(RIGHT, n) for n in range(1, 6)])
        seen: list[int] = []
        for delivery in bounded(broker.consume(topic, "billing", wait_s=None, stop=lambda: len(seen) >= 2)):
            seen.append(number(delivery))
            delivery.acknowledge()
        same((seen, broker.lag(topic, "billing")), ([1, 2], 3), "what was delivered before stop, and left")


def stop_ends_a_member_that_waits(backend: BrokerBackend) -> None:
    """Also one that would wait for ever."""
    with backend.broker() as broker:
        topic = fresh_topic()
        broker.create_topic(topic)
        asked: list[int] = []

        def stop() -> bool:
            asked.append(1)
            return len(asked) > 3

        def wait() -> object:
            return list(broker.consume(topic, "billing", wait_s=None, stop=stop))

        same(at_once([wait], backend.patience_s), [[]], "what it was given")


def waiting_ends_when_its_time_is_over(backend: BrokerBackend) -> None:
    """None says that there was nothing; not earlier."""
    with backend.broker() as broker:
        topic = fresh_topic()
        broker.create_topic(topic)
        with broker.consume(topic, "billing") as consumer:
            begun = broker.clock.now()
            same(consumer.receive(wait_s=0.2), None, "what receive gave")
            waited_s = (broker.clock.now() - begun).total_seconds()
            true(waited_s >= 0.19, f"it gave up after {waited_s:g} s of 0.2 s")


def a_closed_consumer_says_so_and_its_name_is_free(backend: BrokerBackend) -> None:
    """Closing twice does no harm."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1))
        consumer = broker.consume(topic, "billing", member="one")
        held = taken(consumer, 0)
        consumer.close()
        consumer.close()
        refused(Closed, "receive() of a closed consumer", consumer.receive)
        same(list(consumer), [], "iterating over it")
        refused(DeliveryError, "acknowledging what it had in hand", held.acknowledge)
        with broker.consume(topic, "billing", member="one") as again:
            same(number(taken(again, backend.wait())), 1, "what the next of that name is given")


def a_closed_broker_says_so(backend: BrokerBackend) -> None:
    """Whatever is asked of it; and its consumers are closed with it."""
    with backend.broker() as broker:
        topic = fresh_topic()
        publish(broker, topic, (RIGHT, 1))
        consumer = broker.consume(topic, "billing")
        held = taken(consumer, 0)
        broker.close()
        broker.close()
        uses: dict[str, Callable[[], object]] = {
            "publish": lambda: broker.publish(topic, RIGHT, pebble(2)),
            "send": lambda: broker.send(topic, []),
            "consume": lambda: broker.consume(topic, "billing"),
            "create_topic": lambda: broker.create_topic(topic),
            "topics": broker.topics,
            "lag": lambda: broker.lag(topic, "billing"),
            "dead_letters": lambda: broker.dead_letters(topic, "billing"),
            "redrive": lambda: broker.redrive(topic, "billing"),
            "discard": lambda: broker.discard(topic, "billing"),
            "receive": consumer.receive,
        }
        for what, use in uses.items():
            refused(Closed, f"{what} after close", use)
        refused(CompanionError, "acknowledging after close", held.acknowledge)
        same(held.settled, "", "how the delivery is settled then")
        consumer.close()
        if list(consumer):
            fail("a consumer of a closed broker delivers")
