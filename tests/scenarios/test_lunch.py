"""The lunch hours of lesson 00: what breaks a till, what does not, and one lunch played by hand."""

from typing import Any

import pytest

from companion.events import UnknownName
from companion.lab import Counterexample, Survived
from companion.scenarios.lunch import first_till, lunch_hours, one_lunch


def remembers_orders(till: Any, event: Any) -> None:
    if event.order_id not in till.paid:
        till.paid.append(event.order_id)
        till.total_cents += event.total_cents


def remembers_last(till: Any, event: Any) -> None:
    if event != till.last:
        till.last = event
        till.total_cents += event.total_cents


def labels(found: Any) -> list[str]:
    assert isinstance(found, Counterexample)
    return [step.label for step in found.schedule]


def test_the_first_till_falls_to_two_deliveries_of_one_order() -> None:
    found = lunch_hours(first_till)
    assert labels(found) == ["A", "A"]
    assert found.problem == "Ada ordered once: the till holds 900 cents, and 450 is right"


def test_the_seed_found_replays_the_lunch_unshrunk() -> None:
    found = lunch_hours(first_till)
    whole = one_lunch(first_till, found.seed)
    assert len(labels(whole)) == found.shrunk_from > 2
    assert whole.problem.startswith("Ada, Ben and Cleo ordered once each: ")


def test_a_till_that_remembers_orders_survives_a_thousand_lunch_hours() -> None:
    assert lunch_hours(remembers_orders) == Survived(1000, 5978, ("duplicate", "reorder"))


def test_one_remembered_order_falls_to_a_late_repeat_only() -> None:
    assert labels(lunch_hours(remembers_last)) == ["A", "B", "A"]
    assert one_lunch(remembers_last, ["A", "A"]).ok
    assert labels(one_lunch(remembers_last, ["A", "B", "A"])) == ["A", "B", "A"]


def test_no_delivery_at_all_is_no_fault_of_the_till() -> None:
    assert one_lunch(first_till, []).ok


def test_an_order_nobody_placed_cannot_be_delivered() -> None:
    with pytest.raises(UnknownName, match="'Z'"):
        one_lunch(first_till, ["Z"])


def test_a_crash_is_survived_by_writing_down_and_a_loss_by_nobody() -> None:
    assert not lunch_hours(first_till, faults=("crash",)).ok
    assert lunch_hours(remembers_orders, faults=("crash",)).ok
    assert not lunch_hours(remembers_orders, faults=("drop",)).ok
