"""A dinner as a table of reactions, run: causes as recorded, outages, a declined card, a repeat, a circle."""

from __future__ import annotations

import pytest

from companion.events import registered
from companion.scenarios import food_delivery
from companion.scenarios.reactions import LATE, ORDERS, RATES, Reaction, evening, without
from companion.scenarios.whole_story import STORY, whole_story

ROWS = [
    Reaction(ORDERS, "Order", "OrderPlaced"),
    Reaction("OrderPlaced", "Payment", "PaymentAuthorized", "PaymentDeclined"),
    Reaction("PaymentAuthorized", "Restaurant", "OrderAcceptedByRestaurant"),
    Reaction("OrderAcceptedByRestaurant", "Delivery", "OrderDelivered"),
    Reaction(RATES, "Order", "OrderRated"),
    Reaction("PaymentDeclined", "Inventory", "InventoryReleased"),
    Reaction(LATE, "Order", "DeliveryTimedOut"),
]


def test_each_row_acts_when_what_it_waits_for_has_happened() -> None:
    good = evening(ROWS)
    assert good.names == [
        "OrderPlaced",
        "PaymentAuthorized",
        "OrderAcceptedByRestaurant",
        "OrderDelivered",
        "OrderRated",
    ]
    assert good.causes("OrderDelivered") == ("OrderAcceptedByRestaurant", "PaymentAuthorized", "OrderPlaced")
    assert not good.endless


def test_a_rating_is_a_command_of_its_own_and_only_a_delivered_dinner_is_rated() -> None:
    assert evening(ROWS).causes("OrderRated") == ()
    assert "OrderRated" not in evening(ROWS, off=("Delivery",)).names


def test_a_declined_card_lets_payment_say_its_fourth_entry_and_it_is_a_refusal() -> None:
    declined = evening(ROWS, declined=True)
    assert declined.names == ["OrderPlaced", "PaymentDeclined", "InventoryReleased"]
    said = {envelope.type: type(envelope.event) for envelope in declined.trace.published()}
    assert [name for name, kind in said.items() if kind.__refusal__] == ["PaymentDeclined"]


def test_without_a_fourth_entry_payment_can_only_say_yes() -> None:
    yes = [row._replace(or_else="") for row in ROWS]
    assert "OrderDelivered" in evening(yes, declined=True).names


@pytest.mark.parametrize(
    ("off", "declined", "woken"),
    [
        ((), False, ()),
        (("Delivery",), False, ("DeliveryTimedOut",)),
        ((), True, ()),
        (("Payment",), False, ()),
    ],
)
def test_30_minutes_pass_where_somebody_paid_and_no_dinner_came(
    off: tuple[str, ...], declined: bool, woken: tuple[str, ...]
) -> None:
    assert evening(ROWS, off=off, declined=declined).woken == woken


def test_a_service_that_is_down_does_not_act_not_even_when_asked_by_a_person() -> None:
    assert evening(ROWS, off=("Order",)).names == []
    assert "PaymentAuthorized" not in evening(ROWS, off=("Payment",)).names


def test_an_event_that_comes_twice_makes_two_dinners_unless_somebody_remembers() -> None:
    def dinners(*once: str) -> int:
        return evening(ROWS, twice="PaymentAuthorized", once=once).names.count("OrderDelivered")

    assert (dinners(), dinners("Restaurant"), dinners("Order")) == (2, 1, 2)


def test_a_circle_is_stopped_and_told() -> None:
    circle = evening([*ROWS, Reaction("OrderDelivered", "Loyalty", "OrderPlaced")])
    assert circle.endless
    assert circle.names.count("OrderDelivered") > 10


def test_without_takes_out_the_rows_that_publish_an_event() -> None:
    assert "OrderAcceptedByRestaurant" not in evening(without(ROWS, "PaymentAuthorized")).names
    assert len(without(ROWS, "Nothing")) == len(ROWS)


def test_a_row_waiting_for_what_nobody_says_does_nothing() -> None:
    assert evening([Reaction("a custmer orders", "Order", "OrderPlaced")]).names == []


def test_the_classes_of_other_scenarios_stay_registered() -> None:
    evening(ROWS)
    assert registered("OrderPlaced") is food_delivery.OrderPlaced


def test_the_whole_story_has_one_addition_a_lesson_and_each_happens_once() -> None:
    assert [each.lesson for each in STORY] == [f"{number:02}" for number in range(15)]
    names = whole_story().names
    assert [names.count(row.publishes) for each in STORY for row in each.rows] == [1] * 16
    assert names[-1] == "OrderRated"
