"""Lesson 00: the figures its exercises and its opening demo stand on."""

import itertools

import pytest

from companion.exercises import TODO, exercise, judge
from companion.exercises.lesson_00_defeat import PRICE, defeats, shortest
from companion.exercises.lesson_00_kernel import elsewhere
from companion.scenarios.lunch import first_till, lunch_hours

menu = {"latte": 450}


def leaning_receipt(order: list[str], lines: list[int] = []) -> int:  # noqa: B006  the bug of the exercise
    for item in order:
        lines.append(menu[item])
    return sum(lines)


def test_the_first_till_falls_to_two_deliveries_of_one_order() -> None:
    found = lunch_hours(first_till)
    assert [step.label for step in found.schedule] == ["A", "A"]
    assert "$9.00" in found.problem and "$4.50" in found.problem


def test_a_till_that_remembers_orders_survives_every_lunch_hour() -> None:
    def remembers(till: object, event: object) -> None:
        if event.order_id not in till.paid:
            till.paid.append(event.order_id)
            till.total_cents += event.total_cents

    assert lunch_hours(remembers).ok


def test_a_lost_order_is_missed_by_every_till() -> None:
    assert not lunch_hours(first_till, faults=("drop",)).ok


def test_three_deliveries_are_the_fewest_that_defeat_one_remembered_order() -> None:
    assert shortest() == 3
    of_three = [each for each in itertools.product(PRICE, repeat=3) if defeats(list(each))]
    assert all(first == last != middle for first, middle, last in of_three)
    assert len(of_three) == 6


def test_elsewhere_a_function_knows_neither_this_module_nor_its_earlier_calls() -> None:
    assert leaning_receipt(["latte"]) == 450
    with pytest.raises(NameError):
        elsewhere(leaning_receipt)(["latte"])
    assert elsewhere(leaning_receipt).__defaults__ == ([],)
    assert leaning_receipt.__defaults__ == ([450],)


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
