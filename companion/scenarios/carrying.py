"""The content of an event: only an id, or everything that its listeners need.

Twenty orders are placed while Restaurant, Payment and Delivery are down, so that their work waits; the last
customer changes her pizza. Then they work, once while Order is down and once when it is up again. With bare
notifications each of them calls Order back. With carried state none does, and each knows the state at the
time when the event was published. Source: Fowler, "What do you mean by Event-Driven?" (notification,
event-carried state transfer).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from companion.bus import Bus, ServiceDown
from companion.events import Record, VirtualClock

from .orders import Item, OrderPlaced

__all__ = ["LISTENERS", "ORDERS", "Evening", "OrderPlaced", "compare", "evening"]

LISTENERS = ("Payment", "Restaurant", "Delivery")
ORDERS = 20


@dataclass(frozen=True)
class Evening:
    """What was counted in one run.

    `calls` to Order by its listeners, in the whole run; `worked` of `deliveries` while Order was down, `done`
    when it was back; `cooked` is what the last customer, who changed her mind, got.
    """

    calls: int
    worked: int
    done: int
    deliveries: int
    cooked: str


def evening(carried: bool) -> Evening:
    """One run; with `carried` the event holds the whole order, without it only the id."""
    bus = Bus(VirtualClock())
    table: dict[str, OrderPlaced] = {}
    cooked: dict[str, str] = {}
    for name in LISTENERS:
        _listen(bus, name, carried, table, cooked)
    _switch(bus, LISTENERS, False)
    for number in range(1, ORDERS + 1):
        placed = table[f"o-{number}"] = _order(f"o-{number}", "margherita")
        bus.service("Order").publish(placed if carried else OrderPlaced(order_id=placed.order_id))
    table[f"o-{ORDERS}"] = _order(f"o-{ORDERS}", "funghi")
    _switch(bus, LISTENERS, True)
    _switch(bus, ("Order",), False)
    bus.dead_letters.redeliver()
    worked = _count(bus, "handled")
    _switch(bus, ("Order",), True)
    bus.dead_letters.redeliver()
    done, deliveries = _count(bus, "handled"), len(LISTENERS) * ORDERS
    return Evening(_count(bus, "called"), worked, done, deliveries, cooked[f"o-{ORDERS}"])


def compare() -> None:
    """Run both and print what was counted."""
    columns = "{:<16}{:>6}{:>13}{:>13}{:>12}"
    print(columns.format("it carries", "calls", "Order down", "Order back", "o-20 gets"))
    for carried in (False, True):
        run = evening(carried)
        name = "the whole order" if carried else "only the id"
        down, back = (f"{count} of {run.deliveries}" for count in (run.worked, run.done))
        print(columns.format(name, run.calls, down, back, run.cooked))


def _listen(
    bus: Bus, name: str, carried: bool, table: dict[str, OrderPlaced], cooked: dict[str, str]
) -> None:
    service = bus.service(name)

    @service.on(OrderPlaced)
    def work(event: OrderPlaced) -> None:
        order = event if carried else _ask_order(bus, table, event.order_id, name)
        if name == "Restaurant":
            cooked[order.order_id] = order.items[0].sku


def _ask_order(bus: Bus, table: dict[str, OrderPlaced], order_id: str, asked_by: str) -> OrderPlaced:
    if not bus.service("Order").is_on:
        raise ServiceDown("Order")
    now = bus.clock.now()
    label = f"{asked_by} asks for {order_id}"
    bus.trace.add(Record("called", now, "Order", started=now, label=label))
    return table[order_id]


def _order(order_id: str, sku: str) -> OrderPlaced:
    return OrderPlaced(order_id=order_id, items=(Item(sku, 1, 1150),), total_cents=1150)


def _switch(bus: Bus, names: Iterable[str], on: bool) -> None:
    for name in names:
        if on:
            bus.service(name).switch_on()
        else:
            bus.service(name).switch_off()


def _count(bus: Bus, kind: str) -> int:
    return sum(record.kind == kind for record in bus.trace)
