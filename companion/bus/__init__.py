"""The bus: services publish facts and react to facts, in one process, in the same order in every run.

Promises breadth-first order, isolation of failing handlers, retries, dead letters and a trace of it all.
Leaves out durability and other processes (delivery). `AsyncBus` is in `companion.bus.aio`, so that only that
module needs asyncio.

How to let one service react to another:

    >>> from companion.bus import Bus
    >>> from companion.events import Event
    >>> class OrderPlaced(Event):
    ...     order_id: str
    >>> bus = Bus()
    >>> @bus.service("Kitchen").on(OrderPlaced)
    ... def cook(event):
    ...     print("cooks", event.order_id)
    >>> receipt = bus.service("Counter").publish(OrderPlaced(order_id="order-42"))
    cooks order-42
"""

from __future__ import annotations

from companion.events import PermanentError

from .bus import Bus, Service, Transport
from .handlers import HOPELESS, Retry, Subscription
from .outcome import DeadLetter, DeadLetters, Receipt, ServiceDown, TooManyDeliveries

__all__ = [
    "HOPELESS", "Bus", "DeadLetter", "DeadLetters", "PermanentError", "Receipt", "Retry", "Service",
    "ServiceDown", "Subscription", "TooManyDeliveries", "Transport",
]  # fmt: skip
