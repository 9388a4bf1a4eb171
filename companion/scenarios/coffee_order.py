"""One order in the event-driven coffee shop, followed from fact to fact, in virtual time.

The counter publishes OrderPlaced; cashier, barista and kitchen react, each in its own time, and publish what
they did; Display reacts too. The minutes are those of `coffee_shop.Day`: teaching numbers, invented.
"""

from __future__ import annotations

from companion.bus import Bus
from companion.events import Event, Trace, VirtualClock
from companion.lab import Simulation

from .coffee_shop import Day
from .orders import OrderPlaced, PaymentProcessed

__all__ = ["DrinkMade", "FoodMade", "OrderPlaced", "PaymentProcessed", "one_order"]


class DrinkMade(Event):
    """The barista put this order's drink on the bar."""

    order_id: str


class FoodMade(Event):
    """The kitchen put this order's food on the bar."""

    order_id: str


def one_order(order_id: str = "order-42", *, kitchen_closed: tuple[float, float] | None = None) -> Trace:
    """The trace of one order that is placed in minute 0; `kitchen_closed` is (from, until) in minutes."""
    bus, minutes = Bus(VirtualClock()), Day()
    simulation = Simulation(bus)
    if kitchen_closed:
        simulation.outage("Kitchen", *(minute * 60 for minute in kitchen_closed))
    _hire(bus, "Display", "show", 0.0)
    _hire(bus, "Cashier", "payment", minutes.cashier, PaymentProcessed)
    _hire(bus, "Barista", "drink", minutes.barista, DrinkMade)
    _hire(bus, "Kitchen", "food", minutes.kitchen, FoodMade)
    simulation.at(publish=OrderPlaced(order_id=order_id), service="Counter", correlation_id=order_id)
    simulation.run()
    return bus.trace


def _hire(bus: Bus, name: str, does: str, takes_min: float, fact: type[Event] | None = None) -> None:
    """Let the service `name` react to OrderPlaced, and publish `fact` when its part is done."""
    service = bus.service(name)

    def work(event: OrderPlaced) -> None:
        if fact:
            service.publish(fact(order_id=event.order_id))

    work.__name__ = work.__qualname__ = does
    service.on(OrderPlaced, takes_s=takes_min * 60)(work)
