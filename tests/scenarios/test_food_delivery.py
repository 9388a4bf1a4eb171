"""Food delivery: seven events, outages, refusals."""

from __future__ import annotations

import pytest

from companion.bus import Bus, ServiceDown
from companion.events import VirtualClock, ancestors
from companion.scenarios import food_delivery

SEVEN = [
    ("OrderPlaced", "Order"),
    ("PaymentAuthorized", "Payment"),
    ("OrderAcceptedByRestaurant", "Restaurant"),
    ("DriverAssigned", "Delivery"),
    ("OrderPickedUp", "Delivery"),
    ("OrderDelivered", "Delivery"),
    ("OrderRated", "Order"),
]


def evening(**options) -> Bus:
    bus = Bus(VirtualClock())
    food_delivery.wire(bus, **options)
    return bus


def published(bus: Bus) -> list[tuple[str, str | None]]:
    return [(envelope.type, envelope.service) for envelope in bus.trace.published()]


def types(bus: Bus) -> list[str]:
    return [type_name for type_name, _ in published(bus)]


def test_a_dinner_is_the_seven_events_of_content_each_from_its_service():
    bus = evening()
    food_delivery.dinner(bus)
    assert published(bus) == SEVEN


def test_each_event_is_caused_by_the_one_before_it_up_to_the_delivery():
    bus = evening()
    food_delivery.dinner(bus)
    chain = bus.trace.published()[:6]
    assert [e.causation_id for e in chain] == [None, *(e.id for e in chain[:-1])]


def test_a_rating_belongs_to_the_story_and_is_caused_by_a_person():
    bus = evening()
    food_delivery.dinner(bus)
    rated = bus.trace.published()[-1]
    assert (rated.correlation_id, rated.causation_id) == ("order-42", None)


def test_the_rating_as_a_reaction_has_the_delivery_as_its_cause():
    bus = evening(rated_by="reaction")
    food_delivery.place_order(bus)
    *_, delivered, rated = bus.trace.published()
    assert (rated.type, rated.causation_id) == ("OrderRated", delivered.id)


def test_two_orders_in_one_trace_stay_apart():
    bus = evening()
    food_delivery.dinner(bus, "order-42")
    food_delivery.dinner(bus, "order-43")
    for order_id in ("order-42", "order-43"):
        assert {e.event.order_id for e in bus.trace.envelopes(order_id)} == {order_id}
        assert len(bus.trace.envelopes(order_id)) == 7


def test_what_the_confirmation_needed_is_contents_critical_path():
    bus = evening()
    food_delivery.dinner(bus)
    assert [e.type for e in ancestors(bus.trace, "OrderAcceptedByRestaurant")] == types(bus)[:3]


def test_what_the_delivery_needed_adds_the_driver():
    bus = evening()
    food_delivery.dinner(bus)
    assert [e.type for e in ancestors(bus.trace, "OrderDelivered")] == types(bus)[:6]


def test_a_declined_card_cancels_the_order_and_nobody_cooks():
    bus = evening(declined=("order-42",))
    food_delivery.dinner(bus)
    assert types(bus) == ["OrderPlaced", "PaymentDeclined", "OrderCancelled"]


def test_a_refusing_restaurant_cancels_the_order_after_the_payment():
    bus = evening(refused=("order-42",))
    food_delivery.dinner(bus)
    assert types(bus) == ["OrderPlaced", "PaymentAuthorized", "OrderRefusedByRestaurant", "OrderCancelled"]


def test_with_delivery_down_ada_pays_is_confirmed_and_hears_nothing():
    grid = food_delivery.outage_grid()
    assert [grid["Delivery", promise] for promise in food_delivery.PROMISES] == [True, True, False]


@pytest.mark.parametrize("service", ["Notification", "Analytics"])
def test_a_listener_that_is_down_breaks_no_promise(service):
    grid = food_delivery.outage_grid()
    assert all(grid[service, promise] for promise in food_delivery.PROMISES)


@pytest.mark.parametrize(
    ("service", "broken"),
    [
        ("Order", ["paid", "confirmed", "delivered"]),
        ("Payment", ["paid", "confirmed", "delivered"]),
        ("Restaurant", ["confirmed", "delivered"]),
    ],
)
def test_a_service_that_is_down_breaks_its_own_promise_and_all_after_it(service, broken):
    grid = food_delivery.outage_grid()
    assert [promise for promise in food_delivery.PROMISES if not grid[service, promise]] == broken


def test_the_grid_has_six_services_and_three_promises():
    assert len(food_delivery.outage_grid()) == 18


def test_an_order_placed_while_order_is_down_is_refused_and_leaves_no_event():
    bus = evening()
    bus.service("Order").switch_off()
    with pytest.raises(ServiceDown) as caught:
        food_delivery.place_order(bus)
    assert (caught.value.service, types(bus)) == ("Order", [])


def test_the_teaching_durations_add_up_to_a_delivery_after_30_minutes_and_24_seconds():
    bus = evening()
    on_the_way = {s.name: s.takes_s for s in bus.subscriptions()}
    needed = ("authorize", "accept", "assign_driver", "pick_up", "deliver")
    assert sum(on_the_way[name] for name in needed) == 30 * 60 + 24


def test_redelivering_after_the_outage_brings_the_dinner_late():
    bus = evening()
    delivery = bus.service("Delivery")
    delivery.switch_off()
    food_delivery.dinner(bus)
    delivery.switch_on()
    bus.dead_letters.redeliver()
    assert types(bus)[-1] == "OrderDelivered"
    assert bus.trace.published()[-1].correlation_id == "order-42"
