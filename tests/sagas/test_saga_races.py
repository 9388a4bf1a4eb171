"""Several orchestrators on one saga: the log lets one win, the others read again, effects happen once."""

from __future__ import annotations

from itertools import count
from threading import Barrier, Thread

import pytest

from companion.events import WrongUse
from companion.sagas import COMPENSATED, COMPLETED, PENDING, STUCK, WAITING, Effects, Saga, Step
from companion.sourcing import MemoryStore, Refused
from companion.sourcing.sqlite import SQLiteStore

PATHS = {
    "all well": (None, None),
    "reserve refuses": ("reserve", "refuses"),
    "ship refuses": ("ship", "refuses"),
    "ship is down": ("ship", "is down"),
    "mail loses its answers": ("mail", "loses its answers"),
}


def world_of(shop, path):
    """The world of a path, the outcome it must have and how many of each effect are in force then."""
    name, how = PATHS[path]
    plan = {"refuses": shop.NO_CARD, "is down": shop.DOWN, "loses its answers": "after"}.get(how)
    outcome, each = (COMPLETED, 1) if name is None else (COMPENSATED, 0)
    return shop.World(always={name: plan} if name else {}), outcome, each


def assert_sound(shop, world, store, saga, each, where):
    """The books balance, the saga ended once, and never went forward after turning back."""
    types = shop.types(store, saga)
    assert set(world.held.values()) == {each}, (where, world.held, types)
    assert sum(types.count(end) for end in ("SagaCompleted", "SagaCompensated")) == 1, (where, types)
    if "CompensationStarted" in types:
        assert "StepSucceeded" not in types[types.index("CompensationStarted") :], (where, types)
    for kind in ("StepSucceeded", "StepCompensated"):
        names = [e.event.step for e in store.read(saga.stream("o-1")) if e.type == kind]
        assert len(names) == len(set(names)), (where, types)


@pytest.mark.parametrize("path", PATHS)
def test_another_orchestrator_may_run_it_to_its_end_at_any_point(shop, path):
    for number in count(1):
        world, outcome, each = world_of(shop, path)
        saga, store, passed = world.saga(), shop.new_store(), count(1)

        def strike(name, number=number, passed=passed, store=store, saga=saga, outcome=outcome):
            if next(passed) == number:
                store.clock.on_point = None
                assert saga.run(store, "o-1", {}).outcome is outcome

        store.clock.on_point = strike
        assert saga.run(store, "o-1", {}).outcome is outcome, number
        assert_sound(shop, world, store, saga, each, number)
        if store.clock.on_point is not None:
            break
    assert number > 6


@pytest.mark.parametrize("path", ["all well", "ship refuses", "mail loses its answers"])
def test_another_orchestrator_may_start_at_any_point_and_crash_at_any_point(shop, path):
    for number in count(1):
        came = False
        for dies in count(1):
            world, outcome, each = world_of(shop, path)
            saga, store = world.saga(), shop.new_store()
            came, died = meet(shop, saga, store, number, dies)
            assert saga.status(store, "o-1").outcome is outcome, (number, dies)
            assert_sound(shop, world, store, saga, each, (number, dies))
            if not died:
                break
        if not came:
            break
    assert number > 6


def meet(shop, saga, store, number, dies):
    """Run a saga; at its point `number` another begins, and dies at its own point `dies`."""
    seen = {"came": False, "died": False}
    first, second = count(1), count(1)

    def other(name):
        if next(second) == dies:
            raise shop.Crash

    def strike(name):
        if next(first) == number:
            seen["came"] = True
            store.clock.on_point = other
            try:
                saga.run(store, "o-1", {})
            except shop.Crash:
                seen["died"] = True
            store.clock.on_point = None

    store.clock.on_point = strike
    saga.run(store, "o-1", {})
    return seen["came"], seen["died"]


def test_a_slow_action_that_arrives_after_its_compensation_has_no_effect(shop):
    """It hangs before its effect; another orchestrator gives up, compensates and ends; then it goes on."""
    store, world = shop.new_store(), shop.World()
    calls = count(1)

    def charge(data, key):
        if next(calls) == 1:
            assert saga.run(store, "o-1", {}).outcome is COMPENSATED  # the other, whose card is declined
            return world.ledger.once(key, lambda: world._effect("charge"))
        raise Refused("declined")

    saga = Saga("shop", [world.step("reserve"), Step("charge", charge, world.compensation("charge"))])
    run = saga.run(store, "o-1", {})
    assert run.outcome is COMPENSATED and run.compensated == ("charge", "reserve")
    assert set(world.held.values()) == {0}


def test_an_action_whose_append_lost_is_not_repeated_if_the_step_is_still_open(shop):
    """Another took over and died before acting: the first one's answer is recorded, behind the takeover."""
    store, world = shop.new_store(), shop.World()
    saga = world.saga()

    def strike(name):
        if name == "after action charge":
            store.clock.on_point = lambda name: crash(shop) if name == "after append SagaResumed" else None
            with pytest.raises(shop.Crash):
                saga.run(store, "o-1", {})
            store.clock.on_point = None

    store.clock.on_point = strike
    assert saga.run(store, "o-1", {}).outcome is COMPLETED
    assert world.calls == list(shop.NAMES)
    assert shop.types(store, saga)[2:4] == ["SagaResumed", "StepSucceeded"]


def crash(shop):
    raise shop.Crash


def test_a_failed_request_does_not_end_the_wait_for_another_ones_answer(shop):
    store, world, calls = shop.new_store(), shop.World(), count(1)

    def charge(data, key):
        if next(calls) == 1:
            assert saga.run(store, "o-1", {}).outcome is WAITING
            raise ConnectionError
        return PENDING

    saga = Saga("shop", [world.step("reserve"), shop.step("charge", charge)])
    assert saga.run(store, "o-1", {}).outcome is WAITING
    assert saga.answer(store, "o-1", "charge").outcome is COMPLETED


@pytest.mark.parametrize("does", ["retry", "resolve"])
def test_two_operators_at_once_retry_or_resolve_it_once(shop, does):
    world = shop.World({"ship": [shop.NO_CARD]}, {"charge": [shop.DOWN] * 3})
    store, saga = shop.new_store(), world.saga()
    assert saga.run(store, "o-1", {}).outcome is STUCK

    def mend():
        if does == "retry":
            return saga.retry(store, "o-1", by="Ada")
        return saga.resolve(store, "o-1", "by hand", by="Ada")

    def strike(name):
        if name.startswith("before append"):
            store.clock.on_point = None
            assert mend().outcome is COMPENSATED

    store.clock.on_point = strike
    with pytest.raises(WrongUse):
        mend()
    assert world.calls.count("undo reserve") == 1


def test_of_two_operators_at_once_the_slower_one_does_not_resolve_the_next_step(shop):
    world = shop.World({"ship": [shop.NO_CARD]}, {"charge": [shop.DOWN] * 3, "reserve": [shop.DOWN] * 3})
    store, saga = shop.new_store(), world.saga()
    assert saga.run(store, "o-1", {}).step == "charge"

    def strike(name):
        if name.startswith("before append"):
            store.clock.on_point = None
            assert saga.resolve(store, "o-1", "in cash", by="Ada").step == "reserve"

    store.clock.on_point = strike
    with pytest.raises(WrongUse, match="stuck at 'reserve', not at 'charge'"):
        saga.resolve(store, "o-1", "in cash", by="Bob")
    assert world.held["reserve"] == 1 and saga.status(store, "o-1").step == "reserve"


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def shared_store(request, tmp_path):
    """A store that threads share."""
    if request.param == "postgres":
        yield request.getfixturevalue("postgres_store")
        return
    patience_s = 300  # for other threads, on a busy machine
    on_disk = request.param == "sqlite"
    store = SQLiteStore(tmp_path / "log.db", busy_timeout_s=patience_s) if on_disk else MemoryStore()
    yield store
    store.close()


@pytest.mark.parametrize("path", PATHS)
def test_threads_that_run_one_saga_at_once_agree_on_its_end(shop, shared_store, path):
    world, outcome, each = world_of(shop, path)
    saga, begin, ends = world.saga(), Barrier(4), []

    def work():
        begin.wait()
        ends.append(saga.run(shared_store, "o-1", {}).outcome)

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert ends == [outcome] * 4
    assert_sound(shop, world, shared_store, saga, each, path)


# --- the ledger ---------------------------------------------------------------------------------------


def test_a_key_is_done_once_and_answered_with_its_first_result():
    ledger, done = Effects(), []
    assert [ledger.once("k", lambda: done.append("x") or len(done)) for _ in range(3)] == [1, 1, 1]
    assert done == ["x"]


def test_an_undone_key_stays_undone():
    ledger, done = Effects(), []
    ledger.once("k", lambda: done.append("x"))
    assert ledger.undo("k/undo", lambda result: done.remove("x")) is True
    assert ledger.undo("k/undo", lambda result: done.remove("x")) is False
    assert ledger.once("k", lambda: done.append("x")) is None
    assert done == []


def test_a_key_undone_before_its_action_is_never_done():
    ledger, done = Effects(), []
    assert ledger.undo("k", lambda result: done.append("reversed")) is False
    ledger.once("k", lambda: done.append("x"))
    assert done == []


def test_an_effect_or_a_reversal_that_raises_may_be_tried_again():
    ledger = Effects()

    def refuse(*given):
        raise Refused("not now")

    with pytest.raises(Refused):
        ledger.once("k", refuse)
    assert ledger.once("k", lambda: 7) == 7
    with pytest.raises(Refused):
        ledger.undo("k", refuse)
    seen = []
    assert ledger.undo("k", seen.append) is True and seen == [7]


def test_threads_with_one_key_have_one_effect():
    ledger, done, begin = Effects(), [], Barrier(4)

    def work():
        begin.wait()
        ledger.once("k", lambda: done.append("x"))

    threads = [Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(300)
    assert done == ["x"]
