"""The same handler as two and as four worker processes of one group on Kafka; one of them is killed."""

from __future__ import annotations

import os
import signal
import time
from pathlib import Path
from uuid import uuid4

import pytest

from companion.delivery import Counts, start_workers
from companion.engines import KafkaBroker
from companion.events import Envelope, Event, SystemClock
from companion.sourcing import SQLiteStore

WAIT_S = 300.0
KEYS = [f"order-{n}" for n in range(8)]

# What each process runs. `Dying` is its clock: where the broker says that it is about to acknowledge, or the
# handler that its effect is not committed yet, one process, the first to get there once it is asked for, is
# killed with -9.
MODULE = """
import os, signal
from companion.delivery import Inbox, Worker
from companion.engines import KafkaBroker
from companion.events import Event, SystemClock
from companion.sourcing import ANY, SQLiteStore

class Placed(Event):
    key: str
    number: int

class Billed(Event):
    number: int
    by: str

class Dying(SystemClock):
    def __init__(self, folder, where):
        self.folder, self.where = folder, where

    def point(self, name):
        if name.startswith(self.where) and os.path.exists(f"{self.folder}/armed"):
            try:
                os.rename(f"{self.folder}/armed", f"{self.folder}/fired-{os.getpid()}")
            except OSError:
                return  # another was faster
            os.kill(os.getpid(), signal.SIGKILL)

def biller(bootstrap, topic, folder, where):
    clock = Dying(folder, where)
    store = SQLiteStore(f"{folder}/events.db")
    broker = KafkaBroker(bootstrap, clock=clock, session_s=2)

    def bill(event, envelope, tx):
        tx.append(event.key, [Billed(number=event.number, by=str(os.getpid()))], expected=ANY, cause=envelope)
        clock.point("in the middle of an effect")

    return Worker(broker, topic, "billing", {Placed: bill}, inbox=Inbox(store, "billing"))
"""


class Placed(Event):
    key: str
    number: int


class Billed(Event):
    number: int
    by: str


class Orders:
    """Publishes orders under every key, numbered from 0, and sees what became of them."""

    def __init__(self, bootstrap: str, folder: Path) -> None:
        self.topic = f"orders-{uuid4().hex[:8]}"
        self.broker = KafkaBroker(bootstrap)
        self.broker.create_topic(self.topic, 4)
        self.store = SQLiteStore(folder / "events.db")
        self.rounds = 0

    def round(self) -> None:
        """One more order under each key."""
        for key in KEYS:
            id, now = SystemClock().new_id(), SystemClock().now()
            event = Placed(key=key, number=self.rounds)
            self.broker.publish(
                self.topic, key, Envelope(id=id, type="Placed", event=event, time=now, correlation_id=id)
            )
        self.rounds += 1

    def billed(self, key: str) -> list[Billed]:
        """What was done for a key, in order."""
        return [each.event for each in self.store.read(key) if isinstance(each.event, Billed)]

    def by(self) -> set[str]:
        """Who has done something."""
        return {each.by for key in KEYS for each in self.billed(key)}

    def left(self) -> int:
        """How many are not acknowledged."""
        return self.broker.lag(self.topic, "billing")


def rounds_until(orders: Orders, enough: object) -> None:
    """Publish, round by round, until `enough()`."""
    ends = time.monotonic() + WAIT_S
    while not enough():  # type: ignore[operator]
        assert time.monotonic() < ends, f"after {orders.rounds} rounds still not"
        orders.round()
        while orders.left() > 4 * len(KEYS):
            assert time.monotonic() < ends, f"{orders.left()} orders are left and nobody takes them"


@pytest.mark.parametrize(
    ("workers", "where"), [(2, "before acknowledge"), (4, "in the middle of an effect")], ids=["two", "four"]
)
def test_workers_of_which_one_is_killed_lose_nothing_and_keep_the_order_of_every_key(
    kafka_bootstrap: str, tmp_path: Path, workers: int, where: str
) -> None:
    (tmp_path / "billers.py").write_text(MODULE)
    orders = Orders(kafka_bootstrap, tmp_path)
    given = (kafka_bootstrap, orders.topic, str(tmp_path), where)
    with start_workers(workers, "billers:biller", *given, folder=str(tmp_path)) as processes:
        pids = {str(each.pid) for each in processes}
        rounds_until(orders, lambda: orders.by() == pids)
        (tmp_path / "armed").touch()
        rounds_until(orders, lambda: list(tmp_path.glob("fired-*")))
        for _ in range(5):
            orders.round()
        ends = time.monotonic() + WAIT_S
        while orders.left():
            assert time.monotonic() < ends, f"{orders.left()} orders are left"
        counts = processes.stop(WAIT_S)
    [killed] = [each for each, count in zip(processes, counts, strict=True) if count is None]
    assert killed._process.returncode == -signal.SIGKILL
    for key in KEYS:
        assert [each.number for each in orders.billed(key)] == list(range(orders.rounds)), key
    others = [count for count in counts if isinstance(count, Counts)]
    assert len(others) == workers - 1 and all(count.rejected == 0 for count in others)
    repeats = sum(count.repeats for count in others)
    assert repeats >= (1 if where == "before acknowledge" else 0)  # its effect was there, its receipt not
    assert orders.broker.dead_letters(orders.topic, "billing") == ()
    orders.broker.close()
    orders.store.close()


def test_a_worker_told_to_stop_leaves_the_group_at_once(kafka_bootstrap: str, tmp_path: Path) -> None:
    (tmp_path / "billers.py").write_text(MODULE)
    orders = Orders(kafka_bootstrap, tmp_path)
    given = (kafka_bootstrap, orders.topic, str(tmp_path), "never")
    with start_workers(1, "billers:biller", *given, folder=str(tmp_path)) as [only]:
        rounds_until(orders, lambda: orders.by() == {str(only.pid)})
        only.stop()
        counts = only.wait(WAIT_S)
    assert counts is not None and counts.handled > 0 and os.getpid() != only.pid
    orders.round()
    with orders.broker.consume(orders.topic, "billing") as heir:
        assert heir.receive(WAIT_S) is not None
        assert heir.partitions == (0, 1, 2, 3)
    orders.broker.close()
    orders.store.close()


def test_what_is_redriven_reaches_workers_of_another_process(kafka_bootstrap: str, tmp_path: Path) -> None:
    (tmp_path / "billers.py").write_text(MODULE)
    orders = Orders(kafka_bootstrap, tmp_path)
    orders.round()
    for delivery in orders.broker.consume(orders.topic, "billing"):
        delivery.reject("not today", permanent=True)
    given = (kafka_bootstrap, orders.topic, str(tmp_path), "never")
    with start_workers(2, "billers:biller", *given, folder=str(tmp_path)):
        assert orders.broker.redrive(orders.topic, "billing") == len(KEYS)
        ends = time.monotonic() + WAIT_S
        while orders.left():
            assert time.monotonic() < ends, f"{orders.left()} orders are left"
    assert all([each.number for each in orders.billed(key)] == [0] for key in KEYS)
    orders.broker.close()
    orders.store.close()
