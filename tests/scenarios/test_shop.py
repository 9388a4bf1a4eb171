"""The shop: what is wrong with the star, and what the corrected wiring keeps right."""

from __future__ import annotations

from companion.bus import Bus
from companion.events import VirtualClock
from companion.scenarios import shop

MACHINE = "coffee machine"


def run(wire, **options) -> list[str]:
    bus = Bus(VirtualClock())
    wire(bus, **options)
    shop.place_order(bus)
    return [envelope.type for envelope in bus.trace.published()]


def test_in_the_star_all_four_services_react_to_the_order():
    bus = Bus(VirtualClock())
    shop.wire(bus)
    listeners = {subscription.service for subscription in bus.listeners("OrderPlaced")}
    assert listeners == {"Payment", "Inventory", "Shipping", "Email"}


def test_in_the_star_a_declined_card_still_ships_and_confirms():
    happened = run(shop.wire, declined=("order-77",))
    assert {"PaymentDeclined", "ShipmentCreated", "ConfirmationSent"} <= set(happened)


def test_in_the_star_a_declined_card_keeps_the_stock():
    shelf = {MACHINE: 1}
    run(shop.wire, declined=("order-77",), shelf=shelf)
    assert shelf == {MACHINE: 0}


def test_corrected_a_paid_order_has_each_effect_once():
    happened = run(shop.wire_corrected)
    assert happened == [
        "OrderPlaced",
        "InventoryReserved",
        "PaymentAuthorized",
        "ShipmentCreated",
        "ConfirmationSent",
    ]


def test_corrected_a_declined_card_ships_nothing_and_gives_the_stock_back():
    shelf = {MACHINE: 1}
    happened = run(shop.wire_corrected, declined=("order-77",), shelf=shelf)
    assert happened == ["OrderPlaced", "InventoryReserved", "PaymentDeclined", "InventoryReleased"]
    assert shelf == {MACHINE: 1}


def test_corrected_out_of_stock_charges_nothing():
    assert run(shop.wire_corrected, shelf={MACHINE: 0}) == ["OrderPlaced", "StockRanOut"]


def test_corrected_a_parcel_leaves_though_email_is_down():
    bus = Bus(VirtualClock())
    shop.wire_corrected(bus)
    bus.service("Email").switch_off()
    shop.place_order(bus)
    assert "ShipmentCreated" in [envelope.type for envelope in bus.trace.published()]
    assert [letter.service for letter in bus.dead_letters] == ["Email"]


def test_corrected_the_amount_reaches_payment():
    bus = Bus(VirtualClock())
    shop.wire_corrected(bus)
    shop.place_order(bus)
    [paid] = [e.event for e in bus.trace.published() if e.type == "PaymentAuthorized"]
    assert paid.amount_cents == 24_900


def test_a_table_is_drawn_with_every_event_that_can_happen():
    names = {node.partition(":")[2] for node in shop.drawn(shop.CORRECTED).graph}
    services = {"Order", "Inventory", "Payment", "Shipping", "Email"}
    assert names == services | {event.__name__ for event in shop.EVENTS}


def test_drawing_leaves_out_names_the_shop_does_not_have_and_survives_a_circle():
    circle = {"OrderPlaced": "Inventory.release", "InventoryReleased": ["Inventory.release", "Cook.cook"]}
    assert "service:Cook" not in shop.drawn(circle).graph


def test_shipping_that_asks_payment_is_down_with_it():
    bus = Bus(VirtualClock())
    shop.wire(bus, {"OrderPlaced": ["Shipping.ask_payment_then_ship"]})
    bus.service("Payment").switch_off()
    shop.place_order(bus)
    assert [letter.service for letter in bus.dead_letters] == ["Shipping"]
