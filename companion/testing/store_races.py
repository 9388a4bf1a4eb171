"""Promises of a store: several threads at once. Each one holds however they happen to take turns."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from threading import Barrier, Event

from companion.events import BadInput, Envelope
from companion.sourcing.errors import ConcurrencyError, TransactionConflict
from companion.sourcing.position import START
from companion.sourcing.store import ANY, NO_STREAM, EventStore

from .backend import Backend
from .evidence import at_once, fail, same, true
from .facts import by_stream, given, is_in_order, log, numbers, pebbles, position_of, versions

WRITERS, ROUNDS = 4, 12
_NUDGE_S = 0.15  # a chance for others to go first; nothing depends on whether they take it


def one_writer_wins_and_the_others_are_told(backend: Backend) -> None:
    """Two people withdraw the last $100 at the same moment. A check and an append that are two steps let
    both.
    """
    with backend.store() as store:
        for version in range(ROUNDS):
            barrier = Barrier(WRITERS)

            def write(writer: int, version: int = version, barrier: Barrier = barrier) -> int:
                barrier.wait(backend.patience_s)
                store.append("s-1", pebbles(version + 1, by=f"w-{writer}"), expected=version)
                return writer

            ends = at_once([lambda n=n: write(n) for n in range(WRITERS)], backend.patience_s)  # type: ignore[misc]
            won = [end for end in ends if isinstance(end, int)]
            lost = [end for end in ends if isinstance(end, ConcurrencyError)]
            same((len(won), len(lost)), (1, WRITERS - 1), f"winners and losers at version {version}: {ends}")
            told = {(end.stream, end.expected, end.actual) for end in lost}
            same(told, {("s-1", version, version + 1)}, "what the losers are told")
            same(store.read("s-1", after=version)[0].event, pebbles(version + 1, by=f"w-{won[0]}")[0],
                 "what the winner stored")  # fmt: skip
        is_in_order(backend.log(store, ROUNDS))


def writers_who_try_again_lose_nothing(backend: Backend) -> None:
    """Read, decide, append, and again after a conflict: in the end everybody's facts are there, once."""
    with backend.store() as store:

        def write(writer: int) -> int:
            conflicts = 0
            for _ in range(ROUNDS):
                while True:
                    version = store.version("s-1")
                    try:
                        store.append("s-1", pebbles(version + 1, by=f"w-{writer}"), expected=version)
                        break
                    except ConcurrencyError:
                        conflicts += 1
            return conflicts

        _all_ended(at_once([lambda n=n: write(n) for n in range(WRITERS)], backend.patience_s))  # type: ignore[misc]
        found = backend.log(store, WRITERS * ROUNDS)
        is_in_order(found)
        same(numbers(found), versions(found), "the versions the writers had decided on, and got")
        by = [getattr(each.event, "by", "") for each in found]
        told = {f"w-{writer}": by.count(f"w-{writer}") for writer in range(WRITERS)}
        same(told, dict.fromkeys(told, ROUNDS), "how many facts of each writer are there")


def one_envelope_sent_by_many_is_stored_once(backend: Backend) -> None:
    """A sender that gave up waiting sends again while the first copy is still on its way."""
    with backend.store() as store:
        for round in range(ROUNDS):
            batch = [given(pebble) for pebble in pebbles(2 * round + 1, 2 * round + 2)]
            barrier = Barrier(WRITERS)

            def send(
                batch: list[Envelope] = batch, barrier: Barrier = barrier, at: int = 2 * round
            ) -> object:
                barrier.wait(backend.patience_s)
                return store.append("s-1", batch, expected=at)

            ends = at_once([send] * WRITERS, backend.patience_s)
            for end in ends:
                same(end, store.read("s-1", after=2 * round), "what each sender was told")
        same(numbers(store.read("s-1")), list(range(1, 2 * ROUNDS + 1)), "the stream")


def one_id_in_two_streams_at_once_is_stored_once(backend: Backend) -> None:
    """Locks on streams do not help here: only the id itself can tell."""
    with backend.store() as store:
        for round in range(ROUNDS):
            envelope, barrier = given(pebbles(round)[0]), Barrier(2)

            def send(stream: str, envelope: Envelope = envelope, barrier: Barrier = barrier) -> str:
                barrier.wait(backend.patience_s)
                store.append(stream, [envelope], expected=ANY)
                return stream

            ends = at_once([lambda: send("s-1"), lambda: send("s-2")], backend.patience_s)
            won = [end for end in ends if isinstance(end, str)]
            lost = [end for end in ends if isinstance(end, BadInput)]
            same((len(won), len(lost)), (1, 1), f"who stored the id and who was refused: {ends}")
        found = backend.log(store, ROUNDS)
        same(numbers(found), list(range(ROUNDS)), "the log")
        is_in_order(found)


def two_large_batches_do_not_interleave(backend: Backend) -> None:
    """A batch is one step: no other event is inside it in the global log."""
    with backend.store() as store:
        barrier = Barrier(2)

        def write(stream: str) -> None:
            barrier.wait(backend.patience_s)
            store.append(stream, pebbles(1, 1000, by=stream), expected=ANY)

        names = ["s-1", "s-2"]
        _all_ended(at_once([lambda n=n: write(n) for n in names], backend.patience_s))  # type: ignore[misc]
        found = backend.log(store, 2000)
        is_in_order(found)
        order = [each.stream for each in found]
        changes = sum(one != other for one, other in pairwise(order))
        same((len(found), changes), (2000, 1), "events in the log, and changes from one batch to the other")


def a_batch_becomes_visible_whole(backend: Backend) -> None:
    """Half an append seen by a reader is a state that never was."""
    with backend.store() as store:
        done = Event()

        def write() -> None:
            try:
                for turn in range(ROUNDS):
                    store.append("s-1", pebbles(1, 7), expected=7 * turn)
            finally:
                done.set()

        def read() -> set[int]:
            seen = set()
            while not done.is_set():
                seen.add(len(store.read("s-1")) % 7)
            return seen

        ends = at_once([write, read], backend.patience_s)
        _all_ended(ends)
        true(ends[1] <= {0}, f"with batches of 7, a reader saw this many events of one: {ends[1]}")  # type: ignore[operator]


def a_reader_skips_nothing_of_a_slow_transaction(backend: Backend) -> None:
    """The slow one has its place in the log early and commits late. A reader that passed it meanwhile never
    sees it: ten percent of the events lost, and no error anywhere.
    """
    with backend.store() as store:
        appended, go_on = Event(), Event()
        slow_stream, quick_stream = "slow", "quick"

        def slow() -> None:
            with store.transaction() as tx:
                tx.append(slow_stream, pebbles(1, 2), expected=NO_STREAM)
                appended.set()
                go_on.wait(backend.patience_s)
                tx.append(slow_stream, pebbles(3), expected=2)
            slow_done.set()

        def quick() -> None:
            appended.wait(backend.patience_s)
            for number in (4, 5, 6):
                store.append(quick_stream, pebbles(number), expected=number - 4)
            passed.set()

        def read() -> list[Envelope]:
            appended.wait(backend.patience_s)
            passed.wait(_NUDGE_S)
            seen = log(store)
            go_on.set()
            slow_done.wait(backend.patience_s)
            passed.wait(backend.patience_s)
            after = position_of(seen[-1]) if seen else START
            return seen + log(store, 6 - len(seen), after=after, settle_s=backend.settle_s)

        passed, slow_done = Event(), Event()
        ends = at_once([slow, quick, read], backend.patience_s)
        _all_ended(ends)
        seen = ends[2]
        if not isinstance(seen, list):
            fail(f"the reader came back with {seen!r}")
        same(sorted(numbers(seen)), [1, 2, 3, 4, 5, 6], f"what the reader saw, once each ({numbers(seen)})")
        is_in_order(seen)
        is_in_order(backend.log(store, 6))


def a_stream_never_runs_backwards_in_the_log(backend: Backend) -> None:
    """A transaction wrote business data first, others appended to the stream meanwhile, then it appends too:
    its version is later, so must be its place. It may be refused, and is then run again.
    """
    backend.needs_sql()
    from .store_transactions import _rows, _table

    with backend.store() as store:
        table = _table(store)
        begun, passed = Event(), Event()

        def old() -> int:
            for tries in range(1, 10):
                try:
                    with store.transaction() as tx:
                        tx.execute(f"INSERT INTO {table} VALUES (?, ?)", 1, "business")
                        begun.set()
                        passed.wait(_NUDGE_S)
                        tx.append("s-1", pebbles(9), expected=ANY)
                    return tries
                except TransactionConflict:
                    same(_rows(store, table), [], "rows of the transaction that was refused")
            fail("a transaction was refused nine times although no other program was writing")

        def young() -> None:
            begun.wait(backend.patience_s)
            store.append("s-1", pebbles(1), expected=ANY)
            passed.set()

        _all_ended(at_once([old, young], backend.patience_s))
        found = backend.log(store, 2)
        same(sorted(numbers(found)), [1, 9], "what is in the log")
        is_in_order(found)
        same(_rows(store, table), [(1, "business")], "the business data")


def a_follower_of_many_writers_sees_everything_once(backend: Backend) -> None:
    """Everything at the same time: appends, transactions over two streams, and one who follows."""
    total = WRITERS * ROUNDS * 2
    with backend.store() as store:
        seen: list[Envelope] = []

        def follow() -> None:
            for each in store.subscribe("mailer", follow=True, stop=lambda: len(seen) >= total, poll_s=0.05):
                seen.append(each)

        def write(writer: int) -> None:
            for turn in range(ROUNDS):
                _twice(store, writer, turn)

        calls: list[Callable[[], object]] = [lambda n=n: write(n) for n in range(WRITERS)]  # type: ignore[misc]
        _all_ended(at_once([*calls, follow], backend.patience_s))
        is_in_order(seen)
        same(len(seen), total, "events the follower saw")
        same(seen, backend.log(store, total), "what the follower saw, against the log")
        same(len(by_stream(seen)), WRITERS + 1, "streams in it")


def _twice(store: EventStore, writer: int, turn: int) -> None:
    """One fact in the writer's own stream and one in everybody's: in one step at every other turn."""
    mine, ours = pebbles(turn, by=f"w-{writer}"), pebbles(turn, by=f"shared-{writer}")
    if turn % 2:
        store.append(f"w-{writer}", mine, expected=turn)
        store.append("shared", ours, expected=ANY)
        return
    while True:
        try:
            with store.transaction() as tx:
                tx.append(f"w-{writer}", mine, expected=turn)
                tx.append("shared", ours, expected=ANY)
            return
        except TransactionConflict:
            continue


def _all_ended(ends: list[object]) -> None:
    for end in ends:
        if isinstance(end, Exception):
            raise end
