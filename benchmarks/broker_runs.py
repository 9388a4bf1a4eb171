"""Runs of `bench_brokers.py` through this package: groups of worker processes, and the broker in memory."""

from __future__ import annotations

import os
import queue
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from types import TracebackType

import msgspec
from broker_workers import GateReached, MemberMet, ParcelSent, Report, RunEnded, broker_at
from interleaved import Run

from companion.delivery import MemoryBroker, Message, Worker, start_workers
from companion.delivery.topics import PARTITIONS, partition_of
from companion.engines import RedisBroker
from companion.events import Envelope, Event, SystemClock
from companion.events.codec import decode, encode

WAIT_S = 120.0
LOOK_S = 0.01
KEYS = [f"parcel-{number}" for number in range(32)]
ONE_EACH = [next(key for key in KEYS if partition_of(key, PARTITIONS) == n) for n in range(PARTITIONS)]
CLOCK = SystemClock()
_numbers = count(1)


def message(key: str, event: Event) -> Message:
    id = CLOCK.new_id()
    kind = type(event).__name__
    return Message(key, encode(Envelope(id=id, type=kind, event=event, time=CLOCK.now(), correlation_id=id)))


def parcels(n: int) -> list[Message]:
    """Messages numbered from 0, under 32 keys in turn."""
    return [message(KEYS[number % len(KEYS)], ParcelSent(number=number)) for number in range(n)]


def fresh_name() -> str:
    return f"bench-{os.getpid()}-{next(_numbers)}"


def until(is_so: Callable[[], bool], what: str) -> None:
    ends = time.monotonic() + WAIT_S
    while not is_so():
        assert time.monotonic() < ends, f"waited {WAIT_S:.0f} s in vain: {what}"
        time.sleep(LOOK_S)


class Group:
    """`count` worker processes on a topic of their own, until the end of the `with` block."""

    def __init__(self, engine: str, address: str, count: int) -> None:
        self.engine, self.address, self.count = engine, address, count
        self.prefix, self.topic = fresh_name(), fresh_name()
        self.broker = broker_at(engine, address, self.prefix)
        self._folder = TemporaryDirectory(prefix="companion-bench-")
        self.folder = Path(self._folder.name)

    def __enter__(self) -> Group:
        self.broker.create_topic(self.topic, PARTITIONS)
        given = (self.engine, self.address, self.prefix, self.topic, str(self.folder))
        self._workers = start_workers(self.count, "broker_workers:worker", *given)
        try:
            until(self._all_met, "for all workers to join")
        except BaseException:
            self._end()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    def run(self, n: int, pause_s: float = 0.0) -> float:
        """Seconds from the opening of the gate to the last of `n` messages handled."""
        number = next(_numbers)
        self.broker.send(
            self.topic, [message(key, GateReached(run=number, pause_s=pause_s)) for key in ONE_EACH]
        )
        self.broker.send(self.topic, parcels(n))
        self.broker.send(self.topic, [message(key, RunEnded(run=number)) for key in ONE_EACH])
        until(lambda: len(self._files(f"waits-{number}-")) == self.count, "for all workers at the gate")
        start = time.monotonic()
        (self.folder / f"open-{number}").touch()
        until(lambda: sum(each.ends for each in self._reports(number)) == PARTITIONS, "for the end of a run")
        reports = self._reports(number)
        handled = sorted(each for report in reports for each in report.numbers)
        assert handled == list(range(n)), f"{len(handled)} handled of {n}"
        until(lambda: self.broker.lag(self.topic, "depot") == 0, "for the last acknowledgement")
        return max(report.last for report in reports) - start

    def waiting(self, pause_s: float) -> Run:
        """Runs whose handler waits, as for a database or another service."""
        return lambda n: self.run(n, pause_s)

    def _all_met(self) -> bool:
        """Whether every worker is at work; gives them something to do."""
        assert all(each.running() for each in self._workers), "a worker has ended"
        self.broker.send(self.topic, [message(key, MemberMet()) for key in ONE_EACH])
        until(lambda: self.broker.lag(self.topic, "depot") == 0, "for a first message")
        return len(self._files("met-")) == self.count

    def _files(self, beginning: str) -> list[Path]:
        return list(self.folder.glob(f"{beginning}*"))

    def _reports(self, number: int) -> list[Report]:
        return [
            msgspec.json.decode(each.read_bytes(), type=Report) for each in self._files(f"done-{number}-")
        ]

    def _end(self) -> None:
        self._workers.stop()
        self.broker.close()
        if isinstance(self.broker, RedisBroker):
            import redis

            with redis.Redis.from_url(self.address) as client:
                client.delete(*client.scan_iter(f"{self.prefix}:*"))
        self._folder.cleanup()


def in_memory(n: int) -> float:
    """One member in a thread: messages of this broker never leave the process."""
    broker, numbers = MemoryBroker(), list[int]()
    broker.send("parcels", parcels(n))
    worker = Worker(
        broker, "parcels", "depot", {ParcelSent: lambda event: numbers.append(event.number)}, wait_s=0
    )
    thread = Thread(target=worker.run)
    start = time.perf_counter()
    thread.start()
    thread.join()
    seconds = time.perf_counter() - start
    assert sorted(numbers) == list(range(n)) and worker.counts.handled == n
    assert broker.lag("parcels", "depot") == 0
    broker.close()
    return seconds


def queue_alone(n: int) -> float:
    """The least that hands a message to a thread and decodes it: nothing is acknowledged or comes again."""
    waiting: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    for each in parcels(n):
        waiting.put(each.data)
    numbers: list[int] = []

    def work() -> None:
        while not waiting.empty():
            event = decode(waiting.get()).event
            assert isinstance(event, ParcelSent)
            numbers.append(event.number)

    thread = Thread(target=work)
    start = time.perf_counter()
    thread.start()
    thread.join()
    seconds = time.perf_counter() - start
    assert numbers == list(range(n))
    return seconds
