"""Lesson 15, the box office: what its checks stand on, their edges, and what a learner's slip may cost."""

from pathlib import Path
from typing import Any

import pytest
from verdicts import judged

from companion.exercises import TODO, exercise, judge
from companion.exercises.judging import Report
from companion.exercises.lesson_15_office import AGREE, KEPT, MONEY, QUIET, SEATS
from companion.exercises.shown.writing import load
from companion.lab import explore
from companion.scenarios import tickets
from companion.scenarios.tickets import FAULTS, MESSAGES, STREAM, by_id, desk, invariant

ANSWERS = Path(__file__).resolve().parent.parent / "answers" / "15"
RIGHT = sorted((ANSWERS / "15-office").glob("right_*.py"))
WRONG = sorted((ANSWERS / "15-office").glob("wrong_*.py"))


def told(id: str, answer: object, times: int = 2) -> str:
    report = judge(exercise(id), answer, times)
    assert not report.fault, report.fault
    return " ".join(str(report).split())


def failed(answer: object, id: str = "15-office") -> list[str]:
    report = judge(exercise(id), answer)
    assert not report.fault, report.fault
    return list(report.findings)


def of_file(stem: str) -> Report:
    """The verdict on an answer on file."""
    report = judged(ANSWERS / "15-office" / f"{stem}.py")
    assert not report.fault, report.fault
    return report


def office(decide: Any) -> Any:
    """An office as the lesson mends it, around another `decide`."""

    def build(disk: Any) -> Any:
        def handle(message: Any) -> None:
            facts = disk.store.read_events(STREAM)
            new = decide(message, facts)
            if new:
                disk.store.append(STREAM, new, expected=len(facts))
            disk.view = tickets.places(disk.store.read_events(STREAM))
            for each in disk.store.subscribe("post"):
                if isinstance(each.event, tickets.TicketIssued):
                    disk.post = {**disk.post, each.event.because: each.event.buyer}

        return handle

    return build


right_decide: Any = load(ANSWERS / "15-office" / "right_match.py").decide


@pytest.mark.parametrize("file", RIGHT, ids=lambda file: file.stem)
def test_an_office_with_full_marks_survives_the_500_schedules_of_the_lesson(file: Path) -> None:
    found = explore(load(file).answer, MESSAGES, invariant, faults=FAULTS, seeds=500, disk=desk, label=by_id)
    assert (found.ok, getattr(found, "schedules", 0)) == (True, 500), str(found)


@pytest.mark.parametrize("file", RIGHT, ids=lambda file: file.stem)
def test_an_office_with_full_marks_survives_a_day_on_which_everybody_is_late(file: Path) -> None:
    faults = (*FAULTS, "delay")
    found = explore(load(file).answer, MESSAGES, invariant, faults=faults, seeds=100, disk=desk, label=by_id)
    assert found.ok, str(found)


def test_at_least_ten_ideas_are_caught_each_by_its_own_name() -> None:
    ideas = {load(file).MISCONCEPTION for file in WRONG} - {""}
    assert len(ideas) == 24
    assert ideas == {idea.name for idea in exercise("15-office").misconceptions}


def test_each_criterion_can_be_reached_while_others_are_open() -> None:
    def sells_and_refunds(message: Any, facts: Any) -> list[Any]:
        """Two of the four messages: the seats that come free are not given on."""
        chosen = ("TicketRequested", "PaymentCaptured")
        return right_decide(message, facts) if message.kind in chosen else []

    assert failed(office(sells_and_refunds)) == [QUIET]
    assert list(of_file("wrong_stub_build").findings) == [AGREE, KEPT]
    assert list(of_file("wrong_view_added").findings) == [AGREE]
    assert list(of_file("wrong_letter_first").findings) == [KEPT]
    assert list(of_file("wrong_no_inbox").findings) == [MONEY]
    assert list(of_file("wrong_sells_too_much").findings) == [SEATS]


def test_who_does_nothing_is_not_praised_for_what_did_not_go_wrong() -> None:
    assert failed(office(lambda message, facts: [])) == [QUIET, SEATS, MONEY, AGREE, KEPT]


def stub_build(disk: Any) -> Any:
    return office(decide)(disk)


def decide(message: Any, facts: Any) -> Any:
    return TODO


def test_an_untouched_office_is_not_attempted() -> None:
    report = judge(exercise("15-office"), stub_build)
    assert (report.attempted, report.points) == (False, 0)


def test_a_decide_that_the_office_does_not_use_may_stay_open() -> None:
    assert decide(None, ()) is TODO
    assert failed(office(right_decide)) == []


def test_a_slip_in_decide_is_its_own_evidence() -> None:
    def slip(message: Any, facts: Any) -> Any:
        return [tickets.SeatHeld(buyer=message.buyr, because=message.id)]

    report = judge(exercise("15-office"), office(slip))
    assert report.misconception is None
    assert "has no attribute 'buyr'" in str(report)


def test_an_event_that_lacks_its_because_is_told_as_it_is() -> None:
    def forgets(message: Any, facts: Any) -> Any:
        return [tickets.SeatHeld(buyer=message.buyer)]

    assert "Missing required argument 'because'" in told("15-office", office(forgets))


def test_a_decision_without_end_is_stopped_once_and_soon() -> None:
    def endless(message: Any, facts: Any) -> Any:
        while True:
            pass

    assert "does a loop never end?" in told("15-office", office(endless))


def test_an_office_that_gives_its_handler_up_is_told_so() -> None:
    def no_handler(disk: Any) -> None:
        return None

    assert "what build returned is None; wanted is the function" in told("15-office", no_handler)


@pytest.mark.parametrize("odd", [[], 7, "Ada"])
def test_a_letter_box_or_view_of_another_type_is_named(odd: Any) -> None:
    def build(disk: Any) -> Any:
        inner = office(right_decide)(disk)

        def handle(message: Any) -> None:
            disk.post = {}
            inner(message)
            disk.post = odd

        return handle

    assert "disk.post should be a dict, payment id to buyer, and is a" in told("15-office", build)


def test_the_place_of_a_crash_is_told() -> None:
    said = " ".join(str(of_file("wrong_one_fact_at_a_time")).split())
    assert "crashed after append SeatReleased: a seat is free" in said


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("wrong_sits_twice", "r9 is Ada's second request: delivered r1 r9: Ada stands in the book twice"),
        ("wrong_early_return", "delivered r1 p1 p1, crashed after append TicketIssued: a ticket was issued"),
        ("wrong_view_of_what_is_new", "crashed after append TicketIssued: Ada: the view says held"),
        ("wrong_because_of_the_buyer", "SeatHeld Ada: because='Ada', expected the id of the message"),
    ],
)
def test_what_no_seed_of_the_100_shows_is_played_by_hand(file: str, says: str) -> None:
    assert says in " ".join(str(of_file(file)).split())


def test_a_second_payment_is_given_back() -> None:
    def keeps_the_second(message: Any, facts: Any) -> list[Any]:
        has = tickets.places(facts).get(message.buyer) == "ticket"
        return [] if has and message.kind == "PaymentCaptured" else right_decide(message, facts)

    report = judge(exercise("15-office"), office(keeps_the_second))
    assert list(report.findings) == [MONEY]
    assert "p9 is Ada's second payment: delivered r1 p1 p9: Ada paid twice" in " ".join(str(report).split())


def test_a_second_desk_that_sells_in_between_is_survived_by_trying_again() -> None:
    from companion.sourcing import ConcurrencyError

    def build(disk: Any) -> Any:
        handle = office(right_decide)(disk)

        def patient(message: Any) -> None:
            try:
                handle(message)
            except ConcurrencyError:
                handle(message)

        return patient

    assert failed(build) == []


# --- 15-kept ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("steps", "says"),
    [
        (["r2", TODO], "1 of 2 is still open"),
        ([3], "step 1: 3 is no message"),
        (["r1"] * 40, "more than 30 steps"),
        (["r2", "p5!!", "p5"], "'p5!!' is no message"),
        (["x" * 500], "is no message"),
        (["r2", "p5!", "p5!", "p2"], "p5 was struck and never came again"),
    ],
)
def test_odd_schedules_are_judged_with_a_sentence(steps: list[Any], says: str) -> None:
    assert says in told("15-kept", steps)


@pytest.mark.parametrize("untouched", [TODO, []])
def test_an_untouched_schedule_is_not_attempted(untouched: object) -> None:
    assert not judge(exercise("15-kept"), untouched).attempted


def test_two_crashes_of_one_message_may_break_it_too_and_are_longer() -> None:
    report = judge(exercise("15-kept"), ["r2", "p5!", "p5!", "p2", "p5"])
    assert report.points == 2


def test_the_shortest_is_among_all_schedules_of_four_steps_of_these_messages() -> None:
    found = [
        steps
        for steps in (["r2", "p5!", "p2", "p5"], ["r2", "p5!", "p5", "p2"], ["p5!", "r2", "p2", "p5"])
        if judge(exercise("15-kept"), steps).points == 3
    ]
    assert found == [["r2", "p5!", "p2", "p5"]]


def test_the_kept_schedule_is_not_told() -> None:
    def slip(message: Any, facts: Any) -> Any:
        return [TODO][len(facts) + 1]

    for report in (judge(exercise("15-office"), office(slip)), of_file("wrong_letter_first")):
        said = report.findings[KEPT].evidence
        assert said.startswith("a kept schedule") and "r2 p5" not in said
