"""Promises of a saga engine: what holds for a business transaction over several services, whatever fails and
wherever its process dies.
"""

from __future__ import annotations

from itertools import count
from typing import Any

from companion.lab import Crash

from .evidence import fail, same, true
from .saga_world import STEPS, Engine, JudgedSaga, World, run_through

_ALL = dict.fromkeys(STEPS, 1)
_NONE = dict.fromkeys(STEPS, 0)


def every_step_is_done_once_in_order(engine: Engine) -> None:
    """The happy path, and then nothing more however often it is run."""
    world = World()
    saga = engine(world.tasks(), world.clock)
    same(saga.run(), "COMPLETED", "the outcome")
    same(world.called("do"), list(STEPS), "the steps in the order of their calls")
    same(saga.run(), "COMPLETED", "the outcome when it is run again")
    same(len(world.calls), len(STEPS), "calls after it was run again")


def compensations_run_newest_first(engine: Engine) -> None:
    """What rests on another is undone before it: the card before the goods it paid for."""
    for index, name in enumerate(STEPS):
        world = World(refuses=name)
        same(engine(world.tasks(), world.clock).run(), "COMPENSATED", f"the outcome when {name} is refused")
        same(world.held(), _NONE, f"effects that are left when {name} is refused")
        undone = world.called("undo")
        same(undone, [s for s in reversed(STEPS) if s in undone], f"what is undone when {name} is refused")
        true(set(STEPS[:index]) <= set(undone), f"not all before {name} was undone: {undone}")


def only_what_may_have_happened_is_compensated(engine: Engine) -> None:
    """A refund for a card that was never charged is money given away."""
    for index, name in enumerate(STEPS):
        world = World(refuses=name)
        engine(world.tasks(), world.clock).run()
        same(sorted(world.called("undo")), sorted(STEPS[:index]), f"what is undone when {name} is refused")


def a_failed_step_may_have_had_its_effect(engine: Engine) -> None:
    """The answer was lost, not the charge: it must be undone with the others."""
    for name in STEPS:
        world = World(breaks=name)
        outcome = engine(world.tasks(), world.clock).run()
        same(outcome, "COMPENSATED", f"the outcome when the answer of {name} is lost")
        same(world.held(), _NONE, f"effects that are left when the answer of {name} is lost")


def every_attempt_has_the_same_key(engine: Engine) -> None:
    """The service knows by the key that it has charged already; so it does after a crash."""
    world = World(breaks="payment", broken_for=2)
    saga = engine(world.tasks(payment={"attempts": 3}), world.clock)
    same(saga.run(), "COMPLETED", "the outcome with three attempts of which two lose the answer")
    same(world.called("do").count("payment"), 3, "attempts at the payment")
    same((len(world.keys("do", "payment")), world.held()), (1, _ALL), "keys of the payment, and effects")
    keys = [key for _, _, key in world.calls]
    same(len(set(keys)), len(STEPS), "different keys of four steps")


def after_a_crash_at_any_point_it_ends_and_the_books_balance(engine: Engine) -> None:
    """Before and after every call and every record of the log: run again, it ends as it would have."""
    faults: tuple[dict[str, Any], ...] = (
        {}, {"refuses": "shipment"}, {"breaks": "shipment"}, {"refuses": "inventory"},
    )  # fmt: skip
    for fault in faults:
        expected, held = ("COMPENSATED", _NONE) if fault else ("COMPLETED", _ALL)
        for strike_at in count(1):
            world = World(strike_at=strike_at, strike=_crash, **fault)
            outcome = run_through(engine(world.tasks(), world.clock))
            where = f"with {fault or 'no fault'}, after a crash at moment {strike_at}"
            same((outcome, world.held()), (expected, held), f"outcome and effects {where}")
            undone = [name for verb, name in world.effects if verb == "undo"]
            same(undone, [s for s in reversed(STEPS) if s in undone], f"what was undone, in order, {where}")
            _never_forward_again(world, where)
            if world.moments < strike_at:
                true(strike_at > len(STEPS), f"only {strike_at - 1} moments to crash at were found")
                break


def after_a_crash_it_goes_on_where_it_was(engine: Engine) -> None:
    """A step that is recorded as done is not asked for again: its service may be slow, expensive, or down."""
    world = World()
    saga = engine(world.tasks(), world.clock)
    moment, struck = world.moment, False

    def once() -> None:
        nonlocal struck
        moment()
        if not struck and world.calls and world.calls[-1][:2] == ("do", "shipment"):
            struck = True
            raise Crash

    world.moment = once  # type: ignore[method-assign]
    same(run_through(saga), "COMPLETED", "the outcome after a crash at the third step")
    asked = {name: world.called("do").count(name) for name in STEPS}
    same(
        (asked["inventory"], asked["payment"]), (1, 1), "how often the steps before the crash were asked for"
    )
    same(world.held(), _ALL, "effects that are left")


def once_compensating_it_never_goes_forward_again(engine: Engine) -> None:
    """The process dies while compensating, and what was refused would be accepted now: too late. Nobody can
    explain a saga that is half undone and half done.
    """
    for strike_at in count(1):
        world = World(refuses="shipment", strike_at=strike_at)

        def mended_and_crashed(world: World = world) -> None:
            if world.called("undo"):
                world.refuses = ""
                raise Crash

        world.strike = mended_and_crashed
        outcome = run_through(engine(world.tasks(), world.clock))
        where = f"after a crash at moment {strike_at} and a service that is mended"
        same((outcome, world.held()), ("COMPENSATED", _NONE), f"outcome and effects {where}")
        _never_forward_again(world, where)
        if world.moments < strike_at:
            break


def a_compensation_that_fails_is_tried_again(engine: Engine) -> None:
    """An operator is not called because a service is down for a moment."""
    world = World(refuses="shipment", undo_fails={"payment": 1})
    same(
        engine(world.tasks(), world.clock).run(), "COMPENSATED", "the outcome after one failing compensation"
    )
    same(world.held(), _NONE, "effects that are left")


def a_compensation_that_keeps_failing_is_stuck_and_visible(engine: Engine) -> None:
    """Somebody paid for what will never come: that must not look like an end."""
    world = World(refuses="shipment", undo_fails={"payment": 10**6})
    saga = engine(world.tasks(), world.clock)
    same(saga.run(), "STUCK", "the outcome when the payment cannot be undone")
    true(saga.is_stuck(), "the saga is stuck and is not in the list of stuck sagas")
    same(world.held()["payment"], 1, "the payment that is left")
    same(saga.run(), "STUCK", "the outcome when it is run again")
    calm = World(refuses="shipment")
    other = engine(calm.tasks(), calm.clock)
    other.run()
    true(not other.is_stuck(), "a saga that was compensated is in the list of stuck sagas")


def behind_the_pivot_nothing_is_compensated(engine: Engine) -> None:
    """The customer has the goods. A mail that cannot be sent must not lead to a refund."""
    world = World(refuses="mail")
    saga = engine(world.tasks(shipment={"pivot": True}), world.clock)
    same(saga.run(), "STUCK", "the outcome when a step behind the pivot is refused")
    same((world.called("undo"), world.held()), ([], {**_ALL, "mail": 0}), "what was undone, and what is left")


def two_orchestrators_have_one_effect(engine: Engine) -> None:
    """The first was thought dead and was only slow: another runs the whole saga at any of its points."""
    faults: tuple[dict[str, Any], ...] = (
        {}, {"refuses": "shipment"}, {"breaks": "shipment"}, {"breaks": "shipment", "broken_for": 1},
    )  # fmt: skip
    for fault in faults:
        for strike_at in count(1):
            world = World(strike_at=strike_at, **fault)
            saga = engine(world.tasks(), world.clock)
            others: list[str] = []
            world.strike = lambda saga=saga, others=others: others.append(saga.run())  # type: ignore[misc]
            outcome = saga.run()
            where = f"with {fault or 'no fault'} and another that ran at moment {strike_at}"
            same(others, [outcome] * len(others), f"outcomes {where}: the other's, against {outcome}")
            expected = _NONE if outcome == "COMPENSATED" else _ALL
            same(world.held(), expected, f"effects of a saga that is {outcome}, {where}")
            if not others:
                break


def while_it_waits_nobody_is_asked_again(engine: Engine) -> None:
    """The answer comes tomorrow. Until then, running the saga calls no service; with the answer it
    continues."""
    world, saga = _waiting(engine)
    same(
        (saga.run(), world.called("do").count("payment")), ("WAITING", 1), "outcome and calls when run again"
    )
    _arrive(world)
    same(saga.answer("payment"), "COMPLETED", "the outcome after the answer")
    same(saga.answer("payment"), "COMPLETED", "the outcome after the same answer once more")
    same((world.held(), world.called("do")), (_ALL, list(STEPS)), "effects, and calls")


def an_answer_that_does_not_come_is_a_failure(engine: Engine) -> None:
    """After its timeout, on the clock; and its effect may have happened, or may still happen."""
    world, saga = _waiting(engine)
    world.clock.advance(59)
    same(saga.run(), "WAITING", "the outcome a second before the timeout")
    world.clock.advance(2)
    same(saga.run(), "COMPENSATED", "the outcome a second after the timeout")
    same(world.called("undo"), ["payment", "inventory"], "what is undone after a timeout of the payment")


def a_late_answer_changes_nothing(engine: Engine) -> None:
    """The saga has already taken another way. A late message must not move it forward."""
    world, saga = _waiting(engine)
    world.clock.advance(61)
    saga.run()
    calls = list(world.calls)
    same(saga.answer("payment"), "COMPENSATED", "the outcome after an answer that came too late")
    same(saga.run(), "COMPENSATED", "the outcome when it is run after that")
    same(world.calls, calls, "the calls after an answer that came too late")


def a_slow_effect_after_its_compensation_is_nothing(engine: Engine) -> None:
    """The request was in a queue and arrives after its undo. The service must see that both speak of one
    thing, which it can only by the key.
    """
    world, saga = _waiting(engine)
    world.clock.advance(61)
    same(saga.run(), "COMPENSATED", "the outcome after the timeout")
    _arrive(world)
    same(world.held(), _NONE, "effects that are left after a payment that arrived behind its refund")


def _waiting(engine: Engine) -> tuple[World, JudgedSaga]:
    """A saga whose payment will be answered later, within 60 seconds."""
    world = World(pending="payment")
    saga = engine(world.tasks(payment={"timeout_s": 60.0}), world.clock)
    same(saga.run(), "WAITING", "the outcome while the payment's answer is awaited")
    return world, saga


def _arrive(world: World) -> None:
    """The payment service gets round to what it was asked for."""
    for key in world.keys("do", "payment"):
        world.do("payment", key)


def _crash() -> None:
    raise Crash


def _never_forward_again(world: World, where: str) -> None:
    verbs = [verb for verb, _, _ in world.calls]
    if "undo" in verbs and "do" in verbs[verbs.index("undo") :]:
        fail(f"{where}, it went forward again: {[f'{verb} {name}' for verb, name, _ in world.calls]}")
