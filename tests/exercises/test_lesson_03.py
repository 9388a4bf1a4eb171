"""Lesson 03: the figures its demos stand on, and the edges of what its checks see."""

from types import SimpleNamespace
from typing import Any, ClassVar

import pytest

from companion.exercises import TODO, exercise, judge
from companion.exercises.lesson_03_records import names_error, names_event, names_handler, names_tries
from companion.exercises.registry import lesson
from companion.scenarios.evening import STEPS, evening
from companion.scenarios.faults import Fault
from companion.scenarios.first_bus import FirstBus
from companion.scenarios.orders import OrderPlaced

EVERY_FAULT = [
    Fault(handler, step, attempt)
    for handler, steps in STEPS.items()
    for step in steps
    for attempt in (1, 2, 3)
]


def test_the_lesson_is_worth_20_points_in_five_graded_items_and_3_bonus_points() -> None:
    parts = lesson("03")
    assert parts.points == 20
    graded = [e for e in parts.exercises if not e.bonus]
    assert len(graded) + sum(p.points > 0 for p in parts.predictions) == 5
    assert sum(e.points for e in parts.exercises if e.bonus) == 3


@pytest.mark.parametrize(("payment_first", "paid"), [(True, ["o"]), (False, [])])
def test_on_the_first_bus_the_order_of_registration_decides_who_pays(payment_first: bool, paid: Any) -> None:
    bus, charged = FirstBus(), []

    def charge(event: Any) -> None:
        charged.append(event.order_id)

    def count(event: Any) -> None:
        raise AttributeError("total")

    for handler in (charge, count) if payment_first else (count, charge):
        bus.on(OrderPlaced, handler)
    with pytest.raises(AttributeError):
        bus.publish(OrderPlaced(order_id="o"))
    assert charged == paid


def test_an_evening_without_a_fault_charges_once() -> None:
    run = evening()
    assert (run.charged, run.dead_letters, run.struck) == ({"order-42": 1}, 0, 0)
    assert [attempt.steps for attempt in run.attempts] == [list(steps) for steps in STEPS.values()]


def test_of_all_single_faults_two_make_ada_pay_twice_for_one_order() -> None:
    found = [fault for fault in EVERY_FAULT if evening(fault).charged == {"order-42": 2}]
    assert found == [Fault("charge", "money taken", 1), Fault("charge", "receipt written", 1)]
    assert all(evening(fault).dead_letters == 0 for fault in found)


def test_no_single_fault_is_dead_lettered_and_only_first_attempts_can_be_struck() -> None:
    for fault in EVERY_FAULT:
        run = evening(fault)
        assert run.dead_letters == 0
        assert run.struck == (1 if fault.attempt == 1 else 0) or fault.handler != "checkout"


def test_a_checkout_that_fails_after_publishing_leaves_two_orders() -> None:
    assert evening(Fault("checkout", "order published", 1)).charged == {"order-42": 1, "order-43": 1}


def own_retry(handler: Any, event: Any, attempts: int, clock: Any, dead_letters: list[Any]) -> None:
    for n in range(1, attempts + 1):
        try:
            return handler(event)
        except Exception as error:
            if n == attempts:
                dead_letters.append((event, error, n))
        clock.sleep(2 ** (n - 1))


def test_an_evening_with_a_learner_s_retry_runs_that_retry() -> None:
    for faults in ([], [Fault("charge", "money taken", 1)], [Fault("mail", "start", n) for n in (1, 2, 3)]):
        own, ours = evening(*faults, deliver=own_retry), evening(*faults)
        assert own.retry == "your deliver_to"
        assert (own.charged, own.dead_letters) == (ours.charged, ours.dead_letters)
        assert [str(each) for each in own.attempts] == [str(each) for each in ours.attempts]
    once = evening(Fault("charge", "money taken", 1), deliver=lambda handler, event, *rest: handler(event))
    assert (once.charged, once.dead_letters) == ({"order-42": 1}, 1)


def test_an_evening_with_a_stub_runs_the_course_s_retry_and_says_so() -> None:
    run = evening(Fault("charge", "money taken", 1), deliver=lambda *given: TODO)
    assert run.charged == {"order-42": 2}
    assert "your deliver_to called no handler" in str(run)


def test_three_faults_in_a_row_end_in_a_dead_letter() -> None:
    run = evening(*(Fault("charge", "start", n) for n in (1, 2, 3)))
    assert (run.charged, run.dead_letters, run.struck) == ({}, 1, 3)


def charge() -> None:
    raise NotImplementedError


@pytest.mark.parametrize(
    "record",
    [
        lambda event, error: (event, charge, error, 3),
        lambda event, error: [error, 3, charge, event],
        lambda event, error: {"what": event, "who": "charge", "why": repr(error), "tries": 3},
        lambda event, error: SimpleNamespace(event=event, handler=charge, error=error, tries=3),
        lambda event, error: f"charge failed on {event.order_id} after 3 tries: {error}",
    ],
)
def test_a_record_of_any_form_is_understood(record: Any) -> None:
    event, error = SimpleNamespace(order_id="order-42"), ValueError("no such card")
    kept = record(event, error)
    assert names_event(kept, event) and names_handler(kept, charge)
    assert names_error(kept, error) and names_tries(kept, 3)


@pytest.mark.parametrize("record", [(), "oh no", None, (None, True), {"event": "order-4"}, ValueError("x")])
def test_a_record_that_says_nothing_is_not_understood(record: Any) -> None:
    event, error = SimpleNamespace(order_id="order-42"), TypeError("no such card")
    assert not names_event(record, event) and not names_handler(record, charge)
    assert not names_error(record, error) and not names_tries(record, 1)


def stub_bus() -> type:
    class TinyBus:
        def __init__(self) -> None:
            self.handlers: dict[str, Any] = {}

        def on(self, event_type: Any, handler: Any) -> Any:
            return TODO

        def publish(self, event: Any) -> Any:
            return TODO

    return TinyBus


def stub_deliver(handler: Any, event: Any, attempts: Any, clock: Any, dead_letters: Any) -> Any:
    return TODO


def buggy_deliver(event: Any, handlers: Any, failures: Any) -> None:
    for handler in handlers:
        handler(event)


@pytest.mark.parametrize(
    ("id", "untouched"),
    [("03-bus", stub_bus()), ("03-isolate", buggy_deliver), ("03-retry", stub_deliver), ("03-twice", TODO)],
)
def test_untouched_totals_0(id: str, untouched: object) -> None:
    assert judge(exercise(id), untouched).points == 0


@pytest.mark.parametrize(
    "odd",
    [
        Fault,
        "charge",
        ("charge", "money taken", 1),
        [None],
        [Fault(None, 3, "one")],  # type: ignore[arg-type]  # what a learner may write
        Fault("charge", "money taken", "1"),  # type: ignore[arg-type]
        Fault("charge", "money taken", 1.0),  # type: ignore[arg-type]
        [[Fault("charge", "money taken", 1)]],
        [Fault("mail", "start", 1)] * 500,
    ],
)
def test_odd_faults_are_judged_with_a_sentence(odd: object) -> None:
    report = judge(exercise("03-twice"), odd)
    assert not report.fault
    assert report.points < report.possible


class Silent:
    """A bus that takes everything and does nothing."""

    def on(self, event_type: Any, handler: Any) -> None: ...

    def publish(self, event: Any) -> None: ...


class Endless(Silent):
    def publish(self, event: Any) -> None:
        while True:
            pass


class Picky(Silent):
    def __init__(self, name: str) -> None: ...


@pytest.mark.parametrize("odd", [Silent, Endless, Picky, Silent(), None, dict, int, Exception])
def test_odd_buses_score_nothing_and_are_told_why(odd: object) -> None:
    report = judge(exercise("03-bus"), odd)
    assert not report.fault
    assert report.points == 0
    assert len(report.lines) > 2


@pytest.mark.parametrize("id", ["03-isolate", "03-retry"])
def test_odd_delivers_are_judged_with_a_sentence(id: str) -> None:
    def nothing(*given: Any) -> None: ...

    def spoils(*given: Any) -> None:
        for each in given:
            if isinstance(each, list):
                each[:] = [each, None, 3, object()]

    def endless(*given: Any) -> None:
        while True:
            try:
                while True:
                    pass
            except BaseException:
                continue

    for odd in (nothing, spoils, endless, print, None, 3):
        report = judge(exercise(id), odd)
        assert not report.fault, report.fault
        assert report.points == 0, str(report)


def test_a_report_does_not_call_the_stop_that_came_through_a_trouble() -> None:
    def deliver(event: Any, handlers: Any, failures: Any) -> None:
        for handler in handlers:
            try:
                handler(event)
            except Exception as error:
                print(handler, error)

    report = judge(exercise("03-isolate"), deliver)
    assert report.points == 2
    assert "note:" not in str(report)


def test_a_dead_letter_that_miscounts_is_told_its_number() -> None:
    def deliver_to(handler: Any, event: Any, attempts: int, clock: Any, dead_letters: list[Any]) -> None:
        for n in range(attempts):
            try:
                handler(event)
                return
            except Exception as error:
                dead_letters[:] = [(event, error, n)]

    told = " ".join(str(judge(exercise("03-retry"), deliver_to)).split())
    assert "attempts=3: tries in the dead letter: 2, expected 3" in told


def test_buses_that_share_their_handlers_are_not_told_the_error_of_another_play() -> None:
    class TinyBus:
        handlers: ClassVar[dict[str, list[Any]]] = {}

        def on(self, event_type: Any, handler: Any) -> None:
            self.handlers.setdefault(event_type.__name__, []).append(handler)

        def publish(self, event: Any) -> None:
            for handler in self.handlers.get(type(event).__name__, []):
                handler(event)

    assert "the bank does not answer" not in str(judge(exercise("03-bus"), TinyBus))
