"""How the cost of delivery grows: with the partitions of a topic, a relay's backlog, parked rows, kept ids.

    .venv/bin/python benchmarks/bench_delivery_curves.py

Prints one line for each question: microseconds an operation at growing sizes, the best of three. All should
be flat. Stores are SQLite files.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from companion.delivery import Inbox, MemoryBroker, Message, Outbox, Relay, StoreRelay
from companion.events import Envelope, Event, SystemClock
from companion.events.codec import encode
from companion.sourcing import ANY, SQLiteStore

CLOCK = SystemClock()
SIZES = (100, 1_000, 10_000, 100_000)


class LetterPosted(Event):
    number: int


def envelope(number: int) -> Envelope:
    id = CLOCK.new_id()
    event = LetterPosted(number=number)
    return Envelope(id=id, type="LetterPosted", event=event, time=CLOCK.now(), correlation_id=id)


def timed(run: Callable[[], int]) -> float:
    """Microseconds an operation, once; `run` returns how many it did."""
    begun = time.perf_counter()
    count = run()
    return (time.perf_counter() - begun) / count * 1e6


def a_delivery(partitions: int) -> float:
    """One member takes and acknowledges 2,000 messages of 500 keys."""
    found = []
    for _ in range(3):
        broker = MemoryBroker(partitions=partitions)
        broker.send("t", [Message(f"k{n % 500}", encode(envelope(n))) for n in range(2_000)])

        def run(broker: MemoryBroker = broker) -> int:
            count = 0
            for delivery in broker.consume("t", "g"):
                delivery.acknowledge()
                count += 1
            return count

        found.append(timed(run))
    return min(found)


def a_relayed_event(store: SQLiteStore, backlog: int) -> float:
    """A relay publishes three batches of 30, with that many events waiting."""
    store.append("s", [LetterPosted(number=n) for n in range(backlog)], expected=ANY)
    relay = StoreRelay(store, MemoryBroker(), "letters", name=f"relay-{backlog}", batch=30)
    return min(timed(relay.run_once) for _ in range(3))


def a_row_behind(store: SQLiteStore, parked: int) -> float:
    """A relay asks its outbox, in which that many rows are parked and one waits."""
    outbox = Outbox(store)
    with store.transaction() as tx:
        tx.execute("DELETE FROM outbox")
        tx.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO outbox "
            "(id, topic, key, data, added_us, parked) SELECT i, 't', 'k', '{}', 0, 'refused' FROM n",
            parked,
        )
    for n in range(3):
        with store.transaction() as tx:
            outbox.add(tx, "t", "k", envelope(n))
    relay = Relay(outbox, MemoryBroker(), batch=1)
    found = min(timed(relay.run_once) for _ in range(3))
    relay.close()
    return found


def a_forgetting(store: SQLiteStore, kept: int) -> float:
    """An inbox forgets nothing, of that many ids."""
    inbox = Inbox(store, "g")
    with store.transaction() as tx:
        tx.execute("DELETE FROM inbox")
        tx.execute(
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ?) INSERT INTO inbox "
            "(reader, id, type, handled_us) SELECT 'g', i, 'LetterPosted', 2000000000000000 FROM n",
            kept,
        )
    return min(timed(lambda: inbox.forget(datetime(2020, 1, 1, tzinfo=UTC)) + 1) for _ in range(3))


def shown(what: str, sizes: tuple[int, ...], cost: Callable[[int], float]) -> None:
    print(f"{what}:", ", ".join(f"{size:,} → {cost(size):,.1f} µs" for size in sizes), flush=True)


def main() -> None:
    shown("a delivery in memory, by partitions", (4, 16, 64, 256), a_delivery)
    questions: list[tuple[str, Callable[[SQLiteStore, int], float]]] = [
        ("an event relayed from a store, by backlog", a_relayed_event),
        ("a row relayed from an outbox, by parked rows", a_row_behind),
        ("forgetting ids of an inbox, by ids kept", a_forgetting),
    ]
    for what, cost in questions:
        with TemporaryDirectory() as folder:
            store = SQLiteStore(Path(folder) / "store.db", durability="NORMAL")
            shown(what, SIZES, lambda size, cost=cost, store=store: cost(store, size))  # type: ignore[misc]
            store.close()


if __name__ == "__main__":
    main()
