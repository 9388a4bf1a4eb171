"""The shop of CONTENT: one set of services, and a table that says who listens to what.

STAR is CONTENT's to the letter: Payment, Inventory, Shipping and Email all react to OrderPlaced. So a
declined card still ships a parcel. CORRECTED changes only the table: Inventory → Payment → Shipping, Email
beside Shipping, and a declined card gives the stock back. Neither joins two events: that needs memory (lesson
05). What a service needs to know of an order it takes from OrderPlaced; here one copy of that serves all.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from typing import Any

from companion.bus import Bus, Receipt, ServiceDown, TooManyDeliveries
from companion.diagrams import Picture, service_map
from companion.events import Event, Record, VirtualClock

from .orders import Item, OrderPlaced, PaymentAuthorized, PaymentDeclined

__all__ = [
    "ACTIONS", "CORRECTED", "EVENTS", "STAR", "ConfirmationSent", "InventoryReleased", "InventoryReserved",
    "OrderPlaced", "PaymentAuthorized", "PaymentDeclined", "Reactions", "Shelf", "ShipmentCreated",
    "StockRanOut", "drawn", "place_order", "wire", "wire_corrected",
]  # fmt: skip

Shelf = dict[str, int]  # sku → pieces
Reactions = Mapping[str, Iterable[str]]  # event name → the "Service.action"s that react to it

STAR: Reactions = {"OrderPlaced": ("Inventory.reserve", "Payment.charge", "Shipping.ship", "Email.confirm")}
CORRECTED: Reactions = {
    "OrderPlaced": ("Inventory.reserve",),
    "InventoryReserved": ("Payment.charge",),
    "PaymentAuthorized": ("Shipping.ship", "Email.confirm"),
    "PaymentDeclined": ("Inventory.release",),
}


class InventoryReserved(Event):
    """All items of the order are set aside."""

    order_id: str


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


EVENTS = (OrderPlaced, InventoryReserved, StockRanOut, InventoryReleased, PaymentAuthorized, PaymentDeclined,
          ShipmentCreated, ConfirmationSent)  # fmt: skip


def wire(
    bus: Bus, reactions: Reactions = STAR, *, declined: Collection[str] = (), shelf: Shelf | None = None
) -> None:
    """Put the services on `bus`, listening as the table `reactions` says.

    `declined` are order ids whose card is refused; `shelf` is the stock (default: plenty of everything).
    Raises KeyError for an action the shop does not have.
    """
    shop = _Shop(bus, declined, shelf)
    actions = shop.actions()
    for event_name, names in reactions.items():
        for name in names:
            bus.service(name.partition(".")[0]).on(event_name)(actions[name])


def wire_corrected(bus: Bus, *, declined: Collection[str] = (), shelf: Shelf | None = None) -> None:
    """The same services as a chain, with Email beside it; PaymentDeclined gives the stock back."""
    wire(bus, CORRECTED, declined=declined, shelf=shelf)


def place_order(bus: Bus, order_id: str = "order-77", sku: str = "coffee machine") -> Receipt:
    """A customer orders one piece of `sku` for $249.00."""
    item = Item(sku, 1, 24_900)
    placed = OrderPlaced(order_id=order_id, customer="Ada", items=(item,), total_cents=item.price_cents)
    return bus.service("Order").publish(placed, correlation_id=order_id)


def drawn(reactions: Reactions) -> Picture:
    """The map of a table, from three orders that ran: all well, card declined, shelf empty. Names the shop
    does not have are left out."""
    table = {name: [each for each in _several(who) if each in ACTIONS] for name, who in reactions.items()}
    records: list[Record] = []
    for declined, pieces in (((), 1), (("order-77",), 1), ((), 0)):
        bus = Bus(VirtualClock(), max_deliveries=100)
        wire(bus, table, declined=declined, shelf={"coffee machine": pieces})
        with suppress(TooManyDeliveries):  # a circle: what ran shows it
            place_order(bus)
        records += bus.trace
    return service_map(records, title="Your table, drawn: who listens to what")


def _several(names: Iterable[str]) -> Iterable[str]:
    return [names] if isinstance(names, str) else names


class _Shop:
    """What the services do, each action by its name, and what they remember of orders."""

    def __init__(self, bus: Bus, declined: Collection[str], shelf: Shelf | None) -> None:
        self.bus, self.declined, self.shelf = bus, declined, shelf
        self.orders: dict[str, OrderPlaced] = {}
        self.reserved: dict[str, tuple[Item, ...]] = {}
        self.paid: list[str] = []

    def actions(self) -> dict[str, Callable[[Any], None]]:
        return {
            "Inventory.reserve": self.reserve,
            "Inventory.release": self.release,
            "Payment.charge": self.charge,
            "Shipping.ship": self.ship,
            "Shipping.ask_payment_then_ship": self.ask_payment_then_ship,
            "Email.confirm": self.confirm,
        }

    def reserve(self, event: Any) -> None:
        order = self._order(event)
        missing = self._first_missing(order.items)
        if missing is not None:
            self._publish("Inventory", StockRanOut(order_id=order.order_id, sku=missing))
            return
        self._move(order.items, -1)
        self.reserved[order.order_id] = order.items
        self._publish("Inventory", InventoryReserved(order_id=order.order_id))

    def release(self, event: Any) -> None:
        self._move(self.reserved.pop(event.order_id, ()), +1)
        self._publish("Inventory", InventoryReleased(order_id=event.order_id))

    def charge(self, event: Any) -> None:
        order = self._order(event)
        if order.order_id in self.declined:
            self._publish("Payment", PaymentDeclined(order_id=order.order_id, reason="card declined"))
            return
        self.paid.append(order.order_id)
        paid = PaymentAuthorized(order_id=order.order_id, amount_cents=order.total_cents)
        self._publish("Payment", paid)

    def ship(self, event: Any) -> None:
        self._publish("Shipping", ShipmentCreated(order_id=event.order_id))

    def ask_payment_then_ship(self, event: Any) -> None:
        """No reaction but a call: Shipping asks Payment, here and now, and ships if the answer is yes."""
        if not self.bus.service("Payment").is_on:
            raise ServiceDown("Payment")
        now = self.bus.clock.now()
        self.bus.trace.add(Record("called", now, "Payment", started=now, label=f"is {event.order_id} paid?"))
        if event.order_id in self.paid:
            self.ship(event)

    def confirm(self, event: Any) -> None:
        self._publish("Email", ConfirmationSent(order_id=event.order_id))

    def _publish(self, service: str, event: Event) -> None:
        self.bus.service(service).publish(event)

    def _order(self, event: Any) -> OrderPlaced:
        if isinstance(event, OrderPlaced):
            self.orders[event.order_id] = event
        return self.orders[event.order_id]

    def _first_missing(self, items: tuple[Item, ...]) -> str | None:
        shelf = self.shelf
        if shelf is None:
            return None
        return next((item.sku for item in items if shelf.get(item.sku, 0) < item.quantity), None)

    def _move(self, items: tuple[Item, ...], sign: int) -> None:
        """Take items off the shelf (-1) or put them back (+1); without a shelf there is plenty of all."""
        if self.shelf is not None:
            for item in items:
                self.shelf[item.sku] = self.shelf.get(item.sku, 0) + sign * item.quantity


ACTIONS = tuple(_Shop(Bus(trace=False), (), None).actions())
