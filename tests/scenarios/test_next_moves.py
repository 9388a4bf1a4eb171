"""A real saga's log as a list of moves, and a function of the log beside the orchestrator that wrote it."""

import pytest

from companion.scenarios.next_moves import beside, next_move, short
from companion.scenarios.shop_saga import hiccup, order, shop_saga
from companion.scenarios.slow_bank import SlowBank, charging
from companion.scenarios.surviving import five_machines
from companion.sourcing import Refused


def no_answer(data, key):
    raise ConnectionError("no answer")


@pytest.mark.parametrize("country", ["NL", "Atlantis"])
@pytest.mark.parametrize("after", [None, no_answer])
def test_the_rules_move_as_the_orchestrator_does(country, after):
    store = five_machines()
    saga = charging(store, after=after) if after else charging(store)
    saga.run(store, "order-77", order(country=country))
    rows = beside(next_move, saga, store, "order-77").splitlines()
    assert len(rows) >= 5
    for row in rows:
        yours, really = row.split("yours: ")[1].split("orchestrator: ")
        assert yours.strip() == really


def test_a_stuck_saga_is_stuck_in_the_rules_too():
    def lost(key):
        raise Refused("no such address")

    store = five_machines()
    saga = shop_saga(store, mail_server=lost)
    saga.run(store, "order-77", order())
    assert beside(next_move, saga, store, "order-77").endswith("orchestrator: stuck")
    assert "yours: stuck" in beside(next_move, saga, store, "order-77")


def test_behind_the_pivot_a_failed_step_is_done_again():
    store = five_machines()
    saga = shop_saga(store, mail_server=hiccup(1))
    saga.run(store, "order-77", order())
    assert short(store.read("saga:shop:order-77"))[-2:] == [("failed", "mail"), ("succeeded", "mail")]
    assert "yours: do mail" in beside(next_move, saga, store, "order-77").splitlines()[-2]


def test_a_step_that_timed_out_counts_as_failed():
    store, bank = five_machines(), SlowBank()
    saga = charging(store, bank.ask, bank.undo, timeout_s=1)
    saga.run(store, "order-77", order())
    store.clock.sleep(1)
    saga.run(store, "order-77")
    assert ("failed", "charge") in short(store.read("saga:shop:order-77"))


def test_a_function_that_is_not_written_is_replaced_and_that_is_said():
    store = five_machines()
    saga = charging(store)
    saga.run(store, "order-77", order())
    first, second, *_ = beside(lambda steps, pivot, log: None, saga, store, "order-77").splitlines()
    assert first == "next_move is not written yet: the course's stand-in answers"
    assert "stand-in: do reserve" in second


def test_a_function_that_raises_is_shown_with_its_error_and_the_rest_goes_on():
    def half(steps, pivot, log):
        return f"do {steps[len(log)]}"

    store = five_machines()
    saga = charging(store)
    saga.run(store, "order-77", order())
    rows = beside(half, saga, store, "order-77").splitlines()
    assert [row.split("yours: ")[1].split("  ")[0] for row in rows][-2:] == ["do mail", "IndexError"]
