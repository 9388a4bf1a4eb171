"""Append events one by one from 8 and from 64 threads to SQLite, FULL: group commit and separate commits.

    python benchmarks/bench_writers.py [rounds]

Contestants run A B C … C B A, at least five rounds, each run on a fresh file; every run checks how many
events are there and what version the streams have. Separate commits are shown as people write them (each
thread with a connection of its own) and at their best (threads take turns at one connection), both with rows
prepared beforehand. Prints markdown tables for one append. Never a timed test.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from contextlib import closing
from typing import Any
from uuid import uuid4

from account import fresh_file, movement, surroundings
from bench_append import CLOCK, HERE, INSERT, in_table, raw_connection
from interleaved import Run, measure, table

from companion.events.codec import encode_event
from companion.sourcing import SQLiteStore


def at_once(threads: int, n: int, write: Callable[[int, int], object]) -> float:
    """`write(thread, number)` n times in all, by that many threads; seconds from the first to the last."""
    line, problems = threading.Barrier(threads + 1), []

    def work(thread: int) -> None:
        try:
            line.wait()
            for number in range(n // threads):
                write(thread, number)
        except BaseException as problem:
            problems.append(problem)

    writers = [threading.Thread(target=work, args=(number,)) for number in range(threads)]
    for each in writers:
        each.start()
    line.wait()
    start = time.perf_counter()
    for each in writers:
        each.join()
    seconds = time.perf_counter() - start
    if problems:
        raise problems[0]
    return seconds


def check_writers(found: tuple[int, int], threads: int, n: int) -> None:
    assert found == (n // threads * threads, n // threads), f"{found} of {n} by {threads}"


def thread_rows(threads: int, n: int) -> list[list[tuple[Any, ...]]]:
    now = time.time_ns() // 1000
    data = [encode_event(movement(number)) for number in range(n // threads)]
    return [
        [
            (None, f"account-{thread}", version, "Deposited", 1, each, CLOCK.new_id(), now)
            for version, each in enumerate(data, 1)
        ]
        for thread in range(threads)
    ]


def own_connections(threads: int) -> Run:
    """What threads do without a store that joins them: each its own connection, each its own commit."""

    def run(n: int) -> float:
        with fresh_file() as path:
            SQLiteStore(path).close()
            cons, prepared = [raw_connection(path) for _ in range(threads)], thread_rows(threads, n)

            def write(thread: int, number: int) -> None:
                con = cons[thread]
                con.execute("BEGIN IMMEDIATE")
                con.execute(INSERT, prepared[thread][number])
                con.execute("COMMIT")

            seconds = at_once(threads, n, write)
            check_writers(in_table(cons[0]), threads, n)
            for con in cons:
                con.close()
            return seconds

    return run


def behind_a_lock(threads: int) -> Run:
    """Separate commits at their best: one connection, and threads that wait for their turn at a lock."""

    def run(n: int) -> float:
        with fresh_file() as path:
            SQLiteStore(path).close()
            turn, prepared = threading.Lock(), thread_rows(threads, n)
            with closing(raw_connection(path)) as con:

                def write(thread: int, number: int) -> None:
                    with turn:
                        con.execute("BEGIN IMMEDIATE")
                        con.execute(INSERT, prepared[thread][number])
                        con.execute("COMMIT")

                seconds = at_once(threads, n, write)
                check_writers(in_table(con), threads, n)
                return seconds

    return run


def ours_together(threads: int) -> Run:
    def run(n: int) -> float:
        with fresh_file() as path, closing(SQLiteStore(path, busy_timeout_s=60)) as store:
            events = [[movement(number)] for number in range(n // threads)]

            def write(thread: int, number: int) -> None:
                store.append(f"account-{thread}", events[number], expected=number)

            seconds = at_once(threads, n, write)
            highest = {store.version(f"account-{thread}") for thread in range(threads)}
            assert len(highest) == 1
            check_writers((store.count(), highest.pop()), threads, n)
            return seconds

    return run


def recorder_together(threads: int) -> Run:
    from peer_eventsourcing import sqlite_recorder, stored

    def run(n: int) -> float:
        with fresh_file() as path:
            recorder, ids = sqlite_recorder(path, threads), [uuid4() for _ in range(threads)]
            prepared = [
                [[stored(id, number + 1, movement(number))] for number in range(n // threads)] for id in ids
            ]
            seconds = at_once(
                threads, n, lambda thread, number: recorder.insert_events(prepared[thread][number])
            )
            lengths = {len(recorder.select_events(id)) for id in ids}
            assert len(lengths) == 1
            check_writers((recorder.max_notification_id() or 0, lengths.pop()), threads, n)
            recorder.datastore.close()
            return seconds

    return run


def main(rounds: int = 5) -> None:
    print(surroundings(), end="\n\n")
    for threads, n in ((8, 160), (64, 256)):
        contestants: dict[str, Run] = {
            "a connection and a commit each": own_connections(threads),
            "one connection behind a lock, a commit each": behind_a_lock(threads),
            "companion, group commit": ours_together(threads),
        }
        if "eventsourcing" in HERE:
            contestants["eventsourcing recorder"] = recorder_together(threads)
        found = measure(contestants, n, rounds, warm_up=threads)
        title = f"SQLite, FULL: {threads} threads append one event at a time"
        print(table(title, found, "a connection and a commit each", "µs"))
    if "eventsourcing" not in HERE:
        print("Not installed, left out: eventsourcing")
    print(surroundings())


if __name__ == "__main__":
    main(*(max(5, int(argument)) for argument in sys.argv[1:2]))
