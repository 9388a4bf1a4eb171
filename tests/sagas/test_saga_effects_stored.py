"""The ledger inside a store's transaction: the note and the effect are there together, or neither is."""

from __future__ import annotations

from itertools import count
from threading import Barrier, Thread

import pytest

from companion.events import VirtualClock
from companion.sagas import COMPENSATED, Saga, Step, StoredEffects
from companion.sourcing import MemoryStore, Refused
from companion.sourcing.sqlite import SQLiteStore


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def store(request, tmp_path):
    """A store with a ledger and a table of accounts; each test has its own."""
    made = open_store(request, tmp_path)
    StoredEffects.create(made)
    with made.transaction() as tx:
        tx.execute("CREATE TABLE account (name TEXT PRIMARY KEY, cents INTEGER NOT NULL)")
        tx.execute("INSERT INTO account VALUES (?, ?)", "Ada", 1000)
    yield made
    made.close()


def open_store(request, tmp_path):
    if request.param == "postgres":
        return request.getfixturevalue("postgres_store")
    if request.param == "sqlite":
        path, patience_s = tmp_path / "log.db", 300  # for other threads, on a busy machine
        return SQLiteStore(path, clock=VirtualClock(), durability="NORMAL", busy_timeout_s=patience_s)
    return MemoryStore(clock=VirtualClock())


def pay(store, key, cents=100):
    with store.transaction() as tx:
        return StoredEffects(tx).once(key, lambda: move(tx, -cents))


def refund(store, key, cents=100):
    with store.transaction() as tx:
        return StoredEffects(tx).undo(key, lambda result: move(tx, cents))


def move(tx, cents):
    tx.execute("UPDATE account SET cents = cents + ? WHERE name = ?", cents, "Ada")
    return {"moved": cents}


def balance(store):
    with store.transaction() as tx:
        [(cents,)] = tx.execute("SELECT cents FROM account WHERE name = ?", "Ada")
    return cents


def test_a_key_pays_once_and_is_answered_with_its_first_result(store):
    assert [pay(store, "k")["moved"] for _ in range(3)] == [-100] * 3
    assert balance(store) == 900


def test_an_undone_key_stays_undone(store):
    pay(store, "k")
    assert refund(store, "k/undo") is True
    assert refund(store, "k/undo") is False
    assert pay(store, "k") is None
    assert balance(store) == 1000


def test_a_key_undone_before_its_action_is_never_done(store):
    assert refund(store, "k/undo") is False
    assert pay(store, "k") is None
    assert balance(store) == 1000


def test_the_note_of_an_effect_that_raises_is_rolled_back(store):
    def refuse():
        raise Refused("no money")

    with pytest.raises(Refused), store.transaction() as tx:
        StoredEffects(tx).once("k", refuse)
    pay(store, "k")
    assert balance(store) == 900


def test_making_the_table_twice_keeps_what_is_in_it(store):
    pay(store, "k")
    StoredEffects.create(store)
    pay(store, "k")
    assert balance(store) == 900


def test_threads_with_one_key_pay_once_and_refund_once(store):
    begin = Barrier(3)

    def work():
        begin.wait()
        pay(store, "k")
        begin.wait()
        refund(store, "k")

    threads = [Thread(target=work, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert balance(store) == 1000


def test_a_crash_at_any_point_of_a_saga_on_the_same_store_keeps_the_account_balanced(store):
    class Crash(BaseException):
        pass

    def refuse(data, key):
        raise Refused("no parcel")

    steps = [
        Step("pay", lambda data, key: pay(store, key), lambda data, key: refund(store, key)),
        Step("ship", refuse),
    ]
    saga = Saga("order", steps)
    for number in count(1):
        passed = count(1)

        def strike(name, number=number, passed=passed):
            if next(passed) == number:
                raise Crash

        store.clock.on_point = strike
        try:
            run, crashed = saga.run(store, f"o-{number}", {}), False
        except Crash:
            store.clock.on_point = None
            run, crashed = saga.run(store, f"o-{number}", {}), True
        store.clock.on_point = None
        assert run.outcome is COMPENSATED and balance(store) == 1000, number
        if not crashed:
            break
    assert number > 10


def test_an_error_that_is_caught_inside_the_transaction_leaves_the_key_not_done(store):
    def refuse():
        raise Refused("no money")

    with store.transaction() as tx, pytest.raises(Refused):
        StoredEffects(tx).once("k", refuse)
    assert refund(store, "other/undo") is False
    pay(store, "k")
    assert balance(store) == 900


def test_an_undoing_that_raises_inside_the_transaction_leaves_the_key_done(store):
    def refuse(result):
        raise Refused("the bank is closed")

    pay(store, "k")
    with store.transaction() as tx, pytest.raises(Refused):
        StoredEffects(tx).undo("k/undo", refuse)
    assert refund(store, "k/undo") is True
    assert balance(store) == 1000
