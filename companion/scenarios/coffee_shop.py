"""One coffee shop, three ways: calls one after the other, parallel calls, events. In virtual time.

The counter takes an order; cashier, barista and kitchen do their part, each one order at a time. With calls
the customer stands there until all is done, and is turned away when the kitchen is closed, or closes while
they queue for it. With events the counter publishes OrderPlaced, the three react (and Display), and the
kitchen's work waits while it is closed. Each shop takes the fields of `Day` by keyword and returns a `Run`.
The minutes are teaching numbers, invented. Source: CONTENT, "The Coffee Shop Analogy".
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from typing import Any

import simpy

from companion.bus import Bus, ServiceDown
from companion.events import Trace, VirtualClock
from companion.lab import Simulation

from .coffee_workers import Floor, Process, Worker, all_at_once, one_after_the_other
from .orders import OrderPlaced

__all__ = ["Day", "OrderPlaced", "Run", "Visit", "events", "figures", "parallel", "sequential"]

Visit = Callable[[str], Process]


@dataclass(frozen=True, kw_only=True)
class Day:
    """What happens to a shop, all in minutes from opening.

    Customers come at the minutes in `arrivals`; by default `every` so many, for `for_minutes`.
    `kitchen_closed` is (from, until) or None. The last four are how long each part of an order takes.
    """

    arrivals: Iterable[float] | None = None
    every: float = 4
    for_minutes: float = 60
    kitchen_closed: tuple[float, float] | None = None
    counter: float = 1
    cashier: float = 2
    barista: float = 4
    kitchen: float = 5

    def orders(self) -> dict[str, float]:
        """The minute in which each customer comes, by order id: order-1 is the first to come."""
        regular = (n * self.every for n in range(ceil(self.for_minutes / self.every)))
        minutes = sorted(regular if self.arrivals is None else self.arrivals)
        return {f"order-{n}": minute for n, minute in enumerate(minutes, 1)}


@dataclass(frozen=True)
class Run:
    """The results of a day, by order id in the order of arrival.

    `came_at` and `served_at` are minutes from opening; orders that were turned away are not in `served_at`.
    `paid` are the orders for which the cashier took money. `trace` holds records of kind called, waited and
    failed where people called, and what the bus recorded where they published.
    """

    trace: Trace
    came_at: dict[str, float]
    served_at: dict[str, float]
    paid: tuple[str, ...]

    @property
    def served(self) -> tuple[float, ...]:
        """Minutes from arrival to being served, for each order served."""
        return tuple(_tidy(served - self.came_at[order]) for order, served in self.served_at.items())

    @property
    def refused(self) -> tuple[str, ...]:
        """The orders that were turned away."""
        return tuple(order for order in self.came_at if order not in self.served_at)

    @property
    def paid_but_refused(self) -> tuple[str, ...]:
        """The orders that were turned away after the money was taken."""
        return tuple(order for order in self.refused if order in self.paid)


def figures(days: Mapping[str, Run]) -> str:
    """A table of what became of each day, by name: how many were served, turned away, and turned away after
    their money was taken; and the longest wait of those who were served, in minutes."""
    rows = [f"{'':<15}  served  turned away  after paying  longest"]
    for name, day in days.items():
        away, paid, longest = len(day.refused), len(day.paid_but_refused), max(day.served, default=0)
        rows.append(f"{name:<15}{len(day.served):>8}{away:>13}{paid:>14}{longest:>5} min")
    return "\n".join(rows)


def sequential(**day: Any) -> Run:
    """The shop that calls: cashier, then barista, then kitchen. Takes the fields of `Day`."""
    return _calling(one_after_the_other, Day(**day))


def parallel(**day: Any) -> Run:
    """The shop that calls all three at once and waits for the last. Takes the fields of `Day`."""
    return _calling(all_at_once, Day(**day))


def events(**day: Any) -> Run:
    """The shop that publishes OrderPlaced and lets them react. Takes the fields of `Day`."""
    today = Day(**day)
    came_at = today.orders()
    bus = Bus(VirtualClock())
    simulation = Simulation(bus)
    if today.kitchen_closed:
        simulation.outage("Kitchen", *(minute * 60 for minute in today.kitchen_closed))
    _hire(bus, today)
    floor = Floor(simulation.env, bus.trace, simulation.clock.start, len(came_at) == 1)
    counter = Worker(floor, "Counter", "take order", today.counter)

    def visit(order: str) -> Process:
        yield from counter.call(order)
        bus.service("Counter").publish(OrderPlaced(order_id=order), correlation_id=order)

    _let_in(floor, came_at, visit)
    simulation.run()
    done = {name: _handled(bus.trace, name) for name in ("Cashier", "Barista", "Kitchen")}
    served_at = {order: max(minutes[order] for minutes in done.values()) for order in came_at}
    return Run(bus.trace, came_at, served_at, tuple(done["Cashier"]))


def _hire(bus: Bus, day: Day) -> None:
    @bus.service("Cashier").on(OrderPlaced, takes_s=day.cashier * 60)
    def payment(event: OrderPlaced) -> None:
        """Takes the money."""

    @bus.service("Barista").on(OrderPlaced, takes_s=day.barista * 60)
    def drink(event: OrderPlaced) -> None:
        """Makes the drink."""

    @bus.service("Kitchen").on(OrderPlaced, takes_s=day.kitchen * 60)
    def food(event: OrderPlaced) -> None:
        """Makes the food."""

    @bus.service("Display").on(OrderPlaced)
    def show(event: OrderPlaced) -> None:
        """Puts the order on the board, which takes no time."""


def _calling(place: Callable[[tuple[Worker, ...], str], Process], day: Day) -> Run:
    came_at = day.orders()
    floor = Floor(simpy.Environment(), Trace(), VirtualClock().start, len(came_at) == 1)
    counter = Worker(floor, "Counter", "take order", day.counter)
    cashier = Worker(floor, "Cashier", "payment", day.cashier)
    barista = Worker(floor, "Barista", "drink", day.barista)
    kitchen = Worker(floor, "Kitchen", "food", day.kitchen, day.kitchen_closed)
    served_at: dict[str, float] = {}

    def visit(order: str) -> Process:
        yield from counter.call(order)
        yield from place((cashier, barista, kitchen), order)
        served_at[order] = _tidy(floor.env.now / 60)

    _let_in(floor, came_at, visit)
    floor.env.run()
    return Run(
        floor.trace,
        came_at,
        {order: served_at[order] for order in came_at if order in served_at},
        tuple(cashier.done),
    )


def _let_in(floor: Floor, came_at: dict[str, float], visit: Visit) -> None:
    """Each customer comes at their minute and does what `visit` says; the trace records their waits."""

    def come(order: str, minute: float) -> Process:
        yield floor.env.timeout(minute * 60)
        came_s = floor.env.now
        with suppress(ServiceDown):
            yield from visit(order)
        floor.record("waited", "Ada" if floor.alone else "Customers", "", order, came_s)

    for order, minute in came_at.items():
        floor.env.process(come(order, minute))


def _handled(trace: Trace, service: str) -> dict[str, float]:
    """The minute in which `service` was done with each order."""
    start = VirtualClock().start
    return {
        record.envelope.correlation_id: _tidy((record.time - start).total_seconds() / 60)
        for record in trace
        if record.kind == "handled" and record.service == service and record.envelope
    }


def _tidy(minutes: float) -> float:
    """The number rounded, and as an int if it is whole."""
    return int(minutes) if minutes == int(minutes) else round(minutes, 6)
