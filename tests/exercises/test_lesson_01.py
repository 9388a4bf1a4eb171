"""Lesson 01: the figures it quotes, the edge cases of its checks, and that untouched code scores nothing."""

from collections.abc import Callable
from typing import Any

import pytest

from companion.exercises import TODO, exercise, judge
from companion.exercises.lesson_01_available import CASES, right
from companion.exercises.lesson_01_when import TWINS
from companion.exercises.registry import lesson
from companion.exercises.twins import WAYS
from companion.scenarios import coffee_shop
from companion.scenarios.coffee_order import one_order
from companion.scenarios.orders import OrderPlaced

OUTAGE = (20, 30)


def told(report: object) -> str:
    """The report as one line, however it was wrapped."""
    return " ".join(str(report).split())


def test_the_lesson_is_worth_twenty_points_and_two_bonus_points() -> None:
    assert lesson("01").points == 20
    assert sum(e.points for e in lesson("01").exercises if e.bonus) == 2


# ---- the figures ---------------------------------------------------------------------------------


def test_without_an_outage_four_hours_of_customers_wait_alike_for_parallel_calls_and_events() -> None:
    assert coffee_shop.parallel(for_minutes=240).served == coffee_shop.events(for_minutes=240).served


def test_calls_one_by_one_turn_three_away_and_all_three_have_paid() -> None:
    day = coffee_shop.sequential(every=4, kitchen_closed=OUTAGE)
    assert (len(day.refused), len(day.paid_but_refused)) == (3, 3)


def test_parallel_calls_turn_four_away_and_one_of_them_has_paid() -> None:
    day = coffee_shop.parallel(every=4, kitchen_closed=OUTAGE)
    assert (len(day.refused), len(day.paid_but_refused)) == (4, 1)


def test_events_turn_nobody_away_and_the_fifth_waits_19_and_the_last_29_minutes() -> None:
    day = coffee_shop.events(every=4, kitchen_closed=OUTAGE)
    assert (len(day.served), day.refused) == (15, ())
    assert (day.served[4], day.served[-1]) == (19, 29)


@pytest.mark.parametrize(
    ("every", "after"),
    [(6, (11, 10, 9, 8, 7, 6)), (5, (15,) * 8), (4, tuple(range(19, 30)))],
)
def test_after_the_outage_the_queue_drains_stays_or_grows(every: int, after: tuple[int, ...]) -> None:
    assert coffee_shop.events(every=every, kitchen_closed=OUTAGE).served[4:] == after


def test_break_even_of_the_broker_is_the_three_services_it_stands_in_for() -> None:
    assert right(CASES[0]) == pytest.approx(0.96059601, abs=1e-12)
    assert right({"Counter": 0.99, "Broker": 0.970299}) == pytest.approx(right(CASES[0]), abs=1e-12)


def test_an_order_placed_while_the_kitchen_is_closed_is_cooked_when_it_opens() -> None:
    trace = one_order(kitchen_closed=(0, 8))
    start = trace.published()[0].time
    minutes = {e.type: (e.time - start).total_seconds() / 60 for e in trace.published()}
    assert minutes == {"OrderPlaced": 0, "PaymentProcessed": 2, "DrinkMade": 4, "FoodMade": 13}


# ---- untouched -----------------------------------------------------------------------------------


def stub(needs: dict[str, float]) -> object:
    return TODO


def untouched_shop(bus: Any, cashier: Any, barista: Any, kitchen: Any) -> Callable[[str], None]:
    def place(order_id: str) -> None:
        order = OrderPlaced(order_id=order_id)
        cashier(order)
        barista(order)
        kitchen(order)

    return place


@pytest.mark.parametrize(
    ("id", "untouched"),
    [
        ("01-available", {"p_accepted": stub, "calls": TODO, "events": TODO}),
        ("01-when", dict.fromkeys(TWINS, TODO)),
        ("01-capacity", []),
    ],
)
def test_an_untouched_answer_is_not_attempted(id: str, untouched: object) -> None:
    report = judge(exercise(id), untouched)
    assert (report.attempted, report.points) == (False, 0)


def test_the_untouched_shop_scores_nothing() -> None:
    report = judge(exercise("01-uncouple"), untouched_shop)
    assert report.points == 0
    assert report.misconception == "still calls"


# ---- 01-available --------------------------------------------------------------------------------


def test_the_lists_count_although_the_function_is_not_written_yet() -> None:
    answer = {"p_accepted": stub, "calls": ["Counter", "Cashier", "Barista", "Kitchen"], "events": TODO}
    report = judge(exercise("01-available"), answer)
    assert (report.attempted, report.points) == (True, 1)
    assert "p_accepted still returns TODO" in str(report)


def test_a_function_called_instead_of_handed_over_is_told_so() -> None:
    report = judge(exercise("01-available"), {"p_accepted": 0.96, "calls": ["Counter"], "events": TODO})
    assert "leave the brackets" in str(report)


def test_printing_the_chance_is_not_returning_it() -> None:
    def p_accepted(needs: dict[str, float]) -> None:
        print(right(needs))

    answer = {"p_accepted": p_accepted, "calls": ["Counter"], "events": ["Counter"]}
    assert "printed instead of returning" in told(judge(exercise("01-available"), answer))


@pytest.mark.parametrize("odd", [3, "Counter, Broker", [1, None], {"Counter": {}}, [["Counter"], "Broker"]])
def test_odd_lists_of_names_are_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("01-available"), {"p_accepted": right, "calls": odd, "events": odd})
    assert not report.fault
    assert report.points == 2


# ---- 01-uncouple ---------------------------------------------------------------------------------


def test_a_place_that_waits_in_a_loop_is_stopped() -> None:
    def open_shop(bus: Any, cashier: Any, barista: Any, kitchen: Any) -> Callable[[str], None]:
        for worker in (cashier, barista, kitchen):
            bus.on("OrderPlaced")(worker)

        def place(order_id: str) -> None:
            bus.publish(OrderPlaced(order_id=order_id))
            while order_id not in kitchen.done:
                pass

        return place

    report = judge(exercise("01-uncouple"), open_shop)
    assert report.misconception == "waits for the answer"
    assert "stopped after" in str(report)


def test_a_shop_that_publishes_for_ever_is_stopped() -> None:
    def open_shop(bus: Any, cashier: Any, barista: Any, kitchen: Any) -> Callable[[str], None]:
        def again(order: Any) -> None:
            bus.publish(OrderPlaced(order_id=order.order_id))

        bus.on(OrderPlaced)(again)
        return again

    report = judge(exercise("01-uncouple"), open_shop)
    assert report.points == 0
    assert not report.fault


def test_a_place_with_brackets_is_not_a_place() -> None:
    def open_shop(bus: Any, cashier: Any, barista: Any, kitchen: Any) -> object:
        return untouched_shop(bus, cashier, barista, kitchen)("order-1")

    report = judge(exercise("01-uncouple"), open_shop)
    assert report.points == 0
    assert "without brackets" in told(report)


# ---- 01-when -------------------------------------------------------------------------------------


def test_every_pair_of_twins_needs_two_different_ways_and_every_way_is_needed() -> None:
    assert all(TWINS[f"{pair}1"].way != TWINS[f"{pair}2"].way for pair in "abcdef")
    assert {twin.way for twin in TWINS.values()} == set(WAYS)


def test_no_single_way_for_all_twelve_earns_a_point() -> None:
    for way in WAYS:
        assert judge(exercise("01-when"), dict.fromkeys(TWINS, way)).points == 0


def test_a_miss_quotes_the_deciding_words_and_not_the_right_way() -> None:
    chosen = {key: twin.way for key, twin in TWINS.items()} | {"e2": "crud"}
    report = judge(exercise("01-when"), chosen)
    assert report.points == 5
    assert 'look at "one screen"' in told(report)
    assert "gateway" not in told(report)


@pytest.mark.parametrize("odd", [{"a1": 3}, {1: "events"}, {"a1": ["events"]}, {"zz": "http"}])
def test_odd_choices_are_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("01-when"), odd)
    assert (report.points, report.fault) == (0, "")


# ---- 01-capacity ---------------------------------------------------------------------------------


@pytest.mark.parametrize("odd", [[True], [None, 3], [float("nan"), 1], [float("inf")], [[1]], [1] * 1000])
def test_odd_mornings_are_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("01-capacity"), odd)
    assert (report.points, report.fault) == (0, "")
