"""Lesson 04: the figures it stands on, and what its exercises say to odd and untouched answers."""

import csv
from itertools import pairwise
from typing import Any

import pytest

from companion.exercises import TODO, exercise, judge
from companion.exercises.lesson_04_critical import traces
from companion.exercises.lesson_04_silence import _labelled, moments
from companion.exercises.registry import lesson
from companion.scenarios import dinners, food_delivery, shop
from companion.scenarios.data import FOLDER, load
from companion.scenarios.food_events import OrderPickedUp


def told(id: str, answer: object) -> str:
    return " ".join(str(judge(exercise(id), answer)).replace(chr(160), " ").split())


def test_the_lesson_is_worth_20_points_in_five_graded_items_and_3_bonus_points() -> None:
    parts = lesson("04")
    graded = [e for e in parts.exercises if not e.bonus]
    assert parts.points == 20
    assert len(graded) + sum(p.points > 0 for p in parts.predictions) == 5
    assert sum(e.points for e in parts.exercises if e.bonus) == 3


def test_the_dinner_of_order_42_costs_450_cents() -> None:
    [placed] = [e.event for e in dinners.evening().trace.published() if e.type == "OrderPlaced"]
    assert (placed.order_id, placed.total_cents) == ("order-42", 450)


def test_the_grid_has_nine_broken_promises() -> None:
    kept = list(food_delivery.outage_grid().values())
    assert (kept.count(False), len(kept)) == (9, 18)


def test_the_six_events_of_a_delivery_come_from_exactly_the_services_whose_outage_breaks_it() -> None:
    published = dinners.evening().trace.published()
    critical = [e.service for e in published if e.type not in ("OrderRated",)]
    assert list(dict.fromkeys(critical)) == dinners.needed_services("delivered")


def test_the_log_has_21_stalled_orders_and_ada_is_one_of_them() -> None:
    log, now = moments(load("delivery_evening"))["22:30"]
    stalled = [order_id for order_id, label in _labelled(log, now).items() if label == "stalled"]
    assert len(stalled) == 21
    assert "o-42" in stalled


def test_the_exercise_labels_the_orders_as_the_data_does() -> None:
    log, now = moments(load("delivery_evening"))["22:30"]
    ours = {"unpaid": "declined", "late": "picked_up_late", "fine": "picked_up"}
    with (FOLDER / "delivery_evening_labels.csv").open(newline="") as file:
        theirs = {row["order_id"]: row["label"] for row in csv.DictReader(file)}
    assert {o: ours.get(label, label) for o, label in _labelled(log, now).items()} == theirs


def test_in_the_trace_of_two_orders_they_alternate() -> None:
    stories = [e.correlation_id for e in traces()["two"].published()]
    changes = sum(a != b for a, b in pairwise(stories))
    assert changes >= 3


def wire(bus: object) -> object:
    return TODO


def half_wired(bus: Any) -> object:
    """The stub of the lesson: Delivery's second and third reaction are given."""
    delivery = bus.service("Delivery")

    @delivery.on("DriverAssigned")
    def pick_up(event: Any) -> None:
        delivery.publish(OrderPickedUp(order_id=event.order_id))

    return TODO


def critical(trace: object, promise: object) -> object:
    return TODO


def stalled(log: object, now: object, limit_min: object) -> object:
    return TODO


@pytest.mark.parametrize(
    ("id", "untouched"),
    [("04-wire", half_wired), ("04-critical", critical), ("04-silence", stalled), ("04-forever", wire)],
)
def test_an_untouched_answer_is_not_attempted(id: str, untouched: object) -> None:
    report = judge(exercise(id), untouched)
    assert (report.attempted, report.points) == (False, 0)


def test_the_untouched_table_fails_everything_that_scores() -> None:
    report = judge(exercise("04-star"), {event: list(names) for event, names in shop.STAR.items()})
    assert report.points == 0
    assert {c.name for c in exercise("04-star").criteria} == set(report.findings)


def test_an_empty_table_scores_nothing_though_it_ships_nothing() -> None:
    assert judge(exercise("04-star"), {"OrderPlaced": []}).points == 0


def test_a_slip_in_a_name_of_the_table_is_told_with_the_name_meant() -> None:
    assert "did you mean 'PaymentDeclined'?" in told("04-star", {"PaymentDenied": ["Inventory.release"]})
    assert "did you mean 'Shipping.ship'?" in told("04-star", {"OrderPlaced": ["Shiping.ship"]})


@pytest.mark.parametrize(
    "odd",
    [{1: 2}, {"OrderPlaced": None}, {"OrderPlaced": [None, 3]}, {"OrderPlaced": {"Email.confirm"}}, [1], "x"],
)
def test_odd_tables_are_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("04-star"), odd)
    assert (report.points, report.fault) == (0, "")


@pytest.mark.parametrize("odd", [None, 7, "o-42", ["o-42", 3], [None], {"o-42": 1}, float("nan")])
def test_odd_lists_of_stalled_orders_are_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("04-silence"), lambda log, now, limit_min: odd)
    assert (report.points, report.fault) == (0, "")


def test_what_is_no_list_of_orders_is_taken_for_no_misconception() -> None:
    assert judge(exercise("04-silence"), lambda log, now, limit_min: len(log)).misconception is None
    assert "what it returned is None" in told("04-silence", lambda log, now, limit_min: None)


def test_a_slip_in_a_name_is_taken_for_no_misconception() -> None:
    slip = {**shop.CORRECTED, "PaymentAuthorised": ["Shipping.ship", "Email.confirm"]}
    del slip["PaymentAuthorized"]
    assert judge(exercise("04-star"), slip).misconception is None


def test_an_empty_list_earns_nothing_for_leaving_others_out() -> None:
    assert judge(exercise("04-silence"), lambda log, now, limit_min: []).points == 0


def test_everybody_is_not_the_answer() -> None:
    report = judge(exercise("04-silence"), lambda log, now, limit_min: [row["stream"] for row in log])
    assert report.points == 0


@pytest.mark.parametrize("odd", [None, 7, "OrderPlaced", [None], [["OrderPlaced"]], {"OrderPlaced": 1}])
def test_odd_lists_of_critical_events_are_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("04-critical"), lambda trace, promise: odd)
    assert (report.points, report.fault) == (0, "")


def test_an_empty_list_of_critical_events_earns_nothing() -> None:
    assert judge(exercise("04-critical"), lambda trace, promise: []).points == 0


def test_a_wiring_that_raises_is_told_with_its_error() -> None:
    def wire(bus: object) -> None:
        raise KeyError("delivery")

    assert "raised KeyError: 'delivery'" in told("04-wire", wire)


def test_a_reaction_that_raises_shows_as_its_dead_letter() -> None:
    def wire(bus: object) -> None:
        @bus.service("Restaurant").on("PaymentAuthorized")
        def accept(event: object) -> None:
            raise ValueError("no such dish")

    assert "a dead letter says Restaurant.accept: ValueError: no such dish" in told("04-wire", wire)


def test_no_report_shows_an_id_of_an_envelope() -> None:
    def critical(trace: object, promise: object) -> object:
        raise KeyError(trace.published()[0].id)

    def wire(bus: object) -> None:
        bus.publish(OrderPickedUp(order_id="order-42"))

    for id, answer in (("04-critical", critical), ("04-wire", wire)):
        report = told(id, answer)
        assert "FAIL" in report and "018c" not in report


@pytest.mark.parametrize("id", ["04-wire", "04-forever"])
def test_a_wiring_that_does_nothing_earns_nothing(id: str) -> None:
    assert judge(exercise(id), lambda bus: None).points == 0


def test_a_promise_missing_from_its_own_list_is_said_plainly() -> None:
    report = told("04-critical", lambda trace, promise: ["OrderPlaced"])
    assert "asked for OrderAcceptedByRestaurant: it is not in your list; the promise itself belongs" in report
    assert "is missing; without it OrderAcceptedByRestaurant cannot happen" not in report


def test_a_restaurant_that_reacts_through_the_bus_is_not_called_deaf() -> None:
    def wire(bus: object) -> None:
        @bus.on("PaymentAuthorized")
        def accept(event: object) -> None: ...

    assert judge(exercise("04-wire"), wire).misconception == "on the bus itself"
