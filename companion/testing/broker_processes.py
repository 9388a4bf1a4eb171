"""Promises of a broker across processes, which may be killed at any moment (kill -9)."""

from __future__ import annotations

import time

from companion.delivery.broker import Broker

from .backend import opened
from .broker_backend import BrokerBackend, fresh_topic
from .broker_messages import RIGHT, bounded, drained, number, publish, taken
from .evidence import same, true
from .processes import Child, children

TASKS = "companion.testing.broker_child"
WORKERS, KEYS, EACH = 3, 6, 15


def what_was_published_survives_kill_9(backend: BrokerBackend) -> None:
    """Publishers are killed while they publish: what publish had returned for is there, in order, without a
    gap."""
    backend.needs_processes()
    opening, topic = backend.opened_by(), fresh_topic()
    with opened(opening) as broker:
        broker.create_topic(topic)
        keys = [f"key-{n}" for n in range(2)]
        tasks = [("publish_for_ever", topic, key) for key in keys]
        with children(opening, backend.patience_s, tasks, TASKS) as publishers:
            _go(publishers)
            for _ in range(EACH):
                last = [int(each.heard()) for each in publishers]
            last = [max([n, *map(int, each.kill())]) for n, each in zip(last, publishers, strict=True)]
        found: dict[str, list[int]] = {key: [] for key in keys}
        for delivery in bounded(broker.consume(topic, "billing")):
            found[delivery.key].append(number(delivery))
            delivery.acknowledge()
        for key, published in zip(keys, last, strict=True):
            same(found[key], list(range(len(found[key]))), f"the messages of {key}")
            true(
                len(found[key]) > published,
                f"{published} of {key} was published; {len(found[key])} are there",
            )


def what_a_killed_member_had_in_hand_comes_to_another(backend: BrokerBackend) -> None:
    """What it had acknowledged does not; what follows in that partition waits for it."""
    backend.needs_processes()
    opening, topic = backend.opened_by(session_s=backend.session_s), fresh_topic()
    with opened(opening) as broker:
        publish(broker, topic, *[(RIGHT, n) for n in (1, 2, 3)])
        with children(opening, backend.patience_s, [("hold", topic)], TASKS) as [holder]:
            same(holder.heard(), f"done {RIGHT} 1", "what the process said first")
            same(holder.heard(), "holds 1", "what it said then")
            holder.kill()
        with broker.consume(topic, "billing") as other:
            again = taken(other, backend.patience_s)
            same(number(again), 2, "what another member is given")
            same(again.attempt, 2 if backend.counts_tries else 1, "the attempt")
            again.acknowledge()
            same(number(taken(other, 0)), 3, "what it is given next")


def workers_killed_in_the_middle_lose_nothing(backend: BrokerBackend) -> None:
    """Of three worker processes one is killed while the others join: every message is done, none comes again
    once it was acknowledged, and every key is in order. Whoever was slower than its session, or than a broker
    waits for an answer, was told so, and that message comes again.
    """
    backend.needs_processes()
    opening, topic = backend.opened_by(session_s=backend.session_s, partitions=4), fresh_topic()
    keys = [f"key-{n}" for n in range(KEYS)]
    with opened(opening) as broker:
        publish(broker, topic, *[(key, n) for n in range(EACH) for key in keys])
        with children(opening, backend.patience_s, [("work", topic)] * WORKERS, TASKS) as workers:
            _go(workers[:1])  # alone at first, so that it surely has work when it is killed
            killed = [workers[0].heard() for _ in range(9)]
            _go(workers[1:])
            killed += workers[0].kill()
            others = _ended(broker, topic, workers[1:], backend.patience_s)
        _is_whole([killed, *others], keys)
        same(drained(broker, topic, "billing", backend.quiet_s), [], "what is left")


def _ended(broker: Broker, topic: str, workers: list[Child], patience_s: float) -> list[list[str]]:
    """What these have said when nothing is left to do."""
    ends = time.monotonic() + patience_s
    while (left := broker.lag(topic, "billing")) > 0:
        true(time.monotonic() < ends, f"{left} messages are still to be done after {patience_s:g} s")
        time.sleep(0.05)
    return [each.kill() for each in workers]


def _is_whole(said: list[list[str]], keys: list[str]) -> None:
    """Each message is done, by one of them; whoever was given one that was done already is wrong. The last
    word of a killed process may be missing: with a message in hand it may have been about to be too late.
    """
    given: dict[tuple[str, int], int] = {}
    done: list[tuple[str, int]] = []
    late = 0
    in_hand = sum(lines[-1].startswith("given") for lines in said if lines)
    for lines in said:
        for what, key, n in (line.split() for line in lines):
            if what == "done":
                done.append((key, int(n)))
            elif what == "late":
                late += 1
            else:
                given[key, int(n)] = given.get((key, int(n)), 0) + 1
        for key in keys:
            mine = [int(n) for what, each, n in map(str.split, lines) if what == "given" and each == key]
            same(mine, sorted(mine), f"the messages of {key} in one process")
    same(len(done), len(set(done)), "messages that were acknowledged twice")
    everything = {(key, n) for key in keys for n in range(EACH)}
    same(set(given), everything, "the messages that were delivered")
    twice = sorted(each for each, times in given.items() if times > 1)
    true(
        len(twice) <= in_hand + late,
        f"{twice} were delivered twice; {in_hand} were in hand at the end of a process, {late} too late",
    )


def _go(processes: list[Child]) -> None:
    for each in processes:
        same(each.heard(), "ready", "what a process said")
    for each in processes:
        each.tell()
