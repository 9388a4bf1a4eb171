"""STUCK: what cannot be done by machine is visible, and an operator ends it, by name."""

from __future__ import annotations

import pytest

from companion.events import UnknownName, VirtualClock, WrongUse
from companion.sagas import (
    COMPENSATED,
    COMPLETED,
    PENDING,
    STUCK,
    log,
    stuck,
    unfinished,
)
from companion.sourcing import MemoryStore, Refused


def stuck_in_refund(shop):
    """A shop whose refund fails: ship was refused, so charge is to be undone and cannot be."""
    world = shop.World(plans={"ship": [shop.NO_CARD]}, undo_plans={"charge": [shop.DOWN] * 3})
    store = shop.new_store()
    saga = world.saga()
    return world, store, saga, saga.run(store, "o-1", {})


def stuck_in_mail(shop, **mail):
    """A shop whose mail fails behind the pivot."""
    world, store = shop.World(plans={"mail": [shop.DOWN] * 3}), shop.new_store()
    saga = world.saga(ship={"pivot": True}, mail=mail)
    return world, store, saga, saga.run(store, "o-1", {})


def test_a_compensation_that_keeps_failing_is_tried_three_times_and_ends_stuck(shop):
    world, _, _, run = stuck_in_refund(shop)
    assert run.outcome is STUCK
    assert (run.step, run.reason) == ("charge", "ConnectionError: no route")
    assert world.calls.count("undo charge") == 3
    assert "undo reserve" not in world.calls  # newest first: it waits its turn


def test_a_compensation_that_is_refused_is_stuck_at_once(shop):
    world = shop.World({"ship": [shop.NO_CARD]}, {"charge": [Refused("account closed")]})
    run = world.saga().run(shop.new_store(), "o-1", {})
    assert run.outcome is STUCK and run.reason == "Refused: account closed"
    assert world.calls.count("undo charge") == 1


def test_a_compensation_fails_and_then_works(shop):
    world, store = shop.World({"ship": [shop.NO_CARD]}, {"charge": [shop.DOWN] * 2}), shop.new_store()
    run = world.saga(charge={"backoff": shop.SLOW}).run(store, "o-1", {})
    assert run.outcome is COMPENSATED
    assert set(world.held.values()) == {0}
    assert store.clock.elapsed_s == 10 + 20


def test_a_compensation_that_returns_pending_has_not_done_its_work(shop):
    from companion.sagas import PENDING

    world = shop.World({"ship": [shop.NO_CARD]})
    run = world.saga(charge={"compensation": lambda data, key: PENDING}).run(shop.new_store(), "o-1", {})
    assert run.outcome is STUCK and "PENDING" in run.reason


async def refund_later(data, key):
    raise AssertionError("nobody awaits this")


class RefundLater:
    async def __call__(self, data, key):
        raise AssertionError("nobody awaits this")


def refund_in_parts(data, key):
    raise AssertionError("nobody iterates over this")
    yield


NOT_DONE = {
    "coroutine": lambda data, key: refund_later(data, key),
    "object": RefundLater(),
    "generator": refund_in_parts,
}


@pytest.mark.parametrize("compensation", NOT_DONE.values(), ids=NOT_DONE)
def test_a_compensation_that_returns_what_must_still_be_run_has_not_done_its_work(shop, compensation):
    world = shop.World({"ship": [shop.NO_CARD]})
    run = world.saga(charge={"compensation": compensation}).run(shop.new_store(), "o-1", {})
    assert run.outcome is STUCK and "nobody runs" in run.reason
    assert run.step == "charge" and world.held["charge"] == 1


def test_stuck_sagas_are_listed_with_their_reason_and_others_are_not(shop):
    _, store, _, run = stuck_in_refund(shop)
    shop.World().saga("other").run(store, "o-9", {})
    assert stuck(store) == (run,) == unfinished(store)


def test_running_a_stuck_saga_again_changes_nothing(shop):
    world, store, saga, run = stuck_in_refund(shop)
    calls = list(world.calls)
    assert saga.run(store, "o-1", {}) == run
    assert world.calls == calls


def test_retry_goes_on_and_records_who_and_why(shop):
    world, store, saga, _ = stuck_in_refund(shop)
    run = saga.retry(store, "o-1", by="Ada", note="bank is back")
    assert run.outcome is COMPENSATED and run.compensated == ("charge", "reserve")
    assert set(world.held.values()) == {0}
    assert (run.step, run.reason) == ("ship", "Refused: card declined")
    [retried] = [e.event for e in store.read(saga.stream("o-1")) if e.type == "SagaRetried"]
    assert retried == log.SagaRetried(step="charge", by="Ada", note="bank is back")
    assert stuck(store) == ()


def test_a_retry_may_get_stuck_again(shop):
    world, store, saga, _ = stuck_in_refund(shop)
    world.undo_plans["charge"] = [shop.DOWN] * 3
    assert saga.retry(store, "o-1", by="Ada").outcome is STUCK
    assert world.calls.count("undo charge") == 6
    assert saga.retry(store, "o-1", by="Ada").outcome is COMPENSATED


def test_a_compensation_done_by_hand_is_resolved_and_the_rest_is_undone(shop):
    world, store, saga, _ = stuck_in_refund(shop)
    run = saga.resolve(store, "o-1", "refunded in cash", by="Ada")
    assert run.outcome is COMPENSATED and run.compensated == ("charge", "reserve")
    assert world.calls[-1] == "undo reserve"
    [resolved] = [e.event for e in store.read(saga.stream("o-1")) if e.type == "StepResolved"]
    assert (resolved.step, resolved.by, resolved.note) == ("charge", "Ada", "refunded in cash")


def test_resolving_the_last_compensation_ends_the_saga(shop):
    world = shop.World({"charge": [shop.NO_CARD]}, {"reserve": [shop.DOWN] * 3})
    store, saga = shop.new_store(), world.saga()
    assert saga.run(store, "o-1", {}).outcome is STUCK
    assert saga.resolve(store, "o-1", "put back by hand", by="Ada").outcome is COMPENSATED
    assert stuck(store) == ()


def test_after_the_pivot_a_step_done_by_hand_completes_the_saga(shop):
    world, store, saga, run = stuck_in_mail(shop)
    assert run.outcome is STUCK and run.step == "mail"
    run = saga.resolve(store, "o-1", "phoned", by="Ada", result="call-7")
    assert run.outcome is COMPLETED and run.data["mail"] == "call-7"
    assert (run.step, run.reason) == ("", "")
    assert world.calls.count("mail") == 3


def test_after_the_pivot_a_step_in_the_middle_done_by_hand_lets_the_next_go_on(shop):
    world, store = shop.World(plans={"charge": [shop.NO_CARD]}), shop.new_store()
    saga = world.saga(reserve={"pivot": True})
    assert saga.run(store, "o-1", {}).outcome is STUCK  # a refusal behind the pivot: nothing to wait for
    run = saga.resolve(store, "o-1", "paid in cash", by="Ada")
    assert run.outcome is COMPLETED
    assert world.calls == ["reserve", "charge", "ship", "mail"]


def test_after_the_pivot_a_retry_completes_the_saga(shop):
    _, store, saga, _ = stuck_in_mail(shop)
    assert saga.retry(store, "o-1", by="Ada").outcome is COMPLETED


def test_a_step_done_by_hand_that_a_colleague_was_faster_with_does_not_resolve_the_next_one(shop):
    world = shop.World({"ship": [shop.NO_CARD]}, {"charge": [shop.DOWN] * 3, "reserve": [shop.DOWN] * 3})
    store, saga = shop.new_store(), world.saga()
    assert saga.run(store, "o-1", {}).step == "charge"
    run = saga.resolve(store, "o-1", "refunded in cash", by="Ada", step="charge")
    assert run.outcome is STUCK and run.step == "reserve"
    with pytest.raises(WrongUse, match="stuck at 'reserve', not at 'charge'"):
        saga.resolve(store, "o-1", "refunded in cash", by="Bob", step="charge")
    assert saga.resolve(store, "o-1", "put back", by="Bob", step="reserve").outcome is COMPENSATED


def test_only_a_stuck_saga_can_be_retried_or_resolved(shop):
    store, saga = shop.new_store(), shop.World().saga()
    saga.run(store, "o-1", {})
    version = store.version(saga.stream("o-1"))
    with pytest.raises(WrongUse) as raised:
        saga.retry(store, "o-1", by="Ada")
    assert raised.value.what == "'o-1' of saga 'shop'"
    with pytest.raises(WrongUse, match="COMPLETED, not STUCK"):
        saga.resolve(store, "o-1", "done", by="Ada")
    assert store.version(saga.stream("o-1")) == version


def test_a_saga_that_was_not_started_cannot_be_retried(shop):
    with pytest.raises(UnknownName) as raised:
        shop.World().saga().retry(shop.new_store(), "o-1", by="Ada")
    assert (raised.value.kind, raised.value.name) == ("instance of saga 'shop'", "o-1")


def test_of_an_ended_saga_no_event_is_read(shop):
    read = []

    class Counting(MemoryStore):
        def read(self, stream, **more):
            read.append(stream)
            return super().read(stream, **more)

        def read_events(self, stream, **more):
            events = super().read_events(stream, **more)
            read.append((stream, *(type(event).__name__ for event in events)))
            return events

    store = Counting(clock=VirtualClock())
    world = shop.World(plans={"mail": [None, shop.NO_CARD]})
    saga = world.saga(mail={"pivot": True}, ship={"attempts": 1})
    assert saga.run(store, "o-1", {}).outcome is COMPLETED
    assert saga.run(store, "o-2", {}).outcome is COMPENSATED
    world.always["mail"] = PENDING
    waits = saga.run(store, "o-3", {})
    read.clear()
    assert unfinished(store) == (waits,)
    assert read == ["saga:shop:o-3"]


def test_a_late_answer_after_the_end_does_not_reopen_a_saga(shop):
    store, world = shop.new_store(), shop.World(plans={"mail": [PENDING]})
    saga = world.saga(mail={"timeout_s": 5})
    saga.run(store, "o-1", {})
    store.clock.sleep(6)
    assert saga.run(store, "o-1").outcome is COMPENSATED
    saga.answer(store, "o-1", "mail", "sent")
    assert shop.types(store, saga)[-1] == "LateAnswerIgnored"
    assert unfinished(store) == ()
