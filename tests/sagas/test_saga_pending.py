"""PENDING: answers that come later, never, twice, too early or too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from companion.events import BadInput, UnknownName, WrongUse
from companion.sagas import (
    COMPENSATED,
    COMPLETED,
    PENDING,
    STUCK,
    WAITING,
    Saga,
    Step,
    unfinished,
)


def waiting(shop, timeout_s=60, **more):
    """A shop whose charge answers later."""
    world, store = shop.World(plans={"charge": [PENDING] * 5}), shop.new_store()
    saga = world.saga(charge={"timeout_s": timeout_s, **more})
    return world, store, saga, saga.run(store, "o-1", {})


def test_a_saga_waits_for_an_answer_and_reports_the_deadline(shop):
    world, store, _, run = waiting(shop)
    assert (run.outcome, run.step) == (WAITING, "charge")
    assert run.deadline == store.clock.now() + timedelta(seconds=60)
    assert world.calls == ["reserve", "charge"]
    assert unfinished(store) == (run,)


def test_running_a_waiting_saga_again_repeats_no_action(shop):
    world, store, saga, run = waiting(shop)
    store.clock.advance(59.9)
    assert saga.run(store, "o-1", {}) == run
    assert world.calls == ["reserve", "charge"]


def test_an_answer_is_recorded_and_the_saga_goes_on(shop):
    world, store, saga, _ = waiting(shop)
    run = saga.answer(store, "o-1", "charge", {"receipt": 7})
    assert run.outcome is COMPLETED and run.data["charge"] == {"receipt": 7}
    assert world.calls == ["reserve", "charge", "ship", "mail"]


def test_saga_fail_records_a_refusal_without_an_effect(shop):
    _, store, saga, _ = waiting(shop)
    run = saga.fail(store, "o-1", "charge", "card declined")
    assert run.outcome is COMPENSATED and run.compensated == ("reserve",)
    assert (run.step, run.reason) == ("charge", "card declined")


def test_without_a_timeout_it_waits_for_ever(shop):
    _, store, saga, run = waiting(shop, timeout_s=None)
    assert run.deadline is None
    store.clock.advance(10**8)
    assert saga.run(store, "o-1", {}).outcome is WAITING


@pytest.mark.parametrize("timeout_s", [1e12, 1e300])
def test_a_timeout_beyond_the_calendar_never_comes(shop, timeout_s):
    store = shop.new_store()
    saga = Saga("s", [Step("a", lambda data, key: PENDING, timeout_s=timeout_s)])
    assert saga.run(store, "1", {}).deadline is None
    assert saga.run(store, "1", {}).outcome is WAITING
    assert saga.answer(store, "1", "a").outcome is COMPLETED


def test_a_step_that_timed_out_is_compensated_too(shop):
    world, store, saga, _ = waiting(shop)
    store.clock.advance(60)
    run = saga.run(store, "o-1", {})
    assert run.outcome is COMPENSATED and run.compensated == ("charge", "reserve")
    assert (run.step, run.reason) == ("charge", "no answer came in time")
    assert set(world.held.values()) == {0}


def test_the_timeout_counts_from_the_recorded_moment(shop):
    world, store, _, _ = waiting(shop)
    store.clock.advance(30)
    again = world.saga(charge={"timeout_s": 3600})  # a restart, with another timeout: the recorded one counts
    assert again.run(store, "o-1", {}).outcome is WAITING
    store.clock.advance(30)
    assert again.run(store, "o-1", {}).outcome is COMPENSATED


def test_a_timeout_uses_up_one_attempt(shop):
    world, store, saga, _ = waiting(shop, attempts=2)
    store.clock.advance(60)
    assert saga.run(store, "o-1", {}).outcome is WAITING
    assert world.calls == ["reserve", "charge", "charge"]
    store.clock.advance(60)
    assert saga.run(store, "o-1", {}).outcome is COMPENSATED


def test_a_refusal_after_a_timeout_does_not_prove_that_nothing_happened(shop):
    world, store, saga, _ = waiting(shop, attempts=2)
    world.plans["charge"] = [shop.NO_CARD]
    store.clock.advance(60)
    assert saga.run(store, "o-1", {}).compensated == ("charge", "reserve")
    undone = [e.event for e in store.read(saga.stream("o-1")) if e.type == "StepCompensated"]
    assert undone[0].because == "attempt 1 timed out, and its effect may have happened"


def test_two_orchestrators_record_one_timeout(shop):
    """The other is faster: it has already asked again, and that answer is not late."""
    world, store, saga, _ = waiting(shop, attempts=2)
    store.clock.advance(60)

    def strike(name):
        if name == "before append StepTimedOut":
            store.clock.on_point = None
            assert saga.run(store, "o-1", {}).outcome is WAITING

    store.clock.on_point = strike
    assert saga.run(store, "o-1", {}).outcome is WAITING
    assert shop.types(store, saga).count("StepTimedOut") == 1
    assert world.calls == ["reserve", "charge", "charge"]


def test_after_the_pivot_timeouts_end_stuck(shop):
    world, store = shop.World(plans={"ship": [PENDING] * 3}), shop.new_store()
    saga = world.saga(charge={"pivot": True}, ship={"timeout_s": 60})
    for _ in range(3):
        assert saga.run(store, "o-1", {}).outcome is WAITING
        store.clock.advance(60)
    run = saga.run(store, "o-1", {})
    assert run.outcome is STUCK and run.step == "ship"


def test_after_the_pivot_a_late_success_ends_being_stuck_and_a_late_refusal_does_not(shop):
    world, store = shop.World(plans={"ship": [PENDING] * 3}), shop.new_store()
    saga = world.saga(charge={"pivot": True}, ship={"timeout_s": 60})
    for _ in range(4):
        run = saga.run(store, "o-1", {})
        store.clock.advance(60)
    assert run.outcome is STUCK
    assert saga.fail(store, "o-1", "ship", "no").outcome is STUCK
    run = saga.answer(store, "o-1", "ship", "parcel-7")
    assert (run.outcome, run.data["ship"], run.reason) == (COMPLETED, "parcel-7", "")


def test_a_late_answer_counts_if_the_timeout_was_not_recorded_yet(shop):
    _, store, saga, _ = waiting(shop)
    store.clock.advance(3600)
    assert saga.answer(store, "o-1", "charge").outcome is COMPLETED


def test_a_late_answer_never_leads_forward_again_and_is_recorded_once(shop):
    world, store, saga, _ = waiting(shop)
    store.clock.advance(60)
    saga.run(store, "o-1", {})
    calls = list(world.calls)
    for _ in range(2):
        assert saga.answer(store, "o-1", "charge", "r-7").outcome is COMPENSATED
    assert world.calls == calls
    [late] = [e.event for e in store.read(saga.stream("o-1")) if e.type == "LateAnswerIgnored"]
    assert (late.step, late.answer) == ("charge", '"r-7"')


def test_a_late_answer_while_compensating_changes_nothing(shop):
    world, store, saga, _ = waiting(shop)
    world.undo_plans["reserve"] = [shop.DOWN] * 3
    store.clock.advance(60)
    assert saga.run(store, "o-1", {}).outcome is STUCK
    assert saga.answer(store, "o-1", "charge").outcome is STUCK
    assert saga.retry(store, "o-1", by="Ada").outcome is COMPENSATED


@pytest.mark.parametrize("result", [PENDING, {"charge": PENDING}], ids=["alone", "inside"])
def test_pending_is_no_answer(shop, result):
    _, store, saga, _ = waiting(shop)
    with pytest.raises(BadInput, match="PENDING"):
        saga.answer(store, "o-1", "charge", result)
    assert saga.status(store, "o-1").outcome is WAITING


def test_the_same_answer_twice_changes_nothing(shop):
    world, store, saga, _ = waiting(shop)
    first = saga.answer(store, "o-1", "charge", "r-7")
    version, calls = store.version(saga.stream("o-1")), list(world.calls)
    assert saga.answer(store, "o-1", "charge", "r-7") == first
    assert (store.version(saga.stream("o-1")), world.calls) == (version, calls)


def test_a_refusal_after_a_success_is_ignored_and_recorded(shop):
    _, store, saga, _ = waiting(shop)
    saga.answer(store, "o-1", "charge")
    assert saga.fail(store, "o-1", "charge", "changed my mind").outcome is COMPLETED
    assert shop.types(store, saga)[-1] == "LateAnswerIgnored"


@pytest.mark.parametrize("says", ["yes", "no"])
def test_an_answer_may_come_before_the_request_is_recorded(shop, says):
    """The service is fast: it calls back while the action has not even returned."""
    store, world = shop.new_store(), shop.World()

    def charge(data, key):
        if says == "yes":
            saga.answer(store, "o-1", "charge", "r-7")
        else:
            saga.fail(store, "o-1", "charge", "declined")
        return PENDING

    saga = world.saga()
    saga = type(saga)("shop", [world.step("reserve"), shop.step("charge", charge), world.step("ship")])
    run = saga.run(store, "o-1", {})
    assert run.outcome is (COMPLETED if says == "yes" else COMPENSATED)
    assert world.calls == (["reserve", "ship"] if says == "yes" else ["reserve", "undo reserve"])


def test_an_answer_for_a_step_not_asked_yet_is_an_error(shop):
    _, store, saga, _ = waiting(shop)
    with pytest.raises(WrongUse, match="stands at 'charge' and has not asked for 'mail'") as raised:
        saga.answer(store, "o-1", "mail")
    assert raised.value.what == "'o-1' of saga 'shop'"


def test_an_answer_for_an_unknown_step_or_saga_is_an_error(shop):
    _, store, saga, _ = waiting(shop)
    with pytest.raises(UnknownName) as raised:
        saga.answer(store, "o-1", "chrge")
    assert (raised.value.kind, raised.value.name) == ("step of saga 'shop'", "chrge")
    assert raised.value.known == shop.NAMES
    with pytest.raises(UnknownName):
        saga.answer(store, "o-2", "charge")


def test_a_crash_at_any_point_of_answering_loses_nothing(shop):
    for number in range(1, 30):
        world, store, saga, _ = waiting(shop)
        passed = []

        def strike(name, passed=passed, number=number):
            passed.append(name)
            if len(passed) == number:
                raise shop.Crash

        store.clock.on_point = strike
        try:
            run = saga.answer(store, "o-1", "charge", "r-7")
        except shop.Crash:
            store.clock.on_point = None
            run = saga.answer(store, "o-1", "charge", "r-7")  # the service delivers again
            run = saga.run(store, "o-1", {})
        assert run.outcome is COMPLETED and run.data["charge"] == "r-7"
        assert world.held["ship"] == world.held["mail"] == 1
        if len(passed) < number:
            break
    assert number > 6
