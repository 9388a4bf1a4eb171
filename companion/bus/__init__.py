"""The bus: services publish facts and react to facts, in one process, in the same order in every run.

Promises breadth-first order, isolation of failing handlers, retries, dead letters and a trace of it all.
Leaves out durability and other processes (delivery). `AsyncBus` is in `companion.bus.aio`, so that only that
module needs asyncio.
"""

from __future__ import annotations

from .bus import Bus, Service, Transport
from .errors import PermanentError, ServiceDown, TooManyDeliveries
from .handlers import HOPELESS, Retry, Subscription
from .outcome import DeadLetter, DeadLetters, Receipt

__all__ = [
    "HOPELESS", "Bus", "DeadLetter", "DeadLetters", "PermanentError", "Receipt", "Retry", "Service",
    "ServiceDown", "Subscription", "TooManyDeliveries", "Transport",
]  # fmt: skip
