"""Entrances of the brokers, the outbox, the inbox, the relays and the workers."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from entrance import (
    AFTER,
    COUNTS,
    ENVELOPE,
    ENVELOPES,
    EVENT,
    LONG,
    NAN,
    NUL,
    SECONDS,
    SURROGATE,
    TEXTS,
    THINGS,
    GateOpened,
    Room,
    Row,
)  # fmt: skip

from companion import (
    Inbox,
    MemoryBroker,
    MemoryStore,
    Outbox,
    Relay,
    StoreRelay,
    VirtualClock,
    Worker,
    partition_of,
)

# What can name no topic, group, member or key: of the wrong type, empty, what some broker cannot keep.
NO_TOPIC: tuple[Any, ...] = (
    None,
    3,
    True,
    b"order",
    ["order"],
    EVENT,
    "",
    NUL,
    SURROGATE,
    LONG,
    "a b",
    "a\n",
)
NO_KEY: tuple[Any, ...] = (None, 3, True, b"order", ["order"], EVENT, "", SURROGATE, LONG)


def _a_broker(folder: Path) -> Any:
    return filled(MemoryBroker(clock=VirtualClock(), partitions=1, max_tries=1))


def filled(broker: Any) -> Any:
    """A broker with three messages, which are dead letters of one group."""
    for _ in range(3):
        broker.publish("gates", "north", ENVELOPE)
    for delivery in broker.consume("gates", "guards"):
        delivery.reject("the guard sleeps")
    return broker


def _held(broker: Any) -> object:
    return (
        broker.topics(),
        broker.lag("gates", "others"),
        broker.lag("gates", "guards"),
        len(broker.dead_letters("gates", "guards")),
    )


def on_a_server(name: str, broker: Any) -> Room:
    """The same entrances, with a server behind them. `broker` is empty and tries once."""
    rows = (row for row in BROKER.rows if "MemoryBroker" not in row.entrance)
    return Room(name, lambda folder: filled(broker), _held, tuple(rows))


BROKER = Room(
    "a broker in memory",
    _a_broker,
    _held,
    (
        Row("partition_of, key", lambda _, wrong: partition_of(wrong, 4), NO_KEY),
        Row("partition_of, partitions", lambda _, wrong: partition_of("north", wrong), (*COUNTS, 0)),
        Row("create_topic", lambda broker, wrong: broker.create_topic(wrong), NO_TOPIC),
        Row(
            "create_topic, partitions",
            lambda broker, wrong: broker.create_topic("new", wrong),
            ("3", 1.5, NAN, True, -1, 0, [1]),
        ),
        Row("partitions", lambda broker, wrong: broker.partitions(wrong), NO_TOPIC),
        Row("publish, topic", lambda broker, wrong: broker.publish(wrong, "north", ENVELOPE), NO_TOPIC),
        Row("publish, key", lambda broker, wrong: broker.publish("gates", wrong, ENVELOPE), NO_KEY),
        Row("publish, envelope", lambda broker, wrong: broker.publish("gates", "north", wrong), ENVELOPES),
        Row(
            "send, messages",
            lambda broker, wrong: broker.send("gates", wrong),
            (None, 3, EVENT, [3], [None], [ENVELOPE], [("north",)]),
        ),
        Row("consume, topic", lambda broker, wrong: broker.consume(wrong, "guards"), NO_TOPIC),
        Row("consume, group", lambda broker, wrong: broker.consume("gates", wrong), NO_TOPIC),
        Row(
            "consume, member",
            lambda broker, wrong: broker.consume("gates", "guards", member=wrong),
            NO_TOPIC[1:],
        ),
        Row(
            "consume, start",
            lambda broker, wrong: broker.consume("gates", "guards", start=wrong),
            (None, 3, "", "middle", EVENT, ["end"]),
        ),
        Row("lag, topic", lambda broker, wrong: broker.lag(wrong, "guards"), NO_TOPIC),
        Row("lag, group", lambda broker, wrong: broker.lag("gates", wrong), NO_TOPIC),
        Row("dead_letters, topic", lambda broker, wrong: broker.dead_letters(wrong, "guards"), NO_TOPIC),
        Row("dead_letters, group", lambda broker, wrong: broker.dead_letters("gates", wrong), NO_TOPIC),
        Row("redrive, topic", lambda broker, wrong: broker.redrive(wrong, "guards"), NO_TOPIC),
        Row("redrive, group", lambda broker, wrong: broker.redrive("gates", wrong), NO_TOPIC),
        Row(
            "redrive, which",
            lambda broker, wrong: broker.redrive("gates", "guards", wrong),
            (3, "x", EVENT, [3], [None]),
        ),
        Row(
            "discard, which",
            lambda broker, wrong: broker.discard("gates", "guards", wrong),
            (3, "x", EVENT, [3], [None]),
        ),
        Row(
            "MemoryBroker, max_tries",
            lambda _, wrong: MemoryBroker(max_tries=wrong),
            (None, "3", 1.5, NAN, True, 0, -1),
        ),
        Row(
            "MemoryBroker, partitions",
            lambda _, wrong: MemoryBroker(partitions=wrong),
            (None, "3", 1.5, NAN, True, 0, -1),
        ),
        Row("MemoryBroker, backoff_s", lambda _, wrong: MemoryBroker(backoff_s=wrong), (None, "3", NAN, -1)),
        Row(
            "MemoryBroker, session_s", lambda _, wrong: MemoryBroker(session_s=wrong), (None, "3", NAN, -1, 0)
        ),
    ),
)


def _a_closed_broker(folder: Path) -> Any:
    broker = _a_broker(folder)
    broker.close()
    return broker


_USES: dict[str, Any] = {
    "create_topic": lambda broker: broker.create_topic("new"),
    "topics": lambda broker: broker.topics(),
    "partitions": lambda broker: broker.partitions("gates"),
    "publish": lambda broker: broker.publish("gates", "north", ENVELOPE),
    "send": lambda broker: broker.send("gates", []),
    "consume": lambda broker: broker.consume("gates", "guards"),
    "lag": lambda broker: broker.lag("gates", "guards"),
    "dead_letters": lambda broker: broker.dead_letters("gates", "guards"),
    "redrive": lambda broker: broker.redrive("gates", "guards"),
    "discard": lambda broker: broker.discard("gates", "guards"),
}
CLOSED = Room(
    "a closed broker",
    _a_closed_broker,
    lambda broker: len(broker.backend.topics()),
    tuple(Row(name, lambda broker, _, use=use: use(broker), (AFTER,)) for name, use in _USES.items()),
)


def _a_box(folder: Path) -> Any:
    store = MemoryStore(clock=VirtualClock())
    outbox = Outbox(store)
    with store.transaction() as tx:
        outbox.add(tx, "gates", "north", EVENT)
    return outbox


def _add(outbox: Any, topic: Any = "gates", key: Any = "north", message: Any = EVENT, **more: Any) -> None:
    with outbox.store.transaction() as tx:
        outbox.add(tx, topic, key, message, **more)


def _once(outbox: Any, wrong: Any) -> None:
    with Inbox(outbox.store, "guards").once(wrong):
        pass


BOX = Room(
    "an outbox",
    _a_box,
    lambda outbox: (outbox.lag(), len(outbox.waiting()), len(outbox.parked())),
    (
        Row("Outbox.add, topic", lambda outbox, wrong: _add(outbox, topic=wrong), NO_TOPIC),
        Row("Outbox.add, key", lambda outbox, wrong: _add(outbox, key=wrong), NO_KEY),
        Row(
            "Outbox.add, message",
            lambda outbox, wrong: _add(outbox, message=wrong),
            (None, 3, "x", GateOpened, GateOpened(number="one")),
        ),
        Row("Outbox, store", lambda _, wrong: Outbox(wrong), THINGS),
        Row("Inbox, store", lambda _, wrong: Inbox(wrong, "guards"), THINGS),
        Row("Worker, broker", lambda _, wrong: Worker(wrong, "gates", "guards", print), THINGS),
        Row("Relay, outbox", lambda _, wrong: Relay(wrong, MemoryBroker()), THINGS),
        Row("Relay, broker", lambda outbox, wrong: Relay(outbox, wrong), THINGS),
        Row("Relay, batch", lambda outbox, wrong: Relay(outbox, MemoryBroker(), batch=wrong), (*COUNTS, 0)),
        Row("Relay, lease_s", lambda outbox, wrong: Relay(outbox, MemoryBroker(), lease_s=wrong), SECONDS),
        Row("StoreRelay, store", lambda _, wrong: StoreRelay(wrong, MemoryBroker(), "gates"), THINGS),
        Row("StoreRelay, broker", lambda box, wrong: StoreRelay(box.store, wrong, "gates"), THINGS),
        Row(
            "StoreRelay, topic",
            lambda box, wrong: StoreRelay(box.store, MemoryBroker(), wrong),
            (*TEXTS, ""),
        ),
        Row(
            "StoreRelay, name",
            lambda box, wrong: StoreRelay(box.store, MemoryBroker(), "gates", name=wrong),
            NO_TOPIC,
        ),
        Row("Inbox, group", lambda outbox, wrong: Inbox(outbox.store, wrong), NO_TOPIC),
        Row(
            "Worker, handler",
            lambda outbox, wrong: Worker(MemoryBroker(), "gates", "guards", wrong),
            (None, 3, "print", EVENT),
        ),
        Row("Inbox.handled", lambda outbox, wrong: Inbox(outbox.store, "guards").handled(wrong), ENVELOPES),
    ),
)

ROOMS = (BROKER, CLOSED, BOX)
