"""Food delivery, choreographed: the seven events of CONTENT, each service reacting to the fact before its
own.

`wire` puts the services on a bus, `place_order` and `rate_order` are the customer's commands, `dinner` is a
whole evening, `outage_grid` switches off one service after the other. Durations are teaching numbers,
invented; they pass only where time is simulated (the lab), which reads them from the subscriptions.

OrderRated is not caused by OrderDelivered: a person decides, by a new command. So `rate_order` keeps the
story's correlation and has no cause. Many drawings show it as a reaction; `wire(bus, rated_by="reaction")`
does, to compare.
"""

from __future__ import annotations

from collections.abc import Collection
from contextlib import suppress
from typing import Literal

from companion.bus import Bus, Receipt, ServiceDown
from companion.events import Event, Trace, VirtualClock

from .food_events import (
    DriverAssigned,
    OrderAcceptedByRestaurant,
    OrderDelivered,
    OrderPickedUp,
    OrderRated,
    OrderRefusedByRestaurant,
)
from .orders import Item, OrderCancelled, OrderPlaced, PaymentAuthorized, PaymentDeclined

__all__ = [
    "PROMISES", "SERVICES", "DriverAssigned", "OrderAcceptedByRestaurant", "OrderCancelled", "OrderDelivered",
    "OrderPickedUp", "OrderPlaced", "OrderRated", "OrderRefusedByRestaurant", "PaymentAuthorized",
    "PaymentDeclined", "dinner", "kept", "outage_grid", "place_order", "rate_order", "wire", "wire_delivery",
    "wire_listeners", "wire_order", "wire_payment", "wire_restaurant",
]  # fmt: skip

PAYMENT_S, ACCEPTANCE_S, DRIVER_S = 24.0, 2 * 60.0, 60.0
PICK_UP_S, DELIVERY_S, RATING_S = 12 * 60.0, 15 * 60.0, 5 * 60.0

SERVICES = ("Order", "Payment", "Restaurant", "Delivery", "Notification", "Analytics")
PROMISES = {
    "paid": "PaymentAuthorized",
    "confirmed": "OrderAcceptedByRestaurant",
    "delivered": "OrderDelivered",
}


def wire(
    bus: Bus,
    *,
    declined: Collection[str] = (),
    refused: Collection[str] = (),
    rated_by: Literal["customer", "reaction"] = "customer",
) -> None:
    """Put all services on `bus`.

    `declined` are the order ids whose card the bank refuses, `refused` those the restaurant does not cook;
    both end in OrderCancelled. With `rated_by="reaction"` Order publishes OrderRated by itself.
    """
    wire_order(bus, rated_by)
    wire_payment(bus, declined)
    wire_restaurant(bus, refused)
    wire_delivery(bus)
    wire_listeners(bus)


def wire_order(bus: Bus, rated_by: str = "customer") -> None:
    """Order takes orders (`place_order`) and cancels what was declined or refused."""
    order = bus.service("Order")

    @order.on(PaymentDeclined)
    @order.on(OrderRefusedByRestaurant)
    def cancel(event: PaymentDeclined | OrderRefusedByRestaurant) -> None:
        order.publish(OrderCancelled(order_id=event.order_id))

    if rated_by == "reaction":

        @order.on(OrderDelivered, takes_s=RATING_S)
        def rate(event: OrderDelivered) -> None:
            order.publish(OrderRated(order_id=event.order_id))


def wire_payment(bus: Bus, declined: Collection[str] = ()) -> None:
    """Payment authorizes, or declines the orders in `declined`. It never captures: CONTENT has no event for
    it."""
    payment = bus.service("Payment")

    @payment.on(OrderPlaced, takes_s=PAYMENT_S)
    def authorize(event: OrderPlaced) -> None:
        if event.order_id in declined:
            payment.publish(PaymentDeclined(order_id=event.order_id, reason="card declined"))
        else:
            payment.publish(PaymentAuthorized(order_id=event.order_id, amount_cents=event.total_cents))


def wire_restaurant(bus: Bus, refused: Collection[str] = ()) -> None:
    """Restaurant cooks what is paid for, except the orders in `refused`."""
    restaurant = bus.service("Restaurant")

    @restaurant.on(PaymentAuthorized, takes_s=ACCEPTANCE_S)
    def accept(event: PaymentAuthorized) -> None:
        answer = OrderRefusedByRestaurant if event.order_id in refused else OrderAcceptedByRestaurant
        restaurant.publish(answer(order_id=event.order_id))


def wire_delivery(bus: Bus) -> None:
    """Delivery finds a driver, who picks up and delivers; it hears its own facts."""
    delivery = bus.service("Delivery")

    @delivery.on(OrderAcceptedByRestaurant, takes_s=DRIVER_S)
    def assign_driver(event: OrderAcceptedByRestaurant) -> None:
        delivery.publish(DriverAssigned(order_id=event.order_id, driver="Dan"))

    @delivery.on(DriverAssigned, takes_s=PICK_UP_S)
    def pick_up(event: DriverAssigned) -> None:
        delivery.publish(OrderPickedUp(order_id=event.order_id))

    @delivery.on(OrderPickedUp, takes_s=DELIVERY_S)
    def deliver(event: OrderPickedUp) -> None:
        delivery.publish(OrderDelivered(order_id=event.order_id))


def wire_listeners(bus: Bus) -> None:
    """Notification tells the customer, Analytics hears everything; neither publishes anything."""
    for event_type in (OrderPlaced, OrderAcceptedByRestaurant, DriverAssigned, OrderDelivered):

        @bus.service("Notification").on(event_type)
        def notify(event: Event) -> None: ...

    @bus.service("Analytics").on(Event)
    def count(event: Event) -> None: ...


def place_order(bus: Bus, order_id: str = "order-42", customer: str = "Ada") -> Receipt:
    """The customer's command, taken by Order. Raises `ServiceDown` when Order is off: a command may be
    refused."""
    _must_be_on(bus, "Order")
    items = (Item("coffee", 1, 250), Item("bagel", 1, 200))
    total_cents = sum(item.quantity * item.price_cents for item in items)
    placed = OrderPlaced(order_id=order_id, customer=customer, items=items, total_cents=total_cents)
    return bus.service("Order").publish(placed, correlation_id=order_id)


def rate_order(bus: Bus, order_id: str = "order-42", stars: int = 5) -> Receipt:
    """Another command of the customer: same story, no cause. Raises `ServiceDown` when Order is off."""
    _must_be_on(bus, "Order")
    return bus.service("Order").publish(OrderRated(order_id=order_id, stars=stars), correlation_id=order_id)


def dinner(bus: Bus, order_id: str = "order-42") -> None:
    """One evening on a virtual clock: the customer orders and, if the meal came, rates it 5
    minutes later."""
    place_order(bus, order_id)
    if kept(bus.trace.story(order_id), "delivered"):
        bus.clock.sleep(RATING_S)
        rate_order(bus, order_id)


def kept(trace: Trace, promise: str) -> bool:
    """Whether the event that fulfils `promise` (a key of PROMISES) was published."""
    return any(envelope.type == PROMISES[promise] for envelope in trace.published())


def outage_grid() -> dict[tuple[str, str], bool]:
    """(service, promise) → was the promise kept with that service switched off? Eighteen recorded runs."""
    cells = [(service, promise) for service in SERVICES for promise in PROMISES]
    return {cell: _kept_without(*cell) for cell in cells}


def _kept_without(service: str, promise: str) -> bool:
    bus = Bus(VirtualClock())
    wire(bus)
    bus.service(service).switch_off()
    with suppress(ServiceDown):
        dinner(bus)
    return kept(bus.trace, promise)


def _must_be_on(bus: Bus, service: str) -> None:
    if not bus.service(service).is_on:
        raise ServiceDown(service)
