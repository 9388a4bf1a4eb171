"""Lesson 04's evenings: in simulated time, with services down, and what their events carry."""

import pytest

from companion.bus import Bus
from companion.events import ancestors
from companion.scenarios import carrying, dinners
from companion.scenarios.food_delivery import PROMISES


def types(bus: Bus) -> list[str]:
    return [envelope.type for envelope in bus.trace.published()]


def test_the_dinner_comes_after_30_minutes_and_is_rated_5_minutes_later() -> None:
    *_, delivered, rated = dinners.evening().trace.published()
    assert (delivered.type, rated.type) == ("OrderDelivered", "OrderRated")
    assert (rated.time - delivered.time).total_seconds() == 300


def test_without_delivery_the_story_ends_with_the_confirmation_and_one_dead_letter() -> None:
    bus = dinners.evening(off=["Delivery"])
    assert types(bus)[-1] == "OrderAcceptedByRestaurant"
    assert [letter.service for letter in bus.dead_letters] == ["Delivery"]


def test_without_order_nothing_happens() -> None:
    assert types(dinners.evening(off=["Order"])) == []


def test_a_wiring_that_never_comes_to_rest_is_stopped() -> None:
    def echo(bus: Bus) -> None:
        @bus.service("Delivery").on("PaymentAuthorized")
        def again(event: object) -> None:
            bus.publish(event)

    assert dinners.evening(dinners.own_wiring(echo)).dead_letters


@pytest.mark.parametrize("promise", PROMISES)
def test_the_causes_of_a_promise_name_the_services_whose_outage_breaks_it(promise: str) -> None:
    needed = ancestors(dinners.evening().trace, PROMISES[promise])
    assert list(dict.fromkeys(e.service for e in needed)) == dinners.needed_services(promise)


def test_both_ways_of_finding_them_are_printed_side_by_side(capsys: pytest.CaptureFixture[str]) -> None:
    dinners.compare(lambda trace, name: [e.type for e in ancestors(trace, name)])
    rows = capsys.readouterr().out.splitlines()[1:]
    by_causes, by_outage = (row[26:] for row in rows[-2:])
    assert by_causes == by_outage == "Order, Payment, Restaurant, Delivery"
    dinners.compare(lambda trace, name: ancestors(trace, name))
    assert capsys.readouterr().out.splitlines()[1:] == rows


def test_comparing_what_is_not_written_yet_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    dinners.compare(lambda trace, name: None)
    assert capsys.readouterr().out.count("not written yet") == 3


def test_bare_notifications_call_order_back_once_for_each_listener_and_order() -> None:
    run = carrying.evening(carried=False)
    assert (run.calls, run.worked, run.done, run.deliveries) == (60, 0, 60, 60)
    assert run.cooked == "funghi"


def test_carried_state_calls_nobody_works_without_order_and_is_as_old_as_the_event() -> None:
    run = carrying.evening(carried=True)
    assert (run.calls, run.worked, run.done, run.deliveries) == (0, 60, 60, 60)
    assert run.cooked == "margherita"


def test_the_grid_is_drawn_with_its_count(capsys: pytest.CaptureFixture[str]) -> None:
    drawn = dinners.outages()
    assert capsys.readouterr().out == "broken: 9 of 18\n"
    assert repr(drawn).count("kept") == repr(drawn).count("broken") == 9
