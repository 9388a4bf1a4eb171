"""One member of the night's group as a process of its own, over Valkey or Redis.

`night_worker:worker` is what `start_workers` starts: its handler notes each fact of a ride in a list of that
ride, in the same Redis. `on_valkey` starts four, kills one while it works, and looks at the result.
"""

from __future__ import annotations

import time
from typing import Any

import redis

from companion.delivery import Worker, start_workers
from companion.engines import RedisBroker
from companion.events import Event

from .rides_night import facts, place_of, ride_of

__all__ = ["on_valkey", "worker"]

TOPIC, GROUP, SESSION_S, WORK_S = "rides", "Billing", 2.0, 0.005


def worker(url: str, prefix: str) -> Worker:
    """A member that works `WORK_S` seconds at each fact, then notes it."""
    notes = redis.Redis.from_url(url)

    def note(event: Event) -> None:
        time.sleep(WORK_S)
        notes.rpush(f"{prefix}:{ride_of(event)}", place_of(event))

    return Worker(RedisBroker(url, prefix=prefix, session_s=SESSION_S), TOPIC, GROUP, note)


def on_valkey(url: str, prefix: str, rides: int = 40) -> str:
    """A night keyed by ride, four processes, one of them killed: the result, in a sentence."""
    from companion.delivery import Message
    from companion.events.codec import encode

    from .consumed import tell

    broker = RedisBroker(url, prefix=prefix, session_s=SESSION_S)
    told = tell(facts(rides), ride_of)
    broker.send(TOPIC, [Message(each.key, encode(each.envelope)) for each in told])
    with start_workers(4, f"{__name__}:worker", url, prefix) as workers:
        while broker.lag(TOPIC, GROUP) > len(told) // 2:
            time.sleep(0.02)
        workers[0].kill()
        while broker.lag(TOPIC, GROUP):
            time.sleep(0.05)
    notes: Any = redis.Redis.from_url(url)
    lines = [[int(n) for n in notes.lrange(f"{prefix}:ride-{n}", 0, -1)] for n in range(1, rides + 1)]
    whole = sum(sorted(set(line)) == list(range(1, 8)) for line in lines)
    ordered = sum(line == sorted(line) for line in lines)
    return f"four processes, one killed: {whole} of {rides} rides whole, {ordered} in order"
