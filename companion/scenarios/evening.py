"""One evening in a shop whose bus retries: Ada checks out one basket, and a planned fault happens.

The retry is the bus's own, or a learner's `deliver_to` from lesson 03. Three handlers, each a list of steps
(`STEPS`), and all of it is right; `evening(fault)` returns the result, so that the lesson can ask which fault
makes Ada pay twice. A fault raises an ordinary error after the named step; the steps of the attempt before
it stay done. Amounts are in cents.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeAlias

import msgspec

from companion.bus import Bus, Retry
from companion.events import Event, Trace, VirtualClock

from .faults import Fault
from .orders import OrderPlaced

__all__ = [
    "PRICE_CENTS", "SERVICES", "STEPS", "Attempt", "BasketCheckedOut", "Evening", "OrderPlaced", "evening",
]  # fmt: skip

PRICE_CENTS = 450
ATTEMPTS = 3
Deliver: TypeAlias = Callable[[Callable[[Any], None], Any, int, Any, list[Any]], object]
"""`deliver_to(handler, event, attempts, clock, dead_letters)` of lesson 03."""

STEPS = {
    "checkout": ("start", "order published"),
    "charge": ("start", "money taken", "receipt written"),
    "mail": ("start", "mail sent"),
}
"""The steps of each handler, in order: a fault can happen after each of them."""


class BasketCheckedOut(Event):
    """A customer confirmed a basket."""

    customer: str


class Attempt(msgspec.Struct):
    """One try of one handler: its number, the `steps` it completed, and whether a fault ended it."""

    handler: str
    order_id: str
    number: int
    steps: list[str]
    broken: bool = False

    def __str__(self) -> str:
        end = " - FAULT" if self.broken else ""
        return f"{self.handler:<9}attempt {self.number}: {', '.join(self.steps)}{end}"


class Evening(msgspec.Struct):
    """What came out: the `attempts` in order, `charged` (order id to how often money was taken), how many
    dead letters, the trace, and whose retry ran."""

    attempts: list[Attempt]
    charged: dict[str, int]
    dead_letters: int
    trace: Trace
    retry: str = "the course's bus"

    @property
    def struck(self) -> int:
        """How many attempts a fault ended."""
        return sum(attempt.broken for attempt in self.attempts)

    def __repr__(self) -> str:
        paid = [f"{id}: paid {times} x {PRICE_CENTS} cents" for id, times in self.charged.items()]
        whose = f"tried again by {self.retry}"
        return "\n".join([*map(str, self.attempts), *paid, f"dead letters: {self.dead_letters}", whose])


def evening(*faults: Fault, deliver: Deliver | None = None) -> Evening:
    """Run the evening under this plan of faults. A fault after a step that does not exist never happens.

    `deliver` hands an event to a handler and tries again (lesson 03's `deliver_to`); one that calls no
    handler, such as a stub, is replaced by the bus's own retry, and the result says so.
    """
    if deliver is not None:
        own = _run(faults, deliver)
        if own.attempts:
            own.retry = "your deliver_to"
            return own
    run = _run(faults, None)
    run.retry += "" if deliver is None else ": your deliver_to called no handler"
    return run


def _run(faults: Iterable[Fault], deliver: Deliver | None) -> Evening:
    bus = Bus(VirtualClock(), retry=Retry(attempts=1 if deliver else ATTEMPTS, first_wait_s=1))
    shop, letters = _Shop(bus, faults), list[Any]()
    for handler, listens_to in ((shop.checkout, BasketCheckedOut), (shop.charge, OrderPlaced),
                                (shop.mail, OrderPlaced)):  # fmt: skip
        hears = _handed(handler, deliver, bus, letters) if deliver else handler
        bus.service(SERVICES[handler.__name__]).on(listens_to)(hears)
    bus.service("Ada").publish(BasketCheckedOut(customer="Ada"), correlation_id="basket")
    return Evening(shop.attempts, shop.charged, len(letters) + len(bus.dead_letters), bus.trace)


def _handed(
    handler: Callable[[Any], None], deliver: Deliver, bus: Bus, letters: list[Any]
) -> Callable[[Any], None]:
    """What the bus calls: `deliver`, which calls the handler."""

    def hears(event: Any) -> None:
        deliver(handler, event, ATTEMPTS, bus.clock, letters)

    hears.__name__ = hears.__qualname__ = handler.__name__
    return hears


SERVICES = {"checkout": "Order", "charge": "Payment", "mail": "Email"}


class _Shop:
    """The three handlers, and what they did."""

    def __init__(self, bus: Bus, faults: Iterable[Fault]) -> None:
        self.bus, self.faults = bus, tuple(faults)
        self.attempts: list[Attempt] = []
        self.charged: dict[str, int] = {}
        self.orders = 42

    def checkout(self, event: BasketCheckedOut) -> None:
        attempt = self._begin("checkout", event.customer)
        placed = OrderPlaced(order_id=f"order-{self.orders}", customer="Ada", total_cents=PRICE_CENTS)
        self.bus.publish(placed)
        self.orders += 1
        self._after(attempt, "order published")

    def charge(self, event: OrderPlaced) -> None:
        attempt = self._begin("charge", event.order_id)
        self.charged[event.order_id] = self.charged.get(event.order_id, 0) + 1
        self._after(attempt, "money taken")
        self._after(attempt, "receipt written")

    def mail(self, event: OrderPlaced) -> None:
        attempt = self._begin("mail", event.order_id)
        self._after(attempt, "mail sent")

    def _begin(self, handler: str, order_id: str) -> Attempt:
        before = [each for each in self.attempts if (each.handler, each.order_id) == (handler, order_id)]
        attempt = Attempt(handler, order_id, len(before) + 1, [])
        self.attempts.append(attempt)
        self._after(attempt, "start")
        return attempt

    def _after(self, attempt: Attempt, step: str) -> None:
        """The attempt has completed `step`; break here if the plan says so."""
        attempt.steps.append(step)
        if Fault(attempt.handler, step, attempt.number) in self.faults:
            attempt.broken = True
            raise ConnectionError(f"after {step!r}")
