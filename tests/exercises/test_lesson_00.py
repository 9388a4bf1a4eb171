"""Lesson 00: the figures its exercises stand on, and answers that need more than a file to try."""

import itertools
from typing import Any

import pytest

from companion.exercises import TODO, exercise, judge
from companion.exercises.lesson_00_defeat import PRICE, defeats, shortest
from companion.scenarios import coffee_shop

menu = {"coffee": 250}


def test_three_deliveries_are_the_fewest_that_defeat_one_remembered_order() -> None:
    assert shortest() == 3
    of_three = [each for each in itertools.product(PRICE, repeat=3) if defeats(list(each))]
    assert all(first == last != middle for first, middle, last in of_three)
    assert len(of_three) == 6


def test_the_till_does_not_tell_what_was_sent() -> None:
    def asks(till: Any, event: Any) -> None:
        sent = getattr(till, "sent", None)
        if sent is None and event.order_id not in till.paid:
            till.paid.append(event.order_id)
            till.total_cents += event.total_cents
        elif sent is not None:
            till.total_cents = 0

    assert judge(exercise("00-till"), asks).points == 4


@pytest.mark.parametrize(("id", "untouched"), [("00-till", TODO), ("00-defeat", [])])
def test_an_untouched_answer_is_not_attempted(id: str, untouched: object) -> None:
    report = judge(exercise(id), untouched)
    assert (report.attempted, report.points) == (False, 0)


def test_the_untouched_receipt_scores_nothing_and_reads_what_is_wanted() -> None:
    def receipt(order: list[str]) -> int:
        return sum(menu[item] for item in order)

    report = judge(exercise("00-kernel"), receipt)
    assert report.points == 0
    assert "receipt(order, menu)" in " ".join(str(report).replace(chr(160), " ").split())


@pytest.mark.parametrize("odd", [["A", 3, "A"], ["A"] * 500, [None], [["A"], "B"], ("A", float("nan"))])
def test_odd_lists_are_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("00-defeat"), odd)
    assert report.points == 0 and not report.fault


def test_the_minutes_of_the_two_coffee_shops() -> None:
    assert coffee_shop.sequential(arrivals=[0]).served == (12,)
    assert coffee_shop.events(arrivals=[0]).served == (6,)


def test_the_predicted_machine_serves_ada_no_sooner() -> None:
    assert coffee_shop.events(arrivals=[0], barista=1).served == (6,)
    assert coffee_shop.sequential(arrivals=[0], barista=1).served == (9,)


def test_memory_outside_the_till_is_named_in_every_check_not_only_the_first() -> None:
    paid: list[str] = []

    def take_payment(till: Any, event: Any) -> None:
        if event.order_id not in paid:
            paid.append(event.order_id)
            till.total_cents += event.total_cents

    reports = [judge(exercise("00-till"), take_payment) for _ in range(3)]
    assert [report.misconception for report in reports] == ["memory outside the till"] * 3


def test_what_fails_already_without_repeats_is_said_once() -> None:
    def take_payment(till: Any, event: Any) -> None:
        till.total += event.total_cents

    report = str(judge(exercise("00-till"), take_payment))
    assert report.count("AttributeError") == 1
    assert "already without repeats the till is wrong" in report


def test_a_receipt_that_is_always_wrong_earns_nothing_for_being_so_twice() -> None:
    def receipt(order: Any, menu: Any) -> int:
        return 0

    assert judge(exercise("00-kernel"), receipt).points == 0


def test_what_the_misconception_says_is_not_noted_again() -> None:
    def receipt(order: Any, menu: Any) -> None:
        print(sum(menu[item] for item in order))

    report = str(judge(exercise("00-kernel"), receipt))
    assert "You printed 450 and returned None" in report and "note:" not in report
