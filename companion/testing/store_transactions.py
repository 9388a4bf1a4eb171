"""Promises of a store: several appends, SQL and checkpoints that happen all or not at all."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from companion.events import BadInput, Closed, WrongUse
from companion.lab import Crash
from companion.sourcing.errors import ConcurrencyError, StatementFailed
from companion.sourcing.position import START
from companion.sourcing.store import ANY, NO_STREAM, EventStore, Transaction

from .backend import Backend
from .evidence import at_once, fail, refused, same
from .facts import fresh_id, given, is_in_order, numbers, pebbles, position_of


def a_transaction_stores_all_of_it(backend: Backend) -> None:
    """Appends to several streams and a checkpoint in one step: so a view and an outbox stay true."""
    with backend.store() as store:
        [first] = store.append("in", pebbles(1), expected=NO_STREAM)
        backend.log(store, 1)
        with store.transaction() as tx:
            told = tx.append("s-1", pebbles(2, 3), expected=NO_STREAM)
            told += tx.append("s-2", pebbles(4), expected=NO_STREAM)
            told += tx.append("s-1", pebbles(5), expected=2)
            tx.save_checkpoint("mailer", position_of(first))
        same(tuple(backend.log(store, 5)), (first, *told), "the log, against what the transaction returned")
        same(store.checkpoint("mailer"), position_of(first), "the checkpoint")
        is_in_order(backend.log(store, 5))


def sql_and_events_are_stored_together(backend: Backend) -> None:
    """The row and the event that tells of it: neither can be without the other."""
    backend.needs_sql()
    with backend.store() as store:
        table = _table(store)
        with store.transaction() as tx:
            same(tx.execute(f"INSERT INTO {table} VALUES (?, ?)", 1, "é?'漢"), [], "rows of an INSERT")
            tx.append("s-1", pebbles(1), expected=NO_STREAM)
        same(_rows(store, table), [(1, "é?'漢")], "the row")
        same(store.version("s-1"), 1, "the stream's version")


def an_exception_rolls_everything_back(backend: Backend) -> None:
    """And comes out as it was raised: what it says about the cause is not the store's to change."""
    with backend.store() as store:
        [first] = store.append("in", pebbles(1), expected=NO_STREAM)
        backend.log(store, 1)
        for problem in (KeyError("lost"), Crash()):

            def fails(tx: Transaction, problem: BaseException = problem) -> None:
                tx.append("s-1", pebbles(2), expected=NO_STREAM)
                tx.append("in", pebbles(3), expected=1)
                tx.save_checkpoint("mailer", position_of(first))
                raise problem

            same(_raised(store, fails), problem, "what came out of the transaction")
            same((store.version("s-1"), store.version("in")), (0, 1), "versions after the rollback")
            same(store.checkpoint("mailer"), START, "the checkpoint after the rollback")
        store.append("s-1", pebbles(4), expected=NO_STREAM)
        found = backend.log(store, 2)
        same(numbers(found), [1, 4], "the log after two rollbacks and an append")
        is_in_order(found)


def an_exception_rolls_sql_back(backend: Backend) -> None:
    """Also what the database had already taken."""
    backend.needs_sql()
    with backend.store() as store:
        table = _table(store)

        def fails(tx: Transaction) -> None:
            tx.execute(f"INSERT INTO {table} VALUES (?, ?)", 1, "one")
            tx.append("s-1", pebbles(1), expected=NO_STREAM)
            raise Crash

        _raised(store, fails)
        same((_rows(store, table), store.version("s-1")), ([], 0), "rows and version after the rollback")


def a_statement_that_fails_rolls_everything_back(backend: Backend) -> None:
    """An event must not tell of a row that is not there."""
    backend.needs_sql()
    with backend.store() as store:
        table = _table(store)

        def fails(tx: Transaction) -> None:
            tx.append("s-1", pebbles(1), expected=NO_STREAM)
            tx.execute(f"INSERT INTO {table} VALUES (?, ?)", 1, "one")
            tx.execute(f"INSERT INTO {table} VALUES (?, ?)", 1, "the same number again")

        error = _raised(store, fails)
        if not isinstance(error, StatementFailed):
            fail(f"a second row of one number should be StatementFailed, got {error!r}")
        same((_rows(store, table), store.version("s-1")), ([], 0), "rows and version after the rollback")
        store.append("s-1", pebbles(1), expected=NO_STREAM)


def a_transaction_reads_its_own_writes_and_nobody_else_does(backend: Backend) -> None:
    """What it appended counts for it at once; for the others not before it is sure."""
    with backend.store() as store:
        store.append("s-1", pebbles(1), expected=NO_STREAM)
        backend.log(store, 1)
        with store.transaction() as tx:
            tx.append("s-1", pebbles(2), expected=1)
            tx.append("s-1", pebbles(3), expected=2)
            same(numbers(tx.read("s-1")), [1, 2, 3], "what the transaction reads")
            same(numbers(tx.read("s-1", after=1, until=2)), [2], "what it reads after 1 until 2")
            same(tx.version("s-1"), 3, "the version it sees")
            [outside] = at_once(
                [lambda: (store.version("s-1"), numbers(store.read("s-1")), numbers(store.read_all()))],
                backend.patience_s,
            )
            same(outside, (1, [1], [1]), "version, stream and log as seen from outside meanwhile")
        same(store.version("s-1"), 3, "the version afterwards")


def a_transaction_reads_its_own_checkpoint_and_rows(backend: Backend) -> None:
    """A handler that runs twice in one transaction must notice."""
    backend.needs_sql()
    with backend.store() as store:
        table = _table(store)
        [first] = store.append("in", pebbles(1), expected=NO_STREAM)
        with store.transaction() as tx:
            tx.save_checkpoint("mailer", position_of(first))
            tx.execute(f"INSERT INTO {table} VALUES (?, ?)", 7, "seven")
            same(tx.checkpoint("mailer"), position_of(first), "the checkpoint it sees")
            same(
                list(map(tuple, tx.execute(f"SELECT n, t FROM {table}"))), [(7, "seven")], "the rows it sees"
            )


def a_checkpoint_does_not_move_back_in_a_transaction(backend: Backend) -> None:
    """The same promise by another door."""
    with backend.store() as store:
        store.append("in", pebbles(1, 2), expected=NO_STREAM)
        [first, second] = backend.log(store, 2)
        store.save_checkpoint("mailer", position_of(second))

        def fails(tx: Transaction) -> None:
            tx.append("s-1", pebbles(3), expected=NO_STREAM)
            tx.save_checkpoint("mailer", position_of(first))

        error = _raised(store, fails)
        if not isinstance(error, WrongUse):
            fail(f"a checkpoint moved back in a transaction should be WrongUse, got {error!r}")
        same(
            (store.version("s-1"), store.checkpoint("mailer")),
            (0, position_of(second)),
            "version and checkpoint",
        )


def a_refused_append_leaves_the_transaction_alive(backend: Backend) -> None:
    """Code that catches the conflict may do something else in the same transaction."""
    with backend.store() as store:
        known = given(pebbles(1)[0])
        store.append("s-1", [known], expected=NO_STREAM)
        with store.transaction() as tx:
            tx.append("s-2", pebbles(2), expected=NO_STREAM)
            refused(ConcurrencyError, "expected=0 of 1", tx.append, "s-1", pebbles(9), expected=NO_STREAM)
            refused(ConcurrencyError, "expected=0 of its own 1", tx.append, "s-2", pebbles(9),
                    expected=NO_STREAM)  # fmt: skip
            refused(BadInput, "a taken id", tx.append, "s-2", [known], expected=ANY)
            tx.append("s-2", pebbles(3), expected=1)
        same(numbers(store.read("s-2")), [2, 3], "what the transaction appended")
        same(numbers(store.read("s-1")), [1], "what it could not append")


def an_envelope_repeated_in_a_transaction_is_stored_once(backend: Backend) -> None:
    """Whether the first was appended before or in this very transaction."""
    with backend.store() as store:
        before, inside = given(pebbles(1)[0]), given(pebbles(2)[0])
        first = store.append("s-1", [before], expected=NO_STREAM)
        with store.transaction() as tx:
            same(tx.append("s-1", [before], expected=NO_STREAM), first, "the repeat of an earlier append")
            own = tx.append("s-1", [inside], expected=1)
            same(tx.append("s-1", [inside], expected=1), own, "the repeat of its own append")
            same(tx.version("s-1"), 2, "the version it sees")
        same(numbers(store.read("s-1")), [1, 2], "the stream")


def the_store_is_not_written_around_an_open_transaction(backend: Backend) -> None:
    """`store.append` by habit instead of `tx.append` would be stored although everything else is rolled back,
    or wait for itself for ever.
    """
    with backend.store() as store:
        [first] = store.append("in", pebbles(1), expected=NO_STREAM)
        with store.transaction() as tx:
            tx.append("s-1", pebbles(2), expected=NO_STREAM)
            refused(WrongUse, "store.append", store.append, "s-2", pebbles(9), expected=ANY)
            refused(WrongUse, "store.save_checkpoint", store.save_checkpoint, "m", position_of(first))
            refused(WrongUse, "a second transaction", _open_and_leave, store)
            tx.append("s-1", pebbles(3), expected=1)
        same(numbers(store.read("s-1")), [2, 3], "what the transaction appended")
        same((store.version("s-2"), store.checkpoint("m")), (0, START), "what went around it")


def a_transaction_is_over_when_it_is_over(backend: Backend) -> None:
    """A `tx` that was kept must not write into the next one."""
    with backend.store() as store:
        [first] = store.append("in", pebbles(1), expected=NO_STREAM)
        with store.transaction() as kept:
            pass
        calls: list[tuple[Callable[..., object], tuple[Any, ...], dict[str, Any]]] = [
            (kept.append, ("s-1", pebbles(2)), {"expected": ANY}),
            (kept.read, ("in",), {}),
            (kept.version, ("in",), {}),
            (kept.checkpoint, ("mailer",), {}),
            (kept.save_checkpoint, ("mailer", position_of(first)), {}),
        ]
        if backend.sql:
            calls.append((kept.execute, ("SELECT 1",), {}))
        for call, args, named in calls:
            refused(Closed, f"{call.__name__} on it", call, *args, **named)
        with store.transaction() as tx:
            refused(Closed, "append on the old one in a new one", kept.append, "s-1", pebbles(2),
                    expected=ANY)  # fmt: skip
            tx.append("s-2", pebbles(3), expected=NO_STREAM)
        same((store.version("s-1"), store.version("s-2")), (0, 1), "versions")


def _open_and_leave(store: EventStore) -> None:
    with store.transaction():
        pass


def _raised(store: EventStore, body: Callable[[Transaction], None]) -> BaseException:
    """What comes out of a transaction around `body`."""
    try:
        with store.transaction() as tx:
            body(tx)
    except (Exception, Crash) as problem:
        return problem
    fail("the transaction ended as if nothing had happened")


def _table(store: EventStore) -> str:
    """A new table of a number and a text, in the store's own database."""
    name = "suite_" + fresh_id().replace("-", "_")
    with store.transaction() as tx:
        tx.execute(f"CREATE TABLE {name} (n INTEGER PRIMARY KEY, t TEXT)")
    return name


def _rows(store: EventStore, table: str) -> list[tuple[Any, ...]]:
    with store.transaction() as tx:
        return list(map(tuple, tx.execute(f"SELECT n, t FROM {table} ORDER BY n")))
