"""A store in which somebody acts, or the process dies, at the n-th step."""

import pytest

from companion.events import VirtualClock
from companion.exercises.strike import Striking
from companion.lab import Crash
from companion.sourcing import ANY, MemoryStore

STEPS = ["begin", "before INSERT", "after INSERT", "before commit", "after commit"]


def fresh() -> MemoryStore:
    store = MemoryStore(clock=VirtualClock())
    with store.transaction() as tx:
        tx.execute("CREATE TABLE till (cents INTEGER)")
    return store


def rows(store: MemoryStore) -> int:
    with store.transaction() as tx:
        return len(tx.execute("SELECT cents FROM till"))


def pay(store: Striking) -> None:
    with store.transaction() as tx:
        tx.execute("insert into till values (?)", 450)


def test_undisturbed_it_names_every_step() -> None:
    store = Striking(fresh())
    pay(store)
    assert (store.names, store.struck) == (STEPS, "")


def test_a_call_of_the_store_itself_has_a_step_before_and_after() -> None:
    store = Striking(fresh())
    store.append("account-1", [], expected=ANY)
    assert store.read("account-1") == ()
    assert store.names == ["before append", "after append", "before read", "after read"]


@pytest.mark.parametrize(("at", "kept"), [(1, 0), (2, 0), (3, 0), (4, 0), (5, 1)])
def test_a_crash_keeps_what_was_committed_and_nothing_else(at: int, kept: int) -> None:
    inside = fresh()
    store = Striking(inside, at)
    with pytest.raises(Crash) as died:
        pay(store)
    assert died.value.point == store.struck == STEPS[at - 1]
    assert rows(inside) == kept


def test_who_catches_its_own_crash_changes_nothing_any_more() -> None:
    inside = fresh()
    store = Striking(inside, 1)
    for _ in range(3):
        with pytest.raises(Crash):
            pay(store)
    assert (rows(inside), store.names) == (0, ["begin"])


def test_a_crash_swallowed_inside_the_block_does_not_commit() -> None:
    inside = fresh()
    store = Striking(inside, 3)

    def swallow() -> None:
        with store.transaction() as tx:
            try:
                tx.execute("INSERT INTO till VALUES (450)")
            except BaseException:
                pass

    with pytest.raises(Crash):
        swallow()
    assert rows(inside) == 0


def test_somebody_acts_once_at_the_step_of_that_name() -> None:
    inside = fresh()
    acted: list[str] = []
    store = Striking(inside, 2, act=acted.append, only="begin")
    for _ in range(4):
        pay(store)
    assert (acted, store.struck, rows(inside)) == (["begin"], "begin", 4)
    assert store.names == STEPS * 4
