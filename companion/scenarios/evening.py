"""One evening in a shop whose bus retries: Ada checks out one basket, and a fault strikes where it is told.

Three handlers, each a list of steps (`STEPS`). The retry is right, each handler is right; `evening(fault)`
says what came out, so that lesson 03 can ask which fault makes Ada pay twice. A fault raises an ordinary
error after the named step; what the attempt did before that stays done. Amounts are in cents.
"""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from companion.bus import Bus, Retry
from companion.events import Event, Trace, VirtualClock

from .faults import Fault
from .orders import OrderPlaced

PRICE_CENTS = 450
STEPS = {
    "checkout": ("start", "order published"),
    "charge": ("start", "money taken", "receipt written"),
    "mail": ("start", "mail sent"),
}
"""What each handler does, in order: the places after which a fault can strike."""


class BasketCheckedOut(Event):
    """A customer confirmed a basket."""

    customer: str


class Attempt(msgspec.Struct):
    """One try of one handler: its number, the `steps` it came through, and whether a fault ended it."""

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
    dead letters, and the trace."""

    attempts: list[Attempt]
    charged: dict[str, int]
    dead_letters: int
    trace: Trace

    @property
    def struck(self) -> int:
        """How many attempts a fault ended."""
        return sum(attempt.broken for attempt in self.attempts)

    def __repr__(self) -> str:
        paid = [f"{id}: paid {times} x {PRICE_CENTS} cents" for id, times in self.charged.items()]
        return "\n".join([*map(str, self.attempts), *paid, f"dead letters: {self.dead_letters}"])


def evening(*faults: Fault) -> Evening:
    """Run the evening under this plan of faults. A fault at a place that does not exist never strikes."""
    bus = Bus(VirtualClock(), retry=Retry(attempts=3, first_wait_s=1))
    shop = _Shop(bus, faults)
    for handler, listens_to in ((shop.checkout, BasketCheckedOut), (shop.charge, OrderPlaced),
                                (shop.mail, OrderPlaced)):  # fmt: skip
        bus.service(SERVICES[handler.__name__]).on(listens_to)(handler)
    bus.service("Ada").publish(BasketCheckedOut(customer="Ada"), correlation_id="basket")
    return Evening(shop.attempts, shop.charged, len(bus.dead_letters), bus.trace)


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
        """The attempt came through `step`; break here if the plan says so."""
        attempt.steps.append(step)
        if Fault(attempt.handler, step, attempt.number) in self.faults:
            attempt.broken = True
            raise ConnectionError(f"after {step!r}")
