"""The shop of CONTENT, choreographed twice.

`wire` is CONTENT's star to the letter: Payment, Inventory, Shipping and Email all react to OrderPlaced. So a
declined card still ships a parcel. `wire_corrected` changes only who listens to what: Inventory → Payment →
Shipping, Email beside Shipping, and a declined card gives the stock back. Neither joins two events: that
needs memory (lesson 05).
"""

from __future__ import annotations

from collections.abc import Collection

from companion.bus import Bus, Receipt
from companion.events import Event

from .orders import Item, OrderPlaced, PaymentAuthorized, PaymentDeclined

Shelf = dict[str, int]  # sku → pieces


class InventoryReserved(Event):
    """All items of the order are set aside. `total_cents` is carried along so that Payment need not ask."""

    order_id: str
    total_cents: int = 0


class StockRanOut(Event):
    """The order could not be reserved: `sku` was the first that was missing."""

    order_id: str
    sku: str


class InventoryReleased(Event):
    """What was set aside for the order is on the shelf again."""

    order_id: str


class ShipmentCreated(Event):
    """A parcel for the order is on its way."""

    order_id: str


class ConfirmationSent(Event):
    """The customer was told that the order is confirmed. A mail cannot be unsent."""

    order_id: str


def wire(bus: Bus, *, declined: Collection[str] = (), shelf: Shelf | None = None) -> None:
    """CONTENT's star. `declined` are order ids whose card is refused; `shelf` is the stock (default:
    plenty)."""
    _wire_inventory(bus, shelf)
    _wire_payment(bus, OrderPlaced, declined)
    _wire_shipping(bus, OrderPlaced)
    _wire_email(bus, OrderPlaced)


def wire_corrected(bus: Bus, *, declined: Collection[str] = (), shelf: Shelf | None = None) -> None:
    """The same services as a chain, with Email beside it; PaymentDeclined gives the stock back."""
    _wire_inventory(bus, shelf, gives_back=True)
    _wire_payment(bus, InventoryReserved, declined)
    _wire_shipping(bus, PaymentAuthorized)
    _wire_email(bus, PaymentAuthorized)


def place_order(bus: Bus, order_id: str = "order-42", sku: str = "coffee machine") -> Receipt:
    """A customer orders one piece of `sku` for $249.00."""
    item = Item(sku, 1, 24_900)
    placed = OrderPlaced(order_id=order_id, customer="Ada", items=(item,), total_cents=item.price_cents)
    return bus.service("Order").publish(placed, correlation_id=order_id)


def _wire_inventory(bus: Bus, shelf: Shelf | None, gives_back: bool = False) -> None:
    inventory = bus.service("Inventory")
    reserved: dict[str, tuple[Item, ...]] = {}

    @inventory.on(OrderPlaced)
    def reserve(event: OrderPlaced) -> None:
        missing = _first_missing(shelf, event.items)
        if missing is not None:
            inventory.publish(StockRanOut(order_id=event.order_id, sku=missing))
            return
        _move(shelf, event.items, -1)
        reserved[event.order_id] = event.items
        inventory.publish(InventoryReserved(order_id=event.order_id, total_cents=event.total_cents))

    def release(event: PaymentDeclined) -> None:
        _move(shelf, reserved.pop(event.order_id), +1)
        inventory.publish(InventoryReleased(order_id=event.order_id))

    if gives_back:
        inventory.on(PaymentDeclined)(release)


def _first_missing(shelf: Shelf | None, items: tuple[Item, ...]) -> str | None:
    if shelf is None:
        return None
    return next((item.sku for item in items if shelf.get(item.sku, 0) < item.quantity), None)


def _move(shelf: Shelf | None, items: tuple[Item, ...], sign: int) -> None:
    """Take items off the shelf (-1) or put them back (+1); without a shelf there is plenty of everything."""
    if shelf is not None:
        for item in items:
            shelf[item.sku] = shelf.get(item.sku, 0) + sign * item.quantity


def _wire_payment(
    bus: Bus, reacts_to: type[OrderPlaced | InventoryReserved], declined: Collection[str]
) -> None:
    payment = bus.service("Payment")

    @payment.on(reacts_to)
    def charge(event: OrderPlaced | InventoryReserved) -> None:
        if event.order_id in declined:
            payment.publish(PaymentDeclined(order_id=event.order_id, reason="card declined"))
        else:
            payment.publish(PaymentAuthorized(order_id=event.order_id, amount_cents=event.total_cents))


def _wire_shipping(bus: Bus, reacts_to: type[OrderPlaced | PaymentAuthorized]) -> None:
    shipping = bus.service("Shipping")

    @shipping.on(reacts_to)
    def create_shipment(event: OrderPlaced | PaymentAuthorized) -> None:
        shipping.publish(ShipmentCreated(order_id=event.order_id))


def _wire_email(bus: Bus, reacts_to: type[OrderPlaced | PaymentAuthorized]) -> None:
    email = bus.service("Email")

    @email.on(reacts_to)
    def send_confirmation(event: OrderPlaced | PaymentAuthorized) -> None:
        email.publish(ConfirmationSent(order_id=event.order_id))
