"""Exploring: a lunch hour, a thousand schedules, the smallest one that breaks the till."""

import json
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest

from companion.events import UnknownName
from companion.lab import Counterexample, Disk, Survived, deliver, explore, replay


class Order(NamedTuple):
    order_id: str
    total_cents: int


ORDERS = (Order("A", 450), Order("B", 450), Order("C", 300))
Handler = Callable[[Disk, Order], object]


def no_memory(till: Disk, order: Order) -> None:
    till.total_cents += order.total_cents


def same_price_same_order(till: Disk, order: Order) -> None:
    if order.total_cents not in till.paid:
        till.paid.append(order.total_cents)
        till.total_cents += order.total_cents


def remembers_last(till: Disk, order: Order) -> None:
    if till.paid[-1:] != [order.order_id]:
        till.paid.append(order.order_id)
        till.total_cents += order.total_cents


def right(till: Disk, order: Order) -> None:
    if order.order_id not in till.paid:
        till.paid.append(order.order_id)
        till.total_cents += order.total_cents


def takes_the_sum_of_what_was_sent(till: Disk) -> str | None:
    expected = sum(order.total_cents for order in till.sent)
    return None if till.total_cents == expected else f"the till holds {till.total_cents}, expected {expected}"


def new_till() -> Disk:
    return Disk(total_cents=0, paid=[])


def lunch(handler: Handler, **more: Any) -> Survived | Counterexample:
    arguments = {"disk": new_till, "label": lambda order: order.order_id, **more}
    return explore(on(handler), ORDERS, takes_the_sum_of_what_was_sent, **arguments)


def on(handler: Handler) -> Callable[[Disk], Callable[[Order], object]]:
    return lambda till: lambda order: handler(till, order)


def broken(handler: Handler, **more: Any) -> Counterexample:
    found = lunch(handler, **more)
    assert isinstance(found, Counterexample), found
    return found


def labels(found: Counterexample) -> str:
    return " ".join(step.label for step in found.schedule)


def test_a_handler_that_remembers_every_order_survives_a_thousand_schedules() -> None:
    found = lunch(right)
    assert found.ok and isinstance(found, Survived)
    assert found.schedules == 1000
    assert str(found) == "1,000 schedules, 0 violations (duplicate, reorder; 5,978 deliveries)"


@pytest.mark.parametrize(
    ("handler", "smallest"), [(no_memory, "A A"), (same_price_same_order, "A B"), (remembers_last, "A B A")]
)
def test_the_smallest_schedule_is_found(handler: Handler, smallest: str) -> None:
    found = broken(handler)
    assert not found.ok
    assert labels(found) == smallest
    assert found.proven


def test_a_counterexample_reads_in_words() -> None:
    assert str(broken(remembers_last)) == "\n".join(
        [
            "the till holds 1350, expected 900",
            "  1. A is delivered",
            "  2. B is delivered",
            "  3. A is delivered again",
            "shrunk from 6 deliveries to 3",
            "replay with seed 1",
        ]
    )


def test_its_title_says_how_few_deliveries_and_faults_are_enough() -> None:
    assert broken(remembers_last).title == "3 deliveries, 1 fault: enough to break it"
    assert broken(same_price_same_order).title == "2 deliveries, no fault: enough to break it"


def test_a_counterexample_in_a_notebook_prints_the_same_words() -> None:
    found = broken(no_memory)
    assert repr(found) == str(found)


def test_the_first_violation_stops_the_search() -> None:
    built: list[Disk] = []

    def build(till: Disk) -> Callable[[Order], object]:
        built.append(till)
        return lambda order: no_memory(till, order)

    explore(build, ORDERS, takes_the_sum_of_what_was_sent, disk=new_till)
    assert len(built) < 200


def test_a_handler_that_fails_without_any_fault_is_found_by_seed_0() -> None:
    found = broken(same_price_same_order)
    assert found.seed == 0
    assert found.faults == 0


def test_events_are_labelled_by_their_index_by_default() -> None:
    assert labels(broken(remembers_last, label=None)) == "e0 e1 e0"


def test_events_are_not_left_out_when_the_invariant_is_about_all_of_them() -> None:
    def takes_1200(till: Disk) -> str | None:
        return None if till.total_cents == 1200 else f"the till holds {till.total_cents}, expected 1200"

    found = explore(on(no_memory), ORDERS, takes_1200, disk=new_till)
    assert isinstance(found, Counterexample)
    assert labels(found) == "e0 e0 e1 e2"
    assert found.problem == "the till holds 1650, expected 1200"


def test_replaying_the_choices_ends_with_the_same_problem() -> None:
    found = broken(remembers_last)
    again = found.replay()
    assert isinstance(again, Counterexample)
    assert (again.problem, again.choices) == (found.problem, found.choices)


def test_replaying_against_a_better_handler_survives() -> None:
    assert broken(remembers_last).replay(on(right)).ok


def test_choices_kept_as_json_replay_exactly() -> None:
    found = broken(remembers_last)
    kept = json.loads(json.dumps(found.choices))
    again = replay(kept, on(remembers_last), ORDERS, takes_the_sum_of_what_was_sent, disk=new_till)
    assert isinstance(again, Counterexample)
    assert again.problem == found.problem


def test_replaying_the_seed_plays_the_schedule_before_shrinking() -> None:
    found = broken(remembers_last)
    assert found.seed is not None
    again = replay(found.seed, on(remembers_last), ORDERS, takes_the_sum_of_what_was_sent, disk=new_till)
    assert isinstance(again, Counterexample)
    assert again.deliveries == found.shrunk_from


def test_exploring_one_seed_finds_the_same_counterexample() -> None:
    found = broken(remembers_last)
    assert broken(remembers_last, seeds=[found.seed]) == found


def test_a_list_of_deliveries_is_played_as_given() -> None:
    def run(*order: str) -> Survived | Counterexample:
        return deliver(
            on(remembers_last),
            ORDERS,
            order,
            takes_the_sum_of_what_was_sent,
            disk=new_till,
            label=lambda each: each.order_id,
        )

    assert run().ok
    assert run("A", "A").ok
    assert run("A", "B").ok
    found = run("A", "B", "B", "A")
    assert isinstance(found, Counterexample)
    assert [step.kind for step in found.schedule] == ["deliver", "deliver", "duplicate", "duplicate"]
    assert found.problem == "the till holds 1350, expected 900"


def test_delivering_an_event_that_was_not_sent_is_refused() -> None:
    with pytest.raises(UnknownName) as caught:
        deliver(on(right), ORDERS, ["e0", "Z"], takes_the_sum_of_what_was_sent, disk=new_till)
    assert caught.value.name == "Z"
    assert caught.value.known == ("e0", "e1", "e2")


def test_faults_given_as_one_text_are_refused() -> None:
    with pytest.raises(UnknownName) as caught:
        lunch(right, faults="duplicate")
    assert caught.value.name == "duplicate"


def test_a_handler_that_remembers_outside_the_disk_is_reported_and_not_shrunk() -> None:
    seen: set[str] = set()

    def outside(till: Disk, order: Order) -> None:
        if order.order_id not in seen:
            seen.add(order.order_id)
            till.total_cents += order.total_cents

    found = broken(outside)
    assert not found.repeatable
    assert found.problem == "the till holds 0, expected 1200"
    assert "the handler remembers something outside" in str(found)


def test_no_events_and_no_seeds_survive() -> None:
    assert explore(lambda disk: print, (), lambda disk: None, seeds=3).ok
    assert lunch(no_memory, seeds=0) == Survived(0, 0, ("duplicate", "reorder"))


def test_a_counterexample_draws_itself_with_the_same_facts_in_words() -> None:
    found = broken(remembers_last)
    table = repr(found.picture())
    assert found.title in table
    assert found.problem in table
    assert "<img" in found._repr_html_()


def test_a_counterexample_without_its_handler_says_how_to_replay_it() -> None:
    found = broken(remembers_last)
    bare = Counterexample(found.problem, found.schedule, found.choices, found.shrunk_from)
    with pytest.raises(ValueError, match="replay"):
        bare.replay()


def test_a_handler_that_fails_before_the_crash_is_asked_again_as_after_one() -> None:
    def fails_once(till: Disk) -> Callable[[Order], object]:
        fresh = [True]

        def take(order: Order) -> None:
            if fresh:
                fresh.clear()
                raise ValueError("the drawer is stuck")
            right(till, order)

        return take

    schedule = [("crash", 0, 9), ("deliver", 0, 0), ("deliver", 1, 0), ("deliver", 2, 0)]
    found = replay(schedule, fails_once, ORDERS, takes_the_sum_of_what_was_sent, disk=new_till)
    assert isinstance(found, Survived), found
