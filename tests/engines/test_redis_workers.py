"""The same handler in two and in four processes of one group on a real Valkey, one of them killed with -9."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from companion.delivery import start_workers
from companion.engines import RedisBroker
from companion.events import Envelope, Event, SystemClock

KEYS = [f"van-{number}" for number in range(8)]
ROUNDS = 30
WAIT_S = 300

DEPOT = """
import os
import redis
from companion.delivery import Worker
from companion.engines import RedisBroker
from companion.events import Event

class VanUnloaded(Event):
    van: str
    number: int

def worker(url, prefix):
    broker, notes = RedisBroker(url, prefix=prefix, session_s=2), redis.Redis.from_url(url)

    def note(event):
        notes.rpush(f"{prefix}:notes", f"{os.getpid()} {event.van} {event.number}")

    return Worker(broker, "vans", "depot", note)
"""


class VanUnloaded(Event):
    van: str
    number: int


class Depot:
    """What the workers noted, read as it comes."""

    def __init__(self, url: str, prefix: str) -> None:
        self.broker, self.prefix = RedisBroker(url, prefix=prefix), prefix
        self.client: Any = redis.Redis.from_url(url, socket_timeout=2 * WAIT_S)
        self.published = 0
        self.noted: dict[str, list[int]] = {key: [] for key in KEYS}
        self.by: set[int] = set()

    def publish(self, rounds: int = 1) -> None:
        """So many messages for each key, numbered on."""
        clock = self.broker.clock
        for _ in range(rounds):
            self.published += 1
            for key in KEYS:
                id, event = clock.new_id(), VanUnloaded(van=key, number=self.published)
                self.broker.publish(
                    "vans",
                    key,
                    Envelope(id=id, type="VanUnloaded", event=event, time=clock.now(), correlation_id=id),
                )

    def read(self) -> int:
        """Wait for the next note; whose it is."""
        found = self.client.blpop([f"{self.prefix}:notes"], timeout=WAIT_S)
        assert found, "the workers have stopped"
        pid, van, number = found[1].decode().split()
        self.by.add(int(pid))
        if int(number) not in self.noted[van]:
            self.noted[van].append(int(number))
        return int(pid)

    def is_done(self) -> bool:
        """Whether every message was noted once at least."""
        return all(len(numbers) == self.published for numbers in self.noted.values())


@pytest.fixture
def depot(redis_url: str) -> Iterator[Depot]:
    one = Depot(redis_url, f"test-{SystemClock().new_id()}")
    yield one
    one.broker.close()
    one.client.delete(*one.client.keys(f"{one.prefix}:*"))


@pytest.mark.parametrize("workers", [2, 4])
def test_of_workers_in_processes_one_is_killed_and_nothing_is_lost_or_out_of_order(
    depot: Depot, redis_url: str, tmp_path: Path, workers: int
) -> None:
    (tmp_path / "depot.py").write_text(DEPOT, "utf-8")
    with start_workers(workers, "depot:worker", redis_url, depot.prefix, folder=str(tmp_path)) as group:
        while len(depot.by) < workers:  # until all are at work
            depot.publish()
            while not depot.is_done():
                depot.read()
        depot.publish(ROUNDS)
        while depot.read() != group[-1].pid:
            pass
        group[-1].kill()
        while not depot.is_done():
            depot.read()
        # What the dead one had noted and not acknowledged comes to another after its session.
        until = time.monotonic() + WAIT_S
        while depot.broker.lag("vans", "depot"):
            assert time.monotonic() < until, "what the dead one had in hand came to nobody"
            time.sleep(0.05)
        counts = [each for each in group.stop(WAIT_S) if each is not None]
    assert depot.by == {each.pid for each in group}
    for numbers in depot.noted.values():
        assert numbers == list(range(1, depot.published + 1))
    assert len(counts) == workers - 1 and sum(each.handled for each in counts) > 0
    assert depot.broker.dead_letters("vans", "depot") == ()
    assert depot.broker.lag("vans", "depot") == 0
