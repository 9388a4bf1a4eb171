"""Promises of a broker: what arrives is what was published, and what cannot be carried is refused before
anything is.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

from companion.delivery.backend import Message
from companion.delivery.broker import Broker
from companion.delivery.errors import MessageRefused
from companion.events import BadInput, Envelope, Event, InvalidEvent

from .broker_backend import BrokerBackend, fresh_topic
from .broker_messages import LEFT, RIGHT, bounded, drained, number, pebble, publish, written
from .evidence import refused, same, true
from .facts import LetterKept, PebbleDropped, ShelfMark, fresh_id, given

TEXTS = ("", "café", "cafe\u0301", "漢字 עברית 🧡👩‍👩‍👧", "a\0b\u2028\r\n", '"quoted" \\ %s', "x" * 20_000)
BAD_NAMES: tuple[Any, ...] = ("", "a b", "a..b", ".a", "a.", "a/b", "é", "x" * 101, 3, None, "a\n")
BAD_KEYS: tuple[Any, ...] = ("", "x" * 256, "é" * 128, None, 7, "\ud800")


def an_envelope_arrives_as_it_was_published(backend: BrokerBackend) -> None:
    """Names that are not ASCII, times of any zone to the microsecond, who did it and because of what."""
    far = datetime(2024, 3, 1, 23, 59, 59, 999999, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    sent = [_letter(text, when) for text in TEXTS for when in (far, datetime(1815, 12, 10, tzinfo=UTC))]
    with backend.broker() as broker:
        topic = fresh_topic()
        for envelope in sent:
            broker.publish(topic, RIGHT, envelope)
        got = []
        for delivery in bounded(broker.consume(topic, "billing")):
            got.append(delivery.envelope)
            delivery.acknowledge()
        same(len(got), len(sent), "how many arrived")
        for theirs, ours in zip(got, sent, strict=True):
            same(theirs, ours, "an envelope")
            same(theirs.time.utcoffset() is not None, True, "whether its time has a zone")


def _letter(text: str, when: datetime) -> Envelope:
    event: Event = LetterKept(text=text, weight_g=0.1, number=2**53 + 1, shelf=ShelfMark("東", -3),
                              pages=("é", text[:20]), sent=when)  # fmt: skip
    return Envelope(id=fresh_id(), type="LetterKept", event=event, time=when, correlation_id="story-é",
                    causation_id="cause-漢", service="Küche", stream="s-1", version=7)  # fmt: skip


def a_delivery_says_where_it_comes_from(backend: BrokerBackend) -> None:
    """Topic, key and partition, also of a key that is not ASCII."""
    with backend.broker(partitions=1) as broker:
        topic = fresh_topic("shop.orders_v2")
        keys = ("漢字 🧡", "a b/c", "é" * 127, "x" * 255)
        publish(broker, topic, *[(key, n) for n, key in enumerate(keys)])
        for delivery in bounded(broker.consume(topic, "billing-2.a_b")):
            got = (delivery.topic, delivery.key, delivery.partition, delivery.attempt, delivery.redriven)
            same(
                got, (topic, keys[number(delivery)], 0, 1, False), "topic, key, partition, attempt, redriven"
            )
            delivery.acknowledge()
        same(broker.lag(topic, "billing-2.a_b"), 0, "what is left")


def a_name_not_every_broker_could_keep_is_refused(backend: BrokerBackend) -> None:
    """The same names everywhere, so that a move from one broker to another brings no surprise."""
    with backend.broker() as broker:
        there, fine = broker.topics(), fresh_topic()
        for name in BAD_NAMES:
            for what, use in _uses(broker, name, fine).items():
                error = refused(MessageRefused, f"{name!r:.20} as {what}", use)
                same((what.split()[0] in error.what, error.value), (True, name), f"the evidence for {what}")
        same(broker.topics(), there, "the topics after that")


def _uses(broker: Broker, name: Any, fine: str) -> dict[str, Callable[[], object]]:
    """In every argument that is a name."""
    uses: dict[str, Callable[[], object]] = {
        "topic to create": lambda: broker.create_topic(name),
        "topic to publish to": lambda: broker.publish(name, RIGHT, pebble(1)),
        "topic to send to": lambda: broker.send(name, []),
        "topic to consume": lambda: broker.consume(name, "billing"),
        "group": lambda: broker.consume(fine, name),
    }
    if name is not None:
        uses["member"] = lambda: broker.consume(fine, "billing", member=name)
    return uses


def a_key_not_every_broker_could_keep_is_refused(backend: BrokerBackend) -> None:
    """Order holds per key, so there must be one."""
    with backend.broker() as broker:
        topic = fresh_topic()
        for key in BAD_KEYS:
            error = refused(MessageRefused, f"the key {key!r:.20}", broker.publish, topic, key, pebble(1))
            same((error.what, error.value), ("key", key), "the evidence")
        same(topic in broker.topics(), False, "whether the topic is there after that")


def a_message_of_the_largest_size_is_carried_and_a_larger_one_refused(backend: BrokerBackend) -> None:
    """With its size and the limit; nothing is cut off."""
    with backend.broker(max_message_bytes=4_000) as broker:
        topic = fresh_topic()
        broker.create_topic(topic)
        small = written(RIGHT, 1).data
        largest = small + b" " * (4_000 - len(small))
        error = refused(MessageRefused, "4,001 bytes", broker.send, topic, [Message(RIGHT, largest + b" ")])
        same((topic in error.what, error.value, "4,000" in error.reason), (True, 4_001, True), "the evidence")
        broker.send(topic, [Message(RIGHT, largest)])
        same(drained(broker, topic, "billing"), [1], "what arrives")


def all_of_a_batch_is_judged_before_the_first_goes_out(backend: BrokerBackend) -> None:
    """A batch with one bad message in it publishes nothing, so that sending it again repeats nothing."""
    with backend.broker(max_message_bytes=4_000) as broker:
        topic = fresh_topic()
        bad: list[tuple[type[Exception], Any]] = [
            (MessageRefused, Message(LEFT, b"x" * 5_000)),
            (MessageRefused, Message("", b"{}")),
            (TypeError, Message(LEFT, "text, not bytes")),  # type: ignore[arg-type]
        ]
        for kind, message in bad:
            refused(kind, f"a batch with {message!r:.60}", broker.send, topic, [written(RIGHT, 1), message])
        broker.create_topic(topic)
        same((broker.lag(topic, "billing"), drained(broker, topic, "billing")), (0, []), "lag and messages")


def an_event_that_does_not_fit_its_class_is_refused(backend: BrokerBackend) -> None:
    """Published it would be poison for every reader."""
    with backend.broker() as broker:
        topic = fresh_topic()
        broker.create_topic(topic)
        wrong = given(PebbleDropped(number="one"))  # type: ignore[arg-type]
        refused(InvalidEvent, "a number that is text", broker.publish, topic, RIGHT, wrong)
        same(broker.lag(topic, "billing"), 0, "what is there after that")


def a_topic_is_made_by_use_and_keeps_its_number_of_partitions(backend: BrokerBackend) -> None:
    """Another number would send keys elsewhere and lose their order."""
    with backend.broker(partitions=2) as broker:
        used, read, wide = fresh_topic(), fresh_topic(), fresh_topic("wide")
        publish(broker, used, (RIGHT, 1))
        broker.consume(read, "billing").close()
        broker.create_topic(wide, partitions=7)
        broker.create_topic(wide)
        broker.create_topic(wide, 7)
        same([broker.partitions(each) for each in (used, read, wide)], [2, 2, 7], "partitions")
        error = refused(BadInput, "another number of partitions", broker.create_topic, wide, 8)
        same((wide in error.what, error.given, "has 7" in error.problem), (True, 8, True), "the evidence")
        for number_ in (0, -1, 1.5, True):
            refused(ValueError, f"partitions={number_}", broker.create_topic, fresh_topic(), number_)
        there = broker.topics()
        true({used, read, wide} <= set(there), f"topics() leaves some out: {there}")
        same(there, tuple(sorted(there)), "the topics, sorted")


def topics_of_dead_letters_are_not_shown(backend: BrokerBackend) -> None:
    """They are the broker's own business."""
    with backend.broker() as broker:
        topic = fresh_topic()
        broker.send(topic, [Message(RIGHT, b"poison")])
        drained(broker, topic, "billing")
        broker.redrive(topic, "billing")
        same([each for each in broker.topics() if topic in each], [topic], "the topics of that name")


def a_start_that_is_none_is_refused(backend: BrokerBackend) -> None:
    """It would begin anywhere."""
    with backend.broker() as broker:
        refused(ValueError, "start='middle'", broker.consume, fresh_topic(), "billing", start="middle")
