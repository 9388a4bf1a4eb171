"""Deliveries a second through each broker: one, two and four worker processes, beside the raw client.

    python benchmarks/bench_brokers.py [rounds]

Contestants run A B C … C B A, at least five rounds. Worker processes are started once and stay in their
groups; each run puts all its messages into the broker first, then opens a gate, and ends with the last one
handled. Every run checks that each message was handled exactly once. Prints markdown tables: deliveries a
second. Never a timed test.
"""

from __future__ import annotations

import statistics
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from importlib.util import find_spec

from account import surroundings
from broker_runs import Group, in_memory, queue_alone
from interleaved import Figures, Run, measure
from raw_brokers import kafka_alone, redis_alone

from companion import engines
from companion.engines import EngineError

MESSAGES, WAITING_MESSAGES, PAUSE_S = 1_000, 200, 0.005
PROCESSES = (1, 2, 4)


def per_second(title: str, found: Figures, limit: str) -> str:
    """Median, minimum and maximum of each in deliveries a second, and its ratio to the median of `limit`."""
    base = statistics.median(found[limit])
    rows = [
        f"| {name} | {1e9 / statistics.median(ns):,.0f} | {1e9 / max(ns):,.0f} | {1e9 / min(ns):,.0f} "
        f"| {base / statistics.median(ns):.3f} |"
        for name, ns in found.items()
    ]
    head = [f"### {title}", "", "| | median a second | min | max | ratio |", "|---|---|---|---|---|"]
    return "\n".join([*head, *rows, ""])


def memory(rounds: int) -> str:
    limit = "queue.SimpleQueue and the codec (limit)"
    runs: dict[str, Run] = {limit: queue_alone, "companion MemoryBroker, one thread": in_memory}
    title = f"{MESSAGES:,} deliveries in memory, a handler that only notes them"
    return per_second(title, measure(runs, MESSAGES, rounds, warm_up=100), limit)


def engine(name: str, title: str, address: str, alone: Mapping[str, Run], rounds: int) -> str:
    """Both tables of one engine. `alone` are the raw client's runs, the limit first."""
    limit = next(iter(alone))
    with ExitStack() as stack:
        groups = [stack.enter_context(Group(name, address, count)) for count in PROCESSES]
        runs: dict[str, Run] = dict(alone)
        waiting: dict[str, Run] = {}
        for group in groups:
            called = f"companion, {group.count} worker process{'es' * (group.count > 1)}"
            runs[called] = group.run
            waiting[called] = group.waiting(PAUSE_S)
        quick = measure(runs, MESSAGES, rounds, warm_up=100)
        slow = measure(waiting, WAITING_MESSAGES, rounds, warm_up=0)
    first = per_second(f"{MESSAGES:,} deliveries, {title}, a handler that only notes them", quick, limit)
    what = f"{WAITING_MESSAGES} deliveries, {title}, a handler that waits {PAUSE_S * 1000:.0f} ms"
    return first + "\n" + per_second(what, slow, next(iter(waiting)))


def main(rounds: int = 5) -> None:
    print(surroundings(), end="\n\n")
    print(memory(rounds), flush=True)
    left_out = []
    try:
        url = engines.valkey()
        with redis_alone(url) as alone:
            print(engine("redis", "Redis Streams on Valkey", url, alone, rounds), flush=True)
    except EngineError as problem:
        left_out.append(str(problem))
    if find_spec("confluent_kafka"):
        bootstrap = engines.kafka()
        with kafka_alone(bootstrap) as alone:
            print(engine("kafka", "Kafka (mock cluster)", bootstrap, alone, rounds), flush=True)
    else:
        left_out.append("confluent_kafka")
    if left_out:
        print(f"Not installed, left out: {', '.join(left_out)}\n")
    print(surroundings())


if __name__ == "__main__":
    main(*(max(5, int(argument)) for argument in sys.argv[1:2]))
