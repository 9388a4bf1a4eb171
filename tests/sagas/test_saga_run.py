"""A saga that nobody interrupts: forward, backward, retries, the pivot, and what its log says."""

from __future__ import annotations

import pytest

from companion.bus import PermanentError
from companion.events import Event, Trace, VirtualClock
from companion.naming import lint
from companion.sagas import COMPENSATED, COMPLETED, Backoff, Saga, Step, log
from companion.sourcing import MemoryStore, Refused


def test_a_saga_does_its_steps_in_order_and_completes(shop):
    world, store = shop.World(), shop.new_store()
    run = world.saga().run(store, "o-1", {"order_id": "o-1"})
    assert run.outcome is COMPLETED
    assert run.done == shop.NAMES and run.compensated == ()
    assert world.calls == list(shop.NAMES)
    assert dict(run.data) == {"order_id": "o-1"} | {name: f"{name}-1" for name in shop.NAMES}


@pytest.mark.parametrize("place", range(4))
def test_after_a_refusal_the_finished_steps_are_undone_newest_first(shop, place):
    refusing = shop.NAMES[place]
    world, store = shop.World({refusing: [shop.NO_CARD]}), shop.new_store()
    run = world.saga().run(store, "o-1", {})
    undone = [f"undo {name}" for name in reversed(shop.NAMES[:place])]
    assert run.outcome is COMPENSATED
    assert world.calls == [*shop.NAMES[: place + 1], *undone]
    assert set(world.held.values()) == {0}
    assert (run.step, run.reason) == (refusing, "Refused: card declined")
    assert run.compensated == tuple(reversed(shop.NAMES[:place]))


@pytest.mark.parametrize("place", range(4))
def test_a_step_that_failed_is_undone_too_because_its_effect_may_have_happened(shop, place):
    failing = shop.NAMES[place]
    world, store = shop.World({failing: ["after"]}), shop.new_store()
    saga = world.saga()
    run = saga.run(store, "o-1", {})
    assert run.outcome is COMPENSATED
    assert run.compensated == tuple(reversed(shop.NAMES[: place + 1]))
    assert set(world.held.values()) == {0}
    undone = [e.event for e in store.read(saga.stream("o-1")) if isinstance(e.event, log.StepCompensated)]
    assert "its effect may have happened" in undone[0].because
    assert {event.because for event in undone[1:]} <= {"it succeeded"}


def test_a_refusal_after_a_failed_attempt_does_not_prove_that_nothing_happened(shop):
    world, store = shop.World({"charge": ["after", shop.NO_CARD]}), shop.new_store()
    run = world.saga(charge={"attempts": 2}).run(store, "o-1", {})
    assert run.compensated == ("charge", "reserve")
    assert set(world.held.values()) == {0}


def test_a_step_without_compensation_is_skipped(shop):
    world, store = shop.World({"ship": [shop.NO_CARD]}), shop.new_store()
    run = world.saga(charge={"compensation": None}).run(store, "o-1", {})
    assert run.compensated == ("reserve",)
    assert world.held["charge"] == 1


def test_a_saga_with_nothing_to_undo_is_compensated_at_once(shop):
    store, world = shop.new_store(), shop.World({"reserve": [shop.NO_CARD]})
    saga = world.saga()
    assert saga.run(store, "o-1", {}).outcome is COMPENSATED
    assert shop.types(store, saga) == ["SagaStarted", "StepRefused", "CompensationStarted", "SagaCompensated"]


def test_actions_see_the_start_data_and_earlier_results_read_only(shop):
    seen = []

    def look(data, key):
        seen.append(data)
        with pytest.raises(TypeError, match="read-only"):
            data["more"] = 1
        return {"lines": [1, 2], "by": {"who": "Ada"}}

    steps = [Step("first", look), Step("second", look)]
    Saga("looking", steps).run(shop.new_store(), "1", {"order_id": "o-1", "items": ["cup"]})
    assert seen[0] == {"order_id": "o-1", "items": ("cup",)}
    assert seen[1]["first"] == {"lines": (1, 2), "by": {"who": "Ada"}}
    with pytest.raises(TypeError, match="read-only"):
        seen[1]["first"]["by"]["who"] = "Eve"


def test_a_compensation_sees_the_result_of_its_action(shop):
    seen = {}
    steps = [
        Step("book", lambda data, key: "seat 4", lambda data, key: seen.update(data, key=key)),
        Step("pay", lambda data, key: refuse()),
    ]
    Saga("trip", steps).run(shop.new_store(), "t-1", {"who": "Ada"})
    assert seen == {"who": "Ada", "book": "seat 4", "key": "trip:t-1/book/undo"}


def refuse():
    raise Refused("no")


def test_keys_differ_by_saga_id_step_and_direction_and_are_equal_in_every_attempt(shop):
    keys = []

    def act(data, key):
        keys.append(key)
        raise ConnectionError

    def undo(data, key):
        keys.append(key)

    steps = [Step("a", lambda data, key: keys.append(key), undo), Step("b", act, undo, attempts=2)]
    Saga("s", steps).run(shop.new_store(), "1", {})
    assert keys == ["s:1/a", "s:1/b", "s:1/b", "s:1/b/undo", "s:1/a/undo"]


# --- retries ------------------------------------------------------------------------------------------


def test_a_failing_step_is_tried_again_with_growing_waits_on_the_clock(shop):
    world, store = shop.World({"charge": [shop.DOWN, shop.DOWN]}), shop.new_store()
    backoff = Backoff(first_wait_s=10, factor=3)
    run = world.saga(charge={"attempts": 3, "backoff": backoff}).run(store, "o-1", {})
    assert run.outcome is COMPLETED
    assert world.calls.count("charge") == 3
    assert store.clock.elapsed_s == 10 + 30


def test_there_is_no_wait_after_the_last_attempt(shop):
    world, store = shop.World({"charge": [shop.DOWN, shop.DOWN]}), shop.new_store()
    run = world.saga(charge={"attempts": 2, "backoff": shop.SLOW}).run(store, "o-1", {})
    assert run.outcome is COMPENSATED
    assert store.clock.elapsed_s == 10


def test_each_step_counts_its_own_attempts(shop):
    world = shop.World({"reserve": [shop.DOWN], "charge": [shop.DOWN]})
    run = world.saga(reserve={"attempts": 2}, charge={"attempts": 2}).run(shop.new_store(), "o-1", {})
    assert run.outcome is COMPLETED


def test_a_step_that_failed_and_then_succeeded_does_not_make_the_next_one_doubtful(shop):
    world = shop.World({"reserve": [shop.DOWN], "charge": [shop.NO_CARD]})
    run = world.saga(reserve={"attempts": 2}).run(shop.new_store(), "o-1", {})
    assert run.compensated == ("reserve",)


@pytest.mark.parametrize("error", [Refused("no"), PermanentError("no")])
def test_a_refusal_is_not_tried_again(shop, error):
    world, store = shop.World({"charge": [error]}), shop.new_store()
    run = world.saga(charge={"attempts": 5}).run(store, "o-1", {})
    assert world.calls.count("charge") == 1
    assert run.compensated == ("reserve",)


def test_the_effect_happens_once_however_often_the_answer_is_lost(shop):
    world, store = shop.World({"charge": ["after", "after"]}), shop.new_store()
    run = world.saga(charge={"attempts": 3}).run(store, "o-1", {})
    assert run.outcome is COMPLETED and run.data["charge"] == "charge-1"
    assert set(world.held.values()) == {1}


# --- the pivot ----------------------------------------------------------------------------------------


def test_a_failure_before_the_pivot_has_succeeded_starts_compensation(shop):
    world, store = shop.World({"charge": [shop.NO_CARD]}), shop.new_store()
    run = world.saga(charge={"pivot": True}).run(store, "o-1", {})
    assert run.outcome is COMPENSATED and run.compensated == ("reserve",)


def test_after_the_pivot_a_step_is_tried_three_times_even_if_it_asks_for_one(shop):
    world, store = shop.World({"ship": [shop.DOWN, shop.DOWN]}), shop.new_store()
    run = world.saga(charge={"pivot": True}).run(store, "o-1", {})
    assert run.outcome is COMPLETED
    assert world.calls.count("ship") == 3


def test_a_failed_mail_after_the_pivot_refunds_nothing(shop):
    world, store = shop.World({"mail": [shop.DOWN] * 3}), shop.new_store()
    run = world.saga(ship={"pivot": True}).run(store, "o-1", {})
    assert run.outcome == "STUCK" and (run.step, run.compensated) == ("mail", ())
    assert [call for call in world.calls if call.startswith("undo")] == []


# --- the log ------------------------------------------------------------------------------------------


def test_every_transition_is_one_append_and_the_log_is_one_stream(shop):
    appends = []

    class Counting(MemoryStore):
        def append(self, stream, events, **more):
            appends.append([type(event).__name__ for event in events])
            return super().append(stream, events, **more)

    store, world = Counting(clock=VirtualClock()), shop.World({"ship": [shop.DOWN]})
    world.saga().run(store, "o-1", {})
    assert store.streams() == ("saga:shop:o-1",)
    assert appends == [
        ["SagaStarted"],
        ["StepSucceeded"],
        ["StepSucceeded"],
        ["StepFailed", "CompensationStarted"],
        ["StepCompensated"],
        ["StepCompensated"],
        ["StepCompensated", "SagaCompensated"],
    ]


def test_a_new_saga_reads_no_log_and_one_that_goes_on_reads_it_once(shop):
    reads = []

    class Counting(MemoryStore):
        def read(self, stream, **more):
            reads.append(stream)
            return super().read(stream, **more)

    store, saga = Counting(clock=VirtualClock()), shop.World().saga()
    saga.run(store, "o-1", {})
    assert reads == []
    for number, data in enumerate(({}, None), 1):
        assert saga.run(store, "o-1", data).outcome is COMPLETED
        assert len(reads) == number and store.version("saga:shop:o-1") == 6


def test_each_event_of_a_log_is_caused_by_the_one_before(shop):
    trace = Trace()
    store, world = MemoryStore(clock=VirtualClock(), trace=trace), shop.World({"ship": [shop.DOWN]})
    saga = world.saga()
    saga.run(store, "o-1", {})
    events = store.read(saga.stream("o-1"))
    assert {event.correlation_id for event in events} == {"o-1"}
    assert {event.service for event in events} == {"shop"}
    ids = {event.id: place for place, event in enumerate(events)}
    assert events[0].causation_id is None
    assert all(ids[event.causation_id] < place for place, event in enumerate(events) if place)
    assert [record.envelope.type for record in trace] == shop.types(store, saga)


def facts():
    kinds = [each for each in vars(log).values() if isinstance(each, type) and issubclass(each, Event)]
    return sorted(each.__name__ for each in kinds if each is not Event)


@pytest.mark.parametrize("name", facts())
def test_the_events_of_a_log_are_named_as_facts(name):
    assert lint(name).kind == "event"


def test_running_a_saga_that_has_ended_returns_its_outcome_and_does_nothing(shop):
    for plans, outcome in (({}, COMPLETED), ({"ship": [shop.NO_CARD]}, COMPENSATED)):
        world, store = shop.World(plans), shop.new_store()
        saga = world.saga()
        first = saga.run(store, "o-1", {"n": 1})
        calls, version = list(world.calls), store.version(saga.stream("o-1"))
        assert saga.run(store, "o-1", {"n": 1}) == first
        assert saga.status(store, "o-1") == first
        assert first.outcome is outcome
        assert (world.calls, store.version(saga.stream("o-1"))) == (calls, version)


def test_two_ids_are_two_sagas(shop):
    world, store = shop.World(), shop.new_store()
    saga = world.saga()
    saga.run(store, "o-1", {})
    saga.run(store, "o-2", {})
    assert set(world.held.values()) == {2}


def test_a_run_prints_its_outcome(shop):
    world, store = shop.World({"ship": [shop.NO_CARD]}), shop.new_store()
    saga = world.saga()
    assert repr(saga.run(store, "o-1", {})) == "<shop o-1: COMPENSATED at ship: Refused: card declined>"
    assert repr(saga.run(store, "o-2", {})) == "<shop o-2: COMPLETED>"
