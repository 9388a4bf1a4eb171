"""Promises of a store that outlives a process: opening it again, several processes, and those killed in the
middle.
"""

from __future__ import annotations

import os
import signal
import sys
import time
import warnings

from companion.events import BadInput
from companion.sourcing.errors import ConcurrencyError, StoreError, StoreUnavailable
from companion.sourcing.position import START
from companion.sourcing.store import ANY, NO_STREAM, EventStore

from .backend import Backend, opened
from .evidence import at_once, fail, refused, same, true
from .facts import by_stream, given, is_in_order, numbers, pebbles, position_of, versions
from .processes import Child, children
from .promise import Lacking
from .store_transactions import _rows, _table

PROCESSES, EACH = 3, 8


def a_store_opened_again_is_the_same_store(backend: Backend) -> None:
    """Its id too: else no checkpoint would fit any more."""
    backend.needs_to_last()
    opening = backend.opening()
    with opened(opening) as store:
        stored = store.append("s-1", pebbles(1, 3), expected=NO_STREAM, service="Shore")
        stored += store.append("é-2", [given(pebbles(4)[0])], expected=NO_STREAM)
        store.save_checkpoint("mailer", position_of(stored[1]))
        store.save_snapshot("s-1", 2, "v1", b"two")
        id = store.id
    with opened(opening) as store:
        same(store.id, id, "the store's id")
        same(tuple(backend.log(store, 4)), stored, "the log")
        same(store.read("s-1"), stored[:3], "a stream")
        same(store.checkpoint("mailer"), position_of(stored[1]), "the checkpoint")
        same(numbers(store.subscribe("mailer")), [3, 4], "what its subscriber sees")
        same(store.load_snapshot("s-1", "v1"), (2, b"two"), "the snapshot")
        refused(ConcurrencyError, "NO_STREAM", store.append, "s-1", pebbles(9), expected=NO_STREAM)
        same(store.append("é-2", [stored[3]], expected=NO_STREAM), stored[3:], "a repeat from before")
        later = store.append("s-1", pebbles(5), expected=3)
        same(tuple(backend.log(store, 5)), stored + later, "the log after one more append")


def another_store_of_the_same_kind_is_another_store(backend: Backend) -> None:
    """Two files, two schemas: nothing of the one is in the other."""
    with backend.store() as one, backend.store() as two:
        [stored] = one.append("s-1", pebbles(1), expected=NO_STREAM)
        one.save_checkpoint("mailer", position_of(stored))
        one.save_snapshot("s-1", 1, "v1", b"one")
        got = (two.version("s-1"), two.checkpoint("mailer"), two.load_snapshot("s-1", "v1"), two.streams())
        same(got, (0, START, None, ()), "version, checkpoint, snapshot and streams of the other")
        refused(BadInput, "a position of the one", two.read_all, after=position_of(stored))
        same(two.append("s-1", pebbles(2), expected=NO_STREAM)[0].version, 1, "the other's first version")


def two_openings_see_each_other(backend: Backend) -> None:
    """A web server and a worker: what one appends, the other reads and waits for."""
    backend.needs_to_last()
    opening = backend.opening()
    with opened(opening) as one, opened(opening) as two:
        same(one.id, two.id, "the ids of one store opened twice")
        same((two.version("s-1"), two.checkpoint("mailer")), (0, START), "version and checkpoint at first")
        [first] = one.append("s-1", pebbles(1), expected=NO_STREAM)
        same((two.read("s-1"), two.version("s-1")), ((first,), 1), "what the other reads, and the version")
        error = refused(ConcurrencyError, "NO_STREAM", two.append, "s-1", pebbles(9), expected=NO_STREAM)
        same(error.actual, 1, "the version the other is told")
        backend.log(two, 1)

        def wait() -> bool:
            return two.wait(position_of(first), 100 * backend.patience_s)

        [woken, _] = at_once([wait, lambda: one.append("s-1", pebbles(2), expected=1)], backend.patience_s)
        same(woken, True, "what wait() of the other says")
        one.save_checkpoint("mailer", position_of(first))
        same(two.checkpoint("mailer"), position_of(first), "the checkpoint the other sees")
        same(numbers(backend.log(two, 2)), [1, 2], "the log the other sees")


def processes_that_race_lose_nothing(backend: Backend) -> None:
    """No lock of one process helps against another."""
    backend.needs_processes()
    opening = backend.opening()
    with opened(opening) as store:
        tasks = [("take_part", f"w-{n}", str(EACH)) for n in range(PROCESSES)]
        with children(opening, backend.patience_s, tasks) as racers:
            _go(racers)
            same([each.heard() for each in racers], ["done"] * PROCESSES, "what the processes said")
        found = backend.log(store, PROCESSES * EACH)
        is_in_order(found)
        same(numbers(found), versions(found), "the versions the processes had decided on, and got")
        by = [getattr(each.event, "by", "") for each in found]
        told = {f"w-{writer}": by.count(f"w-{writer}") for writer in range(PROCESSES)}
        same(told, dict.fromkeys(told, EACH), "how many facts of each process are there")


def what_was_acknowledged_survives_kill_9(backend: Backend) -> None:
    """Several writers are killed while they write: what append had returned is there, the batch each was
    at is there whole or not at all, and others go on.
    """
    backend.needs_processes()
    opening = backend.opening()
    with opened(opening) as store:
        tasks = [("write_for_ever", f"w-{n}") for n in range(PROCESSES)]
        with children(opening, backend.patience_s, tasks) as writers:
            _go(writers)
            for _ in range(EACH):
                acknowledged = [int(each.heard()) for each in writers]
            for number, writer in enumerate(writers):
                acknowledged[number] = max([acknowledged[number], *map(int, writer.kill())])
        _is_whole(backend, store, acknowledged)
    with opened(opening) as store:
        _is_whole(backend, store, acknowledged)
        store.append("shared", pebbles(0), expected=ANY)


def a_transaction_dies_with_its_process(backend: Backend) -> None:
    """Killed after it had appended, written a row and saved a checkpoint, before it committed: nothing of it
    is there, and its locks are released.
    """
    backend.needs_processes()
    opening = backend.opening()
    with opened(opening) as store:
        table = _table(store) if backend.sql else ""
        with children(opening, backend.patience_s, [("stop_inside", table)]) as [child]:
            same(child.heard(), "inside", "what the process said")
            same((store.version("s-1"), store.version("in")), (0, 1), "versions while it is inside")
            child.kill()
        store.append("s-1", pebbles(9), expected=NO_STREAM)
        same(numbers(backend.log(store, 2)), [1, 9], "the log after it was killed")
        same(store.checkpoint("mailer"), START, "the checkpoint after it was killed")
        if table:
            same(_rows(store, table), [], "its rows")


def a_fork_is_refused_or_safe(backend: Backend) -> None:
    """Files, locks and connections do not survive a fork. What a child was told is stored is there, and its
    parent does not notice.
    """
    if not hasattr(os, "fork") or sys.platform == "darwin":
        raise Lacking("nothing can be forked safely here")
    with backend.store() as store:
        store.append("s-1", pebbles(1), expected=NO_STREAM)
        store.read("s-1")
        child = _forked(store)
        ends = time.monotonic() + backend.patience_s
        while (ended := os.waitpid(child, os.WNOHANG))[0] == 0:
            if time.monotonic() > ends:
                os.kill(child, signal.SIGKILL)
                os.waitpid(child, 0)
                fail(f"a forked child that appends has hung {backend.patience_s:g} s")
            time.sleep(0.01)
        told = os.waitstatus_to_exitcode(ended[1])
        true(told in (_STORED, _REFUSED), "a forked child met an error that is not a store's")
        store.append("s-1", pebbles(2), expected=1)
        same(store.version("child"), int(told == _STORED), "events that the forked child was told are stored")
        same(numbers(store.read("s-1")), [1, 2], "what its parent reads")


_STORED, _REFUSED, _SURPRISED = 10, 11, 12


def _forked(store: EventStore) -> int:
    """The process id of a child that appends once, and ends with what came of it as its exit code."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Python 3.12 warns of forks beside threads
        child = os.fork()
    if child:
        return child
    told = _SURPRISED
    try:
        store.append("child", pebbles(1), expected=NO_STREAM)
        told = _STORED
    except StoreError:
        told = _REFUSED
    finally:
        os._exit(told)


def a_dropped_connection_loses_nothing(backend: Backend) -> None:
    """The server went away and came back. At most one call says so; repeated, it stores once."""
    if backend.cut is None:
        raise Lacking("it has no connection that could be cut")
    with backend.store() as store:
        store.append("s-1", pebbles(1), expected=NO_STREAM)
        backend.log(store, 1)
        backend.cut(store)
        batch = [given(pebble) for pebble in pebbles(2, 3)]
        for _ in range(2):
            try:
                store.append("s-1", batch, expected=1)
                break
            except StoreUnavailable:
                continue
        else:
            fail("the store does not come back after its connections were cut")
        same(numbers(store.read("s-1")), [1, 2, 3], "the stream after the cut")
        backend.cut(store)
        try:
            with store.transaction() as tx:
                tx.append("s-1", pebbles(4), expected=3)
                backend.cut(store)
                tx.append("s-1", pebbles(5), expected=4)
        except StoreUnavailable:
            same(store.version("s-1"), 3, "version after a transaction whose connection was cut")
        else:
            fail("a transaction whose connection was cut before its end looked as if it were stored")
        store.append("s-1", pebbles(6), expected=3)
        same(numbers(backend.log(store, 4)), [1, 2, 3, 6], "the log after all that")


def _go(processes: list[Child]) -> None:
    """All at once, once all are ready."""
    for each in processes:
        same(each.heard(), "ready", "what a process said")
    for each in processes:
        each.tell()


def _is_whole(backend: Backend, store: EventStore, acknowledged: list[int]) -> None:
    found = backend.log(store, sum(3 * turns for turns in acknowledged))
    is_in_order(found)
    streams = by_stream(found)
    shared = [getattr(each.event, "by", "") for each in streams.get("shared", [])]
    for writer, turns in enumerate(acknowledged):
        name = f"w-{writer}"
        mine = numbers(streams.get(name, []))
        true(len(mine) % 3 == 0, f"{name!r} has {len(mine)} events, and was written in batches of 3")
        stored = len(mine) // 3
        true(stored >= turns, f"{turns} batches of {name!r} were acknowledged, and {stored} are there")
        same(mine, list(range(1, len(mine) + 1)), f"the facts of {name!r}")
        same(
            shared.count(name),
            (stored + 1) // 2,
            f"facts of {name!r} in the stream of all, from its transactions",
        )
        same(numbers(store.read(name)), mine, f"read of {name!r}")
