"""What a saga refuses, with which evidence, and that nothing is lost when it does."""

from __future__ import annotations

import copy
import json
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta

import pytest

from companion.events import BadDefinition, Event, UnknownName, VirtualClock, WrongUse
from companion.sagas import (
    COMPENSATED,
    COMPLETED,
    PENDING,
    STUCK,
    Backoff,
    Saga,
    Step,
    log,
    stuck,
    unfinished,
)
from companion.sourcing import ANY, BadInput, MemoryStore, SQLiteStore, StoreUnavailable, UnreadableEvent

START = VirtualClock().start


def nothing(data, key):
    return None


async def later(data, key):
    return None


@pytest.mark.parametrize(
    ("make", "what", "problem"),
    [
        (lambda: Saga("", [Step("a", nothing)]), "", "name"),
        (lambda: Saga("a:b", [Step("a", nothing)]), "a:b", "':'"),
        (lambda: Saga("s", []), "s", "no step"),
        (lambda: Saga("s", [Step("a", nothing), Step("a", nothing)]), "s", "'a'"),
        (lambda: Saga("s", [Step("a", nothing, pivot=True), Step("b", nothing, pivot=True)]), "s", "pivots"),
        (lambda: Step("", nothing), "", "name"),
        (lambda: Step("a/b", nothing), "a/b", "'/'"),
        (lambda: Step("undo", nothing), "undo", "undo"),
        (lambda: Step(7, nothing), 7, "name"),
        (lambda: Step("a", "charge"), "a", "cannot be called"),
        (lambda: Step("a", nothing, "refund"), "a", "compensation is 'refund'"),
        (lambda: Step("a", later), "a", "async def"),
        (lambda: Step("a", nothing, later), "a", "async def"),
        (lambda: Step("a", nothing, attempts=0), "a", "attempts=0"),
        (lambda: Step("a", nothing, attempts=1.5), "a", "attempts=1.5"),
        (lambda: Step("a", nothing, backoff=3), "a", "backoff=3"),
        (lambda: Step("a", nothing, timeout_s=0), "a", "timeout_s=0"),
        (lambda: Step("a", nothing, timeout_s=float("nan")), "a", "timeout_s=nan"),
        (lambda: Step("a", nothing, timeout_s="5"), "a", "timeout_s='5'"),
        (lambda: Step("a", nothing, timeout_s=timedelta(1)), "a", "timeout_s=datetime.timedelta"),
        (lambda: Backoff(first_wait_s=-1), Backoff, "from 0 on"),
        (lambda: Backoff(factor=float("nan")), Backoff, "from 0 on"),
        (lambda: Backoff(first_wait_s=float("inf")), Backoff, "from 0 on"),
        (lambda: Backoff(1, factor=float("inf")), Backoff, "from 0 on"),
    ],
)
def test_a_definition_that_cannot_run_is_refused(make, what, problem):
    with pytest.raises(BadDefinition) as raised:
        make()
    found = raised.value.what
    assert found == what or (isinstance(what, type) and isinstance(found, what))
    assert problem in raised.value.problem


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        ([("a", 1)], "dict with text keys"),
        ({1: "a"}, "dict with text keys"),
        ({"charge": 1}, "'charge' is also a step"),
        ({"when": object()}, "object"),
        ({"share": float("nan")}, "nan"),
        ({"none": None, "shares": [1.5, {"most": float("-inf")}]}, "-inf"),
    ],
)
def test_data_that_cannot_be_kept_is_refused_before_anything_is_stored(shop, data, problem):
    store, saga = shop.new_store(), shop.World().saga()
    with pytest.raises(BadInput) as raised:
        saga.run(store, "o-1", data)
    assert raised.value.what == "data to start 'o-1' of saga 'shop' with" and raised.value.given == data
    assert problem in raised.value.problem
    assert store.streams() == ()


@pytest.mark.parametrize("id", ["", 7, "x" * 300, "a\0b"])
def test_an_id_that_no_store_can_keep_is_refused(shop, id):
    store, world = shop.new_store(), shop.World()
    with pytest.raises(BadInput) as raised:
        world.saga().run(store, id, {})
    assert (raised.value.what, raised.value.given) == ("saga's id", id)
    assert world.calls == [] and store.streams() == ()


def test_a_result_that_cannot_be_recorded_is_an_error_and_the_step_is_asked_again_with_its_key(shop):
    keys, results = [], [object(), "fine"]

    def act(data, key):
        keys.append(key)
        return results.pop(0)

    store, saga = shop.new_store(), Saga("s", [Step("a", act)])
    with pytest.raises(BadInput) as raised:
        saga.run(store, "1", {})
    assert raised.value.what == "result of step 'a' of saga 's' '1'"
    assert "asked with the same key" in raised.value.problem
    assert saga.run(store, "1", {}).outcome is COMPLETED
    assert keys == ["s:1/a"] * 2


def test_a_result_so_deep_that_the_log_could_not_be_read_again_is_not_recorded(shop):
    def deep(data, key):
        result = []
        for _ in range(sys.getrecursionlimit() - 50):
            result = [result]
        return result

    store, saga = shop.new_store(), Saga("s", [Step("a", deep)])
    with pytest.raises(BadInput):
        saga.run(store, "1", {})
    assert shop.types(store, saga, "1") == ["SagaStarted"]


@pytest.mark.parametrize("odd", [float("nan"), float("inf"), {"a": (1, float("nan"))}, [None, float("nan")]])
def test_a_number_that_json_cannot_hold_is_not_a_result(shop, odd):
    store, saga = shop.new_store(), Saga("s", [Step("a", lambda data, key: odd)])
    with pytest.raises(BadInput):
        saga.run(store, "1", {})
    assert shop.types(store, saga, "1") == ["SagaStarted"]


@pytest.mark.parametrize("wait", [Backoff(), Backoff(first_wait_s=1), Backoff(1e300, 1e300)])
def test_the_wait_after_any_number_of_attempts_is_a_possible_time(shop, wait):
    tries = []

    def fail(data, key):
        tries.append(key)
        raise OSError

    store = shop.new_store()
    saga = Saga("s", [Step("a", fail, attempts=1_100 if wait == Backoff() else 70, backoff=wait)])
    assert saga.run(store, "1", {}).outcome is COMPENSATED
    assert len(tries) == saga.steps[0].attempts


def test_a_late_answer_that_cannot_be_recorded_is_an_error(shop):
    with pytest.raises(BadInput):
        shop.World().saga().answer(shop.new_store(), "o-1", "charge", object())


def test_a_result_too_large_for_the_store_leaves_the_log_as_it_was(shop):
    store = shop.new_store(max_event_bytes=1000)
    sizes = [2000, 10]
    saga = Saga("s", [Step("a", lambda data, key: "x" * sizes.pop(0))])
    with pytest.raises(BadInput):
        saga.run(store, "1", {})
    assert shop.types(store, saga, "1") == ["SagaStarted"]
    assert saga.run(store, "1", {}).outcome is COMPLETED


def interrupted(shop):
    """A saga that crashed behind its first step."""
    world, store = shop.World(), shop.new_store()

    def strike(name):
        if name == "before action charge":
            raise shop.Crash

    store.clock.on_point = strike
    with pytest.raises(shop.Crash):
        world.saga().run(store, "o-1", {"n": 1})
    store.clock.on_point = None
    return world, store


def test_a_definition_changed_while_an_instance_runs_is_refused_and_the_old_one_goes_on(shop):
    world, store = interrupted(shop)
    changed = Saga("shop", [world.step("charge"), world.step("reserve")])
    version = store.version("saga:shop:o-1")
    with pytest.raises(WrongUse) as raised:
        changed.run(store, "o-1", {})
    assert raised.value.what == "'o-1' of saga 'shop'"
    assert "[reserve (undo), charge (undo), ship (undo), mail (undo)]" in raised.value.problem
    assert "[charge (undo), reserve (undo)]" in raised.value.problem
    assert "another name" in raised.value.problem
    assert store.version("saga:shop:o-1") == version
    assert changed.status(store, "o-1").done == ("reserve",)
    assert world.saga().run(store, "o-1").outcome is COMPLETED


@pytest.mark.parametrize("change", ["order", "name", "pivot", "compensation", "one more"])
def test_a_change_that_a_running_saga_depends_on_changes_the_definition(shop, change):
    world = shop.World()
    names = [*shop.NAMES]
    steps = [world.step(name) for name in names]
    if change == "order":
        steps.reverse()
    elif change == "name":
        steps[3] = shop.step("email", nothing)
    elif change == "pivot":
        steps[1] = world.step("charge", pivot=True)
    elif change == "compensation":
        steps[1] = world.step("charge", compensation=None)
    else:
        steps.append(shop.step("survey", nothing))
    assert Saga("shop", steps).definition != world.saga().definition


def test_attempts_waits_and_timeouts_may_be_changed_while_sagas_run(shop):
    world, store = interrupted(shop)
    tuned = world.saga(charge={"attempts": 5, "backoff": shop.SLOW, "timeout_s": 3})
    assert tuned.run(store, "o-1").outcome is COMPLETED


def test_a_saga_that_has_ended_can_be_read_with_any_definition(shop):
    store, world = shop.new_store(), shop.World()
    run = world.saga().run(store, "o-1", {})
    assert Saga("shop", [world.step("mail")]).run(store, "o-1", {}) == run


def test_the_same_id_with_other_data_is_another_case(shop):
    world, store = interrupted(shop)
    with pytest.raises(BadInput, match="another id") as raised:
        world.saga().run(store, "o-1", {"n": 2})
    assert raised.value.what == "data to start 'o-1' of saga 'shop' with" and raised.value.given == {"n": 2}
    assert 'it was started with {"n":1}' in raised.value.problem
    assert world.saga().run(store, "o-1", {"n": 1}).outcome is COMPLETED


def test_an_unknown_id_without_data_is_not_started(shop):
    world, store = shop.World(), shop.new_store()
    with pytest.raises(UnknownName, match=r"No .* 'order-24'.*check the id.*may be {}") as raised:
        world.saga().run(store, "order-24")
    assert (raised.value.kind, raised.value.name) == ("instance of saga 'shop'", "order-24")
    assert world.calls == [] and store.version("saga:shop:order-24") == 0
    assert world.saga().run(store, "order-24", {}).outcome is COMPLETED
    assert world.saga().run(store, "order-24").outcome is COMPLETED


def test_a_foreign_event_in_the_log_is_named_and_not_changed(shop):
    class ParcelLost(Event):
        parcel: str

    world, store = interrupted(shop)
    store.append("saga:shop:o-1", [ParcelLost(parcel="p-1")], expected=ANY)
    version = store.version("saga:shop:o-1")
    with pytest.raises(UnreadableEvent) as raised:
        world.saga().run(store, "o-1", {})
    assert (raised.value.stream, raised.value.version, raised.value.type) == (
        "saga:shop:o-1",
        version,
        "ParcelLost",
    )
    assert store.version("saga:shop:o-1") == version


def test_a_log_that_cannot_be_read_is_listed_as_stuck_and_hides_no_other(shop):
    class ParcelFound(Event):
        parcel: str

    _, store = interrupted(shop)
    store.append("saga:bank:t-1", [ParcelFound(parcel="p-1")], expected=ANY)
    bank, other = unfinished(store)
    assert (bank.saga, bank.id, bank.outcome) == ("bank", "t-1", STUCK) and "ParcelFound" in bank.reason
    assert (other.saga, other.id, other.outcome) == ("shop", "o-1", "RUNNING")
    assert stuck(store) == (bank,)


@pytest.mark.parametrize(
    "events",
    [
        [log.SagaStarted(saga="bank", data="{no", definition="a")],
        [log.SagaStarted(saga="bank", data="[]", definition="a"), log.StepSucceeded(step="a", result="1")],
    ],
    ids=["no JSON", "no object"],
)
def test_a_log_that_no_saga_wrote_hides_no_other(shop, events):
    world, store = interrupted(shop)
    store.append("saga:bank:t-1", events, expected=0)
    assert [(run.id, run.outcome) for run in unfinished(store)] == [("t-1", STUCK), ("o-1", "RUNNING")]
    with pytest.raises(UnreadableEvent, match="No saga writes it there"):
        world.saga(name="bank").run(store, "t-1")


def test_a_damaged_log_is_listed_as_stuck_and_hides_no_other(shop, tmp_path):
    path, saga = tmp_path / "log.db", Saga("s", [Step("a", lambda data, key: PENDING)])
    with closing(SQLiteStore(path)) as store:
        for id in ("1", "2"):
            saga.run(store, id, {})
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("DELETE FROM events WHERE stream = 'saga:s:1' AND version = 1")
    with closing(SQLiteStore(path)) as store:
        damaged, other = unfinished(store)
    assert (damaged.outcome, other.outcome) == (STUCK, "WAITING") and "versions 1 to 2" in damaged.reason


def test_the_text_of_an_error_is_short_and_storable(shop):
    class Rude(Exception):
        def __str__(self):
            raise ValueError

    for error, said in (
        (ValueError("a\0b"), "ValueError: ab"),
        (ValueError("\ud800"), "ValueError: ?"),
        (ValueError("x" * 9999), "ValueError: " + "x" * 488),
        (Rude(), "Rude"),
        (ValueError(), "ValueError"),
    ):
        store, world = shop.new_store(), shop.World(always={"ship": error})
        assert world.saga().run(store, "o-1", {}).reason == said


@pytest.mark.parametrize("stored", [True, False])
def test_a_store_that_goes_away_at_any_append_loses_nothing(shop, stored):
    """The answer to an append is lost, after it was stored or before: run again, and the log tells."""
    for number in range(1, 20):

        class Flaky(MemoryStore):
            appends = 0

            def append(self, *given, number=number, **more):
                self.appends += 1
                if self.appends != number:
                    return super().append(*given, **more)
                if stored:
                    super().append(*given, **more)
                raise StoreUnavailable("the server", "connection reset", unsure=stored)

        store, world = Flaky(clock=VirtualClock()), shop.World(always={"mail": shop.NO_CARD})
        saga = world.saga()
        try:
            run = saga.run(store, "o-1", {})
        except StoreUnavailable:
            run = saga.run(store, "o-1", {})
        assert run.outcome is COMPENSATED and set(world.held.values()) == {0}, number
        if store.appends < number:
            break
    assert number > 8


def test_a_clock_that_is_ahead_on_another_machine_makes_no_wait_longer(shop):
    world, store = shop.World(plans={"charge": [shop.DOWN]}), shop.new_store()
    saga = world.saga(charge={"attempts": 2, "backoff": shop.SLOW})
    store.clock.on_point = lambda name: crash(shop) if name == "after append StepFailed" else None
    with pytest.raises(shop.Crash):
        saga.run(store, "o-1", {})
    store.clock = VirtualClock(START - timedelta(days=1), seed=1)
    assert saga.run(store, "o-1", {}).outcome is COMPLETED
    assert store.clock.elapsed_s == 10


def crash(shop):
    raise shop.Crash


def test_an_interruption_inside_an_action_records_nothing_and_propagates(shop):
    def stop(data, key):
        raise KeyboardInterrupt

    store, saga = shop.new_store(), Saga("s", [Step("a", stop)])
    with pytest.raises(KeyboardInterrupt):
        saga.run(store, "1", {})
    assert shop.types(store, saga, "1") == ["SagaStarted"]


def test_data_can_be_copied_and_written_as_json(shop):
    seen = []
    steps = [Step("a", lambda data, key: {"b": [1]}), Step("b", lambda data, key: seen.append(data) or data)]
    run = Saga("s", steps).run(shop.new_store(), "1", {"n": 1})
    [data] = seen
    assert json.loads(json.dumps(data)) == {"n": 1, "a": {"b": [1]}}
    assert copy.deepcopy(data) == data == run.data["b"]
    for change in (dict.pop, dict.clear, dict.popitem):
        with pytest.raises(TypeError):
            getattr(data, change.__name__)(*(["n"] if change is dict.pop else []))
