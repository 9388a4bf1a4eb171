"""A food delivery designed as data, and run: a table of which service publishes which event after which
event.

A row is `(when, service, publishes)`, or with a fourth entry: what the service publishes instead when the
card is declined. `evening` puts the rows on the bus of lesson 03, each as a handler of its service, and plays
one order of Ada's. Promises: the same evening every time; a table that never stops is stopped. Leaves out
what a row cannot say: amounts, refusals by the restaurant, two orders at once.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from companion.bus import Bus, Retry, TooManyDeliveries
from companion.events import Event, Trace, VirtualClock, afresh

__all__ = ["LATE", "ORDERS", "PEOPLE", "RATES", "Evening", "Published", "Reaction", "evening", "without"]

ORDERS: Final = "a customer orders"
RATES: Final = "a customer rates"
LATE: Final = "30 minutes pass"
PEOPLE: Final = (ORDERS, RATES, LATE)
"""Causes that no service publishes: two commands of a person, and a clock."""

PAID, PICKED_UP, DELIVERED = "PaymentAuthorized", "OrderPickedUp", "OrderDelivered"
REACTION_S, RATING_S, LATE_S = 60.0, 5 * 60.0, 30 * 60.0
"""Teaching numbers: how long a service takes to react, Ada to rate, and her patience."""

MOST_DELIVERIES: Final = 200
ORDER = "order-42"


class Reaction(NamedTuple):
    """When this happens, this service publishes that; with a declined card `or_else`, if there is one."""

    when: str
    service: str
    publishes: str
    or_else: str = ""


class Published(NamedTuple):
    """One event of an evening: its name, who published it, and the names of its causes, the latest first."""

    name: str
    service: str
    causes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evening:
    """The result of one order: every event `published`, in order, and the trace.

    `endless` says that it did not stop by itself. `woken` holds the events caused by the clock.
    """

    published: tuple[Published, ...]
    trace: Trace
    endless: bool = False
    woken: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """The names of all events, in order, repeats included."""
        return [each.name for each in self.published]

    def causes(self, name: str) -> tuple[str, ...]:
        """The causes of the first event of this name, the latest first; empty if it never happened."""
        return next((each.causes for each in self.published if each.name == name), ())


def evening(
    rows: Sequence[Reaction | tuple[str, ...]],
    *,
    off: Collection[str] = (),
    declined: bool = False,
    twice: str = "",
    once: Collection[str] = (),
) -> Evening:
    """Play one order. Services in `off` are down; `declined` is Ada's card; the event `twice` comes twice,
    and services in `once` remember what they did for an order.

    Ada rates a dinner that was delivered, 5 minutes later. 30 minutes pass where she paid and none came.
    """
    kitchen = _Kitchen([Reaction(*row) for row in rows], off, declined, twice, once)
    endless = False
    woken = 0
    try:
        kitchen.told(ORDERS)
        if DELIVERED in kitchen.names():
            kitchen.bus.clock.sleep(RATING_S)
            kitchen.told(RATES)
        elif PAID in kitchen.names():
            kitchen.bus.clock.sleep(LATE_S)
            woken = len(kitchen.names())
            kitchen.told(LATE)
    except TooManyDeliveries:
        endless = True
    published = _published(kitchen.bus.trace)
    late = tuple(each.name for each in published[woken:]) if woken else ()
    return Evening(published, kitchen.bus.trace, endless, late)


def without(rows: Sequence[Reaction], name: str) -> list[Reaction]:
    """The rows but those that publish the event `name`."""
    return [row for row in rows if row.publishes != name]


class _Kitchen:
    """The rows on a bus."""

    def __init__(
        self,
        rows: Sequence[Reaction],
        off: Collection[str],
        declined: bool,
        twice: str,
        once: Collection[str],
    ) -> None:
        self.rows, self.off, self.declined, self.twice, self.once = tuple(rows), off, declined, twice, once
        self.did: set[int] = set()
        self.bus = Bus(VirtualClock(), retry=Retry(attempts=1), max_deliveries=MOST_DELIVERIES)
        for number, row in enumerate(self.rows):
            if row.when.isidentifier():  # nobody publishes anything else
                self._listen(number, row)
        for name in off:
            self.bus.service(name).switch_off()

    def told(self, what: str) -> None:
        """A person decides something, or time passes: the rows that wait for it act, unless they are down."""
        for number, row in enumerate(self.rows):
            if row.when == what and row.service not in self.off:
                self._act(number, row)

    def names(self) -> list[str]:
        return [envelope.type for envelope in self.bus.trace.published()]

    def _listen(self, number: int, row: Reaction) -> None:
        def react(event: Event) -> None:
            self._act(number, row)

        react.__name__ = react.__qualname__ = f"row_{number + 1}"
        self.bus.service(row.service).on(row.when)(react)

    def _act(self, number: int, row: Reaction) -> None:
        if row.service in self.once and number in self.did:
            return
        self.did.add(number)
        refused = bool(self.declined and row.or_else and row.publishes == PAID)
        if row.when != ORDERS:
            self.bus.clock.sleep(REACTION_S)
        event = _class(row.or_else if refused else row.publishes, refused)()
        for _ in range(2 if type(event).__name__ == self.twice else 1):
            self.bus.service(row.service).publish(event, correlation_id=ORDER)


@lru_cache(maxsize=512)
def _class(name: str, refused: bool) -> Any:
    """An event class of that name, which is not registered: other scenarios have classes of these names. It
    has no fields; whose order it is, the correlation says."""
    with afresh(name):
        make: Any = type(Event)
        return make(name, (Event,), {"__module__": __name__}, refusal=refused)


def _published(trace: Trace) -> tuple[Published, ...]:
    by_id = {envelope.id: envelope for envelope in trace.published()}
    return tuple(
        Published(each.type, str(each.service), tuple(_causes(each, by_id))) for each in by_id.values()
    )


def _causes(envelope: Any, by_id: dict[str, Any]) -> list[str]:
    found: list[str] = []
    while envelope.causation_id in by_id:
        envelope = by_id[envelope.causation_id]
        found.append(envelope.type)
    return found
