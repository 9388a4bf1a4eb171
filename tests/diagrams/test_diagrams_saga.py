"""The picture of a saga says what its log says."""

from __future__ import annotations

import pytest

from companion.bus import Bus
from companion.diagrams import saga_flow, service_map
from companion.diagrams.saga_flow import read_sagas
from companion.events import Event, Trace, VirtualClock
from companion.sagas import Saga, Step
from companion.sourcing import MemoryStore, Refused


class StockTaken(Event):
    pass


class StockCounted(Event):
    pass


def kinds(picture):
    """What stands in boxes, by the shape that tells its kind."""
    shapes = {box.rect: box.shape for box in picture.layout.nodes}
    words = {}
    for text in picture.layout.texts:
        if text.inside in shapes:
            words.setdefault(text.inside, []).append(text.text)
    return [(" ".join(parts), shapes[rect]) for rect, parts in words.items()]


def test_a_refusal_starts_compensations_and_the_steps_never_asked_are_named(told):
    trace = told.saga_run(told.SHOP, refuses="ship")
    picture = saga_flow(trace, title="Backward")
    shown = dict(kinds(picture))
    assert shown["ShipRefused"] == "sticky"
    assert shown["undo charge"] == shown["undo reserve"] == "round"
    assert shown["reserve"] == "nose" and shown["mail"] == "round"
    assert "undo ship" not in shown and "MailSucceeded" not in shown
    texts = [text.text for text in picture.layout.texts]
    assert "no" in texts and "event that says no" not in texts
    assert "never asked" in texts and "COMPENSATED" in texts and "order-42" in texts


def test_compensations_are_numbered_and_run_from_right_to_left(told):
    picture = saga_flow(told.saga_run(told.SHOP, refuses="mail"), title="Backward")
    marks = {text.text: text.x for text in picture.layout.texts if text.role == "mark"}
    assert marks["5"] > marks["6"] > marks["7"]
    dashed = [line for line in picture.layout.lines if line.role == "edge" and line.stroke == 3.0]
    assert len(dashed) == 3
    assert all(line.points[-1][0] < line.points[0][0] for line in dashed)


def test_a_step_whose_answer_was_lost_is_also_undone(told):
    picture = saga_flow(told.saga_run(told.SHOP, fails="ship"), title="Lost")
    shown = dict(kinds(picture))
    assert shown["ShipFailed"] == "octagon" and shown["undo ship"] == "round"
    assert "2 attempts" in [text.text for text in picture.layout.texts]


def test_a_stuck_compensation_is_a_failure_and_the_others_wait(told):
    picture = saga_flow(told.saga_run(told.SHOP, refuses="mail", stuck="charge"), title="Stuck")
    shown = dict(kinds(picture))
    assert shown["undo charge"] == "octagon"
    texts = [text.text for text in picture.layout.texts]
    assert {"STUCK", "stuck", "waits"} <= set(texts)


def test_the_table_has_the_whole_log_with_reasons(told):
    picture = saga_flow({"Failure path": told.saga_run(told.SHOP, refuses="ship")}, title="Backward")
    assert [row[2] for row in picture.rows] == [
        "SagaStarted", "StepSucceeded", "StepSucceeded", "StepRefused", "CompensationStarted",
        "StepCompensated", "StepCompensated", "SagaCompensated",
    ]  # fmt: skip
    assert picture.rows[3][3:] == (
        "ship",
        "Refused: no carrier goes there, and none will before the end of the month",
    )


def test_an_operators_work_is_shown():
    calls = []

    def refund(data, key):
        calls.append(key)
        raise Refused("account closed")

    def ship(data, key):
        raise Refused("no")

    store = MemoryStore(clock=VirtualClock(), trace=Trace())
    saga = Saga("order", [Step("charge", lambda data, key: None, refund), Step("ship", ship)])
    saga.run(store, "o-1", {})
    saga.retry(store, "o-1", by="Ada")
    saga.resolve(store, "o-1", "in cash", by="Ada")
    [path] = read_sagas(store.trace)
    assert (path.outcome, path.step("charge").undo, len(calls)) == ("COMPENSATED", "by hand", 2)
    assert "by hand" in [text.text for text in saga_flow(store.trace, title="By hand").layout.texts]


@pytest.mark.parametrize("operator", ["retry", "resolve"])
@pytest.mark.parametrize("stuck_at", ["action", "compensation"])
def test_the_reason_shown_is_that_of_status_also_after_an_operators_work(stuck_at, operator):
    mended = []

    def fails(data, key):
        if not mended:
            raise Refused("account closed")

    def ship(data, key):
        raise Refused("the carrier does not go to Atlantis")

    back = [Step("charge", lambda data, key: None, fails), Step("ship", ship)]
    ahead = [Step("charge", lambda data, key: None, pivot=True), Step("mail", fails)]
    store = MemoryStore(clock=VirtualClock(), trace=Trace())
    saga = Saga("order", back if stuck_at == "compensation" else ahead)
    told = [saga.run(store, "o-1", {}).reason]
    [path] = read_sagas(store.trace)
    told_of = [path.reason]
    mended.append("account opened again")
    if operator == "retry":
        told.append(saga.retry(store, "o-1", by="Olga").reason)
    else:
        told.append(saga.resolve(store, "o-1", "in cash", by="Olga").reason)
    [path] = read_sagas(store.trace)
    assert told_of[0] == told[0] == "Refused: account closed"
    assert (
        path.reason
        == told[1]
        == ("Refused: the carrier does not go to Atlantis" if stuck_at == "compensation" else "")
    )


def test_several_sagas_in_one_trace_are_several_bands():
    store = MemoryStore(clock=VirtualClock(), trace=Trace())
    saga = Saga("order", [Step("charge", lambda data, key: None)])
    for id in ("o-1", "o-2"):
        saga.run(store, id, {})
    assert [path.id for path in read_sagas(store.trace)] == ["o-1", "o-2"]
    lanes = [box for box in saga_flow(store.trace, title="Two").layout.ground if box.role == "lane"]
    assert len(lanes) == 2


def test_a_map_of_an_orchestrated_saga_says_whom_the_orchestrator_triggers():
    store = MemoryStore(clock=VirtualClock(), trace=Trace())

    def reserve(data, key):
        [began] = store.read("saga:order:o-1")
        store.append("shelf", [StockTaken()], expected=0, cause=began, service="Inventory")

    Saga("order", [Step("reserve", reserve)]).run(store, "o-1", {})
    rows = service_map(store.trace, title="Orchestrated").rows
    assert ("order", "triggers", "Inventory") in rows
    assert ("Inventory", "publishes", "StockTaken") in rows


def test_a_service_that_was_seen_listening_is_not_triggered():
    bus = Bus(VirtualClock())
    bus.service("Inventory").on(StockTaken)(lambda event: bus.service("Inventory").publish(StockCounted()))
    bus.service("Order").publish(StockTaken())
    rows = service_map(bus.trace, title="Heard").rows
    assert ("StockTaken", "is heard by", "Inventory") in rows
    assert "triggers" not in [does for _, does, _ in rows]


def test_a_trace_without_a_saga_is_refused_with_a_sentence(told):
    with pytest.raises(ValueError, match="no saga starts in this trace"):
        saga_flow(told.food(), title="None")
