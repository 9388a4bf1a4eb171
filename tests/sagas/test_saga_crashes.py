"""A crash at every single point, and a run after it: the books balance, and nothing goes both ways."""

from __future__ import annotations

from itertools import count

import pytest

from companion.events import VirtualClock
from companion.sagas import COMPENSATED, COMPLETED, STUCK, unfinished
from companion.sourcing import MemoryStore
from companion.sourcing.sqlite import SQLiteStore

NAMES = ("reserve", "charge", "ship", "mail")
PATHS = {
    "all well": (None, None),
    **{f"{name} refuses": (name, "refuses") for name in NAMES},
    **{f"{name} is down": (name, "is down") for name in NAMES},
    **{f"{name} loses its answers": (name, "loses its answers") for name in NAMES},
}


@pytest.fixture(params=["memory", "sqlite"])
def open_store(request, tmp_path):
    """A function that gives the store as the next process would open it."""
    if request.param == "memory":
        store = MemoryStore(clock=VirtualClock())
        yield lambda: store
        return
    opened = []

    def open_again():
        if opened:
            opened[-1].close()
        clock = VirtualClock(seed=len(opened))  # another process, other ids
        opened.append(SQLiteStore(tmp_path / "log.db", clock=clock, durability="NORMAL"))
        return opened[-1]

    yield open_again
    opened[-1].close()


def play(shop, open_store, saga, number, id):
    """Run a saga with a crash at point `number` (from 1), and again after it.

    Returns the outcome, the store, and whether the crash happened: there may be fewer points.
    """
    passed = count(1)

    def strike(name):
        if next(passed) == number:
            raise shop.Crash(name)

    store = open_store()
    store.clock.on_point = strike
    try:
        run, crashed = saga.run(store, id, {"order_id": id}), False
    except shop.Crash:
        store.clock.on_point = None
        store = open_store()
        run, crashed = saga.run(store, id, {"order_id": id}), True
    store.clock.on_point = None
    return run, store, crashed


def assert_never_forward_again(types):
    """No step succeeded after the saga had turned back."""
    if "CompensationStarted" in types:
        assert "StepSucceeded" not in types[types.index("CompensationStarted") :], types


def assert_newest_first(calls):
    """Compensations ran from the last step to the first; one may be repeated after a crash."""
    places = [NAMES.index(call.removeprefix("undo ")) for call in calls if call.startswith("undo ")]
    assert places == sorted(places, reverse=True), calls


@pytest.mark.parametrize("path", PATHS)
def test_after_a_crash_at_any_point_the_saga_ends_and_the_books_balance(shop, open_store, path):
    crash_everywhere(shop, open_store, path)


@pytest.mark.parametrize("path", ["all well", "ship refuses", "mail loses its answers"])
def test_after_a_crash_at_any_point_on_postgresql_the_books_balance(shop, postgres_store, path):
    crash_everywhere(shop, lambda: postgres_store, path)


def crash_everywhere(shop, open_store, path):
    """Crash one saga of this path at each of its points, and run each again."""
    name, how = PATHS[path]
    plan = {"refuses": shop.NO_CARD, "is down": shop.DOWN, "loses its answers": "after"}.get(how)
    outcome, each = (COMPLETED, 1) if name is None else (COMPENSATED, 0)
    for number in count(1):
        world = shop.World(always={name: plan} if name else {})
        saga, id = world.saga(ship={"attempts": 2}), f"o-{number}"
        run, store, crashed = play(shop, open_store, saga, number, id)
        assert run.outcome is outcome, (number, run)
        assert set(world.held.values()) == {each}, (number, world.held)
        assert_never_forward_again(shop.types(store, saga, id))
        assert_newest_first(world.calls)
        assert unfinished(store) == ()
        if not crashed:
            break
    assert number > 6  # two appends and an action, each with a point before and after


def test_after_a_crash_at_any_point_after_the_pivot_nothing_is_undone(shop, open_store):
    for number in count(1):
        world = shop.World(plans={"mail": [shop.DOWN, "after"]})
        saga = world.saga(ship={"pivot": True})
        run, _, crashed = play(shop, open_store, saga, number, f"o-{number}")
        assert run.outcome is COMPLETED, (number, run)
        assert set(world.held.values()) == {1}, (number, world.held)
        if not crashed:
            break
    assert number > 20


def test_after_a_crash_at_any_point_of_a_failing_compensation_the_saga_is_stuck_and_visible(shop, open_store):
    for number in count(1):
        world = shop.World(always={"ship": shop.NO_CARD}, undo_plans={"charge": [shop.DOWN] * 9})
        saga, id = world.saga(), f"o-{number}"
        run, store, crashed = play(shop, open_store, saga, number, id)
        assert run.outcome is STUCK and run.step == "charge", (number, run)
        assert world.held == {"reserve": 1, "charge": 1, "ship": 0, "mail": 0}
        del world.undo_plans["charge"]
        assert saga.retry(store, id, by="Ada").outcome is COMPENSATED
        assert set(world.held.values()) == {0}
        if not crashed:
            break
    assert number > 20


def test_without_a_ledger_of_keys_a_crash_charges_twice(shop):
    """What the tests above rest on: take it away, and they would fail."""
    store = MemoryStore(clock=VirtualClock())
    most = 0
    for number in range(1, 40):
        world = shop.World()
        world.ledger.once = lambda key, effect: effect()
        play(shop, lambda: store, world.saga(), number, f"o-{number}")
        most = max(most, world.held["charge"])
    assert most == 2


def test_a_crash_in_the_middle_of_a_step_makes_a_later_refusal_doubtful(shop):
    store, world = shop.new_store(), shop.World(plans={"charge": ["after"]}, always={"charge": shop.NO_CARD})
    saga = world.saga()
    store.clock.on_point = lambda name: crash(shop) if name == "after action charge" else None
    with pytest.raises(shop.Crash):
        saga.run(store, "o-1", {})
    store.clock.on_point = None
    run = saga.run(store, "o-1", {})
    assert run.compensated == ("charge", "reserve")
    assert set(world.held.values()) == {0}


def crash(shop):
    raise shop.Crash


def test_a_refusal_at_a_later_step_than_the_crash_is_not_doubtful(shop):
    store, world = shop.new_store(), shop.World(always={"ship": shop.NO_CARD})
    saga = world.saga()
    store.clock.on_point = lambda name: crash(shop) if name == "after action charge" else None
    with pytest.raises(shop.Crash):
        saga.run(store, "o-1", {})
    store.clock.on_point = None
    assert saga.run(store, "o-1", {}).compensated == ("charge", "reserve")
    assert "undo ship" not in world.calls


def test_a_wait_between_attempts_continues_after_a_crash(shop):
    store, world = shop.new_store(), shop.World(plans={"charge": [shop.DOWN]})
    saga = world.saga(charge={"attempts": 2, "backoff": shop.SLOW})
    store.clock.on_point = lambda name: crash(shop) if name == "after append StepFailed" else None
    with pytest.raises(shop.Crash):
        saga.run(store, "o-1", {})
    store.clock.on_point = None
    store.clock.advance(4)
    assert saga.run(store, "o-1", {}).outcome is COMPLETED
    assert store.clock.elapsed_s == 10


def test_an_interrupted_saga_is_listed_as_running_until_it_is_run_again(shop):
    store, world = shop.new_store(), shop.World()
    saga = world.saga()
    store.clock.on_point = lambda name: crash(shop) if name == "before action charge" else None
    with pytest.raises(shop.Crash):
        saga.run(store, "o-1", {"order_id": "o-1"})
    store.clock.on_point = None
    [found] = unfinished(store)
    assert (found.saga, found.id, found.outcome, found.done) == ("shop", "o-1", "RUNNING", ("reserve",))
    assert saga.run(store, found.id).outcome is COMPLETED
    assert unfinished(store) == ()
